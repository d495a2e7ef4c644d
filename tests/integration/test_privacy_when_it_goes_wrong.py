"""Nothing of an interview gets out when something goes wrong: bugs, signals, killed processes, crashes."""

import contextlib
import io
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType, ModuleType

import psutil
import pytest

from codeer import encoder
from codeer.cache import Cache
from codeer.cli import run
from codeer.errors import MissingEncoder
from codeer.store.database import Database
from tests.conftest import REPOSITORY
from tests.integration.privacy import (
    MARK,
    holds_mark,
    left_in,
    make_project,
    private_environment,
)
from tests.review.study import record_study
from tests.review.support import open_terminal
from tests.workflow.support import content_of

_BACK_TO_THE_SHELL = "\x1b[?1049l"
CODEER = str(REPOSITORY / "codeer")
COMMANDS = (
    ["controleer"],
    ["suggest", "--motor", "patronen"],
    ["exporteer", "uit.csv"],
    ["exporteer", "uit.codeer"],
    ["exporteer", "uit.qdpx"],
    ["importeer", "t.csv"],
    ["rapport", "--citaten", "2"],
    ["toon", "band"],
    ["geschiedenis"],
    ["pseudonimiseer", "--alles", "--sleutel", "../sleutel.json"],
    ["vergeet", "J01", "--ja"],
)
"""Each ends within a second."""
PAUSED = """
import os, sys, time
from pathlib import Path
from codeer.cli import main

moment, told = sys.argv[1], Path(sys.argv[2])

def pause(*_, **__):
    told.touch()
    time.sleep(60)

if moment == "write":
    os.fsync = pause
    command = ["rapport"]
else:
    command = ["suggest", "--motor", "patronen"]
    import codeer.store.store
    codeer.store.store.Store.record_run = pause
main(command)
"""
WORKERS = """
import time
from codeer.workers import map_items

def think(item):
    print("bezig", flush=True)
    time.sleep(60)

def prepare():
    pass

if __name__ == "__main__":
    list(map_items(think, ["kanarie", "kanarie"], 2, prepare))
"""
UNTIDY = """
import resource, sys
from codeer.cli import main
try:
    main(["--versie"])
finally:
    print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


class UnforeseenError(Exception):
    """Something that nobody foresaw."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with suggestions, and files to import."""
    folder = make_project(tmp_path_factory.mktemp("sjabloon") / "project")
    quietly("suggest", "--motor", "patronen", "--project", str(folder))
    for name in ("t.csv", "p.qdpx"):
        quietly("exporteer", str(folder / name), "--project", str(folder))
    (folder / "vreemd").mkdir()
    return folder


@pytest.fixture
def canary(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it as the current folder."""
    shutil.copytree(template, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where reports of bugs go in this test."""
    folder = tmp_path / "verslagen"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def quietly(*arguments: str) -> tuple[int, str]:
    """Run a command and return the exit code and what it said."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*arguments])
    return code, err.getvalue()


# --- bugs ----------------------------------------------------------------------------------------


class Saboteur:
    """Raises an error with interview text in it, at one of the calls within codeer."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.calls = 0

    def __call__(self, frame: FrameType, _event: str, _argument: object) -> None:
        code = frame.f_code
        path = code.co_filename
        if not path.startswith(CODEER) or "/cli/" in path or code.co_name == "<module>":
            return
        self.calls += 1
        if self.calls == self._at:
            frame.f_locals["gezegd"] = said = f"{MARK}: dit zei een kind"
            raise UnforeseenError(said, {"tekst": said})


def sabotage(arguments: list[str], at: int) -> tuple[int, str, int]:
    """Run a command with a bug at one of its calls; return exit code, messages and calls."""
    saboteur = Saboteur(at)
    before = sys.gettrace()
    sys.settrace(saboteur)
    try:
        code, said = quietly(*arguments)
    finally:
        sys.settrace(before)
    return code, said, saboteur.calls


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda a: " ".join(a[:2]))
def test_a_bug_anywhere_tells_nothing_of_an_interview(
    arguments: list[str], canary: Path, logs: Path, tmp_path: Path
) -> None:
    """Early and halfway: in no message and in no report."""
    spare = tmp_path / "reserve"
    shutil.copytree(canary, spare)
    _, _, calls = sabotage(arguments, 0)
    broken = 0
    for at in (calls // 5, calls // 2):
        shutil.rmtree(canary)
        shutil.copytree(spare, canary)
        os.chdir(canary)
        (tmp_path / "sleutel.json").unlink(missing_ok=True)
        code, said, made = sabotage(arguments, at)
        if made < at:
            continue  # what was loaded the first time is not loaded again
        broken += 1

        assert code == 3
        assert "Dit is een fout in codeer zelf (UnforeseenError)" in said
        assert not holds_mark(said.encode())
    reports = [path.read_bytes() for path in logs.iterdir()]
    assert len(reports) == broken >= 1
    assert not any(map(holds_mark, reports))
    assert {path.stat().st_mode & 0o777 for path in logs.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("K01.txt", f"Hier zegt {MARK} niets als spreker.".encode()),
        ("K01.txt", f"R: {MARK}\0\0\0\0".encode() * 9),
        ("K01.docx", f"PK {MARK}".encode()),
        ("K01.pdf", f"%PDF-1.4 {MARK}".encode()),
        ("K01.json", f'{{"segments": [{{"text": "{MARK}"}}]'.encode()),
        ("K01.srt", f"1\n00:00 --> {MARK}\n".encode()),
        ("K01.rtf", rf"{{\rtf1 {MARK} ".encode()),
        ("K01.odt", f"PK {MARK}".encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_told_without_what_is_in_it(
    name: str, content: bytes, canary: Path, logs: Path
) -> None:
    (canary / "transcripten" / name).write_bytes(content)
    code, said = quietly("suggest", "--motor", "patronen")

    assert (code, name in said) == (1, True)
    assert not holds_mark(said.encode())
    assert list(logs.iterdir()) == []


# --- being stopped -------------------------------------------------------------------------------


def stop(canary: Path, root: Path, moment: str, number: signal.Signals) -> "tuple[int, bytes]":
    """Stop codeer by a signal at a moment, and return its exit code and messages."""
    told = root / "zover"
    process = subprocess.Popen(
        [sys.executable, "-c", PAUSED, moment, str(told)],
        cwd=canary,
        env=private_environment(root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        wait_until(told.exists)
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    return process.returncode, errors


def wait_until(is_so) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("number", "moment", "code"),
    [
        (signal.SIGINT, "write", 130),
        (signal.SIGTERM, "write", 143),
        (signal.SIGHUP, "record", 129),
    ],
)
def test_a_request_to_stop_leaves_nothing_behind(
    canary: Path, tmp_path: Path, number: signal.Signals, moment: str, code: int
) -> None:
    """No half-written results in the project and nothing outside it."""
    before = set(content_of(canary))
    found, errors = stop(canary, tmp_path, moment, number)

    assert found == code
    assert not holds_mark(errors)
    assert b"Traceback" not in errors
    assert set(content_of(canary)) - before <= {".codeer-cache/resultaten.sqlite"}
    assert left_in(tmp_path) == []


def test_a_review_that_is_stopped_takes_the_interview_off_the_screen(tmp_path: Path) -> None:
    record_study(tmp_path)
    with open_terminal(["beoordeel", "--codeur", "Anna"], tmp_path) as terminal:
        terminal.wait_for("1/")
        terminal.process.terminate()
        terminal.wait_for(_BACK_TO_THE_SHELL)

        assert terminal.wait() == 143


def test_what_a_killed_codeer_leaves_is_in_the_project_and_for_its_owner_only(
    canary: Path, tmp_path: Path
) -> None:
    """Nobody can clean up after kill -9."""
    before = set(content_of(canary))
    stop(canary, tmp_path, "write", signal.SIGKILL)
    left = [canary / name for name in set(content_of(canary)) - before]

    assert any(path.suffix == ".tmp" for path in left)
    assert {path.stat().st_mode & 0o777 for path in left} == {0o600}
    assert left_in(tmp_path) == []


def test_workers_end_when_the_process_that_asked_is_killed(tmp_path: Path) -> None:
    """Otherwise they keep interviews in memory until the computer is switched off."""
    script = tmp_path / "werk.py"
    script.write_text(WORKERS)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env=private_environment(tmp_path)
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"bezig\n"
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()

    assert len(workers) >= 2
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


def test_a_crash_leaves_no_memory_on_the_disk() -> None:
    """A core dump would hold every interview that was open."""
    done = subprocess.run(
        [sys.executable, "-c", UNTIDY],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096)),
        check=False,
    )

    assert done.stdout.splitlines()[-1] == "0"


# --- libraries -----------------------------------------------------------------------------------

_MANY = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 40000)"
_SORTED = f"{_MANY} SELECT printf('%0200d', x * 7919 % 40009) AS y FROM n ORDER BY y"


def spills(connection: sqlite3.Connection) -> bool:
    """Tell whether sorting much opens a temporary file."""
    connection.execute("PRAGMA cache_size = 10")
    rows = connection.execute(_SORTED)
    rows.fetchone()
    opened = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    rows.close()
    return any("etilqs_" in place for place in opened)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs a list of open files")
def test_sorting_in_the_database_writes_no_temporary_file(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "gewoon.sqlite")) as plain:
        assert spills(plain)  # SQLite as it comes does
    store, cache = Database(tmp_path / "codeer.sqlite"), Cache(tmp_path / "cache")
    try:
        assert not spills(store.connection)
        assert cache._connection
        assert not spills(cache._connection)
    finally:
        store.close()
        cache.close()


def test_no_setting_of_the_environment_lets_an_encoder_fetch_its_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, str] = {}

    def make(name: str) -> object:
        seen.update(os.environ)
        raise OSError(name)

    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = make  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    for name in encoder._OFFLINE:
        monkeypatch.setenv(name, "0")

    with pytest.raises(MissingEncoder):
        encoder.load_encoder("ergens/een-model")
    assert {name: seen[name] for name in encoder._OFFLINE} == dict.fromkeys(encoder._OFFLINE, "1")
