"""Shares of small groups of participants, with their intervals and tests; pure functions.

Sources: Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212; Newcombe,
R. G. (1998), Statistics in Medicine 17, 873-890, method 10; Holm, S. (1979), Scandinavian Journal of
Statistics 6, 65-70; Freeman, G. H. & Halton, J. H. (1951), Biometrika 38, 141-149.
"""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Z_95 = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""
RESAMPLES = 99_999
SEED = 20_200_710
"""Fixed, so that a simulated p-value is the same in every run."""


def share(part: int, whole: int, per: int, digits: int) -> Decimal | None:
    """Return part of whole, rounded half up as people do (62.5 becomes 63)."""
    return round_half_up(Decimal(part) * per / whole, digits) if whole else None


def round_half_up(exact: Decimal, digits: int) -> Decimal:
    """Return a number rounded as people do."""
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def find_wilson_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Return the 95 % Wilson score interval of a share, in [0, 1]; None when nobody was asked."""
    if not whole:
        return None
    observed, weight = part / whole, Z_95**2 / whole
    middle = (observed + weight / 2) / (1 + weight)
    half = Z_95 / (1 + weight) * math.sqrt(observed * (1 - observed) / whole + weight / (4 * whole))
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return low, high


def find_risk_difference(
    first: tuple[int, int], second: tuple[int, int]
) -> tuple[float, float, float]:
    """Return the difference of two shares (first - second) with its 95 % interval of Newcombe.

    Each argument is (n, N) with N > 0.
    """
    (n1, all1), (n2, all2) = first, second
    one, two = find_wilson_interval(n1, all1), find_wilson_interval(n2, all2)
    if one is None or two is None:
        raise ValueError("a group without respondents has no share")
    p1, p2 = n1 / all1, n2 / all2
    low = p1 - p2 - math.hypot(p1 - one[0], two[1] - p2)
    high = p1 - p2 + math.hypot(one[1] - p1, p2 - two[0])
    return p1 - p2, low, high


def find_fisher_p(counts: Sequence[tuple[int, int]]) -> float:
    """Return the p-value of Fisher's exact test on (n, N) per group.

    Two groups: exact. More groups: the test of Freeman and Halton, simulated with a fixed seed. When
    everybody or nobody mentions it, nothing can differ and the p-value is 1.
    """
    from numpy.random import default_rng
    from scipy.stats import MonteCarloMethod, fisher_exact

    table = [[n, everyone - n] for n, everyone in counts]
    if 0 in map(sum, zip(*table, strict=True)):
        return 1.0
    if len(table) == 2:
        return float(fisher_exact(table).pvalue)
    method = MonteCarloMethod(n_resamples=RESAMPLES, rng=default_rng(SEED))
    return float(fisher_exact(table, method=method).pvalue)


def correct_holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number by Holm's step-down method, in the order given."""
    corrected = [0.0] * len(p_values)
    highest = 0.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        corrected[index] = highest
    return corrected
