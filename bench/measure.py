"""Measure suggest and rapport beside a bare spaCy pass over the same text, in one run.

    python -m bench.measure [interviews] [woorden]

Times are for whole processes, cold, median of three; peak memory is the largest resident set. The
machine decides the seconds, so read the ratios.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import REPOSITORY, generate

BARE_PASS = """
import sys, spacy
from pathlib import Path
nlp = spacy.blank("nl")
texts = (line for path in sorted(Path(sys.argv[1]).glob("*.txt"))
         for line in path.read_text(encoding="utf-8").split("\\n"))
print(sum(len(doc) for doc in nlp.pipe(texts, batch_size=64)))
"""
ROUNDS = 3


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Return wall seconds and peak MB of a process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"mislukt: {' '.join(command)}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Print a table with medians."""
    interviews, words = (int(x) for x in (*sys.argv[1:3], "65", "9000")[:2])
    with tempfile.TemporaryDirectory(prefix="codeer-bench-") as name:
        folder = Path(name)
        generate(folder / "transcripten", interviews, words)
        codebooks = ("--codeboek", str(REPOSITORY / "codeboeken" / "jim.yaml"))
        study = ("--onderzoek", str(REPOSITORY / "codeboeken" / "jim-onderzoek.yaml"))
        python = sys.executable
        jobs = {
            "kale spaCy-doorgang (blank nl)": [python, "-c", BARE_PASS, "transcripten"],
            "codeer suggest": [python, "-m", "codeer", "suggest", *codebooks, *study],
            "codeer rapport": [python, "-m", "codeer", "rapport"],
            "python -c 'import typer, rich'": [python, "-c", "import typer, rich"],
            "codeer --help": [python, "-m", "codeer", "--help"],
        }
        results: dict[str, list[tuple[float, float]]] = {label: [] for label in jobs}
        for _ in range(ROUNDS):
            for label, command in jobs.items():
                results[label].append(run(command, folder))
    print(f"{interviews} interviews van {words} woorden, mediaan van {ROUNDS}")
    print(f"{'wat':<34}{'s':>8}{'piek MB':>9}")
    for label, rounds in results.items():
        seconds = statistics.median(second for second, _ in rounds)
        print(f"{label:<34}{seconds:>8.2f}{max(peak for _, peak in rounds):>9.0f}")


if __name__ == "__main__":
    main()
