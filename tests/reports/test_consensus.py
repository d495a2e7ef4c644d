"""When several coders give a theme together."""

import pytest

from codeer.model import Consensus
from codeer.reports.consensus import (
    describe_consensus,
    explain_consensus,
    find_consensus,
    is_agreed,
)

MAJORITY, ALL, ONE = Consensus.MAJORITY, Consensus.ALL, Consensus.ONE


@pytest.mark.parametrize(
    ("rule", "seen", "enough"),
    [
        (MAJORITY, 1, 1),
        (MAJORITY, 2, 2),
        (MAJORITY, 3, 2),
        (MAJORITY, 4, 3),
        (ALL, 1, 1),
        (ALL, 3, 3),
        (ONE, 1, 1),
        (ONE, 3, 1),
    ],
)
def test_so_many_of_the_coders_are_enough_and_one_less_is_not(
    rule: Consensus, seen: int, enough: int
) -> None:
    assert is_agreed(rule, enough, seen)
    assert not is_agreed(rule, enough - 1, seen)


@pytest.mark.parametrize("rule", Consensus)
def test_what_nobody_saw_never_counts(rule: Consensus) -> None:
    assert not is_agreed(rule, 0, 0)


SEEN = {"Anna": {1, 2, 3}, "Bram": {1, 2}, "Chris": {1}}
GIVEN = [("Anna", 1, "band"), ("Bram", 1, "band"), ("Anna", 2, "band"), ("Anna", 3, "gemak")]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (MAJORITY, [(1, "band"), (3, "gemak")]),
        (ALL, [(3, "gemak")]),
        (ONE, [(1, "band"), (2, "band"), (3, "gemak")]),
    ],
)
def test_only_coders_who_saw_a_unit_have_a_say(
    rule: Consensus, found: list[tuple[int, str]]
) -> None:
    """Unit 1 was seen by three, unit 2 by two, unit 3 by Anna alone."""
    assert find_consensus(rule, SEEN, GIVEN) == found


def test_a_coder_who_gives_a_theme_twice_counts_once() -> None:
    given = [("Anna", 2, "band"), ("Anna", 2, "band")]

    assert find_consensus(MAJORITY, SEEN, given) == []


def test_themes_are_counted_apart() -> None:
    given = [("Anna", 2, "band"), ("Bram", 2, "gemak")]

    assert find_consensus(MAJORITY, SEEN, given) == []


def test_a_theme_on_a_unit_that_its_coder_did_not_see_counts_for_nothing() -> None:
    assert find_consensus(ONE, SEEN, [("Chris", 3, "band")]) == []


@pytest.mark.parametrize(
    ("rule", "coders", "words"),
    [
        (MAJORITY, 3, "besluiten, meerderheid van 3 codeurs"),
        (ALL, 2, "besluiten, eensgezind onder 2 codeurs"),
        (ONE, 1, "besluiten, ten minste één van 1 codeur"),
    ],
)
def test_the_basis_says_the_rule_and_the_number_of_coders(
    rule: Consensus, coders: int, words: str
) -> None:
    assert describe_consensus(rule, coders) == words


def test_the_rule_is_explained_for_a_methods_section() -> None:
    assert "meer dan de helft van de codeurs die de beurt zagen" in explain_consensus(MAJORITY)
