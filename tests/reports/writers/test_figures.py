"""Figures as bytes: the same every time, closed in themselves, untouched by the user's settings."""

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image, ImageChops

from codeer.errors import MissingLibrary
from codeer.reports.blocks import Bars, Curves, Drawing, Figure, HeatMap
from codeer.reports.writers.figures import draw_png, draw_svg
from tests.conftest import REPOSITORY
from tests.reports.chapters import LONG, NASTY, make_chapter

BARS, HEAT, CURVES = make_chapter().figures()
SVG = "{http://www.w3.org/2000/svg}"
NO_GLYPH = "日本 \U0001fae0"
ODD = (NASTY, LONG, "W" * 90, f"{NO_GLYPH} \u202eabc\u202c e\u0301 \x07\ud800", "")
odd_values = tuple((1.0, None) for _ in ODD)
odd_labels = tuple((NASTY, "–") for _ in ODD)
odd_square = tuple(tuple(1.0 for _ in ODD) for _ in ODD)
ODD_DRAWINGS = {
    "bars": Bars(ODD, ODD[:2], odd_values, odd_labels, NASTY),
    "tall bars": Bars(ODD * 3, ODD[:2], odd_values * 3, odd_labels * 3, NASTY, 1),
    "cells": HeatMap(ODD, ODD[:2], odd_values, odd_labels, NASTY, 1),
    "square": HeatMap(ODD, ODD, odd_square, tuple(ODD for _ in ODD), NASTY, 1),
    "curves": Curves(ODD, tuple(((n, 1.5), (9, 2.0)) for n in range(5)), NASTY, LONG),
}
EMPTY_DRAWINGS = {
    "no rows": Bars((), ("A",), (), (), "n"),
    "no series": Bars(("A",), (), ((),), ((),), "n"),
    "all zero": Bars(("A",), ("B",), ((0.0,),), (("0",),), "n"),
    "no cells": HeatMap((), (), (), (), "n", 0),
    "no columns": HeatMap(("A",), (), ((),), ((),), "n", 1),
    "no curves": Curves((), (), "x", "y"),
    "no points": Curves(("A",), ((),), "x", "y"),
    "one point": Curves(("A",), (((3, 0.0),),), "x", "y"),
}


def figure_of(drawing: Drawing, title: str = "Titel", alternative: str = "Staven") -> Figure:
    return Figure("proef", 1, title, alternative, drawing, ())


def named(name: str) -> Figure:
    """A figure in which only the name of a row has letters that matter."""
    return figure_of(replace(BARS.drawing, rows=(name, "B", "C")))


def parse(svg: bytes) -> etree._Element:
    return etree.fromstring(svg)


def chunks(png: bytes) -> dict[bytes, bytes]:
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        found[png[place + 4 : place + 8]] = png[place + 8 : place + 8 + length]
        place += length + 12
    return found


def white_border(png: bytes) -> tuple[int, ...]:
    """The dots of white on each side: left, top, right, bottom."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    left, top, right, bottom = ImageChops.invert(picture).getbbox()
    return left, top, picture.width - right, picture.height - bottom


# --- the same bytes ------------------------------------------------------------------------------

PRINT_HASHES = """
import hashlib, sys, warnings
warnings.simplefilter("error")
from codeer.reports.writers.figures import draw_png, draw_svg
from tests.reports.chapters import make_chapter
for figure in make_chapter().figures():
    for draw in (draw_svg, draw_png):
        print(hashlib.sha256(draw(figure)).hexdigest())
assert "matplotlib.pyplot" not in sys.modules
"""
HOSTILE = (
    "figure.facecolor: red\nfont.size: 40\naxes.linewidth: 9\ntext.usetex: True\nnonsense: 1\n"
)


def hashes_here() -> list[str]:
    return [
        hashlib.sha256(draw(figure)).hexdigest()
        for figure in (BARS, HEAT, CURVES)
        for draw in (draw_svg, draw_png)
    ]


@pytest.mark.parametrize("draw", [draw_svg, draw_png])
@pytest.mark.parametrize("figure", [BARS, HEAT, CURVES], ids=lambda figure: figure.key)
def test_a_second_call_gives_the_same_bytes(figure, draw) -> None:
    assert draw(figure) == draw(figure)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A fresh process with another hash seed, among settings that would spoil every picture."""
    root = tmp_path_factory.mktemp("elders")
    for name in ("here", "home", "temporary", "settings", "config/matplotlib"):
        (root / name).mkdir(parents=True)
    for place in ("here", "settings", "config/matplotlib"):
        (root / place / "matplotlibrc").write_text(HOSTILE)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("MPL", "MATPLOTLIB"))},
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONHASHSEED": "4321",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(root / "home"),
        "XDG_CONFIG_HOME": str(root / "config"),
        "XDG_CACHE_HOME": str(root / "home" / "cache"),
        "MATPLOTLIBRC": str(root / "settings"),
        "MPLBACKEND": "bestaat-niet",
        "TMPDIR": str(root / "temporary"),
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PRINT_HASHES],
        cwd=root / "here",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return root, done


def test_a_fresh_process_with_other_settings_gives_the_same_bytes(elsewhere) -> None:
    assert elsewhere[1].stdout.split() == hashes_here()


def test_settings_of_the_user_bring_no_messages(elsewhere) -> None:
    assert elsewhere[1].stderr == ""


def test_nothing_is_left_at_home_or_in_the_temporary_folder(elsewhere) -> None:
    root, _ = elsewhere

    assert [*(root / "home").rglob("*"), *(root / "temporary").rglob("*")] == []


def test_settings_made_in_the_same_process_change_nothing() -> None:
    plain = draw_svg(CURVES)
    mpl = sys.modules["matplotlib"]

    with mpl.rc_context({"font.size": 40, "lines.markersize": 30, "svg.fonttype": "none"}):
        assert draw_svg(CURVES) == plain


def test_drawing_changes_no_settings() -> None:
    draw_svg(HEAT)
    mpl = sys.modules["matplotlib"]
    before = dict(mpl.rcParams)

    draw_svg(BARS)

    assert dict(mpl.rcParams) == before


def test_without_matplotlib_the_message_names_it(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(MissingLibrary, match="matplotlib"):
        draw_png(BARS)


# --- SVG -----------------------------------------------------------------------------------------


def test_an_svg_starts_with_title_and_description_as_they_are() -> None:
    root = parse(draw_svg(figure_of(BARS.drawing, NASTY, f"{NASTY} ]]> <!-- x")))

    assert [(element.tag, element.text) for element in root[:2]] == [
        (f"{SVG}title", NASTY),
        (f"{SVG}desc", f"{NASTY} ]]> <!-- x"),
    ]


def test_an_svg_is_an_image_that_is_named_by_both() -> None:
    root = parse(draw_svg(BARS))

    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [root[0].get("id"), root[1].get("id")]


def test_characters_that_xml_forbids_are_replaced() -> None:
    root = parse(draw_svg(figure_of(BARS.drawing, "a\x07b", "c\ud800\uffffd")))

    assert (root[0].text, root[1].text) == ("a\ufffdb", "c\ufffd\ufffdd")


def test_the_letters_of_an_svg_are_outlines() -> None:
    svg = draw_svg(named("Nabijheid"))

    assert not parse(svg).findall(f".//{SVG}text")
    assert b"Nabijheid" not in svg
    assert b"font-family" not in svg


def test_an_svg_says_nothing_of_who_made_it_and_when() -> None:
    svg = draw_svg(CURVES)

    assert not re.search(rb"<!--|<!DOCTYPE|metadata|[Mm]atplotlib|\b20\d\d-", svg)


@pytest.mark.parametrize("figure", [BARS, HEAT, CURVES], ids=lambda figure: figure.key)
def test_an_svg_refers_to_nothing_outside_itself(figure) -> None:
    svg = draw_svg(figure).decode()
    refers = re.findall(r'(?:href|src)="([^"]*)"', svg) + re.findall(r"url\(([^)]*)\)", svg)

    assert refers
    assert all(place.startswith("#") for place in refers)
    assert set(re.findall(r"https?://[^\"<]*", svg)) == {
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/svg",
    }


def test_an_svg_holds_no_picture_of_dots() -> None:
    assert not parse(draw_svg(HEAT)).findall(f".//{SVG}image")


# --- PNG -----------------------------------------------------------------------------------------


def test_a_png_says_that_it_has_300_dots_per_inch() -> None:
    across, up, unit = struct.unpack(">IIB", chunks(draw_png(BARS))[b"pHYs"])

    assert (across, up, unit) == (11811, 11811, 1)


def test_a_png_holds_no_dates_or_names_of_programs() -> None:
    assert set(chunks(draw_png(BARS))) == {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


@pytest.mark.parametrize("figure", [BARS, HEAT, CURVES], ids=lambda figure: figure.key)
def test_a_png_is_as_wide_as_the_text_on_a4(figure) -> None:
    width, _ = struct.unpack(">II", chunks(draw_png(figure))[b"IHDR"][:8])

    assert width / 300 * 25.4 == pytest.approx(160, abs=0.2)


# --- what stands in it ---------------------------------------------------------------------------


@pytest.mark.parametrize("drawing", ODD_DRAWINGS.values(), ids=ODD_DRAWINGS.keys())
def test_odd_names_are_drawn_without_warnings_and_touch_no_edge(drawing) -> None:
    """pytest makes an error of each warning."""
    figure = figure_of(drawing)

    assert parse(draw_svg(figure)).tag == f"{SVG}svg"
    assert min(white_border(draw_png(figure))) >= 3


@pytest.mark.parametrize("drawing", EMPTY_DRAWINGS.values(), ids=EMPTY_DRAWINGS.keys())
def test_a_drawing_of_next_to_nothing_is_drawn(drawing) -> None:
    figure = figure_of(drawing)

    assert parse(draw_svg(figure)).tag == f"{SVG}svg"
    assert draw_png(figure).startswith(b"\x89PNG")


def test_a_character_that_the_font_does_not_have_becomes_a_question_mark_in_a_diamond() -> None:
    assert draw_svg(named(NO_GLYPH)) == draw_svg(named("\ufffd\ufffd \ufffd"))


def test_characters_without_a_shape_are_left_out() -> None:
    assert draw_svg(named("a\u200db\u00adc\ufe0f\x07")) == draw_svg(named("abc"))


def test_letters_and_accents_that_come_apart_are_put_together() -> None:
    assert draw_svg(named("e\u0301e\u0301n")) == draw_svg(named("één"))


@pytest.mark.parametrize("name", ["$x$", "$\\alpha_1^2$", "{\\bf_a}^~%#&"])
def test_a_name_is_never_taken_for_a_formula(name) -> None:
    def glyphs(name: str) -> int:
        return len(parse(draw_svg(named(name))).findall(f".//{SVG}use"))

    assert glyphs(name) - glyphs("M") == len(name) - 1
