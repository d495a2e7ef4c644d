"""kill -9 at random moments: python -m tests.soak.kill --trials 200

Half of the kills fall anywhere in a command, half while it writes. Prints a table; exit code 1 when
anything was lost, half or left behind.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.cases import (
    PATTERNS,
    UNFINISHED,
    Case,
    check_store,
    commands,
    judge,
    judge_repeat,
    look,
    make_base,
    make_case,
    start,
)

TRANSCRIPTS = ("J01.txt", "JIM02.srt", "O01.txt")
SHARES = {
    "suggest": 1.0,
    "beoordeel": 1.0,
    "importeer csv": 0.5,
    "importeer qdpx": 0.5,
    "rapport": 1.0,
}
"""Of the trials per command: both kinds of import count as one."""
WAIT_SECONDS = 60.0


@dataclass
class Outcome:
    """What the kills of one command did."""

    name: str
    moments: Counter[str] = field(default_factory=Counter)
    """Before, during or after what it changes."""
    left: int = 0
    """Trials in which the kill left a temporary file or a journal."""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Course:
    """How long a command takes in all and from its first write on."""

    seconds: float
    writing: float


def make_cases(
    folder: Path, make: Callable[[Path], None], engines: tuple[str, ...], formats: str = "alle"
) -> tuple[Case, ...]:
    """Make the project and what each command makes of it."""
    base = folder / "basis"
    make(base)
    start(("--versie",), base).process.join()  # starts the server, which is not to be measured
    (base / "tijdelijk").rmdir()
    (base / "log.txt").unlink()
    return tuple(make_case(name, base, folder, commands(engines, formats)[name]) for name in SHARES)


def writes(folder: Path) -> bool:
    """Tell whether a command is writing results or decisions here."""
    places = (folder, folder / "output", folder / "output" / "figuren")
    return any(
        UNFINISHED.search(name)
        for place in places
        if place.is_dir()
        for name in map(str, (path.name for path in place.iterdir()))
    )


def measure(case: Case, folder: Path) -> Course:
    """Run a command to its end."""
    shutil.copytree(case.template, folder)
    began = time.monotonic()
    running = start(case.arguments, folder)
    first = wait_for_writing(running.process.is_alive, folder)
    running.process.join()
    end = time.monotonic()
    if running.process.exitcode:
        raise RuntimeError((folder / "log.txt").read_text())
    shutil.rmtree(folder)
    return Course(end - began, end - (first or end))


def wait_for_writing(is_alive, folder: Path) -> float | None:
    """Wait until a command writes, and return when; None when it ended before that was seen."""
    deadline = time.monotonic() + WAIT_SECONDS
    while is_alive() and time.monotonic() < deadline:
        if writes(folder):
            return time.monotonic()
        time.sleep(0.0002)
    return None


def attempt(case: Case, folder: Path, course: Course, moments: random.Random) -> Outcome:
    """Kill the command once, look, give it again and look again."""
    outcome = Outcome(case.name)
    shutil.copytree(case.template, folder)
    running = start(case.arguments, folder)
    if moments.random() < 0.5:
        time.sleep(moments.uniform(0, course.seconds * 1.05))
    else:
        wait_for_writing(running.process.is_alive, folder)
        time.sleep(moments.uniform(0, course.writing * 1.05))
    running.process.kill()
    running.process.join()
    is_whole = running.process.exitcode == 0
    left = any(UNFINISHED.search(path.name) for path in folder.rglob("*"))
    found = look(folder)
    outcome.left = int(left)
    outcome.moments[_describe(case, found, is_whole=is_whole, is_left=left)] += 1
    outcome.problems += check_store(folder) + judge(case, found, running.acknowledged())
    if is_whole and set(found.log) != set(case.after.log):
        outcome.problems.append("exit code 0 and not all is there")
    again = start(case.arguments, folder)
    again.process.join()
    if again.process.exitcode:
        said = (folder / "log.txt").read_text().replace(str(folder), "").strip()
        outcome.problems.append(f"repeat: exit code {again.process.exitcode}: {said[:200]}")
    outcome.problems += check_store(folder) + judge_repeat(case, look(folder))
    shutil.rmtree(folder)
    return outcome


def _describe(case: Case, found, *, is_whole: bool, is_left: bool) -> str:
    same = (found.files, found.run, set(found.log))
    if is_whole or same == (case.after.files, case.after.run, set(case.after.log)):
        return "after"
    is_old = same == (case.before.files, case.before.run, set(case.before.log))
    return "before" if is_old and not is_left else "during"


def run_trials(
    cases: tuple[Case, ...], trials: int, folder: Path, moments: random.Random
) -> list[Outcome]:
    """Run so many trials per command and return what happened per kind of command."""
    outcomes = []
    for case in cases:
        course = measure(case, folder / "meting")
        total = Outcome(f"{case.name} ({course.seconds:.2f} s, {course.writing:.2f} s writing)")
        for number in range(max(1, round(trials * SHARES[case.name]))):
            one = attempt(case, folder / f"{case.name} {number}", course, moments)
            total.moments += one.moments
            total.left += one.left
            total.problems += [f"{number}: {problem}" for problem in one.problems]
        outcomes.append(total)
        print_outcome(total)
    return outcomes


def print_outcome(outcome: Outcome) -> None:
    """Print a line of the table and what went wrong."""
    m = outcome.moments
    failures = len({problem.split(":")[0] for problem in outcome.problems})
    print(
        f"{outcome.name:<48}{m.total():>7}{m['before']:>8}{m['during']:>8}{m['after']:>7}"
        f"{outcome.left:>7}{failures:>10}",
        flush=True,
    )
    for problem, number in Counter(p.split(": ", 1)[1] for p in outcome.problems).most_common(12):
        print(f"    {number} x {problem}", flush=True)


def main() -> None:
    """Run the trials."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200, help="over the four commands")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--patterns", action="store_true", help="only the engine with patterns")
    arguments = parser.parse_args()
    engines = PATTERNS if arguments.patterns else ()
    print(f"seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="codeer-kill-") as name:
        cases = make_cases(
            Path(name), lambda folder: make_base(folder, TRANSCRIPTS, engines), engines
        )
        print(
            f"{'command':<48}{'trials':>7}{'before':>8}{'during':>8}{'after':>7}{'left':>7}"
            f"{'failures':>10}"
        )
        outcomes = run_trials(
            cases, arguments.trials // 4, Path(name), random.Random(arguments.seed)
        )
    sys.exit(any(outcome.problems for outcome in outcomes))


if __name__ == "__main__":
    main()
