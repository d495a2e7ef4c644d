"""How an evaluation is written: safe cells, reasons beside numbers, and what a reader must know."""

import csv
import io

import pytest

from codeer.agreement import Coefficient
from codeer.evaluation import Assessment, Level, Metric
from codeer.reports.evaluation_tables import (
    EvaluationContent,
    Reading,
    ReliabilityRow,
    coefficient_lines,
    evaluation_notes,
    evaluation_table,
    mistake_table,
    pick_examples,
    reason_text,
    reliability_table,
)
from codeer.reports.tables import CsvStyle
from codeer.results.axes import make_groups, make_themes
from codeer.usefulness import Band, Judgement, Mistake, MistakeKind, Usefulness
from tests.test_evaluation import make

NEVER = Coefficient(None, reason="de codeur gaf dit thema nergens")
NEGATIVE = Coefficient(-0.04567, -0.2, 0.1)


def content(*mistakes: Mistake, reading: Reading | None = None) -> EvaluationContent:
    metrics = {Metric.F1: NEVER, Metric.KAPPA: NEGATIVE}
    return EvaluationContent(
        judge="de besluiten van Anna",
        engines=("geleerd", "patronen"),
        threshold=0.2,
        levels=(Level.ANSWER,),
        themes=make_themes([("band", "Band", None), ("klik", "Klik", "band")]),
        groups=make_groups([("jongere", "jongeren", ["jongere"], None)]),
        assessments=(Assessment("band", "totaal", Level.ANSWER, 6, 40, 0, 7, metrics, {}),),
        judgements=(Judgement("band", Usefulness.UNKNOWN, NEVER.reason),),
        reliability=(ReliabilityRow("band", Level.ANSWER, Band(0.2, 0.3, 0.25, NEGATIVE, 3)),),
        mistakes=mistakes,
        reading=reading or Reading(10, 10, 10, 10),
        skipped=("P09.txt",),
    )


def read(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_what_cannot_be_computed_stands_in_words_beside_its_reason() -> None:
    row = next(r for r in read(evaluation_table(content(), CsvStyle.DUTCH)) if r["maat"] == "f1")

    assert (row["waarde"], row["laag"], row["reden"]) == ("niet te berekenen", "", NEVER.reason)


def test_a_number_has_four_decimals_and_its_interval() -> None:
    row = next(r for r in read(evaluation_table(content(), CsvStyle.DUTCH)) if r["maat"] == "kappa")

    assert (row["waarde"], row["laag"], row["hoog"], row["n"]) == ("-0,0457", "-0,2", "0,1", "40")


def test_counts_and_verdict_are_rows_too() -> None:
    rows = {r["maat"]: r for r in read(evaluation_table(content(), CsvStyle.DUTCH))}

    assert (rows["gecodeerd"]["waarde"], rows["getoond"]["waarde"]) == ("0", "7")
    assert (rows["oordeel"]["waarde"], rows["oordeel"]["reden"]) == (
        "nog niet te zeggen",
        NEVER.reason,
    )


def test_the_basis_names_engines_threshold_coder_and_what_was_skipped() -> None:
    basis = read(reliability_table(content(), CsvStyle.DUTCH))[0]["basis"]

    assert basis.startswith(
        "suggesties (geleerd, patronen, getoond vanaf 0,2) tegen de besluiten van"
    )
    assert basis.endswith("20 van de 20 antwoorden gezien; overgeslagen: P09.txt")


def test_interview_text_is_no_formula() -> None:
    unit = make(0.9, False)
    unit = type(unit)(**{n: getattr(unit, n) for n in unit.__slots__} | {"text": "=SOM(A1)"})

    row = read(mistake_table(content(Mistake(MistakeKind.FALSE_ALARM, unit)), CsvStyle.DUTCH))[0]

    assert (row["tekst"], row["soort"], row["score"]) == ("'=SOM(A1)", "onterecht", "0,9")


def test_examples_are_the_worst_of_each_theme() -> None:
    alarms = [make(s, False, code=c) for c in ("band", "klik") for s in (0.9, 0.8)]
    mistakes = [Mistake(MistakeKind.FALSE_ALARM, unit) for unit in alarms]

    found = pick_examples(content(*mistakes), MistakeKind.FALSE_ALARM)

    assert [(u.code, u.score) for u in found] == [("band", 0.9), ("klik", 0.9)]
    assert pick_examples(content(*mistakes), MistakeKind.MISSED) == []


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(shown=10, shown_seen=10, silent=100, silent_seen=50), True),
        (Reading(shown=10, shown_seen=10, silent=100, silent_seen=51), False),
        (Reading(shown=10, shown_seen=2, silent=100, silent_seen=20), False),
        (Reading(shown=10, shown_seen=10, silent=0, silent_seen=0), False),
    ],
    ids=["half as often", "more than half", "a random fifth", "nothing without a suggestion"],
)
def test_reading_is_selective_when_the_rest_was_read_half_as_often_or_less(
    reading: Reading, expected: bool
) -> None:
    assert reading.is_selective is expected


def test_a_reason_says_whether_the_value_or_only_the_interval_is_missing() -> None:
    assert reason_text(NEVER) == "niet te berekenen: de codeur gaf dit thema nergens"
    assert reason_text(Coefficient(1.0, reason="geen interval: één respondent")) == (
        "geen interval: één respondent"
    )


def test_a_cell_has_value_and_interval_on_lines_of_their_own() -> None:
    assert coefficient_lines(NEGATIVE) == ("-0,05", "-0,20–0,10")
    assert coefficient_lines(Coefficient(0.5), is_share=True) == ("50,0%",)


def test_the_notes_say_that_subthemes_count() -> None:
    assert "Een thema met subthema's telt die mee, zoals in codeer rapport." in evaluation_notes(
        content()
    )
