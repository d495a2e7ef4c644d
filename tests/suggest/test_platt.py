"""The line that makes chances of log-odds, beside scikit-learn's."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from codeer.suggest.platt import fit_platt


def make(seed, slope, intercept, size=2000):
    """Return log-odds, what was true, and weights."""
    chance = np.random.default_rng(seed)
    odds = chance.normal(-1, 2, size)
    coded = chance.random(size) < 1 / (1 + np.exp(-(slope * odds + intercept)))
    return odds, coded, chance.uniform(0.1, 3, size)


@pytest.mark.parametrize("slope", [0.02, 0.5, 1, 4])
@pytest.mark.parametrize("intercept", [-6, 0, 2])
def test_the_line_is_the_one_of_logistic_regression(slope, intercept):
    odds, coded, weights = make(1, slope, intercept)
    model = LogisticRegression(C=1e6, tol=1e-10, max_iter=10_000)
    model.fit(odds.reshape(-1, 1), coded, sample_weight=weights)

    assert fit_platt(odds, coded, weights) == pytest.approx(
        (model.coef_[0][0], model.intercept_[0]), rel=1e-4, abs=1e-4
    )


def test_kinds_that_lie_apart_have_a_steep_line_between_them():
    odds = np.array([-3.0, -2.0, 1.0, 2.0])
    slope, intercept = fit_platt(odds, odds > 0, np.ones(4))

    assert 3 < slope < 100
    assert -2 < -intercept / slope < 1


def test_a_weight_counts_as_so_many_answers():
    odds, coded, _ = make(2, 1, 0, 300)
    weights = np.where(coded, 3, 1)

    assert fit_platt(odds, coded, weights) == pytest.approx(
        fit_platt(np.repeat(odds, weights), np.repeat(coded, weights), np.ones(weights.sum())),
        rel=1e-6,
    )


@pytest.mark.parametrize("odds", [0.0, 700.0])
def test_log_odds_that_tell_nothing_give_everybody_the_same_chance(odds):
    slope, intercept = fit_platt(
        np.full(4, odds), np.array([True, False, False, False]), np.ones(4)
    )

    assert 1 / (1 + np.exp(-(slope * odds + intercept))) == pytest.approx(0.25)
