"""Where a theme occurs, counted by hand in one answer of two sentences and one of a single word.

0         1         2         3         4         5         6
0123456789012345678901234567890123456789012345678901234567890
Ik bel haar [lacht] heel vaak op. Dat is zo'n gemak.
Altijd.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.results.axes import make_themes
from codeer.results.occurrence import Fragment, Occurrence, Segments, Speech, find_occurrence
from codeer.text import count_words, mask_notes

TEXT = "Ik bel haar [lacht] heel vaak op. Dat is zo'n gemak.\nAltijd."
ROWS = ((2, 0, 33, 6), (2, 34, 52, 4), (4, 53, 60, 1))
SEGMENTS = Segments.from_rows(ROWS)
SPEECH = Speech("J01.txt", "J01", "jongere", SEGMENTS, TEXT)
STEUN, THUIS, GEMAK = make_themes(
    [("steun", "Steun", None), ("thuis", "Thuis", "steun"), ("gemak", "Gemak", None)]
)


def fragment(start: int, end: int, code: str = "gemak", coder: str = "codeer") -> Fragment:
    return Fragment("J01.txt", "J01", "jongere", start, end, code, coder, TEXT[start:end])


def find(*ranges: tuple[int, int]) -> Occurrence:
    return find_occurrence(GEMAK, [SPEECH], [fragment(*place) for place in ranges])


def words(*ranges: tuple[int, int]) -> int:
    return find(*ranges).words["J01"]


def test_the_sample_is_what_the_reader_would_make_of_it() -> None:
    masked = mask_notes(TEXT)

    assert [count_words(masked[start:end]) for _, start, end, _ in ROWS] == list(SEGMENTS.words)


# --- words ---------------------------------------------------------------------------------------


def test_a_whole_segment_has_its_own_words() -> None:
    assert words((0, 33)) == 6


def test_a_part_of_a_segment_has_the_words_of_that_part() -> None:
    """bel haar."""
    assert words((3, 11)) == 2


def test_a_fragment_over_two_segments_has_words_of_both() -> None:
    """vaak op + Dat is."""
    assert words((25, 40)) == 4


def test_a_note_is_no_word() -> None:
    """haar [lacht] heel."""
    assert words((7, 24)) == 2


def test_half_a_note_is_no_word_either() -> None:
    """From the middle of the note on: cht] heel vaak op."""
    assert words((15, 33)) == 3


def test_words_that_two_fragments_share_count_once() -> None:
    """bel haar + haar [lacht] heel: three words."""
    assert words((3, 11), (7, 24)) == 3


def test_a_fragment_inside_another_adds_no_words() -> None:
    assert words((0, 33), (3, 11)) == 6


def test_the_same_stretch_twice_has_its_words_once() -> None:
    assert words((3, 11), (3, 11)) == 2


def test_two_fragments_apart_have_the_words_of_both() -> None:
    """Ik + op."""
    assert words((0, 2), (30, 32)) == 2


def test_a_word_with_an_apostrophe_is_one_word() -> None:
    """zo'n gemak."""
    assert words((41, 51)) == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=6))
def test_coded_words_are_the_words_in_any_fragment(chosen: list[tuple[int, int]]) -> None:
    """Fragments from one whole word to another, beside a count of which words lie in any of them."""
    places = [(0, 2), (3, 6), (7, 11), (20, 24), (25, 29), (30, 32), (34, 37), (38, 40)]
    places += [(41, 45), (46, 51), (53, 59)]
    ranges = [(places[first][0], places[min(first + more, 11) - 1][1]) for first, more in chosen]
    covered = sum(any(a <= start and end <= b for a, b in ranges) for start, end in places)

    assert words(*ranges) == covered


# --- segments and answers ------------------------------------------------------------------------


def test_a_segment_and_an_answer_are_touched_once() -> None:
    found = find((0, 2), (3, 6), (34, 37))

    assert found.segments == {"J01": {("J01.txt", 0), ("J01.txt", 1)}}
    assert found.answers == {"J01": {("J01.txt", 2)}}


def test_a_fragment_over_two_answers_is_in_both() -> None:
    assert find((46, 59)).answers["J01"] == {("J01.txt", 2), ("J01.txt", 4)}


def test_a_fragment_does_not_touch_the_segments_that_it_borders_on() -> None:
    assert find((33, 34)).segments == {}


def test_fragments_keep_their_own_ranges_also_when_they_overlap() -> None:
    assert len(find((0, 11), (7, 24), (7, 24)).ranges["J01"]) == 2


# --- themes and people ---------------------------------------------------------------------------


def test_a_theme_that_nobody_mentions_is_nowhere() -> None:
    found = find_occurrence(THUIS, [SPEECH], [fragment(0, 33)])

    assert (found.ranges, found.segments, found.answers, found.words) == ({}, {}, {}, {})


def test_a_parent_is_where_its_subthemes_are_and_has_their_words_once() -> None:
    both = [fragment(0, 11, "thuis"), fragment(0, 11, "steun"), fragment(7, 24, "thuis")]
    found = find_occurrence(STEUN, [SPEECH], both)

    assert len(found.ranges["J01"]) == 2
    assert found.words["J01"] == 4


def test_people_in_one_transcript_are_kept_apart() -> None:
    mother = Speech("J01.txt", "J01 Moeder", "ouder", Segments.from_rows([(3, 53, 60, 1)]), TEXT)
    said = Fragment("J01.txt", "J01 Moeder", "ouder", 53, 59, "gemak", "codeer", "Altijd")
    found = find_occurrence(GEMAK, [SPEECH, mother], [fragment(0, 2), said])

    assert found.words == {"J01": 1, "J01 Moeder": 1}
    assert found.answers["J01 Moeder"] == {("J01.txt", 3)}


def test_a_source_stands_in_brackets() -> None:
    placed = Fragment("JIM05.txt", "JIM05", "jim", 0, 2, "band", "codeer", "Ja", place="r. 145")

    assert placed.source == "(JIM05, r. 145)"
