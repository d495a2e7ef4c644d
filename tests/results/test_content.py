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

from codeer.results.axes import Group, Theme, make_groups, make_themes
from codeer.results.content import Frequency, ReportContent, compute_report, hide_small_cells
from codeer.results.occurrence import Fragment, Segments, Speech
from tests.results.contents import crowd, find_group, find_theme, make_content

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
        Segments.from_rows((2, *segment) for segment in segments),
    )


def fragment(respondent: str, code: str, start: int, end: int, transcript: str = "") -> Fragment:
    transcript = transcript or f"{respondent.split(maxsplit=1)[0]}.txt"
    group = "ouder" if respondent in ("G01 Moeder", "O01") else "jongere"
    text = "x" * (end - start)
    return Fragment(transcript, respondent, group, start, end, code, "codeer", text)


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
    return Frequency(theme, group, respondents, of, fragments, 1, 8, 6, words, interviews=4)


def hidden(content: ReportContent) -> set[tuple[str, str]]:
    """Return theme and group of the cells that are hidden."""
    return {(f.theme.id, f.group.name) for f in content.frequencies if f.is_hidden}


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
        ("(alle)", "jongere", (1, 2, 2, 2, 4, 18)),
        ("(alle)", "totaal", (2, 4, 3, 3, 6, 27)),
    ],
)
def test_the_numbers_are_those_counted_by_hand(
    content: ReportContent, theme: str, group: str, expected: tuple[int, ...]
) -> None:
    assert numbers(content, theme, group) == expected


def test_every_theme_has_a_row_for_every_group_also_when_it_is_zero(content: ReportContent) -> None:
    rows = [(f.theme.id, f.group.name) for f in content.frequencies]

    themes = [*(theme.id for theme in THEMES), "(alle)"]
    assert rows == [(theme, group.name) for theme in themes for group in GROUPS]


def test_the_last_row_counts_who_mentions_any_theme_once() -> None:
    """J01 mentions both; on one stretch with two themes stands one fragment."""
    fragments = [fragment("J01", "gemak", 10, 20), fragment("J01", "steun", 10, 20)]
    content = compute_report("proef", THEMES, GROUPS, SPEECHES, fragments, {})
    total = content.themes[-1]

    assert (total.is_total, total.depth) == (True, 0)
    assert total not in content.own_themes
    assert numbers(content, total.id, "totaal")[:3] == (1, 4, 1)


def test_one_theme_has_no_row_of_all_together() -> None:
    content = compute_report("proef", THEMES[3:], GROUPS, SPEECHES, [], {})

    assert [theme.id for theme in content.themes] == ["gemak"]


def test_who_is_in_no_group_of_the_report_is_left_out() -> None:
    groups = make_groups([("ouder", "ouders", ["ouder"], None)])
    content = compute_report("proef", THEMES, groups, SPEECHES, FRAGMENTS, {})

    assert content.respondents == {"G01 Moeder": "ouder", "O01": "ouder"}
    assert {f.respondent for f in content.fragments} == {"G01 Moeder"}
    assert numbers(content, "steun", "totaal") == (1, 2, 1, 1, 2, 9)


def test_fragments_of_other_themes_are_left_out() -> None:
    content = compute_report("proef", THEMES[1:2], GROUPS, SPEECHES, FRAGMENTS, {})

    assert {f.code for f in content.fragments} == {"steun_thuis"}


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


def test_the_interval_is_wilsons_in_percent() -> None:
    """5 of 8: 30.57 to 86.32."""
    assert cell(5, 8).interval(1) == (Decimal("30.6"), Decimal("86.3"))


def test_coded_words_are_counted_per_thousand_words() -> None:
    """6 of 18."""
    assert str(cell(1, 2, words=18).words_per_thousand(0)) == "333"


def test_fragments_are_averaged_over_interviews() -> None:
    """5 in 4 interviews: 1.25, half up."""
    assert str(cell(1, 2, fragments=5).per_interview(1)) == "1.3"


def test_an_interview_is_counted_where_somebody_of_the_group_speaks(
    content: ReportContent,
) -> None:
    """G01 is one family conversation with a young person and a mother."""
    interviews = [content.of(THEMES[0], group).interviews for group in GROUPS]

    assert interviews == [2, 2, 0, 3, 3]


def test_an_empty_group_has_no_percentages(content: ReportContent) -> None:
    empty = content.of(THEMES[0], GROUPS[2])

    assert empty.percentage(0) is None
    assert empty.interval(0) is None
    assert empty.words_per_thousand(0) is None
    assert empty.per_interview(1) is None
    assert empty.segment_percentage(0) is None
    assert empty.per_thousand_words(2) is None


def test_a_respondent_without_words_has_no_rate_per_thousand_words() -> None:
    speeches = [speech("O01.txt", "O01", "ouder")]
    content = compute_report("proef", THEMES, GROUPS, speeches, [], {})
    found = content.of(THEMES[0], GROUPS[1])

    assert found.percentage(0) == Decimal(0)
    assert found.per_thousand_words(2) is None


# --- people --------------------------------------------------------------------------------------


def test_respondents_stand_in_the_order_of_the_groups() -> None:
    people = {"P01": [""], "J02": [""], "JIM01": [""], "J01": [""], "O01": [""]}
    groups = make_groups(
        (name, name, [name], None) for name in ("ouder", "jim", "professional", "jongere")
    )

    assert list(make_content(people, groups=groups).respondents) == "O01 JIM01 P01 J01 J02".split()


def test_the_plain_groups_share_nobody(content: ReportContent) -> None:
    assert [group.name for group in content.plain_groups] == ["jongere", "ouder", "jim"]


def test_without_plain_groups_the_merged_ones_that_share_nobody_stand_in() -> None:
    groups = make_groups(
        [
            ("ab", "ab", ["a", "b"], None),
            ("bc", "bc", ["b", "c"], None),
            ("de", "de", ["d", "e"], None),
        ]
    )
    content = compute_report("proef", THEMES, groups, [], [], {})

    assert [group.name for group in content.plain_groups] == ["ab", "de"]


# --- small cells ---------------------------------------------------------------------------------

PEOPLE = {
    **crowd("J", 4, 1, "gemak"),
    **crowd("O", 5, 4, "gemak thuis"),
    **crowd("JIM", 6, 5, "gemak thuis"),
}
"""For gemak one young person, 4 parents, 5 JIM's, so 5 of family and 10 of all; for thuis no young one."""


@pytest.mark.parametrize(("respondents", "small"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_or_two_respondents_are_few(respondents: int, small: bool) -> None:
    assert cell(respondents, 20).is_small is small


def test_nothing_is_hidden_unless_that_is_asked() -> None:
    assert hidden(make_content(PEOPLE)) == set()


def test_a_small_cell_hides_with_every_group_that_holds_it() -> None:
    content = hide_small_cells(make_content(PEOPLE))

    places = {(theme, group) for theme in ("gemak", "(alle)") for group in ("jongere", "gezin")}
    assert hidden(content) == places | {("gemak", "totaal"), ("(alle)", "totaal")}


def test_a_small_merged_group_hides_its_members_even_those_without_anybody() -> None:
    """One of the two is the one: who knows that it is not the first knows the second."""
    people = {**crowd("J", 4, 0, ""), **crowd("O", 5, 2, "band"), **crowd("JIM", 6, 6, "band")}
    content = hide_small_cells(make_content(people))

    assert {group for theme, group in hidden(content) if theme == "band"} == {
        *("jongere", "ouder", "gezin", "totaal")
    }


def test_what_a_shown_group_has_more_than_a_part_of_it_is_a_small_cell_too() -> None:
    """Young people 4, family 5: without a column of their own, the parents are still one."""
    people = {**crowd("J", 6, 4, "band"), **crowd("O", 6, 1, "band")}
    groups = make_groups(
        [("jongere", "jongeren", ["jongere"], None), ("gezin", "gezin", ["jongere", "ouder"], None)]
    )
    content = hide_small_cells(make_content(people, groups=groups))

    assert {group for theme, group in hidden(content) if theme == "band"} == {"gezin", "totaal"}
    assert {f.group for f in content.fragments if content.is_shown(f)} == {"jongere"}


def test_a_group_of_one_or_two_is_hidden_wholly_because_a_zero_tells_as_much() -> None:
    people = {**crowd("J", 1, 1, "band"), **crowd("O", 6, 6, "band gemak")}
    content = hide_small_cells(make_content(people))

    assert {theme for theme, group in hidden(content) if group == "jongere"} == {
        theme.id for theme in content.themes
    }


def test_words_that_carry_a_hidden_theme_too_are_not_shown_for_another() -> None:
    """One young person says `band` in the words of `gemak`: a quote for `gemak` would show who."""
    people = {**crowd("J", 6, 6, "gemak"), "J01": ["gemak band"], **crowd("O", 6, 6, "gemak band")}
    content = hide_small_cells(make_content(people))
    shown = {f.respondent for f in content.fragments if f.code == "gemak" and content.is_shown(f)}

    assert ("band", "jongere") in hidden(content)
    assert "J01" not in shown
    assert "J02" in shown


def test_hiding_leaves_the_numbers_of_who_was_asked() -> None:
    content = hide_small_cells(make_content(PEOPLE))

    assert [content.people(group) for group in content.groups] == [4, 5, 6, 9, 15]


def test_a_fragment_of_a_hidden_small_cell_is_not_shown() -> None:
    content = hide_small_cells(make_content(PEOPLE))
    shown = {f.group for f in content.fragments if content.is_shown(f)}

    assert shown == {"ouder", "jim"}


def test_a_fragment_of_a_subtheme_hides_with_the_small_cell_of_its_parent() -> None:
    """Steun counts what stands under thuis: two parents of three fragments."""
    people = {"O01": ["thuis", "thuis"], "O02": ["thuis"], "O03": [""]}
    content = hide_small_cells(make_content(people))

    assert content.of(find_theme(content, "steun"), find_group(content, "ouder")).is_hidden
    assert not any(content.is_shown(f) for f in content.fragments)


def test_every_fragment_is_shown_when_nothing_is_to_be_hidden() -> None:
    content = make_content(PEOPLE)

    assert all(content.is_shown(f) for f in content.fragments)
