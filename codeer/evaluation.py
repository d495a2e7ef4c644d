"""How good suggestions are: scores and what was shown, measured against what people decided.

Everything is about one theme at a time: a unit (a sentence, or a whole answer) has a score, was shown to the
coder or not, and was given the theme (label) or not. Intervals resample respondents, not units, because what
one person says hangs together; all themes of a group are resampled alike, so that their mean can be too.

Average precision is the step sum of scikit-learn: over the distinct scores from high to low, precision times
the gain in recall. The reading effort is the share of the words that somebody reads who follows the scores
from high to low until nine of ten codings are found; units with the same score are read in no order, so
their codings are taken to come evenly. Without any order that share is .9.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from codeer.agreement import REPLICATES, Coefficient, draw_respondents, summarise
from codeer.model import Segment

Floats = NDArray[np.float64]

MACRO = "macro"
"""The mean over themes."""
TOGETHER = "samen"
"""All themes at once: the reading effort of somebody who looks for all of them."""
SOUGHT = 0.9
"""The share of the codings that a reader wants to find."""
_MAX_CELLS = 2_000_000  # of a table in memory while resampling


class Level(StrEnum):
    """What is scored: a segment as it was coded, or the whole answer in which it stands."""

    SENTENCE = "zin"
    ANSWER = "antwoord"


class Metric(StrEnum):
    """What is computed for a theme."""

    PRECISION = "precisie"
    """Of what was shown, the share that the coder gave the theme."""
    RECALL = "recall"
    """Of what the coder gave the theme, the share that was shown."""
    F1 = "f1"
    AVERAGE_PRECISION = "ap"
    KAPPA = "kappa"
    EFFORT = "leeswerk"


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """What codeer and a coder said of one theme in one segment, or in one answer."""

    respondent: str
    group: str
    transcript: str
    segment: Segment
    """Of an answer: from its first segment to its last, with number 0."""
    code: str
    score: float
    """0 when nothing was proposed."""
    is_shown: bool
    label: bool
    evidence: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The figures of one theme, of `MACRO` or of `TOGETHER`, in one group."""

    theme: str
    group: str
    level: Level
    respondents: int
    units: int
    coded: int
    """Units that the coder gave the theme; summed over the themes in `MACRO` and `TOGETHER`."""
    shown: int
    metrics: Mapping[Metric, Coefficient]
    averaged: Mapping[Metric, int]
    """In `MACRO`: the number of themes of which each metric is the mean."""


def join_answers(units: Iterable[ScoredUnit]) -> list[ScoredUnit]:
    """Return one unit per answer and theme: coded or shown when any segment is, with the top score."""
    parts: dict[tuple[str, int, str], list[ScoredUnit]] = {}
    for unit in units:
        parts.setdefault((unit.transcript, unit.segment.turn, unit.code), []).append(unit)
    return [_join(own) for own in parts.values()]


def _join(parts: Sequence[ScoredUnit]) -> ScoredUnit:
    best = max(parts, key=lambda unit: unit.score)
    return ScoredUnit(
        respondent=best.respondent,
        group=best.group,
        transcript=best.transcript,
        segment=Segment(
            turn=best.segment.turn,
            number=0,
            start=min(unit.segment.start for unit in parts),
            end=max(unit.segment.end for unit in parts),
            words=sum(unit.segment.words for unit in parts),
        ),
        code=best.code,
        score=best.score,
        is_shown=any(unit.is_shown for unit in parts),
        label=any(unit.label for unit in parts),
        evidence=best.evidence,
    )


def assess(
    units: Sequence[ScoredUnit],
    themes: Sequence[str],
    groups: Mapping[str, frozenset[str]],
    level: Level,
    *,
    seed: int = 1,
    replicates: int = REPLICATES,
) -> list[Assessment]:
    """Return the figures per group: theme by theme, then `MACRO` and `TOGETHER`.

    `groups` gives the plain groups that are counted in each group; every unit has each theme.
    """
    found: list[Assessment] = []
    for group, members in groups.items():
        inside = [unit for unit in units if unit.group in members]
        people = sorted({unit.respondent for unit in inside})
        draws = draw_respondents(len(people), replicates, seed)
        sample = _Sample(group, level, people, np.vstack([np.ones((1, len(people))), draws]))
        found += _assess_group(sample, inside, themes)
    return found


@dataclass(frozen=True, slots=True)
class _Sample:
    """The respondents of a group and how often each counts: in the first row once, then resampled."""

    group: str
    level: Level
    people: list[str]
    weights: Floats
    """Samples x respondents."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Units as columns of numbers."""

    person: NDArray[np.intp]
    """Index of the respondent."""
    score: Floats
    words: Floats
    coded: Floats
    shown: Floats


def _assess_group(
    sample: _Sample, units: Sequence[ScoredUnit], themes: Sequence[str]
) -> Iterator[Assessment]:
    by_theme: dict[str, list[ScoredUnit]] = {theme: [] for theme in themes}
    for unit in units:
        by_theme[unit.code].append(unit)
    columns = {theme: _arrange(sample, own) for theme, own in by_theme.items()}
    spreads: dict[Metric, list[Floats]] = {metric: [] for metric in Metric}
    for theme, own in columns.items():
        reasons = _why_not(own)
        computed = {m: s for m, s in _compute(sample.weights, own).items() if not reasons[m]}
        for metric, spread in computed.items():
            spreads[metric].append(spread)
        metrics = {
            m: _estimate(computed[m], sample)
            if m in computed
            else Coefficient(None, reason=reasons[m])
            for m in Metric
        }
        yield _assessment(sample, theme, [own], metrics)
    yield _macro(sample, list(columns.values()), spreads)
    yield _together(sample, list(columns.values()), units)


def _arrange(sample: _Sample, units: Sequence[ScoredUnit]) -> _Columns:
    index = {name: number for number, name in enumerate(sample.people)}

    def column(values: Iterable[float]) -> Floats:
        return np.array(list(values), dtype=np.float64)

    return _Columns(
        person=np.array([index[unit.respondent] for unit in units], dtype=np.intp),
        score=column(unit.score for unit in units),
        words=column(unit.segment.words for unit in units),
        coded=column(unit.label for unit in units),
        shown=column(unit.is_shown for unit in units),
    )


def _why_not(columns: _Columns) -> dict[Metric, str]:
    """Return per metric why it cannot be computed, or ''."""
    units, coded = len(columns.coded), columns.coded.sum()
    unseen = "" if units else "geen tekst die een codeur zag"
    never = unseen or ("" if coded else "de codeur gaf dit thema nergens")
    constant = never or ("de codeur gaf dit thema overal" if coded == units else "")
    silent = "" if columns.shown.any() else "codeer stelde dit thema nergens voor"
    return {
        Metric.PRECISION: unseen or silent,
        Metric.RECALL: never,
        Metric.F1: never,
        Metric.AVERAGE_PRECISION: constant,
        Metric.KAPPA: constant,
        Metric.EFFORT: constant or ("" if columns.words.any() else "geen woorden"),
    }


def _estimate(spread: Floats, sample: _Sample) -> Coefficient:
    return summarise(float(spread[0]), spread[1:], len(sample.people))


def _assessment(
    sample: _Sample,
    theme: str,
    columns: Sequence[_Columns],
    metrics: Mapping[Metric, Coefficient],
    averaged: Mapping[Metric, int] | None = None,
) -> Assessment:
    return Assessment(
        theme=theme,
        group=sample.group,
        level=sample.level,
        respondents=len(sample.people),
        units=max((len(own.coded) for own in columns), default=0),
        coded=int(sum(own.coded.sum() for own in columns)),
        shown=int(sum(own.shown.sum() for own in columns)),
        metrics=metrics,
        averaged=averaged or {},
    )


def _macro(
    sample: _Sample, columns: Sequence[_Columns], spreads: Mapping[Metric, Sequence[Floats]]
) -> Assessment:
    metrics = {
        metric: _estimate(np.asarray(np.mean(own, axis=0)), sample)
        if own
        else Coefficient(None, reason="bij geen enkel thema te berekenen")
        for metric, own in spreads.items()
    }
    averaged = {metric: len(own) for metric, own in spreads.items()}
    return _assessment(sample, MACRO, columns, metrics, averaged)


def _together(
    sample: _Sample, columns: Sequence[_Columns], units: Sequence[ScoredUnit]
) -> Assessment:
    """Return the effort of a reader who goes by the highest score of any theme."""
    tops: dict[tuple[str, int, int], ScoredUnit] = {}
    codings: dict[tuple[str, int, int], int] = {}
    for unit in units:
        place = unit.transcript, unit.segment.turn, unit.segment.number
        codings[place] = codings.get(place, 0) + unit.label
        if place not in tops or unit.score > tops[place].score:
            tops[place] = unit
    top = _arrange(sample, list(tops.values()))
    coded = np.array(list(codings.values()), dtype=np.float64)
    if coded.any() and top.words.any():
        effort = _estimate(_rank(sample.weights, top, coded)[1], sample)
    else:
        effort = Coefficient(None, reason="de codeur gaf geen enkel thema")
    return _assessment(sample, TOGETHER, columns, {Metric.EFFORT: effort})


# --- formulas: one value per row of weights ------------------------------------------------------


def _compute(weights: Floats, columns: _Columns) -> dict[Metric, Floats]:
    cells = np.zeros((weights.shape[1], 4))
    kind = (2 * columns.shown + columns.coded).astype(np.intp)
    np.add.at(cells, (columns.person, kind), 1)
    neither, missed, false, right = (weights @ cells).T
    average_precision, effort = _rank(weights, columns, columns.coded)
    with np.errstate(divide="ignore", invalid="ignore"):  # a resample can be constant
        chance = (right + missed) * (missed + neither) + (right + false) * (false + neither)
        return {
            Metric.PRECISION: right / (right + false),
            Metric.RECALL: right / (right + missed),
            # without a coding there is nothing to find, so no F1 of 0 either
            Metric.F1: np.where(
                right + missed > 0, 2 * right / (2 * right + false + missed), np.nan
            ),
            Metric.KAPPA: 2 * (right * neither - missed * false) / chance,
            Metric.AVERAGE_PRECISION: average_precision,
            Metric.EFFORT: effort,
        }


def _rank(weights: Floats, columns: _Columns, coded: Floats) -> tuple[Floats, Floats]:
    """Return average precision and reading effort; `coded` counts the codings of each unit."""
    scores, step = np.unique(-columns.score, return_inverse=True)
    gained, met, heard = (
        _count(weights.shape[1], columns.person, step, len(scores), values)
        for values in (coded, np.ones_like(coded), columns.words)
    )
    steps = np.flatnonzero(gained.any(axis=0))  # both figures change only where something is found
    if not len(steps):
        nothing = np.full(len(weights), np.nan)
        return nothing, nothing
    tables = [gained[:, steps], heard[:, steps]]
    tables += [table.cumsum(axis=1)[:, steps] for table in (gained, met, heard)]
    whole = weights @ heard.sum(axis=1)
    parts = 1 + weights.shape[0] * len(steps) // _MAX_CELLS
    found = [
        _follow(*(piece @ table for table in tables), whole=of_all)
        for piece, of_all in zip(
            np.array_split(weights, parts), np.array_split(whole, parts), strict=True
        )
    ]
    return np.concatenate([ap for ap, _ in found]), np.concatenate([e for _, e in found])


def _count(
    people: int, person: NDArray[np.intp], step: NDArray[np.intp], steps: int, values: Floats
) -> Floats:
    table = np.zeros((people, steps))
    np.add.at(table, (person, step), values)
    return table


def _follow(
    gained: Floats, block: Floats, found: Floats, seen: Floats, read: Floats, *, whole: Floats
) -> tuple[Floats, Floats]:
    """Go down the scores at which something is found; the last three are sums so far."""
    sought = SOUGHT * found[:, -1]
    last = np.argmax(found >= sought[:, None] - 1e-9, axis=1)[:, None]  # enough has been found

    def there(table: Floats) -> Floats:
        return np.asarray(np.take_along_axis(table, last, axis=1)[:, 0])

    with np.errstate(divide="ignore", invalid="ignore"):  # a resample can lack the theme
        precision = np.where(seen > 0, found / seen, 0)
        average_precision = (gained * precision).sum(axis=1) / found[:, -1]
        spared = (there(found) - sought) / there(gained) * there(block)
        return average_precision, (there(read) - spared) / whole
