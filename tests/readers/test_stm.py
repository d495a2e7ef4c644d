"""Segment time marks: every line that holds speech, in the order in which it was spoken."""

from pathlib import Path

import pytest

from codeer.errors import CueProblem, EmptySource
from codeer.model import Source
from codeer.readers import LabelHints, read_source

FOREIGN = Path(__file__).parents[1] / "foreign"


def read(folder: Path, *lines: str) -> Source:
    path = folder / "J01.stm"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_source(path, path.name, LabelHints())


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


QUESTION = "J01 1 noor 0.5 2.5 <o,f0,female> hoe ging het"


def test_a_line_is_what_a_speaker_says_from_a_time_on(tmp_path):
    source = read(tmp_path, QUESTION, "J01 1 daan 3 4.25 <o,f0,male> wel goed", "J01 1 daan 5 6 ja")

    assert said(source) == [("noor", "hoe ging het"), ("daan", "wel goed ja")]
    assert [turn.seconds for turn in source.turns] == [0.5, 3]


def test_labels_and_comments_are_not_spoken(tmp_path):
    source = read(
        tmp_path, ';; LABEL "o" "Overall"', "", QUESTION, "  ;; einde", "J01 1 daan 3 4 ja"
    )

    assert said(source) == [("noor", "hoe ging het"), ("daan", "ja")]
    assert source.remarks == ()


def test_two_channels_become_one_conversation(tmp_path):
    source = read(tmp_path, "J01 A noor 0 1 hoe", "J01 A noor 5 6 en toen", "J01 B daan 2 3 goed", "J01 B daan 7 8 niks")  # fmt: skip

    assert [words for _, words in said(source)] == ["hoe", "goed", "en toen", "niks"]
    assert source.remarks == ("2 kanalen zijn op volgorde van tijd samengevoegd",)


@pytest.mark.parametrize(
    "line",
    [
        "J01 1 inter_segment_gap 2.5 3",
        "J01 1 excluded_region 2.5 3 <o,,> ignore_time_segment_in_scoring",
        "J01 1 daan 2.5 3 IGNORE_TIME_SEGMENT_IN_SCORING",
    ],
)
def test_what_is_no_speech_is_left_out_and_counted(tmp_path, line):
    source = read(tmp_path, QUESTION, line, "J01 1 daan 3 4 ja")

    assert said(source) == [("noor", "hoe ging het"), ("daan", "ja")]
    assert source.remarks == ("regels zonder spraak of buiten de meting, niet meegelezen: 1",)


def test_the_first_of_some_alternatives_is_read_and_that_is_said(tmp_path):
    source = read(tmp_path, QUESTION, "J01 1 daan 3 4 ik { heb / 'k heb } { @ / uh } gezien")

    assert said(source)[1] == ("daan", "ik heb gezien")
    assert source.remarks == ("woordkeuzes tussen accolades waarvan de eerste is gelezen: 2",)


def test_no_word_of_a_file_is_lost():
    lines = (FOREIGN / "kaldi.stm").read_text(encoding="utf-8").splitlines()
    spoken = " ".join(line.partition("> ")[2] for line in lines if not line.startswith(";;"))
    source = read_source(FOREIGN / "kaldi.stm", "kaldi.stm", LabelHints())

    assert " ".join(words for _, words in said(source)).split() == spoken.split()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("zomaar een zin", "segment"),
        ("J01 1 daan drie vier ja", "segment"),
        ("J01 1 daan 4 3 ja", "segment"),
        ("J02 1 daan 3 4 ja", "recording"),
    ],
)
def test_a_line_that_cannot_be_trusted_is_an_error_with_its_place(tmp_path, line, problem):
    with pytest.raises(CueProblem, match=r"J01\.stm, regel 3:") as caught:
        read(tmp_path, "", QUESTION, line)
    assert caught.value.problem == problem


def test_a_file_with_only_comments_is_empty(tmp_path):
    with pytest.raises(EmptySource):
        read(tmp_path, ";; niets")
