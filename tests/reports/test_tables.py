"""The CSV files: columns, the two styles, and cells that no spreadsheet takes for a formula."""

import csv
import io
from decimal import Decimal

import pytest

from codeer.reports.tables import (
    SUGGESTION_COLUMNS,
    CsvStyle,
    defuse,
    suggestion_table,
    write_table,
)
from tests.reports.chapters import NASTY

SUGGESTIONS_HEADER = (
    "transcript;respondent;groep;beurt;segment;begin;einde;thema;score;herkomst;bewijs;"
    "ontkenning;tekst"
)
BOM = "\ufeff".encode()

ROW = (
    "J01.txt",
    "J01",
    "jongere",
    2,
    1,
    66,
    94,
    "band",
    0.8,
    "patronen",
    "kan … kwijt [kwijt kunnen]",
    "nee",
    "Ik kan bij haar alles kwijt.",
)


def rows_of(table: bytes) -> list[list[str]]:
    """Read a Dutch table as a program would."""
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";"))


def first_line(table: bytes) -> str:
    return table.decode("utf-8-sig").split("\r\n")[0]


# --- columns -------------------------------------------------------------------------------------


def test_the_columns_are_those_that_were_agreed() -> None:
    assert ";".join(SUGGESTION_COLUMNS) == SUGGESTIONS_HEADER


def test_the_first_line_is_the_header() -> None:
    assert first_line(suggestion_table([ROW], [], CsvStyle.DUTCH)) == SUGGESTIONS_HEADER


def test_every_row_has_as_many_cells_as_the_header() -> None:
    table = suggestion_table([ROW], [("P01.txt", "leeg")], CsvStyle.DUTCH)

    assert {len(row) for row in rows_of(table)} == {len(SUGGESTION_COLUMNS)}


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


def test_one_formula_in_a_column_is_defused_and_the_rest_is_left_alone() -> None:
    rows = [("ja", 1), ("=1+1", None), ("nee", Decimal("0.5"))]

    assert (
        write_table(["a", "b"], rows, CsvStyle.DUTCH)
        == BOM + b"a;b\r\nja;1\r\n'=1+1;\r\nnee;0,5\r\n"
    )


def test_a_long_table_keeps_all_its_rows_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codeer.reports.tables._BATCH", 2)
    rows = [(number, f"={number}" if number == 3 else "") for number in range(5)]

    lines = write_table(["a", "b"], iter(rows), CsvStyle.INTERNATIONAL).split()
    assert lines == [b"a,b", b"0,", b"1,", b"2,", b"3,'=3", b"4,"]


def test_a_negative_number_is_no_formula() -> None:
    assert write_table(["a"], [(-1,)], CsvStyle.INTERNATIONAL) == b"a\r\n-1\r\n"


def test_a_suggestion_that_starts_like_a_formula_is_defused() -> None:
    row = (ROW[0], "@J01", *ROW[2:-1], '=haar; "alles"\nkwijt')
    cells = rows_of(suggestion_table([row], [], CsvStyle.DUTCH))[1]

    assert (cells[1], cells[-1]) == ("'@J01", '\'=haar; "alles"\nkwijt')


@pytest.mark.parametrize("style", CsvStyle)
def test_a_heading_that_starts_like_a_formula_is_defused(style: CsvStyle) -> None:
    """`+18` is a name that a researcher may well give to a group."""
    assert b"'+18" in write_table(["Thema", "+18 (N = 1)"], [], style)


@pytest.mark.parametrize("style", CsvStyle)
def test_nasty_text_comes_back_from_a_reader_as_it_was(style: CsvStyle) -> None:
    table = write_table(["a", "b"], [(NASTY, Decimal("-1.5"))], style).decode("utf-8-sig")
    delimiter = ";" if style is CsvStyle.DUTCH else ","
    rows = list(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter))

    assert rows[1] == [NASTY, "-1,5" if style is CsvStyle.DUTCH else "-1.5"]
