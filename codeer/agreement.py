"""Agreement between coders: counts per source first, coefficients from the counts.

Everything is for one theme at a time: did each coder give it to a unit (1), not (0), or not see the unit
(None)? Intervals resample respondents, not units, because what one person says hangs together.

Sources: Cohen (1960), Educational and Psychological Measurement 20, 37-46 (kappa); Krippendorff (2004),
Content Analysis, 2nd ed., ch. 11 (alpha, nominal, missing data); Gwet (2008), British Journal of
Mathematical and Statistical Psychology 61, 29-48 (AC1); Fleiss (1981), Statistical Methods for Rates and
Proportions (specific agreement). Words: Landis & Koch (1977), Biometrics 33, 159-174; Krippendorff (2004).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
REPLICATES = 2000
LEVEL = 0.95
_MAX_UNDEFINED = 0.1  # share of resamples without a value above which an interval means nothing


@dataclass(frozen=True, slots=True)
class Rating:
    """What each coder said of one unit."""

    respondent: str
    values: tuple[int | None, ...]
    """1, 0 or None (not seen), in the order of the coders."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its interval, or the reason why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on one theme."""

    units: int
    """Units that at least two coders saw."""
    respondents: int
    both: int
    only_first: int
    only_second: int
    neither: int
    """The 2x2 counts; zero when there are more than two coders."""
    prevalence: float | None
    """Share of all ratings that give the theme."""
    percent: Coefficient
    positive: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    ac1: Coefficient


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
    """Per pattern: what the first and second coder said; only for two coders."""
    coders: int


def compute_agreement(
    ratings: Sequence[Rating], *, replicates: int = REPLICATES, seed: int = 1
) -> Agreement:
    """Return the agreement on one theme over units that at least two coders saw."""
    shared = [r for r in ratings if sum(value is not None for value in r.values) >= 2]
    cells = _count(shared)
    totals = cells.counts.sum(axis=0, keepdims=True)
    samples = _resample(cells, replicates, seed)
    reason = _why_not(cells, totals)
    two = cells.coders == 2

    def coefficient(compute: Callable[[_Cells, Floats], Floats], why: str) -> Coefficient:
        return _coefficient(compute, cells, totals, samples, why)

    def count(first: int, second: int) -> int:
        match = (cells.first == first) & (cells.second == second)
        return int(totals[0][match].sum()) if two else 0

    given, seen = float((totals * cells.given).sum()), float((totals * cells.seen).sum())
    return Agreement(
        units=len(shared),
        respondents=len({r.respondent for r in shared}),
        both=count(1, 1),
        only_first=count(1, 0),
        only_second=count(0, 1),
        neither=count(0, 0),
        prevalence=given / seen if seen else None,
        percent=coefficient(_percent, "" if shared else "geen tekst die beiden zagen"),
        positive=coefficient(_positive, reason if not given else ""),
        kappa=coefficient(_kappa, reason if two else "kappa is voor twee codeurs"),
        alpha=coefficient(_alpha, reason),
        ac1=coefficient(_ac1, reason),
    )


def _why_not(cells: _Cells, totals: Floats) -> str:
    """Return why chance-corrected agreement cannot be computed, or ''."""
    if not totals.sum():
        return "geen tekst die beiden zagen"
    if not (totals * cells.given).sum():
        return "niemand gaf dit thema"
    if not (totals * (cells.seen - cells.given)).sum():
        return "iedereen gaf dit thema overal"
    return ""


def _count(ratings: Sequence[Rating]) -> _Cells:
    patterns = sorted({r.values for r in ratings}, key=lambda p: [(v is None, v or 0) for v in p])
    people = sorted({r.respondent for r in ratings})
    counts = np.zeros((len(people), len(patterns)))
    row = {name: index for index, name in enumerate(people)}
    column = {pattern: index for index, pattern in enumerate(patterns)}
    for r in ratings:
        counts[row[r.respondent], column[r.values]] += 1
    coders = len(patterns[0]) if patterns else 2
    as_array = lambda values: np.array(list(values), dtype=np.float64)  # noqa: E731
    return _Cells(
        counts=counts,
        seen=as_array(sum(v is not None for v in p) for p in patterns),
        given=as_array(sum(v or 0 for v in p) for p in patterns),
        first=as_array((p[0] or 0) if coders == 2 else 0 for p in patterns),
        second=as_array((p[1] or 0) if coders == 2 else 0 for p in patterns),
        coders=coders,
    )


def _resample(cells: _Cells, replicates: int, seed: int) -> Floats:
    """Return total counts per pattern (replicates x patterns) with respondents drawn anew."""
    people = cells.counts.shape[0]
    if people == 0:
        return np.zeros((0, cells.counts.shape[1]))
    draws = np.random.default_rng(seed).multinomial(
        people, np.full(people, 1 / people), size=replicates
    )
    return np.asarray(draws @ cells.counts, dtype=np.float64)


def _coefficient(
    compute: Callable[[_Cells, Floats], Floats],
    cells: _Cells,
    totals: Floats,
    samples: Floats,
    reason: str,
) -> Coefficient:
    if reason:
        return Coefficient(None, reason=reason)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(compute(cells, totals)[0])
        spread = compute(cells, samples)
    if not np.isfinite(value):
        return Coefficient(None, reason="alle oordelen zijn gelijk")
    usable = spread[np.isfinite(spread)]
    if cells.counts.shape[0] < 2:
        return Coefficient(value, reason="geen interval: één respondent")
    if len(usable) < (1 - _MAX_UNDEFINED) * len(spread):
        return Coefficient(value, reason="geen interval: te vaak niet te berekenen")
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(usable, [tail, 1 - tail])
    return Coefficient(value, float(low), float(high))


# Each of these takes counts per pattern (samples x patterns) and returns one value per sample.


def _percent(cells: _Cells, counts: Floats) -> Floats:
    """Mean share of agreeing pairs of coders per unit."""
    n, p = cells.seen, cells.given
    pairs = (p * (p - 1) + (n - p) * (n - p - 1)) / (n * (n - 1))
    return np.asarray((counts * pairs).sum(axis=1) / counts.sum(axis=1))


def _positive(cells: _Cells, counts: Floats) -> Floats:
    """Specific agreement on giving the theme; for two coders the F1 score."""
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
    n, p = cells.seen, cells.given
    differing = (counts * 2 * p * (n - p) / (n - 1)).sum(axis=1)
    ones = (counts * p).sum(axis=1)
    zeros = (counts * (n - p)).sum(axis=1)
    return np.asarray(1 - (ones + zeros - 1) * differing / (2 * ones * zeros))


def _ac1(cells: _Cells, counts: Floats) -> Floats:
    agreed = _percent(cells, counts)
    share = (counts * cells.given / cells.seen).sum(axis=1) / counts.sum(axis=1)
    chance = 2 * share * (1 - share)
    return np.asarray((agreed - chance) / (1 - chance))


# --- words ---------------------------------------------------------------------------------------


def describe_kappa(value: float) -> str:
    """Return the word of Landis & Koch (1977) for a kappa."""
    for limit, word in (
        (0.0, "slecht"),
        (0.2, "gering"),
        (0.4, "redelijk"),
        (0.6, "matig"),
        (0.8, "substantieel"),
    ):
        if value < limit or (limit and value <= limit):
            return word
    return "bijna volmaakt"


def describe_alpha(value: float) -> str:
    """Return the judgement of Krippendorff (2004) on an alpha."""
    if value >= 0.8:
        return "betrouwbaar"
    return "alleen voorlopige conclusies" if value >= 0.667 else "onvoldoende"
