"""Theme by group as a thesis shows it."""

import re

import pytest

from codeer.reports.blocks import Bars, HeatMap, Table
from codeer.reports.frequency_tables import make_frequency_figures, make_frequency_tables
from codeer.results.content import ReportContent, hide_small_cells
from tests.results.contents import crowd, find_group, find_theme, make_content

READINGS = ("thema-groep", "intervallen", "fragmenten", "segmenten", "woorden", "gemiddelde")
PEOPLE = {
    **crowd("J", 9, 1, "gemak"),
    **crowd("O", 12, 9, "gemak thuis"),
    **{f"JIM{n:02}": ["gemak", "gemak", ""] for n in range(1, 3)},
}
"""9 young people (1 gemak), 12 parents (9 gemak and thuis), 2 JIM's (each gemak twice in 30 words)."""


@pytest.fixture
def content() -> ReportContent:
    return make_content(PEOPLE)


def table_of(content: ReportContent, key: str) -> Table:
    return next(table for table in make_frequency_tables(content, {}) if table.key == key)


def cells(content: ReportContent, key: str, name: str) -> list[str]:
    """Return a row: jongeren, ouders, JIM's, gezinnen, totaal."""
    rows = table_of(content, key).rows
    return [cell.text for cell in next(row for row in rows if row.name == name).cells]


# --- readings ------------------------------------------------------------------------------------


def test_there_are_five_readings_and_the_intervals_in_one_order(content: ReportContent) -> None:
    assert tuple(table.key for table in make_frequency_tables(content, {})) == READINGS


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("thema-groep", ["1†", "9 (75%)", "2†", "10 (48%)", "12 (52%)"]),
        (
            "intervallen",
            ["1 van 9", "75% [47; 91]", "2 van 2", "48% [28; 68]", "52% [33; 71]"],
        ),
        ("fragmenten", ["1", "9", "4", "10", "14"]),
        ("segmenten", ["1 (11,1%)", "9 (75,0%)", "4 (66,7%)", "10 (47,6%)", "14 (51,9%)"]),
        ("woorden", ["111", "750", "667", "476", "519"]),
        ("gemiddelde", ["0,1", "0,8", "2,0", "0,5", "0,6"]),
    ],
)
def test_a_reading_by_hand(content: ReportContent, key: str, expected: list[str]) -> None:
    assert cells(content, key, "Gemak") == expected


@pytest.mark.parametrize("key", READINGS)
def test_a_theme_of_nobody_has_a_row(content: ReportContent, key: str) -> None:
    row = cells(content, key, "Vertrouwensband")

    assert all(re.match(r"0\b", cell) for cell in row)


@pytest.mark.parametrize("key", READINGS)
def test_rows_are_the_themes_indented_by_depth_and_all_together_last(
    content: ReportContent, key: str
) -> None:
    rows = table_of(content, key).rows

    assert [(row.name, row.level) for row in rows[:-1]] == [
        *(("Steun", 0), ("Steun thuis", 1), ("Gemak", 0), ("Vertrouwensband", 0))
    ]
    assert [row.is_total for row in rows] == [False] * 4 + [True]


@pytest.mark.parametrize("key", READINGS)
def test_an_empty_group_shows_a_dash_and_the_note_explains_it(key: str) -> None:
    content = make_content({"J01": ["gemak"]})

    assert cells(content, key, "Gemak")[1:3] == ["–", "–"]
    assert any(note.startswith("– =") for note in table_of(content, key).notes)


def test_a_dash_is_not_explained_when_there_is_none(content: ReportContent) -> None:
    assert not any("– =" in note for note in table_of(content, "thema-groep").notes)


@pytest.mark.parametrize(
    ("key", "denominators"),
    [
        ("thema-groep", ["9", "12", "2", "21", "23"]),
        ("intervallen", ["9", "12", "2", "21", "23"]),
        ("segmenten", ["9", "12", "6", "21", "27"]),
        ("woorden", ["90", "120", "60", "210", "270"]),
        ("gemiddelde", ["9", "12", "2", "21", "23"]),
    ],
)
def test_a_heading_names_the_group_with_what_the_cells_are_a_share_of(
    content: ReportContent, key: str, denominators: list[str]
) -> None:
    first, *heads = table_of(content, key).header

    assert first == "Thema"
    for head, name, number in zip(
        heads, ("Jongeren", "Ouders", "JIM's", "Gezinnen", "Totaal"), denominators, strict=True
    ):
        assert head.startswith(name)
        assert re.search(rf"N = {number}\b", head)


@pytest.mark.parametrize(("whole", "expected"), [(9, "3"), (10, "3 (30%)")])
def test_below_ten_there_is_only_n(whole: int, expected: str) -> None:
    content = make_content(crowd("J", whole, 3, "gemak"))

    assert cells(content, "thema-groep", "Gemak")[0] == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0"), (1, "1†"), (2, "2†"), (3, "3"), (9, "9")]
)
def test_cells_of_one_or_two_are_marked(number: int, expected: str) -> None:
    content = make_content(crowd("J", 9, number, "gemak"))
    notes = " ".join(table_of(content, "thema-groep").notes)

    assert cells(content, "thema-groep", "Gemak")[0] == expected
    assert ("†" in notes) == (number in (1, 2))


@pytest.mark.parametrize("key", READINGS)
def test_the_notes_end_with_the_basis(key: str) -> None:
    content = make_content(PEOPLE, basis="besluiten van Anna; alleen thema's: gemak")

    assert "besluiten van Anna; alleen thema's: gemak" in table_of(content, key).notes[-1]


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("thema-groep", "respondenten"),
        ("intervallen", "n van N"),
        ("fragmenten", "ragmenten"),
        ("segmenten", "segmenten"),
        ("woorden", "woorden"),
        ("gemiddelde", "interviews"),
    ],
)
def test_the_first_note_says_the_unit(content: ReportContent, key: str, unit: str) -> None:
    assert unit in table_of(content, key).notes[0]


@pytest.mark.parametrize("key", READINGS)
def test_a_cell_opens_its_fragments(content: ReportContent, key: str) -> None:
    place = find_theme(content, "gemak"), find_group(content, "ouder")
    table = next(t for t in make_frequency_tables(content, {place: (3, 4)}) if t.key == key)
    opened = [cell.fragments for row in table.rows for cell in row.cells if cell.fragments]

    assert opened == [(3, 4)]
    assert table.rows[2].cells[1].fragments == (3, 4)


# --- small cells ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", READINGS)
def test_a_hidden_cell_says_that_it_is_small_and_a_hidden_sum_that_it_is_left_out(
    content: ReportContent, key: str
) -> None:
    hiding = hide_small_cells(content)
    row = cells(hiding, key, "Gemak")

    assert [row[0], row[2], row[3], row[4]] == ["<3", "<3", "#", "#"]
    assert row[1] == cells(content, key, "Gemak")[1].replace("†", "")
    notes = " ".join(table_of(hiding, key).notes)
    assert "<3 = " in notes
    assert "# = " in notes
    assert "†" not in notes


def test_a_hidden_cell_opens_nothing(content: ReportContent) -> None:
    hiding = hide_small_cells(content)
    everything = {(theme, group): (0,) for theme in hiding.themes for group in hiding.groups}
    main = make_frequency_tables(hiding, everything)[0]

    assert [cell.fragments for cell in main.rows[2].cells] == [(), (0,), (), (), ()]


# --- figures -------------------------------------------------------------------------------------


def test_the_figures_show_the_plain_groups_that_have_people() -> None:
    content = make_content({**crowd("J", 4, 3, "gemak"), **crowd("O", 5, 0, "")})
    bars, heat = (figure.drawing for figure in make_frequency_figures(content))

    assert isinstance(bars, Bars)
    assert isinstance(heat, HeatMap)
    assert bars.series == heat.columns == ("Jongeren", "Ouders")
    assert bars.rows == heat.rows == ("Steun", "Steun thuis", "Gemak", "Vertrouwensband")
    assert bars.values == heat.values == ((0, 0), (0, 0), (75, 0), (0, 0))
    assert bars.labels[2] == heat.labels[2] == ("3 van 4", "0 van 5")


def test_a_hidden_cell_has_no_length_and_no_number_in_a_figure(content: ReportContent) -> None:
    for figure in make_frequency_figures(hide_small_cells(content)):
        assert isinstance(figure.drawing, Bars | HeatMap)
        assert figure.drawing.values[2] == (None, 75, None)
        assert figure.drawing.labels[2] == ("<3", "9 van 12", "<3")
        assert "1 van 9" not in figure.alternative


def test_a_figure_says_in_words_what_it_shows(content: ReportContent) -> None:
    for figure in make_frequency_figures(content):
        assert "Gemak: jongeren 1 van 9, ouders 9 van 12, JIM's 2 van 2" in figure.alternative
        assert "proef" in figure.notes[0]


def test_without_people_there_are_no_figures() -> None:
    assert make_frequency_figures(make_content({})) == ()
