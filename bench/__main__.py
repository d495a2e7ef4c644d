"""Measure speed, memory and growth beside bare passes and other programs; print one table.

    python -m bench [startup cold warm peers growth] [--interviews 65] [--words 9000] [--full]

What each row is: bench/README.md. The table is also written to .bench/table.md.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from bench import growth
from bench.cold import measure_cold
from bench.peers.side_by_side import measure_peers
from bench.startup import measure_startup
from bench.study import Bench
from bench.suggest_growth import measure_suggest_growth
from bench.table import Row, layout
from bench.train_pipeline import CACHE
from bench.warm import measure_warm


def measure_growth(bench: Bench) -> list[Row]:
    """Return how suggest, report and review grow; a small try leaves out the largest size."""
    sizes = growth.SIZES if bench.interviews >= 65 else growth.SIZES[:2]
    rows = growth.measure_growth(sizes, min(growth.WORDS, bench.words))
    return [*measure_suggest_growth(bench), *rows]


SECTIONS: dict[str, tuple[str, Callable[[Bench], list[Row]]]] = {
    "startup": ("Opstart", measure_startup),
    "cold": ("Koud", measure_cold),
    "warm": ("Warm", measure_warm),
    "peers": ("Anderen", measure_peers),
    "growth": ("Groei", measure_growth),
}


def main() -> None:
    """Run the sections that were asked for."""
    parser = argparse.ArgumentParser(description="Measure codeer; see bench/README.md.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=" ".join(SECTIONS))
    parser.add_argument("--interviews", type=int, default=65)
    parser.add_argument("--words", type=int, default=9000)
    parser.add_argument("--patience", type=float, default=20, help="seconds; longer jobs run once")
    parser.add_argument("--full", action="store_true", help="suggest at 6,500 interviews too")
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    started = time.perf_counter()
    done = []
    with tempfile.TemporaryDirectory(prefix="codeer-bench-") as place:
        bench = Bench(Path(place), asked.interviews, asked.words, asked.patience, asked.full)
        for name in asked.sections or SECTIONS:
            title, function = SECTIONS[name]
            print(f"{title} ...", file=sys.stderr, flush=True)
            done.append((title, function(bench)))
    minutes = (time.perf_counter() - started) / 60
    text = f"{describe(bench)}; {minutes:.0f} minuten\n\n{layout(done)}\n"
    CACHE.mkdir(exist_ok=True)
    (CACHE / "table.md").write_text(text, encoding="utf-8")
    print(text, end="")


def describe(bench: Bench) -> str:
    """Return what the figures depend on."""
    return (
        f"{bench.interviews} interviews van {bench.words} woorden, {os.cpu_count()} kernen, "
        f"Python {platform.python_version()}, spaCy {version('spacy')}, codeer {version('codeer')}; "
        f"mediaan van 3, of van 1 (1x) boven {bench.patience:.0f} s; "
        f"drukte van de machine {os.getloadavg()[2]:.1f}"
    )


if __name__ == "__main__":
    main()
