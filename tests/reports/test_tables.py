"""The CSV files: columns, the two styles, and cells that no spreadsheet takes for a formula."""

import csv
import io
from decimal import Decimal

import pytest

from codeer.model import Segment
from codeer.reports.content import (
    Fragment,
    ReportContent,
    Speech,
    compute_report,
    make_groups,
    make_themes,
)
from codeer.reports.tables import (
    FRAGMENT_COLUMNS,
    FREQUENCY_COLUMNS,
    SUGGESTION_COLUMNS,
    CsvStyle,
    SuggestionRow,
    defuse,
    fragment_table,
    frequency_table,
    suggestion_table,
    wide_table,
    write_table,
)

SUGGESTIONS_HEADER = (
    "transcript;respondent;groep;beurt;segment;begin;einde;thema;score;herkomst;bewijs;"
    "ontkenning;tekst"
)
FREQUENCIES_HEADER = (
    "thema;groep;n_respondenten;N_respondenten;pct_respondenten;n_fragmenten;n_segmenten;"
    "N_segmenten;pct_segmenten;woorden;per_1000_woorden;basis"
)
FRAGMENTS_HEADER = "transcript;respondent;groep;begin;einde;thema;codeur;basis;tekst"
BOM = "\ufeff".encode()

ROW = SuggestionRow(
    transcript="J01.txt",
    respondent="J01",
    group="jongere",
    turn=2,
    segment=1,
    start=66,
    end=94,
    code="band",
    score=0.8,
    engine="patronen",
    evidence="kan … kwijt [kwijt kunnen]",
    negated=False,
    text="Ik kan bij haar alles kwijt.",
)


def make_content(skipped: dict[str, str] | None = None, code: str = "band") -> ReportContent:
    """Three young people of whom two speak of `band`, no parents."""
    speeches = [
        Speech("J01.txt", "J01", "jongere", (Segment(2, 1, 0, 10, 7),)),
        Speech("J02.txt", "J02", "jongere", (Segment(2, 1, 0, 10, 8),)),
        Speech("J03.txt", "J03", "jongere", ()),
    ]
    fragments = [
        Fragment("J01.txt", "J01", "jongere", 0, 10, code, "codeer", "alles kwijt"),
        Fragment("J02.txt", "J02", "jongere", 0, 5, code, "codeer", '=haar; "alles"\nkwijt'),
    ]
    return compute_report(
        "proef",
        make_themes([("band", "Vertrouwensband", None), ("gezin", "Gezin", "band")]),
        make_groups(
            [("jongere", "jongeren", ["jongere"], 4), ("ouder", "ouders", ["ouder"], None)]
        ),
        speeches,
        fragments,
        skipped or {},
    )


def rows_of(table: bytes) -> list[list[str]]:
    """Read a Dutch table as a program would."""
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";"))


def first_line(table: bytes) -> str:
    return table.decode("utf-8-sig").split("\r\n")[0]


# --- columns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "literal"),
    [
        (SUGGESTION_COLUMNS, SUGGESTIONS_HEADER),
        (FREQUENCY_COLUMNS, FREQUENCIES_HEADER),
        (FRAGMENT_COLUMNS, FRAGMENTS_HEADER),
    ],
    ids=["suggesties", "themafrequenties", "fragmenten"],
)
def test_the_columns_are_those_that_were_agreed(columns: list[str], literal: str) -> None:
    assert ";".join(columns) == literal


@pytest.mark.parametrize(
    ("table", "literal"),
    [
        (suggestion_table([ROW], [], CsvStyle.DUTCH), SUGGESTIONS_HEADER),
        (frequency_table(make_content(), CsvStyle.DUTCH), FREQUENCIES_HEADER),
        (fragment_table(make_content(), CsvStyle.DUTCH), FRAGMENTS_HEADER),
    ],
    ids=["suggesties", "themafrequenties", "fragmenten"],
)
def test_the_first_line_is_the_header(table: bytes, literal: str) -> None:
    assert first_line(table) == literal


def test_every_row_has_as_many_cells_as_the_header() -> None:
    skipped = {"P01.txt": "leeg"}
    content = make_content(skipped)
    tables = [
        suggestion_table([ROW], skipped.items(), CsvStyle.DUTCH),
        frequency_table(content, CsvStyle.DUTCH),
        fragment_table(content, CsvStyle.DUTCH),
        wide_table(content, CsvStyle.DUTCH),
    ]

    assert all(len({len(row) for row in rows_of(table)}) == 1 for table in tables)


# --- content -------------------------------------------------------------------------------------


def test_a_suggestion_is_a_row() -> None:
    assert rows_of(suggestion_table([ROW], [], CsvStyle.DUTCH))[1] == [
        "J01.txt",
        "J01",
        "jongere",
        "2",
        "1",
        "66",
        "94",
        "band",
        "0,8",
        "patronen",
        "kan … kwijt [kwijt kunnen]",
        "nee",
        "Ik kan bij haar alles kwijt.",
    ]


def test_a_skipped_transcript_is_a_row_of_suggestions_without_numbers() -> None:
    row = rows_of(suggestion_table([], [("P01.txt", "leeg")], CsvStyle.DUTCH))[1]

    assert [cell for cell in row if cell] == ["P01.txt", "overgeslagen", "leeg"]


def test_frequencies_are_a_row_per_theme_and_group() -> None:
    rows = rows_of(frequency_table(make_content(), CsvStyle.DUTCH))

    assert rows[1] == "band jongere 2 3 66,7 2 2 2 100,0 15 133,33 proef".split()
    assert [row[:2] for row in rows[1:]] == [
        [theme, group] for theme in ("band", "gezin") for group in ("jongere", "ouder", "totaal")
    ]


def test_an_empty_group_has_zeros_and_empty_cells() -> None:
    rows = rows_of(frequency_table(make_content(), CsvStyle.DUTCH))

    assert rows[2] == ["band", "ouder", "0", "0", "", "0", "0", "0", "", "0", "", "proef"]


def test_the_wide_table_has_n_in_its_headings() -> None:
    rows = rows_of(wide_table(make_content(), CsvStyle.DUTCH))

    assert rows[0] == ["Thema", "Jongeren (N = 3)", "Ouders (N = 0)", "Totaal (N = 3)"]


def test_the_wide_table_has_whole_percentages_and_a_dash_for_an_empty_group() -> None:
    rows = rows_of(wide_table(make_content(), CsvStyle.DUTCH))

    assert rows[1] == ["Vertrouwensband", "2 (67%)", "–", "2 (67%)"]


def test_a_subtheme_is_indented_in_the_wide_table() -> None:
    assert rows_of(wide_table(make_content(), CsvStyle.DUTCH))[2][0] == "  Gezin"


def test_the_wide_table_ends_with_its_notes() -> None:
    notes = [row[0] for row in rows_of(wide_table(make_content(), CsvStyle.DUTCH))[3:]]

    assert notes[0].startswith("Noot. n (%) = aantal en percentage respondenten")
    assert notes[1:] == ["Basis: proef.", "– = geen respondenten in deze groep."]


def test_a_dash_is_not_explained_when_there_is_none() -> None:
    content = compute_report(
        "proef",
        make_themes([("band", "Band", None)]),
        make_groups([("jongere", "jongeren", ["jongere"], None)]),
        [Speech("J01.txt", "J01", "jongere", ())],
        [],
        {},
    )

    assert "geen respondenten in deze groep" not in wide_table(content, CsvStyle.DUTCH).decode()


def test_a_fragment_is_a_row_with_its_basis() -> None:
    rows = rows_of(fragment_table(make_content(), CsvStyle.DUTCH))

    assert rows[1] == [*"J01.txt J01 jongere 0 10 band codeer proef".split(), "alles kwijt"]


def test_a_skipped_transcript_is_a_row_of_fragments_without_numbers() -> None:
    row = rows_of(fragment_table(make_content({"P01.txt": "leeg"}), CsvStyle.DUTCH))[-1]

    assert [cell for cell in row if cell] == ["P01.txt", "overgeslagen: leeg"]


# --- the two styles ------------------------------------------------------------------------------


def test_the_dutch_style_opens_in_dutch_excel() -> None:
    """BOM, semicolons, decimal commas, CRLF."""
    table = write_table(["a", "b"], [(Decimal("62.5"), 0.8)], CsvStyle.DUTCH)

    assert table == BOM + b"a;b\r\n62,5;0,8\r\n"


def test_the_international_style_is_rfc_4180() -> None:
    """No BOM, commas, decimal points, CRLF."""
    table = write_table(["a", "b"], [(Decimal("62.5"), 0.8)], CsvStyle.INTERNATIONAL)

    assert table == b"a,b\r\n62.5,0.8\r\n"


def test_a_decimal_comma_in_text_is_left_alone() -> None:
    table = write_table(["a"], [("versie 1.2",)], CsvStyle.DUTCH)

    assert table.endswith(b"versie 1.2\r\n")


@pytest.mark.parametrize(
    ("style", "delimiter"), [(CsvStyle.DUTCH, ";"), (CsvStyle.INTERNATIONAL, ",")]
)
def test_any_text_survives_a_csv_reader(style: CsvStyle, delimiter: str) -> None:
    text = 'Ze zei: "kom; dan, of niet"\nen toen… 🙂 ĳsje'
    table = write_table(["a", "b"], [(text, "x")], style)
    stream = io.StringIO(table.decode("utf-8-sig"), newline="")

    assert list(csv.reader(stream, delimiter=delimiter))[1] == [text, "x"]


def test_no_value_is_an_empty_cell() -> None:
    assert write_table(["a", "b"], [(None, 1)], CsvStyle.INTERNATIONAL) == b"a,b\r\n,1\r\n"


# --- formulas ------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_starts_like_a_formula_is_defused(start: str) -> None:
    assert defuse(f"{start}SOM(A1)") == f"'{start}SOM(A1)"


@pytest.mark.parametrize("text", ["", "Ja = nee", "'s avonds", "– nou ja", "1+1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert defuse(text) == text


@pytest.mark.parametrize("style", CsvStyle)
def test_a_table_defuses_text_in_both_styles(style: CsvStyle) -> None:
    assert b"'=1+1" in write_table(["a"], [("=1+1",)], style)


def test_a_negative_number_is_no_formula() -> None:
    assert write_table(["a"], [(-1,)], CsvStyle.INTERNATIONAL) == b"a\r\n-1\r\n"


def test_a_fragment_that_starts_like_a_formula_is_defused() -> None:
    rows = rows_of(fragment_table(make_content(), CsvStyle.DUTCH))

    assert rows[2][-1] == '\'=haar; "alles"\nkwijt'


def test_a_group_that_starts_like_a_formula_is_defused_in_the_heading() -> None:
    """`+18` is a name that a researcher may well give to a group."""
    content = compute_report(
        "proef",
        make_themes([("band", "Band", None)]),
        make_groups([("+18", "+18", ["+18"], None)]),
        [Speech("J01.txt", "J01", "+18", ())],
        [],
        {},
    )

    assert rows_of(wide_table(content, CsvStyle.DUTCH))[0][1] == "'+18 (N = 1)"
