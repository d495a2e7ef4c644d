"""One score from several engines."""

import pytest

from codeer.suggest.fusion import fuse_learned, fuse_plain


def test_without_a_pattern_the_learned_probability_stands():
    assert fuse_learned(0.3, 0) == pytest.approx(0.3)


def test_a_pattern_lifts_a_learned_probability():
    assert 0.3 < fuse_learned(0.3, 0.5) < fuse_learned(0.3, 0.9) < 1


def test_certainty_stays_within_bounds():
    assert fuse_learned(0.0, 0.9) == pytest.approx(0.09)
    assert fuse_learned(1.0, 0.9) == 1


def test_likeness_counts_for_half():
    assert fuse_plain(0, 0.8) == pytest.approx(0.4)
    assert fuse_plain(0.5, 0.8) == pytest.approx(0.7)
