"""Count themes per interview by lemmas, as a researcher would write it.

python lemma_script.py MAP MODEL trefwoorden.csv telling.csv
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import spacy

folder, model, keywords, output = sys.argv[1:]
nlp = spacy.load(model)
with Path(keywords).open(encoding="utf-8", newline="") as stream:
    themes = {word: theme for theme, word in csv.reader(stream)}
counts: Counter[tuple[str, str]] = Counter()
for path in sorted(Path(folder).glob("*.txt")):
    for token in nlp(path.read_text(encoding="utf-8")):
        if token.lemma_.lower() in themes:
            counts[path.stem, themes[token.lemma_.lower()]] += 1
with Path(output).open("w", encoding="utf-8", newline="") as stream:
    csv.writer(stream).writerows((*key, n) for key, n in sorted(counts.items()))
