"""What a command costs before it does anything."""

import sys

from bench.process import Job, measure, run
from bench.study import BUILT_IN, CODEER, Bench
from bench.table import Row, compare, show


def measure_startup(bench: Bench) -> list[Row]:
    """Compare `--help` and a report with the imports that no command line with Typer can do without."""
    project = bench.fresh()()
    run([*CODEER, "suggest", "--motor", "patronen", "--taalmodel", BUILT_IN], project)
    jobs = {
        "python -c 'import typer, rich'": (sys.executable, "-c", "import typer, rich"),
        "codeer --help": (*CODEER, "--help"),
        "codeer rapport (csv)": (*CODEER, "rapport", "--formaat", "csv"),
    }
    done = measure({label: Job(c, lambda: project) for label, c in jobs.items()}, bench.patience)
    imports, help_text, report = done.values()
    bare, *names = jobs
    return [
        show(bare, imports),
        compare(names[0], help_text, imports, "imports", 1.5),
        compare(names[1], report, imports, "imports", 4),
    ]
