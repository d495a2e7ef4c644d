"""Measure how report and review grow with the number of interviews: time, memory and the store.

    python -m bench.growth [woorden] [aantal ...]

Each size is a project of `bench.grow`. The exponent is the slope between the smallest and the largest
size on a log-log scale: 1 is as fast as the number of interviews, 0 does not grow at all.
"""

import math
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.grow import grow
from bench.process import ROUNDS, run
from bench.review import step_in_terminal
from bench.table import Row, layout, number
from codeer.project import Project
from codeer.review.queue import Selection
from codeer.workflow.review import open_review

SIZES = (65, 650, 6_500)
WORDS = 900
STEPS = 60
AIMS = {"rapport, s": 5.0, "beoordeel, beslissen en verder, p95 ms": 50.0}
"""At the largest size."""


def measure_growth(sizes: Sequence[int] = SIZES, words: int = WORDS) -> list[Row]:
    """Return what report and review take at each size, and the exponent from the first to the last."""
    found: dict[str, list[float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="codeer-bench-") as name:
            folder = Path(name)
            store = grow(folder, size, words).store_path
            measured = {"opslag, MB": store.stat().st_size / 2**20}
            for what, value in (
                measured | _measure_report(folder) | _measure_review(folder)
            ).items():
                found.setdefault(what, []).append(value)
    return [_row(what, sizes, values) for what, values in found.items()]


def _row(what: str, sizes: Sequence[int], values: Sequence[float]) -> Row:
    exponent = math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0])
    most = AIMS.get(what)
    return Row(
        f"{what}, {' -> '.join(map(str, sizes))} interviews",
        " -> ".join(map(number, values)),
        ratio=f"exponent {number(exponent)}" if exponent > 0 else "exponent 0",
        aim=f"hoogstens {number(most)}" if most else "",
        met=values[-1] <= most if most else None,
    )


def _measure_report(folder: Path) -> dict[str, float]:
    """Return the first report, which looks through the whole store, and a following one."""
    command = [sys.executable, "-m", "codeer", "rapport"]
    first, _, _ = run(command, folder)
    rounds = [run(command, folder) for _ in range(ROUNDS)]
    size = sum(path.stat().st_size for path in (folder / "output").iterdir())
    return {
        "rapport, de eerste keer, s": first,
        "rapport, s": statistics.median(seconds for seconds, _, _ in rounds),
        "rapport, processor s": statistics.median(busy for _, busy, _ in rounds),
        "rapport, geheugen MB": max(peak for _, _, peak in rounds),
        "rapport, bestanden MB": size / 2**20,
    }


def _measure_review(folder: Path) -> dict[str, float]:
    """Return what a review takes in a terminal, as a coder has it."""
    with open_review(Project(folder), "tellen", Selection()) as session:
        answers = len(session.answers)
    opening, steps, peak = step_in_terminal(folder, answers, STEPS)
    return {
        "beoordeel, tot het eerste scherm, s": opening,
        "beoordeel, beslissen en verder, mediaan ms": statistics.median(steps) * 1000,
        "beoordeel, beslissen en verder, p95 ms": statistics.quantiles(steps, n=20)[-1] * 1000,
        "beoordeel, geheugen MB": peak,
    }


def main() -> None:
    """Print a table."""
    words, *sizes = (int(argument) for argument in sys.argv[1:]) if sys.argv[1:] else (WORDS,)
    rows = measure_growth(sizes or SIZES, words)
    print(layout([(f"Groei, interviews van {words} woorden", rows)]))


if __name__ == "__main__":
    main()
