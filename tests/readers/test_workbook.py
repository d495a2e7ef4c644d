"""Tables that would take memory or time without end are refused, or what makes them large is skipped."""

import time
from pathlib import Path

import openpyxl
import pytest

from codeer.errors import SheetUnreadable
from codeer.readers import decision_sheet, workbook
from codeer.readers.decision_sheet import Sheet, read_sheet


def write(folder: Path, last_row: int = 3, merge: str = "") -> Path:
    made = openpyxl.Workbook()
    made.active.append(["een", "twee"])
    made.active.append(["a", "b"])
    made.active.cell(last_row, 1, "c")
    if merge:
        made.active.merge_cells(merge)
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def read(path: Path, width: int = 2_000) -> Sheet:
    return read_sheet(path, ("een", "twee"), width=width)


def test_a_cell_far_below_takes_no_time_for_the_rows_between(tmp_path):
    path = write(tmp_path, last_row=1_048_576)
    began = time.process_time()
    rows = read(path).rows

    assert [row.number for row in rows] == [2, 1_048_576]
    assert time.process_time() - began < 10  # took minutes when each of the rows was looked at


def test_cells_that_were_merged_are_known_in_filled_rows_only(tmp_path):
    rows = read(write(tmp_path, last_row=4, merge="A2:B3")).rows

    assert [(row.number, row.spoiled) for row in rows] == [(2, {"twee": "merged"}), (4, {})]


def test_a_workbook_with_too_many_cells_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_CELLS", 5)

    with pytest.raises(SheetUnreadable, match="miljoen cellen"):
        read(write(tmp_path))


@pytest.mark.parametrize("body", ["a;b\n" * 3, "a" + ";" * 9])
def test_a_csv_with_too_many_cells_is_refused(tmp_path, monkeypatch, body):
    monkeypatch.setattr(decision_sheet, "MAX_CELLS", 7)
    (tmp_path / "a.csv").write_text(f"een;twee\n{body}", encoding="utf-8")

    with pytest.raises(SheetUnreadable, match="miljoen cellen"):
        read_sheet(tmp_path / "a.csv", ("een", "twee"))
