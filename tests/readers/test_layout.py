"""Turns, closing lines and what never is a speaker, in every layout that interviewers use."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.casting import label_hints
from codeer.errors import NoSpeakers
from codeer.model import Source, Unit
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.study import DEFAULT_STUDY
from codeer.text import find_segments, normalise

HINTS = label_hints(DEFAULT_STUDY, "gesprek.txt")


def build(text: str, hints: LabelHints = HINTS) -> Source:
    original = Original(Path("gesprek.txt"), "gesprek.txt", "00", "utf-8")
    return build_source(original, normalise(text), hints)


def said(text: str, hints: LabelHints = HINTS) -> list[tuple[str, str]]:
    """Return (speaker, words) of every turn."""
    source = build(text, hints)
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def sentences(text: str, speaker: str) -> list[str]:
    """Return the sentences of one speaker."""
    source = build(text)
    return [
        source.text[segment.start : segment.end]
        for turn in source.turns
        if turn.speaker == speaker
        for segment in find_segments(source.text, turn, Unit.SENTENCE)
    ]


# --- where a turn starts -------------------------------------------------------------------------

QUESTION, ANSWER = "Hoe ging het?", "Best goed, denk ik."

TWO_LABELS = {
    "colon": ("I: {q}\nR: {a}", "I", "R"),
    "lower-case colon": ("i: {q}\nr: {a}", "i", "r"),
    "colon without a space": ("I:{q}\nR:{a}", "I", "R"),
    "space before the colon": ("I : {q}\nR : {a}", "I", "R"),
    "indented": ("  I: {q}\n  R: {a}", "I", "R"),
    "full words": ("Interviewer: {q}\nRespondent: {a}", "Interviewer", "Respondent"),
    "capitals": ("INTERVIEWER: {q}\nRESPONDENT: {a}", "INTERVIEWER", "RESPONDENT"),
    "abbreviated": ("Int.: {q}\nResp.: {a}", "Int", "Resp"),
    "question and answer": ("V: {q}\nA: {a}", "V", "A"),
    "first names": ("Noor: {q}\nDaan: {a}", "Noor", "Daan"),
    "names with a particle": ("Mevr. de Wit: {q}\nJan van der Berg: {a}", "Mevr. de Wit", "Jan van der Berg"),
    "accents and hyphens": ("Zoë: {q}\nJan-Ćosić: {a}", "Zoë", "Jan-Ćosić"),
    "name with its part": ("Noor (interviewer): {q}\nJIM (opa): {a}", "Noor (interviewer)", "JIM (opa)"),
    "role words": ("Gezinscoach: {q}\nMoeder: {a}", "Gezinscoach", "Moeder"),
    "a code": ("I: {q}\nJIM05: {a}", "I", "JIM05"),
    "numbered respondents": ("I1: {q}\nR2: {a}", "I1", "R2"),
    "two-letter speakers": ("SP1: {q}\nSP2: {a}", "SP1", "SP2"),
    "bold, colon inside": ("**Interviewer:** {q}\n\n**Respondent:** {a}", "Interviewer", "Respondent"),
    "bold, colon outside": ("**Interviewer**: {q}\n\n**Respondent**: {a}", "Interviewer", "Respondent"),
    "bold names": ("**Noor:** {q}\n\n**Daan:** {a}", "Noor", "Daan"),
    "underlined": ("__Noor__: {q}\n__Daan__: {a}", "Noor", "Daan"),
    "italic": ("*I:* {q}\n*R:* {a}", "I", "R"),
    "own line": ("Interviewer\n{q}\n\nRespondent\n{a}", "Interviewer", "Respondent"),
    "own line, colon": ("Interviewer:\n{q}\n\nRespondent:\n{a}", "Interviewer", "Respondent"),
    "own line, bold": ("**Interviewer**\n{q}\n\n**Respondent**\n{a}", "Interviewer", "Respondent"),
    "own line, bold and colon": ("**Noor:**\n{q}\n\n**Daan:**\n{a}\n\n**Noor:**\n{q}\n\n**Daan:**\n{a}", "Noor", "Daan"),
    "own line, blank line below": ("I\n\n{q}\n\nR\n\n{a}", "I", "R"),
    "own line, names": ("Noor\n{q}\n\nDaan\n{a}\n\nNoor\n{q}\n\nDaan\n{a}", "Noor", "Daan"),
    "tab": ("I\t{q}\nR\t{a}", "I", "R"),
    "colon and tab": ("I:\t{q}\nR:\t{a}", "I", "R"),
    "tab after names": ("Noor\t{q}\nDaan\t{a}\nNoor\t{q}\nDaan\t{a}", "Noor", "Daan"),
    "hyphen": ("Interviewer - {q}\nP12 - {a}", "Interviewer", "P12"),
    "dash": ("I – {q}\nR – {a}", "I", "R"),
    "brackets": ("[i] {q}\n[r] {a}", "i", "r"),
    "numbered brackets": ("[i] {q}\n[r1] {a}", "i", "r1"),
    "brackets and colon": ("[I]: {q}\n[R]: {a}", "I", "R"),
    "speaker and time": ("Spreker 1 00:00:03\n{q}\n\nSpreker 2 00:00:08\n{a}", "Spreker 1", "Spreker 2"),
    "speaker and bracketed time": ("Spreker 1 [00:00:03]\n{q}\n\nSpreker 2 [00:00:08]\n{a}", "Spreker 1", "Spreker 2"),
    "speaker and time in parentheses": ("Spreker 1 (00:03)\n{q}\n\nSpreker 2 (00:08)\n{a}", "Spreker 1", "Spreker 2"),
    "speaker, time and words on one line": ("Spreker 1 [00:03]: {q}\nSpreker 2 [00:08]: {a}", "Spreker 1", "Spreker 2"),
    "English speaker": ("Speaker 1: {q}\nSpeaker 2: {a}", "Speaker 1", "Speaker 2"),
    "Teams": (
        "Jan Jansen   0:03\n{q}\n\nNoor de Wit   0:08\n{a}\n\nJan Jansen   0:09\n{q}\n\nNoor de Wit   12:12\n{a}",
        "Jan Jansen",
        "Noor de Wit",
    ),
    "time in brackets first": ("[00:12:34] I: {q}\n[00:12:40] R: {a}", "I", "R"),
    "time in parentheses first": ("(12:34) I: {q}\n(12:40) R: {a}", "I", "R"),
    "bare time first": ("00:12:34 I: {q}\n00:12:40 R: {a}", "I", "R"),
    "time and hyphen first": ("00:12:34 - I: {q}\n00:12:40 - R: {a}", "I", "R"),
    "time before a name": ("[00:12:34] Noor: {q}\n[00:12:40] Daan: {a}", "Noor", "Daan"),
    "time before a label on its own line": ("[00:12:34] I\n{q}\n[00:12:40] R\n{a}", "I", "R"),
    "time after the label": ("I [00:12]: {q}\nR [00:15]: {a}", "I", "R"),
    "time in parentheses after the label": ("I (00:00:12): {q}\nR (00:00:15): {a}", "I", "R"),
    "Windows line ends": ("I: {q}\r\nR: {a}\r\n", "I", "R"),
    "old Mac line ends": ("I: {q}\rR: {a}\r", "I", "R"),
    "no-break space": ("I:\u00a0{q}\nR:\u00a0{a}", "I", "R"),
}  # fmt: skip


@pytest.mark.parametrize(("layout", "first", "second"), TWO_LABELS.values(), ids=TWO_LABELS)
def test_each_layout_gives_the_speakers_and_exactly_their_words(layout, first, second):
    turns = said(layout.format(q=QUESTION, a=ANSWER))

    assert turns[:2] == [(first, QUESTION), (second, ANSWER)]
    assert {speaker for speaker, _ in turns} == {first, second}


@pytest.mark.parametrize(
    "layout",
    [
        "Spreker 1\n00:00:03\n{q}\n\nSpreker 2\n00:00:08\n{a}",
        "Spreker 1\n0:03\n{q}\n\nSpreker 2\n0:08\n{a}",
        "Spreker 1\n[00:03]\n{q}\n\nSpreker 2\n[00:08]\n{a}",
        "Spreker 1\n00:03 - 00:07\n{q}\n\nSpreker 2\n00:08 - 00:12\n{a}",
        "I: [00:12:34] {q}\nSpreker 2: [00:12:40] {a}",
        "I: {q} #00:12:34-5#\nSpreker 2: {a} #00:12:40-1#",
        "I: {q}\n[00:12:40]\nSpreker 2: {a}\n[00:13:00]",
    ],
    ids=["below", "short below", "in brackets below", "from and to", "after", "f4", "own line"],
)
def test_a_time_code_beside_or_below_the_label_is_no_part_of_a_sentence(layout):
    assert sentences(layout.format(q=QUESTION, a=ANSWER), "Spreker 2") == [ANSWER]


def test_a_speaker_who_speaks_once_beside_a_time_is_not_swallowed_by_the_one_before():
    text = """\
Noor de Wit   0:03
Wat fijn dat u er bent.

Jan Jansen   0:08
Graag gedaan.

Noor de Wit   0:12
Vertelt u maar.

Piet Bakker   0:15
Mag ik er ook bij komen zitten?
"""
    assert said(text)[-1] == ("Piet Bakker", "Mag ik er ook bij komen zitten?")


@pytest.mark.parametrize("time", ["0:08", "12:08", "1:00:12", "01:00:12"])
@pytest.mark.parametrize("space", [" ", "   ", "\u00a0\u00a0", "\t"])
def test_a_name_with_any_time_beside_it_starts_a_turn(time, space):
    text = f"Noor de Wit{space}{time}\nWat vond u ervan?\n\nJan Jansen{space}{time}\nBest goed.\n\n"

    assert said(text * 2)[:2] == [
        ("Noor de Wit", "Wat vond u ervan?"),
        ("Jan Jansen", "Best goed."),
    ]


def test_a_name_that_labels_one_turn_only_is_kept():
    assert said("I: Wie bent u?\nFatma: De buurvrouw.\nI: Dank u.")[1] == ("Fatma", "De buurvrouw.")


def test_turns_are_numbered_from_one_and_know_the_line_of_their_label():
    source = build("Datum: 3 mei\n\nI: Ja?\nR: Nou,\nnee.\nI: O.")

    assert [(turn.number, turn.line) for turn in source.turns] == [(1, 3), (2, 4), (3, 6)]


def test_an_own_line_label_counts_as_the_line_of_the_turn():
    assert [turn.line for turn in build("I:\nJa?\n\nR:\nNee.").turns] == [1, 4]


def test_the_layouts_that_were_found_are_reported_most_frequent_first():
    source = build("I: Een?\nR: Twee.\nI: Drie?\n[r2] Vier.")

    assert source.layouts == ("dubbele punt", "haken")


def test_a_turn_without_words_stays_a_turn():
    assert said("I: En toen?\nR:\nI: Geeft niks.") == [
        ("I", "En toen?"),
        ("R", ""),
        ("I", "Geeft niks."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Gewoon een stuk tekst zonder iemand die iets zegt.",
        "Het was druk.\nOm 10:30 ging ik weg.\nHij zei: kom maar.",
        "# Verslag\n\n- punt een\n- punt twee\n",
    ],
)
def test_a_text_without_speakers_is_an_error_and_not_one_long_turn(text):
    with pytest.raises(NoSpeakers):
        build(text)


# --- what a turn holds ---------------------------------------------------------------------------


def test_a_turn_runs_on_over_wrapped_lines():
    text = "I: Ja?\nR: Ik liep toen naar\nmijn oom, die om de hoek\nwoont.\nI: O."
    assert said(text)[1] == ("R", "Ik liep toen naar\nmijn oom, die om de hoek\nwoont.")


def test_a_turn_runs_on_over_blank_lines():
    assert said("I: Ja?\n\nR: Eerst niks.\n\n\nEn later wel.\n\nI: O.")[1] == (
        "R",
        "Eerst niks.\n\n\nEn later wel.",
    )


CONTINUATIONS = [
    "om 10:30 was ik pas wakker",
    "Om 10:30: niks",
    "Om 10:30 ging de bel.",
    "10:30: toen ging de bel.",
    "tussen 9:00 en 10:30: helemaal niks",
    "https://www.voorbeeld.nl/jim was de site",
    "Op https://voorbeeld.nl: daar stond het",
    "http://voorbeeld.nl",
    "Hij zei: kom maar",
    "Ze zei: kom maar",
    "Toen zei mijn zusje: en jij dan?",
    "Mijn zusje zei: en jij dan?",
    "Mijn oom zegt dan altijd: rustig aan, jongen.",
    "en papa zei: niks ervan",
    "moeder: die was er nooit bij",
    "Ik dacht: laat maar.",
    "ik dacht van: laat maar",
    "Want: ik wilde niet.",
    "Kortom: het was niks.",
    "Ja: dat klopt.",
    "Nou: dat viel mee.",
    "Dus: ik weer naar huis.",
    "Bijvoorbeeld: samen koken.",
    "Er zijn drie dingen: eten, slapen en gamen.",
    "1: eten, 2: slapen",
    "- eten: elke dag samen",
    "(lachend) en toen: stilte",
    "Thuis - bij ons dan - is het rustig.",
    "Ik - nee, wij - gingen weg.",
    "[naam] kwam ook nog langs.",
    "[lacht] dat was me wat",
    "“Kom maar: het mag”, zei hij.",
    "Hij\twist het ook niet.",
]


@pytest.mark.parametrize("line", CONTINUATIONS)
def test_a_line_inside_a_turn_that_only_looks_like_a_label_stays_speech(line):
    text = f"I: Hoe ging dat?\nR: Ik zat thuis.\n{line}\nDat was het.\nI: Dank je.\nR: Graag."

    assert said(text)[1] == ("R", f"Ik zat thuis.\n{line}\nDat was het.")


@pytest.mark.parametrize("line", CONTINUATIONS)
def test_a_line_that_only_looks_like_a_label_stays_speech_among_names(line):
    text = (
        f"Noor: Hoe ging dat?\nDaan: Ik zat thuis.\n{line}\nDat was het.\nNoor: Dank je.\nDaan: Ja."
    )

    assert said(text)[1] == ("Daan", f"Ik zat thuis.\n{line}\nDat was het.")


@pytest.mark.parametrize(
    "line",
    ["Ja", "Nee", "Oké", "Precies", "Rotterdam", "Mijn oma", "moeder", "Moeder.", "JIM."],
)
def test_a_short_answer_on_its_own_line_is_no_speaker(line):
    text = f"I: Waar woon je?\nR: Eh,\n{line}\nI: En nu?\nR: Ja.\nI: O.\nR: Goed."

    assert said(text)[1] == ("R", f"Eh,\n{line}")


def test_a_word_that_the_study_calls_no_speaker_is_speech():
    hints = LabelHints(
        known=HINTS.known, prefixes=HINTS.prefixes, not_speakers=frozenset({"gevoel"})
    )
    assert said("I: En?\nR: Twee dingen.\nGevoel: dat was goed.\nI: Ja.", hints)[1] == (
        "R",
        "Twee dingen.\nGevoel: dat was goed.",
    )


def test_a_label_that_the_study_lists_is_a_speaker_whatever_it_looks_like():
    hints = LabelHints(known=frozenset({"de man met de hoed"}))
    assert said("I: En?\nDe man met de hoed: Niks.\nI: O.", hints)[1] == (
        "De man met de hoed",
        "Niks.",
    )


# --- where the conversation ends -----------------------------------------------------------------

CLOSINGS = [
    "[einde opname]",
    "[Einde opname 00:45:12]",
    "(einde opname)",
    "Opname stopt",
    "opname stopt",
    "De opname stopt.",
    "[opname gestopt]",
    "Einde interview",
    "Einde interview.",
    "**Einde interview**",
    "--- Einde van het interview ---",
    "Einde van het gesprek",
    "EINDE",
    "EINDE TRANSCRIPT",
    "Stop opname",
    "De opname wordt gestopt.",
    "Opname beëindigd om 14.30 uur",
]


@pytest.mark.parametrize("closing", CLOSINGS)
def test_a_closing_line_is_not_said_by_the_last_speaker(closing):
    assert said(f"I: Dank je wel.\nR: Graag gedaan.\n\n{closing}\n")[-1] == ("R", "Graag gedaan.")


@pytest.mark.parametrize("closing", CLOSINGS)
def test_text_without_speakers_after_a_closing_line_is_left_out(closing):
    text = f"I: Dank je.\nR: Graag.\n{closing}\n\nDe respondent liep nog mee naar de bus.\n"

    assert said(text)[-1] == ("R", "Graag.")


def test_a_speaker_after_a_closing_line_takes_the_conversation_up_again():
    text = "I: Even pauze.\nR: Goed.\n[opname stopt]\nKoffie.\n[opname loopt]\nI: We zijn er weer.\nR: Ja."
    assert said(text)[1:] == [("R", "Goed."), ("I", "We zijn er weer."), ("R", "Ja.")]


@pytest.mark.parametrize(
    "line",
    [
        "eind van de maand is het geld op.",
        "einde van de dag was ik kapot.",
        "eind goed, al goed, zei mijn oom.",
        "Eind maart kwam ze weer terug.",
        "gesprek. Einde verhaal, dacht ik.",
        "stop met dat gesprek, zei ik.",
        "opname in een kliniek wilde ik niet.",
        "opname uit huis was het ergste.",
    ],
)
def test_a_wrapped_line_that_begins_like_a_closing_line_stays_speech(line):
    text = (
        f"I: En toen?\nR: Ik weet nog dat het aan het\n{line}\nMaar mijn JIM bleef.\nI: Ja.\nR: Zo."
    )

    assert said(text)[1] == (
        "R",
        f"Ik weet nog dat het aan het\n{line}\nMaar mijn JIM bleef.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Noor\nEn?\nFin\nJa, leuk.\nNoor\nEcht?\nFin\nEcht.",
        "Noor\tEn?\nFin\tJa, leuk.\nNoor\tEcht?\nFin\tEcht.",
        "Noor - En?\nFin - Ja, leuk.\nNoor - Echt?\nFin - Echt.",
    ],
    ids=["own line", "tab", "hyphen"],
)
def test_a_boy_called_fin_is_no_closing_line(text):
    assert {speaker for speaker, _ in said(text)} == {"Noor", "Fin"}


@pytest.mark.parametrize("answer", ["Ja", "Ja.", "Nee hoor.", "Oké", "Precies!"])
@pytest.mark.parametrize(("first", "second"), [("Interviewer", "Respondent"), ("Noor", "Daan")])
def test_a_short_answer_that_recurs_below_a_label_does_not_undo_the_label(first, second, answer):
    text = f"{first}\nVond je dat fijn?\n\n{second}\n{answer}\n\n{first}\nEn nu nog?\n\n{second}\n{answer}\n"

    turns = said(text + f"\n{second}\nHet was wel even wennen.\n")
    assert turns[:4] == [
        (first, "Vond je dat fijn?"),
        (second, answer),
        (first, "En nu nog?"),
        (second, answer),
    ]


def test_many_turns_with_the_label_on_its_own_line_take_no_quadratic_time():
    """Also when the answers are single words, which could be labels themselves."""
    text = "I\nEcht\nR\nJa\n" * 3_000
    start = time.process_time()

    assert len(build(text).turns) == 6_000
    assert time.process_time() - start < 1


# --- when a turn begins --------------------------------------------------------------------------

TIMED = {
    "before the label": "[00:12:34] I: {q}\n[00:12:40] R: {a}",
    "in parentheses before the label": "(12:34) I: {q}\n(12:40) R: {a}",
    "bare before the label": "00:12:34 I: {q}\n00:12:40 R: {a}",
    "with a hyphen before the label": "00:12:34 - I: {q}\n00:12:40 - R: {a}",
    "from and to before the label": "[12:34 - 12:39] I: {q}\n[12:40 - 12:49] R: {a}",
    "before a label on its own line": "[00:12:34] I\n{q}\n[00:12:40] R\n{a}",
    "before a bracketed label": "12:34 [i] {q}\n12:40 [r1] {a}",
    "before a tab": "00:12:34\tI\t{q}\n00:12:40\tR\t{a}",
    "before a dash": "00:12:34 Interviewer - {q}\n00:12:40 P12 - {a}",
    "before a bold label": "[00:12:34] **Interviewer:** {q}\n\n[00:12:40] **Respondent:** {a}",
    "between label and colon": "I [12:34]: {q}\nR [12:40]: {a}",
    "in parentheses between label and colon": "I (00:12:34): {q}\nR (00:12:40): {a}",
    "between label and colon on an own line": "I (12:34):\n{q}\nR (12:40):\n{a}",
    "Teams": "Jan Jansen   12:34\n{q}\n\nNoor de Wit   12:40\n{a}\n\nJan Jansen   12:42\n{q}\n\nNoor de Wit   1:00:02\n{a}",
    "Amberscript": "Spreker 1 00:12:34\n{q}\n\nSpreker 2 00:12:40\n{a}",
    "name, bracketed time and words": "Spreker 1 [12:34] {q}\nSpreker 2 [12:40] {a}",
    "below the label": "Spreker 1\n00:12:34\n{q}\n\nSpreker 2\n00:12:40\n{a}",
    "from and to below the label": "Spreker 1\n12:34 - 12:39\n{q}\n\nSpreker 2\n12:40 - 12:44\n{a}",
    "below a label with a colon": "I:\n[12:34]\n{q}\n\nR:\n[12:40]\n{a}",
    "above the label": "[00:12:34]\nI: {q}\n\n[00:12:40]\nR: {a}",
    "bare above the label": "12:34\nSpreker 1: {q}\n12:40\nSpreker 2: {a}",
    "above a label on its own line": "00:12:34\nInterviewer\n{q}\n\n00:12:40\nRespondent\n{a}",
    "cues pasted as text": "00:12:34.000 --> 00:12:37.000\nI: {q}\n\n00:12:40.000 --> 00:12:41.500\nR: {a}",
    "first words": "I: [00:12:34] {q}\nR: [00:12:40] {a}",
    "f4 at the start": "#00:12:34-0# I: {q}\n#00:12:40-0# R: {a}",
}  # fmt: skip


def seconds(text: str) -> list[float | None]:
    return [turn.seconds for turn in build(text).turns]


@pytest.mark.parametrize("layout", TIMED.values(), ids=TIMED)
def test_a_turn_begins_at_the_time_that_stands_with_its_label(layout):
    assert seconds(layout.format(q=QUESTION, a=ANSWER))[:2] == [754, 760]


@pytest.mark.parametrize(
    "layout",
    [
        "I: {q} #00:00:03-2#\n\nR: {a} #00:00:11-3#\n\nI: {q} #00:00:14-9#",
        "I: {q}\n#00:00:03-2#\n\nR: {a}\n#00:00:11-3#\n\nI: {q}\n#00:00:14-9#",
        "I: {q} #00:00:03-2#\n\nR: {a} #00:00:07-0#\n\n{a} #00:00:11-3#\n\nI: {q} #00:00:14-9#",
    ],
    ids=["end of the paragraph", "own line", "two paragraphs"],
)
def test_with_the_times_of_f4_a_turn_begins_where_the_one_before_ends(layout):
    assert seconds(layout.format(q=QUESTION, a=ANSWER)) == [0, 3.2, 11.3]


def test_a_turn_after_one_that_f4_gave_no_time_has_no_beginning():
    text = "I: Een? #00:00:03-2#\nR: Twee.\nI: Drie? #00:00:09-0#\nR: Vier. #00:00:12-0#"

    assert seconds(text) == [0, 3.2, None, 9]


def test_a_time_below_one_label_is_not_that_of_the_next():
    text = "Spreker 1\n00:00:03\n\nSpreker 2:\nJa.\n\nSpreker 1\n00:00:08\nO.\n\nSpreker 2\n00:00:09\nJa."

    assert seconds(text) == [None, None, 8, 9]


def test_a_time_halfway_a_turn_is_no_beginning():
    text = "[00:00:03] I: Een?\n[00:00:06] R: Twee.\n[00:05:00]\nEn nog iets.\nI: Drie?\n[00:07:00] R: Vier."

    assert seconds(text) == [3, 6, None, 420]


@pytest.mark.parametrize(
    "line",
    [
        "om 10:30 was ik pas wakker",
        "10:30 was ik pas wakker",
        "Ik ging om 10:30",
        "Tussen 9:00 en 10:30: niks.",
        "(10:30 was het) en toen",
    ],
)
def test_a_time_that_somebody_says_is_no_beginning(line):
    text = f"I: Hoe laat?\nR: {line}\nI: En dan?\nR: Ik zat.\n{line}\nI: O.\nR: {line}"

    assert set(seconds(text)) == {None}


def test_a_time_below_a_label_with_no_more_words_may_be_the_answer():
    text = "I:\nHoe laat stond je op?\n\nR:\n9:30\n\nI:\nEn hoe laat ging je slapen?\n\nR:\n23:30\n"

    assert set(seconds(text)) == {None}


def test_when_a_time_goes_back_the_transcript_has_no_times():
    assert seconds("[00:10] I: Een?\n[00:20] R: Twee.\n[00:12] I: Drie?") == [None, None, None]


def test_the_hours_and_minutes_of_a_chat_are_no_times_in_a_recording():
    words = "Dat was een heel verhaal, " * 10
    text = "".join(f"[14:{m:02}] I: En?\n[14:{m + 1:02}] R: {words}\n" for m in range(0, 10, 2))

    assert set(seconds(text)) == {None}


def test_a_transcript_without_times_has_turns_without_a_beginning():
    assert seconds("I: Hoe ging het?\nR: Best goed.") == [None, None]


# --- properties ----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "I: ",
        "R: ",
        "Noor: ",
        "Spreker 1 00:03",
        "[r1] ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "**",
        "[lacht] ",
        "Datum: 3 mei",
        "[einde opname]",
        "00:12:34 ",
        "👩‍👧 ",
        "e\u0301",
        "Hallo. ",
        "m.i. ",
        "\ufeff",
        "\u00a0",
        "\u2028",
    ]
)
TRANSCRIPTS = st.lists(PIECES | st.text(max_size=8), max_size=30).map(
    lambda pieces: "I: Zo?\n" + "".join(pieces)
)


@settings(max_examples=150, deadline=None)
@given(TRANSCRIPTS)
def test_turns_stand_in_order_inside_the_text_and_do_not_overlap(text):
    source = build(text)

    places = [place for turn in source.turns for place in (turn.start, turn.end)]
    assert places == sorted(places)
    assert places[-1] <= len(source.text)


@settings(max_examples=150, deadline=None)
@given(TRANSCRIPTS)
def test_turns_never_begin_before_an_earlier_one(text):
    times = [turn.seconds for turn in build(text).turns if turn.seconds is not None]

    assert times == sorted(times)


@settings(max_examples=150, deadline=None)
@given(TRANSCRIPTS)
def test_a_turn_is_stripped_and_stands_below_or_behind_its_own_label(text):
    source = build(text)

    lines = source.text.split("\n")
    for turn in source.turns:
        words = source.text[turn.start : turn.end]
        assert words == words.strip()
        assert turn.speaker in lines[turn.line - 1]
        assert source.text.count("\n", 0, turn.start) + 1 >= turn.line
