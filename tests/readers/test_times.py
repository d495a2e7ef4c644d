"""Times beside turns: how they are written, and when they can be those of a recording."""

import pytest

from codeer.readers.times import (
    Timing,
    find_beginnings,
    read_f4_end,
    read_opening,
    read_seconds,
)

WRITTEN = {
    "00:12:34": 754,
    "1:00:02": 3602,
    "12:34": 754,
    "0:03": 3,
    "75:00": 4500,
    "00:00:03.120": 3.12,
    "00:00:03,5": 3.5,
    "#00:12:34-5#": 754.5,
    "[00:12:34]": 754,
    "00:01 - 00:05": 1,
    "00:01-00:05": 1,
    "(00:01–00:05)": 1,
    "00:00:03.120 --> 00:00:05.480": 3.12,
    "Spreker 1 [00:03]:": 3,
}


@pytest.mark.parametrize(("text", "seconds"), WRITTEN.items())
def test_a_time_is_read_as_seconds_and_two_parts_are_minutes_and_seconds(text, seconds):
    assert read_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "Spreker 12", "12:75", "00:61:00", "00:00:60"])
def test_what_cannot_be_a_time_has_no_seconds(text):
    assert read_seconds(text) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("[00:12:34] Nou.", 754),
        ("[12:34] Nou.", 754),
        ("(12:34) Nou.", 754),
        ("[00:01 - 00:05] Nou.", 1),
        ("00:12:34 Nou.", 754),
        ("#00:12:34-5# Nou.", 754.5),
        ("10:30 was ik pas wakker.", None),
        ("(10:30 was het) en toen?", None),
        ("Om [12:34] ging ik.", None),
        ("#00:12:34-5#", None),
    ],
)
def test_only_a_marked_or_full_time_opens_what_is_said(said, seconds):
    assert read_opening(said) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Nou. #00:12:34-5#", 754.5),
        ("Nou. #00:12:34#", 754),
        ("Ja. #00:00:03-2#\nNou. #00:12:34-5#", 754.5),
        ("Ja. #00:00:03-2#\nNou.", None),
        ("Nou. [00:12:34]", None),
        ("Om 10:30", None),
    ],
)
def test_only_a_time_in_the_manner_of_f4_says_where_a_turn_ends(said, seconds):
    assert read_f4_end(said) == seconds


# --- from times to beginnings --------------------------------------------------------------------


def beginnings(*begins: float | None, words: int = 5) -> list[float | None]:
    return find_beginnings([Timing(begin, None, words) for begin in begins])


def test_a_turn_begins_at_the_time_beside_it():
    assert beginnings(3, 6, 15.5) == [3, 6, 15.5]


def test_a_turn_without_a_time_has_no_beginning():
    assert beginnings(3, None, 15) == [3, None, 15]


def test_turns_may_begin_at_the_same_moment():
    assert beginnings(3, 3, 15) == [3, 3, 15]


def test_without_times_nothing_is_known():
    assert beginnings(None, None) == [None, None]


def test_without_turns_there_is_nothing():
    assert find_beginnings([]) == []


def test_a_turn_begins_where_the_one_before_ended_and_the_first_at_zero():
    timings = [Timing(None, end, 5) for end in (3.2, 11.3, None, 16)]

    assert find_beginnings(timings) == [0, 3.2, 11.3, None]


def test_a_time_beside_a_turn_goes_before_the_end_of_the_one_before():
    assert find_beginnings([Timing(1, 3, 5), Timing(4, 9, 5)]) == [1, 4]


@pytest.mark.parametrize("begins", [(3, 15, 6), (15, None, 6), (3, 6, 9, 8.9)])
def test_when_a_time_goes_back_no_time_of_the_transcript_is_used(begins):
    assert beginnings(*begins) == [None] * len(begins)


def test_when_an_end_in_the_manner_of_f4_goes_back_no_time_is_used():
    timings = [Timing(None, end, 5) for end in (11.3, 3.2, 16)]

    assert find_beginnings(timings) == [None, None, None]


@pytest.mark.parametrize("begins", [(843,), (None, 843, None), (843, 843)])
def test_a_single_moment_says_nothing_of_a_course(begins):
    assert beginnings(*begins) == [None] * len(begins)


def test_a_clock_with_seconds_is_no_time_in_a_recording():
    """14:03:10 would be far beyond the first hours of a recording."""
    assert beginnings(50590, 50600, 50610) == [None, None, None]


def test_a_clock_of_hours_and_minutes_would_need_too_many_words_per_second():
    """14:03, 14:04, 14:05 with a minute of speech each."""
    assert beginnings(843, 844, 845, words=150) == [None, None, None]


def test_an_excerpt_from_the_middle_of_a_recording_keeps_its_times():
    assert beginnings(843, 903, 963, words=180) == [843, 903, 963]


def test_what_is_said_after_the_last_time_has_no_pace():
    assert find_beginnings([Timing(3, None, 5), Timing(6, None, 5), Timing(None, None, 900)]) == [
        3,
        6,
        None,
    ]
    assert find_beginnings([Timing(3, None, 5), Timing(6, None, 900)]) == [3, 6]
