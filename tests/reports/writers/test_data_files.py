"""Codings as data: the same table in both formats, whole and with types."""

import io
import json
import sys

import pytest

from codeer.errors import MissingExtra
from codeer.reports.writers.data_files import (
    CODING_COLUMNS,
    CodingRow,
    write_json_lines,
    write_parquet,
)

ROWS = [
    CodingRow("J01", "jongere", "a.txt", 3, 9, "band", "Anna", "aanvaard", 0.8, '=Zij "zei"\nja 🙂', "besluit"),
    CodingRow(None, None, "a.txt", 12, 14, "gemak", "codeer", None, None, "Nee", "suggestie"),
]  # fmt: skip


def test_a_line_is_an_object_with_the_columns_in_order():
    lines = write_json_lines(ROWS).decode().splitlines()

    assert [list(json.loads(line)) for line in lines] == [list(CODING_COLUMNS)] * 2


def test_a_text_is_as_it_was_also_what_a_spreadsheet_takes_for_a_formula():
    first = json.loads(write_json_lines(ROWS).split(b"\n")[0])

    assert first["tekst"] == '=Zij "zei"\nja 🙂'


def test_what_is_not_there_is_null():
    second = json.loads(write_json_lines(ROWS).split(b"\n")[1])

    assert [second[name] for name in ("respondent", "groep", "besluit", "score")] == [None] * 4


def test_nothing_to_write_is_an_empty_file():
    assert write_json_lines([]) == b""


def test_pandas_reads_json_lines_with_the_types_that_are_documented():
    pandas = pytest.importorskip("pandas")
    table = pandas.read_json(io.BytesIO(write_json_lines(ROWS)), lines=True)

    assert list(table.columns) == list(CODING_COLUMNS)
    assert table["begin"].tolist() == [3, 12]
    assert str(table["begin"].dtype) == "int64"
    assert table["tekst"][0] == ROWS[0].text


def test_parquet_holds_the_same_as_json_lines():
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(write_parquet(ROWS)))

    assert table.to_pylist() == [row.cells() for row in ROWS]
    assert {name: str(table.schema.field(name).type) for name in CODING_COLUMNS} == {
        name: {"float64": "double"}.get(kind, kind) for name, kind in CODING_COLUMNS.items()
    }


def test_parquet_without_rows_keeps_its_columns_and_types():
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(write_parquet([])))

    assert (table.num_rows, table.column_names) == (0, list(CODING_COLUMNS))


def test_pandas_reads_parquet():
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    table = pandas.read_parquet(io.BytesIO(write_parquet(ROWS)))

    assert table["tekst"].tolist() == [row.text for row in ROWS]
    assert table["score"].isna().tolist() == [False, True]


@pytest.mark.parametrize("write", [write_json_lines, write_parquet])
def test_the_same_rows_give_the_same_bytes(write):
    if write is write_parquet:
        pytest.importorskip("pyarrow")

    assert write(ROWS) == write(ROWS)


def test_without_pyarrow_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtra, match=r"pip install 'codeer\[parquet\]'"):
        write_parquet(ROWS)
