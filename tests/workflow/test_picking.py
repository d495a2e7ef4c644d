"""Filters: by id or name, in the order of the study, and never ignored."""

import pytest

from codeer.errors import UnknownName
from codeer.results.axes import make_groups, make_themes
from codeer.workflow.picking import pick_groups, pick_themes

THEMES = make_themes(
    [
        ("band", "Vertrouwensband", None),
        ("gemak", "Laagdrempeligheid", None),
        ("Band2", "Gemak", None),
    ]
)
GROUPS = make_groups([("jongere", "jongeren", ["jongere"], None), ("jim", "JIM's", ["jim"], None)])[
    :-1
]


def themes(*given: str) -> list[str]:
    return [theme.id for theme in pick_themes(THEMES, given)]


def groups(*given: str) -> list[str]:
    return [group.name for group in pick_groups(GROUPS, given)]


def test_nothing_given_is_everything() -> None:
    assert themes() == ["band", "gemak", "Band2"]
    assert groups() == ["jongere", "jim"]


@pytest.mark.parametrize("given", ["band", "Vertrouwensband", "VERTROUWENSBAND", "BAND"])
def test_a_theme_has_an_id_and_a_name_in_any_case(given: str) -> None:
    assert themes(given) == ["band"]


@pytest.mark.parametrize("given", ["jim", "JIM's", "Jim", "jim's"])
def test_a_group_has_a_name_and_a_heading_in_any_case(given: str) -> None:
    assert groups(given) == ["jim"]


def test_an_id_goes_before_the_name_of_another() -> None:
    """Gemak is the name of one theme and the id of another."""
    assert themes("gemak") == themes("Gemak") == ["gemak"]


def test_an_id_as_it_is_written_goes_before_the_same_in_other_letters() -> None:
    alike = make_themes([("steun", "A", None), ("STEUN", "B", None)])

    assert [theme.id for theme in pick_themes(alike, ["STEUN"])] == ["STEUN"]
    assert [theme.id for theme in pick_themes(alike, ["Steun"])] == ["steun"]


def test_the_order_is_that_of_the_study_and_nothing_comes_twice() -> None:
    assert themes("gemak", "band", "Vertrouwensband") == ["band", "gemak"]


@pytest.mark.parametrize("given", ["bnad", "", "jongere"])
def test_a_theme_that_does_not_exist_is_refused_with_those_that_do(given: str) -> None:
    with pytest.raises(UnknownName) as refused:
        pick_themes(THEMES, ["band", given])

    for said in (f"thema '{given}'", "band", "gemak", "Band2"):
        assert said in str(refused.value)


def test_a_group_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UnknownName) as refused:
        pick_groups(GROUPS, ["jongren"])

    assert "groep 'jongren', bedoelde je 'jongere'?" in str(refused.value)


def test_the_total_is_no_group_to_choose() -> None:
    with pytest.raises(UnknownName):
        pick_groups(GROUPS, ["totaal"])
