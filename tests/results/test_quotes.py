"""Which quotes are chosen: spread over people, readable, best first, the same every time."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.results.axes import make_groups
from codeer.results.content import ReportContent, compute_report, hide_small_cells
from codeer.results.occurrence import Fragment, Segments, Speech
from codeer.results.quotes import LONGEST, SHORTEST, ChosenQuote, choose_quotes
from codeer.text import count_words
from tests.results.contents import GROUPS, THEMES, crowd, make_content

Answer = tuple[str, Sequence[tuple[int, int, str]]]
"""Text, and (first word, past the last word, code) of the fragments in it."""


def words(number: int, word: str = "woord") -> str:
    return " ".join([word] * number)


def tell(respondent: str, *answers: Answer, group: str = "jongere", **facts: object):
    """Return what somebody said and the fragments in it; a word is as long as any other in its answer."""
    text, segments, fragments = "", [], []
    for turn, (said, codes) in enumerate(answers, start=1):
        begin = len(text)
        text += f"{said}\n"
        starts, at = [], begin
        for word in said.split():
            at = text.index(word, at)
            starts.append((at, at + len(word)))
            at += len(word)
        segments.append((turn, begin, begin + len(said), count_words(said)))
        for first, last, code in codes:
            start, end = starts[first][0], starts[last - 1][1]
            place = f"r. {turn}"
            fragments.append(
                Fragment(
                    *(f"{respondent}.txt", respondent, group, start, end, code, "codeer"),
                    text[start:end],
                    place,
                    turn,
                    **facts,
                )
            )
    return Speech(
        f"{respondent}.txt", respondent, group, Segments.from_rows(segments), text
    ), fragments


def gather(*told: tuple[Speech, list[Fragment]]) -> ReportContent:
    fragments = [fragment for _, own in told for fragment in own]
    return compute_report("proef", THEMES, GROUPS, [s for s, _ in told], fragments, {})


def whole(number: int, code: str = "gemak") -> Answer:
    """Return an answer of so many words with one code."""
    return words(number), [(0, number, code)]


def sources(quotes: Sequence[ChosenQuote], theme: str = "gemak") -> list[str]:
    return [quote.source for quote in quotes if quote.theme.id == theme]


# --- how many, and of whom -----------------------------------------------------------------------


@pytest.mark.parametrize(("number", "expected"), [(1, 1), (3, 3), (6, 6), (9, 6)])
def test_there_are_as_many_as_asked_or_as_there_are(number: int, expected: int) -> None:
    content = make_content({"J01": ["gemak"] * 3, "J02": ["gemak"] * 3})

    assert len(choose_quotes(content, number)) == expected


def test_each_theme_and_each_plain_group_has_its_own_number() -> None:
    people = {**crowd("J", 3, 3, "gemak band"), **crowd("O", 3, 3, "gemak")}
    quotes = choose_quotes(make_content(people), 2)

    assert [(quote.theme.id, quote.group.name) for quote in quotes] == [
        *[("gemak", "jongere")] * 2,
        *[("gemak", "ouder")] * 2,
        *[("band", "jongere")] * 2,
    ]


def test_everybody_has_a_turn_before_anybody_has_a_second() -> None:
    people = {"J01": ["gemak"] * 5, "J02": ["gemak"], "J03": ["gemak"] * 2}
    content = make_content(people)
    chosen = [quote.fragments[0].respondent for quote in choose_quotes(content, 5)]

    assert sorted(chosen[:3]) == ["J01", "J02", "J03"]
    assert sorted(chosen[3:]) == ["J01", "J03"]


def test_without_fragments_there_are_no_quotes() -> None:
    assert choose_quotes(make_content({"J01": ["", ""], "O01": []}), 3) == ()


def test_the_row_of_all_themes_together_has_no_quotes() -> None:
    quotes = choose_quotes(make_content({"J01": ["gemak", "band"]}), 9)

    assert not any(quote.theme.is_total for quote in quotes)


# --- which first ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, SHORTEST - 1, LONGEST + 1, 200])
def test_a_readable_quote_goes_before_a_short_or_a_long_one(number: int) -> None:
    content = gather(
        tell("J01", whole(number), supporters=5, score=0.99), tell("J02", whole(20), score=0.6)
    )

    assert sources(choose_quotes(content, 2)) == ["(J02, r. 1)", "(J01, r. 1)"]


@pytest.mark.parametrize("number", [SHORTEST, LONGEST])
def test_the_bounds_themselves_are_readable(number: int) -> None:
    content = gather(tell("J01", whole(number), score=0.9), tell("J02", whole(20), score=0.6))

    assert sources(choose_quotes(content, 1)) == ["(J01, r. 1)"]


def test_words_of_a_note_do_not_make_a_quote_long_enough() -> None:
    noted = f"{words(3)} [lacht en zucht en lacht nog eens] {words(3)}"
    content = gather(
        tell("J01", (noted, [(0, 13, "gemak")]), score=0.9), tell("J02", whole(20), score=0.6)
    )

    assert [quote.words for quote in choose_quotes(content, 2)] == [20, 6]


def test_when_there_is_nothing_else_a_short_quote_is_taken() -> None:
    assert sources(choose_quotes(gather(tell("J01", whole(2))), 1)) == ["(J01, r. 1)"]


def test_what_most_coders_gave_goes_before_the_highest_score() -> None:
    content = gather(
        tell("J01", whole(20), supporters=1, score=0.99),
        tell("J02", whole(20), supporters=2, score=None),
        tell("J03", whole(20), supporters=1, score=0.7),
    )

    assert sources(choose_quotes(content, 3)) == ["(J02, r. 1)", "(J01, r. 1)", "(J03, r. 1)"]


# --- what a quote is -----------------------------------------------------------------------------


def test_fragments_that_follow_each_other_in_an_answer_are_one_quote() -> None:
    content = gather(tell("J01", (words(30), [(0, 10, "gemak"), (10, 18, "gemak")])))
    (quote,) = choose_quotes(content, 3)

    assert (quote.text, quote.words, len(quote.fragments)) == (words(18), 18, 2)


def test_fragments_with_words_between_them_are_two_quotes() -> None:
    content = gather(tell("J01", (words(30), [(0, 10, "gemak"), (11, 20, "gemak")])))

    assert len(choose_quotes(content, 3)) == 2


def test_fragments_of_two_answers_are_two_quotes() -> None:
    assert len(choose_quotes(gather(tell("J01", whole(10), whole(10))), 3)) == 2


def test_fragments_are_not_joined_beyond_what_is_readable() -> None:
    content = gather(tell("J01", (words(80), [(0, 40, "gemak"), (40, 80, "gemak")])))

    assert [quote.words for quote in choose_quotes(content, 3)] == [40, 40]


@pytest.mark.parametrize(
    "codes",
    [
        [(0, 70, "steun"), (0, 70, "thuis")],
        [(0, 70, "steun"), (5, 9, "thuis"), (60, 80, "thuis")],
    ],
)
def test_the_same_words_are_not_quoted_twice_however_long_they_are(
    codes: list[tuple[int, int, str]],
) -> None:
    content = gather(tell("J01", (words(80), codes)))
    (quote,) = choose_quotes(replace(content, themes=content.themes[:1]), 9)

    assert len(quote.fragments) == len(codes)
    assert quote.words == max(last for _, last, _ in codes)


def test_a_quote_is_on_one_line_and_otherwise_as_it_was_said() -> None:
    said = "Ik   bel\thaar [lacht] heel vaak , ja"
    content = gather(tell("J01", (said, [(0, 8, "gemak")])))

    assert choose_quotes(content, 1)[0].text == "Ik bel haar [lacht] heel vaak , ja"


# --- themes and their subthemes ------------------------------------------------------------------


def test_a_quote_of_a_subtheme_is_not_repeated_at_its_parent() -> None:
    content = gather(tell("J01", whole(20, "thuis"), whole(12, "steun")))
    quotes = choose_quotes(content, 1)

    assert sources(quotes, "thuis") == ["(J01, r. 1)"]
    assert sources(quotes, "steun") == ["(J01, r. 2)"]


def test_words_of_a_subtheme_are_not_repeated_within_a_longer_fragment_of_its_parent() -> None:
    content = gather(tell("J01", (words(20), [(5, 15, "thuis"), (0, 20, "steun")])))

    assert [quote.theme.id for quote in choose_quotes(content, 2)] == ["thuis"]


def test_a_theme_is_not_without_a_quote_because_another_theme_has_the_same_words() -> None:
    quotes = choose_quotes(make_content({"J01": ["gemak band"]}), 1)

    assert [quote.theme.id for quote in quotes] == ["gemak", "band"]


def test_quotes_stand_in_the_order_of_the_codebook() -> None:
    quotes = choose_quotes(make_content({"J01": ["band", "gemak", "thuis", "steun"]}), 1)

    assert [quote.theme.id for quote in quotes] == ["steun", "thuis", "gemak", "band"]


# --- the same every time -------------------------------------------------------------------------

PEOPLE = {
    **{f"J{n:02}": ["gemak thuis", "thuis steun", "thuis"] for n in range(1, 5)},
    **{f"O{n:02}": ["gemak steun", "band", "gemak thuis"] for n in range(1, 5)},
}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_order_of_the_input_does_not_matter(data: st.DataObject) -> None:
    ordered = make_content(PEOPLE)
    mixed = compute_report(
        "proef",
        THEMES,
        GROUPS,
        data.draw(st.permutations(ordered.speeches)),
        data.draw(st.permutations(ordered.fragments)),
        {},
    )

    assert choose_quotes(mixed, 2) == choose_quotes(ordered, 2)


def test_another_number_keeps_who_comes_first() -> None:
    content = make_content(PEOPLE)
    few, many = choose_quotes(content, 1), choose_quotes(content, 3)

    assert sources(few, "band") == sources(many, "band")[:1]


# --- small cells ---------------------------------------------------------------------------------


def test_a_hidden_cell_is_never_quoted() -> None:
    people = {**crowd("J", 4, 2, "gemak"), **crowd("O", 4, 4, "gemak")}
    content = make_content(people)

    assert {q.group.name for q in choose_quotes(content, 9)} == {"jongere", "ouder"}
    assert {q.group.name for q in choose_quotes(hide_small_cells(content), 9)} == {"ouder"}


def test_a_merged_group_is_quoted_when_it_is_all_there_is() -> None:
    groups = make_groups([("gezin", "gezinnen", ["jongere", "ouder"], None)])
    quotes = choose_quotes(make_content({"J01": ["gemak"], "O01": ["gemak"]}, groups=groups), 2)

    assert sorted((q.group.name, q.fragments[0].respondent) for q in quotes) == [
        ("gezin", "J01"),
        ("gezin", "O01"),
    ]
