"""The workbook: what Excel shows, what it must not make of it, and the same bytes every time."""

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from codeer.errors import MissingLibrary, SheetTooLong
from codeer.reports.blocks import Cell, Chapter, Row, Table
from codeer.reports.tables import DataTable, Value
from codeer.reports.writers.workbook import write_workbook
from tests.reports.chapters import LONG, NASTY, make_chapter

DATA = DataTable(
    "themafrequenties",
    "Per thema en groep: respondenten (n van N)",
    ("thema", "n", "pct", "score", "basis"),
    (
        ("band", 4, Decimal("50.0"), 0.25, "besluiten"),
        ("gemak", 1234, None, 1.0, "besluiten"),
    ),
)
FORMULAS = ("=1+1", "{=A1}", "+31 6", "-3", "@naam", "http://a.nl", "mailto:a@b.nl", "12", "1e3")


def open_book(*tables: DataTable, chapter: Chapter | None = None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(tables, chapter or make_chapter())))


def sheet_of(*values: Value) -> Worksheet:
    return open_book(DataTable("t", "", ("x",), tuple((value,) for value in values)))["t"]


def column_of(sheet: Worksheet, letter: str) -> list[object]:
    return [cell.value for cell in sheet[letter]]


def test_sheets_are_the_guide_the_tables_of_the_chapter_and_the_plain_tables() -> None:
    assert open_book(DATA).sheetnames == ["Lees mij", "Tabel 1", "themafrequenties"]


def test_the_first_sheet_says_what_it_is_and_what_each_sheet_counts() -> None:
    lines = [row for row in open_book(DATA)["Lees mij"].iter_rows(values_only=True) if any(row)]

    assert lines == [
        ("Resultaten: proefonderzoek", None),
        ("Let op", "Ongecontroleerde suggesties: geen mens heeft ze beoordeeld."),
        ("Basis", "ongecontroleerde suggesties; alleen groepen: jongere, professional"),
        ("Blad", "Wat het telt"),
        (
            "Tabel 1",
            "Thema's naar respondentgroep: aantal respondenten dat het thema noemt, n (%). "
            "n = respondenten die het thema noemen; meerdere thema's mogelijk.",
        ),
        ("themafrequenties", "Per thema en groep: respondenten (n van N)"),
    ]


def test_a_checked_chapter_has_no_warning() -> None:
    book = open_book(chapter=replace(make_chapter(), warning=""))

    assert "Let op" not in column_of(book["Lees mij"], "A")


def test_a_table_of_the_chapter_stands_as_in_a_thesis() -> None:
    lines = list(open_book()["Tabel 1"].iter_rows(max_col=4, values_only=True))

    assert lines[0] == ("Tabel 1", None, None, None)
    assert str(lines[1][0]).startswith("Thema's naar respondentgroep")
    assert lines[2:7] == [
        ("Thema", "Jongeren (N = 4)", "Professionals (N = 10)", "Totaal (N = 14)"),
        ("Vertrouwensband", "4", "9 (90%)", "13 (92%)"),
        ("Nabijheid", "2", "0 (0%)", "2 (14%)"),
        ("Laagdrempeligheid", "1", "10 (100%)", "11 (78%)"),
        ("Alle thema's samen", "4", "10 (100%)", "–"),
    ]
    assert [line[0] for line in lines[7:]] == [
        "Noot. n = respondenten die het thema noemen; meerdere thema's mogelijk.",
        "Bij N < 10 alleen n.",
    ]


def test_subthemes_are_indented_numbers_right_and_lines_only_horizontal() -> None:
    sheet = open_book()["Tabel 1"]

    assert [sheet[f"A{row}"].alignment.indent for row in (4, 5, 6)] == [0, 1, 0]
    assert sheet["C4"].alignment.horizontal == "right"
    assert sheet["A4"].alignment.horizontal is None
    assert (sheet["B3"].border.top.style, sheet["B3"].border.bottom.style) == ("thin", "thin")
    assert (sheet["B7"].border.top.style, sheet["B7"].border.bottom.style) == ("thin", "thin")
    assert sheet["B5"].border.top.style is None
    assert not any(cell.border.left.style for row in sheet["A3:D7"] for cell in row)


def test_the_title_of_a_narrow_table_has_a_whole_line() -> None:
    narrow = Table("smal", 1, LONG, ("a", "b"), (Row("x", (Cell("1"),)),), (LONG * 3,))
    sheet = open_book(chapter=replace(make_chapter(), blocks=(narrow,)))["Tabel 1"]

    assert {str(area) for area in sheet.merged_cells.ranges} == {"A2:K2", "A5:K5"}
    assert sheet.row_dimensions[5].height > 60


def test_numbers_are_numbers_with_the_decimals_that_were_given() -> None:
    sheet = open_book(DATA)["themafrequenties"]

    assert [cell.value for cell in sheet[2]] == ["band", 4, 50, 0.25, "besluiten"]
    assert [cell.number_format for cell in sheet[2]] == ["@", "0", "0.0", "General", "@"]
    assert [cell.value for cell in sheet[3]] == ["gemak", 1234, None, 1, "besluiten"]


def test_small_and_large_decimals_keep_their_value() -> None:
    sheet = sheet_of(Decimal("0.000123"), Decimal("1E+2"))

    assert column_of(sheet, "A")[1:] == [0.000123, 100]
    assert [sheet[f"A{row}"].number_format for row in (2, 3)] == ["0.000000", "0"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_never_written(value: Value) -> None:
    with pytest.raises((TypeError, ValueError)):
        sheet_of(value)


def test_text_is_never_a_formula_a_link_or_a_number() -> None:
    book = open_book(DataTable("t", "", FORMULAS, (FORMULAS,)), chapter=_said(*FORMULAS))

    for row in (*book["t"]["A1:I2"], *book["Tabel 1"]["A3:I4"], *book["Lees mij"]["A1:B9"]):
        for cell in row:
            assert cell.data_type in "sn"
            assert cell.data_type == "s" or cell.value is None
            assert cell.hyperlink is None
    assert tuple(cell.value for cell in book["t"][2]) == FORMULAS


def _said(first: str, *others: str) -> Chapter:
    row = Row(first, tuple(map(Cell, others)))
    table = Table("k", 1, first, (first, *others), (row,), (first,))
    return replace(make_chapter(), title=first, warning=first, basis=first, blocks=(table,))


def test_text_keeps_its_characters_but_not_those_that_xml_refuses() -> None:
    sheet = sheet_of(NASTY, "a\x00\x07b\x1fc\ufffed", "regel\r\ntwee", "_x0041_", "x\ty")

    assert column_of(sheet, "A")[1:] == [NASTY, "abcd", "regel\ntwee", "_x0041_", "x\ty"]


def test_a_text_that_xlsxwriter_takes_for_its_own_markup_stays_text() -> None:
    content = write_workbook([DataTable("t", "", ("x",), (("<r><x></r>",),))], make_chapter())

    strings = ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml")
    assert b"&lt;r&gt;&lt;x&gt;&lt;/r&gt;" in strings


def test_a_text_longer_than_a_cell_is_cut_and_the_first_sheet_says_so() -> None:
    book = open_book(DataTable("fragmenten", "", ("tekst",), (("woord " * 6000,), ("😀" * 20000,))))

    words, smileys = column_of(book["fragmenten"], "A")[1:]
    assert len(str(words)) == 32_767
    assert str(words).endswith(" […]")
    assert str(smileys).endswith("😀 […]")
    assert len(str(smileys).encode("utf-16-le")) // 2 <= 32_767
    assert [cell.value for cell in book["Lees mij"][9]] == [
        "Ingekort: fragmenten",
        "Cellen met meer tekst dan Excel in een cel toelaat (32.767 tekens): 2. Ze eindigen op "
        "[…]; met --formaat csv of json staat de hele tekst er.",
    ]


def test_a_text_that_just_fits_is_not_cut() -> None:
    text = "a" * 32_767

    assert column_of(sheet_of(text), "A")[1] == text


def test_more_rows_than_excel_holds_are_refused() -> None:
    table = DataTable("fragmenten", "", ("x",), ((1,),) * 1_048_576)

    with pytest.raises(SheetTooLong, match="fragmenten: 1048576 rijen passen niet in Excel"):
        write_workbook([table], make_chapter())


def test_names_of_sheets_are_what_excel_accepts_each_once() -> None:
    wishes = ("a/b:c*[d]?\\", "Lees Mij", "tabel 1", "x" * 40, "x" * 41, "'quote'", "history", "")

    names = open_book(*(DataTable(name, "", ("x",), ()) for name in wishes)).sheetnames[2:]
    assert names == [
        "a b c  d",
        "Lees Mij 2",
        "tabel 1 2",
        "x" * 31,
        "x" * 29 + " 2",
        "quote",
        "history 2",
        "Blad",
    ]


def test_plain_tables_have_a_header_that_stays_and_a_filter() -> None:
    sheet = open_book(DATA)["themafrequenties"]

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet["A1"].font.bold


def test_columns_are_as_wide_as_their_text_up_to_a_limit_and_then_wrapped() -> None:
    table = DataTable("t", "", ("n", "tekst"), ((1, "woord " * 100),))
    sheet = open_book(table)["t"]

    assert 8 <= sheet.column_dimensions["A"].width < 12
    assert 60 <= sheet.column_dimensions["B"].width < 65
    assert sheet["B2"].alignment.wrap_text
    assert 140 <= sheet.row_dimensions[2].height <= 409


def test_a_very_long_text_asks_no_higher_row_than_excel_has() -> None:
    assert 400 < sheet_of("woord " * 5000).row_dimensions[2].height <= 409


def test_a_table_without_rows_is_a_sheet_with_its_header() -> None:
    empty = Table("leeg", 1, "Leeg", ("a", "b"), (), ())
    book = open_book(
        DataTable("t", "", ("x", "y"), ()), chapter=replace(make_chapter(), blocks=(empty,))
    )

    assert list(book["t"].iter_rows(values_only=True)) == [("x", "y")]
    assert [cell.value for cell in book["Tabel 1"][3][:2]] == ["a", "b"]


def test_the_properties_are_the_title_codeer_and_the_date_of_the_run() -> None:
    properties = open_book().properties

    assert (properties.title, properties.creator) == ("Resultaten: proefonderzoek", "codeer")
    assert properties.created == properties.modified
    assert f"{properties.created}" == "2026-03-01 12:00:00"


def test_every_part_of_the_file_has_the_date_of_the_run() -> None:
    parts = ZipFile(io.BytesIO(write_workbook([DATA], make_chapter()))).infolist()

    assert {part.date_time for part in parts} == {(2026, 3, 1, 12, 0, 0)}


def test_the_same_results_make_the_same_bytes_in_another_process() -> None:
    content = write_workbook([DATA], make_chapter())
    code = (
        "import hashlib; from tests.reports.writers.test_workbook import *; "
        "print(hashlib.sha256(write_workbook([DATA], make_chapter())).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        capture_output=True,
        check=True,
    )
    assert other.stdout.decode().strip() == hashlib.sha256(content).hexdigest()


def test_another_run_has_its_own_date() -> None:
    later = replace(make_chapter(), made=datetime(2027, 1, 2, tzinfo=UTC))

    assert f"{open_book(chapter=later).properties.created}" == "2027-01-02 00:00:00"


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(MissingLibrary, match="pip install xlsxwriter"):
        write_workbook([DATA], make_chapter())
