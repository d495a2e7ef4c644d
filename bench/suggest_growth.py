"""How `codeer suggest` grows with the number of interviews: time, memory, files."""

import math
from dataclasses import replace
from pathlib import Path

from bench.cold import suggest
from bench.generate import generate
from bench.process import Job, Measured, measure
from bench.study import BUILT_IN, Bench, add_pattern, make_project, next_folder
from bench.table import Row, number

WORDS = 900
SIZES, LARGE = (65, 650), 6500
MOST, MOST_MEMORY = 1.05, 1.1


def measure_suggest_growth(bench: Bench) -> list[Row]:
    """Return times and sizes per number of interviews, and the exponent from the first to the last."""
    sizes = (*SIZES, LARGE) if bench.full else SIZES
    results = [_measure(bench, interviews) for interviews in sizes]
    return [row for label in results[0] for row in _rows(label, sizes, [r[label] for r in results])]


def _measure(bench: Bench, interviews: int) -> dict[str, tuple[float, float, float, float]]:
    """Return seconds, peak, and MB of store and cache, of a cold and a warm run."""
    transcripts = bench.place / f"groei-{interviews}"
    generate(transcripts, interviews, min(WORDS, bench.words))
    project = make_project(next_folder(bench.place), transcripts)
    command = suggest(BUILT_IN)
    cold = measure({f"{interviews} koud": Job(command, lambda: project)}, 0)
    cold_files = _sizes(project)
    warm = measure(
        {f"{interviews} warm": Job(command, lambda: add_pattern(project))}, bench.patience
    )
    return {
        "koud": _figures(cold, cold_files),
        "warm, een patroon erbij": _figures(warm, _sizes(project)),
    }


def _figures(
    results: dict[str, Measured], files: tuple[float, float]
) -> tuple[float, float, float, float]:
    (done,) = results.values()
    return done.seconds, done.peak, *files


def _sizes(project: Path) -> tuple[float, float]:
    """Return MB of the store, and of the cache."""
    cache = sum(p.stat().st_size for p in (project / ".codeer-cache").rglob("*") if p.is_file())
    return (project / "codeer.sqlite").stat().st_size / 2**20, cache / 2**20


def _rows(
    label: str, sizes: tuple[int, ...], results: list[tuple[float, float, float, float]]
) -> list[Row]:
    seconds, peaks, stores, caches = zip(*results, strict=True)
    what = f"suggest {label}, {' -> '.join(map(str, sizes))} interviews"
    growing = {"tijd": seconds, "opslag, MB": stores, "cache, MB": caches}
    rows = [
        Row(f"{what}: {of}", _chain(values), ratio=f"exponent {number(_exponent(sizes, values))}")
        for of, values in growing.items()
        if min(values) > 0
    ]
    met = _exponent(sizes, seconds) <= MOST
    rows[0] = replace(rows[0], aim=f"exponent hoogstens {number(MOST)}", met=met)
    flat = peaks[-1] <= MOST_MEMORY * peaks[0]
    aim = "hoogstens een tiende meer"
    return [*rows, Row(f"{what}: geheugen", peak=_chain(peaks, 0), aim=aim, met=flat)]


def _exponent(sizes: tuple[int, ...], values: tuple[float, ...]) -> float:
    return math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0])


def _chain(values: tuple[float, ...], digits: int | None = None) -> str:
    return " -> ".join(number(v) if digits is None else f"{v:.{digits}f}" for v in values)
