"""What explains a drawing: axes with round numbers, and legends."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from codeer.reports.notation import write_decimal, write_whole
from codeer.reports.writers.figures.letters import (
    LINE_HEIGHT,
    SMALL,
    TEXT,
    TINY,
    Typeface,
    block,
    block_height,
    widest,
    wrap,
)
from codeer.reports.writers.figures.shapes import WIDTH, Align, Shape, Words

GAP = 7.0
"""Between things that stand beside or below each other."""


@dataclass(frozen=True, slots=True)
class Axis:
    """From nothing to an end, with round numbers on the way."""

    end: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Return where a value stands: 0 at the start, 1 at the end."""
        return value / self.end


def make_axis(longest: float, limit: float | None, steps: int, *, is_whole: bool) -> Axis:
    """Return an axis that holds every value: up to `limit`, or to a round number."""
    end = max(longest, limit or 0.0)
    if end <= 0:
        end = 1.0
    step = round_step(end / steps, is_whole=is_whole)
    if limit is None or longest > limit:
        end = math.ceil(end / step - 1e-9) * step
    count = math.floor(end / step + 1e-9)
    return Axis(end, tuple(round(k * step, 10) for k in range(count + 1)))


def round_step(least: float, *, is_whole: bool) -> float:
    """Return the first of 1, 2, 2.5, 5, 10, ... that is no smaller."""
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step: float = round(factor * power, 12)
        if step >= least * (1 - 1e-9) and (not is_whole or step == int(step)):
            return step
    return float(math.ceil(least))


def write_tick(value: float) -> str:
    """Return a number as Dutch prints it beside an axis."""
    return write_whole(round(value)) if value == round(value) else write_decimal(value)


def tick_words(
    axis: Axis, left: float, right: float, top: float, *, within: bool = False
) -> Iterator[Words]:
    """Yield the numbers below an axis; `within` keeps the outer ones between its ends."""
    size = TINY if within else SMALL
    for tick in axis.ticks:
        share = axis.share(tick)
        align = Align.CENTER
        if within and share in (0, 1):
            align = Align.RIGHT if share else Align.LEFT
        yield from block([write_tick(tick)], left + share * (right - left), top + 2, size, align)


def axis_title(
    title: str, left: float, right: float, top: float, face: Typeface
) -> tuple[list[Shape], float]:
    """Return the title below the numbers of an axis, and where it ends."""
    lines = wrap(title, TEXT, WIDTH, face)
    half = widest(lines, TEXT, face) / 2
    middle = min(max((left + right) / 2, half), WIDTH - half)
    top += SMALL * LINE_HEIGHT + 5
    return [*block(lines, middle, top, TEXT, Align.CENTER)], top + block_height(lines, TEXT)


def legend(
    names: Sequence[str],
    swatch_width: float,
    swatch: Callable[[int, float, float], Shape],
    face: Typeface,
) -> tuple[list[Shape], float]:
    """Return the series beside each other, on as many lines as they need, and where they end.

    `swatch` gives the sample of a series from its left end at half the height.
    """
    shapes: list[Shape] = []
    x, top, height = 0.0, 0.0, 0.0
    for k, name in enumerate(names):
        lines = wrap(name, TEXT, WIDTH - swatch_width - 6, face)
        width = swatch_width + 5 + widest(lines, TEXT, face)
        if x and x + width > WIDTH:
            x, top, height = 0.0, top + height + 1, 0.0
        shapes.append(swatch(k, x, top + TEXT * LINE_HEIGHT / 2))
        shapes += block(lines, x + swatch_width + 5, top, TEXT)
        x += width + 16
        height = max(height, block_height(lines, TEXT))
    return shapes, top + height + GAP
