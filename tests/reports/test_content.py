"""The numbers of a report, computed by hand for a small invented study.

| respondent  | group   | transcript | segments (start-end: words)                   |
|-------------|---------|------------|-----------------------------------------------|
| J01         | jongere | J01.txt    | 10-20: 4, 20-30: 6, 50-60: 5                  |
| G01 Daan    | jongere | G01.txt    | 0-10: 3                                       |
| G01 Moeder  | ouder   | G01.txt    | 10-20: 7, 40-50: 2                            |
| O01         | ouder   | O01.txt    | none: this parent only laughed                |

Nobody belongs to jim. `gezin` merges jongere and ouder.
"""

from decimal import Decimal

import pytest

from codeer.model import Segment
from codeer.reports.content import (
    Fragment,
    Frequency,
    Group,
    ReportContent,
    Speech,
    Theme,
    compute_report,
    make_groups,
    make_themes,
)

THEMES = make_themes(
    [
        ("steun", "Steun", None),
        ("steun_thuis", "Steun thuis", "steun"),
        ("steun_school", "Steun op school", "steun"),
        ("gemak", "Gemak", None),
    ]
)
GROUPS = make_groups(
    [
        ("jongere", "jongeren", ["jongere"], None),
        ("ouder", "ouders", ["ouder"], None),
        ("jim", "JIM's", ["jim"], 15),
        ("gezin", "gezin", ["jongere", "ouder"], 17),
    ]
)


def speech(transcript: str, respondent: str, group: str, *segments: tuple[int, int, int]) -> Speech:
    return Speech(
        transcript,
        respondent,
        group,
        tuple(Segment(2, n, *segment) for n, segment in enumerate(segments, start=1)),
    )


def fragment(respondent: str, code: str, start: int, end: int, transcript: str = "") -> Fragment:
    transcript = transcript or f"{respondent.split(maxsplit=1)[0]}.txt"
    return Fragment(transcript, respondent, "", start, end, code, "codeer", "x" * (end - start))


SPEECHES = [
    speech("J01.txt", "J01", "jongere", (10, 20, 4), (20, 30, 6), (50, 60, 5)),
    speech("G01.txt", "G01 Daan", "jongere", (0, 10, 3)),
    speech("G01.txt", "G01 Moeder", "ouder", (10, 20, 7), (40, 50, 2)),
    speech("O01.txt", "O01", "ouder"),
]
FRAGMENTS = [
    fragment("J01", "steun_thuis", 10, 20),
    fragment("J01", "steun_school", 10, 20),  # the same stretch: counts once for steun
    fragment("J01", "steun_thuis", 15, 25),  # over two segments
    fragment("G01 Moeder", "steun", 10, 20),
]


@pytest.fixture
def content() -> ReportContent:
    return compute_report("proef", THEMES, GROUPS, SPEECHES, FRAGMENTS, {})


def numbers(content: ReportContent, theme: str, group: str) -> tuple[int, ...]:
    """Return n and N respondents, fragments, n and N segments, words."""
    cell = next(f for f in content.frequencies if (f.theme.id, f.group.name) == (theme, group))
    return (
        cell.respondents,
        cell.all_respondents,
        cell.fragments,
        cell.segments,
        cell.all_segments,
        cell.words,
    )


def cell(respondents: int, of: int, fragments: int = 0, words: int = 0) -> Frequency:
    theme, group = Theme("t", "T", frozenset("t"), 0), Group("g", "g", frozenset("g"), None)
    return Frequency(theme, group, respondents, of, fragments, 1, 8, words)


# --- counting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "group", "expected"),
    [
        ("steun", "jongere", (1, 2, 2, 2, 4, 18)),
        ("steun", "ouder", (1, 2, 1, 1, 2, 9)),
        ("steun", "jim", (0, 0, 0, 0, 0, 0)),
        ("steun", "gezin", (2, 4, 3, 3, 6, 27)),
        ("steun", "totaal", (2, 4, 3, 3, 6, 27)),
        ("steun_thuis", "jongere", (1, 2, 2, 2, 4, 18)),
        ("steun_thuis", "ouder", (0, 2, 0, 0, 2, 9)),
        ("steun_thuis", "totaal", (1, 4, 2, 2, 6, 27)),
        ("steun_school", "jongere", (1, 2, 1, 1, 4, 18)),
        ("steun_school", "gezin", (1, 4, 1, 1, 6, 27)),
        ("gemak", "jongere", (0, 2, 0, 0, 4, 18)),
        ("gemak", "totaal", (0, 4, 0, 0, 6, 27)),
    ],
)
def test_the_numbers_are_those_counted_by_hand(
    content: ReportContent, theme: str, group: str, expected: tuple[int, ...]
) -> None:
    assert numbers(content, theme, group) == expected


def test_every_theme_has_a_row_for_every_group_also_when_it_is_zero(content: ReportContent) -> None:
    rows = [(f.theme.id, f.group.name) for f in content.frequencies]

    assert rows == [(theme.id, group.name) for theme in THEMES for group in GROUPS]


def test_a_cell_is_found_by_its_theme_and_group(content: ReportContent) -> None:
    found = content.of(THEMES[2], GROUPS[3])

    assert (found.theme.id, found.group.name, found.respondents) == ("steun_school", "gezin", 1)


def test_a_respondent_who_returns_to_a_theme_counts_once() -> None:
    fragments = [fragment("J01", "gemak", start, start + 10) for start in (10, 20, 50)]
    content = compute_report("proef", THEMES, GROUPS, SPEECHES, fragments, {})

    assert numbers(content, "gemak", "jongere")[:3] == (1, 2, 3)


def test_a_respondent_in_two_transcripts_counts_once() -> None:
    speeches = [
        speech("J01.txt", "J01", "jongere", (0, 10, 5)),
        speech("J01-vervolg.txt", "J01", "jongere", (0, 10, 6)),
    ]
    fragments = [
        fragment("J01", "gemak", 0, 10, "J01.txt"),
        fragment("J01", "gemak", 0, 10, "J01-vervolg.txt"),
    ]
    content = compute_report("proef", THEMES, GROUPS, speeches, fragments, {})

    assert numbers(content, "gemak", "jongere") == (1, 1, 2, 2, 2, 11)


def test_a_stretch_that_was_coded_twice_with_one_code_is_one_fragment() -> None:
    fragments = [fragment("J01", "gemak", 10, 20), fragment("J01", "gemak", 10, 20)]
    content = compute_report("proef", THEMES, GROUPS, SPEECHES, fragments, {})

    assert numbers(content, "gemak", "jongere")[2] == 1


def test_a_fragment_over_two_segments_is_one_fragment_in_two_segments() -> None:
    content = compute_report(
        "proef", THEMES, GROUPS, SPEECHES, [fragment("J01", "gemak", 15, 25)], {}
    )

    assert numbers(content, "gemak", "jongere")[2:4] == (1, 2)


def test_a_fragment_does_not_touch_the_segments_that_it_borders_on() -> None:
    content = compute_report(
        "proef", THEMES, GROUPS, SPEECHES, [fragment("J01", "gemak", 20, 30)], {}
    )

    assert numbers(content, "gemak", "jongere")[3] == 1


def test_a_family_conversation_counts_for_each_speaker_apart() -> None:
    moeder = compute_report(
        "proef", THEMES, GROUPS, SPEECHES, [fragment("G01 Moeder", "gemak", 10, 20)], {}
    )

    assert numbers(moeder, "gemak", "ouder")[0] == 1
    assert numbers(moeder, "gemak", "jongere")[0] == 0


def test_a_respondent_without_a_countable_word_is_in_n(content: ReportContent) -> None:
    assert content.people(GROUPS[1]) == 2


def test_a_parent_counts_a_stretch_with_two_of_its_children_once() -> None:
    both = [fragment("J01", "steun_thuis", 10, 20), fragment("J01", "steun_school", 10, 20)]
    content = compute_report("proef", THEMES, GROUPS, SPEECHES, both, {})

    assert numbers(content, "steun", "jongere")[2] == 1


def test_a_child_does_not_count_what_stands_under_its_parent(content: ReportContent) -> None:
    assert numbers(content, "steun_thuis", "ouder")[0] == 0


def test_a_grandparent_counts_the_grandchild() -> None:
    themes = make_themes([("a", "A", None), ("b", "B", "a"), ("c", "C", "b")])
    content = compute_report("proef", themes, GROUPS, SPEECHES, [fragment("J01", "c", 10, 20)], {})

    assert [numbers(content, theme, "jongere")[0] for theme in "abc"] == [1, 1, 1]


def test_themes_know_how_deep_they_stand() -> None:
    themes = make_themes([("a", "A", None), ("b", "B", "a"), ("c", "C", "b"), ("d", "D", None)])

    assert [theme.depth for theme in themes] == [0, 1, 2, 0]


def test_the_basis_and_what_was_skipped_are_kept() -> None:
    content = compute_report("proef", THEMES, GROUPS, SPEECHES, [], {"P01.txt": "leeg"})

    assert (content.basis, content.skipped) == ("proef", {"P01.txt": "leeg"})


# --- percentages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (5, 8, "63"),
        (1, 8, "13"),
        (3, 8, "38"),
        (7, 8, "88"),
        (1, 3, "33"),
        (2, 3, "67"),
        (0, 5, "0"),
    ],
)
def test_whole_percentages_are_rounded_half_up(part: int, whole: int, expected: str) -> None:
    assert cell(part, whole).percentage(0) == Decimal(expected)


def test_a_percentage_with_a_decimal_keeps_its_final_zero() -> None:
    assert str(cell(1, 2).percentage(1)) == "50.0"


def test_a_half_in_the_second_decimal_is_rounded_up() -> None:
    """1 of 16 is 6.25 percent."""
    assert str(cell(1, 16).percentage(1)) == "6.3"


def test_the_share_of_segments_is_rounded_half_up() -> None:
    """1 of 8 is 12.5 percent."""
    assert str(cell(1, 2).segment_percentage(0)) == "13"


def test_fragments_are_counted_per_thousand_words() -> None:
    assert str(cell(1, 2, fragments=2, words=18).per_thousand_words(2)) == "111.11"


def test_an_empty_group_has_no_percentages(content: ReportContent) -> None:
    empty = content.of(THEMES[0], GROUPS[2])

    assert empty.percentage(0) is None
    assert empty.segment_percentage(0) is None
    assert empty.per_thousand_words(2) is None


def test_a_respondent_without_words_has_no_rate_per_thousand_words() -> None:
    speeches = [speech("O01.txt", "O01", "ouder")]
    content = compute_report("proef", THEMES, GROUPS, speeches, [], {})
    found = content.of(THEMES[0], GROUPS[1])

    assert found.percentage(0) == Decimal(0)
    assert found.per_thousand_words(2) is None


# --- groups --------------------------------------------------------------------------------------


def expected_total(*groups: tuple[str, str, int | None]) -> int | None:
    """Return what the total expects of groups given as (name, members, expected)."""
    return make_groups((name, name, members.split(), n) for name, members, n in groups)[-1].expected


def test_the_total_stands_last_and_holds_every_plain_group() -> None:
    total = GROUPS[-1]

    assert (total.name, total.heading) == ("totaal", "Totaal")
    assert total.members == {"jongere", "ouder", "jim"}


def test_the_expected_total_is_the_sum_of_plain_groups() -> None:
    assert expected_total(("a", "a", 2), ("b", "b", 3)) == 5


def test_a_merged_group_stands_in_for_members_without_an_expected_number() -> None:
    assert expected_total(("a", "a", None), ("b", "b", None), ("c", "c", 4), ("ab", "a b", 5)) == 9


def test_a_merged_group_and_its_members_are_not_counted_twice() -> None:
    assert expected_total(("a", "a", 2), ("b", "b", 3), ("ab", "a b", 5)) == 5


def test_overlapping_merged_groups_are_not_counted_twice() -> None:
    groups = ("a", "a", 2), ("b", "b", 3), ("c", "c", 4), ("ab", "a b", 5), ("bc", "b c", 7)

    assert expected_total(*groups) == 9


def test_without_an_expected_number_for_every_group_the_total_expects_nothing() -> None:
    assert expected_total(("a", "a", 2), ("b", "b", None)) is None
