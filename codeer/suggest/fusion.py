"""One score per segment and code from what the engines say.

The chance that at least one of them is right, each on its own. A pattern counts for a tenth beside
what was learned (on coded interviews fewer than half of the pattern hits were right, and what was learned
knows most of it already); likeness counts for half beside patterns.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Score = TypeVar("Score", float, NDArray[np.float64])

PATTERN_SHARE = 0.1
LIKENESS_SHARE = 0.5
TOLD_SHARE = 0.5
MIN_STORED = 0.05
"""Below this a suggestion is not kept at all."""


def fuse_learned(probability: Score, pattern: Score) -> Score:
    """Return the score of a code that was learned."""
    return 1 - (1 - probability) * (1 - PATTERN_SHARE * pattern)


def fuse_plain(pattern: Score, likeness: Score) -> Score:
    """Return the score of a code that was not learned."""
    return 1 - (1 - pattern) * (1 - LIKENESS_SHARE * likeness)


def fuse_told(score: float, certainty: float) -> float:
    """Return the score after a language model's own, uncalibrated certainty: it counts for half."""
    return 1 - (1 - score) * (1 - TOLD_SHARE * certainty)


def least_to_show(lowest: float) -> float:
    """Return the chance from which a learned code may be shown, whatever the patterns find."""
    return 1 - (1 - lowest) / (1 - PATTERN_SHARE) - 1e-4  # scores are rounded
