"""Agreement between coders: rating patterns counted per respondent first, coefficients from the counts.

Everything is about one theme: did each coder give it to a unit (1), not (0), or not see the unit (None)?
A unit counts when at least two coders saw it. Intervals resample respondents, not units, because what one
person says hangs together.

Percent agreement for any number of coders: Fleiss (1971), Psychological Bulletin 76, 378-382. Specific
agreement on giving the theme (with two coders F1, the index of Dice): Fleiss (1981), Statistical Methods for
Rates and Proportions, ch. 13. Kappa: Cohen (1960), Educational and Psychological Measurement 20, 37-46. Alpha,
nominal, missing data: Krippendorff (2004), Content Analysis, 2nd ed., ch. 11. AC1: Gwet (2008), British Journal
of Mathematical and Statistical Psychology 61, 29-48. Words: Landis & Koch (1977), Biometrics 33, 159-174, and
Krippendorff (2004), p. 241.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pattern = tuple[int | None, ...]
"""What each coder said of a unit: 1, 0 or None (not seen), in the order of the coders."""
Tallies = Mapping[str, Mapping[Pattern, int]]
"""Respondent to how often each pattern occurs."""

REPLICATES = 2000
LEVEL = 0.95
_MAX_UNDEFINED = 0.1  # share of resamples without a value above which an interval means nothing
_NOISE = 9  # decimals; 0.4 computed as 0.4000000000000001 is 0.4


class Measure(StrEnum):
    """What is computed for a theme."""

    PREVALENCE = "prevalentie"
    """Share of all ratings that give the theme."""
    PERCENT = "percentage"
    POSITIVE = "f1"
    KAPPA = "kappa"
    ALPHA = "alfa"
    AC1 = "ac1"


SOURCES: Mapping[Measure, str] = {
    Measure.PREVALENCE: "",
    Measure.PERCENT: "Fleiss (1971)",
    Measure.POSITIVE: "Dice (1945); Fleiss (1981)",
    Measure.KAPPA: "Cohen (1960); oordeel: Landis & Koch (1977)",
    Measure.ALPHA: "Krippendorff (2004); oordeel: Krippendorff (2004)",
    Measure.AC1: "Gwet (2008)",
}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A value with its interval, or the reason why one of them is not there."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """The 2x2 table of two coders."""

    both: int
    only_first: int
    only_second: int
    neither: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on one theme."""

    units: int
    """Units that at least two coders saw."""
    complete: int
    """Units that all coders saw."""
    respondents: int
    counts: Counts | None
    """None when there are more than two coders."""
    coefficients: Mapping[Measure, Coefficient]


@dataclass(frozen=True, slots=True)
class _Cells:
    """The distinct rating patterns and how often each occurs per respondent."""

    counts: Floats
    """Respondents x patterns."""
    seen: Floats
    """Per pattern: coders who saw the unit."""
    given: Floats
    """Per pattern: coders who gave the theme."""
    first: Floats
    second: Floats
    """Per pattern: what the first and second coder said; read for two coders only."""


_Formula = Callable[[_Cells, Floats], Floats]
"""From counts per pattern (samples x patterns) to one value per sample."""


def compute_agreement(
    tallies: Tallies, coders: int, *, replicates: int = REPLICATES, seed: int = 1
) -> Agreement:
    """Return the agreement of `coders` coders on one theme over units that at least two saw."""
    shared = _shared(tallies)
    cells = _arrange(shared)
    totals = cells.counts.sum(axis=0, keepdims=True)
    samples = _resample(cells.counts, replicates, seed)
    reasons = _why_not(cells, totals, coders)
    return Agreement(
        units=int(totals.sum()),
        complete=int(totals[0][cells.seen == coders].sum()),
        respondents=len(shared),
        counts=_cross(cells, totals) if coders == 2 else None,
        coefficients={
            measure: Coefficient(None, reason=reasons[measure])
            if reasons[measure]
            else _estimate(formula, cells, totals, samples)
            for measure, formula in _FORMULAS.items()
        },
    )


def _shared(tallies: Tallies) -> dict[str, dict[Pattern, int]]:
    """Leave out what fewer than two coders saw, and respondents of whom nothing is left."""
    kept = {
        respondent: {
            pattern: number
            for pattern, number in tally.items()
            if number and sum(value is not None for value in pattern) >= 2
        }
        for respondent, tally in tallies.items()
    }
    return {respondent: tally for respondent, tally in kept.items() if tally}


def _arrange(tallies: Tallies) -> _Cells:
    # sorted, so that the order in which things were read never changes a resample
    people = sorted(tallies)
    patterns = sorted(
        {pattern for tally in tallies.values() for pattern in tally},
        key=lambda pattern: [(value is None, value or 0) for value in pattern],
    )
    counts = [[float(tallies[name].get(pattern, 0)) for pattern in patterns] for name in people]
    return _Cells(
        counts=np.array(counts, dtype=np.float64).reshape(len(people), len(patterns)),
        seen=_vector(sum(value is not None for value in pattern) for pattern in patterns),
        given=_vector(sum(value or 0 for value in pattern) for pattern in patterns),
        first=_vector(pattern[0] or 0 for pattern in patterns),
        second=_vector(pattern[1] or 0 for pattern in patterns),
    )


def _vector(values: Iterable[int]) -> Floats:
    return np.array(list(values), dtype=np.float64)


def _cross(cells: _Cells, totals: Floats) -> Counts:
    def count(first: int, second: int) -> int:
        return int(totals[0][(cells.first == first) & (cells.second == second)].sum())

    return Counts(count(1, 1), count(1, 0), count(0, 1), count(0, 0))


def _why_not(cells: _Cells, totals: Floats, coders: int) -> dict[Measure, str]:
    """Return per measure why it cannot be computed, or ''.

    Without variation there is no agreement beyond chance to speak of, so the three coefficients that
    correct for chance have no value then, also where a formula would still give a number (AC1: 1).
    """
    who = "beide codeurs" if coders == 2 else "ten minste twee codeurs"
    unseen = "" if totals.sum() else f"geen tekst die {who} zagen"
    never = unseen or ("" if (totals * cells.given).sum() else "niemand gaf dit thema")
    always = (totals * (cells.seen - cells.given)).sum() == 0
    constant = never or ("iedereen gaf dit thema overal" if always else "")
    return {
        Measure.PREVALENCE: unseen,
        Measure.PERCENT: unseen,
        Measure.POSITIVE: never,
        Measure.KAPPA: constant if coders == 2 else "kappa is voor twee codeurs",
        Measure.ALPHA: constant,
        Measure.AC1: constant,
    }


def _resample(counts: Floats, replicates: int, seed: int) -> Floats:
    """Return total counts per pattern (replicates x patterns) with respondents drawn anew."""
    return np.asarray(draw_respondents(counts.shape[0], replicates, seed) @ counts)


def draw_respondents(people: int, replicates: int, seed: int) -> Floats:
    """Return how often each respondent is drawn (replicates x people); nothing when there is nobody."""
    if people == 0:
        return np.zeros((0, 0))
    draws = np.random.default_rng(seed).multinomial(
        people, np.full(people, 1 / people), size=replicates
    )
    return np.asarray(draws, dtype=np.float64)


def _estimate(formula: _Formula, cells: _Cells, totals: Floats, samples: Floats) -> Coefficient:
    value = float(formula(cells, totals)[0])
    with np.errstate(divide="ignore", invalid="ignore"):  # a resample can be constant
        spread = formula(cells, samples)
    return summarise(value, spread, cells.counts.shape[0])


def summarise(value: float, spread: Floats, people: int) -> Coefficient:
    """Return a value with the interval of what it was in resamples of `people` respondents."""
    if people < 2:
        return Coefficient(value, reason="geen interval: één respondent")
    usable = spread[np.isfinite(spread)]
    if len(usable) < (1 - _MAX_UNDEFINED) * len(spread):
        return Coefficient(value, reason="geen interval: dit hangt aan te weinig respondenten")
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(usable, [tail, 1 - tail])
    return Coefficient(value, float(low), float(high))


# --- formulas ------------------------------------------------------------------------------------


def _prevalence(cells: _Cells, counts: Floats) -> Floats:
    given, seen = (counts * cells.given).sum(axis=1), (counts * cells.seen).sum(axis=1)
    return np.asarray(given / seen)


def _percent(cells: _Cells, counts: Floats) -> Floats:
    """Mean over units of the share of pairs of coders who said the same."""
    n, p = cells.seen, cells.given
    pairs = (p * (p - 1) + (n - p) * (n - p - 1)) / (n * (n - 1))
    return np.asarray((counts * pairs).sum(axis=1) / counts.sum(axis=1))


def _positive(cells: _Cells, counts: Floats) -> Floats:
    """Given that one coder gives the theme: how often another does; for two coders F1."""
    n, p = cells.seen, cells.given
    return np.asarray((counts * p * (p - 1)).sum(axis=1) / (counts * p * (n - 1)).sum(axis=1))


def _kappa(cells: _Cells, counts: Floats) -> Floats:
    total = counts.sum(axis=1)
    agreed = (counts * (cells.first == cells.second)).sum(axis=1) / total
    first = (counts * cells.first).sum(axis=1) / total
    second = (counts * cells.second).sum(axis=1) / total
    chance = first * second + (1 - first) * (1 - second)
    return np.asarray((agreed - chance) / (1 - chance))


def _alpha(cells: _Cells, counts: Floats) -> Floats:
    """1 - observed / expected disagreement, from the coincidences of pairable values."""
    n, p = cells.seen, cells.given
    differing = (counts * 2 * p * (n - p) / (n - 1)).sum(axis=1)
    ones = (counts * p).sum(axis=1)
    zeros = (counts * (n - p)).sum(axis=1)
    return np.asarray(1 - (ones + zeros - 1) * differing / (2 * ones * zeros))


def _ac1(cells: _Cells, counts: Floats) -> Floats:
    """Chance from the mean over units of the share of coders who gave the theme."""
    agreed = _percent(cells, counts)
    share = (counts * cells.given / cells.seen).sum(axis=1) / counts.sum(axis=1)
    chance = 2 * share * (1 - share)
    return np.asarray((agreed - chance) / (1 - chance))


_FORMULAS: Mapping[Measure, _Formula] = {
    Measure.PREVALENCE: _prevalence,
    Measure.PERCENT: _percent,
    Measure.POSITIVE: _positive,
    Measure.KAPPA: _kappa,
    Measure.ALPHA: _alpha,
    Measure.AC1: _ac1,
}


# --- words ---------------------------------------------------------------------------------------

_KAPPA_WORDS = (  # up to and including; poor, slight, fair, moderate, substantial, almost perfect
    (0.2, "gering"),
    (0.4, "matig"),
    (0.6, "redelijk"),
    (0.8, "substantieel"),
    (1.0, "bijna volmaakt"),
)


def describe(measure: Measure, coefficient: Coefficient) -> str:
    """Return the word of the literature for a coefficient; '' where there is none."""
    if coefficient.value is None:
        return ""
    value = round(coefficient.value, _NOISE)
    if measure is Measure.KAPPA:
        return _describe_kappa(value)
    return _describe_alpha(value) if measure is Measure.ALPHA else ""


def _describe_kappa(value: float) -> str:
    if value < 0:
        return "slecht"
    return next(word for limit, word in _KAPPA_WORDS if value <= limit)


def _describe_alpha(value: float) -> str:
    if value >= 0.8:
        return "betrouwbaar"
    return "voorlopig" if value >= 0.667 else "onvoldoende"
