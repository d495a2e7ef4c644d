"""The header block: read as facts about the interview, never as something that was said."""

from pathlib import Path

import pytest

from codeer.casting import label_hints
from codeer.errors import NoSpeakers
from codeer.model import Source
from codeer.readers.layout import Original, build_source
from codeer.study import DEFAULT_STUDY

HINTS = label_hints(DEFAULT_STUDY, "gesprek.txt")
TURNS = "I: Hoe ging het?\nR: Goed, hoor.\nI: Mooi.\nR: Ja.\n"


def build(text: str) -> Source:
    return build_source(Original(Path("gesprek.txt"), "gesprek.txt", "00", "utf-8"), text, HINTS)


def said(text: str) -> list[tuple[str, str]]:
    source = build(text)
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


FORMS = {
    "plain": "Datum: 3 mei 2024\nRespondent: J01 (jongen, 16 jaar)\nDuur: 40 minuten\n\n",
    "bold key": "**Datum:** 3 mei 2024\n**Respondent:** J01 (jongen, 16 jaar)\n**Duur:** 40 minuten\n\n",
    "bold key, colon outside": "**Datum**: 3 mei 2024\n**Respondent**: J01 (jongen, 16 jaar)\n**Duur**: 40 minuten\n\n",
    "wholly bold": "**Datum: 3 mei 2024**\n**Respondent: J01 (jongen, 16 jaar)**\n**Duur: 40 minuten**\n\n",
    "bullets": "- Datum: 3 mei 2024\n- Respondent: J01 (jongen, 16 jaar)\n- Duur: 40 minuten\n\n",
    "round bullets": "• Datum: 3 mei 2024\n• Respondent: J01 (jongen, 16 jaar)\n• Duur: 40 minuten\n\n",
    "bold bullets": "* **Datum:** 3 mei 2024\n* **Respondent:** J01 (jongen, 16 jaar)\n* **Duur:** 40 minuten\n\n",
    "rows of a Word table": "Datum\t3 mei 2024\nRespondent\tJ01 (jongen, 16 jaar)\nDuur\t40 minuten\n\n",
    "Markdown table": "| Datum | 3 mei 2024 |\n| Respondent | J01 (jongen, 16 jaar) |\n| Duur | 40 minuten |\n\n",
    "colon and tab": "Datum:\t3 mei 2024\nRespondent:\tJ01 (jongen, 16 jaar)\nDuur:\t40 minuten\n\n",
    "below a title": "Interview met een jongere\n=====\n\nDatum: 3 mei 2024\nRespondent: J01 (jongen, 16 jaar)\nDuur: 40 minuten\n\n",
    "blank lines between": "Datum: 3 mei 2024\n\nRespondent: J01 (jongen, 16 jaar)\n\nDuur: 40 minuten\n\n",
    "capitals": "DATUM: 3 mei 2024\nRESPONDENT: J01 (jongen, 16 jaar)\nDUUR: 40 minuten\n\n",
    "no blank line below": "Datum: 3 mei 2024\nRespondent: J01 (jongen, 16 jaar)\nDuur: 40 minuten\n",
}  # fmt: skip


@pytest.mark.parametrize("block", FORMS.values(), ids=FORMS)
def test_a_header_in_any_form_is_read_as_keys_and_values(block):
    assert build(block + TURNS).header == {
        "datum": "3 mei 2024",
        "respondent": "J01 (jongen, 16 jaar)",
        "duur": "40 minuten",
    }


@pytest.mark.parametrize("block", FORMS.values(), ids=FORMS)
def test_a_header_in_any_form_is_no_turn(block):
    assert said(block + TURNS) == said(TURNS)


def test_a_text_without_header_has_none():
    assert build(TURNS).header == {}


def test_the_header_text_stays_in_the_source():
    assert build(FORMS["plain"] + TURNS).text.startswith("Datum: 3 mei 2024")


@pytest.mark.parametrize(
    "line",
    [
        "Respondent: J01 (jongen, 16 jaar)",
        "Respondent: J01",
        "**Respondent: J01**",
        "Geïnterviewde: P12 (gezinscoach, vrouw)",
    ],
)
def test_a_respondent_line_alone_above_a_blank_line_is_a_header(line):
    text = f"{line}\n\nInterviewer: Hoe ging het?\nRespondent: Goed, hoor.\n"

    assert said(text) == [("Interviewer", "Hoe ging het?"), ("Respondent", "Goed, hoor.")]


def test_a_respondent_line_in_the_header_is_no_turn_though_turns_have_the_same_label():
    text = """\
Datum: 3 mei 2024
Interviewer: Noor
Respondent: J01 (meisje, 15 jaar)

Interviewer: Hoe ging het?
Respondent: Goed, hoor.
"""
    assert said(text) == [("Interviewer", "Hoe ging het?"), ("Respondent", "Goed, hoor.")]


@pytest.mark.parametrize(
    "first",
    [
        "Interviewer: Fijn dat je er bent.",
        "Interviewer: Hoe oud ben je?",
        "Interviewer: Zo",
        "Respondent: Ik ben er klaar voor.",
        "Respondent: Ja",
        "Moeder: Kom binnen, wil je koffie?",
    ],
)
def test_the_first_turn_right_below_the_header_is_kept(first):
    text = f"Datum: 3 mei 2024\nDuur: 40 minuten\n\n{first}\n\nI: En verder?\n\nR: Niks.\n"

    assert said(text)[0] == tuple(first.split(": "))


@pytest.mark.parametrize("label", ["Interviewer", "Noor", "I", "Jongere"])
def test_the_first_turn_is_kept_when_no_blank_line_closes_the_header(label):
    text = (
        f"Datum: 3 mei 2024\nDuur: 40 minuten\n{label}: Hoe ging het met jou?\nRespondent: Goed.\n"
    )

    assert said(text) == [(label, "Hoe ging het met jou?"), ("Respondent", "Goed.")]


@pytest.mark.parametrize(
    "answer",
    [
        "Code: die hadden we niet.",
        "Opname: dat was wat toen.",
        "School: daar ging het mis.",
        "Thema: dat was vertrouwen.",
    ],
)
def test_a_header_word_inside_a_conversation_makes_nothing_a_header(answer):
    """Nothing that was said disappears in a header, also near the top of the file."""
    text = f"I: Hoe ging het?\nR: Goed.\nI: En toen?\nR: Eerst dit.\n{answer}\nI: O.\n"

    assert build(text).header == {}
    assert answer.split(": ")[1] in " ".join(words for _, words in said(text))


@pytest.mark.parametrize(
    "layout", ["Noor: {}\nDaan: {}\n", "[i] {}\n[r] {}\n", "Noor\n{}\nDaan\n{}\n"]
)
def test_a_header_word_in_the_conversation_drops_no_turn_that_stands_above_it(layout):
    turns = layout.format("Hoe ging het?", "Er waren twee dingen.\nGesprek: dat was goed.")

    assert len(said(turns + layout.format("En verder?", "Niks."))) == 4


def test_a_key_that_stands_twice_keeps_both_values():
    text = "Datum: 3 mei 2024\nRespondent: J01\nRespondent: J02\n\n" + TURNS

    assert build(text).header["respondent"] == "J01; J02"


def test_a_long_remark_in_the_header_is_kept_out_of_the_turns():
    remark = "Opmerking: " + "het gesprek vond plaats aan de keukentafel, " * 5
    assert said(f"Datum: 3 mei 2024\n{remark}\n\n{TURNS}") == said(TURNS)


def test_a_free_text_line_between_header_lines_is_no_turn():
    text = f"Interview J01\nVerzonnen voorbeeld, niemand bestaat.\nDatum: 3 mei 2024\n\n{TURNS}"

    assert said(text) == said(TURNS)


def test_people_named_with_their_part_are_header_values():
    text = "Datum: 3 mei\nMoeder: Fatma (41)\nGezinscoach: Piet Bakker\n\nMoeder: Zit je goed?\nGezinscoach: Ja.\n"
    source = build(text)

    assert (source.header["moeder"], said(text)[0]) == ("Fatma (41)", ("Moeder", "Zit je goed?"))


def test_a_header_ends_at_sixty_lines_however_long_it_is():
    """A log below the sixtieth line is conversation: whatever looks like a turn there is one."""
    text = "Datum: 3 mei\n" + "\n" * 70 + "I: Hoe?\nR: Zo.\nDatum: die weet ik niet meer.\n"

    assert build(text).header == {"datum": "3 mei"}


@pytest.mark.parametrize(
    "text", ["Respondent: J01", "Datum: 3 mei", "Datum: 3 mei\nRespondent: J01", "Moeder: Fatma", "Moeder: Fatma\nDaan: 15"]
)  # fmt: skip
def test_a_file_of_only_header_lines_is_read_or_refused_without_a_crash(text):
    try:
        result = [words for _, words in said(text)]
    except NoSpeakers as error:
        result = [str(error)]

    assert result
