"""A corrected transcript: decisions go along, what is gone is flagged, nothing is lost."""

from pathlib import Path

import pytest

from codeer.model import MarkKind, Verdict
from codeer.project import Project
from codeer.review.queue import Selection
from codeer.workflow.moving import Moved
from codeer.workflow.review import open_review
from tests.conftest import INTERVIEW
from tests.workflow.coders import (
    decide,
    holding,
    make_suggestions,
    mark,
    marks,
    undo,
    words_held,
)
from tests.workflow.support import add_transcript

FIRST = "Ik kan bij haar alles kwijt."
SECOND = "Ze belde mij gisteren op."
ANSWER = f"{FIRST} [lacht] {SECOND}"
LAST = "Niks eigenlijk. Het regende om 10:30 nog."


@pytest.fixture
def coded(project: Path) -> Path:
    """The small project in which Anna accepted FIRST and rejected SECOND."""
    make_suggestions(project)
    decide(project, "Anna", FIRST, "band", note="mooi gezegd")
    decide(project, "Anna", SECOND, "gemak", Verdict.REJECT, is_blind=True)
    return project


def correct(project: Path, old: str, new: str) -> tuple[Moved, ...]:
    """Correct the transcript, suggest again and return what happened to the decisions."""
    path = project / "transcripten" / "J01.txt"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return make_suggestions(project).moved


def log_of(project: Path) -> list:
    store, _ = Project(project).open_store()
    with store:
        return [*store.log.fetch_history(), *store.log.fetch_marks()]


def test_verdicts_move_along_with_their_words(coded: Path) -> None:
    moved = correct(coded, "1 maart", "11 maart")

    assert moved == (Moved("J01.txt", moved=2, stale=0),)
    assert [(who, code, words, verdict) for who, code, words, _, verdict in holding(coded)] == [
        ("Anna", "band", FIRST, "accept"),
        ("Anna", "gemak", SECOND, "reject"),
    ]


def test_a_moved_decision_says_so_and_keeps_its_memo_and_blindness(coded: Path) -> None:
    correct(coded, "1 maart", "11 maart")
    store, run = Project(coded).open_store()
    with store:
        found = store.log.fetch_verdicts(sources=list(store.fetch_sources(run.id)))

    assert [(d.note, d.is_blind) for _, d in found] == [
        ("mooi gezegd (verplaatst na correctie)", False),
        ("verplaatst na correctie", True),
    ]


def test_the_old_text_and_its_decisions_stay(coded: Path) -> None:
    before = log_of(coded)
    correct(coded, FIRST, "Ik kan alles kwijt.")

    assert log_of(coded)[:2] == before
    store, run = Project(coded).open_store()
    with store:
        assert list(store.fetch_old_sources(run.id).values()) == [("J01.txt", INTERVIEW)]


def test_a_coding_whose_words_are_gone_flags_the_nearest_answer(coded: Path) -> None:
    moved = correct(coded, FIRST, "Ik kan alles kwijt.")

    assert moved == (Moved("J01.txt", moved=1, stale=1),)
    answer = f"Ik kan alles kwijt. [lacht] {SECOND}"
    assert marks(coded) == [("Anna", "stale", answer, "band: aanvaard")]


def test_a_flagged_answer_shows_as_such_in_the_review(coded: Path) -> None:
    correct(coded, FIRST, "Ik kan alles kwijt.")

    with open_review(Project(coded), "Anna", Selection(everything=True)) as review:
        assert [review.is_flagged(answer) for answer in review.answers] == [True, False]


def test_the_same_text_again_changes_nothing(coded: Path) -> None:
    correct(coded, FIRST, "Ik kan alles kwijt.")
    before = log_of(coded)

    assert make_suggestions(coded).moved == ()
    assert log_of(coded) == before


def test_what_a_coder_withdraws_after_the_move_does_not_come_back(coded: Path) -> None:
    correct(coded, "1 maart", "11 maart")
    decide(coded, "Anna", FIRST, "band", Verdict.WITHDRAW)
    make_suggestions(coded)
    correct(coded, "11 maart", "12 maart")

    assert words_held(coded) == [SECOND]


def test_a_withdrawn_decision_does_not_move(coded: Path) -> None:
    decide(coded, "Anna", FIRST, "band", Verdict.WITHDRAW)
    correct(coded, "1 maart", "11 maart")

    assert words_held(coded) == [SECOND]


def test_decisions_move_through_several_corrections(coded: Path) -> None:
    correct(coded, "1 maart", "11 maart")
    correct(coded, "I: En verder?", "I: En verder nog?")

    assert words_held(coded) == [FIRST, SECOND]


def test_a_correction_that_is_taken_back_shows_what_was_decided_in_between(coded: Path) -> None:
    correct(coded, "1 maart", "11 maart")
    decide(coded, "Anna", FIRST, "band", Verdict.REJECT)
    decide(coded, "Anna", SECOND, "gemak", Verdict.WITHDRAW)
    correct(coded, "11 maart", "1 maart")

    assert [(words, verdict) for _, _, words, _, verdict in holding(coded)] == [(FIRST, "reject")]


def test_words_that_come_back_in_a_later_correction_get_their_coding_back(coded: Path) -> None:
    correct(coded, FIRST, "Ik kan alles kwijt.")
    correct(coded, "Ik kan alles kwijt.", FIRST)

    assert words_held(coded) == [FIRST, SECOND]


def test_each_coder_keeps_the_own_decisions(coded: Path) -> None:
    decide(coded, "Bram", FIRST, "gemak")
    correct(coded, "1 maart", "11 maart")

    assert [who for who, *_ in holding(coded)] == ["Anna", "Bram", "Anna"]


def test_undo_after_a_correction_takes_back_the_last_decision(coded: Path) -> None:
    correct(coded, "1 maart", "11 maart")
    undo(coded, "Anna")

    assert words_held(coded) == [FIRST]


def test_words_that_occur_twice_are_found_at_their_own_place(project: Path) -> None:
    lines = ("I: Hoe?", "R: Dat is zo. Ik ga.", "I: En?", "R: Dat is zo. Ik blijf.")
    add_transcript(project, "J01.txt", *lines)
    make_suggestions(project)
    decide(project, "Anna", "Dat is zo.", nth=1)
    correct(project, "I: Hoe?", "I: Hoe is het daar dan gegaan?")

    ((_, _, words, start, _),) = holding(project)
    assert words == "Dat is zo."
    assert start > len("I: Hoe is het daar dan gegaan?\nR: Dat is zo.")


def test_a_coding_does_not_move_to_words_of_the_interviewer(project: Path) -> None:
    add_transcript(project, "J01.txt", "I: Hoe?", "R: Dat is zo.", "I: En?", "R: Ik blijf.")
    make_suggestions(project)
    decide(project, "Anna", "Dat is zo.")

    assert correct(project, "R: Dat is zo.\nI: En?", "I: Dat is zo. En?")[0].stale == 1
    assert words_held(project) == []


def test_an_answer_that_was_read_stays_read_when_it_did_not_change(coded: Path) -> None:
    mark(coded, "Anna", ANSWER)
    mark(coded, "Anna", LAST)
    correct(coded, "Niks eigenlijk.", "Niets eigenlijk.")

    assert marks(coded, MarkKind.SEEN) == [("Anna", "seen", ANSWER, "")]


def test_a_coder_who_only_read_keeps_that_too(project: Path) -> None:
    make_suggestions(project)
    mark(project, "Bram", LAST)
    correct(project, "1 maart", "11 maart")

    assert marks(project) == [("Bram", "seen", LAST, "")]


def test_a_memo_moves_to_the_answer_at_the_same_place_also_when_it_changed(coded: Path) -> None:
    mark(coded, "Anna", LAST, MarkKind.MEMO, "navragen")
    correct(coded, "Niks eigenlijk.", "Niets eigenlijk.")
    make_suggestions(coded)

    changed = LAST.replace("Niks", "Niets")
    assert marks(coded, MarkKind.MEMO) == [("Anna", "memo", changed, "navragen")]


def test_memos_of_two_answers_that_became_one_are_joined(coded: Path) -> None:
    mark(coded, "Anna", ANSWER, MarkKind.MEMO, "eerst")
    mark(coded, "Anna", LAST, MarkKind.MEMO, "later")
    correct(coded, "\nI: En verder?\nR: ", " ")

    with open_review(Project(coded), "Anna", Selection(everything=True)) as review:
        (answer,) = review.answers
        assert review.memo(answer) == "eerst\nlater"


@pytest.mark.parametrize(("settled", "flags"), [(False, 1), (True, 0)])
def test_a_flag_for_discussion_moves_unless_it_is_settled(
    coded: Path, settled: bool, flags: int
) -> None:
    mark(coded, "Anna", LAST, MarkKind.DISCUSS)
    if settled:
        mark(coded, "Anna", LAST, MarkKind.SETTLED)
    correct(coded, "1 maart", "11 maart")

    assert len(marks(coded, MarkKind.DISCUSS)) == flags


def test_a_transcript_without_decisions_is_replaced_silently(project: Path) -> None:
    make_suggestions(project)

    assert correct(project, "1 maart", "11 maart") == ()
    assert log_of(project) == []


def test_a_transcript_that_is_away_for_a_run_gets_its_decisions_when_it_returns(
    coded: Path,
) -> None:
    add_transcript(coded, "J02.txt", "I: Hoi?", "R: Dag allemaal.")
    make_suggestions(coded, sources=(coded / "transcripten" / "J02.txt",))

    assert correct(coded, "1 maart", "11 maart") == (Moved("J01.txt", 2, 0),)
