"""Reading and casting together: all problems at once, and what can be left out."""

from pathlib import Path

import pytest

from codeer.errors import (
    DuplicateRespondent,
    EmptySource,
    MissingSource,
    NoSpeakers,
    UnresolvedSpeakers,
)
from codeer.study import DEFAULT_STUDY
from codeer.workflow.reading import Reading, is_skippable, read_interviews
from tests.workflow.support import add_transcript

TALK = ("I: Hoe gaat het?", "R: Goed hoor.")


def read(project: Path) -> Reading:
    return read_interviews([project / "transcripten"], DEFAULT_STUDY, None)


def test_what_can_be_read_is_an_interview(project: Path) -> None:
    reading = read(project)

    assert [interview.source.name for interview in reading.interviews] == ["J01.txt"]
    assert (reading.errors, reading.failed) == ((), {})


def test_all_problems_are_found_at_once(project: Path) -> None:
    add_transcript(project, "J02.txt", "")
    add_transcript(project, "J03.txt", "Zomaar een verhaal zonder sprekers.")
    add_transcript(project, "X04.txt", *TALK)

    kinds = [type(error) for error in read(project).errors]

    assert kinds == [EmptySource, NoSpeakers, UnresolvedSpeakers]


def test_a_problem_does_not_hide_what_can_be_read(project: Path) -> None:
    add_transcript(project, "J02.txt", "")

    assert [i.source.name for i in read(project).interviews] == ["J01.txt"]


def test_a_reason_is_one_line_without_the_path(project: Path) -> None:
    add_transcript(project, "J02.txt", "")

    assert read(project).failed == {"J02.txt": "het bestand bevat geen tekst."}


def test_the_reason_of_a_subtitle_file_has_the_line(project: Path) -> None:
    add_transcript(project, "J02.vtt", "WEBVTT", "", "00:00:01.000 --> 00:00:02.000", "")

    assert read(project).failed["J02.vtt"].startswith("regel 3: ")


def test_a_transcript_with_an_unknown_speaker_fails(project: Path) -> None:
    add_transcript(project, "X04.txt", *TALK)

    assert read(project).failed == {"X04.txt": "onbekend wie 'R' is"}


def test_a_transcript_with_only_an_interviewer_fails_for_that_reason(project: Path) -> None:
    add_transcript(project, "J04.txt", "I: Is daar iemand?")

    assert "alleen de interviewer" in read(project).failed["J04.txt"]


def test_files_that_are_no_transcripts_are_passed_over(project: Path) -> None:
    add_transcript(project, "foto.png", "x")

    assert [path.name for path in read(project).passed_over] == ["foto.png"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (EmptySource(Path("J02.txt")), True),
        (UnresolvedSpeakers((), ()), True),
        (DuplicateRespondent("J01", ("a.txt", "b.txt")), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_problem_of_one_transcript_can_be_skipped(error, expected: bool) -> None:
    assert is_skippable(error) is expected


def test_a_missing_folder_is_no_problem_of_one_transcript(project: Path) -> None:
    with pytest.raises(MissingSource):
        read_interviews([project / "weg"], DEFAULT_STUDY, None)
