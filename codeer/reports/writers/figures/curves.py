"""Lay out lines over whole numbers, one per series."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from codeer.reports.blocks import Curves
from codeer.reports.writers.figures.guides import (
    GAP,
    Axis,
    axis_title,
    legend,
    make_axis,
    round_step,
    write_tick,
)
from codeer.reports.writers.figures.letters import (
    SMALL,
    TEXT,
    Typeface,
    block,
    block_height,
    centred,
    widest,
    wrap,
)
from codeer.reports.writers.figures.shapes import (
    GRID,
    INK,
    WIDTH,
    Align,
    Line,
    Shape,
    Sheet,
    make_sheet,
)
from codeer.reports.writers.figures.styles import LineStyle, line_styles

_HEIGHT = 190.0
_LINE = 1.5
_SAMPLE = 30.0
_MARKS = 25
"""How many marks a line has at most, about."""
_NUMBERS = 20
"""How many numbers stand below the curves at most, about."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the curves are, and what a place in it means."""

    left: float
    right: float
    top: float
    first: int
    last: int
    upwards: Axis

    @property
    def bottom(self) -> float:
        return self.top + _HEIGHT

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point stands on the sheet."""
        start = self.left + 8
        share = (x - self.first) / max(self.last - self.first, 1)
        return start + share * (self.right - start), self.bottom - self.upwards.share(y) * _HEIGHT


def lay_out_curves(curves: Curves, face: Typeface) -> Sheet:
    """Return curves as shapes, each with its own colour, dashes and marks."""
    styles = line_styles(len(curves.series))
    shapes, top = legend(curves.series, _SAMPLE, lambda k, x, y: _sample(styles[k], x, y), face)
    title = wrap(curves.y_axis, TEXT, WIDTH, face)
    shapes += block(title, 0, top, TEXT)
    plot = _make_plot(curves, top + block_height(title, TEXT) + GAP, face)
    shapes += _upward_axis(plot)
    shapes += _level_axis(plot)
    for turn, (points, style) in enumerate(zip(curves.points, styles, strict=True)):
        path = tuple(plot.place(x, y) for x, y in points)
        marked = tuple(_marked(len(points), turn))
        shapes.append(Line(path, style.colour, _LINE, style.dashes, style.mark, marked))
    below, end = axis_title(curves.x_axis, plot.left, plot.right, plot.bottom + 2, face)
    return make_sheet([*shapes, *below], end)


def _sample(style: LineStyle, x: float, y: float) -> Line:
    points = ((x, y), (x + _SAMPLE / 2, y), (x + _SAMPLE, y))
    return Line(points, style.colour, _LINE, style.dashes, style.mark, (1,))


def _make_plot(curves: Curves, top: float, face: Typeface) -> _Plot:
    heights = [y for points in curves.points for _, y in points]
    is_whole = "%" in curves.y_axis or all(y == int(y) for y in heights)
    upwards = make_axis(max(heights, default=0), None, 5, is_whole=is_whole)
    numbers = [x for points in curves.points for x, _ in points] or [0]
    left = widest((write_tick(tick) for tick in upwards.ticks), SMALL, face) + 6
    return _Plot(left, WIDTH - 8, top, min(numbers), max(numbers), upwards)


def _upward_axis(plot: _Plot) -> Iterator[Shape]:
    for tick in plot.upwards.ticks:
        y = plot.place(plot.first, tick)[1]
        yield Line(((plot.left, y), (plot.right, y)), GRID if tick else INK)
        yield from centred([write_tick(tick)], plot.left - 4, y, 0, SMALL, Align.RIGHT)


def _level_axis(plot: _Plot) -> Iterator[Shape]:
    step = round_step(max(plot.last - plot.first, 1) / _NUMBERS, is_whole=True)
    round_numbers = (
        n for n in range(plot.first + 1, plot.last + 1)
        if n % step == 0 and n - plot.first >= step / 2
    )  # fmt: skip
    for number in (plot.first, *round_numbers):
        x, y = plot.place(number, 0)
        yield Line(((x, y), (x, y + 3)))
        yield from block([write_tick(number)], x, y + 4, SMALL, Align.CENTER)


def _marked(count: int, turn: int) -> Iterator[int]:
    """Yield which points get a mark: each series others, or marks would hide each other."""
    every, last = math.ceil(count / _MARKS) or 1, count - 1
    for k in range(count):
        if k == last or (k % every == turn % every and last - k >= every / 2):
            yield k
