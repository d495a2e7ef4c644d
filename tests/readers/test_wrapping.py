"""Lines that were wrapped are one again, and no speaker is ever joined to the line above."""

import pytest

from codeer.casting import label_hints
from codeer.readers.wrapping import join_wrapped
from codeer.study import DEFAULT_STUDY

HINTS = label_hints(DEFAULT_STUDY, "J01.pdf")
WIDE = "Dit is een regel die helemaal vol staat met heel gewone woorden van"


def join(*lines: str) -> list[str]:
    return join_wrapped(lines, HINTS).text.split("\n")


@pytest.mark.parametrize(
    "line",
    ["mijn moeder.", "Rotterdam en omgeving.", "en: dat was het.", "een beetje - zeg maar - moe."],
)
def test_a_line_below_a_full_one_goes_on_with_it(line):
    assert join(WIDE, line) == [f"{WIDE} {line}"]


@pytest.mark.parametrize(
    "line",
    [
        "I: En toen?",
        "r: ja hoor.",
        "Moeder: nee.",
        "Anna Jansen",
        "Anna Jansen   0:03",
        "[r1] ja hoor.",
        "00:00:03 dus ja.",
        "P12 - ja hoor.",
        "Anna\tja hoor.",
        "Mevrouw Van der Plas (BBB): nou.",
        "**Respondent:** ja.",
    ],
)
def test_a_line_that_could_start_a_turn_stays_alone(line):
    assert join(WIDE, line) == [WIDE, line]


def test_a_new_sentence_below_a_full_line_stays_alone():
    assert join(f"{WIDE[:-4]}.", "Daarna ging het.") == [f"{WIDE[:-4]}.", "Daarna ging het."]


def test_a_small_letter_below_a_short_line_is_no_wrapped_line():
    assert join(WIDE, "Moeder", "ja hoor.") == [WIDE, "Moeder", "ja hoor."]


def divided(above: str, line: str, *others: str) -> str:
    """Return the last line of a text in which words are divided at line ends."""
    return join(*others, f"{WIDE} geluk-", "kig maar.", f"{WIDE} {above}", line)[-1].removeprefix(f"{WIDE} ")  # fmt: skip


@pytest.mark.parametrize(
    ("above", "line", "expected"),
    [
        ("volks-", "huisvesting.", "volkshuisvesting."),
        ("jeugd-", "en gezinszorg.", "jeugd- en gezinszorg."),
        ("ik wou-", "nee dus.", "ik wou- nee dus."),
        ("co-", "ouder.", "co-ouder."),
        ("JIM-", "aanpak.", "JIM-aanpak."),
        ("GroenLinks-", "PvdA is.", "GroenLinks-PvdA is."),
        ("hart\u00ad", "stikke.", "hartstikke."),
    ],
)
def test_a_word_at_the_end_of_a_line_is_made_whole(above, line, expected):
    assert divided(above, line) == expected


def test_a_hyphen_that_the_text_has_elsewhere_is_kept():
    assert divided("trek-", "pleister.", "Een trek-pleister is dat.") == "trek-pleister."


def test_without_divided_words_a_hyphen_is_broken_off_speech():
    lines = [WIDE] * 60

    assert join(*lines, f"{WIDE} wou-", "beetje raar.")[-1].endswith("wou- beetje raar.")


def test_what_was_done_is_counted():
    assert join_wrapped([WIDE, "mijn tante.", f"{WIDE} geluk-", "kig."], HINTS).remarks == (
        "regels die doorlopen op de regel erboven, daarmee samengevoegd: 2",
        "aan het regeleinde afgebroken woorden, weer aaneengeschreven: 1",
    )
