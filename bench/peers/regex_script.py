"""Count themes per interview by whole words in the raw text, as a researcher would write it.

python regex_script.py MAP trefwoorden.csv telling.csv
"""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

folder, keywords, output = sys.argv[1:]
words: dict[str, list[str]] = {}
with Path(keywords).open(encoding="utf-8", newline="") as stream:
    for theme, word in csv.reader(stream):
        words.setdefault(theme, []).append(word)
themes = {t: re.compile(rf"\b({'|'.join(ws)})\b", re.IGNORECASE) for t, ws in words.items()}
counts: Counter[tuple[str, str]] = Counter()
for path in sorted(Path(folder).glob("*.txt")):
    text = path.read_text(encoding="utf-8")
    for theme, pattern in themes.items():
        counts[path.stem, theme] = len(pattern.findall(text))
with Path(output).open("w", encoding="utf-8", newline="") as stream:
    csv.writer(stream).writerows((*key, n) for key, n in sorted(counts.items()))
