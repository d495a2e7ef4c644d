"""What a picture is made of: words, boxes and lines on a sheet, in points from the top left."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

INK = "#000000"
PAPER = "#ffffff"
GRID = "#dcdcdc"
MARGIN = 2.0
"""White around everything on a sheet."""
WIDTH = 160 / 25.4 * 72 - 2 * MARGIN
"""The width of the text on A4, less the margins."""


class Align(StrEnum):
    """Which part of a line of words stands at its place."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words; `y` is the line that the letters stand on."""

    text: str
    x: float
    y: float
    size: float
    colour: str = INK
    align: Align = Align.LEFT
    is_upright: bool = False
    """Written upwards; then `x` is the line that the letters stand on."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str | None = None
    hatch: str = ""
    """In matplotlib's letters."""
    hatch_colour: str = INK


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, with a mark on some of them."""

    points: tuple[tuple[float, float], ...]
    colour: str = INK
    width: float = 0.8
    dashes: tuple[float, ...] = ()
    mark: str = ""
    """In matplotlib's letters."""
    marked: tuple[int, ...] = ()
    """Indexes of the points with a mark."""


Shape = Words | Box | Line


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished layout; the margin comes around it."""

    height: float
    shapes: tuple[Shape, ...]
    width: float = WIDTH


def make_sheet(shapes: Iterable[Shape], height: float) -> Sheet:
    """Return a sheet as wide as the text."""
    return Sheet(height, tuple(shapes))
