"""Canonical text: normalising, notes, sentences, words; offsets hold for any text."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codeer.model import Segment, Turn, Unit
from codeer.text import (
    blank_controls,
    count_words,
    find_segments,
    find_sentences,
    fold,
    mask_notes,
    normalise,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a turn as a researcher would read them."""
    return [text[start:end] for start, end in find_sentences(mask_notes(text))]


def segments(text: str, unit: Unit = Unit.SENTENCE) -> tuple[Segment, ...]:
    """Return the segments of a text that is one whole turn."""
    return find_segments(text, Turn(1, "R", 0, len(text), 1), unit)


# --- normalise -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffHallo", "Hallo"),
        ("een\r\ntwee", "een\ntwee"),
        ("een\rtwee", "een\ntwee"),
        ("een\u2028twee\u2029drie", "een\ntwee\ndrie"),
        ("een\x0ctwee", "een\ntwee"),
        ("cafe\u0301", "café"),
        ("één “quote” … ’t", "één “quote” … ’t"),
    ],
    ids=["BOM", "CRLF", "CR", "separators", "page break", "combining mark", "quotes stay"],
)
def test_a_text_is_normalised(raw, text):
    assert normalise(raw) == text


ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\r\n\t .!?…()[]#:*\ufeff\u0301\u0308\u200d\u2028👩👧🏽’'"),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
@example("\ufeff\ufeffHallo")
@example("e\u0301\r\r\n")
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_a_normalised_text_is_composed_and_has_one_kind_of_line_end(text):
    result = normalise(text)

    assert unicodedata.is_normalized("NFC", result)
    assert not set(result) & set("\r\u2028\u2029")


# --- notes ---------------------------------------------------------------------------------------

NOTES = [
    "[lacht]",
    "(lacht)",
    "(lachend)",
    "[stilte]",
    "(pauze)",
    "(lange stilte)",
    "(...)",
    "(…)",
    "(?)",
    "(onverstaanbaar)",
    "[onverst. 00:12]",
    "(onverst. 00:12)",
    "[door elkaar]",
    "[naam]",
    "[...]",
    "[…]",
    "XXX",
    "xxx",
    "(xxx)",
    "[00:12:34]",
    "(12:34)",
    "00:12:34",
    "00:00:01.000",
    "00:00:01,000",
    "#00:12:34-5#",
    "(zucht diep)",
    "(haalt schouders op)",
    "(telefoon gaat)",
    "**",
]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_blanked_out_without_moving_anything(note):
    assert mask_notes(f"Ja, {note} dat is zo.") == f"Ja, {' ' * len(note)} dat is zo."


@pytest.mark.parametrize("note", NOTES)
def test_a_turn_of_only_a_note_has_no_segment(note):
    assert segments(f"{note}.") == ()


@pytest.mark.parametrize("note", NOTES)
def test_a_note_does_not_count_as_words(note):
    assert [s.words for s in segments(f"Ja, {note} dat is zo.")] == [4]


@pytest.mark.parametrize("note", [note for note in NOTES if note != "**"])
def test_a_note_after_the_full_stop_is_no_sentence_and_stays_in_the_text(note):
    text = f"Ik ging weg. {note} Ze belde me."

    assert sentences(text) == ["Ik ging weg.", "Ze belde me."]


@pytest.mark.parametrize("note", ["[lacht]", "(lacht)", "[onverst. 00:12]"])
def test_a_note_inside_a_sentence_is_kept_for_the_quotation(note):
    assert sentences(f"Ik kan bij haar {note} alles kwijt.") == [
        f"Ik kan bij haar {note} alles kwijt."
    ]


@pytest.mark.parametrize("said", ["[NAAM-1]", "[PLAATS-12]", "[LEEFTIJD 12-15]", "[LEEFTIJD 80+]"])
def test_what_replaces_a_name_is_speech(said):
    """A pseudonym stands for words that were said, so nothing is counted otherwise because of it."""
    assert mask_notes(f"Dat zei {said}s moeder.") == f"Dat zei {said}s moeder."


@pytest.mark.parametrize(
    "speech",
    [
        "(bij ons thuis)",
        "(de buurvrouw van drie hoog)",
        "(en hij ook)",
        "(17)",
        "(nou ja)",
        "(gelukkig)",
        "(band met mijn oom)",
        "(opname in een kliniek)",
        "(deurwaarders)",
        "(neemt hij mee)",
        "(telefoontjes in het weekend)",
        "(achtergrond van het gezin)",
        "(denkt mijn moeder)",
        "(wijsheid)",
    ],
)
def test_ordinary_parentheses_are_speech(speech):
    assert mask_notes(f"Ik ging {speech} weg.") == f"Ik ging {speech} weg."


@pytest.mark.parametrize(
    "text",
    [
        "om 10:30 ging ik",
        "het werd 2-1",
        "in 2019",
        "X is een letter",
        "XL-maat",
        "a*b",
        "huis_nummer",
    ],
)
def test_what_only_resembles_a_note_is_speech(text):
    assert mask_notes(text) == text


def test_brackets_that_do_not_close_on_the_line_blank_out_nothing():
    assert mask_notes("Dat [was\nwat] zeg (lacht") == "Dat [was\nwat] zeg (lacht"


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_masking_keeps_the_length(text):
    assert len(mask_notes(text)) == len(text)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_masking_changes_characters_only_into_spaces(text):
    assert all(new in (old, " ") for old, new in zip(text, mask_notes(text), strict=True))


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("… ?! – 👩‍👧", 0),
        ("ja", 1),
        ("zo'n co-ouder", 2),
        ("zo’n JIM’s", 2),
        ("m.i. niet", 2),
        ("'t is d'r wel", 4),
        ("Ik ging, denk ik, in 2019 weg.", 7),
        ("één naïeve café", 3),
        ("👩 hallo 👧", 1),
    ],
)
def test_words_are_counted_as_a_reader_would(text, count):
    assert count_words(text) == count


# --- sentences -----------------------------------------------------------------------------------

SENTENCES = {
    "full stops": ["Ik ging weg.", "Ze belde me."],
    "m.i.": ["Dat is m.i. Niet waar.", "Ze belde me."],
    "o.a.": ["Er waren o.a. Oma en opa bij.", "Dat was leuk."],
    "title and initial": ["Toen kwam drs. J. de Vries erbij.", "Die was aardig."],
    "initials": ["Ik sprak met A.B. Jansen en dr. P. Smit.", "Dat hielp."],
    "unknown abbreviation": ["Dat is g.v.d. Niet eerlijk.", "Echt niet."],
    "bijv. with a name": ["Neem bijv. Sander of Kim.", "Die snappen het."],
    "a date": ["Op 3. oktober kwam ze.", "Daarna niet meer."],
    "a number at the end": ["Ik was toen 16.", "Mijn zus was 12."],
    "a time": ["Ze belde om 10.30 uur.", "Ik sliep nog."],
    "decimals": ["Ik had een 5.5 voor wiskunde.", "Dat was genoeg."],
    "a website": ["Kijk op www.voorbeeld.nl voor meer.", "Daar staat het."],
    "a pause in a thought": ["Ik dacht... nou ja... laat maar.", "Het ging wel."],
    "a one-character pause": ["Ik dacht… nou ja… laat maar.", "Het ging wel."],
    "a thought that stops": ["Ik wilde...", "Nee, toch niet."],
    "a thought that stops, one character": ["Ik wilde…", "Nee, toch niet."],
    "question and exclamation": ["Waarom ik?", "Dat vroeg ik me af!", "Echt waar?!", "Ja."],
    "a quote": ["Ze zei: 'Kom maar.'", "Dus ik ging."],
    "a double quote": ['Ze zei: "Kom maar."', "Dus ik ging."],
    "a curly quote": ["Ze zei: “Kom maar.”", "Dus ik ging."],
    "words after a quote": ['"Kom je?" zei ze tegen mij.', "Ik ging mee."],
    "starts with an apostrophe": ["Dat was zo.", "'t Was gewoon fijn.", "’s Avonds belde ze."],
    "parentheses": ["Dat was leuk (bij ons thuis).", "Echt waar."],
    "a small letter after a full stop": ["ik ging weg.", "toen belde ze."],
    "one-word sentences": ["Ja.", "Nee.", "Oké."],
    "a doctor": ["Ik moest naar dr. Bakker.", "Die luisterde niet."],
    "ends in etc.": ["We gingen koken, gamen, etc.", "En daarna naar huis."],
    "ends in a school level": ["Ik doe havo.", "Mijn zus doet vwo."],
    "ends in enz.": ["Koken, gamen, enz.", "Dat deden we."],
    "ends in tel": ["Ze was er in een tel.", "Zo lief."],
    "ends in max": ["Dat was echt de max.", "Zo leuk."],
}


@pytest.mark.parametrize("parts", SENTENCES.values(), ids=SENTENCES)
def test_a_turn_is_divided_into_sentences(parts):
    assert sentences(" ".join(parts)) == parts


def test_a_line_that_an_editor_wrapped_does_not_end_a_sentence():
    text = (
        "Ik weet nog dat wij toen met z'n allen naar het huis van mijn oma\n"
        "Gerda gingen, en dat zij daar de hele middag soep voor ons had staan\n"
        "koken. Dat was fijn."
    )
    assert sentences(text) == [text[:-14], "Dat was fijn."]


def test_a_wrapped_line_ends_no_sentence_when_the_next_goes_on_in_small_letters():
    assert sentences("Ik ging naar\nmijn oma toe\nen weer terug.") == [
        "Ik ging naar\nmijn oma toe\nen weer terug."
    ]


def test_a_short_line_without_a_full_stop_ends_before_a_capital():
    assert sentences("Ja hoor\nDat ging wel goed\nEn toen?") == [
        "Ja hoor",
        "Dat ging wel goed",
        "En toen?",
    ]


def test_a_blank_line_ends_a_sentence():
    assert sentences("Dat was het eigenlijk wel\n\nen toen gingen we eten") == [
        "Dat was het eigenlijk wel",
        "en toen gingen we eten",
    ]


def test_a_blank_line_with_spaces_ends_a_sentence():
    assert sentences("Dat was het wel\n \t\nen toen gingen we") == [
        "Dat was het wel",
        "en toen gingen we",
    ]


LONG_SPEECH = " ".join(
    ["ik ging eerst naar mijn oom en die was er niet en ik weer naar huis met de bus"] * 3
    + ["en toen belde mijn moeder en die zei dat het zo niet langer ging thuis met ons allemaal"]
    * 3
    + ["maar mijn tante die bleef gewoon bellen elke dag om te vragen hoe het met mij was"] * 3
)


def test_speech_without_full_stops_is_cut_into_pieces_of_a_readable_length():
    pieces = sentences(LONG_SPEECH)

    assert len(pieces) >= 3
    assert all(25 <= count_words(piece) <= 85 for piece in pieces)


def test_speech_without_full_stops_is_cut_before_a_spoken_joint():
    first_words = {piece.split()[0] for piece in sentences(LONG_SPEECH)[1:]}

    assert first_words <= {"en", "maar", "dus", "want", "nou", "ja"}


def test_cutting_long_speech_loses_no_word():
    assert " ".join(sentences(LONG_SPEECH)).split() == LONG_SPEECH.split()


def test_a_sentence_of_ordinary_length_is_not_cut():
    text = "Ik belde haar en toen kwam ze en toen gingen we lopen, maar dat duurde niet lang."
    assert sentences(text) == [text]


def test_a_very_long_turn_is_divided_in_time_that_grows_with_its_length():
    """Half a million characters without a second speaker take a fraction of a second."""
    text = "Ik kan bij haar alles kwijt, m.i. Dat is fijn. Ze belde... nou ja. " * 8_000
    start = time.process_time()

    assert len(segments(text)) == 16_000
    assert time.process_time() - start < 1


# --- segments ------------------------------------------------------------------------------------


def test_a_turn_as_unit_is_one_segment():
    text = "  Ik ging weg. [lacht]\n\nZe belde me.  "

    assert [text[s.start : s.end] for s in segments(text, Unit.TURN)] == [
        "Ik ging weg. [lacht]\n\nZe belde me."
    ]


def test_a_turn_as_unit_counts_all_its_words_and_no_notes():
    assert [s.words for s in segments("Ik ging weg. [lacht] Ze belde me.", Unit.TURN)] == [6]


@pytest.mark.parametrize("unit", list(Unit))
def test_a_turn_without_words_has_no_segments(unit):
    assert segments(" [lacht] ... (?) ", unit) == ()


def test_segments_are_numbered_from_one_within_their_turn():
    found = find_segments("I: Ja. Nee.", Turn(7, "I", 3, 11, 1), Unit.SENTENCE)

    assert [(s.turn, s.number) for s in found] == [(7, 1), (7, 2)]


def test_offsets_count_code_points_of_the_whole_source():
    text = "R: 👩‍👧 Ik ben moe. Echt."
    found = find_segments(text, Turn(1, "R", 3, len(text), 1), Unit.SENTENCE)

    assert [text[s.start : s.end] for s in found] == ["👩‍👧 Ik ben moe.", "Echt."]


FRAGMENTS = (
    "Ik |ging |weg. |m.i. |Waarom? |... |… |[lacht] |(lacht)|\n|\n\n|\r\n|en toen |'t |\"|XXX |00:12:34 |"
    "#00:12:34-5#|👩\u200d👧 |e\u0301|\u00a0|\u0301|3. oktober |\n## Deel 2\n"
)
PIECES = st.sampled_from([*FRAGMENTS.split("|"), "woord " * 70])
TURN_TEXT = st.lists(PIECES | ANY_TEXT, max_size=15).map("".join).map(normalise)


@st.composite
def turns(draw: st.DrawFn) -> tuple[str, Turn]:
    """Draw a text and a turn that is any stretch of it."""
    text = draw(TURN_TEXT)
    start = draw(st.integers(0, len(text)))
    return text, Turn(1, "R", start, draw(st.integers(start, len(text))), 1)


@settings(max_examples=300, deadline=None)
@given(turns(), st.sampled_from(Unit))
def test_segments_lie_in_order_within_their_turn_and_do_not_overlap(drawn, unit):
    text, turn = drawn
    places = [place for s in find_segments(text, turn, unit) for place in (s.start, s.end)]

    assert [turn.start, *places, turn.end] == sorted([turn.start, *places, turn.end])


@settings(max_examples=300, deadline=None)
@given(turns(), st.sampled_from(Unit))
def test_every_segment_is_stripped_and_has_words(drawn, unit):
    text, turn = drawn

    for segment in find_segments(text, turn, unit):
        words = text[segment.start : segment.end]
        assert words == words.strip() != ""
        assert segment.words >= 1


@settings(max_examples=300, deadline=None)
@given(turns())
def test_sentences_hold_as_many_words_as_the_whole_turn(drawn):
    text, turn = drawn
    by_sentence = sum(s.words for s in find_segments(text, turn, Unit.SENTENCE))

    assert by_sentence == sum(s.words for s in find_segments(text, turn, Unit.TURN))


# --- fold ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JIM", "jim"),
        ("hè", "he"),
        ("één", "een"),
        ("zo’n", "zo'n"),
        ("co-ouder", "coouder"),
        ("geïnterviewde", "geinterviewde"),
        ("ĳs", "ijs"),
        ("cafe\u0301", "café"),
    ],
)
def test_words_that_differ_only_in_form_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("jim", "jims"), ("hun", "hen"), ("ik", "ijk")])
def test_different_words_fold_differently(one, other):
    assert fold(one) != fold(other)


# --- on a terminal -------------------------------------------------------------------------------


@given(st.text())
@example("\x1b[2J\x9b31m\x07\t\r\x7f\n")
def test_a_text_without_controls_is_as_long_and_keeps_its_lines(text):
    blanked = blank_controls(text)

    assert len(blanked) == len(text)
    assert not any(unicodedata.category(c) == "Cc" for c in blanked.replace("\n", ""))
    assert blanked.count("\n") == text.count("\n")
