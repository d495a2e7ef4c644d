"""Saturation after Guest, Namey and Chen (2020), counted by hand: base 4, run 2, threshold 5 %."""

from fractions import Fraction

import pytest

from codeer.results.axes import Group
from codeer.results.saturation import (
    BASE_SIZE,
    RUN_LENGTH,
    THRESHOLD,
    Saturation,
    assess_saturation,
    find_saturation,
)
from tests.results.contents import make_content

GROUP = Group("jongere", "jongeren", frozenset({"jongere"}), None)


def assess(*interviews: str) -> Saturation:
    """Each interview is the codes in it, one letter each."""
    brought = [(f"J{n:02}", set(codes)) for n, codes in enumerate(interviews, start=1)]
    return assess_saturation(GROUP, brought)


def bring(*new: int) -> Saturation:
    """Each interview brings so many new codes, and has the first one too."""
    letters = iter(range(1000))
    brought = [
        (f"J{n:02}", {0, *(next(letters) for _ in range(number))})
        for n, number in enumerate(new, start=1)
    ]
    return assess_saturation(GROUP, [(name, set(map(str, codes))) for name, codes in brought])


def test_the_method_is_set_as_the_article_recommends() -> None:
    assert (BASE_SIZE, RUN_LENGTH, THRESHOLD) == (4, 2, 0.05)


def test_a_course_by_hand() -> None:
    """New: 3 2 1 0 | 1 0 0 0; base 6; runs 5-6: 1/6, 6-7: 0/6, so saturated after 5, confirmed at 7."""
    found = assess("abc", "ade", "f", "ab", "ag", "g", "a", "b")

    assert [step.codes for step in found.steps] == [3, 3, 1, 2, 2, 1, 1, 1]
    assert [step.new for step in found.steps] == [3, 2, 1, 0, 1, 0, 0, 0]
    assert [step.total for step in found.steps] == [3, 5, 6, 6, 7, 7, 7, 7]
    assert [step.ratio for step in found.steps] == [*[None] * 5, float(Fraction(1, 6)), 0.0, 0.0]
    assert found.reached == 5


def test_runs_slide_by_one_interview() -> None:
    """New: 5 5 5 5 | 2 1 0 0; base 20; runs 3/20, 1/20, 0: the run of 6 and 7 is at the threshold."""
    found = bring(5, 5, 5, 5, 2, 1, 0, 0)

    assert [step.ratio for step in found.steps][5:] == [0.15, 0.05, 0.0]
    assert found.reached == 5


def test_a_share_above_the_threshold_is_not_enough() -> None:
    """1 of 19 is 5.3 %."""
    assert bring(5, 5, 5, 4, 1, 0).reached is None


def test_the_earliest_moment_is_the_base_itself() -> None:
    assert bring(5, 5, 5, 5, 1, 0, 3, 3).reached == 4


def test_new_codes_in_every_run_never_saturate() -> None:
    assert bring(2, 2, 2, 2, 1, 1, 1, 1, 1, 1).reached is None


def test_codes_come_back_later_without_being_new() -> None:
    assert [step.new for step in assess("a", "a", "b", "ab").steps] == [1, 0, 1, 0]


@pytest.mark.parametrize("number", range(1, 6))
def test_too_few_interviews_have_no_run(number: int) -> None:
    found = assess(*["a"] * number)

    assert (found.reached, {step.ratio for step in found.steps}) == (None, {None})


def test_a_base_without_codes_is_no_measure() -> None:
    found = assess("", "", "", "", "a", "", "", "")

    assert (found.reached, {step.ratio for step in found.steps}) == (None, {None})


# --- groups --------------------------------------------------------------------------------------


def test_each_plain_group_with_interviews_has_a_course_and_everyone_has_one() -> None:
    content = make_content({"J01": ["gemak"], "O01": ["gemak", "band thuis"]})
    found = find_saturation(content)

    assert [course.group.name for course in found] == ["jongere", "ouder", "totaal"]
    assert [[step.new for step in course.steps] for course in found] == [[1], [3], [1, 2]]


def test_interviews_stand_in_the_order_of_their_names_whatever_the_order_of_reading() -> None:
    people = {"J02": ["band"], "J01": ["gemak"], "J03": ["gemak band"]}
    steps = find_saturation(make_content(people))[0].steps

    assert [(step.transcript, step.new) for step in steps] == [
        ("J01.txt", 1),
        ("J02.txt", 1),
        ("J03.txt", 0),
    ]


def test_an_interview_without_codes_counts_as_an_interview() -> None:
    steps = find_saturation(make_content({"J01": ["gemak"], "J02": [""]}))[0].steps

    assert [(step.codes, step.total) for step in steps] == [(1, 1), (0, 1)]


def test_without_interviews_there_is_no_course() -> None:
    assert find_saturation(make_content({})) == ()
