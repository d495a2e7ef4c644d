"""Measure the review screen with a whole study loaded: opening, and from key press to next screen.

    python -m bench.review [interviews] [woorden]

Measured twice, at 120x40: in a (pseudo) terminal, from the key to the bytes of the next screen, as a
coder has it; and with Textual's pilot, which waits until the app is idle. The pilot's own waiting is in
the line of a key that does nothing. The machine decides the milliseconds; each press that decides
waits for the disk.
"""

import asyncio
import contextlib
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.generate import REPOSITORY, generate
from bench.process import _memory as read_memory
from codeer.cli import run
from codeer.project import Project
from codeer.review.queue import Selection
from codeer.review.terminal import ReviewApp
from codeer.workflow.review import ReviewSession, open_review
from tests.review.support import open_terminal

PRESSES = 150
SIZE = (120, 40)
Times = dict[str, list[float]]


@contextlib.contextmanager
def timed(times: list[float]) -> Iterator[None]:
    """Add the seconds of a block."""
    started = time.perf_counter()
    yield
    times.append(time.perf_counter() - started)


def press_in_terminal(folder: Path, arguments: list[str], answers: int) -> tuple[float, Times]:
    """Return the seconds from command to screen, and those of each press by key."""
    times: Times = {"spatie": []} if arguments else {"j": [], "spatie": []}
    opening: list[float] = []
    command = ["beoordeel", "--codeur", "terminal", *arguments]
    with open_terminal(command, folder, *SIZE) as terminal:
        with timed(opening):
            terminal.wait_for(f"1/{answers}", 120)
        for number in range(1, PRESSES + 1):
            if "j" in times:  # without suggestions there is nothing to accept
                with timed(times["j"]):
                    terminal.press("j")
                    terminal.wait_for("✓")
                time.sleep(0.03)  # nobody is faster
            with timed(times["spatie"]):
                terminal.press(" ")
                terminal.wait_for(f"{number + 1}/{answers}")
            time.sleep(0.03)
        terminal.press("q")
        terminal.wait()
    return opening[0], times


def step_in_terminal(folder: Path, answers: int, steps: int) -> tuple[float, list[float], float]:
    """Return the seconds to the first screen, those of each step, and the most MB held.

    A step is to accept all that is open and to go on: from the first key to the next answer.
    """
    opening: list[float] = []
    times: list[float] = []
    with open_terminal(["beoordeel", "--codeur", "stappen"], folder, *SIZE) as terminal:
        with timed(opening):
            terminal.wait_for(f"1/{answers}", 120)
        for number in range(2, steps + 2):
            with timed(times):
                terminal.press("a")
                terminal.wait_for("✓")
                terminal.press(" ")
                terminal.wait_for(f"{number}/{answers}")
            time.sleep(0.03)  # nobody is faster
        _, peak = read_memory(terminal.process.pid)
        terminal.press("q")
        terminal.wait()
    return opening[0], times, peak / 2**10


async def press_with_pilot(session: ReviewSession) -> Times:
    """Return the seconds of each press by key; `x` does nothing."""
    app = ReviewApp(session)
    times: Times = {"x": [], "j": [], "space": [], "u": []}
    async with app.run_test(size=SIZE) as pilot:
        for key in ["x", "j", "space"] * PRESSES + ["u"] * PRESSES:
            with timed(times[key]):
                await pilot.press(key)
    return times


def show(times: Times) -> None:
    """Print median and 95th percentile of each key."""
    for key, seconds in times.items():
        median, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(
            f"    {key:<7}{len(seconds)}x  mediaan {median * 1000:5.1f}  p95 {slow * 1000:5.1f} ms"
        )


def measure(folder: Path, selection: Selection, arguments: list[str]) -> None:
    """Print what was measured with a selection, and the options that mean it."""
    times: list[float] = []
    with timed(times):
        session = open_review(Project(folder), "pilot", selection)
    with session:
        count = len(session.answers)
        print(f"beoordeel {' '.join(arguments)}: {count} antwoorden")
        print(f"  sessie openen {times[0]:.2f} s")
        opening, presses = press_in_terminal(folder, arguments, count)
        print(f"  in een terminal: van commando tot scherm {opening:.2f} s")
        show(presses)
        print("  met de pilot")
        show(asyncio.run(press_with_pilot(session)))


def main() -> None:
    """Generate, suggest and measure, with and without the answers that have no suggestion."""
    interviews, words = (int(x) for x in (*sys.argv[1:3], "65", "9000")[:2])
    with tempfile.TemporaryDirectory(prefix="codeer-bench-") as name:
        folder = Path(name)
        generate(folder / "transcripten", interviews, words)
        codebooks = REPOSITORY / "codeboeken"
        arguments = ["--project", name, "--codeboek", str(codebooks / "jim.yaml")]
        arguments += ["--onderzoek", str(codebooks / "jim-onderzoek.yaml")]
        arguments += ["--motor", "patronen"]  # quick, and the screen is the same for all engines
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = run(["suggest", str(folder / "transcripten"), *arguments])
        if code:
            sys.exit("codeer suggest mislukte")
        print(f"{interviews} interviews van {words} woorden")
        measure(folder, Selection(), [])
        measure(folder, Selection(everything=True), ["--alles"])


if __name__ == "__main__":
    main()
