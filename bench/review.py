"""Measure the review screen with a whole study loaded: opening, and from key press to next screen.

    python -m bench.review [interviews] [woorden]

Keys are pressed with Textual's pilot at 120x40; the clock stops when the screen has been laid out and
rendered anew. The machine decides the milliseconds.
"""

import asyncio
import contextlib
import io
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import REPOSITORY, generate
from codeer.cli import run
from codeer.project import Project
from codeer.review.queue import Selection
from codeer.review.terminal import ReviewApp
from codeer.workflow.review import ReviewSession, open_review

PRESSES = 200


async def press_keys(session: ReviewSession) -> dict[str, list[float]]:
    """Return the seconds of each press, by key; `j` and `space` by turns, as a coder would."""
    app = ReviewApp(session)
    times: dict[str, list[float]] = {"j": [], "space": [], "u": []}
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for key in ["j", "space"] * PRESSES + ["u"] * PRESSES:
            started = time.perf_counter()
            await pilot.press(key)
            app.screen._compositor.render_update(full=True)
            times[key].append(time.perf_counter() - started)
    return times


def measure(folder: Path, selection: Selection, label: str) -> None:
    """Print a line for opening and one for each key."""
    started = time.perf_counter()
    session = open_review(Project(folder), label, selection)
    opening = time.perf_counter() - started
    with session:
        print(f"{label}: {len(session.answers)} antwoorden, openen {opening:.2f} s")
        for key, seconds in asyncio.run(press_keys(session)).items():
            median, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
            count, median, slow = len(seconds), median * 1000, slow * 1000
            print(f"  {key:<6} {count} keer: mediaan {median:5.1f} ms, p95 {slow:5.1f} ms")


def main() -> None:
    """Generate, suggest and measure, with and without the answers that have no suggestion."""
    interviews, words = (int(x) for x in (*sys.argv[1:3], "65", "9000")[:2])
    with tempfile.TemporaryDirectory(prefix="codeer-bench-") as name:
        folder = Path(name)
        generate(folder / "transcripten", interviews, words)
        codebooks = REPOSITORY / "codeboeken"
        arguments = ["--project", name, "--codeboek", str(codebooks / "jim.yaml")]
        arguments += ["--onderzoek", str(codebooks / "jim-onderzoek.yaml")]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = run(["suggest", str(folder / "transcripten"), *arguments])
        if code:
            sys.exit("codeer suggest mislukte")
        print(f"{interviews} interviews van {words} woorden")
        measure(folder, Selection(), "met suggesties")
        measure(folder, Selection(everything=True), "alles")


if __name__ == "__main__":
    main()
