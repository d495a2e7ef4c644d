"""kill -9 at any moment loses at most the key in flight, and two coders lose nothing."""

import multiprocessing
import os
import random
import sqlite3
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from codeer.model import Verdict
from codeer.project import Project
from codeer.workflow.review import ReviewSession
from tests.review.study import open_session, record_study

if sys.platform == "win32":
    pytest.skip("SIGKILL and pty are Unix", allow_module_level=True)

from tests.review.support import Terminal, open_terminal

ACTS = 100
TRIALS = int(os.environ.get("CODEER_CRASH_TRIALS", "30"))
KINDS = 7
TERMINAL_TRIALS = int(os.environ.get("CODEER_CRASH_TERMINAL_TRIALS", "2"))
CODER = "Anna"
# A server that has imported codeer once and forks from there: quick, and safe with threads
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def act(session: ReviewSession, number: int) -> None:
    """Do one of the things that a key does; each adds one thing to the log."""
    answer = session.answers[number % len(session.answers)]
    kind = number % KINDS
    if kind in (0, 3):
        session.judge(answer, answer.proposals, Verdict.ACCEPT)
    elif kind == 1:
        session.add(answer, "gemak", answer.start, answer.start + 1 + number % 20)
    elif kind == 2:
        session.undo()
    elif kind == 4:
        session.note(answer, f"memo {number}")
    elif kind == 5:
        session.flag(answer)
    else:
        session.judge(answer, answer.proposals[:1], Verdict.REJECT)


def keep_acting(folder: Path, coder: str, told: Connection) -> None:
    """Act in a process of its own; tell of each act after the store took it."""
    with open_session(folder, coder) as session:
        for number in range(ACTS):
            act(session, number)
            told.send(number)
    told.close()


def contents(folder: Path, coder: str) -> list[tuple[object, ...]]:
    """What stands in the log of a coder, by key press, without times and random names."""
    store, _ = Project(folder).open_store()
    with store:
        batches: dict[str, list[object]] = {}
        for logged in store.log.fetch_history():
            if logged.user == coder:
                batches.setdefault(logged.batch, []).append((logged.decision, bool(logged.undoes)))
        marks = [logged.mark for logged in store.log.fetch_marks(coder)]
    return [*map(tuple, batches.values()), *((mark,) for mark in marks)]


def check_store(folder: Path) -> str:
    """Return what SQLite says of the database; opening it also finishes what was broken off."""
    with closing(sqlite3.connect(folder / "codeer.sqlite")) as connection:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])


def start(folder: Path, coder: str) -> tuple[BaseProcess, Connection]:
    """Let a coder act in a process of its own; what it tells comes out of the connection."""
    told, telling = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=keep_acting, args=(folder, coder, telling))
    process.start()
    telling.close()
    return process, told


def count_told(told: Connection) -> int:
    """Read to the end what was told, and return how many acts that were."""
    acknowledged = 0
    while True:
        try:
            acknowledged = told.recv() + 1
        except EOFError:
            return acknowledged


@dataclass(frozen=True)
class Trial:
    """What one kill did."""

    acknowledged: int
    stored: int
    """Acts in the store; -1 when it holds something that no number of acts makes."""
    said: str
    """Of SQLite's check."""

    @property
    def lost(self) -> int:
        return max(0, self.acknowledged - self.stored)


def judge_trials(what: str, trials: list[Trial]) -> None:
    """Print the figures and fail when anything that was acknowledged is gone."""
    acknowledged, lost = sum(t.acknowledged for t in trials), sum(t.lost for t in trials)
    ahead = sum(t.stored == t.acknowledged + 1 for t in trials)
    print(
        f"{what}: {len(trials)} kill -9, {acknowledged} acts acknowledged, {lost} lost, {ahead} ahead"
    )

    assert {trial.said for trial in trials} == {"ok"}
    assert lost == 0
    assert all(trial.stored - trial.acknowledged in (0, 1) for trial in trials)
    assert len({trial.stored for trial in trials}) > min(10, len(trials) // 4)  # at many moments


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[object, ...]]]:
    """What the log holds after each number of acts when nothing goes wrong."""
    folder = record_study(tmp_path_factory.mktemp("heel")).folder
    states = [contents(folder, CODER)]
    with open_session(folder, CODER) as session:
        for number in range(ACTS):
            act(session, number)
            states.append(contents(folder, CODER))
    return states


def test_a_kill_at_any_moment_loses_at_most_the_key_in_flight(
    tmp_path: Path, expected: list[list[tuple[object, ...]]]
) -> None:
    moments = random.Random(20)
    trials = []
    for number in range(TRIALS):
        folder = tmp_path / str(number)
        folder.mkdir()
        record_study(folder)
        process, told = start(folder, CODER)
        told.poll(20)  # from the first act on
        time.sleep(moments.uniform(0, 0.2))
        process.kill()
        process.join()
        said, found = check_store(folder), contents(folder, CODER)
        stored = expected.index(found) if found in expected else -1
        trials.append(Trial(count_told(told), stored, said))

    judge_trials("session", trials)


def test_two_coders_at_once_lose_nothing(
    tmp_path: Path, expected: list[list[tuple[object, ...]]]
) -> None:
    record_study(tmp_path)
    running = [start(tmp_path, coder) for coder in (CODER, "Bas")]
    told = [count_told(connection) for _, connection in running]
    for process, _ in running:
        process.join()

    assert told == [ACTS, ACTS]
    assert check_store(tmp_path) == "ok"
    assert contents(tmp_path, CODER) == expected[ACTS]
    assert contents(tmp_path, "Bas") == expected[ACTS]


# --- the app itself, in a terminal ---------------------------------------------------------------


def press_until_killed(terminal: Terminal, answers: int) -> int:
    """Accept answer after answer, and return how many acts the screen showed."""
    seen = 0
    try:
        for number in range(1, answers):
            terminal.press("j")
            terminal.wait_for("✓")
            seen += 1
            terminal.press(" ")
            terminal.wait_for(f"{number + 1}/{answers}")
            seen += 1
    except (EOFError, OSError):
        pass
    return seen


def test_a_kill_of_the_app_loses_at_most_the_key_in_flight(tmp_path: Path) -> None:
    dialogues = {"J01.txt": [("En?", f"Dit is zin {n}.") for n in range(200)]}
    proposed = [("J01.txt", f"Dit is zin {n}.", "band", 0.9, "patronen", "") for n in range(200)]
    moments = random.Random(21)
    trials = []
    for number in range(TERMINAL_TRIALS):
        folder = tmp_path / str(number)
        folder.mkdir()
        record_study(folder, dialogues, proposed)
        with open_terminal(["beoordeel", "--codeur", CODER], folder) as terminal:
            terminal.wait_for("1/200")
            killer = threading.Timer(moments.uniform(0.1, 1), terminal.process.kill)
            killer.start()
            seen = press_until_killed(terminal, 200)
            killer.join()
        said = check_store(folder)
        trials.append(Trial(seen, len(contents(folder, CODER)), said))

    judge_trials("terminal", trials)
