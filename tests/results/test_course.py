"""Themes over the time of the conversation: quarters, and words spoken in them."""

import pytest

from codeer.results.content import ReportContent, compute_report, hide_small_cells
from codeer.results.course import find_course
from tests.results.contents import GROUPS, THEMES, crowd, find_theme, make_content, speak

MOMENTS = {1: 0.0, 2: 0.2499, 3: 0.25, 4: 0.5, 5: 0.75, 6: 1.0}
"""Six answers of ten words: two in the first quarter, one, one, and two in the last."""


def fragments_of(content: ReportContent, theme: str) -> list[int]:
    stretches = find_course(content).of(find_theme(content, theme))
    assert [stretch.quarter for stretch in stretches] == [1, 2, 3, 4]
    return [stretch.fragments for stretch in stretches]


def test_a_quarter_begins_at_its_bound_and_the_last_turn_is_in_the_last_quarter() -> None:
    assert fragments_of(make_content({"J01": ["gemak"] * 6}, moments=MOMENTS), "gemak") == [
        *(2, 1, 1, 2)
    ]


def test_words_are_those_spoken_in_the_quarter() -> None:
    content = make_content({"J01": ["gemak"] + [""] * 5, "J02": [""] * 6}, moments=MOMENTS)
    stretches = find_course(content).of(find_theme(content, "gemak"))

    assert [stretch.words for stretch in stretches] == [40, 20, 20, 40]
    assert [str(stretch.per_thousand_words(1)) for stretch in stretches] == [
        *("25.0", "0.0", "0.0", "0.0")
    ]


def test_a_respondent_counts_once_in_a_quarter_and_again_in_another() -> None:
    people = {"J01": ["gemak", "gemak", "gemak"], "J02": ["gemak"]}
    content = make_content(people, moments=MOMENTS)
    stretches = find_course(content).of(find_theme(content, "gemak"))

    assert [stretch.respondents for stretch in stretches] == [2, 1, 0, 0]


def test_a_parent_counts_a_stretch_with_two_codes_once() -> None:
    content = make_content({"J01": ["steun thuis"]}, moments=MOMENTS)

    assert fragments_of(content, "steun") == [1, 0, 0, 0]


def test_a_quarter_without_words_has_no_rate() -> None:
    content = make_content({"J01": ["gemak"]}, moments={1: 0.0})
    stretches = find_course(content).of(find_theme(content, "gemak"))

    assert [stretch.per_thousand_words(1) is None for stretch in stretches] == [
        *(False, True, True, True)
    ]


def test_a_turn_without_a_time_counts_nowhere() -> None:
    content = make_content({"J01": ["gemak", "gemak"]}, moments={1: 0.0})

    assert fragments_of(content, "gemak") == [1, 0, 0, 0]
    assert find_course(content).stretches[0].words == 10


def test_transcripts_without_times_are_left_out_and_counted() -> None:
    said = [speak("J01", ["gemak"], moments=MOMENTS), speak("J02", ["gemak"])]
    fragments = [fragment for _, own in said for fragment in own]
    content = compute_report("proef", THEMES, GROUPS, [s for s, _ in said], fragments, {})
    course = find_course(content)

    assert (course.timed, course.transcripts) == (1, 2)
    assert fragments_of(content, "gemak") == [1, 0, 0, 0]


def test_every_theme_has_four_quarters_also_when_it_is_never_found() -> None:
    course = find_course(make_content({"J01": [""]}, moments=MOMENTS))

    assert [s.theme.id for s in course.stretches[::4]] == [theme.id for theme in THEMES]
    assert len(course.stretches) == 4 * len(THEMES)


@pytest.mark.parametrize(("hide", "expected"), [(False, set()), (True, {"gemak"})])
def test_a_theme_with_a_hidden_group_is_hidden(hide: bool, expected: set[str]) -> None:
    """The quarters add up to everyone, and less the parents that is one young person."""
    people = {**crowd("J", 4, 1, "gemak"), **crowd("O", 5, 5, "gemak band")}
    content = make_content(people, moments=MOMENTS)
    course = find_course(hide_small_cells(content) if hide else content)

    assert {stretch.theme.id for stretch in course.stretches if stretch.is_hidden} == expected
