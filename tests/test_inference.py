"""Every statistic beside an oracle that computes it in another way."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from math import comb, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from codeer.inference import (
    RESAMPLES,
    correct_holm,
    find_fisher_p,
    find_risk_difference,
    find_wilson_interval,
)

Counts = Sequence[tuple[int, int]]


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    """Return (n, N)."""
    whole = draw(st.integers(1, 40))
    return draw(st.integers(0, whole)), whole


def probabilities(counts: Counts) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield every table with the margins of this one, with its weight."""
    mentioning = sum(n for n, _ in counts)
    for row in product(*(range(whole + 1) for _, whole in counts)):
        if sum(row) == mentioning:
            weight = 1
            for n, (_, whole) in zip(row, counts, strict=True):
                weight *= comb(whole, n)
            yield row, weight


def enumerate_p(counts: Counts) -> float:
    """Return the chance of a table as unlikely as this one, or more so, counting whole numbers only."""
    weights = dict(probabilities(counts))
    own = weights[tuple(n for n, _ in counts)]
    return sum(w for w in weights.values() if w <= own) / sum(weights.values())


# --- intervals -----------------------------------------------------------------------------------


def test_the_wilson_interval_is_that_of_scipy_for_every_share_of_65_people() -> None:
    differences = []
    for whole in range(1, 66):
        for part in range(whole + 1):
            oracle = binomtest(part, whole).proportion_ci(method="wilson")
            low, high = find_wilson_interval(part, whole) or (2.0, 2.0)
            differences.append(max(abs(low - oracle.low), abs(high - oracle.high)))

    assert max(differences) < 1e-12


@pytest.mark.parametrize("whole", [1, 7, 65])
def test_the_interval_of_nobody_begins_at_zero_and_that_of_everybody_ends_at_one(
    whole: int,
) -> None:
    nobody, everybody = find_wilson_interval(0, whole), find_wilson_interval(whole, whole)

    assert (nobody or (None,))[0] == 0.0
    assert (everybody or (None, None))[1] == 1.0


def test_a_share_of_nobody_has_no_interval() -> None:
    assert find_wilson_interval(0, 0) is None


@settings(max_examples=200, deadline=None)
@given(shares(), shares())
def test_the_interval_of_a_difference_is_newcombes_of_statsmodels(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    oracle = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")

    difference, low, high = find_risk_difference(first, second)

    assert difference == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (low, high) == pytest.approx(oracle, abs=1e-9)


def test_a_difference_with_a_group_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="no share"):
        find_risk_difference((0, 0), (1, 2))


# --- Fisher --------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(shares(), shares())
def test_two_groups_get_the_sum_of_hypergeometric_chances(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    assert find_fisher_p([first, second]) == pytest.approx(enumerate_p([first, second]), rel=1e-9)


@pytest.mark.parametrize(
    "counts",
    [
        [(1, 5), (4, 6), (5, 5)],
        [(0, 5), (5, 5), (2, 10)],
        [(3, 8), (3, 8), (2, 8)],
        [(2, 5), (1, 5), (4, 7), (6, 6)],
        [(15, 15), (20, 33), (3, 8), (2, 9)],
    ],
)
def test_more_groups_get_the_chance_of_full_enumeration_within_the_error_of_simulation(
    counts: Counts,
) -> None:
    exact = enumerate_p(counts)
    error = sqrt(exact * (1 - exact) / RESAMPLES)

    assert find_fisher_p(counts) == pytest.approx(exact, abs=4 * error + 1 / RESAMPLES)


@pytest.mark.parametrize("counts", [[(0, 5), (0, 9)], [(5, 5), (9, 9), (6, 6)]])
def test_when_nobody_or_everybody_mentions_it_nothing_differs(counts: Counts) -> None:
    assert find_fisher_p(counts) == 1.0


def test_a_simulated_chance_is_the_same_in_every_call_and_in_another_process() -> None:
    code = (
        "from codeer.inference import find_fisher_p as p; print(repr(p([(1, 5), (4, 6), (3, 5)])))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    once, twice = (find_fisher_p([(1, 5), (4, 6), (3, 5)]) for _ in range(2))

    assert repr(once) == repr(twice) == elsewhere.stdout.strip()


# --- Holm ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3, 6, 30])
def test_holm_is_that_of_statsmodels(number: int) -> None:
    """In thousandths, so that there are ties; few lists, for statsmodels collects garbage each time."""
    draw = Random(number)
    p_values = [draw.randint(0, 400) / 1000 for _ in range(number)]
    oracle = multipletests(p_values, method="holm")[1]

    assert correct_holm(p_values) == pytest.approx(list(oracle), abs=1e-12)


def test_holm_by_hand() -> None:
    """.005 x 4 = .02, .01 x 3 = .03, .03 x 2 = .06, .04 x 1 = .04, but never less than the one before."""
    assert correct_holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_no_tests_need_no_correction() -> None:
    assert correct_holm([]) == []
