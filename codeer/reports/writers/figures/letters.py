"""Lay out lines of words: how wide they are, where they break, where they stand."""

import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from codeer.reports.writers.figures.shapes import PAPER, Align, Box, Shape, Words

TEXT, SMALL, TINY = 8.5, 7.5, 6.5
"""Sizes of letters: names, numbers, and what stands where there is little room."""
LINE_HEIGHT = 1.22
"""Of the size of the letters, from one line to the next."""
ASCENT, DESCENT = 0.78, 0.24
"""How far letters go above and below their line, of their size."""
# Where a Dutch syllable starts, nearly always: the last consonants before a vowel
_SYLLABLE = re.compile(
    r"(?<=\w\w)(?=(?:[bcdfgkptvw][lr]|(?<![bcdfgkptvw])[lr]|sch|(?<!s)ch|(?<!s)c|(?<!c)h|"
    r"[bdfgjkmnpqstvwxz])[aeiouyáéíóúäëïöü]\w)",
    re.IGNORECASE,
)


class Typeface(Protocol):
    """What a layout must know of the letters."""

    def width(self, text: str, size: float) -> float:
        """Return how wide a line is, in points."""


def name_size(rows: int) -> float:
    """Return the size for the names of so many rows."""
    return TEXT if rows <= 15 else SMALL if rows <= 25 else 7.0


def wrap(text: str, size: float, room: float, face: Typeface) -> list[str]:
    """Return the text in lines that fit the room, none much shorter than the others.

    A word that does not fit is broken.
    """
    parts = [part for word in text.split() for part in _broken(word, size, room, face)]
    widths = [face.width(part, size) for part in parts]
    space = face.width(" ", size)
    lines = _filled(widths, space, room)
    while len(lines) > 1:
        # As many lines, but narrower, until that asks for one more
        narrower = max(sum(widths[k] for k in line) + space * (len(line) - 1) for line in lines)
        fewer = _filled(widths, space, narrower - 0.01)
        if len(fewer) > len(lines) or max(widths) > narrower - 0.01:
            break
        lines = fewer
    return [" ".join(parts[k] for k in line) for line in lines]


def _filled(widths: Sequence[float], space: float, room: float) -> list[list[int]]:
    """Return which words stand on each line when every line takes as many as it can."""
    lines: list[list[int]] = []
    used = math.inf
    for k, width in enumerate(widths):
        used += space + width
        if used <= room:
            lines[-1].append(k)
        else:
            lines.append([k])
            used = width
    return lines


def _broken(word: str, size: float, room: float, face: Typeface) -> Iterator[str]:
    while len(word) > 1 and face.width(word, size) > room:
        syllables = [match.start() for match in _SYLLABLE.finditer(word)]
        places = [k for k in range(1, len(word)) if not unicodedata.combining(word[k])]

        def width(end: int, word: str = word) -> float:
            return face.width(_part(word, end), size)

        ends = next(
            (ends[:fitting] for ends in (syllables, places)
             if (fitting := bisect_right(ends, room, key=width))),
            places[:1] or [len(word)],
        )  # fmt: skip
        yield _part(word, ends[-1])
        word = word[ends[-1] :]
    if word:
        yield word


def _part(word: str, end: int) -> str:
    return word[:end] + ("-" if word[end - 1].isalpha() and word[end : end + 1].isalpha() else "")


def block_height(lines: Sequence[str], size: float) -> float:
    """Return the height of lines of words."""
    return len(lines) * size * LINE_HEIGHT


def block(
    lines: Iterable[str], x: float, top: float, size: float, align: Align = Align.LEFT
) -> Iterator[Words]:
    """Yield lines of words below each other, the first one below `top`."""
    for k, line in enumerate(lines):
        # Half of what a line is higher than its letters comes above them
        y = top + size * (k * LINE_HEIGHT + ASCENT + (LINE_HEIGHT - ASCENT - DESCENT) / 2)
        yield Words(line, x, y, size, align=align)


def widest(lines: Iterable[str], size: float, face: Typeface) -> float:
    """Return the width of the widest line."""
    return max((face.width(line, size) for line in lines), default=0.0)


def centred(
    lines: Sequence[str],
    x: float,
    top: float,
    height: float,
    size: float,
    align: Align = Align.LEFT,
) -> Iterator[Words]:
    """Yield lines of words halfway a height."""
    return block(lines, x, top + (height - block_height(lines, size)) / 2, size, align)


def clear(lines: Iterable[Words], face: Typeface) -> Iterator[Shape]:
    """Yield words that start at their place with paper behind them, so that no line runs through."""
    for word in lines:
        top, height = word.y - ASCENT * word.size, (ASCENT + DESCENT) * word.size
        yield Box(word.x - 1, top, face.width(word.text, word.size) + 2, height, PAPER)
        yield word
