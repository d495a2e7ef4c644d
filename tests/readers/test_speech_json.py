"""JSON of speech recognition: every word of every segment, by who the segment says."""

import json
from pathlib import Path

import pytest

from codeer.errors import EmptySource, NoSpeakers, UnknownJson
from codeer.model import Source
from codeer.readers import LabelHints, read_source

FOREIGN = Path(__file__).parents[1] / "foreign"


def read_text(folder: Path, text: str) -> Source:
    path = folder / "J01.json"
    path.write_text(text, encoding="utf-8")
    return read_source(path, path.name, LabelHints())


def read(folder: Path, *segments: dict[str, object], **more: object) -> Source:
    return read_text(folder, json.dumps({"segments": segments, **more}))


def segment(speaker: object, text: object, start: object = None) -> dict[str, object]:
    return {"speaker": speaker, "text": text, "start": start}


QUESTION = segment("SPEAKER_00", " Hoe?", 0.5)


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def times(source: Source) -> list[float | None]:
    return [turn.seconds for turn in source.turns]


def test_segments_of_one_speaker_in_a_row_are_one_turn(tmp_path):
    source = read(tmp_path, QUESTION, segment("SPEAKER_01", " Nou,", 2), segment("SPEAKER_01", " zo.", 3))  # fmt: skip

    assert said(source) == [("SPEAKER_00", "Hoe?"), ("SPEAKER_01", "Nou, zo.")]
    assert times(source) == [0.5, 2]


def test_a_word_with_a_colon_in_a_segment_is_no_speaker(tmp_path):
    source = read(tmp_path, QUESTION, segment("SPEAKER_01", "Kortom:\n Anna: zo."))

    assert said(source)[1] == ("SPEAKER_01", "Kortom: Anna: zo.")


def test_segments_alone_without_anything_around_them_are_read(tmp_path):
    assert said(read_text(tmp_path, json.dumps([QUESTION]))) == [("SPEAKER_00", "Hoe?")]


@pytest.mark.parametrize("speaker", [None, "", "?"])
def test_a_segment_without_speaker_goes_on_with_who_spoke_last_and_that_is_said(tmp_path, speaker):
    source = read(tmp_path, QUESTION, segment(speaker, "Dus."), segment("SPEAKER_01", "Zo."))

    assert said(source) == [("SPEAKER_00", "Hoe? Dus."), ("SPEAKER_01", "Zo.")]
    assert source.remarks == (
        "bij 1 van 3 stukken staat geen spreker; ze zijn gelezen als van wie daarvóór sprak",
    )


def test_text_before_the_first_speaker_is_nobodys(tmp_path):
    source = read(tmp_path, segment(None, "Welkom."), QUESTION)

    assert said(source) == [("SPEAKER_00", "Hoe?")]
    assert source.text.startswith("Welkom.\n")
    assert source.remarks == ("tekst vóór de eerste naam is van niemand en niet gecodeerd",)


def test_times_that_go_back_are_not_used_and_that_is_said(tmp_path):
    source = read(tmp_path, segment("A", "Hoe?", 9), segment("B", "Zo.", 3))

    assert times(source) == [None, None]
    assert source.remarks == ("de tijden lopen terug en zijn niet gebruikt",)


@pytest.mark.parametrize("start", ["later", -1, float("nan"), None])
def test_a_segment_without_usable_time_has_none(tmp_path, start):
    assert times(read(tmp_path, segment("A", "Hoe?", start), segment("B", "Zo.", 3))) == [None, 3]


def test_amberscript_names_its_speakers_apart(tmp_path):
    words = [{"text": "Hoe", "start": 1.5}, {"text": "gaat\u2019t?", "start": 2}]
    source = read(
        tmp_path,
        {"speaker": "spk1", "words": words},
        {"speaker": "spk2", "words": [{"text": "Zo.", "start": 3}]},
        speakers=[{"spkid": "spk1", "name": "Noor  de Wit"}, {"spkid": "spk2", "name": ""}],
    )

    assert said(source) == [("Noor de Wit", "Hoe gaat\u2019t?"), ("spk2", "Zo.")]
    assert times(source) == [1.5, 3]


@pytest.mark.parametrize("name", ["whisperx.json", "whispercpp.json", "amberscript.json"])
def test_no_word_of_a_file_is_lost(name):
    content = json.loads((FOREIGN / name).read_text(encoding="utf-8"))
    segments = content.get("segments") or content["transcription"]
    spoken = " ".join(one.get("text") or " ".join(w["text"] for w in one["words"]) for one in segments)  # fmt: skip
    source = read_source(FOREIGN / name, name, LabelHints())

    assert " ".join(words for _, words in said(source)).split() == spoken.split()


# --- what is refused -----------------------------------------------------------------------------


def test_whisper_alone_tells_no_voices_apart(tmp_path):
    with pytest.raises(NoSpeakers, match=r"J01\.json"):
        read(tmp_path, {"text": " Hoe?", "start": 0.0, "end": 1.0}, text=" Hoe?", language="nl")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"segments": [', "geen geldige JSON, regel 1"),
        ("[" * 100_000, "geen geldige JSON"),
        ("[" + "9" * 5000 + "]", "geen geldige JSON"),
        ('"tekst"', "geen lijst van segmenten"),
        ('{"name": "codeer"}', "geen lijst van segmenten"),
        ('{"segments": ["a"]}', "geen lijst van segmenten"),
        ('{"segments": [{"speaker": "A", "text": 3}]}', "segment 1 heeft geen tekst"),
    ],
)
def test_other_json_is_an_error_that_says_what_was_found(tmp_path, text, found):
    with pytest.raises(UnknownJson) as caught:
        read_text(tmp_path, text)
    assert caught.value.found == found


@pytest.mark.parametrize("text", ["", '{"segments": []}', '{"segments": [{"speaker": "A", "text": " "}]}'])  # fmt: skip
def test_a_file_in_which_nobody_says_anything_is_empty(tmp_path, text):
    with pytest.raises(EmptySource):
        read_text(tmp_path, text)
