"""Where the columns of a table fit on paper: type size, direction of the page, widths, parts."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codeer.reports.blocks import Table

_NUMBER = re.compile(r"\s*[<>#†+−-]?\s*,?\d|\s*#")
_NOTHING = " –-"
_EM = 0.48
"""Width of an average character, as a part of the type size, on the wide side."""
_LINE = 1.25
_SLACK = 1.2  # where the font of the document is not installed, another one is often wider
_SHORT_CELL = 14
_LONGEST_WORD = 18
"""A longer word may be broken."""
_LONGEST_NAME = 22
_WISH = 44
_SHORT_NUMBER = 4
_HIGHEST_HEAD = 140.0
"""Points; a name above a turned column that is longer goes on beside itself."""


@dataclass(frozen=True, slots=True)
class Paper:
    """How much room a page has for text, and how much of it a cell leaves empty (points)."""

    width: float
    landscape_width: float
    padding: float


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that stand beside each other; all but a very wide table have one part."""

    columns: tuple[int, ...]
    """Indexes into the header; the first is always 0, the names of the rows."""
    widths: tuple[float, ...]
    """Shares of the width of the text; together 1."""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a table is laid out on paper."""

    is_landscape: bool
    size: int
    """Type size in points."""
    numbers: tuple[bool, ...]
    """Per column whether it holds numbers: these are centred."""
    turned: tuple[bool, ...]
    """Per column whether its name is written upwards, because it is wider than its numbers."""
    head_height: float
    """Points that turned names need; 0 when there are none."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    least: float
    """Points without which words break."""
    wish: float
    """Points with which nothing is cramped."""


def find_number_columns(table: Table) -> tuple[bool, ...]:
    """Tell per column whether it holds numbers; the first names the rows."""
    return tuple(
        k > 0 and _are_numbers([row.cells[k - 1].text for row in table.rows])
        for k in range(len(table.header))
    )


def _are_numbers(texts: Iterable[str]) -> bool:
    said = [text for text in texts if text.strip(_NOTHING)]
    return sum(bool(_NUMBER.match(text)) for text in said) * 2 >= len(said)


def lay_out_table(table: Table, paper: Paper) -> TableLayout:
    """Return the largest type and the plainest page on which the whole table fits.

    What fits on no page gets names that are turned, and then parts below each other.
    """
    numbers = find_number_columns(table)
    upright = (False,) * len(numbers)
    turned = tuple(
        is_number and _longest(table, k) <= _SHORT_NUMBER for k, is_number in enumerate(numbers)
    )
    tries = [(False, 10, upright), (False, 9, upright)]
    tries += [(True, size, upright) for size in (10, 9, 8)]
    if any(turned):
        tries += [(False, 9, turned), (True, 9, turned), (True, 8, turned)]
    is_landscape, size, heads = tries[-1]
    for is_landscape, size, heads in tries:
        columns = _measure(table, size, heads, paper.padding)
        room = paper.landscape_width if is_landscape else paper.width
        if sum(column.least for column in columns) <= room:
            break
    return TableLayout(
        is_landscape=is_landscape,
        size=size,
        numbers=numbers,
        turned=heads,
        head_height=_head_height(table, size, heads),
        parts=tuple(_make_part(part, columns, room) for part in _divide(columns, room)),
    )


# --- measures ------------------------------------------------------------------------------------


def _measure(table: Table, size: int, turned: Sequence[bool], padding: float) -> list[_Column]:
    character = size * _EM
    depth = max((row.level for row in table.rows), default=0)
    columns = []
    for k, head in enumerate(table.header):
        texts = _texts(table, k)
        longest = _longest(table, k)
        pieces = [_longest_word(head), *map(_piece, texts)]
        least = min(max(pieces), _LONGEST_WORD)
        if turned[k]:
            lines = math.ceil(len(head) * character / _HIGHEST_HEAD)
            points = max(longest * character, lines * size * _LINE)
            columns.append(_Column(points + padding, points + padding))
            continue
        if k == 0:
            least = max(least, min(longest, _LONGEST_NAME)) + 2 * depth
        wish = max(least * _SLACK, min(longest, _WISH), min(len(head) / 2, _WISH))
        columns.append(_Column(least * character + padding, wish * character + padding))
    return columns


def _texts(table: Table, column: int) -> list[str]:
    if column == 0:
        return [row.name for row in table.rows]
    return [row.cells[column - 1].text for row in table.rows]


def _longest(table: Table, column: int) -> int:
    return max(map(len, _texts(table, column)), default=0)


def _piece(text: str) -> int:
    """Return the length of what should stay on one line: a short cell, or the longest word."""
    return len(text) if len(text) <= _SHORT_CELL else _longest_word(text)


def _longest_word(text: str) -> int:
    return max(map(len, text.split(" ")))


def _head_height(table: Table, size: int, turned: Sequence[bool]) -> float:
    names = [head for head, is_turned in zip(table.header, turned, strict=True) if is_turned]
    longest = max(map(len, names), default=0) * size * _EM
    return min(longest, _HIGHEST_HEAD) + size if names else 0.0


# --- widths --------------------------------------------------------------------------------------


def _divide(columns: Sequence[_Column], room: float) -> list[tuple[int, ...]]:
    """Return the columns of each part: as few parts as can be, about equally wide."""
    parts = _fill_parts(columns, room)
    names, others = columns[0].least, sum(column.least for column in columns[1:])
    narrower = names + others / len(parts)
    while narrower < room:
        even = _fill_parts(columns, narrower)
        if len(even) == len(parts):
            return even
        narrower += 1
    return parts


def _fill_parts(columns: Sequence[_Column], room: float) -> list[tuple[int, ...]]:
    """Return parts with as many columns as fit, after the one with the names."""
    parts: list[list[int]] = [[0]]
    used = columns[0].least
    for k, column in enumerate(columns[1:], start=1):
        if used + column.least > room and len(parts[-1]) > 1:
            parts.append([0])
            used = columns[0].least
        parts[-1].append(k)
        used += column.least
    return [tuple(part) for part in parts]


def _make_part(part: tuple[int, ...], columns: Sequence[_Column], room: float) -> Part:
    """Give every column what it needs, then what it wishes, then an equal share of the rest."""
    chosen = [columns[k] for k in part]
    spare = max(room - sum(column.least for column in chosen), 0.0)
    wished = sum(column.wish - column.least for column in chosen)
    granted = min(spare / wished, 1.0) if wished else 0.0
    rest = (spare - granted * wished) / len(chosen)
    points = [c.least + granted * (c.wish - c.least) + rest for c in chosen]
    return Part(part, tuple(width / sum(points) for width in points))
