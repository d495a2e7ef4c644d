"""What has been acknowledged is on the disk: the order of writes, and disks that cannot be trusted."""

import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from codeer.errors import (
    CodeerError,
    StoreLocked,
    StoreNotFlushed,
    StoreNotLockable,
    StoreNotWritable,
)
from codeer.store import Store
from codeer.store.database import Database
from tests.review.study import record_study

REPOSITORY = Path(__file__).parents[2]
STORE = "codeer.sqlite"
BY_SIDE = {f"{STORE}-wal", f"{STORE}-shm"}


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """The database of a small study."""
    return record_study(tmp_path).store_path


def journal_mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


# --- the order of writes ---------------------------------------------------------------------------

_ACTS = """
import sys
from pathlib import Path
from codeer.model import Verdict
from codeer.reports.output_files import write_files
from tests.review.study import open_session
with open_session(Path.cwd()) as session:
    for number in range(3):
        answer = session.answers[number]
        session.judge(answer, answer.proposals, Verdict.ACCEPT)
        print("bewaard", flush=True)
write_files(Path.cwd() / "output", {"a.csv": b"nieuw"})
print("geschreven", flush=True)
"""
_CALL = re.compile(r"(fsync|fdatasync|write|pwrite64|unlink|rename)\((.*)\) += (-?\d+)")


def trace(folder: Path) -> list[str]:
    """Return what a process that decides and writes asks of the system, each as verb and file."""
    log = folder / "strace.txt"
    calls = "trace=fsync,fdatasync,write,pwrite64,unlink,rename"
    done = subprocess.run(
        ["strace", "-f", "-y", "-o", log, "-e", calls, sys.executable, "-c", _ACTS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not log.exists() or "PTRACE" in done.stderr:
        pytest.skip(f"strace may not trace here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return [
        _name(found[1], found[2], folder)
        for line in log.read_text(errors="replace").splitlines()
        if (found := _CALL.search(line)) and int(found[3]) >= 0
    ]


def _name(call: str, arguments: str, folder: Path) -> str:
    verb = {"fdatasync": "flush", "fsync": "flush", "pwrite64": "write"}.get(call, call)
    for said in ("bewaard", "geschreven"):
        if f'"{said}' in arguments:
            return said
    names = re.findall(r'[<"]([^<>"]+)[>"]', arguments)
    place = names[-1] if verb == "rename" else names[0] if names else ""
    name = Path(place).relative_to(folder).as_posix() if place.startswith(str(folder)) else place
    return f"{verb} {re.sub(r'[.]a[.]csv[.].*[.]tmp', 'temporary', name)}"


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The trace of three decisions and one result file."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    folder = tmp_path_factory.mktemp("stroom").resolve()
    record_study(folder)
    return trace(folder)


def is_in_order(steps: list[str], wanted: list[str]) -> bool:
    """Tell whether the wanted steps are among the steps, in this order."""
    left = iter(steps)
    return all(step in left for step in wanted)


def test_each_decision_is_flushed_before_it_is_acknowledged(traced: list[str]) -> None:
    """Old pages to the disk, then new ones, then the journal gone, and that to the disk as well."""
    wanted = [
        f"write {STORE}-journal",
        f"flush {STORE}-journal",
        f"write {STORE}",
        f"flush {STORE}",
        f"unlink {STORE}-journal",
        "flush .",
    ]
    ends = [number for number, step in enumerate(traced) if step == "bewaard"]

    assert len(ends) == 3
    for begin, end in zip([0, *ends], ends, strict=False):
        assert is_in_order(traced[begin:end], wanted), traced[begin:end]


def test_a_result_file_is_flushed_before_it_takes_its_place_and_its_folder_after(
    traced: list[str],
) -> None:
    wanted = [
        "write output/temporary",
        "flush output/temporary",
        "rename output/a.csv",
        "flush output",
        "geschreven",
    ]

    assert is_in_order(traced, wanted), traced


def test_the_last_decision_survives_a_power_cut(store_path: Path) -> None:
    """EXTRA: with less, a journal that is gone may come back and roll the last decision back."""
    database = Database(store_path)
    with closing(database):
        settings = ("synchronous", "fullfsync", "checkpoint_fullfsync")
        found = [database.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in settings]

    assert found == [3, 1, 1]


# --- disks on the network --------------------------------------------------------------------------


def test_a_change_makes_no_other_file_than_the_rollback_journal(store_path: Path) -> None:
    """A write-ahead log needs memory that computers on a network do not share."""
    database = Database(store_path)
    with closing(database), database.atomic() as connection:
        connection.execute("INSERT INTO user (name) VALUES ('Fenna')")
        during = {path.name for path in store_path.parent.glob(f"{STORE}*")}

    assert during == {STORE, f"{STORE}-journal"}


def test_a_database_that_another_program_set_to_wal_is_set_back(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("INSERT INTO user (name) VALUES ('Fenna')")
        other.commit()

    with Store(store_path) as store:
        users = store.log.fetch_users()

    assert users == ["Fenna"]
    assert journal_mode(store_path) == "delete"
    assert not BY_SIDE & {path.name for path in store_path.parent.iterdir()}


def test_a_database_that_another_program_uses_as_wal_is_refused(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT count(*) FROM user").fetchone()
        with pytest.raises(StoreLocked):
            Store(store_path, busy_seconds=0.05)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (sqlite3.SQLITE_BUSY, StoreLocked),  # ENOLCK is this to SQLite
        (sqlite3.SQLITE_IOERR_LOCK, StoreNotLockable),
        (sqlite3.SQLITE_IOERR_RDLOCK, StoreNotLockable),
        (sqlite3.SQLITE_PERM, StoreNotLockable),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreNotWritable),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreNotWritable),
    ],
)
def test_a_disk_that_fails_is_told_from_damage(
    store_path: Path, code: int, error: type[CodeerError]
) -> None:
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = code

    with (
        closing(Database(store_path)) as database,
        pytest.raises(error) as caught,
        database.reading(),
    ):
        raise failure

    assert str(store_path) in str(caught.value)


class Unflushed:
    """A connection that commits and then hears that the folder was not flushed, as of a journal that is gone."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self._real = real

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        cursor = self._real.execute(statement, *values)
        if statement == "COMMIT":
            failure = sqlite3.OperationalError("disk I/O error")
            failure.sqlite_errorcode = sqlite3.SQLITE_IOERR_DIR_FSYNC
            raise failure
        return cursor


@pytest.mark.parametrize("works", [True, False], ids=["then it can", "nor then"])
def test_what_is_committed_while_the_folder_is_not_flushed_is_flushed_once_more(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    """It is not undone: the database has it. Whether a power cut leaves it is said."""
    flushed: list[Path] = []

    def flush_folder(folder: Path) -> None:
        flushed.append(folder)
        if not works:
            raise OSError(errno.EIO, "")

    monkeypatch.setattr("codeer.store.database.flush_folder", flush_folder)
    with closing(Database(store_path)) as database:
        database.connection = Unflushed(database.connection)  # type: ignore[assignment]
        said = nullcontext() if works else pytest.raises(StoreNotFlushed)
        with said, database.atomic() as connection:
            connection.execute("INSERT INTO user (name) VALUES ('Bas')")

    assert flushed == [store_path.parent]
    with closing(sqlite3.connect(store_path)) as other:
        assert ("Bas",) in other.execute("SELECT name FROM user").fetchall()


# --- disks that cannot be written ------------------------------------------------------------------

_READ_ONLY = """
mount --bind {project} {project} && mount -o remount,ro,bind {project} && cd {project} || exit 99
{codeer} rapport --uit {elsewhere}; echo "rapport $?"
{codeer} geschiedenis; echo "geschiedenis $?"
{codeer} exporteer {elsewhere}/b.csv; echo "exporteer $?"
{codeer} rapport; echo "hier $?"
"""


def test_on_a_read_only_disk_all_that_only_reads_works(tmp_path: Path) -> None:
    """And what would write says so; a study on a locked stick or in a backup is still to be read."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("only root can make a disk read-only")
    project, elsewhere = tmp_path / "project", tmp_path / "elders"
    project.mkdir()
    elsewhere.mkdir()
    record_study(project)
    script = _READ_ONLY.format(
        project=project, elsewhere=elsewhere, codeer=f"{sys.executable} -m codeer"
    )

    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )

    if done.returncode == 99:
        pytest.skip(f"nothing can be mounted here: {done.stderr[-200:]}")
    codes = dict(re.findall(r"^(\w+) (\d+)$", done.stdout, re.MULTILINE))
    assert codes == {"rapport": "0", "geschiedenis": "0", "exporteer": "0", "hier": "1"}
    assert "alleen-lezen" in done.stderr
