"""A project in which every sentence, name and memo holds a marker, and a walk through every command.

Run as a program (`python -m tests.integration.privacy FOLDER`) it walks in a process of its own and writes what
every command did to FOLDER/gedaan.json; strace and an empty network namespace go around that.
"""

import asyncio
import contextlib
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import docx

from codeer.cli import run
from codeer.workflow import demo
from tests.conftest import REPOSITORY

MARK = "kanarie"
"""In every sentence, name and memo; in nothing of codeer itself."""
STRACE = (
    *("strace", "-f", "--seccomp-bpf", "-qq", "-v", "-s", "100000", "-e"),
    "trace=network,execve,open,openat,openat2,creat,mkdir,mkdirat,memfd_create",
)
_ADDRESS = re.compile(r"\b(?:socket|socketpair)\((\w+)|sa_family=(\w+)")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")
OWN_FOLDERS = tuple(
    """
        HOME TMPDIR SQLITE_TMPDIR
        XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_RUNTIME_DIR
    """.split()
)
"""Variables that each get a folder of their own, in which nothing of an interview may land."""
SHOWING = ("beoordeel", "controleer", "evalueer", "geschiedenis", "pseudonimiseer", "toon")
"""Commands whose work it is to show text, memos or names of speakers; all others show none."""

_CODEBOOK = """\
naam: proef
codes:
  - id: band
    naam: Vertrouwensband
    trefwoorden: [vertrouwen, klik]
    voorbeelden: [Ik vertrouwde haar alles toe.]
  - id: gemak
    naam: Laagdrempeligheid
    patronen: [opbellen, binnenlopen]
"""
_STUDY = """\
naam: proef
groepen:
  - naam: jongere
    meervoud: jongeren
    prefix: J
  - naam: ouder
    meervoud: ouders
    prefix: O
    sprekers: [Kanariemoeder]
  - naam: professional
    meervoud: professionals
    prefix: P
interviewers: [I, Kanarievrager]
"""
_SENTENCES = (
    "Kanarie{n} gaf mij veel vertrouwen.",
    "Toen belde kanarieman{n} mij gisteren op.",
    "Met kanarievrouw{n} had ik meteen een klik.",
    "Kanarie{n} kwam zomaar binnenlopen in Kanariedorp.",
)


@dataclass(frozen=True)
class Done:
    """What a command did."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def command(self) -> str:
        """Return the name of the command."""
        return self.arguments[0]


def make_project(folder: Path) -> Path:
    """Write the project as a user would, with folders and files that others may read."""
    transcripts = folder / "transcripten"
    for place in (folder, transcripts, folder / "codeboeken"):
        place.mkdir()
        place.chmod(0o755)
    (folder / "codeboeken" / "proef.yaml").write_text(_CODEBOOK, encoding="utf-8")
    (folder / "codeboeken" / "proef-onderzoek.yaml").write_text(_STUDY, encoding="utf-8")
    for number, name in enumerate(("J01", "J02", "P01", "P02")):
        text = "\n".join(_talk(number, "I", "R"))
        (transcripts / f"{name}.txt").write_text(text, encoding="utf-8")
    (transcripts / "O01.txt").write_text(
        "\n".join(_talk(5, "Kanarievrager", "Kanariemoeder")), encoding="utf-8"
    )
    document = docx.Document()
    for line in _talk(6, "I", "R"):
        document.add_paragraph(line)
    document.save(transcripts / "J03.docx")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    return folder


def _talk(number: int, asks: str, answers: str) -> Iterator[str]:
    for turn in range(3):
        yield f"{asks}: Wat zegt kanarie{number} daarvan?"
        said = " ".join(s.format(n=f"{number}{turn}") for s in _SENTENCES)
        yield f"{answers}: {said}"


def holds_mark(content: bytes) -> bool:
    """Tell whether these bytes hold the marker, in any encoding of it."""
    low = content.lower()
    return any(MARK.encode(encoding) in low for encoding in _ENCODINGS)


def private_environment(root: Path) -> dict[str, str]:
    """Return an environment in which every place to leave things is a folder below `root`."""
    places = {name: root / name.lower() for name in OWN_FOLDERS}
    for place in places.values():
        place.mkdir(mode=0o700)
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
        **{name: str(place) for name, place in places.items()},
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "200",
    }


def left_in(root: Path) -> list[str]:
    """Return what lies in the folders of `private_environment`."""
    return sorted(
        path.relative_to(root).as_posix()
        for name in OWN_FOLDERS
        for path in (root / name.lower()).rglob("*")
    )


def can_run(*around: str) -> bool:
    """Tell whether a program that goes around another one is there and may do its work."""
    if not shutil.which(around[0]):
        return False
    return subprocess.run([*around, "true"], capture_output=True, check=False).returncode == 0


def find_families(trace: str) -> set[str]:
    """Return the kinds of address of every socket in what strace wrote."""
    return {name for found in _ADDRESS.findall(trace) for name in found if name}


# --- the walk ------------------------------------------------------------------------------------


class Walk:
    """Runs commands in a project and remembers what they did."""

    def __init__(self, root: Path, workers: int) -> None:
        self.root = root
        self.project = make_project(root / "project")
        sample = make_project(root / "voorbeeld")
        (sample / "transcripten").rename(sample / demo.SAMPLE)
        self.vault = root / "kluis"
        self.vault.mkdir(mode=0o700)
        self.workers = workers
        self.done: list[Done] = []

    def do(self, *arguments: str, project: Path | None = None) -> Done:
        """Run one command."""
        out, err = io.StringIO(), io.StringIO()
        where = ("--project", str(project or self.project))
        if arguments[0] == "demo":
            where = ()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*arguments, *where])
        done = Done(arguments, code, out.getvalue(), err.getvalue())
        self.done.append(done)
        return done

    def fill_in(self, coder: str, verdicts: Sequence[str]) -> Path:
        """Decide on every row of an exported table, with a memo, as in Excel; return the table."""
        path = self.vault / f"{coder}.csv"
        self.do("exporteer", str(path), "--codeur", coder)
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), ""), delimiter=";"))
        for number, row in enumerate(rows):
            row["besluit"] = verdicts[number % len(verdicts)]
            row["memo"] = f"kanariememo {number}"
        written = io.StringIO(newline="")
        table = csv.DictWriter(written, list(rows[0]), delimiter=";")
        table.writeheader()
        table.writerows(rows)
        path.write_text(written.getvalue(), encoding="utf-8")
        return path

    def all_commands(self, review: Callable[["Walk"], Done]) -> list[Done]:
        """Run every command, `beoordeel` with `review`, and return what they did."""
        self._first_steps()
        review(self)
        self._results()
        self._exchange()
        self._names()
        self.do("vergeet", "J01", "--ja", "--ook-losse-bestanden")
        self._demo()
        return self.done

    def _demo(self) -> None:
        """Set up the demo, with a small sample: the real one takes half a minute, see tests/soak/privacy.py."""
        own, demo.sample_folder = demo.sample_folder, lambda: self.root / "voorbeeld"
        try:
            self.do("demo", str(self.root / "diep" / "demo"))
        finally:
            demo.sample_folder = own

    def _first_steps(self) -> None:
        self.do("controleer")
        self.do("suggest", "--motor", "patronen", "--werkers", str(self.workers))
        self.do("suggest")
        for coder, verdicts in (("Anna", ("aanvaard", "verworpen")), ("Bram", ("aanvaard",))):
            self.do("importeer", str(self.fill_in(coder, verdicts)))

    def _results(self) -> None:
        self.do("suggest")  # learns from decisions
        self.do("rapport", "--formaat", "alle", "--citaten", "2")
        self.do("rapport", "--uit", str(self.root / "nieuw" / "map"), "--codeur", "Anna")
        self.do("toon", "band")
        self.do("overeenstemming")
        self.do("evalueer", "--codeur", "Anna", "--alles-gezien")
        self.do("geschiedenis")
        self.do("geschiedenis", "--csv", str(self.vault / "geschiedenis.csv"))

    def _exchange(self) -> None:
        for name in "t.xlsx p.qdpx c.qdc d.jsonl d.parquet d.sps d.conll".split():
            self.do("exporteer", str(self.vault / name))
        self.do("exporteer", str(self.vault / "p.codeer"), "--besluiten")
        second, foreign = self.root / "tweede", self.root / "vreemd"
        for place, packet in ((second, "p.codeer"), (foreign, "p.qdpx")):
            place.mkdir(mode=0o755)
            self.do("importeer", str(self.vault / packet), project=place)
        self.do("importeer", str(self.vault / "t.xlsx"), "--codeur", "Anna")

    def _names(self) -> None:
        listed = self.vault / "lijst.txt"
        listed.write_text("Kanarie00\nPLAATS: Kanariedorp\n", encoding="utf-8")
        given = ("--namen", str(listed))
        self.do("pseudonimiseer", "--voorstel", str(self.vault / "voorstel.csv"), *given)
        key = ("--sleutel", str(self.vault / "sleutel.json"))
        self.do("pseudonimiseer", "--alles", *given, *key)


KEYS = ("j", "o", *"kanarietoetsen", "enter", "q")
"""What a coder types on the review screen: a decision, a memo, the end."""


def review_with_pilot(walk: Walk) -> Done:
    """Run `codeer beoordeel` with Textual's pilot at the keys."""
    from codeer.cli import beoordeel
    from codeer.review import terminal
    from codeer.review.queue import Session

    def play(session: Session) -> None:
        async def press() -> None:
            async with terminal.ReviewApp(session).run_test() as pilot:
                await pilot.press(*KEYS)

        asyncio.run(press())

    before = terminal.run_review, beoordeel._has_terminal
    terminal.run_review, beoordeel._has_terminal = play, lambda: True
    try:
        return walk.do("beoordeel", "--codeur", "Coos")
    finally:
        terminal.run_review, beoordeel._has_terminal = before


def review_in_terminal(walk: Walk) -> Done:
    """Run `codeer beoordeel` in a pseudo terminal, as a person has it."""
    from tests.review.support import open_terminal

    arguments = ("beoordeel", "--codeur", "Coos", "--project", str(walk.project))
    with open_terminal(arguments, walk.root) as terminal:
        shown = terminal.wait_for("1/")
        terminal.press("j")
        shown += terminal.wait_for("✓")
        terminal.press("o")
        shown += terminal.wait_for("enter: goed")
        terminal.press("kanarietoetsen\r")
        shown += terminal.wait_for("Memo bewaard")
        terminal.press("q")
        shown += terminal.wait_for("Bewaard als")
        code = terminal.wait()
    done = Done(arguments, code, shown, "")
    walk.done.append(done)
    return done


def read_done(root: Path) -> list[Done]:
    """Return what a walk in a process of its own did."""
    said = json.loads((root / "gedaan.json").read_text(encoding="utf-8"))
    return [Done(**{**entry, "arguments": tuple(entry["arguments"])}) for entry in said]


def walk_apart(root: Path, *around: str) -> "subprocess.Popen[str]":
    """Begin a walk in a process of its own, with `around` (such as strace) before it."""
    return subprocess.Popen(
        [*around, sys.executable, "-m", "tests.integration.privacy", str(root)],
        env=private_environment(root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        umask=0,
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    walked = Walk(folder, workers=2).all_commands(review_in_terminal)
    content = json.dumps([asdict(done) for done in walked])
    (folder / "gedaan.json").write_text(content, encoding="utf-8")
