"""Chances from log-odds: logistic regression on one number (Platt 1999), by Newton's method."""

import numpy as np
from numpy.typing import NDArray

from codeer.suggest.terms import Floats

_PENALTY = 1e-6  # on the slope, which has no end when the two kinds lie apart
_NEVER_FLAT = np.diag((_PENALTY, 1e-12))
_MOST_STEPS = 200
_CLOSE_ENOUGH = 1e-12
_SMALLEST_STEP = 1e-6


def fit_platt(log_odds: Floats, coded: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Return the slope and the intercept with which log-odds are most likely."""
    rows = np.stack([log_odds, np.ones(len(log_odds))], axis=1)
    signs = np.where(coded, 1.0, -1.0)
    found = np.zeros(2)
    loss = _find_loss(found, rows, signs, weights)
    for _ in range(_MOST_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ found, -500, 500)))
        gradient = rows.T @ (weights * (chances - coded)) + (_PENALTY * found[0], 0)
        curve = (rows.T * (weights * chances * (1 - chances))) @ rows
        step = np.linalg.solve(curve + _NEVER_FLAT, gradient)
        gain, size = float(gradient @ step), 1.0
        while (new := _find_loss(found - size * step, rows, signs, weights)) > loss:
            size /= 2
            if size < _SMALLEST_STEP:
                return float(found[0]), float(found[1])
        found, loss = found - size * step, new
        if gain <= _CLOSE_ENOUGH * (1 + loss):
            break
    return float(found[0]), float(found[1])


def _find_loss(line: Floats, rows: Floats, signs: Floats, weights: Floats) -> float:
    unlikely = np.logaddexp(0, -signs * (rows @ line))
    return float(weights @ unlikely + _PENALTY * line[0] ** 2 / 2)
