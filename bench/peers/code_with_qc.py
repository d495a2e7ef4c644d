"""Code every line that has a keyword, with qc's own code, in the qc project that is the working folder.

python code_with_qc.py trefwoorden.csv
"""

import csv
import sys
from pathlib import Path


def main(keywords: str) -> None:
    from qualitative_coding.corpus import QCCorpus

    with Path(keywords).open(encoding="utf-8", newline="") as stream:
        themes = {word: theme for theme, word in csv.reader(stream)}
    corpus = QCCorpus("settings.yaml")
    with corpus.session():
        for path in sorted(Path("corpus").rglob("*.txt")):
            found = {
                (number, theme)
                for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"))
                for word, theme in themes.items()
                if word in line.lower()
            }
            rows = [{"line": number, "code_id": theme} for number, theme in sorted(found)]
            corpus.update_coded_lines(str(path.relative_to("corpus")), "bench", rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
