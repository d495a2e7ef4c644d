"""Colours, hatches, dashes and marks that stay apart in grey and for who sees few colours."""

from dataclasses import dataclass, replace

from codeer.reports.writers.figures.shapes import INK, PAPER

_SHADES = ((233, 242, 250), (107, 174, 214), (8, 48, 107))


@dataclass(frozen=True, slots=True)
class BarStyle:
    """Makes the bars of a series differ from the others, in grey too."""

    fill: str
    hatch: str
    hatch_colour: str


@dataclass(frozen=True, slots=True)
class LineStyle:
    """Makes the line of a series differ from the others, in grey too."""

    colour: str
    dashes: tuple[float, ...]
    mark: str


# The hues of Okabe and Ito, made lighter and darker until each has a lightness of its own
_BAR_STYLES = (
    BarStyle("#004d7a", "", PAPER),
    BarStyle("#f2b134", "/////", "#7a4a00"),
    BarStyle("#bfe3f7", "", INK),
    BarStyle("#00805c", "\\\\\\\\\\", PAPER),
    BarStyle("#cf86b2", "xxxxx", "#5c1f45"),
    BarStyle("#9c3f00", "-----", PAPER),
    BarStyle("#f8f3b8", "+++++", "#6b6400"),
    BarStyle("#1a1a1a", "|||||", PAPER),
)
_LINE_STYLES = (
    LineStyle("#0072b2", (), "o"),
    LineStyle("#c45200", (5, 2), "s"),
    LineStyle("#000000", (1.2, 1.6), "^"),
    LineStyle("#007d5a", (7, 2, 1.5, 2), "D"),
    LineStyle("#a3447f", (3, 1.2), "v"),
    LineStyle("#7a6000", (9, 2.5), "X"),
    LineStyle("#4a4a4a", (1.2, 1.2, 4, 1.2), "P"),
    LineStyle("#2b83ba", (3, 1.5, 1.2, 1.5, 1.2, 1.5), "*"),
)


MOST_BAR_STYLES = len(_BAR_STYLES)
"""More series than this have no style of their own."""


def bar_styles(count: int) -> list[BarStyle]:
    """Return a style per series."""
    return [_BAR_STYLES[k % MOST_BAR_STYLES] for k in range(count)]


def line_styles(count: int) -> list[LineStyle]:
    """Return a style per series, none twice."""
    rounds = len(_LINE_STYLES)
    return [
        replace(_LINE_STYLES[k % rounds], mark=_LINE_STYLES[(k + k // rounds) % rounds].mark)
        for k in range(count)
    ]


def shade(share: float) -> str:
    """Return the colour of a cell: from light at 0 to dark at 1, one hue."""
    place = min(max(share, 0.0), 1.0) * (len(_SHADES) - 1)
    first = min(int(place), len(_SHADES) - 2)
    mixed = (
        round(light + (dark - light) * (place - first))
        for light, dark in zip(_SHADES[first], _SHADES[first + 1], strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def contrast(first: str, second: str) -> float:
    """Return the contrast between two colours as WCAG 2 counts it, 1 to 21."""
    lights = sorted((luminance(first), luminance(second)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1."""
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads best; one of them always has a contrast of 4.5."""
    return max(INK, PAPER, key=lambda ink: contrast(ink, colour))
