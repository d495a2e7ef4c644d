"""Bad input, one case at a time: a Dutch message with the file and the next step, nothing written.

Every case runs `codeer suggest` in the small project, whose one interview is sound.
"""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from codeer.cli import run
from codeer.store import Store
from codeer.store.database import Database
from tests.conftest import REPOSITORY
from tests.workflow.support import add_transcript, content_of, quick_tokenizer

__all__ = ["quick_tokenizer"]  # a fixture that every test here uses

TALK = ("I: Hoe gaat het?", "R: Goed hoor.")
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
Refused = Callable[..., None]


@pytest.fixture
def refused(project: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Refused]:
    """Run `codeer suggest`, or other arguments, and check that it is refused as it should be."""

    def check(*arguments: str, names: str, says: str) -> None:
        before = content_of(project)
        capsys.readouterr()

        code = run(list(arguments) or ["suggest"])

        shown = capsys.readouterr()
        assert code == 1, shown.err
        assert shown.err.startswith("Fout: ")
        assert names in shown.err
        assert says in shown.err
        assert "Traceback" not in shown.out + shown.err
        assert shown.out == ""
        assert content_of(project) == before

    return check


def write_docx(path: Path, body: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", RELATIONS)
        package.writestr("word/document.xml", body)
    return path


def write_codebook(project: Path, text: str) -> None:
    (project / "codeboeken" / "proef.yaml").write_text(text, encoding="utf-8")


# --- folders and files ---------------------------------------------------------------------------


def test_missing_folder(refused: Refused) -> None:
    refused(
        "suggest", "nergens", names="nergens: bestaat niet", says="Controleer de naam en de map"
    )


def test_no_transcript_folder_in_the_project(project: Path, refused: Refused) -> None:
    (project / "transcripten").rename(project / "gesprekken")

    refused(names="transcripten: bestaat niet", says="Controleer de naam en de map")


def test_empty_folder(project: Path, refused: Refused) -> None:
    (project / "leeg").mkdir()

    refused("suggest", "leeg", names="leeg: geen transcripten", says="codeer suggest MAP")


def test_file_of_an_unknown_kind(project: Path, refused: Refused) -> None:
    add_transcript(project, "J02.pages", "x")

    refused(
        "suggest", "transcripten/J02.pages", names="J02.pages", says="Sla het bestand op als .docx"
    )


def test_empty_file(project: Path, refused: Refused) -> None:
    (project / "transcripten" / "J02.txt").touch()

    refused(names="J02.txt: het bestand bevat geen tekst", says="zet er de tekst in")


def test_binary_under_txt(project: Path, refused: Refused) -> None:
    (project / "transcripten" / "J02.txt").write_bytes(
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    )

    refused(names="J02.txt: dit is geen tekstbestand", says="sla het op als .docx of .txt")


def test_fifty_megabytes_of_text(project: Path, refused: Refused) -> None:
    with (project / "transcripten" / "J02.txt").open("wb") as stream:
        stream.truncate(50_000_000)
    with (project / "transcripten" / "J02.txt").open("r+b") as stream:
        stream.write(b"R: Goed hoor.\n" * 1000)

    refused(names="J02.txt: 50 MB tekst is te groot", says="Splits het")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_a_file_name_that_is_no_text_is_no_bug(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unpacked from a zip that was made on an old Windows."""
    name = os.fsencode(project / "transcripten" / "J02_") + b"caf\xe9.txt"
    with open(name, "w", encoding="utf-8") as stream:  # noqa: PTH123  (a name in bytes)
        stream.write("\n".join(TALK))

    assert run(["suggest"]) in (0, 1)
    assert "Dit is een fout in codeer zelf" not in capsys.readouterr().err


# --- Word ----------------------------------------------------------------------------------------


def test_truncated_docx(project: Path, refused: Refused) -> None:
    whole = (REPOSITORY / "transcripten_voorbeeld" / "P02.docx").read_bytes()
    (project / "transcripten" / "P02.docx").write_bytes(whole[: len(whole) // 2])

    refused(names="P02.docx: het Word-bestand is beschadigd", says="kopieer het opnieuw")


def test_docx_with_damage_inside(project: Path, refused: Refused) -> None:
    """The list of parts is whole but the text does not unpack."""
    path = write_docx(
        project / "transcripten" / "P02.docx", Random(1).randbytes(4000).hex().encode()
    )
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        start = package.getinfo("word/document.xml").header_offset + 200
    raw[start : start + 300] = bytes(byte ^ 0xFF for byte in raw[start : start + 300])
    path.write_bytes(raw)

    refused(names="P02.docx: het Word-bestand is beschadigd", says="kopieer het opnieuw")


def test_docx_that_is_another_kind_of_zip(project: Path, refused: Refused) -> None:
    with zipfile.ZipFile(project / "transcripten" / "P02.docx", "w") as package:
        package.writestr("foto.jpg", "x")

    refused(names="P02.docx: het Word-bestand is beschadigd", says="Open het in Word")


def test_password_protected_docx(project: Path, refused: Refused) -> None:
    """Word wraps an encrypted document in an OLE file, as it does an old .doc."""
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000)
    (project / "transcripten" / "P02.docx").write_bytes(ole)

    refused(
        names="P02.docx: het Word-bestand heeft een wachtwoord", says="haal het wachtwoord eraf"
    )


def test_zip_bomb_docx(project: Path, refused: Refused) -> None:
    path = write_docx(project / "transcripten" / "P02.docx", b" " * 51_000_000)
    assert path.stat().st_size < 100_000

    refused(names="P02.docx: 51 MB tekst is te groot", says="Klopt het bestand?")


# --- subtitles -----------------------------------------------------------------------------------


def test_cues_out_of_order(project: Path, refused: Refused) -> None:
    add_transcript(
        project,
        "J02.vtt",
        "WEBVTT",
        "",
        "00:00:09.000 --> 00:00:10.000",
        "<v Interviewer>Hoe gaat het?",
        "",
        "00:00:01.000 --> 00:00:02.000",
        "<v J02>Goed.",
    )

    refused(names="J02.vtt, regel 6: deze tijd ligt vóór de vorige", says="exporteer het opnieuw")


def test_cue_without_text(project: Path, refused: Refused) -> None:
    add_transcript(
        project,
        "J02.srt",
        "1",
        "00:00:01,000 --> 00:00:02,000",
        "Interviewer: Hoe gaat het?",
        "",
        "2",
        "00:00:03,000 --> 00:00:04,000",
        "",
    )

    refused(
        names="J02.srt, regel 6: onder deze tijd staat geen tekst", says="exporteer het opnieuw"
    )


# --- speakers ------------------------------------------------------------------------------------


def test_transcript_without_speakers(project: Path, refused: Refused) -> None:
    add_transcript(project, "J02.txt", "Het was een mooi gesprek over de zomer.")

    refused(names="J02.txt: geen sprekers gevonden", says="zoals 'I:' en 'R:'")


def test_transcript_with_only_an_interviewer(project: Path, refused: Refused) -> None:
    add_transcript(project, "J02.txt", "I: Is daar iemand?")

    refused(names="J02.txt: alleen de interviewer", says="codeer controleer")


def test_unresolved_speaker(project: Path, refused: Refused) -> None:
    add_transcript(project, "X02.txt", *TALK)

    refused(names="X02.txt, regel 2: 'R'", says="Zet in onderzoek.yaml wie het is")


def test_unknown_group(project: Path, refused: Refused) -> None:
    (project / "onderzoek.yaml").write_text("transcripten:\n  J01.txt:\n    groep: jongeman\n")

    refused(names="onderzoek.yaml, regel 3, kolom 5", says="bedoelde je 'jongere'?")


def test_duplicate_respondent(project: Path, refused: Refused) -> None:
    add_transcript(project, "J01.md", *TALK)

    refused(names="J01.md, J01.txt", says="onderzoek.yaml")


def test_duplicate_transcript(project: Path, refused: Refused) -> None:
    other = add_transcript(project, "../later/J01.txt", *TALK).resolve().parent

    refused(
        "suggest", "transcripten", str(other), names=str(other / "J01.txt"), says="Hernoem er een"
    )


# --- codebook ------------------------------------------------------------------------------------


def test_codebook_with_unknown_keys(project: Path, refused: Refused) -> None:
    write_codebook(project, "naam: proef\ncodes:\n  - id: a\n    trefworden: [b]\n")

    refused(names="proef.yaml, regel 4, kolom 5", says="bedoelde je 'trefwoorden'?")


def test_codebook_with_duplicate_ids(project: Path, refused: Refused) -> None:
    write_codebook(project, "naam: proef\ncodes:\n  - id: a\n  - id: A\n")

    refused(names="proef.yaml, regel 4", says="de id 'A' bestaat al (regel 3)")


def test_codebook_with_wrong_types(project: Path, refused: Refused) -> None:
    write_codebook(project, "naam: proef\ncodes:\n  - id: a\n    patronen: opbellen\n")

    refused(names="proef.yaml, regel 4", says="'patronen' moet een lijst zijn")


def test_codebook_with_an_alias_bomb(project: Path, refused: Refused) -> None:
    levels = "\n".join(f"x{n + 1}: &x{n + 1} [{', '.join([f'*x{n}'] * 9)}]" for n in range(9))
    write_codebook(project, f"naam: proef\nx0: &x0 [a]\n{levels}\n")

    refused(names="proef.yaml, regel 3", says="een verwijzing (*naam) kan hier niet")


def test_codebook_with_an_invalid_pattern(project: Path, refused: Refused) -> None:
    write_codebook(project, "naam: proef\ncodes:\n  - id: a\n    patronen: ['* kwijt']\n")

    refused(names="proef.yaml, regel 4", says="kan niet met * beginnen")


def test_codebook_that_is_no_yaml(project: Path, refused: Refused) -> None:
    write_codebook(project, "naam: [proef\ncodes: {")

    refused(names="proef.yaml, regel", says="codeer controleer")


def test_codebook_that_is_no_text(project: Path, refused: Refused) -> None:
    (project / "codeboeken" / "proef.yaml").write_bytes("naam: café".encode("windows-1252"))

    refused(names="proef.yaml, regel 1", says="sla het bestand op als UTF-8")


def test_no_codebook(project: Path, refused: Refused) -> None:
    (project / "codeboeken" / "proef.yaml").unlink()

    refused(names="codeboeken", says="--codeboek PAD")


def test_two_codebooks(project: Path, refused: Refused) -> None:
    (project / "codeboeken" / "tweede.yaml").write_text("naam: tweede")

    refused(
        names="codeboeken/tweede.yaml".replace("/", os.sep), says="Kies er een met --codeboek PAD"
    )


def test_given_codebook_that_is_not_there(refused: Refused) -> None:
    refused("suggest", "--codeboek", "weg.yaml", names="weg.yaml", says="Controleer of het bestand")


# --- output --------------------------------------------------------------------------------------


def test_output_path_that_is_a_file(project: Path, refused: Refused) -> None:
    """The old table and the run that it came from stay together."""
    run(["suggest"])
    (project / "resultaat").write_text("mijn aantekeningen")

    refused("suggest", "--uit", "resultaat", names="resultaat", says="--uit MAP")


def test_output_path_that_is_a_file_for_rapport(project: Path, refused: Refused) -> None:
    run(["suggest"])
    (project / "resultaat").write_text("mijn aantekeningen")

    refused("rapport", "--uit", "resultaat", names="resultaat", says="--uit MAP")


def test_table_that_is_open_in_excel(
    project: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace it; the old table and the run that it came from stay together."""
    run(["suggest"])

    def replace(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", replace)

    refused(
        "suggest", "--drempel", "0.7", names="suggesties.csv", says="Sluit het bestand in Excel"
    )


def fill_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_while_writing_results(
    project: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old table and the run that it came from stay together."""
    run(["suggest"])
    monkeypatch.setattr("codeer.reports.output_files.os.fsync", fill_disk)

    refused("suggest", "--drempel", "0.7", names="suggesties.csv", says="Maak ruimte vrij")


def test_full_disk_while_writing_a_report(
    project: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["suggest"])
    run(["rapport"])
    monkeypatch.setattr("codeer.reports.output_files.os.fsync", fill_disk)

    refused("rapport", names="themafrequenties.csv", says="Maak ruimte vrij")


def test_full_disk_while_storing(
    project: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["suggest"])
    add_transcript(project, "J02.txt", "I: Hoe gaat het?", "R: " + "Goed hoor. " * 3000)
    real = Database._open

    def open_nearly_full(self: Database, **settings: bool) -> None:
        real(self, **settings)
        pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
        self.connection.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(Database, "_open", open_nearly_full)

    refused(names="codeer.sqlite", says="Maak ruimte vrij")


# --- the database --------------------------------------------------------------------------------


def test_locked_database(project: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    run(["suggest"])
    monkeypatch.setitem(Store.__init__.__kwdefaults__, "busy_seconds", 0.05)
    with closing(sqlite3.connect(project / "codeer.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(names="codeer.sqlite: in gebruik", says="Sluit de andere codeer")
        other.execute("ROLLBACK")


@pytest.mark.parametrize("command", ["suggest", "rapport", "controleer"])
def test_damaged_database(project: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    run(["suggest"])
    path = project / "codeer.sqlite"
    path.write_bytes(path.read_bytes()[:-6000])
    before = content_of(project)

    assert run([command]) == 1
    said = capsys.readouterr().err
    assert "codeer.sqlite: dit is geen bruikbare codeer-database" in said
    assert "Zet een reservekopie terug" in said
    assert content_of(project) == before


def test_database_damaged_inside(project: Path, refused: Refused) -> None:
    """The first page is sound, a later one is not."""
    run(["suggest"])
    path = project / "codeer.sqlite"
    raw = bytearray(path.read_bytes())
    raw[8192:] = b"Z" * (len(raw) - 8192)
    path.write_bytes(raw)

    refused(names="codeer.sqlite", says="Zet een reservekopie terug")


def test_database_of_another_program(project: Path, refused: Refused) -> None:
    with closing(sqlite3.connect(project / "codeer.sqlite")) as connection:
        connection.execute("CREATE TABLE recept (naam TEXT)")

    refused(names="codeer.sqlite", says="verplaats het bestand")


def test_database_of_a_newer_codeer(project: Path, refused: Refused) -> None:
    run(["suggest"])
    with closing(sqlite3.connect(project / "codeer.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")

    refused(names="codeer.sqlite: gemaakt door een nieuwere codeer", says="pip install --upgrade")


# --- Ctrl-C --------------------------------------------------------------------------------------

INTERRUPTED = """
import sys, time
from pathlib import Path
import codeer.store.recording
from codeer.cli import main

real = codeer.store.recording._add_text

def add_text(*arguments):
    real(*arguments)
    Path(sys.argv[1]).touch()
    time.sleep(30)

codeer.store.recording._add_text = add_text
main(["suggest", "--drempel", "0.9"])
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def _listen_to_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_while_storing(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A real process, a real signal: code 130, a Dutch message, everything as it was."""
    run(["suggest"])
    run(["rapport"])
    before = content_of(project)
    begun = tmp_path_factory.mktemp("teken") / "begonnen"
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(begun)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=_listen_to_ctrl_c,  # a parent in the background may have switched it off
    )
    try:
        deadline = time.monotonic() + 30
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()

    assert process.returncode == 130
    assert content_of(project) == before
    assert "Traceback" not in said
    assert "Onderbroken" in said
