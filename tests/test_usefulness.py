"""What the figures mean: reliability, the worst mistakes, and the verdict."""

from pathlib import Path

import pytest

from codeer import usefulness
from codeer.agreement import Coefficient
from codeer.evaluation import Assessment, Level, Metric, ScoredUnit
from codeer.usefulness import (
    MistakeKind,
    Usefulness,
    compute_reliability,
    find_mistakes,
    judge,
)
from tests.conftest import REPOSITORY
from tests.test_evaluation import draw, make

# --- reliability ---------------------------------------------------------------------------------


def test_a_band_says_the_mean_score_and_how_often_that_was_right() -> None:
    units = [make(0.72, True), make(0.76, False, number=2), make(0.74, True, number=3)]

    (band,) = compute_reliability(units)

    assert (band.low, band.high, band.units) == (0.7, 0.8, 3)
    assert band.said == pytest.approx(0.74)
    assert band.right.value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("score", "low"), [(0.0, 0.0), (0.0999, 0.0), (0.3, 0.3), (0.7, 0.7), (0.9999, 0.9), (1.0, 0.9)]
)
def test_a_score_on_a_border_is_in_the_band_that_begins_there(score: float, low: float) -> None:
    (band,) = compute_reliability([make(score, True)])

    assert band.low == low


def test_bands_without_units_are_left_out_and_the_others_ascend() -> None:
    units = [make(0.95, True), make(0.05, False, number=2)]

    assert [band.low for band in compute_reliability(units)] == [0.0, 0.9]


def test_the_bands_together_hold_every_unit() -> None:
    units = draw(1)

    assert sum(band.units for band in compute_reliability(units)) == len(units)


def test_a_band_has_an_interval_over_respondents() -> None:
    units = [make(0.75, n % 2 == 0, person=f"J{n:02}") for n in range(20)]

    (band,) = compute_reliability(units)

    assert band.right.low is not None
    assert band.right.high is not None
    assert band.right.low < 0.5 < band.right.high


def test_nothing_has_no_bands() -> None:
    assert compute_reliability([]) == []


# --- mistakes ------------------------------------------------------------------------------------


def mistakes(
    units: list[ScoredUnit], kind: MistakeKind, limit: int = 10
) -> list[tuple[int, int, float]]:
    """Return turn, number and score of the mistakes of a kind."""
    found = find_mistakes(units, ["band"], limit)
    return [
        (m.unit.segment.turn, m.unit.segment.number, m.unit.score) for m in found if m.kind is kind
    ]


def test_a_miss_is_coded_and_not_shown_and_a_false_alarm_the_other_way_round() -> None:
    units = [
        make(0.1, True),
        make(0.9, True, turn=2),
        make(0.8, False, turn=3),
        make(0.2, False, turn=4),
    ]

    assert mistakes(units, MistakeKind.MISSED) == [(1, 1, 0.1)]
    assert mistakes(units, MistakeKind.FALSE_ALARM) == [(3, 1, 0.8)]


def test_the_worst_miss_has_the_lowest_score() -> None:
    units = [make(0.3, True), make(0.0, True, turn=2), make(0.1, True, turn=3)]

    assert [score for *_, score in mistakes(units, MistakeKind.MISSED)] == [0.0, 0.1, 0.3]


def test_a_miss_beside_a_hit_in_the_same_answer_is_milder() -> None:
    units = [make(0.0, True), make(0.9, True, number=2), make(0.3, True, turn=2)]

    assert mistakes(units, MistakeKind.MISSED) == [(2, 1, 0.3), (1, 1, 0.0)]


def test_the_worst_false_alarm_has_the_highest_score() -> None:
    units = [make(0.6, False), make(0.9, False, turn=2)]

    assert [score for *_, score in mistakes(units, MistakeKind.FALSE_ALARM)] == [0.9, 0.6]


def test_a_false_alarm_in_an_answer_that_has_the_theme_is_milder() -> None:
    units = [make(0.9, False), make(0.9, True, number=2), make(0.6, False, turn=2)]

    assert mistakes(units, MistakeKind.FALSE_ALARM) == [(2, 1, 0.6), (1, 1, 0.9)]


def test_mistakes_come_theme_by_theme_up_to_the_limit_of_each_kind() -> None:
    units = [
        make(score, label, turn=turn, code=code)
        for code in ("gemak", "band")
        for turn in range(3)
        for score, label in ((0.1, True),)
    ]

    found = find_mistakes(units, ["band", "gemak"], 2)

    assert [m.unit.code for m in found] == ["band", "band", "gemak", "gemak"]


# --- verdict -------------------------------------------------------------------------------------

GOOD = {
    Metric.F1: Coefficient(0.7, 0.6, 0.8),
    Metric.PRECISION: Coefficient(0.7, 0.6, 0.8),
    Metric.RECALL: Coefficient(0.7, 0.6, 0.8),
    Metric.EFFORT: Coefficient(0.4, 0.3, 0.5),
}
CONSTANT = Coefficient(None, reason="de codeur gaf dit thema nergens")


def assessment(respondents: int = 20, coded: int = 50, **changed: Coefficient) -> Assessment:
    """Return good figures with some changed."""
    metrics = GOOD | {Metric[name.upper()]: found for name, found in changed.items()}
    return Assessment("band", "totaal", Level.ANSWER, respondents, 200, coded, 50, metrics, {})


def verdict(**changed: object) -> Usefulness:
    return judge(assessment(**changed)).usefulness  # type: ignore[arg-type]


def test_good_figures_make_a_first_reading() -> None:
    assert verdict() is Usefulness.FIRST_READING


def test_the_limits_themselves_are_good_enough() -> None:
    limit = Coefficient(0.6, 0.5, 0.7)

    assert verdict(f1=limit, precision=limit, recall=limit) is Usefulness.FIRST_READING


@pytest.mark.parametrize(
    "changed",
    [
        {"f1": Coefficient(0.59, 0.5, 0.7)},
        {"precision": Coefficient(0.7, 0.49, 0.8)},
        {"recall": Coefficient(0.7, 0.49, 0.8)},
        {"precision": Coefficient(0.7, reason="geen interval: één respondent")},
    ],
    ids=["f1", "precision", "recall", "no interval"],
)
def test_what_misses_a_limit_but_saves_reading_is_a_search_aid(changed: dict) -> None:
    assert verdict(**changed) is Usefulness.SEARCH_AID


def test_what_is_right_but_finds_too_little_is_a_search_aid_without_saving_reading() -> None:
    changed = {"recall": Coefficient(0.2, 0.1, 0.3), "effort": Coefficient(0.85, 0.8, 0.9)}

    assert verdict(**changed) is Usefulness.SEARCH_AID


@pytest.mark.parametrize(
    "effort",
    [
        Coefficient(0.71, 0.6, 0.8),
        Coefficient(0.6, 0.4, 0.9),
        Coefficient(0.6, reason="geen interval: één respondent"),
        CONSTANT,
    ],
    ids=["too much reading", "perhaps no order at all", "no interval", "no figure"],
)
def test_what_is_often_wrong_and_saves_no_reading_is_not_for_use(effort: Coefficient) -> None:
    wrong = Coefficient(0.4, 0.3, 0.5)

    assert verdict(precision=wrong, effort=effort) is Usefulness.UNUSABLE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"respondents": 4}, "te weinig respondenten: 4, nodig 5"),
        ({"coded": 9}, "te weinig antwoorden met dit thema: 9, nodig 10"),
        ({"f1": CONSTANT}, "de codeur gaf dit thema nergens"),
        (
            {"f1": Coefficient(0.9, reason="geen interval: dit hangt aan te weinig")},
            "geen interval: dit hangt aan te weinig",
        ),
    ],
    ids=["respondents", "codings", "constant", "interval"],
)
def test_too_little_to_go_by_gives_no_verdict_but_the_reason(changed: dict, reason: str) -> None:
    found = judge(assessment(**changed))

    assert (found.usefulness, found.reason) == (Usefulness.UNKNOWN, reason)


def test_reading_only_what_was_suggested_gives_no_verdict() -> None:
    found = judge(assessment(), is_selective=True)

    assert found.usefulness is Usefulness.UNKNOWN
    assert found.reason == "de codeur las vooral antwoorden met een suggestie"


def test_a_verdict_gives_the_figures_that_decided_it() -> None:
    assert judge(assessment()).reason == (
        "F1 0,70, precisie minstens 0,60, recall minstens 0,60, 90% gevonden na 40% van de tekst"
    )


def test_the_documentation_has_the_limits_that_hold() -> None:
    text = (Path(REPOSITORY) / "docs" / "evalueren.md").read_text(encoding="utf-8")
    table = next(line for line in text.splitlines() if line.startswith("| bruikbaar"))
    search = next(line for line in text.splitlines() if line.startswith("| alleen als zoekhulp"))
    unknown = next(line for line in text.splitlines() if line.startswith("| nog niet te zeggen"))

    def has(line: str, *limits: float) -> bool:
        return all(f"{limit:g}".replace(".", ",") in line for limit in limits)

    assert has(table, usefulness.FIRST_READING_F1, usefulness.MIN_SHARE)
    assert has(search, usefulness.SEARCH_EFFORT, usefulness.MAX_EFFORT, usefulness.MIN_SHARE)
    assert has(unknown, usefulness.MIN_RESPONDENTS, usefulness.MIN_CODED)
