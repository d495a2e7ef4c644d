"""Killed, full, shared and lied to by the clock: what was decided stays, and nothing is half.

The long versions are `python -m tests.soak.kill` and `python -m tests.soak.disk` (`make soak`).
"""

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from codeer.errors import CodeerError, DiskFull, OutputNotWritable, RunReplaced, StoreLocked
from codeer.project import Project
from codeer.reports import output_files
from codeer.reports.output_files import write_files
from codeer.store import Store
from codeer.store.database import Database
from codeer.workflow import qda_import
from codeer.workflow.suggest import SuggestSettings, suggest

if sys.platform == "win32":
    pytest.skip("SIGKILL, limits and forks are Unix", allow_module_level=True)

from tests.soak.cases import (
    PATTERNS,
    Case,
    Running,
    carry_out,
    check_store,
    inside,
    judge,
    judge_repeat,
    look,
    make_small_base,
    start,
)
from tests.soak.kill import SHARES, attempt, make_cases, measure

KILLS = 3
SEED = 20
SUGGEST = ("suggest", *PATTERNS)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Every command with the small project on which it runs, and what that becomes."""
    folder = tmp_path_factory.mktemp("gevallen")
    made = make_cases(folder, make_small_base, PATTERNS, "csv,html,md")
    return {case.name: case for case in made}


@pytest.fixture
def project(cases: dict[str, Case], tmp_path: Path) -> Path:
    """A copy of the project in which Anna reviews."""
    shutil.copytree(cases["beoordeel"].template, tmp_path / "project")
    return tmp_path / "project"


def end(running: Running, folder: Path) -> tuple[int, str]:
    """Wait for a command; return its exit code and what it said."""
    running.process.join()
    assert running.process.exitcode is not None
    return running.process.exitcode, (folder / "log.txt").read_text()


# --- kill -9 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHARES)
def test_a_kill_loses_nothing_and_the_same_command_then_gives_the_same(
    cases: dict[str, Case], tmp_path: Path, name: str
) -> None:
    """Nothing acknowledged is lost, nothing is half, nothing stays behind; at fixed random moments."""
    course = measure(cases[name], tmp_path / "meting")
    moments = random.Random(SEED)

    problems = [
        problem
        for number in range(KILLS)
        for problem in attempt(cases[name], tmp_path / str(number), course, moments).problems
    ]

    assert problems == []


def leave_temporary(folder: Path, process: int, computer: str = "") -> Path:
    """Leave what a codeer leaves that is killed while it writes."""
    path = folder / f".fragmenten.csv.{computer or output_files._computer()}-{process}.tmp"
    path.write_bytes(b"verzonnen interviewtekst")
    return path


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_codeer_left_goes_at_the_next_write_in_that_folder(tmp_path: Path) -> None:
    left = leave_temporary(tmp_path, dead_process())

    write_files(tmp_path, {"ander.csv": b"x"})

    assert not left.exists()


def test_what_a_running_codeer_is_writing_stays(tmp_path: Path) -> None:
    left = leave_temporary(tmp_path, os.getppid())

    write_files(tmp_path, {"ander.csv": b"x"})

    assert left.exists()


@pytest.mark.parametrize(("hours", "stays"), [(1, True), (25, False)])
def test_what_a_codeer_on_another_computer_writes_stays_for_a_day(
    tmp_path: Path, hours: int, stays: bool
) -> None:
    left = leave_temporary(tmp_path, dead_process(), computer="00000000")
    then = left.stat().st_mtime - hours * 3600
    os.utime(left, (then, then))

    write_files(tmp_path, {"ander.csv": b"x"})

    assert left.exists() is stays


# --- disk full and I/O errors ----------------------------------------------------------------------


class FaultyDisk:
    """Lets the n-th change to the disk by result files fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fail_at: int, fault: int) -> None:
        self.seen = 0
        self._fail_at, self._fault = fail_at, fault
        for owner, name in (
            (output_files, "open_file"),
            (output_files, "make_folder"),
            (os, "fsync"),
            (Path, "hardlink_to"),
            (Path, "replace"),
        ):
            monkeypatch.setattr(owner, name, self._failing(getattr(owner, name)))

    def _failing(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self.seen += 1
            if self.seen == self._fail_at:
                raise OSError(self._fault, "")
            return real(*arguments)

        return call


@pytest.mark.parametrize(
    ("fault", "error"), [(errno.ENOSPC, DiskFull), (errno.EIO, OutputNotWritable)]
)
def test_whichever_change_fails_all_result_files_are_the_old_ones(
    tmp_path: Path, fault: int, error: type[CodeerError]
) -> None:
    """For the first change, the second and so on, until all goes well."""
    old = {"a.csv": b"oud a", "figuren/b.svg": b"oud b"}
    write_files(tmp_path, old)
    number = 0
    while True:
        number += 1
        with pytest.MonkeyPatch.context() as monkeypatch:
            disk = FaultyDisk(monkeypatch, number, fault)
            if disk.seen == 0 and number > 100:
                break
            try:
                write_files(tmp_path, {"a.csv": b"a", "figuren/b.svg": b"b", "c.csv": b"c"})
            except error:
                found = {p for p in tmp_path.rglob("*") if p.is_file()}
                assert {p: p.read_bytes() for p in found} == {
                    tmp_path / name: content for name, content in old.items()
                }
            else:
                break

    assert number == disk.seen + 1
    assert number > 12
    assert (tmp_path / "c.csv").read_bytes() == b"c"


def test_a_database_that_may_not_grow_keeps_the_old_run_with_its_table(
    cases: dict[str, Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for 0, 1, 3, 7 ... more pages, until a run with a long transcript more fits."""
    template, spare, codes, real = tmp_path / "sjabloon", 0, [], Database._open
    shutil.copytree(cases["suggest"].template, template)
    long = (template / "transcripten" / "J01.txt").read_text() * 20
    (template / "transcripten" / "J02.txt").write_text(long)
    before = look(template)

    def open_small(self: Database, **options: bool) -> None:
        real(self, **options)
        pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
        self.connection.execute(f"PRAGMA max_page_count = {pages + spare}")

    while 0 not in codes:
        folder = tmp_path / str(spare)
        shutil.copytree(template, folder)
        with monkeypatch.context() as small, inside(folder):
            small.setattr(Database, "_open", open_small)
            codes.append(carry_out(SUGGEST))
        found = look(folder)
        assert check_store(folder) == []
        if codes[-1]:
            assert (found.run, found.log, found.files) == (before.run, before.log, before.files)
        spare = spare * 2 + 1

    assert set(codes) == {0, 1}


@pytest.mark.parametrize(
    ("name", "limit"),
    [("suggest", 20_000), ("importeer csv", 0), ("rapport", 4096)],
)
def test_a_limit_on_the_size_of_files_is_said_in_dutch_and_harms_nothing(
    cases: dict[str, Case], tmp_path: Path, name: str, limit: int
) -> None:
    import resource

    case, folder = cases[name], tmp_path / "project"
    shutil.copytree(case.template, folder)
    prepare = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))

    running = start(case.arguments, folder, prepare)
    running.process.join()

    assert running.process.exitcode == 1
    assert check_store(folder) + judge(case, look(folder), 0) == []
    end(start(case.arguments, folder), folder)
    assert judge_repeat(case, look(folder)) == []


_ON_SMALL_DISK = """
mount -t tmpfs -o size={size} none {place} && cp -r {project}/. {place} && cd {place} &&
{python} -m codeer {arguments}; echo "code $?"; rm -rf {project}; cp -r {place} {project}
"""


def test_on_a_disk_that_is_really_full_the_old_results_stay(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("only root can make a small disk")
    case, project, place = cases["importeer csv"], tmp_path / "project", tmp_path / "schijf"
    shutil.copytree(case.template, project)
    shutil.rmtree(project / ".codeer-cache", ignore_errors=True)
    place.mkdir()
    blocks = sum(-(-p.stat().st_size // 4096) for p in project.rglob("*") if p.is_file())
    script = _ON_SMALL_DISK.format(
        size=(blocks + 1) * 4096,  # the database fits, the journal of a change does not
        place=place,
        project=project,
        python=sys.executable,
        arguments=" ".join(case.arguments),
    )

    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )

    if "code" not in done.stdout:
        pytest.skip(f"no small disk can be made here: {done.stderr[-200:]}")
    assert "code 1" in done.stdout
    assert "de schijf is vol" in done.stderr
    assert check_store(project) + judge(case, look(project), 0) == []
    assert set(look(project).log) == set(case.before.log)


# --- two at once -----------------------------------------------------------------------------------


def test_two_runs_at_once_leave_one_whole_run_with_its_table(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    case, folder = cases["suggest"], tmp_path / "project"
    shutil.copytree(case.template, folder)

    both = [start(case.arguments, folder) for _ in range(2)]
    codes = [end(running, folder)[0] for running in both]

    assert codes == [0, 0]
    assert check_store(folder) + judge_repeat(case, look(folder)) == []


@pytest.mark.parametrize("other", ["suggest", "importeer csv"])
def test_another_command_during_a_review_loses_no_decision(
    cases: dict[str, Case], tmp_path: Path, other: str
) -> None:
    """The review may find that its run is gone; all that it acknowledged is there."""
    folder = tmp_path / "project"
    shutil.copytree(cases[other].template, folder)

    reviewing = start(("review",), folder)
    reviewing.told.poll(20)
    beside = start(cases[other].arguments, folder)
    code, _ = end(beside, folder)
    reviewing.process.join()

    mine = {row for row in look(folder).log if row[0] == "Anna"}
    assert code == 0
    assert reviewing.process.exitcode in (0, 1)
    assert len(mine) >= reviewing.acknowledged()
    assert check_store(folder) == []
    if other == "importeer csv":
        assert set(look(folder).log) >= set(cases[other].after.log)


def test_what_a_report_reads_is_of_one_moment(project: Path) -> None:
    """Else a new run in between would leave it with turns of none."""
    store, run = Project(project).open_store(at_one_moment=True)
    with store, Store(project / "codeer.sqlite", busy_seconds=0.05) as other:
        with pytest.raises(StoreLocked), other._database.atomic() as connection:
            connection.execute("DELETE FROM segment")
        assert store.fetch_segments(run.id)


def test_codings_are_not_recorded_on_texts_that_a_newer_run_renumbered(
    cases: dict[str, Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers of texts are given out again by a run: a coding would be on other words."""
    folder = tmp_path / "project"
    shutil.copytree(cases["importeer qdpx"].template, folder)
    with inside(folder):
        assert carry_out(cases["importeer qdpx"].arguments) == 0
        before = look(folder).log
        real = qda_import._Recording.gather

        def gather(self: qda_import._Recording) -> None:
            real(self)
            settings = SuggestSettings(Project(folder), engines=("patronen",), model="ingebouwd")
            suggest(settings, lambda *_: None)

        monkeypatch.setattr(qda_import._Recording, "gather", gather)
        with pytest.raises(RunReplaced):
            qda_import.import_project(folder / "elders.qdpx", Project(folder))

    assert look(folder).log == before


def renumber(project: Path, name: str) -> None:
    """Give a transcript without decisions another number, as a run in between does."""
    with closing(sqlite3.connect(project / "codeer.sqlite", isolation_level=None)) as other:
        number = other.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()[0]
        other.execute("UPDATE source SET id = 100 WHERE id = ?", (number,))
        for table in ("transcript", "turn", "segment", "suggestion"):
            other.execute(f"UPDATE {table} SET source = 100 WHERE source = ?", (number,))


@pytest.fixture
def renumbered_late(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which O01 gets another number while a change waits for its turn to write."""
    real = Database.atomic

    def atomic(self: Database) -> AbstractContextManager[sqlite3.Connection]:
        renumber(project, "O01.txt")
        return real(self)

    monkeypatch.setattr(Database, "atomic", atomic)
    return project


def test_forgetting_somebody_finds_the_words_that_a_run_renumbered_meanwhile(
    renumbered_late: Path,
) -> None:
    with Store(renumbered_late / "codeer.sqlite") as store:
        store.participants.forget("O01", {})
        texts = store.texts.fetch().values()

    assert [name for name, _ in texts] == ["J01.txt"]


def test_texts_are_not_replaced_when_a_run_renumbered_them_meanwhile(
    renumbered_late: Path,
) -> None:
    with Store(renumbered_late / "codeer.sqlite") as store:
        known = store.texts.fetch()
        with pytest.raises(RunReplaced):
            store.texts.replace({}, str, {}, known=known)


# --- the clock -------------------------------------------------------------------------------------

MOMENTS = (
    datetime(2026, 10, 25, 2, 30, tzinfo=UTC),  # clocks go back
    datetime(2027, 10, 25, tzinfo=UTC),  # a year ahead
    datetime(1970, 1, 1, tzinfo=UTC),  # an empty battery
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that jumps: each time it is asked, the next moment; the last one stays."""
    moments = list(MOMENTS)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return moments.pop(0) if len(moments) > 1 else moments[0]

    for module in ("log", "recording", "forgetting"):
        monkeypatch.setattr(f"codeer.store.{module}.datetime", Clock)
    return moments


@pytest.fixture
def decided(project: Path, clock: list[datetime]) -> Path:
    """A project in which Bas decided four times on the same words, while the clock jumped."""
    from codeer.model import Decision, Verdict

    store, run = Project(project).open_store()
    with store:
        source, segment = store.fetch_segments(run.id)[0]
        for verdict in (Verdict.ACCEPT, Verdict.REJECT, Verdict.ACCEPT, Verdict.REJECT):
            place = source, "band", segment.start, segment.end
            store.log.record("Bas", [Decision(*place, verdict)], run=run.id)
    return project


def verdict_of_bas(project: Path) -> str:
    store, _ = Project(project).open_store()
    with store:
        return str(store.log.fetch_verdicts("Bas")[0][1].verdict)


def test_the_last_decision_counts_whatever_the_clock_said(decided: Path) -> None:
    assert verdict_of_bas(decided) == "reject"


def test_undo_takes_back_the_last_decision_whatever_the_clock_said(decided: Path) -> None:
    store, _ = Project(decided).open_store()
    with store:
        store.log.undo("Bas")

    assert verdict_of_bas(decided) == "accept"


def test_the_history_shows_the_order_in_which_was_decided(decided: Path) -> None:
    store, _ = Project(decided).open_store()
    with store:
        history = [d for d in store.log.fetch_history() if d.user == "Bas"]

    assert [datetime.fromisoformat(d.made) for d in history] == list(MOMENTS)


def test_everything_can_be_written_of_a_run_with_an_impossible_date(
    project: Path, clock: list[datetime]
) -> None:
    """A zip file, for one, knows no time before 1980."""
    clock[:] = [datetime(1970, 1, 1, tzinfo=UTC)]
    with inside(project):
        commands = [
            SUGGEST,
            ("rapport", "--formaat", "docx,xlsx,html"),
            ("exporteer", "uit.qdpx"),
            ("exporteer", "uit.codeer", "--besluiten"),
            ("geschiedenis",),
        ]
        assert [carry_out(command) for command in commands] == [0, 0, 0, 0, 0]


def test_sqlite_can_be_asked_for_its_error_codes() -> None:
    """Else every failure of a disk would be called damage."""
    assert sqlite3.SQLITE_IOERR_LOCK & 0xFF == sqlite3.SQLITE_IOERR
