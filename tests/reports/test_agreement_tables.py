"""How agreement is written: narrow cells, honest rounding, safe cells."""

import csv
import io

import pytest

from codeer.model import Unit
from codeer.reports.agreement_tables import (
    AGREEMENT_COLUMNS,
    AgreementContent,
    AgreementRow,
    Circumstances,
    Difference,
    MeasureCell,
    agreement_table,
    agreement_warnings,
    difference_table,
    measure_lines,
)
from codeer.reports.tables import CsvStyle


def cell(name: str, value: float | None, *bounds: float, **more: str) -> MeasureCell:
    low, high = bounds or (None, None)
    return MeasureCell(name, value, low, high, more.get("reason", ""), more.get("verdict", ""), "")


def content(*measures: MeasureCell, **facts: object) -> AgreementContent:
    row = AgreementRow("band", "Band", "jim", "JIM's", 9, 9, 2, (1, 2, 3, 3), measures)
    difference = Difference("J01.txt", "J01", "jongere", 3, 9, "band", (1, 0), "=SOM(A1)")
    return AgreementContent(
        ("Anna", "=Bea"), Unit.SENTENCE, (row,), (difference,), Circumstances(**facts)
    )


def read(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (cell("f1", 0.666, 0.5, 1.0), ("0,67", "0,50–1,00")),
        (cell("kappa", 0.91, 0.8, 1.0, verdict="bijna volmaakt"), ("0,91", "0,80–1,00", "bijna", "volmaakt")),
        (cell("kappa", -0.001), ("0,00",)),
        (cell("ac1", 0.125), ("0,13",)),
        (cell("percentage", 0.9995, 0.98, 1.0), ("100%", "98,0–100")),
        (cell("prevalentie", 0.0), ("0%",)),
        (cell("alfa", None), ("niet te", "berekenen")),
    ],
)  # fmt: skip
def test_a_cell_is_narrow_and_rounded_half_up(given: MeasureCell, lines: tuple[str, ...]) -> None:
    assert measure_lines(given) == lines


def test_a_mark_refers_to_the_reason() -> None:
    assert measure_lines(cell("f1", 0.5), "(a)") == ("0,50 (a)",)
    assert measure_lines(cell("f1", None), "(b)") == ("niet te", "berekenen", "(b)")


def test_the_columns_are_the_documented_ones() -> None:
    (row,) = read(agreement_table(content(cell("f1", 0.5)), CsvStyle.DUTCH))

    assert list(row) == AGREEMENT_COLUMNS


def test_a_value_can_be_laid_beside_that_of_another_program() -> None:
    (row,) = read(agreement_table(content(cell("f1", 2 / 3, 0.12345, 1.0)), CsvStyle.DUTCH))

    assert (row["waarde"], row["ondergrens"], row["bovengrens"]) == (
        "0,6666666667",
        "0,1235",
        "1,0",
    )


def test_what_is_not_computed_has_words_and_no_bounds() -> None:
    given = cell("kappa", None, reason="niemand gaf dit thema")
    (row,) = read(agreement_table(content(given), CsvStyle.DUTCH))

    assert (row["waarde"], row["reden"]) == ("niet te berekenen", "niemand gaf dit thema")
    assert row["ondergrens"] == row["bovengrens"] == ""


def test_no_cell_of_the_differences_is_a_formula() -> None:
    (row,) = read(difference_table(content(), CsvStyle.DUTCH))

    assert row["tekst"] == "'=SOM(A1)"
    assert (row["oordeel Anna"], row["oordeel =Bea"]) == ("ja", "nee")


def test_skipped_transcripts_are_named_in_every_row_and_on_the_screen() -> None:
    given = content(cell("f1", 0.5), skipped=("J09.docx",))
    (row,) = read(agreement_table(given, CsvStyle.DUTCH))

    assert "overgeslagen: J09.docx" in row["basis"]
    assert agreement_warnings(given) == ["Overgeslagen door codeer suggest: J09.docx."]
