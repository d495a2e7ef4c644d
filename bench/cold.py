"""`codeer suggest` on a new project beside a bare pass of the same pipeline over the same answers."""

import sys
from pathlib import Path

from bench.process import Job, Measured, measure
from bench.study import BUILT_IN, CODEER, Bench
from bench.table import Row, compare, show

BARE_PASS = str(Path(__file__).with_name("bare_pass.py"))
WAYS = {(1, "heel"): "1 proces", (2, "heel"): "n_process=2", (2, "helften"): "2 x de helft"}
ENGINES = {"patronen": ("--motor", "patronen"), "alle motoren": ()}
AIMS = {"patronen": 1.25, "alle motoren": 2.0}
MOST_MEMORY = 600  # MB at two workers


def measure_cold(bench: Bench) -> list[Row]:
    """Compare per pipeline and per number of processes."""
    return [row for name, model in bench.models().items() for row in _measure(bench, name, model)]


def _measure(bench: Bench, name: str, model: str) -> list[Row]:
    bare = {
        f"kale doorgang {name}, {label}": (workers, way) for (workers, way), label in WAYS.items()
    }
    ours = {
        f"suggest {name}, {engines}, {workers} werker{'s' * (workers > 1)}": (engines, workers)
        for engines in ENGINES
        for workers in (1, 2)
    }
    jobs = {
        label: Job(_pass(bench, model, *how), lambda: bench.place) for label, how in bare.items()
    }
    jobs |= {label: Job(suggest(model, *how), bench.fresh()) for label, how in ours.items()}
    done = measure(jobs, bench.patience)
    rows = [show(label, done[label]) for label in bare]
    for label, (engines, workers) in ours.items():
        peers = [done[other] for other, (processes, _) in bare.items() if processes == workers]
        best = min(peers, key=lambda peer: peer.seconds)
        rows.append(compare(label, done[label], best, "kale doorgang", AIMS[engines]))
        if workers == 2:
            rows.append(_judge_memory(done[label]))
    return rows


def _judge_memory(done: Measured) -> Row:
    aim = f"onder {MOST_MEMORY} MB"
    return Row("- geheugen daarvan", peak=f"{done.peak:.0f}", aim=aim, met=done.peak < MOST_MEMORY)


def _pass(bench: Bench, model: str, workers: int, way: str) -> tuple[str, ...]:
    chosen = "blank" if model == BUILT_IN else model
    return (sys.executable, BARE_PASS, str(bench.transcripts), chosen, str(workers), way)


def suggest(model: str, engines: str = "alle motoren", workers: int = 0) -> tuple[str, ...]:
    """Return the command; without a number of workers codeer chooses."""
    asked = ("--werkers", str(workers)) if workers else ()
    return (*CODEER, "suggest", "--taalmodel", model, *ENGINES[engines], *asked)
