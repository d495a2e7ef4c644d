"""The store: what is recorded comes back, bulk is replaced, what a decision rests on stays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codeer.errors import StaleRun
from codeer.model import (
    Code,
    Codebook,
    Decision,
    Interview,
    MergedGroup,
    Respondent,
    RespondentGroup,
    Segment,
    Source,
    Study,
    Suggestion,
    Turn,
    Unit,
    Verdict,
)
from codeer.store import Coded, CodeRecord, GroupRecord, RunSummary, Store, digest_text

TEXT = "I: Hoe gaat het?\nR: Ze belde mij op. Ik kan alles kwijt.\n"
FIRST = Segment(turn=2, number=1, start=20, end=36, words=4)
SECOND = Segment(turn=2, number=2, start=37, end=55, words=4)
INTERVIEW = Interview(
    source=Source(
        name="J01.txt",
        text=TEXT,
        digest="ruw",
        turns=(Turn(1, "I", 3, 16, 1), Turn(2, "R", 20, 55, 2)),
        header={},
        layouts=("dubbele punt",),
        encoding="utf-8",
    ),
    cast={"I": None, "R": Respondent("J01", "jongere")},
    segments=(FIRST, SECOND),
)
GEMAK = Suggestion("J01.txt", FIRST, "gemak", 0.6, "patronen", "belde … op [opbellen]", False)
BAND = Suggestion("J01.txt", SECOND, "band", 0.4, "patronen", "kwijt [kwijt kunnen]", True)
SUMMARY = RunSummary(
    version="0.1.0",
    codebook=Codebook(
        name="proef",
        version="3",
        codes=(
            Code("band", "Vertrouwensband", "#112233", "definitie"),
            Code("gemak", "Laagdrempeligheid", "#445566", "definitie", parent="band"),
        ),
        word_groups={},
        digest="hash-codeboek",
        text="naam: proef",
    ),
    study=Study(
        name="proefonderzoek",
        groups=(
            RespondentGroup("jongere", "jongeren", "J", expected=4),
            RespondentGroup("ouder", "ouders", "O"),
        ),
        merged=(MergedGroup("gezin", ("jongere", "ouder"), 17),),
        digest="hash-onderzoek",
        text="naam: proefonderzoek",
    ),
    pipeline="ingebouwd",
    unit=Unit.TURN,
    threshold=0.55,
    skipped={"P01.txt": "het bestand bevat geen tekst."},
    remarks={"J01.txt": ("aangenomen dat 'I' de interviewer is", "codering: utf-8")},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codeer.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as store:
        yield store


@pytest.fixture
def run(store: Store) -> int:
    """The id of a recorded run."""
    return store.record_run(SUMMARY, [Coded.made(INTERVIEW, [BAND, GEMAK])])


def query(path: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def with_text(text: str) -> Interview:
    return replace(INTERVIEW, source=replace(INTERVIEW.source, text=text))


def decide_on(path: Path, code: str) -> None:
    """Accept the stored suggestion of a code, as Fenna."""
    query(path, "INSERT OR IGNORE INTO user VALUES (1, 'Fenna')")
    query(
        path,
        "INSERT INTO decision (made, user, source, code, start, end, verdict, suggestion)"
        " SELECT '2024-05-01', 1, source, code, start, end, 'accept', id"
        f" FROM suggestion WHERE code = '{code}'",
    )


# --- what was recorded comes back ----------------------------------------------------------------


def test_an_empty_store_has_no_run(store: Store) -> None:
    assert store.fetch_run() is None


def test_a_run_comes_back_with_its_settings(store: Store, run: int) -> None:
    record = store.fetch_run()

    assert record is not None
    assert (record.id, record.version, record.pipeline) == (run, "0.1.0", "ingebouwd")
    assert (record.unit, record.threshold) == (Unit.TURN, 0.55)


def test_a_run_comes_back_with_its_codebook_and_study(store: Store, run: int) -> None:
    record = store.fetch_run()

    assert record is not None
    assert (record.codebook_name, record.codebook_version) == ("proef", "3")
    assert (record.codebook_digest, record.study_digest) == ("hash-codeboek", "hash-onderzoek")
    assert record.study_name == "proefonderzoek"


def test_a_run_comes_back_with_its_codes(store: Store, run: int) -> None:
    record = store.fetch_run()

    assert record is not None
    assert [replace(code, explanation="") for code in record.codes] == [
        CodeRecord("band", "Vertrouwensband", None, "#112233"),
        CodeRecord("gemak", "Laagdrempeligheid", "band", "#445566"),
    ]


def test_a_run_comes_back_with_plain_groups_before_merged_groups(store: Store, run: int) -> None:
    record = store.fetch_run()

    assert record is not None
    assert record.groups == (
        GroupRecord("jongere", "jongeren", ("jongere",), 4),
        GroupRecord("ouder", "ouders", ("ouder",), None),
        GroupRecord("gezin", "gezin", ("jongere", "ouder"), 17),
    )


def test_a_run_comes_back_with_what_was_skipped_and_assumed(store: Store, run: int) -> None:
    record = store.fetch_run()

    assert record is not None
    assert record.skipped == SUMMARY.skipped
    assert record.remarks == SUMMARY.remarks


def test_the_text_comes_back(store: Store, run: int) -> None:
    assert list(store.fetch_sources(run).values()) == [("J01.txt", TEXT)]


def test_a_text_outside_the_basic_plane_keeps_its_places(store: Store) -> None:
    text = TEXT.replace("Hoe", "🙂oe")
    run = store.record_run(SUMMARY, [Coded.made(with_text(text), [GEMAK])])

    (source,) = store.fetch_sources(run).values()
    (suggestion,) = store.fetch_suggestions(run, 0)

    assert source[1][suggestion.segment.start : suggestion.segment.end] == "Ze belde mij op."


def test_turns_come_back_with_who_speaks(store: Store, run: int) -> None:
    turns = store.fetch_turns(run)

    assert [(t.turn.number, t.turn.speaker, t.turn.start, t.turn.end) for t in turns] == [
        (1, "I", 3, 16),
        (2, "R", 20, 55),
    ]
    assert [(t.respondent, t.group) for t in turns] == [(None, None), ("J01", "jongere")]


def test_turns_come_back_with_when_they_begin(store: Store) -> None:
    """Also when the transcript does not say, or says zero."""
    turns = (Turn(1, "I", 3, 10, 1, 0.0), Turn(2, "R", 20, 36, 2, 3.12), Turn(3, "R", 37, 55, 3))
    source = replace(INTERVIEW.source, turns=turns)
    run = store.record_run(SUMMARY, [Coded.made(replace(INTERVIEW, source=source), [])])

    assert [stored.turn.seconds for stored in store.fetch_turns(run)] == [0.0, 3.12, None]


def test_segments_come_back_in_text_order(store: Store) -> None:
    shuffled = replace(INTERVIEW, segments=(SECOND, FIRST))
    run = store.record_run(SUMMARY, [Coded.made(shuffled, [])])

    assert [segment for _, segment in store.fetch_segments(run)] == [FIRST, SECOND]


def test_suggestions_come_back_in_text_order(store: Store, run: int) -> None:
    assert [s.code for s in store.fetch_suggestions(run, 0)] == ["gemak", "band"]


def test_a_suggestion_comes_back_as_it_was_made(store: Store, run: int) -> None:
    stored = store.fetch_suggestions(run, 0)[1]

    assert (stored.code, stored.score, stored.engine) == (BAND.code, BAND.score, BAND.engine)
    assert (stored.evidence, stored.negated) == (BAND.evidence, True)
    assert (stored.segment.turn, stored.segment.number) == (2, 2)
    assert (stored.segment.start, stored.segment.end) == (37, 55)


def test_only_suggestions_at_or_above_the_threshold_come_back(store: Store, run: int) -> None:
    assert [s.code for s in store.fetch_suggestions(run, 0.6)] == ["gemak"]
    assert store.fetch_suggestions(run, 0.61) == []


def test_an_accepted_suggestion_comes_back_as_coding(store: Store, run: int, path: Path) -> None:
    decide_on(path, "gemak")
    (source,) = store.fetch_sources(run)

    ((coder, decision),) = store.log.fetch_verdicts()
    assert coder == "Fenna"
    assert (decision.source, decision.code, decision.start, decision.end) == (
        source,
        "gemak",
        20,
        36,
    )


def test_without_decisions_there_are_no_codings(store: Store, run: int) -> None:
    assert store.log.fetch_verdicts() == []


def test_the_yaml_of_each_run_is_kept_once(store: Store, run: int, path: Path) -> None:
    store.record_run(SUMMARY, [Coded.made(INTERVIEW, [])])

    assert query(path, "SELECT digest, kind, text FROM snapshot ORDER BY kind") == [
        ("hash-codeboek", "codebook", "naam: proef"),
        ("hash-onderzoek", "study", "naam: proefonderzoek"),
    ]


def test_the_default_study_leaves_no_snapshot(store: Store, path: Path) -> None:
    summary = replace(SUMMARY, study=replace(SUMMARY.study, digest="", text=""))
    store.record_run(summary, [Coded.made(INTERVIEW, [])])

    assert query(path, "SELECT kind FROM snapshot") == [("codebook",)]


# --- a second run --------------------------------------------------------------------------------


def test_the_newest_run_is_the_present_state(store: Store, run: int) -> None:
    second = store.record_run(replace(SUMMARY, threshold=0.9), [Coded.made(INTERVIEW, [])])
    record = store.fetch_run()

    assert record is not None
    assert (record.id, record.threshold) == (second, 0.9)


def test_a_second_run_replaces_turns_segments_and_suggestions(
    store: Store, run: int, path: Path
) -> None:
    second = store.record_run(SUMMARY, [Coded.made(INTERVIEW, [GEMAK])])

    assert query(path, "SELECT run, made FROM transcript") == [(second, second)]
    assert query(path, "SELECT count(*) FROM turn") == [(2,)]
    assert query(path, "SELECT count(*) FROM segment") == [(2,)]
    assert query(path, "SELECT DISTINCT run FROM suggestion") == [(second,)]
    assert [s.code for s in store.fetch_suggestions(second, 0)] == ["gemak"]


def test_a_second_run_keeps_the_records_of_earlier_runs(store: Store, run: int, path: Path) -> None:
    second = store.record_run(SUMMARY, [Coded.made(INTERVIEW, [])])

    assert query(path, "SELECT id FROM run ORDER BY id") == [(run,), (second,)]


def test_a_text_that_is_not_given_again_goes(store: Store, run: int, path: Path) -> None:
    store.record_run(SUMMARY, [Coded.made(with_text(TEXT + "Nog iets."), [])])

    assert query(path, "SELECT text FROM source") == [(TEXT + "Nog iets.",)]


def test_a_suggestion_on_which_somebody_decided_stays(store: Store, run: int, path: Path) -> None:
    decide_on(path, "gemak")
    store.record_run(SUMMARY, [Coded.made(INTERVIEW, [])])

    assert query(path, "SELECT run, code FROM suggestion") == [(run, "gemak")]


def test_a_kept_suggestion_is_no_part_of_the_new_run(store: Store, run: int, path: Path) -> None:
    decide_on(path, "gemak")
    second = store.record_run(SUMMARY, [Coded.made(INTERVIEW, [BAND])])

    assert [s.code for s in store.fetch_suggestions(second, 0)] == ["band"]


def test_a_text_on_which_somebody_decided_stays_when_the_transcript_is_corrected(
    store: Store, run: int, path: Path
) -> None:
    decide_on(path, "gemak")
    corrected = TEXT.replace("alles", "alles.")
    second = store.record_run(SUMMARY, [Coded.made(with_text(corrected), [])])

    assert query(path, "SELECT text FROM source ORDER BY id") == [(TEXT,), (corrected,)]
    assert list(store.fetch_sources(second).values()) == [("J01.txt", corrected)]


def test_an_unchanged_text_keeps_its_row_and_its_decisions(
    store: Store, run: int, path: Path
) -> None:
    decide_on(path, "gemak")
    before = list(store.fetch_sources(run))
    second = store.record_run(SUMMARY, [Coded.made(INTERVIEW, [])])

    assert list(store.fetch_sources(second)) == before
    assert [decision.source for _, decision in store.log.fetch_verdicts()] == before


def test_a_run_never_touches_decisions(store: Store, run: int, path: Path) -> None:
    decide_on(path, "gemak")
    decide_on(path, "band")
    before = query(path, "SELECT * FROM decision ORDER BY id")
    store.record_run(SUMMARY, [])

    assert query(path, "SELECT * FROM decision ORDER BY id") == before


# --- what did not change -------------------------------------------------------------------------


def told(state: str, *suggestions: Suggestion, interview: Interview = INTERVIEW) -> Coded:
    """An interview of which it is known what its suggestions follow from."""
    digest = digest_text(interview.source.text)
    return Coded("J01.txt", digest, state, lambda: (interview, suggestions))


def untouched(state: str) -> Coded:
    """The same; making it is an error."""

    def make() -> tuple[Interview, list[Suggestion]]:
        raise AssertionError("made again")

    return Coded("J01.txt", digest_text(TEXT), state, make)


def test_an_interview_in_the_same_state_is_not_made_again_and_stays(store: Store) -> None:
    first = store.record_run(SUMMARY, [told("a", BAND, GEMAK)])
    before = store.fetch_suggestions(first, 0)
    second = store.record_run(SUMMARY, [untouched("a")])

    assert store.fetch_suggestions(second, 0) == before
    assert len(store.fetch_turns(second)) == 2
    assert len(store.fetch_segments(second)) == 2
    assert store.fetch_suggestions(first, 0) == []


def test_an_interview_in_another_state_is_written_anew(store: Store) -> None:
    store.record_run(SUMMARY, [told("a", BAND, GEMAK)])
    second = store.record_run(SUMMARY, [told("b", GEMAK)])

    assert [s.code for s in store.fetch_suggestions(second, 0)] == ["gemak"]
    assert len(store.fetch_turns(second)) == 2


def test_an_interview_of_which_no_state_is_known_is_always_made(store: Store) -> None:
    store.record_run(SUMMARY, [told("", BAND)])

    with pytest.raises(AssertionError, match="made again"):
        store.record_run(SUMMARY, [untouched("")])


def test_another_text_in_the_same_state_is_made(store: Store) -> None:
    store.record_run(SUMMARY, [told("a", BAND)])
    run = store.record_run(SUMMARY, [told("a", interview=with_text(TEXT + "Nog iets."))])

    assert list(store.fetch_sources(run).values()) == [("J01.txt", TEXT + "Nog iets.")]


def test_a_text_that_was_left_out_of_a_run_is_made_again(store: Store, path: Path) -> None:
    store.record_run(SUMMARY, [told("a", BAND, GEMAK)])
    decide_on(path, "gemak")
    store.record_run(SUMMARY, [])
    third = store.record_run(SUMMARY, [told("a", BAND, GEMAK)])

    assert [s.code for s in store.fetch_suggestions(third, 0)] == ["gemak", "band"]
    assert len(store.fetch_segments(third)) == 2


def test_a_decided_suggestion_that_is_made_again_is_still_proposed(
    store: Store, path: Path
) -> None:
    store.record_run(SUMMARY, [told("a", BAND, GEMAK)])
    decide_on(path, "gemak")
    second = store.record_run(SUMMARY, [untouched("a")])
    proposed = {s.id for s in store.fetch_suggestions(second, 0)}

    assert [d.suggestion in proposed for _, d in store.log.fetch_verdicts()] == [True]


def test_suggestions_are_counted_per_code_from_the_threshold(store: Store, run: int) -> None:
    assert store.bulk.count_suggestions(run, 0.5) == ({"gemak": 1}, 1)


def test_what_is_shown_of_a_transcript_has_words_and_speaker(store: Store, run: int) -> None:
    (source,) = store.fetch_sources(run)
    (shown,) = store.bulk.read_shown(source, 0.5)

    assert (shown.respondent, shown.group) == ("J01", "jongere")
    assert (shown.code, shown.score, shown.text) == ("gemak", 0.6, "Ze belde mij op.")


def test_removing_many_suggestions_does_not_look_at_every_decision(
    store: Store, path: Path, run: int
) -> None:
    """Of each removed suggestion SQLite looks whether a decision rests on it."""
    (plan,) = query(path, "EXPLAIN QUERY PLAN SELECT 1 FROM decision WHERE suggestion = 1")

    assert "decision_suggestion" in plan[3]


# --- a run that fails ----------------------------------------------------------------------------


def broken(*suggestions: Suggestion) -> Iterator[Suggestion]:
    yield from suggestions
    raise RuntimeError("stuk")


def test_nothing_of_a_failed_run_remains(store: Store, path: Path) -> None:
    with pytest.raises(RuntimeError):
        store.record_run(SUMMARY, [Coded.made(INTERVIEW, broken(GEMAK))])

    for table in ("run", "source", "snapshot", "turn", "segment", "suggestion"):
        assert query(path, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_failed_run_leaves_the_previous_run_whole(store: Store, run: int) -> None:
    with pytest.raises(RuntimeError):
        store.record_run(SUMMARY, [Coded.made(with_text(TEXT + "Nog iets."), broken(GEMAK))])

    record = store.fetch_run()
    assert record is not None
    assert record.id == run
    assert list(store.fetch_sources(run).values()) == [("J01.txt", TEXT)]
    assert len(store.fetch_turns(run)) == 2
    assert [s.code for s in store.fetch_suggestions(run, 0)] == ["gemak", "band"]


def test_a_run_can_be_recorded_after_a_failed_one(store: Store) -> None:
    with pytest.raises(RuntimeError):
        store.record_run(SUMMARY, [Coded.made(INTERVIEW, broken())])
    run = store.record_run(SUMMARY, [Coded.made(INTERVIEW, [GEMAK])])

    assert [s.code for s in store.fetch_suggestions(run, 0)] == ["gemak"]


# --- exchange with other copies ------------------------------------------------------------------


def test_a_text_is_known_by_name_and_hash_also_when_a_newer_run_replaced_it(
    store: Store, path: Path, run: int
) -> None:
    decide_on(path, "gemak")
    store.record_run(SUMMARY, [Coded.made(with_text("I: Hoe?\nR: Zo.\n"), [])])

    digests = [digest_text(TEXT), digest_text("I: Hoe?\nR: Zo.\n")]
    assert sorted(store.fetch_digests().values()) == sorted(("J01.txt", d) for d in digests)


def test_decisions_of_several_coders_are_recorded_together(store: Store, run: int) -> None:
    accept = Decision(1, "band", 20, 36, Verdict.ACCEPT)
    store.log.record_all({"Anna": [accept], "Bram": [accept]}, run=run)

    assert [name for name, _ in store.log.fetch_verdicts()] == ["Anna", "Bram"]


def test_decisions_about_an_older_run_are_not_recorded(store: Store, run: int) -> None:
    store.record_run(SUMMARY, [Coded.made(with_text("I: Hoe?\nR: Zo.\n"), [])])

    with pytest.raises(StaleRun):
        store.log.record_all({"Anna": [Decision(1, "band", 20, 36, Verdict.ACCEPT)]}, run=run)
    assert store.log.fetch_history() == []
