"""Tables that people filled in: every separator and encoding they come in, and what spoils a cell."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.errors import SheetColumns, SheetUnreadable, UnknownExchangeFormat, UnreadableSource
from codeer.model import Verdict
from codeer.readers.decision_sheet import SURPLUS, looks_like_date, read_sheet
from codeer.reports.decision_sheet import (
    DECISION_COLUMNS,
    DecisionRow,
    write_decision_csv,
    write_decision_xlsx,
)
from codeer.reports.tables import CsvStyle

COLUMNS = ["thema", "memo", "tekst"]
LINES = ["thema;memo;tekst", "gemak;één;Zo is dat."]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def make_xlsx(path: Path, *rows: list[object]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


@pytest.fixture
def csv_path(tmp_path: Path) -> Path:
    return tmp_path / "b.csv"


@pytest.fixture
def xlsx_path(tmp_path: Path) -> Path:
    return tmp_path / "b.xlsx"


# --- CSV -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_separator_and_encoding_gives_the_same_rows(
    csv_path: Path, delimiter: str, encoding: str
) -> None:
    text = "\r\n".join(LINES).replace(";", delimiter) + "\r\n"

    (row,) = read_sheet(write(csv_path, text.encode(encoding)), COLUMNS).rows
    assert row.cells == {"thema": "gemak", "memo": "één", "tekst": "Zo is dat."}


def test_windows_1252_is_called_an_assumption(csv_path: Path) -> None:
    sheet = read_sheet(write(csv_path, "\n".join(LINES).encode("cp1252")), COLUMNS)

    assert sheet.encoding == "windows-1252 (aangenomen)"


def test_the_first_line_may_tell_excel_the_separator(csv_path: Path) -> None:
    text = "sep=|\nthema|memo|tekst\ngemak||Ja; zo, is dat.\n"

    (row,) = read_sheet(write(csv_path, text), COLUMNS).rows
    assert (row.number, row.cells["tekst"]) == (3, "Ja; zo, is dat.")


def test_rows_are_numbered_as_a_spreadsheet_does(csv_path: Path) -> None:
    """A cell of two lines is one row; an empty row counts and is left out."""
    text = 'thema;memo;tekst\na;"twee\nregels";x\n;;\n\nb;;y\n'

    rows = read_sheet(write(csv_path, text), COLUMNS).rows
    assert [(row.number, row.cells["thema"]) for row in rows] == [(2, "a"), (5, "b")]


def test_columns_may_stand_in_another_order_among_others(csv_path: Path) -> None:
    text = "nr;Tekst; MEMO ;thema\n1;x;y;z\n"

    (row,) = read_sheet(write(csv_path, text), COLUMNS).rows
    assert row.cells == {"thema": "z", "memo": "y", "tekst": "x"}


def test_a_row_with_more_cells_than_columns_is_spoiled(csv_path: Path) -> None:
    (row,) = read_sheet(write(csv_path, "thema;memo;tekst\na;b;c; d\n"), COLUMNS).rows

    assert row.spoiled == {SURPLUS: "surplus"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("thema|memo|tekst\na|b|c\n", "geen enkele kolom herkend"),
        ("thema;tekst\na;b\n", "in de kop ontbreekt memo"),
        ("thema;memo;tekst;memo\na;b;c;d\n", "in de kop staat dubbel memo"),
        ("a;b;c\n", "geen enkele kolom herkend"),
    ],
)
def test_another_heading_is_one_error(csv_path: Path, text: str, said: str) -> None:
    with pytest.raises(SheetColumns, match=said) as caught:
        read_sheet(write(csv_path, text), COLUMNS)
    assert "thema;memo;tekst" in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n",
        b"\x00\x01\x02\x00\x07",
        b"thema;memo;tekst\n\x81\x8d;b;c\n",
        b'thema;memo;tekst\n"a;b;c\nd;e;f\n',
        b"PK\x03\x04rest",
    ],
    ids=["empty", "blank", "binary", "no encoding", "open quote", "zip"],
)
def test_what_is_no_csv_is_one_error(csv_path: Path, content: bytes) -> None:
    with pytest.raises(SheetUnreadable, match="Er is niets ingelezen"):
        read_sheet(write(csv_path, content), COLUMNS)


def test_an_error_quotes_nothing_of_the_file(csv_path: Path) -> None:
    with pytest.raises(SheetColumns) as caught:
        read_sheet(write(csv_path, "Ik kan alles bij haar kwijt.\nJa.\n"), COLUMNS)
    assert "kwijt" not in str(caught.value)


def test_another_kind_of_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownExchangeFormat):
        read_sheet(write(tmp_path / "b.ods", "x"), COLUMNS)


def test_a_file_that_is_not_there_is_an_error(csv_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="bestaat niet"):
        read_sheet(csv_path, COLUMNS)


# --- XLSX ----------------------------------------------------------------------------------------


def test_numbers_of_a_workbook_are_as_typed(xlsx_path: Path) -> None:
    path = make_xlsx(xlsx_path, COLUMNS, [12, 12.0, 12.5])

    (row,) = read_sheet(path, COLUMNS).rows
    assert list(row.cells.values()) == ["12", "12", "12,5"]


def test_a_date_that_excel_made_spoils_its_column(xlsx_path: Path) -> None:
    path = make_xlsx(xlsx_path, COLUMNS, [datetime.datetime(2026, 4, 3), "m", "t"])  # noqa: DTZ001

    (row,) = read_sheet(path, COLUMNS).rows
    assert row.spoiled == {"thema": "date"}
    assert row.cells["thema"] == "03-04-2026"


def test_a_formula_without_outcome_is_not_taken_for_empty(xlsx_path: Path) -> None:
    path = make_xlsx(xlsx_path, COLUMNS, ["a", '=IF(1=1,"x","y")', "t"])

    (row,) = read_sheet(path, COLUMNS).rows
    assert row.spoiled == {"memo": "formula"}


def test_rows_of_a_workbook_keep_their_numbers(xlsx_path: Path) -> None:
    path = make_xlsx(xlsx_path, COLUMNS, ["a", "", ""], [None], ["b", "", ""])

    assert [row.number for row in read_sheet(path, COLUMNS).rows] == [2, 4]


def test_the_sheet_with_the_right_heading_is_taken(xlsx_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["uitleg"])
    workbook.create_sheet("b").append(COLUMNS)
    workbook["b"].append(["a", "b", "c"])
    workbook.save(xlsx_path)

    assert len(read_sheet(xlsx_path, COLUMNS).rows) == 1


def test_a_workbook_without_the_heading_is_one_error(xlsx_path: Path) -> None:
    with pytest.raises(SheetColumns):
        read_sheet(make_xlsx(xlsx_path, ["uitleg"], ["x"]), COLUMNS)


def make_truncated(path: Path) -> None:
    make_xlsx(path, COLUMNS, ["a", "b", "c"])
    path.write_bytes(path.read_bytes()[:-300])


def make_broken_xml(path: Path) -> None:
    make_xlsx(path, COLUMNS, ["a", "b", "c"])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content[:-20] if "sheet1" in name else content)


def make_protected(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500)


def make_other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("iets.txt", "iets")


@pytest.mark.parametrize("make", [make_truncated, make_broken_xml, make_protected, make_other_zip])
def test_a_workbook_that_cannot_be_read_is_one_error(xlsx_path: Path, make) -> None:
    make(xlsx_path)

    with pytest.raises(SheetUnreadable, match="Er is niets ingelezen"):
        read_sheet(xlsx_path, COLUMNS)


# --- what went out comes back --------------------------------------------------------------------

TEXTS = st.text(
    st.sampled_from("=+-@'\t ab;,\"\né"),
    max_size=6,
).map(str.strip)


@settings(max_examples=40, deadline=None)
@given(memo=TEXTS, text=TEXTS)
def test_every_text_comes_back_as_it_was(tmp_path_factory, memo: str, text: str) -> None:
    """Quotes that defuse a formula are taken away, and no others."""
    row = DecisionRow("J01.txt", "J01", 1, 2, "band", "Anna", Verdict.ACCEPT, memo, text)
    folder = tmp_path_factory.getbasetemp()
    files = {
        folder / "terug.csv": write_decision_csv([row], CsvStyle.DUTCH),
        folder / "terug.xlsx": write_decision_xlsx([row], folder),
    }
    for path, content in files.items():
        path.write_bytes(content)
        (back,) = read_sheet(path, DECISION_COLUMNS).rows
        assert (back.cells["memo"], back.cells["tekst"]) == (memo, text)


@pytest.mark.parametrize(
    "text", ["3-apr", "4-mrt-26", "03-04-2026", "2026-04-03 00:00:00", "3/4/2026", "5 mei 2026"]
)
def test_what_excel_makes_of_3_4_is_recognised(text: str) -> None:
    assert looks_like_date(text)


@pytest.mark.parametrize("text", ["3-4", "J01", "12,0", "2026", "", "3-4.txt"])
def test_what_people_type_is_no_date(text: str) -> None:
    assert not looks_like_date(text)


def test_merged_cells_that_hide_something_are_told_apart_from_empty_ones(tmp_path):
    workbook = openpyxl.Workbook()
    for row in (["a", "b"], [1, 2], [None, 3]):
        workbook.active.append(row)
    workbook.active.merge_cells("A2:A3")
    workbook.save(tmp_path / "t.xlsx")

    rows = read_sheet(tmp_path / "t.xlsx", ("a", "b")).rows

    assert [row.spoiled for row in rows] == [{}, {"a": "merged"}]
