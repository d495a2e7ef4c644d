"""What decisions teach: which answers count as reviewed, and with which codes."""

from pathlib import Path

import pytest

from codeer.model import Verdict
from codeer.project import Project
from codeer.study import DEFAULT_STUDY
from codeer.workflow.decided import gather_decided
from codeer.workflow.reading import read_interviews
from tests.workflow.coders import decide, make_suggestions, mark
from tests.workflow.support import add_transcript

ANSWERS = ("Bij haar kan ik alles kwijt. Echt.", "Het regende.", "Zij belde mij terug.")


@pytest.fixture
def folder(project: Path) -> Path:
    lines = [line for said in ANSWERS for line in ("I: En toen?", f"R: {said}")]
    add_transcript(project, "J02.txt", *lines)
    make_suggestions(project)
    return project


def learned(folder: Path) -> list[tuple[str, list[set[str]]]]:
    """Return the first sentence of each example of J02 and the codes of its sentences."""
    reading = read_interviews([folder / "transcripten"], DEFAULT_STUDY, None)
    return [
        (example.sentences[0], [set(codes) for codes in example.labels])
        for example in gather_decided(Project(folder), reading.transcripts, reading.shelf)
        if example.origin == "J02"
    ]


def test_without_decisions_there_is_nothing_to_learn(folder: Path) -> None:
    assert learned(folder) == []


def test_a_rejection_teaches_that_the_code_is_not_there(folder: Path) -> None:
    decide(folder, "Anna", "Het regende.", verdict=Verdict.REJECT, transcript="J02.txt")

    assert learned(folder) == [("Het regende.", [set()])]


def test_an_answer_that_was_read_without_coding_is_an_example_without_codes(folder: Path) -> None:
    mark(folder, "Anna", ANSWERS[1], transcript="J02.txt")
    decide(folder, "Anna", "Bij haar kan ik alles kwijt.", transcript="J02.txt")

    assert learned(folder) == [
        ("Bij haar kan ik alles kwijt.", [{"band"}, set()]),
        ("Het regende.", [set()]),
    ]


def test_a_transcript_with_codings_only_was_read_as_a_whole(folder: Path) -> None:
    """As one that was coded in another program."""
    decide(folder, "Anna", "Bij haar kan ik alles kwijt.", transcript="J02.txt")

    assert [codes for _, codes in learned(folder)] == [[{"band"}, set()], [set()], [set()]]


def test_one_coding_in_a_long_transcript_is_only_a_beginning(folder: Path) -> None:
    more = [line for n in range(10) for line in ("I: En toen?", f"R: Toen kwam dag {n}.")]
    lines = [line for said in ANSWERS for line in ("I: En toen?", f"R: {said}")]
    add_transcript(folder, "J02.txt", *lines, *more)
    make_suggestions(folder)
    decide(folder, "Anna", "Bij haar kan ik alles kwijt.", transcript="J02.txt")

    assert learned(folder) == [("Bij haar kan ik alles kwijt.", [{"band"}, set()])]


def test_with_several_coders_a_code_counts_when_one_gave_it(folder: Path) -> None:
    where = {"transcript": "J02.txt"}
    decide(folder, "Anna", "Zij belde mij terug.", "gemak", **where)
    decide(folder, "Bram", "Zij belde mij terug.", "gemak", Verdict.REJECT, **where)

    assert learned(folder) == [("Zij belde mij terug.", [{"gemak"}])]
