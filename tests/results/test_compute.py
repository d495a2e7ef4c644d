"""What is computed, and only what was asked for."""

import pytest

from codeer.errors import TooFewRespondents
from codeer.results.compute import Wishes
from tests.results.contents import compute, crowd

PEOPLE = {**crowd("J", 6, 2, "gemak"), **crowd("O", 6, 6, "gemak band")}


def test_without_wishes_nothing_is_tested_quoted_or_hidden() -> None:
    results = compute(PEOPLE, Wishes())

    assert (results.comparison, results.quotes, results.content.hides_small) == (None, (), False)
    assert not any(cell.is_hidden for cell in results.content.frequencies)


def test_what_follows_from_the_counts_is_always_there() -> None:
    results = compute(PEOPLE, Wishes())

    assert results.pairs
    assert len(results.saturation) == 3
    assert results.course.transcripts == 12


def test_wishes_are_granted() -> None:
    results = compute(PEOPLE, Wishes(quotes=1, tests=True))

    assert results.comparison is not None
    assert {quote.group.name for quote in results.quotes} == {"jongere", "ouder"}


def test_hiding_goes_before_everything_else() -> None:
    results = compute(PEOPLE, Wishes(quotes=9, tests=True, hide_small=True))

    assert results.comparison is not None
    assert results.content.hides_small
    assert {quote.group.name for quote in results.quotes} == {"ouder"}
    assert any(pair.is_hidden for pair in results.pairs)
    assert any(cell.is_hidden for test in results.comparison.pairs for cell in test.cells)


def test_tests_of_too_few_are_refused_and_not_left_out() -> None:
    with pytest.raises(TooFewRespondents):
        compute(crowd("J", 9, 2, "gemak"), Wishes(tests=True))
