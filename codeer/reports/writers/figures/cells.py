"""Lay out a heat map: a grid of cells from light to dark with a number in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from codeer.reports.blocks import HeatMap
from codeer.reports.writers.figures.guides import GAP, make_axis, tick_words
from codeer.reports.writers.figures.letters import (
    ASCENT,
    DESCENT,
    LINE_HEIGHT,
    SMALL,
    TEXT,
    TINY,
    Typeface,
    block,
    block_height,
    centred,
    name_size,
    widest,
    wrap,
)
from codeer.reports.writers.figures.shapes import (
    GRID,
    PAPER,
    WIDTH,
    Align,
    Box,
    Shape,
    Sheet,
    Words,
    make_sheet,
)
from codeer.reports.writers.figures.styles import ink_on, shade

_WIDEST_CELL = 110.0
_HIGHEST_HEAD = 115.0
"""How high the names above the cells may be before they are made smaller or become numbers."""
_LEAST_LETTERS = 5.5
"""Smaller numbers are not readable on paper; then they stand upright, and can be larger."""


@dataclass(frozen=True, slots=True)
class _Lettering:
    """How the numbers in the cells are written."""

    size: float
    is_upright: bool
    height: float
    """What a cell must have for them."""


def lay_out_cells(heat: HeatMap, face: Typeface) -> Sheet:
    """Return a heat map as shapes."""
    size = name_size(max(len(heat.rows), len(heat.columns)))
    rows, columns = _names(heat, size, face)
    left = max((widest(lines, size, face) for lines in rows), default=0) + 5
    width = min((WIDTH - left) / max(len(columns), 1), _WIDEST_CELL)
    head, y = _head(columns, width, face)
    shapes: list[Shape] = [replace(word, x=word.x + left) for word in head]
    lettering = _lettering(heat, width, face)
    for name, values, labels in zip(rows, heat.values, heat.labels, strict=True):
        height = max(lettering.height, size * LINE_HEIGHT + 1, block_height(name, size) + 3)
        shapes += centred(name, left - 5, y, height, size, Align.RIGHT)
        for k, (value, label) in enumerate(zip(values, labels, strict=True)):
            share = None if value is None else value / heat.limit if heat.limit > 0 else 0.0
            cell = _cell(share, left + k * width, y, width, height)
            shapes.append(cell)
            shapes += _label(label, cell, lettering)
        y += height
    scale, end = _scale(heat, left, y + GAP, face)
    return make_sheet([*shapes, *scale], end)


def _names(heat: HeatMap, size: float, face: Typeface) -> tuple[list[list[str]], tuple[str, ...]]:
    """Return the names of rows in lines, and of columns.

    The same long names twice leave no room for cells: then columns get the number of their row.
    """
    room = WIDTH * 0.36
    rows = [wrap(name, size, room, face) for name in heat.rows]
    if heat.rows != heat.columns or not rows:
        return rows, heat.columns
    left = max(widest(lines, size, face) for lines in rows)
    if _head(heat.columns, (WIDTH - left) / len(rows), face)[1] <= _HIGHEST_HEAD:
        return rows, heat.columns
    numbered = [wrap(f"{k}. {name}", size, room, face) for k, name in enumerate(heat.rows, start=1)]
    return numbered, tuple(str(k) for k in range(1, len(rows) + 1))


def _lettering(heat: HeatMap, width: float, face: Typeface) -> _Lettering:
    longest = max((face.width(label, 1) for row in heat.labels for label in row), default=0)
    size = min(TEXT, (width - max(2.5, width * 0.12)) / longest) if longest else TEXT
    upright = min(TINY, width / LINE_HEIGHT)
    if size < _LEAST_LETTERS and size < upright:
        return _Lettering(upright, is_upright=True, height=longest * upright + 4)
    return _Lettering(size, is_upright=False, height=size * 2)


def _cell(share: float | None, x: float, y: float, width: float, height: float) -> Box:
    gap = min(1.0, width * 0.06)
    if share is None:
        return Box(x + gap, y + gap, width - 2 * gap, height - 2 * gap, PAPER, GRID)
    return Box(x + gap / 2, y + gap / 2, width - gap, height - gap, shade(share))


def _label(label: str, cell: Box, lettering: _Lettering) -> Iterator[Words]:
    text = " ".join(label.split())
    if not text:
        return
    x, y = cell.x + cell.width / 2, cell.y + cell.height / 2
    off = (ASCENT - DESCENT) / 2 * lettering.size
    x, y = (x + off, y) if lettering.is_upright else (x, y + off)
    ink = ink_on(cell.fill)
    yield Words(text, x, y, lettering.size, ink, Align.CENTER, lettering.is_upright)


def _head(columns: Sequence[str], width: float, face: Typeface) -> tuple[list[Words], float]:
    """Return the names above columns that start at 0, and how high they are."""
    names = [wrap(name, TEXT, width - 4, face) for name in columns]
    words = [word for name in columns for word in name.split()]
    if widest(words, TEXT, face) > width - 4 or max(map(len, names), default=0) > 4:
        return _upright_head(columns, width, face)
    height = max((block_height(lines, TEXT) for lines in names), default=0)
    head: list[Words] = []
    for k, lines in enumerate(names):
        top = height - block_height(lines, TEXT)
        head += block(lines, (k + 0.5) * width, top, TEXT, Align.CENTER)
    return head, height + 3


def _upright_head(
    columns: Sequence[str], width: float, face: Typeface
) -> tuple[list[Words], float]:
    """Return the names written upwards, smaller where that makes them less high."""
    sizes = [min(size, width / LINE_HEIGHT) for size in (TEXT, SMALL, TINY)]
    heads = [_written_upwards(columns, width, size, face) for size in sizes]
    fitting = [head for head in heads if head[1] <= _HIGHEST_HEAD]
    return fitting[0] if fitting else min(heads, key=lambda head: head[1])


def _written_upwards(
    columns: Sequence[str], width: float, size: float, face: Typeface
) -> tuple[list[Words], float]:
    most = max(int(width / (size * LINE_HEIGHT) + 1e-9), 1)
    room = max(widest((word for name in columns for word in name.split()), size, face), 50.0)
    while any(len(wrap(name, size, room, face)) > most for name in columns):
        room *= 1.05
    names = [wrap(name, size, room, face) for name in columns]
    height = max((widest(lines, size, face) for lines in names), default=0)
    head = []
    for k, lines in enumerate(names):
        first = (k + 0.5) * width - block_height(lines, size) / 2
        # Turned: what was below is to the right
        head += [
            Words(word.text, word.y, height, size, is_upright=True)
            for word in block(lines, 0, first, size)
        ]
    return head, height + 5


def _scale(heat: HeatMap, left: float, top: float, face: Typeface) -> tuple[list[Shape], float]:
    """Return the legend: from light to dark with numbers below."""
    axis = make_axis(0, heat.limit, 4, is_whole="%" in heat.legend)
    width, height, steps = 130.0, 7.0, 52
    lines = wrap(heat.legend, SMALL, WIDTH - left, face)
    shapes: list[Shape] = [*block(lines, left, top, SMALL)]
    top += block_height(lines, SMALL) + 2
    for k in range(steps):
        # A little overlap, or white seams show where steps meet
        step = width / steps + (0.3 if k < steps - 1 else 0)
        shapes.append(Box(left + width * k / steps, top, step, height, shade(k / (steps - 1))))
    shapes += tick_words(axis, left, left + width, top + height, within=True)
    return shapes, top + height + 2 + TINY * LINE_HEIGHT
