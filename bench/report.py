"""Measure `codeer rapport` per format beside CSV only, on interviews with suggestions, in one run.

    python -m bench.report [interviews] [woorden]

Whole processes, cold, median of three; the last column is the size of the files of that format.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.generate import REPOSITORY, generate
from bench.process import ROUNDS, run

FORMATS = ("csv", "json", "md", "latex", "xlsx", "svg", "png", "docx", "html", "alle")


def main() -> None:
    """Print a table with medians."""
    interviews, words = (int(x) for x in (*sys.argv[1:3], "65", "9000")[:2])
    with tempfile.TemporaryDirectory(prefix="codeer-bench-") as place:
        folder = Path(place)
        generate(folder / "transcripten", interviews, words)
        codeer = [sys.executable, "-m", "codeer"]
        codebook = str(REPOSITORY / "codeboeken" / "jim.yaml")
        study = str(REPOSITORY / "codeboeken" / "jim-onderzoek.yaml")
        subprocess.run(
            [*codeer, "suggest", "--codeboek", codebook, "--onderzoek", study],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in FORMATS}
        for _ in range(ROUNDS):
            for name in FORMATS:
                command = [*codeer, "rapport", "--citaten", "2", "--formaat", name, "--uit", name]
                seconds, _, peak = run(command, folder)
                results[name].append((seconds, peak))
        base = statistics.median(seconds for seconds, _ in results["csv"])
        print(f"{interviews} interviews van {words} woorden, mediaan van {ROUNDS}")
        print(f"{'formaat':8} {'s':>6} {'x csv':>6} {'MB':>6} {'kB bestanden':>13}")
        for name, measured in results.items():
            seconds = statistics.median(s for s, _ in measured)
            peak = max(memory for _, memory in measured)
            size = sum(p.stat().st_size for p in (folder / name).rglob("*") if p.is_file()) / 1024
            print(f"{name:8} {seconds:6.2f} {seconds / base:6.1f} {peak:6.0f} {size:13,.0f}")


if __name__ == "__main__":
    main()
