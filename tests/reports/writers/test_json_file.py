"""The results as JSON: what every other program reads as the same values."""

import json
from decimal import Decimal

import pytest

from codeer.reports.tables import DataTable
from codeer.reports.writers.json_file import write_json
from tests.reports.chapters import NASTY

TABLE = DataTable(
    "themafrequenties",
    "Per thema: respondenten (n van N)",
    ("thema", "n", "pct", "score", "tekst"),
    (("band", 4, Decimal("50.0"), 0.25, NASTY), ("gemak", 0, None, 1.0, "")),
)


def numbers(*values: object) -> str:
    return write_json([DataTable("t", "", ("x",), tuple((v,) for v in values))], {}).decode()  # type: ignore[misc]


def test_the_file_holds_what_it_is_about_and_the_tables_by_name() -> None:
    assert json.loads(write_json([TABLE], {"naam": "proef", "groepen": ("a", "b")})) == {
        "over": {"naam": "proef", "groepen": ["a", "b"]},
        "tabellen": {
            "themafrequenties": {
                "titel": "Per thema: respondenten (n van N)",
                "kolommen": ["thema", "n", "pct", "score", "tekst"],
                "rijen": [
                    {"thema": "band", "n": 4, "pct": 50.0, "score": 0.25, "tekst": NASTY},
                    {"thema": "gemak", "n": 0, "pct": None, "score": 1.0, "tekst": ""},
                ],
            }
        },
    }


def test_it_is_laid_out_as_the_standard_library_does() -> None:
    about = {"naam": "été", "leeg": {}, "niets": [], "diep": {"b": [1, {"a": True}], "a": None}}
    table = DataTable("t", "T", ("x", "é"), ((1, "ü\n\"'\\"), (None, 0.5)))
    expected = {
        "over": about,
        "tabellen": {
            "t": {
                "titel": "T",
                "kolommen": ["x", "é"],
                "rijen": [{"x": 1, "é": "ü\n\"'\\"}, {"x": None, "é": 0.5}],
            }
        },
    }

    shown = json.dumps(expected, ensure_ascii=False, indent=2) + "\n"
    assert write_json([table], about).decode("utf-8") == shown


def test_a_decimal_keeps_its_digits() -> None:
    shown = numbers(Decimal("12.50"), Decimal("0.0000001"), Decimal("1E+2"), Decimal("-3"))

    assert [line.split(": ")[1] for line in shown.splitlines() if '"x":' in line] == [
        "12.50",
        "0.0000001",
        "100",
        "-3",
    ]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")]
)
def test_what_is_no_number_is_never_written(value: object) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        numbers(value)


def test_columns_with_one_name_are_told_apart() -> None:
    table = DataTable("t", "", ("groep", "groep", "groep_2"), (("a", 1, 2),))

    written = json.loads(write_json([table], {}))["tabellen"]["t"]
    assert written["kolommen"] == ["groep", "groep_2", "groep_2_2"]
    assert written["rijen"] == [{"groep": "a", "groep_2": 1, "groep_2_2": 2}]


def test_tables_stay_in_order() -> None:
    tables = [DataTable(name, "", ("x",), ()) for name in ("b", "a", "c")]

    assert list(json.loads(write_json(tables, {}))["tabellen"]) == ["b", "a", "c"]


def test_a_table_without_rows_keeps_its_columns() -> None:
    written = json.loads(write_json([DataTable("t", "T", ("x", "y"), ())], {}))

    assert written["tabellen"]["t"] == {"titel": "T", "kolommen": ["x", "y"], "rijen": []}


def test_the_file_ends_with_one_newline() -> None:
    assert write_json([], {}) == b'{\n  "over": {},\n  "tabellen": {}\n}\n'
