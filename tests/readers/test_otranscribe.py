"""oTranscribe: the text that was typed, a line per paragraph, with its times."""

import json
from pathlib import Path

import pytest

from codeer.errors import EmptySource, UnknownJson
from codeer.model import Source
from codeer.readers import LabelHints, read_source

FOREIGN = Path(__file__).parents[1] / "foreign"


def read(folder: Path, written: object) -> Source:
    path = folder / "J01.otr"
    path.write_text(json.dumps({"text": written, "media": "J01.mp3"}), encoding="utf-8")
    return read_source(path, path.name, LabelHints())


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


@pytest.mark.parametrize(
    "written",
    [
        "<p>I: Hoe?</p><p>R: Zo.</p>",
        "I: Hoe?<br>R: Zo.",
        "I: Hoe?<div>R: Zo.</div>",
        "<p><b>I:</b>&nbsp;Hoe?</p>\n<p><i>R</i>: Z<!-- weg -->o.</p><script>x</script>",
        "<p>I: Hoe?<p>R: Zo.",
    ],
)
def test_a_paragraph_or_break_is_a_line(tmp_path, written):
    assert said(read(tmp_path, written)) == [("I", "Hoe?"), ("R", "Zo.")]


def test_a_time_glued_to_the_name_is_a_time(tmp_path):
    stamps = ['<span class="timestamp" data-timestamp="2.5">00:02</span>', '<span class="timestamp">00:09</span>']  # fmt: skip
    source = read(
        tmp_path, f"<p>{stamps[0]}<b>Noor</b>: Hoe?</p><p>{stamps[1]}<b>Daan</b>: Zo.</p>"
    )

    assert said(source) == [("Noor", "Hoe?"), ("Daan", "Zo.")]
    assert [turn.seconds for turn in source.turns] == [2, 9]


def test_no_word_of_a_file_is_lost():
    """The .txt is what oTranscribe itself makes of the same text."""
    exported = (FOREIGN / "otranscribe.txt").read_text(encoding="utf-8")
    source = read_source(FOREIGN / "otranscribe.otr", "J07.otr", LabelHints())

    assert source.text.split() == exported.split()


@pytest.mark.parametrize("written", [None, 3, ["a"]])
def test_json_without_text_is_refused(tmp_path, written):
    with pytest.raises(UnknownJson, match="oTranscribe"):
        read(tmp_path, written)


@pytest.mark.parametrize("written", ["", "<p>&nbsp;</p>", "<!-- leeg -->"])
def test_a_file_without_words_is_empty(tmp_path, written):
    with pytest.raises(EmptySource):
        read(tmp_path, written)
