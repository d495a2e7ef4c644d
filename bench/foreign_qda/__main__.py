"""Import an export of the demo project with other programs and compare: python -m bench.foreign_qda FOLDER.

Each program gets an environment of its own in FOLDER, with what pip finds. QualCoder is not on PyPI: its
source (github.com/ccbogel/QualCoder) is given with --qualcoder. Taguette 1.5.2 imports no .qdpx or .qdc.
"""

import argparse
import csv
import json
import subprocess
import sys
import venv
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codeer.model import Verdict
from codeer.project import Project

HERE = Path(__file__).parent
DECIDED = {0: "aanvaard", 1: "aanvaard", 2: "verworpen"}

Coding = tuple[str, int, int, str, str, str]
"""Source, start, end, code, coder, quote."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--qualcoder", type=Path, help="a checkout of QualCoder")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True)
    project, file = make_export(folder)
    ours, texts = gather_codings(project)
    print("| program | version | codings out | in | same place, code, coder | same quote | other |")
    print("|---|---|---|---|---|---|---|")
    for name in ("pyrefiqda", "qualitative-coding"):
        python = make_environment(folder / f"env-{name}", [name])
        script = HERE / f"read_with_{'qc' if name == 'qualitative-coding' else name}.py"
        found = run(python, script, file, folder / name)
        print_row(name, get_version(python, name), ours, found, texts)
    if asked.qualcoder:
        python = make_environment(folder / "env-qualcoder", ["PyQt6", "pymupdf", "Pillow"])
        source = asked.qualcoder.resolve() / "src"
        found = run(python, HERE / "read_with_qualcoder.py", source, file, folder / "qualcoder")
        notes = (asked.qualcoder / "Release_notes.md").read_text(encoding="utf-8").split("\n")[0]
        print_row("QualCoder", notes.removeprefix("# QualCoder "), ours, found, texts)


def make_export(folder: Path) -> tuple[Path, Path]:
    """Return a demo project that two coders decided on, and its export."""
    project = folder / "demo"
    codeer(folder, "demo", "demo")
    for shift, coder in enumerate(("Anna", "Bram")):
        sheet = project / f"{coder}.csv"
        codeer(project, "exporteer", sheet.name, "--codeur", coder)
        with sheet.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter=";"))
        for number, row in enumerate(rows):
            row["besluit"] = DECIDED[(number + shift) % 3]
            row["memo"] = f"memo {number} 🙂" if number % 25 == 0 else ""
        with sheet.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        codeer(project, "importeer", sheet.name)
    codeer(project, "exporteer", "demo.qdpx")
    return project, project / "demo.qdpx"


def codeer(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "codeer", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: {done.stderr}")


def gather_codings(folder: Path) -> tuple[list[Coding], dict[str, str]]:
    """Return what the store holds, not what the export made of it."""
    store, record = Project(folder).open_store()
    with store:
        sources = store.fetch_sources(record.id)
        names = {code.id: code.name for code in record.codes}
        codings = [
            (sources[d.source][0], d.start, d.end, names[d.code], coder, quote)
            for coder, d in store.log.fetch_verdicts()
            if d.verdict is Verdict.ACCEPT
            if (quote := sources[d.source][1][d.start : d.end])
        ]
    return codings, dict(sources.values())


def make_environment(folder: Path, packages: Sequence[str]) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def get_version(python: Path, package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.check_output([str(python), "-c", code], text=True).strip()


def run(python: Path, script: Path, *arguments: Path) -> dict[str, Any]:
    command = [str(python), str(script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{script.name}: {done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.strip().split("\n")[-1])
    return found


def print_row(
    program: str,
    version: str,
    ours: Sequence[Coding],
    found: dict[str, Any],
    texts: dict[str, str],
) -> None:
    """Print how many codings another program has, and how many are as they were."""
    if "lines" in found:  # no characters and no quotes: compare the line on which a coding starts
        expected = Counter((s, line_at(texts[s], a), code, who) for s, a, _, code, who, _ in ours)
        read = Counter(tuple(row) for row in found["lines"])
        same = f"{(expected & read).total()} of {expected.total()} on the right line"
        print_cells(program, version, len(ours), read.total(), same, "keeps none", "none")
        return
    theirs: list[Coding] = [tuple(row) for row in found["codings"]]
    places = Counter(c[:5] for c in ours) & Counter(c[:5] for c in theirs)
    quotes = Counter(ours) & Counter(theirs)
    other = ", ".join(f"{number} {what}" for what, number in found["other"].items())
    print_cells(program, version, len(ours), len(theirs), places.total(), quotes.total(), other)


def line_at(text: str, place: int) -> int:
    return bisect_right([i for i, c in enumerate(text) if c == "\n"], place - 1)


def print_cells(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
