"""`codeer suggest` again, after a small change, beside the cold run of the same project."""

import shutil
from pathlib import Path

from bench.cold import suggest
from bench.process import Job, Measured, measure
from bench.study import (
    Bench,
    add_code,
    add_example,
    add_pattern,
    add_transcript,
    make_project,
    next_folder,
)
from bench.table import Row, number, show

COLD = "koud, alle motoren"
START = "koud, een interview van een antwoord"
NOTHING, PATTERN = "niets veranderd", "een patroon erbij"
EXAMPLE, CODE, TRANSCRIPT = "een voorbeeldzin erbij", "een thema erbij", "een transcript erbij"


def measure_warm(bench: Bench) -> list[Row]:
    """Change one thing at a time in a project that has been run with all engines."""
    return [row for name, model in bench.models().items() for row in _measure(bench, name, model)]


def _measure(bench: Bench, name: str, model: str) -> list[Row]:
    command = suggest(model)
    project = make_project(next_folder(bench.place), bench.transcripts)
    tiny = bench.place / "een-antwoord"
    tiny.mkdir(exist_ok=True)
    (tiny / "P01.txt").write_text("I: Hoe ging het?\nR: Het ging goed.\n", encoding="utf-8")
    done = measure({COLD: Job(command, lambda: _forget(project))}, 0)
    done |= measure(
        {
            START: Job(command, bench.fresh(tiny)),
            NOTHING: Job(command, lambda: project),
            PATTERN: Job(command, lambda: add_pattern(project)),
            EXAMPLE: Job(command, lambda: add_example(project)),
            CODE: Job(command, lambda: add_code(project)),
            TRANSCRIPT: Job(command, lambda: add_transcript(project, bench.words)),
        },
        bench.patience,
    )
    return [_judge(name, label, done, bench.interviews) for label in done]


def _forget(project: Path) -> Path:
    shutil.rmtree(project / ".codeer-cache", ignore_errors=True)
    return project


def _judge(name: str, label: str, done: dict[str, Measured], interviews: int) -> Row:
    this, cold = done[label], done[COLD].seconds
    what = f"suggest {name}: {label}"
    if label in (COLD, START):
        return show(what, this)
    ratio = f"{number(100 * this.seconds / cold)} % van koud"
    if label == PATTERN and name == "getraind":
        met = this.seconds <= 0.03 * cold and this.seconds < 2
        return show(what, this, ratio, "hoogstens 3 % en onder 2 s", met=met)
    if label == PATTERN:
        return show(what, this, ratio, "onder 2 s", met=this.seconds < 2)
    if label == TRANSCRIPT:
        most = 3 * cold / interviews + done[START].seconds
        aim = f"hoogstens {number(most)} s: koud / {interviews} x 3 + opstart"
        return show(what, this, ratio, aim, met=this.seconds <= most)
    return show(what, this, ratio)
