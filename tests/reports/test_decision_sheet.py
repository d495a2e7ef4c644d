"""The table of decisions: the agreed columns, text that stays text, three words to choose from."""

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from codeer.errors import SheetTooLong
from codeer.model import Verdict
from codeer.reports import decision_sheet
from codeer.reports.decision_sheet import DecisionRow, write_decision_csv, write_decision_xlsx
from codeer.reports.tables import CsvStyle

ROW = DecisionRow(
    transcript="J01.txt",
    respondent="J01",
    start=66,
    end=94,
    code="band",
    coder="Anna",
    verdict=Verdict.ACCEPT,
    memo="3-4",
    text="=Ik kan http://voorbeeld.nl alles kwijt.",
)
OPEN = DecisionRow("J01.txt", "J01", 103, 128, "gemak", "", None, "", "Ze belde mij op.")
PATH = Path("besluiten.xlsx")


def sheet_of(*rows: DecisionRow):
    return openpyxl.load_workbook(io.BytesIO(write_decision_xlsx(rows, PATH))).active


def test_the_columns_are_the_agreed_ones_in_csv() -> None:
    heading = write_decision_csv([], CsvStyle.DUTCH).decode("utf-8-sig")

    assert heading == "transcript;respondent;begin;einde;thema;codeur;besluit;memo;tekst\r\n"


def test_a_row_of_csv_has_the_dutch_word_and_a_defused_text() -> None:
    line = write_decision_csv([ROW], CsvStyle.INTERNATIONAL).decode().splitlines()[1]

    assert (
        line == "J01.txt,J01,66,94,band,Anna,aanvaard,3-4,'=Ik kan http://voorbeeld.nl alles kwijt."
    )


def test_an_open_row_has_an_empty_decision() -> None:
    line = write_decision_csv([OPEN], CsvStyle.DUTCH).decode("utf-8-sig").splitlines()[1]

    assert line == "J01.txt;J01;103;128;gemak;;;;Ze belde mij op."


def test_the_workbook_has_the_same_cells_undefused() -> None:
    lines = list(sheet_of(ROW, OPEN).iter_rows(values_only=True))

    assert lines[0] == tuple(decision_sheet.DECISION_COLUMNS)
    assert lines[1] == ("J01.txt", "J01", 66, 94, "band", "Anna", "aanvaard", "3-4", ROW.text)
    assert lines[2] == ("J01.txt", "J01", 103, 128, "gemak", None, None, None, OPEN.text)


def test_text_in_the_workbook_is_no_formula_and_no_link() -> None:
    sheet = sheet_of(ROW)

    assert sheet["I2"].data_type == "s"
    assert sheet["I2"].hyperlink is None


def test_columns_of_text_have_the_text_format_so_that_excel_makes_no_dates() -> None:
    sheet = sheet_of(ROW)

    assert {sheet[f"{column}2"].number_format for column in "ABEFGHI"} == {"@"}
    assert sheet["C2"].number_format == "General"


def test_the_heading_stays_in_sight() -> None:
    assert sheet_of(ROW).freeze_panes == "A2"


def test_the_decision_is_chosen_from_a_list_also_below_the_last_row() -> None:
    (choice,) = sheet_of(ROW).data_validations.dataValidation

    assert choice.formula1 == '"aanvaard,verworpen,ingetrokken"'
    assert "G2" in choice.sqref
    assert "G500" in choice.sqref


def test_columns_are_wide_enough_to_read() -> None:
    widths = sheet_of(ROW).column_dimensions

    assert widths["I"].width > 60
    assert widths["C"].width < 15


def test_the_same_rows_make_the_same_workbook() -> None:
    assert write_decision_xlsx([ROW], PATH) == write_decision_xlsx([ROW], PATH)


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    text = "woord " * 8000
    long = DecisionRow("J01.txt", "J01", 0, len(text), "band", "", None, "", text)

    cell = sheet_of(long)["I2"].value
    assert len(cell) < 32_767
    assert cell.endswith(decision_sheet.CUT)


def test_more_rows_than_excel_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision_sheet, "_MAX_ROWS", 1)

    with pytest.raises(SheetTooLong, match="2 rijen passen niet in Excel"):
        write_decision_xlsx([ROW, OPEN], PATH)


def test_the_workbook_names_no_person() -> None:
    package = ZipFile(io.BytesIO(write_decision_xlsx([OPEN], PATH)))

    assert b"<dc:creator></dc:creator>" in package.read("docProps/core.xml")


def test_words_that_look_like_markup_of_the_library_are_kept() -> None:
    sheet = sheet_of(replace(ROW, text="<r>weg & nu</r>"))

    assert sheet.cell(2, 9).value.strip() == "<r>weg & nu</r>"
