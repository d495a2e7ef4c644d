"""What the figures mean for somebody who wants to work with suggestions.

Are scores what they say, where do suggestions fail worst, and what is each theme good for: a first reading
that a coder corrects, a search aid, or nothing. The limits of those verdicts are explained in
docs/evalueren.md; they hold per answer, for that is what a coder reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from codeer.agreement import REPLICATES, Coefficient, draw_respondents, summarise
from codeer.evaluation import SOUGHT, Assessment, Metric, ScoredUnit, join_answers

MIN_RESPONDENTS = 5
MIN_CODED = 10
"""Coded answers below which an interval is wider than any verdict."""
FIRST_READING_F1 = 0.6
MIN_SHARE = 0.5
"""What precision and recall must reach at the low end of their intervals."""
SEARCH_EFFORT = 0.7
MAX_EFFORT = 0.9
"""Reading without any order; the high end of the interval must stay below it."""
_BANDS = 10


@dataclass(frozen=True, slots=True)
class Band:
    """Units with about the same score: what was said and how often that was right."""

    low: float
    high: float
    said: float
    """Mean score."""
    right: Coefficient
    """Share that the coder gave the theme."""
    units: int


def compute_reliability(
    units: Sequence[ScoredUnit], *, seed: int = 1, replicates: int = REPLICATES
) -> list[Band]:
    """Return per tenth of the scores what was said on average and how often that was right."""
    index = {name: n for n, name in enumerate(sorted({unit.respondent for unit in units}))}
    people = len(index)
    weights = np.vstack([np.ones((1, people)), draw_respondents(people, replicates, seed)])
    bands: list[list[ScoredUnit]] = [[] for _ in range(_BANDS)]
    for unit in units:
        # scores have 4 decimals: 0.7 is in the band that begins there, however it is stored
        bands[min(round(unit.score * 10_000) * _BANDS // 10_000, _BANDS - 1)].append(unit)
    found = []
    for number, inside in enumerate(bands):
        if not inside:
            continue
        cells = np.zeros((people, 2))
        for unit in inside:
            cells[index[unit.respondent]] += (unit.label, 1)
        right, whole = (weights @ cells).T
        with np.errstate(divide="ignore", invalid="ignore"):  # nobody drawn who is in this band
            share = right / whole
        found.append(
            Band(
                low=number / _BANDS,
                high=(number + 1) / _BANDS,
                said=sum(unit.score for unit in inside) / len(inside),
                right=summarise(float(share[0]), share[1:], people),
                units=len(inside),
            )
        )
    return found


# --- mistakes ------------------------------------------------------------------------------------


class MistakeKind(StrEnum):
    """How a suggestion and a coder differ."""

    MISSED = "gemist"
    FALSE_ALARM = "onterecht"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A unit on which codeer and the coder differ."""

    kind: MistakeKind
    unit: ScoredUnit


def find_mistakes(units: Sequence[ScoredUnit], themes: Sequence[str], limit: int) -> list[Mistake]:
    """Return per theme the worst misses, then the worst false alarms, `limit` of each at most.

    Worst is a miss in an answer where the theme was not shown at all, with the lowest score; and a
    false alarm in an answer that the coder did not give the theme anywhere, with the highest score.
    """
    answers = {(a.transcript, a.segment.turn, a.code): a for a in join_answers(units)}

    def weigh(unit: ScoredUnit) -> tuple[bool, float, str, int]:
        answer = answers[unit.transcript, unit.segment.turn, unit.code]
        is_milder = answer.is_shown if unit.label else answer.label
        score = unit.score if unit.label else -unit.score
        return is_milder, score, unit.transcript, unit.segment.start

    wrong: dict[tuple[str, bool], list[ScoredUnit]] = {}
    for unit in units:
        if unit.label != unit.is_shown:
            wrong.setdefault((unit.code, unit.label), []).append(unit)
    return [
        Mistake(kind, unit)
        for theme in themes
        for kind, label in ((MistakeKind.MISSED, True), (MistakeKind.FALSE_ALARM, False))
        for unit in sorted(wrong.get((theme, label), []), key=weigh)[:limit]
    ]


# --- verdict -------------------------------------------------------------------------------------


class Usefulness(StrEnum):
    """What the suggestions for a theme are good for."""

    FIRST_READING = "bruikbaar als eerste lezing"
    SEARCH_AID = "alleen als zoekhulp"
    UNUSABLE = "niet gebruiken"
    UNKNOWN = "nog niet te zeggen"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict in words."""

    theme: str
    usefulness: Usefulness
    reason: str
    """In Dutch: the figures that decided."""


def judge(assessment: Assessment, *, is_selective: bool = False) -> Judgement:
    """Return what the suggestions for a theme are good for, from its figures per answer.

    `is_selective`: the coder mostly read answers with a suggestion, so nobody knows what was missed.
    """
    lack = _find_lack(assessment)
    if not lack and is_selective:
        lack = "de codeur las vooral antwoorden met een suggestie"
    if lack:
        return Judgement(assessment.theme, Usefulness.UNKNOWN, lack)
    return Judgement(assessment.theme, _weigh(assessment), _explain(assessment))


def _find_lack(assessment: Assessment) -> str:
    """Return why there can be no verdict, or ''."""
    f1 = assessment.metrics[Metric.F1]
    if f1.value is None:
        return f1.reason
    if assessment.respondents < MIN_RESPONDENTS:
        return f"te weinig respondenten: {assessment.respondents}, nodig {MIN_RESPONDENTS}"
    if assessment.coded < MIN_CODED:
        return f"te weinig antwoorden met dit thema: {assessment.coded}, nodig {MIN_CODED}"
    return f1.reason


def _weigh(assessment: Assessment) -> Usefulness:
    metrics = assessment.metrics
    is_right = _reaches(metrics[Metric.PRECISION].low, MIN_SHARE)
    is_complete = _reaches(metrics[Metric.RECALL].low, MIN_SHARE)
    if is_right and is_complete and _reaches(metrics[Metric.F1].value, FIRST_READING_F1):
        return Usefulness.FIRST_READING
    effort = metrics[Metric.EFFORT]
    saves_reading = (
        effort.value is not None
        and effort.value <= SEARCH_EFFORT
        and effort.high is not None
        and effort.high < MAX_EFFORT
    )
    return Usefulness.SEARCH_AID if saves_reading or is_right else Usefulness.UNUSABLE


def _reaches(value: float | None, limit: float) -> bool:
    return value is not None and value >= limit


def _explain(assessment: Assessment) -> str:
    metrics = assessment.metrics
    parts = [f"F1 {_write(metrics[Metric.F1].value)}"]
    for metric in (Metric.PRECISION, Metric.RECALL):
        low = metrics[metric].low
        parts.append(f"{metric} {'onzeker' if low is None else f'minstens {_write(low)}'}")
    effort = metrics[Metric.EFFORT].value
    if effort is not None:
        parts.append(f"{SOUGHT:.0%} gevonden na {effort:.0%} van de tekst")
    return ", ".join(parts)


def _write(value: float | None) -> str:
    return f"{value:.2f}".replace(".", ",")
