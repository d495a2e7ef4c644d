"""Links, pipes, devices and names that point elsewhere: nothing outside the project is read or written."""

import os
import socket
from pathlib import Path

import pytest

from tests.integration.hostile import attack, needs_fork, place, quick_tokenizer, refuse
from tests.refi import projects

__all__ = ["place", "quick_tokenizer"]
pytestmark = needs_fork
is_root = hasattr(os, "geteuid") and os.geteuid() == 0
SPECIAL = {
    "pijp.txt": os.mkfifo,
    "map.txt": lambda path: path.mkdir(),
    "nul.txt": lambda path: path.symlink_to("/dev/zero"),
    "invoer.txt": lambda path: path.symlink_to("/dev/stdin"),
    "kring.txt": lambda path: path.symlink_to(path.name),
    "nergens.txt": lambda path: path.symlink_to("bestaat-niet.txt"),
}


def listen(path: Path) -> None:
    """Make a socket with this name."""
    home = Path.cwd()
    os.chdir(path.parent)  # a name of more than a hundred characters does not fit
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(home)


SPECIAL["stopcontact.txt"] = listen


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_no_file_in_the_folder_is_passed_over(place: Path, name: str) -> None:
    SPECIAL[name](place / "transcripten" / name)

    outcome = attack("suggest", seconds=30)

    assert outcome.code == 0, outcome.said
    assert "1 transcript," in outcome.out


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_no_file_is_refused_when_it_is_given(place: Path, name: str) -> None:
    SPECIAL[name](place / name)

    refuse(attack("suggest", name, seconds=30), name)


@pytest.mark.parametrize(
    ("command", "suffix"),
    [
        (["importeer", "{}"], ".csv"),
        (["importeer", "{}"], ".xlsx"),
        (["importeer", "{}", "--project", "nieuw"], ".codeer"),
        (["importeer", "{}", "--project", "nieuw"], ".qdpx"),
        (["importeer", "{}", "--project", "nieuw"], ".qdc"),
        (["suggest", "--codeboek", "{}"], ".yaml"),
        (["suggest", "--onderzoek", "{}"], ".yaml"),
        (["pseudonimiseer", "--alles", "--sleutel", "../{}"], ".json"),
    ],
)
def test_no_command_waits_for_a_pipe_or_a_device(
    place: Path, command: list[str], suffix: str
) -> None:
    name = f"invoer{suffix}"
    folder = place.parent if command[0] == "pseudonimiseer" else place
    (place / "nieuw").mkdir()
    for kind in ("pijp.txt", "nul.txt", "kring.txt"):
        SPECIAL[kind](folder / name)
        try:
            outcome = attack(*(part.format(name) for part in command), seconds=30)
        finally:
            (folder / name).unlink()
        assert outcome.code in (1, 2), outcome.said
        assert name in outcome.err or "codeer suggest" in outcome.err
        assert outcome.megabytes < 100


@pytest.mark.skipif(is_root, reason="root may read everything")
def test_a_file_that_may_not_be_read(place: Path) -> None:
    (place / "transcripten" / "J02.txt").write_text("I: Hoe?\nR: Goed.\n")
    (place / "transcripten" / "J02.txt").chmod(0)

    refuse(attack("suggest"), "J02.txt", "geen toegang")


def test_a_folder_that_holds_itself(place: Path) -> None:
    (place / "transcripten" / "rondje").symlink_to("..", target_is_directory=True)

    outcome = attack("suggest", seconds=30)

    assert outcome.code == 0, outcome.said
    assert "1 transcript," in outcome.out


def test_a_link_to_a_file_outside_is_named(place: Path) -> None:
    """Somebody who links to an interview wants it read; a hard link cannot be told from a file."""
    (place / "transcripten" / "J07.txt").symlink_to(place.parent / "geheim.txt")

    outcome = attack("suggest")

    assert outcome.code == 0, outcome.said
    assert "2 transcripten" in outcome.out


@pytest.mark.parametrize("name", ["suggesties.csv", "themafrequenties.csv"])
def test_a_result_takes_the_place_of_a_link_and_leaves_its_target(place: Path, name: str) -> None:
    (place / "output").mkdir()
    (place / "output" / name).symlink_to(place.parent / "geheim.txt")

    assert attack("suggest").code == 0
    assert attack("rapport").code == 0
    assert not (place / "output" / name).is_symlink()


@pytest.mark.parametrize("name", ["terug.csv", "p.qdpx", "p.codeer", "p.qdc"])
def test_an_export_over_a_link_leaves_its_target(place: Path, name: str) -> None:
    attack("suggest")
    (place / name).symlink_to(place.parent / "geheim.txt")

    attack("exporteer", name, "--overschrijf")


def test_an_output_folder_that_is_a_link_to_a_file(place: Path) -> None:
    (place / "output").symlink_to(place.parent / "geheim.txt")

    refuse(attack("suggest"), "output")


@pytest.mark.parametrize("target", ["geheim.txt", "bestaat-niet"])
def test_a_cache_that_is_a_link_elsewhere_is_not_written_through(place: Path, target: str) -> None:
    (place / ".codeer-cache").symlink_to(place.parent / target)

    assert attack("suggest").code == 0


def test_a_cache_file_that_is_a_link_elsewhere(place: Path) -> None:
    (place / ".codeer-cache").mkdir()
    for name in ("resultaten.sqlite", "zinnen.sqlite"):
        (place / ".codeer-cache" / name).symlink_to(place.parent / "geheim.txt")

    assert attack("suggest").code == 0


def test_a_database_that_is_a_link_to_another_file(place: Path) -> None:
    (place / "codeer.sqlite").symlink_to(place.parent / "geheim.txt")

    refuse(attack("suggest"), "codeer.sqlite")


NAMES = [
    "../../buiten", "..\\..\\buiten", "/etc/codeer-buiten", "C:\\buiten", "CON", "aux.txt", "..", "a\nb",
    "\u202etxt.exe", "a" * 400, "-rf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_another_program_become_files_of_the_new_project_only(
    place: Path, name: str
) -> None:
    """A source, a code, a case, a coder and the project itself can have any name."""
    shown = (
        name.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "").replace("\n", "&#10;")
    )
    xml = projects.qde(
        projects.text_source(projects.selection(0, 5), name=shown),
        users=f'<Users><User guid="{projects.ANNA}" name="{shown}"/></Users>',
        codes=f'<CodeBook><Codes><Code guid="{projects.CLICK}" name="{shown}" isCodable="true"/></Codes></CodeBook>',
        cases=f'<Cases><Case guid="{projects.guid(300)}" name="{shown}">'
        f'<SourceRef targetGUID="{projects.guid(50)}"/></Case></Cases>',
    ).replace('name="proef"', f'name="{shown}"')  # fmt: skip
    path = projects.write_qdpx(place, xml, {"Sources/a.txt": "I: Hoe?\nR: Ja."})
    (place / "nieuw").mkdir()

    outcome = attack("importeer", path.name, "--project", "nieuw")

    assert outcome.code == 0, outcome.said
    assert not Path("/etc/codeer-buiten").exists()
    transcripts = list((place / "nieuw" / "transcripten").iterdir())
    assert len(transcripts) == 1
    assert transcripts[0].suffix == ".txt"
    assert transcripts[0].stem.casefold() not in ("con", "aux", "nul")
    assert len(transcripts[0].name.encode()) <= 255
    for command in (["rapport", "--formaat", "alle"], ["exporteer", "nieuw/terug.qdpx"]):
        if command[0] == "rapport" and name != NAMES[0]:
            continue  # all formats take a second
        later = attack(*command, "--project", "nieuw")
        assert later.code == 0, later.said


@pytest.mark.parametrize("name", ["../../buiten", "/etc/codeer-buiten", "..", "a\x1b]0;x\x07"])
def test_names_of_coders_and_respondents_are_no_places(place: Path, name: str) -> None:
    (place / "onderzoek.yaml").write_text(
        "transcripten:\n  J01.txt:\n    respondent: "
        + repr(name.replace("\x1b", ""))
        + "\n    groep: jongere\n"
    )
    assert attack("suggest").code == 0

    for command in (
        ["exporteer", "open.csv", "--codeur", name],
        ["rapport", "--formaat", "md", "--codeur", name],
        ["toon", "band", "--respondent", name],
        ["vergeet", name],
    ):
        outcome = attack(*command)
        assert "\x1b" not in outcome.said
