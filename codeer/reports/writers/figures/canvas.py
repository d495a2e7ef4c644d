"""Draw figures with matplotlib, without the settings and fonts of the user.

The same figure gives the same bytes: no dates, no names of programs, fixed identifiers.
"""

import io
import logging
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from codeer.errors import MissingLibrary
from codeer.reports.blocks import Figure
from codeer.reports.writers.figures.layout import lay_out
from codeer.reports.writers.figures.shapes import MARGIN, PAPER, Box, Line, Shape, Words

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure as Picture
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Rectangle

_DPI = 300
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_SVG = "{http://www.w3.org/2000/svg}"
_VARIANTS = re.compile("[\ufe00-\ufe0f]")
"""Ask for another look of the character before; the font has them as a space."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What the picture shares with every other matplotlib in this process is left as it is
_LEFT_ALONE = ("backend", "backend_fallback", "interactive", "toolbar", "timezone")
_SETTINGS = {
    "hatch.linewidth": 0.7,
    "lines.scale_dashes": False,
    "path.simplify": False,
    "svg.fonttype": "path",
    "text.hinting": "no_hinting",  # or letters are as wide as measured on no canvas
    "text.parse_math": False,
}


def draw_svg(figure: Figure) -> bytes:
    """Return a figure as SVG with its letters as outlines, and its title and description.

    Raises
    ------
    MissingLibrary
        When matplotlib cannot be loaded.

    """
    stream = io.BytesIO()
    with _drawn(figure) as picture:
        canvas = _load_matplotlib().backends.backend_svg.FigureCanvasSVG(picture)
        canvas.print_svg(stream, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return _described(stream.getvalue(), figure)


def draw_png(figure: Figure) -> bytes:
    """Return a figure as PNG of 300 dots per inch.

    Raises
    ------
    MissingLibrary
        When matplotlib cannot be loaded.

    """
    stream = io.BytesIO()
    with _drawn(figure) as picture:
        canvas = _load_matplotlib().backends.backend_agg.FigureCanvasAgg(picture)
        canvas.print_png(stream, metadata={"Software": None})
    return stream.getvalue()


def _described(svg: bytes, figure: Figure) -> bytes:
    """Say what a picture shows to who cannot see it; drop what only says who made it."""
    from lxml import etree

    parser = etree.XMLParser(
        remove_comments=True, load_dtd=False, no_network=True, resolve_entities=False
    )
    root = etree.fromstring(svg, parser)
    ids = {"title": f"{figure.key}-titel", "desc": f"{figure.key}-omschrijving"}
    for name, text in (("desc", figure.alternative), ("title", figure.title)):
        element = etree.Element(f"{_SVG}{name}", id=ids[name])
        element.text = _NOT_IN_XML.sub(_UNKNOWN, text)
        element.tail = "\n "
        root.insert(0, element)
    root.set("role", "img")
    root.set("aria-labelledby", " ".join(ids.values()))
    # Not the tree around it: that holds a reference to a document type elsewhere
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(
        root, encoding="utf-8", with_tail=False
    )


# --- matplotlib ----------------------------------------------------------------------------------


@contextmanager
def _drawn(figure: Figure) -> Iterator["Picture"]:
    """Draw a figure; the block writes it with the same settings."""
    matplotlib = _load_matplotlib()
    defaults = {k: v for k, v in matplotlib.rcParamsDefault.items() if k not in _LEFT_ALONE}
    with matplotlib.rc_context({**defaults, **_SETTINGS, "svg.hashsalt": figure.key}):
        sheet = lay_out(figure.drawing, _DejaVu())
        size = [(length + 2 * MARGIN) / 72 for length in (sheet.width, sheet.height)]
        picture = matplotlib.figure.Figure(figsize=size, dpi=_DPI, facecolor=PAPER)
        axes = picture.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(-MARGIN, sheet.width + MARGIN)
        axes.set_ylim(sheet.height + MARGIN, -MARGIN)
        for layer, shape in enumerate(sheet.shapes):
            for artist in _artists(shape):
                artist.set_clip_on(False)
                artist.set_zorder(layer)
                axes.add_artist(artist)
        yield picture


def _load_matplotlib() -> ModuleType:
    try:
        with _without_user_settings():
            import matplotlib
            import matplotlib.backends.backend_agg
            import matplotlib.backends.backend_svg
            import matplotlib.figure
            import matplotlib.ft2font
    except ImportError as error:
        raise MissingLibrary("figuren", "matplotlib") from error
    module: ModuleType = matplotlib
    return module


@contextmanager
def _without_user_settings() -> Iterator[None]:
    """Keep the first import from reading and writing anywhere but in a folder of its own.

    matplotlib looks for settings in the current folder, then in a variable, then at home; it lists
    all fonts of the computer, which takes seconds on some, and keeps that list at home.
    """
    if "matplotlib.font_manager" in sys.modules:
        yield
        return
    log = logging.getLogger("matplotlib")
    level, environment = log.level, dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="codeer-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"MPLCONFIGDIR": folder, "MPL_IGNORE_SYSTEM_FONTS": "1"}
        for name in ("MATPLOTLIBRC", "MPLBACKEND"):
            os.environ.pop(name, None)
        log.setLevel(logging.ERROR)
        try:
            with chdir(folder):
                yield
        finally:
            log.setLevel(level)
            for name in ("MPLCONFIGDIR", "MPL_IGNORE_SYSTEM_FONTS"):
                del os.environ[name]
            os.environ.update(environment)


@cache
def _font_file() -> str:
    return str(Path(_load_matplotlib().get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))


def _letters(size: float) -> "FontProperties":
    letters: FontProperties = _load_matplotlib().font_manager.FontProperties(
        fname=_font_file(), size=size
    )
    return letters


@cache
def _known_characters() -> frozenset[int]:
    return frozenset(_load_matplotlib().ft2font.FT2Font(_font_file()).get_charmap())


class _DejaVu:
    """The letters that come with matplotlib."""

    def width(self, text: str, size: float) -> float:
        """Return how wide a line is, in points."""
        return _width(text) * size


@lru_cache(4096)
def _width(text: str) -> float:
    # Measured large, so that rounding to dots does not show
    renderer = _load_matplotlib().backends.backend_agg.RendererAgg(1, 1, 72)
    width, _, _ = renderer.get_text_width_height_descent(_shown(text), _letters(100), ismath=False)
    return float(width) / 100


def _shown(text: str) -> str:
    """Return what the font can show of a text."""
    shown = []
    for character in _VARIANTS.sub("", unicodedata.normalize("NFC", text)):
        category = unicodedata.category(character)
        if ord(character) in _known_characters() and category[0] != "C":
            shown.append(character)
        elif character.isspace():
            shown.append(" ")
        elif category not in ("Cc", "Cf", "Mn", "Me"):  # those have no shape of their own
            shown.append(_UNKNOWN)
    return "".join(shown)


def _artists(shape: Shape) -> Iterator["Artist"]:
    """Yield what draws a shape."""
    match shape:
        case Words():
            yield _text(shape)
        case Box(hatch=""):
            yield _rectangle(shape, shape.fill, shape.edge)
        case Box():
            # A hatch has the colour of the edge, so the edge is drawn apart
            hatched = _rectangle(shape, shape.fill, None)
            hatched.set(hatch=shape.hatch, edgecolor=shape.hatch_colour)
            yield hatched
            yield _rectangle(shape, "none", shape.edge)
        case Line():
            yield _line(shape)


def _text(words: Words) -> "Artist":
    text: Artist = _load_matplotlib().text.Text(
        words.x,
        words.y,
        _shown(words.text),
        fontproperties=_letters(words.size),
        color=words.colour,
        horizontalalignment=words.align.value,
        verticalalignment="baseline",
        rotation=90 if words.is_upright else 0,
        rotation_mode="anchor",
    )
    return text


def _rectangle(box: Box, fill: str, edge: str | None) -> "Rectangle":
    rectangle: Rectangle = _load_matplotlib().patches.Rectangle(
        (box.x, box.y),
        box.width,
        box.height,
        facecolor=fill,
        edgecolor=edge or "none",
        linewidth=0.6 if edge else 0,
    )
    return rectangle


def _line(line: Line) -> "Artist":
    curve: Artist = _load_matplotlib().lines.Line2D(
        [x for x, _ in line.points],
        [y for _, y in line.points],
        color=line.colour,
        linewidth=line.width,
        linestyle=(0, line.dashes) if line.dashes else "-",
        marker=line.mark or "None",
        markersize=5.5,
        markeredgewidth=1.1,
        fillstyle="none",
        markevery=list(line.marked),
    )
    return curve
