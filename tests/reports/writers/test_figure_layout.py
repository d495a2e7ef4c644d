"""The layout of figures: nothing is cut off, nothing overlaps, nothing depends on colour alone."""

from dataclasses import replace
from itertools import pairwise

import pytest

from codeer.reports.blocks import Bars, Curves, HeatMap
from codeer.reports.writers.figures.bars import lay_out_bars
from codeer.reports.writers.figures.guides import make_axis, write_tick
from codeer.reports.writers.figures.layout import lay_out
from codeer.reports.writers.figures.letters import ASCENT, DESCENT, wrap
from codeer.reports.writers.figures.shapes import GRID, INK, PAPER, Box, Line, Sheet, Words
from codeer.reports.writers.figures.styles import (
    bar_styles,
    contrast,
    ink_on,
    line_styles,
    luminance,
    shade,
)
from tests.reports.chapters import LONG, NASTY, make_chapter

BARS, HEAT, CURVES = (figure.drawing for figure in make_chapter().figures())
GROUPS = (
    "Jongeren", "Ouders", "JIM's", "Professionals", "Beleidsmakers", "Ervaringsdeskundigen",
    "Leerkrachten", "Overige betrokkenen", "Buren", "Vrijwilligers",
)  # fmt: skip
NAMES = (
    "Vertrouwensband",
    "Eigen regie",
    "Laagdrempelige bereikbaarheid buiten kantooruren",
    LONG,
    "Gezinsperspectief",
    NASTY,
    "Samenwerkingsmogelijkhedenverkenningsgesprekken",
)


class Even:
    """Letters that are all as wide."""

    def width(self, text: str, size: float) -> float:
        return 0.6 * size * len(text)


EVEN = Even()


def names(count: int) -> tuple[str, ...]:
    return tuple(f"{NAMES[k % len(NAMES)]} {k}" for k in range(count))


def make_bars(rows: int, series: int) -> Bars:
    values = tuple(tuple(100.0 * ((i * j) % 11) / 10 for j in range(series)) for i in range(rows))
    labels = tuple(tuple(f"{v / 10:.0f} van 10" for v in row) for row in values)
    return Bars(names(rows), GROUPS[:series], values, labels, "Respondenten (%)", 100)


def make_cells(rows: int, columns: int) -> HeatMap:
    bars = make_bars(rows, 1)
    return HeatMap(
        bars.rows,
        GROUPS[:columns] if columns <= len(GROUPS) else names(columns),
        tuple((0.25,) * columns for _ in bars.rows),
        tuple(("0,25",) * columns for _ in bars.rows),
        "Jaccard",
        1,
    )


def make_curves(series: int, points: int) -> Curves:
    one = tuple((n, float(min(n * 3, 23))) for n in range(1, points + 1))
    return Curves(GROUPS[:series], (one,) * series, "Interviews", "Codes tot dan toe")


MANY = {
    **{f"bars {r}x{s}": make_bars(r, s) for r, s in [(2, 1), (4, 4), (23, 4), (40, 6), (40, 10)]},
    **{f"cells {r}x{c}": make_cells(r, c) for r, c in [(4, 4), (23, 4), (40, 40), (30, 20)]},
    **{f"curves {s}x{p}": make_curves(s, p) for s, p in [(1, 1), (6, 14), (8, 65)]},
}


def words_of(sheet: Sheet) -> list[Words]:
    return [shape for shape in sheet.shapes if isinstance(shape, Words)]


def bars_of(sheet: Sheet) -> list[Box]:
    """The bars; not the paper behind words."""
    return [shape for shape in sheet.shapes if isinstance(shape, Box) and shape.fill != PAPER]


def texts(sheet: Sheet) -> list[str]:
    return [word.text for word in words_of(sheet)]


def extent(word: Words) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a line of words."""
    length = EVEN.width(word.text, word.size)
    before = {"left": 0.0, "center": length / 2, "right": length}[word.align]
    up, down = ASCENT * word.size, DESCENT * word.size
    if word.is_upright:
        return word.x - up, word.y - length + before, word.x + down, word.y + before
    return word.x - before, word.y - up, word.x - before + length, word.y + down


def overlaps(words: list[Words]) -> list[tuple[str, str]]:
    """The pairs of which the one runs through the other."""
    from_left = sorted((extent(word), word.text) for word in words)
    found = []
    for k, (a, text) in enumerate(from_left):
        for b, other in from_left[k + 1 :]:
            if b[0] >= a[2] - 0.1:
                break
            if a[1] < b[3] - 0.1 and b[1] < a[3] - 0.1:
                found.append((text, other))
    return found


# --- room ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawing", MANY.values(), ids=MANY.keys())
def test_no_words_overlap(drawing) -> None:
    assert overlaps(words_of(lay_out(drawing, EVEN))) == []


@pytest.mark.parametrize("drawing", MANY.values(), ids=MANY.keys())
def test_all_words_stand_on_the_sheet(drawing) -> None:
    sheet = lay_out(drawing, EVEN)
    places = [extent(word) for word in words_of(sheet)]

    assert min(place[0] for place in places) >= -0.5
    assert min(place[1] for place in places) >= -0.5
    assert max(place[2] for place in places) <= sheet.width + 0.5
    assert max(place[3] for place in places) <= sheet.height + 0.5


@pytest.mark.parametrize("drawing", MANY.values(), ids=MANY.keys())
def test_no_name_is_cut_off(drawing) -> None:
    said = "".join(texts(lay_out(drawing, EVEN))).replace("-", "").replace(" ", "")
    wanted = drawing.series if isinstance(drawing, Curves) else drawing.rows

    for name in wanted:
        assert name.replace("-", "").replace(" ", "") in said


def test_no_words_run_through_the_cell_beside_theirs() -> None:
    sheet = lay_out(make_cells(40, 40), EVEN)
    shapes = list(sheet.shapes)

    for box, word in pairwise(shapes):
        if isinstance(box, Box) and isinstance(word, Words) and word.text == "0,25":
            left, top, right, bottom = extent(word)
            assert left >= box.x - 0.5
            assert right <= box.x + box.width + 0.5
            assert top >= box.y
            assert bottom <= box.y + box.height


@pytest.mark.parametrize(("rows", "series"), [(2, 1), (4, 4), (23, 4), (30, 6)])
def test_bars_of_a_usual_number_of_themes_fit_a_page(rows, series) -> None:
    bars = replace(make_bars(rows, series), rows=tuple(f"Eigen regie {k}" for k in range(rows)))

    assert lay_out_bars(bars, EVEN).height < 650


def test_more_rows_make_a_higher_figure() -> None:
    heights = [lay_out(make_cells(rows, 4), EVEN).height for rows in (2, 10, 40)]

    assert heights == sorted(set(heights))


# --- words ---------------------------------------------------------------------------------------


def test_lines_are_about_as_long_as_each_other() -> None:
    assert wrap("elke dag even bellen ja", 10, 130, EVEN) == ["elke dag even", "bellen ja"]


def test_a_word_that_does_not_fit_is_broken_between_syllables() -> None:
    assert wrap("Professionals", 10, 54, EVEN) == ["Profes-", "sionals"]


def test_a_word_without_syllables_is_broken_anywhere() -> None:
    assert wrap("12345678", 10, 30, EVEN) == ["12345", "678"]


def test_an_accent_stays_with_its_letter() -> None:
    lines = wrap("e\u0301" * 6, 10, 30, EVEN)

    assert all(line.startswith("e") for line in lines)
    assert "".join(lines).replace("-", "") == "e\u0301" * 6


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.25, "0,25"), (2.5, "2,5"), (50.0, "50"), (12000.0, "12.000")]
)
def test_numbers_beside_an_axis_are_dutch(value, text) -> None:
    assert write_tick(value) == text


@pytest.mark.parametrize("longest", [0.3, 7.0, 83.0])
def test_percentages_beside_an_axis_are_whole(longest) -> None:
    assert all(tick == int(tick) for tick in make_axis(longest, None, 5, is_whole=True).ticks)


@pytest.mark.parametrize("longest", [0.0, 0.013, 0.7, 1.0, 7.3, 99.0, 1234.0])
def test_an_axis_without_a_limit_ends_at_a_round_number_past_the_longest(longest) -> None:
    axis = make_axis(longest, None, 5, is_whole=False)

    assert axis.end >= longest
    assert axis.ticks[-1] == pytest.approx(axis.end)
    assert 2 <= len(axis.ticks) <= 7


def test_an_axis_ends_at_its_limit() -> None:
    assert make_axis(40, 100, 5, is_whole=True).ticks == (0, 20, 40, 60, 80, 100)


def test_an_axis_holds_a_bar_that_is_longer_than_its_limit() -> None:
    assert make_axis(130, 100, 5, is_whole=True).end >= 130


# --- bars ----------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_values() -> None:
    legend, drawn = 2, bars_of(lay_out(BARS, EVEN))
    lengths = [box.width for box in drawn[legend:]]

    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 0.9, 0.5, 0.25])


def test_what_has_no_bar_keeps_its_label() -> None:
    """Two of the six are nothing: 0, and not known."""
    sheet = lay_out(BARS, EVEN)

    assert len(bars_of(sheet)) == len(BARS.series) + 4
    assert {"0 van 10", "–"} <= set(texts(sheet))


def test_bars_in_columns_have_the_name_of_their_series_above_them() -> None:
    sheet = lay_out(make_bars(40, 3), EVEN)

    assert texts(sheet)[:3] == list(GROUPS[:3])
    assert len({box.fill for box in bars_of(sheet)}) == 1


def test_more_series_than_styles_stand_in_columns() -> None:
    drawn = bars_of(lay_out(make_bars(2, 10), EVEN))

    assert len({box.fill for box in drawn}) == 1


def test_bars_differ_in_grey() -> None:
    def lightness(colour: str) -> float:  # CIE L*
        return 116 * luminance(colour) ** (1 / 3) - 16

    levels = sorted(lightness(style.fill) for style in bar_styles(8))

    assert min(after - before for before, after in pairwise(levels)) >= 5


def test_bars_with_a_hatch_each_have_their_own() -> None:
    hatches = [style.hatch for style in bar_styles(8) if style.hatch]

    assert len(hatches) == len(set(hatches)) == 6


def test_hatches_can_be_seen_on_their_bars() -> None:
    hatched = [style for style in bar_styles(8) if style.hatch]

    assert all(contrast(style.fill, style.hatch_colour) >= 3 for style in hatched)


# --- heat map ------------------------------------------------------------------------------------


def test_a_number_can_be_read_on_every_shade() -> None:
    shades = [shade(n / 200) for n in range(201)]

    assert min(contrast(colour, ink_on(colour)) for colour in shades) >= 4.5


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast(INK, PAPER) == pytest.approx(21)
    assert contrast("#767676", PAPER) == pytest.approx(4.54, abs=0.01)


def test_cells_get_darker_from_nothing_to_the_limit() -> None:
    lights = [luminance(shade(n / 100)) for n in range(101)]

    assert lights == sorted(lights, reverse=True)
    assert len(set(lights)) == 101


def test_every_cell_holds_its_label() -> None:
    said = texts(lay_out(HEAT, EVEN))

    assert [text for text in said if text in {label for row in HEAT.labels for label in row}] == [
        label for row in HEAT.labels for label in row
    ]


def test_a_cell_without_a_value_is_white_with_an_edge() -> None:
    boxes = [shape for shape in lay_out(HEAT, EVEN).shapes if isinstance(shape, Box)]

    assert [box.edge for box in boxes if box.fill == PAPER] == [GRID]


def test_long_names_of_rows_and_columns_that_are_the_same_become_numbers_above() -> None:
    rows = names(12)
    grid = tuple((0.5,) * 12 for _ in rows)
    heat = HeatMap(rows, rows, grid, tuple(("0,5",) * 12 for _ in rows), "Jaccard", 1)
    said = texts(lay_out(heat, EVEN))

    assert said[:12] == [str(n) for n in range(1, 13)]
    assert "1. Vertrouwensband 0" in said


def test_short_names_of_rows_and_columns_stay_names() -> None:
    square = HeatMap(
        ("Band", "Gemak"), ("Band", "Gemak"), ((None, 1.0), (1.0, None)), (("", "1"), ("1", "")),
        "Jaccard", 1,
    )  # fmt: skip

    assert texts(lay_out(square, EVEN)).count("Gemak") == 2


# --- curves --------------------------------------------------------------------------------------


def test_lines_differ_by_colour_dashes_and_marks() -> None:
    styles = line_styles(8)

    assert len({style.colour for style in styles}) == 8
    assert len({style.dashes for style in styles}) == 8
    assert len({style.mark for style in styles}) == 8


def test_no_two_of_many_lines_are_the_same() -> None:
    assert len(set(line_styles(20))) == 20


def test_lines_can_be_seen_on_paper() -> None:
    assert all(contrast(style.colour, PAPER) >= 3 for style in line_styles(8))


def curves_of(sheet: Sheet, count: int) -> list[Line]:
    return [shape for shape in sheet.shapes if isinstance(shape, Line)][-count:]


def test_the_end_of_each_line_is_marked() -> None:
    for line in curves_of(lay_out(make_curves(8, 65), EVEN), 8):
        assert len(line.points) - 1 in line.marked
        assert len(line.marked) <= 26


def test_lines_that_lie_on_each_other_have_their_marks_elsewhere() -> None:
    first, second = curves_of(lay_out(make_curves(2, 65), EVEN), 2)

    assert set(first.marked) & set(second.marked) == {64}


def test_each_whole_number_up_to_twenty_stands_below_the_curves() -> None:
    said = texts(lay_out(make_curves(1, 14), EVEN))

    assert {str(n) for n in range(1, 15)} <= set(said)
