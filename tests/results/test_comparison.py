"""Comparing groups: respondents only, groups of some size, and never a group with a part of itself."""

from math import comb

import pytest

from codeer.errors import TooFewRespondents
from codeer.inference import correct_holm, find_risk_difference
from codeer.results.axes import make_groups
from codeer.results.comparison import MINIMUM, Comparison, compare_groups
from tests.results.contents import crowd, make_content

TWO = {**crowd("J", 6, 5, "gemak"), **crowd("O", 7, 1, "gemak")}
THREE = {**TWO, **crowd("JIM", 5, 3, "gemak band")}


def pairs_of(comparison: Comparison, theme: str) -> list[tuple[str, ...]]:
    return [
        tuple(cell.group.name for cell in test.cells)
        for test in comparison.pairs
        if test.theme.id == theme
    ]


def test_two_groups_are_compared_per_theme_with_fisher_newcombe_and_holm() -> None:
    """5 of 6 against 1 of 7: of the 1,716 ways to choose 6 of 13, 43 + 7 are as unlikely or more."""
    comparison = compare_groups(make_content(TWO))
    test = next(test for test in comparison.pairs if test.theme.id == "gemak")
    weights = [comb(6, n) * comb(7, 6 - n) for n in range(7)]
    extreme = sum(weight for weight in weights if weight <= weights[5])

    assert test.p == pytest.approx(extreme / comb(13, 6))
    assert test.difference == find_risk_difference((5, 6), (1, 7))
    assert [t.corrected for t in comparison.pairs] == correct_holm([t.p for t in comparison.pairs])


def test_two_groups_have_no_test_of_all_at_once() -> None:
    assert compare_groups(make_content(TWO)).overall == ()


def test_three_groups_are_compared_all_at_once_and_two_by_two() -> None:
    comparison = compare_groups(make_content(THREE))

    assert pairs_of(comparison, "gemak") == [
        ("jongere", "ouder"),
        ("jongere", "jim"),
        ("ouder", "jim"),
    ]
    assert [test.theme.id for test in comparison.overall] == ["steun", "thuis", "gemak", "band"]
    assert {test.difference for test in comparison.overall} == {None}
    assert [t.corrected for t in comparison.overall] == correct_holm(
        [t.p for t in comparison.overall]
    )


def test_merged_groups_and_the_total_are_not_compared_with_their_own_parts() -> None:
    comparison = compare_groups(make_content(THREE))
    compared = {cell.group for test in comparison.pairs for cell in test.cells}

    assert {group.name for group in compared} == {"jongere", "ouder", "jim"}
    assert {group.name for group in comparison.groups} == {"jongere", "ouder", "jim"}


def test_the_row_of_all_themes_together_is_not_tested() -> None:
    assert not any(test.theme.is_total for test in compare_groups(make_content(TWO)).pairs)


def test_more_fragments_change_nothing() -> None:
    """Only respondents count: the same people, each answer given nine times."""
    often = {name: answers * 9 for name, answers in TWO.items()}
    once, nine = (compare_groups(make_content(people)) for people in (TWO, often))

    assert [(t.p, t.corrected, t.difference) for t in nine.pairs] == [
        (t.p, t.corrected, t.difference) for t in once.pairs
    ]


def test_a_theme_of_nobody_cannot_differ() -> None:
    comparison = compare_groups(make_content(THREE))

    assert {test.p for test in comparison.overall if test.theme.id == "thuis"} == {1.0}


# --- how many are enough -------------------------------------------------------------------------


def test_a_group_below_the_minimum_is_left_out_and_named() -> None:
    people = {**crowd("J", MINIMUM - 1, 2, "gemak"), **crowd("O", MINIMUM, 2, "gemak")}
    comparison = compare_groups(make_content({**people, **crowd("JIM", MINIMUM, 1, "gemak")}))

    assert [group.name for group in comparison.groups] == ["ouder", "jim"]
    assert [group.name for group in comparison.left_out] == ["jongere"]


@pytest.mark.parametrize(
    ("young", "parents"), [(MINIMUM - 1, MINIMUM), (MINIMUM, 0), (0, 0), (1, 1)]
)
def test_without_two_groups_of_the_minimum_nothing_is_compared(young: int, parents: int) -> None:
    content = make_content({**crowd("J", young, 0, ""), **crowd("O", parents, 0, "")})

    with pytest.raises(TooFewRespondents) as refused:
        compare_groups(content)

    for said in (f"jongeren: {young}", f"ouders: {parents}", "JIM's: 0", f"ten minste {MINIMUM}"):
        assert said in str(refused.value)


def test_one_group_alone_is_refused_with_its_size() -> None:
    groups = make_groups([("gezin", "gezinnen", ["jongere", "ouder"], None)])[:1]

    with pytest.raises(TooFewRespondents, match="gezinnen: 13"):
        compare_groups(make_content(TWO, groups=groups))


def test_a_group_with_a_part_of_itself_is_refused() -> None:
    """Everybody in the part is in the whole: those are no two groups."""
    groups = make_groups(
        [("jongere", "jongeren", ["jongere"], None), ("gezin", "gezin", ["jongere", "ouder"], None)]
    )

    with pytest.raises(TooFewRespondents):
        compare_groups(make_content(TWO, groups=groups))
