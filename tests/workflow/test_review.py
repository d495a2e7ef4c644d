"""codeer beoordeel between store and screen: what a session shows, keeps and takes back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codeer.errors import (
    DiskFull,
    NothingStored,
    NothingToReview,
    StaleRun,
    StoreLocked,
    UnknownName,
)
from codeer.model import Decision, MarkKind, Verdict
from codeer.project import Project
from codeer.review.queue import Answer, Selection
from codeer.store import Store, StoredSuggestion
from codeer.workflow import review as review_module
from codeer.workflow.review import ReviewSession, find_coder, open_review
from tests.review.study import CODES, DIALOGUES, PROPOSED, open_session, record_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return record_study(tmp_path).folder


@pytest.fixture
def session(folder: Path) -> Iterator[ReviewSession]:
    with open_session(folder) as session:
        yield session


def said(answer: Answer, start: int, end: int) -> str:
    return answer.text[start - answer.start : end - answer.start]


def verdicts(session: ReviewSession, index: int = 0) -> list[Verdict | None]:
    answer = session.answers[index]
    return [session.verdict(answer, p.code, p.start, p.end) for p in answer.proposals]


def state(session: ReviewSession) -> object:
    """All that a screen can ask of a session."""
    return [
        (
            a.text,
            verdicts(session, i),
            session.added(a),
            session.is_done(a),
            session.is_flagged(a),
            session.memo(a),
            session.progress(a),
        )
        for i, a in enumerate(session.answers)
    ]


def decided(folder: Path) -> list[Decision]:
    """Every decision in the store, in order."""
    store, _ = Project(folder).open_store()
    with store:
        return [logged.decision for logged in store.log.fetch_history()]


# --- what is shown -------------------------------------------------------------------------------


def test_an_answer_has_its_question_and_the_answer_before_it(folder: Path) -> None:
    with open_session(folder, everything=True) as session:
        first, second, *_ = session.answers

    assert (first.question, first.before) == ("Hoe is dat met je JIM?", "")
    assert second.question == "En verder?"
    assert second.before == "Ik kan bij haar alles kwijt. Ze belde mij gisteren op."


def test_context_does_not_come_from_another_transcript(session: ReviewSession) -> None:
    first = next(a for a in session.answers if a.transcript == "O01.docx")

    assert first.before == ""


def test_who_spoke_before_is_named_when_it_was_another(folder: Path) -> None:
    spoken = {"J01.txt": [("Hoe?", "Goed. Zeker."), ("En u?", "Ook goed.")]}
    record_study(folder, spoken, [])
    with closing(sqlite3.connect(folder / "codeer.sqlite")) as connection, connection:
        connection.execute("UPDATE turn SET respondent = 'Moeder' WHERE number = 2")

    with open_session(folder, everything=True) as session:
        assert session.answers[1].before == "Moeder: Goed. Zeker."


def test_an_answer_has_all_its_proposals_at_once(session: ReviewSession) -> None:
    answer = session.answers[0]

    assert [(p.code, p.score, said(answer, p.start, p.end)) for p in answer.proposals] == [
        ("band", 0.8, "Ik kan bij haar alles kwijt."),
        ("gemak", 0.6, "Ze belde mij gisteren op."),
    ]


def test_without_a_threshold_that_of_the_run_holds(session: ReviewSession, folder: Path) -> None:
    with open_session(folder, threshold=0.1) as lower:
        assert len(lower.answers) == len(session.answers) + 1


def test_a_merged_group_means_its_members(folder: Path) -> None:
    with open_session(folder, groups=("gezin",)) as session:
        assert {a.group for a in session.answers} == {"jongere", "ouder"}


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ({"codes": ("bant",)}, "onbekend: thema 'bant', bedoelde je 'band'?"),
        ({"groups": ("jongeren",)}, "Bekend: gezin, jim, jongere, ouder, professional."),
        ({"transcripts": ("J02",)}, "onbekend: transcript 'J02'"),
        ({"engines": ("patroon",)}, "Bekend: gelijkenis, patronen."),
        ({"codes": ("band", "x")}, "onbekend: thema 'x'"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_known_ones(
    folder: Path, selection: dict[str, object], message: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        open_session(folder, **selection)

    assert message in str(caught.value)


@pytest.mark.parametrize("selection", [{"groups": ("jim",)}, {"threshold": 0.99}])
def test_a_choice_without_answers_says_so(folder: Path, selection: dict[str, object]) -> None:
    with pytest.raises(NothingToReview, match="--alles"):
        open_session(folder, **selection)


def test_without_suggestions_there_is_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(NothingStored, match="codeer suggest"):
        open_review(Project(tmp_path), "Anna", Selection())


# --- deciding ------------------------------------------------------------------------------------


def test_a_verdict_is_in_the_store_with_its_suggestion(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals[:1], Verdict.REJECT)

    proposal = answer.proposals[0]
    assert decided(folder) == [
        Decision(answer.source, "band", proposal.start, proposal.end, Verdict.REJECT, proposal.id)
    ]


def test_a_theme_can_be_added_to_any_stretch(session: ReviewSession, folder: Path) -> None:
    answer = session.answers[0]
    session.add(answer, "gemak", answer.start + 3, answer.start + 15)

    assert [said(answer, d.start, d.end) for d in session.added(answer)] == ["kan bij haar"]
    assert [d.suggestion for d in decided(folder)] == [None]


def test_adding_what_was_proposed_there_accepts_the_proposal(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    proposal = answer.proposals[0]
    session.add(answer, proposal.code, proposal.start, proposal.end)

    assert verdicts(session) == [Verdict.ACCEPT, None]
    assert session.added(answer) == []
    assert [d.suggestion for d in decided(folder)] == [proposal.id]


def test_an_added_theme_can_be_withdrawn(session: ReviewSession, folder: Path) -> None:
    answer = session.answers[0]
    session.add(answer, "gemak", *answer.sentences[0])
    session.drop(answer, session.added(answer)[0])

    assert session.added(answer) == []
    assert [d.verdict for d in decided(folder)] == [Verdict.ACCEPT, Verdict.WITHDRAW]


def test_an_accepted_suggestion_outside_the_filter_is_shown_and_dropping_it_rejects_it(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    with open_session(folder, codes=("band",)) as filtered:
        (other,) = filtered.added(filtered.answers[0])
        filtered.drop(filtered.answers[0], other)

        assert filtered.added(filtered.answers[0]) == []
    assert decided(folder)[-1] == replace(other, verdict=Verdict.REJECT)


def test_everything_is_there_again_in_the_next_session(
    session: ReviewSession, folder: Path
) -> None:
    first, second = session.answers[:2]
    session.judge(first, first.proposals, Verdict.ACCEPT)
    session.add(first, "gemak", *first.sentences[0])
    session.finish(first)
    session.flag(second)
    session.note(second, "wie is dit?")
    session.judge(second, second.proposals, Verdict.REJECT)
    session.undo()

    with open_session(folder) as again:
        assert state(again) == state(session)


def test_two_coders_see_their_own_work_only(session: ReviewSession, folder: Path) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    session.finish(answer)
    session.note(answer, "van Anna")

    with open_session(folder, "Bas") as other:
        assert verdicts(other) == [None, None]
        assert not other.is_done(other.answers[0])
        assert other.memo(other.answers[0]) == ""


# --- progress ------------------------------------------------------------------------------------


def test_an_answer_is_done_when_read_and_decided(session: ReviewSession) -> None:
    answer = session.answers[0]
    session.finish(answer)
    assert not session.is_done(answer)
    session.judge(answer, answer.proposals, Verdict.REJECT)
    assert session.is_done(answer)

    session.undo()
    assert not session.is_done(answer)


def test_progress_counts_all_and_the_transcript_and_the_group(session: ReviewSession) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    session.finish(answer)
    there, elsewhere = session.progress(answer), session.progress(session.answers[-1])

    assert (there.done, there.total) == (1, 4)
    assert (there.transcript_done, there.transcript_total) == (1, 2)
    assert (there.group_done, there.group_total) == (1, 2)
    assert (elsewhere.done, elsewhere.transcript_done, elsewhere.group_done) == (1, 0, 0)


def test_an_answer_is_open_again_when_another_filter_proposes_more(
    folder: Path,
) -> None:
    with open_session(folder, codes=("band",)) as filtered:
        answer = filtered.answers[0]
        filtered.judge(answer, answer.proposals, Verdict.ACCEPT)
        filtered.finish(answer)
        assert filtered.is_done(answer)

    with open_session(folder) as session:
        assert not session.is_done(session.answers[0])
        assert verdicts(session) == [Verdict.ACCEPT, None]


def test_the_next_open_answer_is_found_round_the_end(session: ReviewSession) -> None:
    for index in (1, 3):
        answer = session.answers[index]
        session.judge(answer, answer.proposals, Verdict.ACCEPT)
        session.finish(answer)

    assert [session.next_open(index) for index in (-1, 0, 2)] == [0, 2, 0]


# --- undo ----------------------------------------------------------------------------------------


def test_undo_restores_each_state_that_was(session: ReviewSession) -> None:
    answer = session.answers[0]
    states = [state(session)]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    states.append(state(session))
    session.judge(answer, answer.proposals[:1], Verdict.REJECT)
    states.append(state(session))
    session.add(answer, "gemak", *answer.sentences[0])

    for before in reversed(states):
        assert session.undo() is not None
        assert state(session) == before
    assert session.undo() is None


def test_undo_reaches_into_an_earlier_session(session: ReviewSession, folder: Path) -> None:
    answer = session.answers[1]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)

    with open_session(folder) as later:
        undone = later.undo()

        assert undone is not None
        assert undone.index == 1
        assert verdicts(later, 1) == [None]


def test_undo_of_something_outside_the_filter_tells_where_it_was(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)

    with open_session(folder, groups=("ouder",)) as later:
        undone = later.undo()

        assert undone is not None
        assert (undone.index, undone.transcript) == (None, "J01.txt")
        assert [d.code for d in undone.decisions] == ["band", "gemak"]


# --- blind ---------------------------------------------------------------------------------------


@pytest.fixture
def blind(session: ReviewSession, folder: Path) -> Iterator[ReviewSession]:
    """A blind session of a coder who already accepted suggestions."""
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    session.finish(answer)
    with open_session(folder, blind=True) as blind:
        yield blind


def test_blind_shows_no_suggestion_and_nothing_that_was_accepted_before(
    blind: ReviewSession,
) -> None:
    assert not any(answer.proposals for answer in blind.answers)
    assert not any(blind.added(answer) for answer in blind.answers)


def test_blind_has_its_own_progress(blind: ReviewSession) -> None:
    assert blind.progress(blind.answers[0]).done == 0
    blind.finish(blind.answers[0])

    assert blind.progress(blind.answers[0]).done == 1


def test_reading_blind_does_not_count_as_reviewing(folder: Path) -> None:
    with open_session(folder, blind=True) as blind:
        for answer in blind.answers:
            blind.finish(answer)

    with open_session(folder, everything=True) as session:
        assert session.progress(session.answers[0]).done == 0


def test_all_that_is_done_blind_is_recorded_as_blind(blind: ReviewSession, folder: Path) -> None:
    answer = blind.answers[1]
    blind.add(answer, "band", *answer.sentences[0])
    blind.drop(answer, blind.added(answer)[0])
    blind.add(answer, "gemak", *answer.sentences[0])
    blind.undo()
    blind.finish(answer)
    blind.flag(answer)
    blind.note(answer, "?")

    assert [d.is_blind for d in decided(folder)] == [False] * 2 + [True] * 4
    store, _ = Project(folder).open_store()
    with store:
        kinds = {m.mark.kind for m in store.log.fetch_marks() if m.mark.is_blind}
    assert kinds == {MarkKind.SEEN, MarkKind.DISCUSS, MarkKind.MEMO}


# --- a newer run ---------------------------------------------------------------------------------


def reread(session: ReviewSession, answer: Answer) -> Answer:
    index = session.reload(answer)
    return session.answers[index]


def test_a_decision_on_an_older_run_is_refused_and_the_new_run_can_be_read(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    record_study(folder)

    with pytest.raises(StaleRun, match="druk de toets nog eens"):
        session.judge(answer, answer.proposals, Verdict.ACCEPT)
    assert decided(folder) == []
    assert verdicts(session) == [None, None]

    again = reread(session, answer)
    session.judge(again, again.proposals, Verdict.ACCEPT)
    assert again.text == answer.text
    assert verdicts(session) == [Verdict.ACCEPT, Verdict.ACCEPT]


def test_a_decision_never_goes_to_another_text_that_took_its_number(
    session: ReviewSession, folder: Path
) -> None:
    """SQLite gives numbers out again: here J00 gets the number that J01 had."""
    answer = session.answers[0]
    dialogues = {"J00.txt": [("Wat?", "Heel iets anders. En nog iets.")], **DIALOGUES}
    record_study(folder, dialogues)
    with pytest.raises(StaleRun):
        session.judge(answer, answer.proposals[:1], Verdict.ACCEPT)

    again = reread(session, answer)
    session.judge(again, again.proposals[:1], Verdict.ACCEPT)

    (decision,) = decided(folder)
    store, run = Project(folder).open_store()
    with store:
        name, text = store.fetch_sources(run.id)[decision.source]
        suggestion = suggestion_of(store, run.id, decision)
    assert (name, text[decision.start : decision.end]) == (
        "J01.txt",
        "Ik kan bij haar alles kwijt.",
    )
    assert (suggestion.source, suggestion.code) == (decision.source, decision.code)


def suggestion_of(store: Store, run: int, decision: Decision) -> StoredSuggestion:
    return next(s for s in store.fetch_suggestions(run, 0) if s.id == decision.suggestion)


@pytest.mark.parametrize("act", ["judge", "add", "finish", "flag", "note", "undo"])
def test_every_act_on_an_older_run_is_refused(
    session: ReviewSession, folder: Path, act: str
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    record_study(folder)
    before = decided(folder)
    acts = {
        "judge": lambda: session.judge(answer, answer.proposals, Verdict.REJECT),
        "add": lambda: session.add(answer, "band", *answer.sentences[1]),
        "finish": lambda: session.finish(answer),
        "flag": lambda: session.flag(answer),
        "note": lambda: session.note(answer, "x"),
        "undo": session.undo,
    }

    with pytest.raises(StaleRun):
        acts[act]()
    assert decided(folder) == before


def test_after_a_newer_run_the_verdicts_are_still_there(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    record_study(folder)
    session.reload(answer)

    assert verdicts(session) == [Verdict.ACCEPT, Verdict.ACCEPT]


def test_when_the_answer_is_gone_another_of_its_transcript_is_shown(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[1]
    record_study(folder, DIALOGUES, [p for p in PROPOSED if p[1] != "Ik bel haar op."])

    assert reread(session, answer).transcript == "J01.txt"


def test_when_no_answer_is_left_it_says_so(session: ReviewSession, folder: Path) -> None:
    record_study(folder, DIALOGUES, [])

    with pytest.raises(NothingToReview):
        session.reload(session.answers[0])


def test_an_accepted_suggestion_that_is_no_longer_made_stays_as_a_coding(
    session: ReviewSession, folder: Path
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    record_study(folder, DIALOGUES, [p for p in PROPOSED if p[2] == "band"], CODES[:1])
    again = reread(session, answer)

    assert [d.code for d in session.added(again)] == ["gemak"]


# --- trouble -------------------------------------------------------------------------------------


def act_on_all(session: ReviewSession, name: str) -> None:
    answer = session.answers[0]
    acts = {
        "judge": lambda: session.judge(answer, answer.proposals, Verdict.REJECT),
        "add": lambda: session.add(answer, "band", *answer.sentences[1]),
        "drop": lambda: session.drop(answer, session.added(answer)[0]),
        "undo": session.undo,
        "finish": lambda: session.finish(answer),
        "flag": lambda: session.flag(answer),
        "note": lambda: session.note(answer, "x" * 9000),
    }
    acts[name]()


ACTS = ["judge", "add", "drop", "undo", "finish", "flag", "note"]


@pytest.fixture
def busy(session: ReviewSession) -> ReviewSession:
    """A session with something to take back, that does not wait for a lock."""
    answer = session.answers[0]
    session.judge(answer, answer.proposals, Verdict.ACCEPT)
    session.add(answer, "gemak", *answer.sentences[0])
    session._store._database.connection.execute("PRAGMA busy_timeout = 20")
    return session


@pytest.mark.parametrize("act", ACTS)
def test_what_a_locked_store_refuses_is_not_shown_as_kept(
    busy: ReviewSession, folder: Path, act: str
) -> None:
    before = state(busy)
    with closing(sqlite3.connect(folder / "codeer.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            act_on_all(busy, act)
        other.execute("ROLLBACK")

    assert state(busy) == before
    with open_session(folder) as again:
        assert state(again) == before
    act_on_all(busy, act)
    assert state(busy) != before or act == "finish"  # reading alone does not finish an answer


def test_what_a_full_disk_refuses_is_not_shown_as_kept(busy: ReviewSession, folder: Path) -> None:
    connection = busy._store._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    before = state(busy)

    with pytest.raises(DiskFull):
        act_on_all(busy, "note")
    assert state(busy) == before
    with open_session(folder) as again:
        assert state(again) == before


# --- the coder's name ----------------------------------------------------------------------------


def test_the_name_is_remembered_for_the_next_time(folder: Path) -> None:
    assert find_coder(Project(folder)) is None
    open_session(folder, "Anna").__exit__()

    assert find_coder(Project(folder)) == "Anna"


def test_another_user_of_the_computer_is_another_coder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_session(folder, "Anna").__exit__()
    monkeypatch.setattr(review_module.getpass, "getuser", lambda: "iemand anders")

    assert find_coder(Project(folder)) is None


def test_a_user_without_a_name_can_code_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(review_module.getpass, "getuser", nobody)
    open_session(folder, "Anna").__exit__()

    assert find_coder(Project(folder)) == "Anna"


def test_a_name_for_a_session_that_did_not_open_is_not_remembered(folder: Path) -> None:
    with pytest.raises(UnknownName):
        open_session(folder, "Anna", codes=("x",))

    assert find_coder(Project(folder)) is None
