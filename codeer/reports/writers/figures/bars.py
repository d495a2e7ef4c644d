"""Lay out horizontal bars: in clusters, or in a column per series where clusters get too high."""

from collections.abc import Iterator, Sequence

from codeer.reports.blocks import Bars
from codeer.reports.writers.figures.guides import (
    GAP,
    Axis,
    axis_title,
    legend,
    make_axis,
    tick_words,
    write_tick,
)
from codeer.reports.writers.figures.letters import (
    SMALL,
    TEXT,
    TINY,
    Typeface,
    block,
    block_height,
    centred,
    clear,
    name_size,
    widest,
    wrap,
)
from codeer.reports.writers.figures.shapes import (
    GRID,
    INK,
    WIDTH,
    Align,
    Box,
    Line,
    Shape,
    Sheet,
    make_sheet,
)
from codeer.reports.writers.figures.styles import MOST_BAR_STYLES, BarStyle, bar_styles

_PAGE = 600.0
"""The height of a page, less the title above and the note below."""
_BAR = 10.0
_THIN_BAR = 4.5
_BETWEEN_ROWS = 4.0


def lay_out_bars(bars: Bars, face: Typeface) -> Sheet:
    """Return bars as shapes, on one page when that is possible."""
    if len(bars.series) > MOST_BAR_STYLES:
        return _lay_out_columns(bars, face)
    clusters = _lay_out_clusters(bars, face)
    if clusters.height <= _PAGE or not bars.series:
        return clusters
    return min(clusters, _lay_out_columns(bars, face), key=lambda sheet: sheet.height)


def _axis(bars: Bars, steps: int) -> Axis:
    longest = max((value or 0.0 for row in bars.values for value in row), default=0.0)
    return make_axis(longest, bars.limit, steps, is_whole="%" in bars.axis)


def _grid(axis: Axis, left: float, right: float, top: float, bottom: float) -> Iterator[Line]:
    for tick in axis.ticks:
        x = left + axis.share(tick) * (right - left)
        yield Line(((x, top), (x, bottom)), GRID if tick else INK, 0.8 if tick else 1.0)


# --- clusters: a bar per series below each other, and a legend -------------------------------------


def _lay_out_clusters(bars: Bars, face: Typeface) -> Sheet:
    names = [wrap(name, TEXT, WIDTH * 0.36, face) for name in bars.rows]
    left = max((widest(name, TEXT, face) for name in names), default=0) + GAP
    room = (WIDTH - left) * 0.4
    labels = [[wrap(label, SMALL, room, face) for label in row] for row in bars.labels]
    beside = max((widest(label, SMALL, face) for row in labels for label in row), default=0)
    right = WIDTH - max(beside + 4, 12)
    axis = _axis(bars, 5)
    styles = bar_styles(len(bars.series))
    shapes, top = legend(bars.series, 14, lambda k, x, y: _bar(styles[k], x, y - 4, 14, 8), face)
    y = top + GAP / 2
    for name, values, row in zip(names, bars.values, labels, strict=True):
        slots = [max(_BAR, block_height(label, SMALL)) for label in row]
        height = max(sum(slots), block_height(name, TEXT))
        shapes += centred(name, left - GAP, y, height, TEXT, Align.RIGHT)
        slot_top = y + (height - sum(slots)) / 2
        for value, label, slot, style in zip(values, row, slots, styles, strict=True):
            length = axis.share(value or 0) * (right - left)
            if length:
                bar_top = slot_top + (slot - _BAR + 1) / 2
                shapes.append(_bar(style, left, bar_top, length, _BAR - 1))
            shapes += clear(centred(label, left + length + 4, slot_top, slot, SMALL), face)
            slot_top += slot
        y += height + GAP
    bottom = y - GAP / 2
    grid = _grid(axis, left, right, top, bottom)
    title, end = axis_title(bars.axis, left, right, bottom, face)
    return make_sheet([*grid, *shapes, *tick_words(axis, left, right, bottom), *title], end)


def _bar(style: BarStyle, x: float, y: float, width: float, height: float) -> Box:
    return Box(x, y, width, height, style.fill, INK, style.hatch, style.hatch_colour)


# --- columns: one per series, with its name above --------------------------------------------------


def _lay_out_columns(bars: Bars, face: Typeface) -> Sheet:
    count = len(bars.series)
    size = min(name_size(len(bars.rows)), SMALL)
    names = [wrap(name, size, _room_for_names(bars, face), face) for name in bars.rows]
    left = max((widest(name, size, face) for name in names), default=0) + GAP
    width = (WIDTH - left - GAP * (count - 1) - 6) / count
    starts = [left + k * (width + GAP) for k in range(count)]
    axis = _axis(bars, 2)
    shapes, top = _column_heads(bars.series, starts, width, face)
    y = top + 2
    for name, values, texts in zip(names, bars.values, bars.labels, strict=True):
        labels = [wrap(label, TINY, width - 2, face) for label in texts]
        above = max(block_height(label, TINY) for label in labels)
        height = max(above + _THIN_BAR + 0.5, block_height(name, size))
        shapes += centred(name, 0, y, height, size)
        bar_top = y + (height + above - _THIN_BAR) / 2
        for value, label, start in zip(values, labels, starts, strict=True):
            label_top = bar_top - block_height(label, TINY)
            shapes += clear(block(label, start + 1.5, label_top, TINY), face)
            if value:
                length = axis.share(value) * width
                shapes.append(Box(start, bar_top, length, _THIN_BAR, bar_styles(1)[0].fill))
        y += height + _BETWEEN_ROWS
        rule = y - _BETWEEN_ROWS / 2
        shapes.append(Line(((0, rule), (left - GAP, rule)), GRID, 0.5))
    grid = [line for start in starts for line in _grid(axis, start, start + width, top, y)]
    numbers = _column_numbers(axis, starts, width, y, face)
    title, end = axis_title(bars.axis, left, starts[-1] + width, y, face)
    return make_sheet([*grid, *shapes, *numbers, *title], end)


def _room_for_names(bars: Bars, face: Typeface) -> float:
    """Return the width that is left when each label fits its column, within bounds."""
    label = max((face.width(label, TINY) for row in bars.labels for label in row), default=0)
    left = WIDTH - len(bars.series) * (label + 3 + GAP) - 6
    return min(max(left, WIDTH * 0.22), WIDTH * 0.42)


def _column_heads(
    names: Sequence[str], starts: Sequence[float], width: float, face: Typeface
) -> tuple[list[Shape], float]:
    heads = [wrap(name, SMALL, width, face) for name in names]
    bottom = max(block_height(head, SMALL) for head in heads)
    shapes: list[Shape] = []
    for head, start in zip(heads, starts, strict=True):
        shapes += block(head, start, bottom - block_height(head, SMALL), SMALL)
    return shapes, bottom + 3


def _column_numbers(
    axis: Axis, starts: Sequence[float], width: float, top: float, face: Typeface
) -> Iterator[Shape]:
    needed = sum(face.width(write_tick(tick), TINY) + 5 for tick in axis.ticks)
    sparse = Axis(axis.end, axis.ticks if needed <= width else (0.0, axis.end))
    for start in starts:
        yield from tick_words(sparse, start, start + width, top, within=True)
