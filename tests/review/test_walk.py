"""Moving through answers, rows and words, without a terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codeer.model import Verdict
from codeer.review.walk import Walk
from codeer.workflow.review import ReviewSession
from tests.review.study import open_session, record_study


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    record_study(tmp_path)
    with open_session(tmp_path, everything=True) as session:
        yield session


@pytest.fixture
def walk(session: ReviewSession) -> Walk:
    return Walk(session)


def marked(walk: Walk) -> str:
    start, end = walk.cursor
    return walk.answer.text[start - walk.answer.start : end - walk.answer.start]


def test_it_begins_at_the_first_answer_that_is_open(session: ReviewSession) -> None:
    for index in (0, 1):
        answer = session.answers[index]
        session.judge(answer, answer.proposals, Verdict.ACCEPT)
        session.finish(answer)

    assert Walk(session).index == 2


def test_it_begins_at_the_last_answer_when_all_is_done(session: ReviewSession) -> None:
    for answer in session.answers:
        session.judge(answer, answer.proposals, Verdict.ACCEPT)
        session.finish(answer)

    assert Walk(session).index == 4


def test_an_answer_opens_at_its_first_row_that_is_open(session: ReviewSession, walk: Walk) -> None:
    session.judge(walk.answer, walk.answer.proposals[:1], Verdict.REJECT)
    walk.open(0)

    assert (walk.row, marked(walk)) == (1, "Ze belde mij gisteren op.")


def test_choosing_goes_to_the_next_open_row_and_round(session: ReviewSession, walk: Walk) -> None:
    walk.choose(1)
    session.judge(walk.answer, walk.answer.proposals[1:], Verdict.ACCEPT)
    walk.choose_open()

    assert walk.row == 0


def test_a_row_that_does_not_exist_cannot_be_chosen(walk: Walk) -> None:
    walk.choose(7)

    assert walk.row == 0


def test_arrows_choose_sentences_and_stop_at_the_ends(walk: Walk) -> None:
    seen = [marked(walk)]
    for step in (1, 1, -1, -1):
        walk.move_horizontally(step)
        seen.append(marked(walk))

    assert seen == [
        "Ik kan bij haar alles kwijt.",
        "Ze belde mij gisteren op.",
        "Ze belde mij gisteren op.",
        "Ik kan bij haar alles kwijt.",
        "Ik kan bij haar alles kwijt.",
    ]


def test_a_stretch_begins_with_the_first_word_of_the_sentence(walk: Walk) -> None:
    walk.move_horizontally(1)
    walk.toggle_stretch()

    assert marked(walk) == "Ze"


def test_both_ends_of_a_stretch_can_be_moved(walk: Walk) -> None:
    walk.toggle_stretch()
    for _ in range(5):
        walk.move_horizontally(1)
    walk.move_vertically(1)
    walk.move_vertically(1)

    assert marked(walk) == "bij haar alles kwijt."


def test_a_stretch_stays_within_the_answer_and_keeps_a_word(walk: Walk) -> None:
    walk.toggle_stretch()
    for _ in range(50):
        walk.move_horizontally(1)
    assert marked(walk) == walk.answer.text
    for _ in range(50):
        walk.move_vertically(1)

    assert marked(walk) == "op."


def test_letting_go_of_a_stretch_marks_its_sentence(walk: Walk) -> None:
    walk.move_horizontally(1)
    walk.toggle_stretch()
    walk.move_horizontally(1)
    walk.toggle_stretch()

    assert walk.stretch is None
    assert marked(walk) == "Ze belde mij gisteren op."


def test_moving_stops_at_both_ends(walk: Walk) -> None:
    assert not walk.move(-1)
    assert all(walk.move(1) for _ in range(4))
    assert not walk.move(1)


def test_searching_marks_the_sentence_whatever_capitals_and_line_breaks(walk: Walk) -> None:
    assert walk.find("IK  vertrouw")
    assert (walk.answer.transcript, marked(walk)) == ("O01.docx", "Ik vertrouw haar.")


def test_searching_goes_on_behind_the_present_answer_and_round_the_end(walk: Walk) -> None:
    found = []
    for _ in range(3):
        walk.find("haar")
        found.append(walk.index)

    assert found == [2, 3, 0]


def test_signs_in_a_search_are_plain_text(walk: Walk) -> None:
    assert not walk.find("alles.*op")
    assert walk.index == 0


def test_a_transcript_is_found_by_the_begin_of_its_name(walk: Walk) -> None:
    assert walk.find_transcript("o0")
    assert walk.answer.transcript == "O01.docx"
    assert not walk.find_transcript("X")


def test_a_transcript_opens_at_its_first_open_answer(session: ReviewSession, walk: Walk) -> None:
    session.judge(walk.answer, walk.answer.proposals, Verdict.ACCEPT)
    session.finish(walk.answer)
    walk.open(4)
    walk.find_transcript("J01")

    assert walk.index == 1


def test_a_code_that_left_the_codebook_keeps_its_row(session: ReviewSession, walk: Walk) -> None:
    session.add(walk.answer, "verdwenen", *walk.answer.sentences[0])

    assert [row.name for row in walk.rows()][-1] == "verdwenen"
