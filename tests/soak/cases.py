"""Commands on a real small project, and what must hold of it whatever interrupts them.

Everything runs in processes that fork from a server that has codeer loaded, so that a moment of a
command is a moment of its work and not of Python's start.
"""

import csv
import io
import multiprocessing
import os
import re
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import chdir, closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from codeer.cache import CACHE_FOLDER
from codeer.cli import run
from codeer.model import Verdict
from codeer.project import STORE_NAME, Project
from codeer.review.queue import Selection
from codeer.store.schema import SEGMENTS, SUGGESTIONS, TURNS
from codeer.workflow.review import ReviewSession, open_review

REPOSITORY = Path(__file__).parents[2]
CODER = "Anna"
SHEET = "besluiten.csv"
QDPX = "elders.qdpx"
STORE_FILES = (STORE_NAME, f"{STORE_NAME}-journal")
NOT_OUTPUT = {*STORE_FILES, ".codeer-cache", "tijdelijk", "log.txt"}
_HARMLESS = re.compile("fontlist-.*[.]json")
"""What matplotlib keeps of its own fonts while it draws."""
UNFINISHED = re.compile(r"^\..+\.tmp$|-journal$|-wal$|-shm$")

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__, "codeer.cli.app", "tests.soak.warm"])


PATTERNS = ("--motor", "patronen", "--taalmodel", "ingebouwd")
_FICTIONAL = (
    "I: Hoe is dat met je JIM?\n{who}: Ik kan bij haar alles kwijt, ik heb vertrouwen in haar.\n"
    "I: Wie belt wie?\n{who}: Ze belde mij gisteren op. Dat is een lage drempel.\n"
    "I: En verder?\n{who}: We hebben echt een klik. Ik kom bij haar binnenlopen.\n"
    "I: Tot slot?\n{who}: Niks eigenlijk, het regende nog. Ik bel haar op.\n"
)
SMALL = {
    "transcripten/J01.txt": _FICTIONAL.format(who="Jongere"),
    "transcripten/O01.txt": _FICTIONAL.format(who="Moeder"),
    "codeboeken/proef.yaml": (
        "naam: proef\ncodes:\n  - id: band\n    naam: Vertrouwensband\n"
        "    trefwoorden: [vertrouwen, klik, kwijt kunnen]\n"
        "  - id: gemak\n    naam: Laagdrempeligheid\n    patronen: [opbellen, drempel, binnenlopen]\n"
    ),
}
"""A project of which nothing is real."""


# --- commands ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A command, the project on which it runs and what that project is before and after it."""

    name: str
    arguments: tuple[str, ...]
    template: Path
    before: "State"
    after: "State"


@dataclass(frozen=True)
class State:
    """What is worth keeping of a project."""

    files: dict[str, bytes]
    run: tuple[object, ...]
    """Everything that the newest run recorded."""
    log: tuple[object, ...]
    """Everything that coders did, in order."""
    unfinished: frozenset[str] = field(default_factory=frozenset)
    """Temporary files and journals."""


def commands(engines: tuple[str, ...], formats: str = "alle") -> dict[str, tuple[str, ...]]:
    """Return the commands by name; `review` is not one of the command line."""
    return {
        "suggest": ("suggest", *engines),
        "beoordeel": ("review",),
        "importeer csv": ("importeer", SHEET, "--codeur", "Bas"),
        "importeer qdpx": ("importeer", QDPX),
        "rapport": ("rapport", "--formaat", formats, "--citaten", "2"),
    }


def carry_out(arguments: tuple[str, ...], told: Connection | None = None) -> int:
    """Do what a command says in the folder of this process and return the exit code."""
    if arguments == ("review",):
        review(told)
        return 0
    return run(list(arguments))


def review(told: Connection | None = None, most: int | None = None) -> None:
    """Decide on everything that was suggested; tell of each act after the store took it."""

    def tell(session: ReviewSession) -> None:
        if told:
            told.send(len(session._seen) + sum(map(len, session._verdicts.values())))

    with open_review(Project(Path()), CODER, Selection(everything=True)) as session:
        for number, answer in enumerate(session.answers[:most]):
            verdict = Verdict.REJECT if number % 3 == 0 else Verdict.ACCEPT
            if answer.proposals:
                session.judge(answer, answer.proposals, verdict)
                tell(session)
            session.finish(answer)
            tell(session)


# --- projects ------------------------------------------------------------------------------------


def make_base(folder: Path, transcripts: tuple[str, ...], engines: tuple[str, ...]) -> None:
    """Make a project of the sample in which Anna decided on a part, with a report from before that."""
    (folder / "transcripten").mkdir(parents=True)
    for name in transcripts:
        shutil.copy(REPOSITORY / "transcripten_voorbeeld" / name, folder / "transcripten")
    shutil.copytree(REPOSITORY / "codeboeken", folder / "codeboeken")
    _begin(folder, engines, "alle")


def make_small_base(folder: Path) -> None:
    """Make a project like that of two invented interviews of a few lines."""
    for name, content in SMALL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    _begin(folder, PATTERNS, "csv,html,md")


def _begin(folder: Path, engines: tuple[str, ...], formats: str) -> None:
    with inside(folder):
        require(carry_out(("suggest", *engines)))
        require(carry_out(("rapport", "--formaat", formats)))
        review(most=3)


def _prepare_suggest(folder: Path) -> None:
    """Correct a transcript on which somebody decided, so that the run has all there is to do."""
    name = min((folder / "transcripten").glob("[JO]*.txt"))
    text = name.read_text("utf-8")
    name.write_text(text.replace("Jongere:", "Jongere: Nou,").replace("Moeder:", "Moeder: Nou,"))


def _prepare_sheet(folder: Path) -> None:
    """Decide on every row of the table, as somebody does in a spreadsheet."""
    require(carry_out(("exporteer", SHEET)))
    with (folder / SHEET).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    with (folder / SHEET).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        for number, row in enumerate(rows):
            verdict = "verworpen" if number % 3 else "aanvaard"
            writer.writerow(row | {"codeur": "Bas", "besluit": verdict})


def _prepare_qdpx(folder: Path) -> None:
    """Keep nothing but the project of another program."""
    require(carry_out(("exporteer", QDPX)))
    for path in folder.iterdir():
        if path.name != QDPX:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


_PREPARE: dict[str, Callable[[Path], None]] = {
    "suggest": _prepare_suggest,
    "beoordeel": lambda folder: None,
    "importeer csv": _prepare_sheet,
    "importeer qdpx": _prepare_qdpx,
    "rapport": lambda folder: None,
}


def make_case(name: str, base: Path, folder: Path, arguments: tuple[str, ...]) -> Case:
    """Prepare the project of a command, and run the command once on a copy to know what it gives."""
    template, whole = folder / f"{name} sjabloon", folder / f"{name} heel"
    shutil.copytree(base, template)
    with inside(template):
        _PREPARE[name](template)
    shutil.copytree(template, whole)
    with inside(whole):
        require(carry_out(arguments))
    return Case(name, arguments, template, look(template), look(whole))


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder, and keep what is said there."""
    said = io.StringIO()
    with chdir(folder), redirect_stdout(said), redirect_stderr(said):
        yield


def require(code: int) -> None:
    """Stop when a command that is only preparation fails."""
    if code:
        raise RuntimeError(f"exit code {code}")


# --- processes -----------------------------------------------------------------------------------


@dataclass
class Running:
    """A command in a process of its own."""

    process: BaseProcess
    told: Connection

    def acknowledged(self) -> int:
        """Return how many acts were told of, after the process has ended."""
        number = 0
        while True:
            try:
                number = self.told.recv()
            except EOFError:
                return number


def start(
    arguments: tuple[str, ...], folder: Path, prepare: Callable[[], None] | None = None
) -> Running:
    """Start a command in a folder; `prepare` is called in its process before it begins."""
    told, telling = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_work, args=(arguments, folder, telling, prepare))
    process.start()
    telling.close()
    return Running(process, told)


def _work(
    arguments: tuple[str, ...],
    folder: Path,
    told: Connection,
    prepare: Callable[[], None] | None,
) -> None:
    os.chdir(folder)
    (folder / "tijdelijk").mkdir(exist_ok=True)
    os.environ["TMPDIR"] = str(folder / "tijdelijk")
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", closefd=False)
    if prepare:
        prepare()
    try:
        code = carry_out(arguments, told)
    except BaseException as error:  # noqa: BLE001  (review has no command line around it)
        traceback.print_exc()
        sys.stderr.flush()
        code = 1 if type(error).__module__.startswith("codeer.errors") else 3
    sys.stderr.flush()
    os._exit(code)


# --- looking -------------------------------------------------------------------------------------


def look(folder: Path) -> State:
    """Return what stands in a project; opening its database finishes what was broken off."""
    run_, log = _look_in_store(folder)
    files, unfinished = {}, set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if name.parts[0] == "tijdelijk" and path.is_file() and not _HARMLESS.match(path.name):
            unfinished.add(str(name))
        if CACHE_FOLDER in name.parts:
            continue  # SQLite takes its journal away when the cache is used again
        if UNFINISHED.search(path.name):
            unfinished.add(str(name))
        elif path.is_file() and name.parts[0] not in NOT_OUTPUT:
            files[str(name)] = path.read_bytes()
    return State(files, run_, log, frozenset(unfinished))


_RUN = (
    "SELECT codebook, study, pipeline, unit, threshold, details FROM run WHERE id = :run",
    "SELECT n.name, n.digest, number, speaker, respondent, grp, start, end"
    f" FROM {TURNS} JOIN source AS n ON n.id = t.source WHERE t.run = :run ORDER BY 1, 2, 3",
    "SELECT n.name, n.digest, turn, number, start, end, words"
    f" FROM {SEGMENTS} JOIN source AS n ON n.id = t.source WHERE t.run = :run ORDER BY 1, 2, 3, 4",
    "SELECT n.name, n.digest, turn, number, start, end, code, score, engine, evidence, negated"
    f" FROM {SUGGESTIONS} JOIN source AS n ON n.id = t.source WHERE t.run = :run"
    " ORDER BY 1, 2, 3, 4, 7, 9, 10",
)
_LOG = (
    "SELECT u.name, s.name, s.digest, code, start, end, verdict, blind, undoes IS NULL, note"
    " FROM decision AS d JOIN user AS u ON u.id = user JOIN source AS s ON s.id = source"
    " ORDER BY d.id",
    "SELECT u.name, s.name, s.digest, start, end, kind, blind, note"
    " FROM mark AS d JOIN user AS u ON u.id = user JOIN source AS s ON s.id = source ORDER BY d.id",
)


def _look_in_store(folder: Path) -> tuple[tuple[object, ...], tuple[object, ...]]:
    path = folder / STORE_NAME
    if not path.exists() or not path.stat().st_size:
        return (), ()
    Project(folder).create_store().close()
    with closing(sqlite3.connect(path)) as connection:
        newest = connection.execute("SELECT max(id) FROM run").fetchone()[0]
        run_ = tuple(
            tuple(connection.execute(question, {"run": newest}).fetchall()) for question in _RUN
        )
        log = tuple(row for question in _LOG for row in connection.execute(question).fetchall())
    return (run_ if newest else ()), log


def check_store(folder: Path) -> list[str]:
    """Return what is wrong with the database of a project, as SQLite sees it."""
    path = folder / STORE_NAME
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        loose = connection.execute("PRAGMA foreign_key_check").fetchall()
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    problems = [] if said == "ok" else [f"integrity_check: {said}"]
    problems += [f"foreign_key_check: {len(loose)}"] if loose else []
    return problems + ([] if mode == "delete" else [f"journal_mode: {mode}"])


def judge(case: Case, found: State, acknowledged: int) -> list[str]:
    """Return what is wrong with a project in which a command was broken off."""
    old, new = case.before, case.after
    problems = [
        f"half: {name}"
        for name, content in found.files.items()
        if content not in (old.files.get(name), new.files.get(name))
    ]
    problems += [f"gone: {name}" for name in old.files if name not in found.files]
    if found.run not in (old.run, new.run):
        problems.append("the run is neither old nor new")
    if lost := set(old.log) - set(found.log):
        problems.append(f"{len(lost)} old acts lost")
    if strange := set(found.log) - set(new.log):
        problems.append(f"{len(strange)} acts that nobody did")
    if len(set(found.log)) < acknowledged:
        problems.append(f"{acknowledged - len(set(found.log))} acknowledged acts lost")
    return problems


def judge_repeat(case: Case, found: State) -> list[str]:
    """Return what is wrong after the command was simply given again."""
    new = case.after
    problems = [f"left: {name}" for name in sorted(found.unfinished)]
    problems += [
        f"repeat differs: {name}"
        for name in {*new.files, *found.files}
        if new.files.get(name) != found.files.get(name)
    ]
    if found.run != new.run:
        problems.append("repeat: another run")
    if set(found.log) != set(new.log):
        problems.append("repeat: another log")
    return problems
