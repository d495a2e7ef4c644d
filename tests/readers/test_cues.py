"""Subtitle files, WebVTT and SRT: many short cues become turns of whole sentences."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.casting import label_hints
from codeer.errors import CueProblem, EmptySource, NoSpeakers, WrongEncoding
from codeer.model import Source, Unit
from codeer.readers import read_source
from codeer.readers.labels import LabelHints
from codeer.study import DEFAULT_STUDY
from codeer.text import find_segments, normalise

VTT = """\
WEBVTT

00:00:01.000 --> 00:00:04.000
<v Noor de Wit>Hoe gaat het met je JIM?</v>

00:00:05.000 --> 00:00:08.000
<v Daan>Ja, best goed.</v>
"""
SRT = """\
1
00:00:01,000 --> 00:00:04,000
Noor de Wit: Hoe gaat het met je JIM?

2
00:00:05,000 --> 00:00:08,000
Daan: Ja, best goed.
"""
EXPECTED = [("Noor de Wit", "Hoe gaat het met je JIM?"), ("Daan", "Ja, best goed.")]


def read_bytes(
    folder: Path,
    raw: bytes,
    name: str = "J01.vtt",
    encoding: str | None = None,
    hints: LabelHints | None = None,
) -> Source:
    path = folder / name
    path.write_bytes(raw)
    return read_source(path, name, hints or label_hints(DEFAULT_STUDY, name), encoding)


def read(folder: Path, text: str, name: str = "J01.vtt") -> Source:
    return read_bytes(folder, text.encode(), name)


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def cues(*bodies: str) -> str:
    """Return a WebVTT file with these cues, two seconds each."""
    parts = ["WEBVTT"]
    for second, body in enumerate(bodies):
        parts.append(f"00:00:{2 * second:02}.000 --> 00:00:{2 * second + 1:02}.000\n{body}")
    return "\n\n".join(parts) + "\n"


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "name"), [(VTT, "J01.vtt"), (SRT, "J01.srt")])
def test_a_subtitle_file_gives_turns(tmp_path, text, name):
    assert said(read(tmp_path, text, name)) == EXPECTED


FORMS = {
    "BOM": codecs.BOM_UTF8 + VTT.encode(),
    "Windows line ends": VTT.replace("\n", "\r\n").encode(),
    "UTF-16": codecs.BOM_UTF16_LE + VTT.encode("utf-16-le"),
    "no hours": VTT.replace("00:00:0", "00:0").encode(),
    "one digit for the hours": VTT.replace("00:00:0", "0:00:0").encode(),
    "comma in the times": VTT.replace(".000", ",000").encode(),
    "hundreds of hours": VTT.replace("00:00:0", "100:00:0").encode(),
    "settings": VTT.replace(".000\n", ".000 align:start position:0% line:90%\n").encode(),
    "all settings": VTT.replace(".000\n", ".000 region:a vertical:rl size:50% align:end\n").encode(),
    "no space around the arrow": VTT.replace(" --> ", "-->").encode(),
    "tabs around the arrow": VTT.replace(" --> ", "\t-->\t").encode(),
    "title behind WEBVTT": VTT.replace("WEBVTT", "WEBVTT - Gesprek met Daan").encode(),
    "header lines": VTT.replace("WEBVTT", "WEBVTT\nKind: captions\nLanguage: nl").encode(),
    "no WEBVTT at all": VTT.removeprefix("WEBVTT\n\n").encode(),
    "voice that does not end": VTT.replace("</v>", "").encode(),
    "voice with a class": VTT.replace("<v ", "<v.luid ").encode(),
    "voice on its own line": VTT.replace(">Ja", ">\nJa").encode(),
    "numbered cues": VTT.replace("00:00:01.000 -", "1\n00:00:01.000 -").replace("00:00:05.000 -", "2\n00:00:05.000 -").encode(),
    "ids of Teams": VTT.replace("00:00:01.000 -", "7d6f2a1b-11aa/12-0\n00:00:01.000 -").replace("00:00:05.000 -", "7d6f2a1b-11aa/13-1\n00:00:05.000 -").encode(),
    "no blank line between cues": VTT.replace("</v>\n\n", "</v>\n").encode(),
    "no blank line between numbered cues": VTT.replace("</v>\n\n", "</v>\n2\n").encode(),
    "no blank line between cues with ids": VTT.replace("</v>\n\n", "</v>\n7d6f/13-1\n").encode(),
    "blank lines at the end": (VTT + "\n\n\n").encode(),
    "no line end at the end": VTT.rstrip().encode(),
    "notes": VTT.replace("WEBVTT\n", "WEBVTT\n\nNOTE\nGemaakt met een programma.\nTwee regels.\n\nNOTE een regel\n").encode(),
    "style and region": VTT.replace("WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:a\nwidth:40%\n").encode(),
    "formatting": VTT.replace("best goed", "<i>best</i> <c.geel>goed</c>").encode(),
    "time inside the text": VTT.replace("best goed", "<00:00:06.000>best <00:00:07.000>goed").encode(),
    "text on the time line": VTT.replace("04.000\n<v", "04.000 <v").encode(),
    "wrapped text": VTT.replace("Hoe gaat het met", "Hoe gaat het\nmet").encode(),
}  # fmt: skip


@pytest.mark.parametrize("raw", FORMS.values(), ids=FORMS)
def test_a_form_of_webvtt_gives_the_same_turns(tmp_path, raw):
    assert said(read_bytes(tmp_path, raw)) == EXPECTED


SRT_FORMS = {
    "BOM and Windows line ends": codecs.BOM_UTF8 + SRT.replace("\n", "\r\n").encode(),
    "Windows-1252": SRT.encode("windows-1252"),
    "dot in the times": SRT.replace(",000", ".000").encode(),
    "no numbers": SRT.replace("1\n", "", 1).replace("2\n0", "0").encode(),
    "formatting": SRT.replace("best goed", "<b>best</b> <font color='red'>goed</font>").encode(),
    "speaker on its own line": SRT.replace(": ", ":\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("raw", SRT_FORMS.values(), ids=SRT_FORMS)
def test_a_form_of_srt_gives_the_same_turns(tmp_path, raw):
    assert said(read_bytes(tmp_path, raw, "J01.srt")) == EXPECTED


def test_the_canonical_text_has_one_line_per_turn(tmp_path):
    assert read(tmp_path, VTT).text == "Noor de Wit: Hoe gaat het met je JIM?\nDaan: Ja, best goed."


def test_the_check_report_says_that_it_was_a_subtitle_file(tmp_path):
    source = read(tmp_path, VTT)

    assert (source.encoding, source.layouts) == ("utf-8", ("ondertitels",))


# --- from cues to turns --------------------------------------------------------------------------


def test_cues_of_one_speaker_in_a_row_are_one_turn(tmp_path):
    text = cues("<v Noor>En toen?</v>", "<v Daan>Toen ging</v>", "<v Daan>ik naar huis.</v>")

    assert said(read(tmp_path, text)) == [("Noor", "En toen?"), ("Daan", "Toen ging ik naar huis.")]


def test_a_sentence_over_three_cues_is_one_sentence(tmp_path):
    source = read(
        tmp_path,
        cues(
            "<v Noor>En?</v>",
            "<v Daan>Ik kan</v>",
            "<v Daan>bij haar</v>",
            "<v Daan>alles kwijt. Echt.</v>",
        ),
    )

    found = find_segments(source.text, source.turns[1], Unit.SENTENCE)
    assert [source.text[s.start : s.end] for s in found] == [
        "Ik kan bij haar alles kwijt.",
        "Echt.",
    ]


def test_a_cue_without_a_voice_belongs_to_the_one_who_spoke_before(tmp_path):
    text = cues("<v Noor>En?</v>", "<v Daan>Ik ging</v>", "gewoon weg.")

    assert said(read(tmp_path, text))[1] == ("Daan", "Ik ging gewoon weg.")


def test_a_cue_without_a_label_belongs_to_the_one_who_spoke_before(tmp_path):
    text = cues("Noor: En?", "Daan: Ik ging", "gewoon weg.", "Noor: O.")

    assert said(read(tmp_path, text))[1] == ("Daan", "Ik ging gewoon weg.")


def test_two_voices_in_one_cue_are_two_turns(tmp_path):
    text = cues("<v Noor>En?</v> <v Daan>Niks.</v>", "<v Noor>O.</v>")

    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", "Niks."), ("Noor", "O.")]


def test_two_voices_on_two_lines_of_a_cue_are_two_turns(tmp_path):
    text = cues("<v Noor>En?\n<v Daan>Niks.")

    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", "Niks.")]


def test_two_labels_on_two_lines_of_a_cue_are_two_turns(tmp_path):
    text = cues("Noor: En?\nDaan: Niks.", "Noor: O.")

    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", "Niks."), ("Noor", "O.")]


def test_entities_are_read_as_characters(tmp_path):
    text = cues("<v Noor &amp; Kim>Ik &amp; jij &lt;3&nbsp;?</v>", "<v Daan>Ja.</v>")

    assert said(read(tmp_path, text))[0] == ("Noor & Kim", "Ik & jij <3 ?")


@pytest.mark.parametrize(
    "voice",
    ["Jansen, Jan", "jan jansen", "Gast (onbekend)", "Noor @ Youké", "J. de Vries-Smit", "Respondent 12", "de moeder"],
)  # fmt: skip
def test_a_voice_is_a_speaker_whatever_the_name_looks_like(tmp_path, voice):
    text = cues(f"<v {voice}>Hoe gaat het?</v>", "<v Daan>Goed.</v>")

    assert said(read(tmp_path, text)) == [(voice, "Hoe gaat het?"), ("Daan", "Goed.")]


@pytest.mark.parametrize(
    "words",
    [
        "Hij zei: kom maar.",
        "Toen zei Kim: en jij dan?",
        "Om 10:30: niks.",
        "Oma: die belde mij.",
        "Vertrouwen: dat was het.",
        "https://voorbeeld.nl",
        "Datum: dat weet ik niet.",
        "[lacht] Nee hoor.",
        "Einde opname zei ze.",
    ],
)
def test_what_a_voice_says_is_never_a_label(tmp_path, words):
    text = cues("<v Noor>En?</v>", f"<v Daan>{words}</v>", "<v Noor>O.</v>")

    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", words), ("Noor", "O.")]


@pytest.mark.parametrize("voice", ["Gemeente Utrecht", "Interview", "Regio Zuid"])
def test_a_voice_that_resembles_a_header_line_is_a_speaker(tmp_path, voice):
    text = cues("<v Daan>Hallo.</v>", f"<v {voice}>Zit je goed?</v>", "<v Daan>Ja.</v>")

    assert said(read(tmp_path, text)) == [
        ("Daan", "Hallo."),
        (voice, "Zit je goed?"),
        ("Daan", "Ja."),
    ]


def test_numbered_speakers_in_brackets_are_speakers(tmp_path):
    text = cues("[SPEAKER_00]: Hoe gaat het?", "[SPEAKER_01]: Ik ging", "[SPEAKER_01]: gewoon weg.")

    assert said(read(tmp_path, text)) == [
        ("SPEAKER_00", "Hoe gaat het?"),
        ("SPEAKER_01", "Ik ging gewoon weg."),
    ]


def test_a_study_can_say_that_a_word_before_a_colon_is_no_speaker(tmp_path):
    hints = LabelHints(not_speakers=frozenset({"gevoel"}))
    raw = cues("Noor: En?", "Daan: Twee dingen.", "Gevoel: dat was goed.", "Noor: O.").encode()

    turn = said(read_bytes(tmp_path, raw, hints=hints))[1]
    assert (turn[0], turn[1].split()) == ("Daan", "Twee dingen. Gevoel: dat was goed.".split())


def test_text_before_the_first_label_is_said_by_no_one(tmp_path):
    text = cues("Muziek speelt.", "Noor: En?", "Daan: Niks.")

    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", "Niks.")]


def test_two_cues_at_the_same_time_are_in_order(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Noor>En?</v>\n\n00:01.000 --> 00:03.000\n<v Daan>Ja.</v>\n"
    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", "Ja.")]


def test_cues_may_overlap_as_people_do(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:09.000\n<v Noor>En?</v>\n\n00:02.000 --> 00:03.000\n<v Daan>Ja.</v>\n"
    assert said(read(tmp_path, text)) == [("Noor", "En?"), ("Daan", "Ja.")]


# --- when a turn begins --------------------------------------------------------------------------


def seconds(source: Source) -> list[float | None]:
    return [turn.seconds for turn in source.turns]


@pytest.mark.parametrize(("text", "name"), [(VTT, "J01.vtt"), (SRT, "J01.srt")])
def test_a_turn_begins_with_its_cue(tmp_path, text, name):
    assert seconds(read(tmp_path, text, name)) == [1, 5]


def test_a_turn_of_several_cues_begins_with_the_first(tmp_path):
    text = cues("<v Noor>En?</v>", "<v Daan>Ik ging</v>", "<v Daan>weg.</v>", "<v Noor>O.</v>")

    assert seconds(read(tmp_path, text)) == [0, 2, 6]


def test_voices_in_one_cue_begin_together(tmp_path):
    text = cues("Noor: Zo.", "Noor: En?\nDaan: Niks.", "<v Noor>O.</v> <v Daan>Ja.</v>")

    assert seconds(read(tmp_path, text)) == [0, 2, 4, 4]


def test_text_before_the_first_name_gives_no_turn_its_time(tmp_path):
    assert seconds(read(tmp_path, cues("Muziek speelt.", "Noor: En?", "Daan: Ja."))) == [2, 4]


def test_hours_and_fractions_of_a_cue_are_kept(tmp_path):
    text = VTT.replace("00:00:05.000 --> 00:00:08.000", "01:02:03.456 --> 01:02:04.000")

    assert seconds(read(tmp_path, text)) == [1, 3723.456]


# --- files that cannot be trusted ----------------------------------------------------------------

BROKEN = {
    "starts before the previous": (VTT.replace("00:00:05.000 --> 00:00:08", "00:00:00.500 --> 00:00:08"), 6, "order"),
    "ends before it starts": (VTT.replace("00:00:08", "00:00:04"), 6, "order"),
    "no text": (VTT.replace("<v Daan>Ja, best goed.</v>", ""), 6, "empty"),
    "a voice without words": (VTT.replace("Ja, best goed.", " "), 6, "empty"),
    "no text in the middle": (VTT.replace("<v Noor de Wit>Hoe gaat het met je JIM?</v>", ""), 3, "empty"),
    "no cue": ("WEBVTT\n\nNOTE niets\n", 1, "none"),
    "no cue in an ordinary text": ("I: Hoe?\nR: Zo.\n", 1, "none"),
    "no end time": (VTT.replace("--> 00:00:08.000", "-->"), 6, "time"),
    "no fraction": (VTT.replace("00:00:05.000", "00:00:05"), 6, "time"),
    "letters": (VTT.replace("00:00:05.000", "vijf"), 6, "time"),
    "seconds only": (VTT.replace("00:00:05.000", "5.0"), 6, "time"),
    "sixty minutes": (VTT.replace("00:00:05.000 --> 00:00:08", "00:75:05.000 --> 00:76:08"), 6, "time"),
    "sixty seconds": (VTT.replace("00:00:05.000 --> 00:00:08", "00:00:75.000 --> 00:00:78"), 6, "time"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_line_and_reason(tmp_path, text, line, problem):
    with pytest.raises(CueProblem) as caught:
        read(tmp_path, text)

    assert (caught.value.line, caught.value.problem) == (line, problem)


@pytest.mark.parametrize(("text", "line", "_"), BROKEN.values(), ids=BROKEN)
def test_an_error_about_a_cue_names_file_and_line_and_quotes_nothing(tmp_path, text, line, _):
    with pytest.raises(CueProblem) as caught:
        read(tmp_path, text)

    message = str(caught.value)
    assert f"{tmp_path / 'J01.vtt'}, regel {line}: " in message
    assert not any(word in message for word in ("best goed", "gaat het", "Noor"))


def test_a_file_without_voices_and_labels_has_no_speakers(tmp_path):
    with pytest.raises(NoSpeakers):
        read(tmp_path, cues("Hoe gaat het?", "Goed, hoor."))


def test_a_subtitle_file_of_no_bytes_is_empty(tmp_path):
    with pytest.raises(EmptySource):
        read(tmp_path, "")


def test_a_given_encoding_is_followed(tmp_path):
    raw = cues("<v Zoë>Hè?</v>", "<v Daan>Ja.</v>").encode("mac-roman")

    assert said(read_bytes(tmp_path, raw, encoding="mac-roman"))[0] == ("Zoë", "Hè?")


def test_a_given_encoding_that_does_not_fit_is_an_error(tmp_path):
    with pytest.raises(WrongEncoding):
        read_bytes(tmp_path, cues("<v Zoë>Hè?</v>").encode("windows-1252"), encoding="utf-8")


# --- properties ----------------------------------------------------------------------------------

WORDS = st.text(
    st.characters(categories=["L", "Nd"]) | st.sampled_from(" .,?!👩é"), min_size=1, max_size=30
).filter(lambda text: any(char.isalnum() for char in text))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Noor", "Daan", "Moeder", "Jan de Wit"]), WORDS),
        min_size=1,
        max_size=12,
    )
)
def test_every_word_of_every_cue_is_in_a_turn_of_its_own_voice(tmp_path_factory, spoken):
    text = cues(*(f"<v {voice}>{words}</v>" for voice, words in spoken))
    found: dict[str, str] = {}
    for speaker, words in said(read(tmp_path_factory.getbasetemp(), text)):
        found[speaker] = found.get(speaker, "") + "".join(words.split())

    expected: dict[str, str] = {}
    for voice, words in spoken:
        expected[voice] = expected.get(voice, "") + "".join(normalise(words).split())
    assert found == expected


def test_subtitles_without_names_are_of_one_respondent_when_the_study_says_so(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nIk wacht.\n\n00:03.000 --> 00:04.000\nAl lang.\n",
        encoding="utf-8",
    )
    source = read_source(path, "a.vtt", LabelHints(has_speakers=False))

    assert [source.text[t.start : t.end] for t in source.turns] == ["Ik wacht. Al lang."]
