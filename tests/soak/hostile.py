"""Texts that were written to make codeer slow: each must be read, coded and searched for names in linear time.

Run with `python -m tests.soak.hostile [CHARACTERS]`: one line per text, processor seconds per megabyte, and
code 1 when one of them takes more than ten.
"""

import sys
import tempfile
import time
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

from codeer.casting import label_hints
from codeer.errors import CodeerError
from codeer.language import BUILT_IN, load_pipeline
from codeer.model import Source, Unit
from codeer.pseudonyms.finding import find_mentions
from codeer.readers import read_source
from codeer.study import DEFAULT_STUDY
from codeer.text import find_segments

SECONDS_PER_MEGABYTE = 10
SECONDS_AT_LEAST = 0.5
UNITS = {
    "letters": "a", "capitals": "aB", "X": "X", "one letter": "A ", "spaces": " ", "tabs": "\t", "dots": ".",
    "dots and letters": "..a ", "abbreviations": "dr. ", "initials": "J. ", "en": "en ", "en toen": "en toen ",
    "dashes": "- ", "stars": "*", "underscores": "_", "square": "[", "round": "(", "angle": "<", "curly": "{",
    "percent": "%", "euro": "€1", "hash": "#", "f4": "#00:00:00-0# ", "stamps": "[00:00:01] ", "colons": ":",
    "labels": "a: ", "quotes": '"', "apostrophes": "’", "genitives": "'s", "digits": "1", "numbers": "1 ",
    "spoken mail": "a punt ", "mail": "a@", "addresses": "http://", "iban": "ab12" + "a" * 40 + " ",
    "hyphens": "a-", "Hyphens": "A-", "notes": "(even even ", "ages": "is al ", "several ages": "zijn 1, ",
    "telephone": "06 ", "exclamations": "!?", "children": "kind van al ", "names": "Jan Piet ",
    "name and place": "Jan van ", "streets": "De Kerkstraat ", "particles": "De De ", "unknown": "Xqzp ",
    "emoji": "😀", "marks": "e\u0301", "joiners": "a\u200d", "arabic": "ا ", "links": "Laan de ",
}  # fmt: skip
"""What a text is a row of."""
LINES = {
    "turns": "I: a\nR: b\n", "labels alone": "I:\n\n\nR:\n\n", "times alone": "I: a\n00:01\n",
    "stamped": "Jan 00:01\na\nPiet 00:02\nb\n", "tabs": "Jan\ta\nPiet\tb\n", "closings": "R: a\neinde opname\n",
    "blank": "R: a\n \n", "paragraphs": "R: Ja\nNee\n", "empty lines": "R: Ja.\n\nNee.\n\n",
}  # fmt: skip
STARTS = (
    "A",
    "A ",
    "[00:00:01]",
    "einde",
    "transcribed by http://a",
    "",
    "Datum: ",
    "- ",
    "**",
    "Jan - ",
)
"""Of a line that ends in a row of something."""


def make_texts(length: int) -> Iterator[tuple[str, str]]:
    """Yield the texts with a name."""
    for name, unit in UNITS.items():
        row = (unit * (length // len(unit) + 1))[:length]
        yield f"turn of {name}", f"I: Hoe?\nR: {row}z\n"
        yield f"turn of {name}, no end", f"I: Hoe?\nR: {row}\n"
    for start in STARTS:
        for unit in (" ", "\t", ".", "*", "_", "-", "1", "a", "(", "[", '"', ":", "a-", "a "):
            row = (unit * (length // len(unit) + 1))[:length]
            yield f"line {start!r} + {unit!r}", f"I: Hoe?\nR: Ja\n{start}{row}x\n"
            yield f"first line {start!r} + {unit!r}", f"{start}{row}x\n\nI: Hoe?\nR: Ja\n"
    for name, unit in LINES.items():
        yield f"lines: {name}", "I: a\n" + unit * (length // len(unit))


def spend(path: Path, text: str) -> dict[str, float]:
    """Return the processor seconds of reading, dividing into sentences and finding names."""
    path.write_text(text, encoding="utf-8", newline="")
    spent = {}
    start = time.process_time()
    source: Source | None = None
    with suppress(CodeerError):  # a limit or no speakers: refusing takes time as well
        source = read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name))
    spent["read"] = time.process_time() - start
    start = time.process_time()
    for turn in source.turns if source else ():
        find_segments(source.text, turn, Unit.SENTENCE) if source else None
    spent["sentences"] = time.process_time() - start
    start = time.process_time()
    find_mentions(text)
    spent["names"] = time.process_time() - start
    return spent


ONCE_SLOW = frozenset(
    ["turn of " + name for name in (
        "dots", "abbreviations", "en", "spaces", "letters", "capitals", "X", "spoken mail", "unknown", "streets",
    )]
    + ["line 'A' + ' '", "line '[00:00:01]' + ' '", "line 'transcribed by http://a' + '.'", "line 'einde' + '.'",
       "first line 'Datum: ' + ' '"]
)  # fmt: skip
"""What took minutes to hours per megabyte before it was mended."""


def find_slow(length: int, *, shows: bool = False, only: Container[str] = ()) -> list[str]:
    """Return the texts of this length that take too long."""
    load_pipeline(BUILT_IN)
    find_mentions("Jan de Vries woont aan de Kerkstraat 1 in Assen.")  # reads the lists of names
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in make_texts(length):
            if only and name not in only:
                continue
            spent = spend(Path(folder) / "J01.txt", text)
            allowed = max(SECONDS_AT_LEAST, SECONDS_PER_MEGABYTE * len(text) / 1_000_000)
            line = f"{name:40}" + " ".join(f"{what} {taken:6.2f}" for what, taken in spent.items())
            if shows:
                print(line, flush=True)
            if max(spent.values()) > allowed:
                slow.append(line)
    return slow


if __name__ == "__main__":
    found = find_slow(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, shows=True)
    print("\n".join(["Too slow:", *found] if found else ["All within bounds."]))
    sys.exit(bool(found))
