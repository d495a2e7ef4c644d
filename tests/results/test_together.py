"""Themes that occur together, beside scikit-learn."""

from random import Random

import pytest
from sklearn.metrics import jaccard_score

from codeer.results.axes import make_themes
from codeer.results.content import hide_small_cells
from codeer.results.together import Level, Pair, find_pairs
from tests.results.contents import crowd, make_content

A, B = make_themes([("a", "A", None), ("b", "B", None)])


def pair_of(pairs: tuple[Pair, ...], level: Level, first: str, second: str) -> Pair:
    wanted = level, first, second
    return next(p for p in pairs if (p.level, p.first.id, p.second.id) == wanted)


@pytest.mark.parametrize("seed", range(4))
def test_jaccard_is_that_of_scikit_learn(seed: int) -> None:
    """Every answer is one segment, so one list of answers serves two levels."""
    draw = Random(seed)
    people = {
        f"J{who:02}": [" ".join(c for c in ("gemak", "band") if draw.random() < 0.4) for _ in "123"]
        for who in range(12)
    }
    pairs = find_pairs(make_content(people))
    answers = [answer for own in people.values() for answer in own]
    persons = [" ".join(own) for own in people.values()]
    for level, places in zip(Level, (answers, answers, persons), strict=True):
        marks = [["gemak" in place for place in places], ["band" in place for place in places]]
        found = pair_of(pairs, level, "gemak", "band")

        assert float(found.jaccard(9) or 0) == pytest.approx(jaccard_score(*marks), abs=1e-9)


def test_places_are_counted_at_three_levels() -> None:
    """J01: apart in two answers. J02: in one answer, one segment."""
    pairs = find_pairs(make_content({"J01": ["gemak", "band"], "J02": ["gemak band", ""]}))
    found = [pair_of(pairs, level, "gemak", "band") for level in Level]

    assert [(p.first_places, p.second_places, p.both) for p in found] == [
        (2, 2, 1),
        (2, 2, 1),
        (2, 2, 2),
    ]
    assert [str(p.jaccard(2)) for p in found] == ["0.33", "0.33", "1.00"]


def test_the_same_place_with_another_respondent_is_another_place() -> None:
    pairs = find_pairs(make_content({"J01": ["gemak"], "J02": ["band"]}))

    assert pair_of(pairs, Level.ANSWER, "gemak", "band").both == 0


def test_a_theme_and_its_subtheme_are_no_pair() -> None:
    pairs = find_pairs(make_content({"J01": ["thuis gemak"]}))
    together = {(pair.first.id, pair.second.id) for pair in pairs}

    assert ("steun", "thuis") not in together
    assert ("steun", "gemak") in together
    assert not any("(alle)" in names for names in together)


def test_two_themes_that_nobody_mentions_have_no_jaccard() -> None:
    pairs = find_pairs(make_content({"J01": [""]}))

    assert {pair.jaccard(2) for pair in pairs} == {None}


def test_one_theme_has_no_pairs() -> None:
    assert find_pairs(make_content({"J01": ["a"]}, themes=(A,))) == ()


# --- small cells ---------------------------------------------------------------------------------


def test_nothing_is_hidden_unless_that_is_asked() -> None:
    assert not any(p.is_hidden for p in find_pairs(make_content({"J01": ["gemak band"]})))


def test_a_theme_with_a_hidden_group_hides_at_every_level() -> None:
    """Gemak over everyone, less the parents shown, would be the one young person."""
    people = {**crowd("J", 4, 1, "gemak"), **crowd("O", 5, 5, "gemak band")}
    pairs = find_pairs(hide_small_cells(make_content(people)))

    assert all(pair_of(pairs, level, "gemak", "band").is_hidden for level in Level)


def test_one_or_two_respondents_with_both_are_hidden() -> None:
    people = {**crowd("J", 3, 3, "gemak"), **crowd("O", 4, 4, "band"), "O05": ["gemak"] * 2}
    people |= {"O06": ["gemak"], "O07": ["gemak"], "O04": ["band", "gemak"]}
    pairs = find_pairs(hide_small_cells(make_content(people)))

    assert [pair_of(pairs, level, "gemak", "band").is_hidden for level in Level] == [
        False,
        False,
        True,
    ]


def test_themes_without_a_hidden_group_are_shown() -> None:
    people = {**crowd("J", 4, 4, "gemak band"), **crowd("O", 4, 4, "gemak band")}
    pairs = find_pairs(hide_small_cells(make_content(people)))

    assert not any(p.is_hidden for p in pairs)


def test_both_orders_of_a_pair_are_one_pair() -> None:
    pairs = find_pairs(make_content({"J01": ["a b"]}, themes=(A, B)))

    assert [(p.level, p.first, p.second) for p in pairs] == [(level, A, B) for level in Level]
