"""How a program counted is decided per project, from quotes and the edges of words."""

import pytest

from codeer.refi.offsets import (
    STANDARD,
    Counting,
    Stretch,
    choose_counting,
    find_quote,
    is_quote_of,
    make_map,
    to_plain,
)

RAW = "\ufeffik 😀 lach\r\nen 😀 jij\r\nook"
PLAIN = "ik 😀 lach\nen 😀 jij\nook"


def span_in(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_plain_text_has_lf_and_no_mark():
    assert to_plain(RAW + "\rslot") == PLAIN + "\nslot"


@pytest.mark.parametrize("words", ["lach", "jij", "ook", "😀 jij"])
@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("line_break", [0, 1])
@pytest.mark.parametrize("units", [False, True])
def test_a_map_leads_from_every_way_of_counting_to_the_plain_text(words, bom, line_break, units):
    counted = RAW if bom else RAW.removeprefix("\ufeff")
    counted = counted.replace("\r\n", "\n") if line_break else counted
    start, end = span_in(counted, words)
    measure = utf16 if units else len
    place = make_map(RAW, Counting(units, line_break, bom))

    found = place(measure(counted[:start])), place(measure(counted[:end]))

    assert found == span_in(PLAIN, words)


def test_a_position_beyond_the_text_is_none():
    place = make_map("kort", STANDARD)

    assert (place(4), place(5), place(-1)) == (4, None, None)


def stretch(counted: str, words: str, *, measure=len, quoted: bool = True) -> Stretch:
    start, end = span_in(counted, words)
    return Stretch(measure(counted[:start]), measure(counted[:end]), words if quoted else "")


def test_code_points_are_the_standard_when_nothing_tells():
    assert choose_counting([("ik 😀 lach", [])]) == STANDARD


def test_quotes_show_utf16_units():
    text = "ik 😀 lach, en 😀 jij ook"
    found = choose_counting([(text, [stretch(text, "jij ook", measure=utf16)])])

    assert found == Counting(utf16=True)


def test_quotes_show_code_points_in_a_text_with_wide_characters():
    text = "ik 😀 lach, en 😀 jij ook"

    assert choose_counting([(text, [stretch(text, "jij ook")])]) == STANDARD


def test_edges_of_words_show_utf16_units_without_quotes():
    text = "ik 😀 lach, en 😀 jij ook"
    stretches = [
        stretch(text, word, measure=utf16, quoted=False) for word in ("lach", "jij", "ook")
    ]

    assert choose_counting([(text, stretches)]) == Counting(utf16=True)


def test_all_texts_of_a_project_decide_together():
    told = "😀 lach"
    silent = "😀😀 jij ook"
    texts = [
        (silent, [Stretch(5, 8)]),
        (told, [stretch(told, "lach", measure=utf16)]),
    ]

    assert choose_counting(texts) == Counting(utf16=True)


def test_crlf_is_counted_as_written_by_default():
    raw = "een\r\ntwee\r\ndrie"

    assert choose_counting([(raw, [stretch(raw, "drie")])]) == STANDARD


def test_quotes_show_that_crlf_counts_as_one():
    raw = "een\r\ntwee\r\ndrie"
    found = choose_counting([(raw, [stretch(to_plain(raw), "drie")])])

    assert found == Counting(line_break=1)


def test_quotes_show_that_lf_was_counted_as_two():
    raw = "een\ntwee\ndrie"
    found = choose_counting([(raw, [stretch(raw.replace("\n", "\r\n"), "drie")])])

    assert found == Counting(line_break=2)


def test_edges_of_words_alone_do_not_make_lf_count_as_two():
    raw = "een\na bc de"

    assert choose_counting([(raw, [Stretch(5, 7)])]) == STANDARD


def test_quotes_show_that_a_byte_order_mark_counts():
    raw = "\ufeffik lach en jij ook"

    assert choose_counting([(raw, [stretch(raw, "lach")])]) == Counting(counts_bom=True)


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("ik wacht", "ik  wacht\n", True),
        ("ik wacht…", "ik wacht al maanden", True),
        ("ik wacht...", "ik wacht al maanden", True),
        ("ik wacht nu al negen m", "ik wacht nu al negen maanden", True),
        ("ik", "ik wacht", False),
        ("regel 6", "ik wacht", False),
    ],
)
def test_a_name_is_a_quote_or_the_beginning_of_one(name, said, expected):
    assert is_quote_of(name, said) is expected


def test_a_quote_is_found_over_line_ends_and_as_often_as_it_stands_there():
    assert find_quote("en toen…", "en\ntoen, en toen") == [(0, 7), (9, 16)]


def test_a_name_of_two_characters_is_no_quote():
    assert find_quote("ik", "ik en ik") == []
