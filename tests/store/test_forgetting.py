"""Removing a respondent from the database: what goes, what stays, and that the log is closed again."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from codeer.model import (
    Decision,
    Interview,
    Mark,
    MarkKind,
    Respondent,
    Segment,
    Source,
    Suggestion,
    Turn,
    Verdict,
)
from codeer.store import Coded, FileChange, FileRecord, Store
from tests.store.test_store import SUMMARY, query

FAMILY = "M: Wij fietsten zondag.\nJ: Boeiend hoor.\nM: Tot slot.\n"
MOTHER, SON = Respondent("G01 M", "ouder"), Respondent("G01 J", "jongere")
TURNS = (Turn(1, "M", 3, 23, 1), Turn(2, "J", 27, 40, 2), Turn(3, "M", 44, 53, 3))
SEGMENTS = tuple(Segment(turn.number, 1, turn.start, turn.end, 3) for turn in TURNS)


def make_interview(text: str = FAMILY, **cast: Respondent | None) -> Interview:
    source = Source("G01.docx", text, "ruw", TURNS, {}, (), "utf-8")
    return Interview(source, cast or {"M": MOTHER, "J": SON}, SEGMENTS)


def make_suggestion(turn: int, evidence: str) -> Suggestion:
    return Suggestion("G01.docx", SEGMENTS[turn - 1], "band", 0.6, "geleerd", evidence, False)


SUGGESTIONS = [
    make_suggestion(1, "fietsten [fietsen]"),
    make_suggestion(2, 'lijkt op "Wij fietsten zondag." (eerder gecodeerd)'),
    make_suggestion(2, "hoor [horen]"),
]
FILES = {"G01.docx": FileRecord("transcripten/G01.docx", "hash")}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codeer.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A store with a family conversation on which Anna decided and wrote memos."""
    with Store(path) as store:
        run = store.record_run(
            replace(SUMMARY, files=FILES), [Coded.made(make_interview(), SUGGESTIONS)]
        )
        (source,) = store.fetch_sources(run)
        ids = [s.id for s in store.fetch_suggestions(run, 0)]
        store.log.record(
            "Anna",
            [
                Decision(source, "band", 3, 23, Verdict.ACCEPT, ids[0], note="zondag!"),
                Decision(source, "band", 27, 40, Verdict.REJECT),
            ],
            [
                Mark(source, 3, 23, MarkKind.MEMO, note="over fietsen"),
                Mark(source, 27, 40, MarkKind.SEEN),
            ],
        )
        yield store


def forget(store: Store, respondent: str = "G01 M") -> None:
    store.participants.forget(respondent, {})


def test_the_words_are_blanked_and_the_length_stays(store: Store, path: Path) -> None:
    forget(store)

    ((text,),) = query(path, "SELECT text FROM source")
    assert text == f"M: {' ' * 20}\nJ: Boeiend hoor.\nM: {' ' * 9}\n"


def test_the_digest_is_that_of_the_text_that_is_left(store: Store, path: Path) -> None:
    forget(store)
    ((text, digest),) = query(path, "SELECT text, digest FROM source")
    before = digest

    store.record_run(SUMMARY, [Coded.made(make_interview(text, M=None, J=SON), [])])

    assert query(path, "SELECT digest FROM source") == [(before,)]


def test_decisions_and_marks_on_the_words_go_and_those_of_others_stay(
    store: Store, path: Path
) -> None:
    forget(store)

    assert query(path, "SELECT start, end, verdict FROM decision") == [(27, 40, "reject")]
    assert query(path, "SELECT start, kind FROM mark") == [(27, "seen")]


def test_suggestions_segments_and_the_name_in_turns_go(store: Store, path: Path) -> None:
    forget(store)

    assert query(path, "SELECT DISTINCT turn FROM suggestion") == [(2,)]
    assert query(path, "SELECT turn FROM segment") == [(2,)]
    assert query(path, "SELECT number, respondent, grp FROM turn") == [
        (1, None, None),
        (2, "G01 J", "jongere"),
        (3, None, None),
    ]


def test_a_reason_that_quotes_the_words_elsewhere_is_emptied(store: Store, path: Path) -> None:
    forget(store)

    assert query(path, "SELECT evidence FROM suggestion") == [("",), ("hoor [horen]",)]


def test_a_text_in_which_nobody_else_speaks_goes_wholly(store: Store, path: Path) -> None:
    forget(store)
    forget(store, "G01 J")

    for table in ("source", "turn", "segment", "suggestion", "decision", "mark"):
        assert query(path, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_older_versions_of_the_text_lose_the_words_as_well(store: Store, path: Path) -> None:
    store.record_run(SUMMARY, [Coded.made(make_interview(FAMILY + "Einde."), [])])
    forget(store)

    texts = query(path, "SELECT text FROM source ORDER BY id")
    assert [("fietsten" in text, "Boeiend" in text) for (text,) in texts] == [(False, True)] * 2


def test_versions_that_become_the_same_text_are_joined(store: Store, path: Path) -> None:
    """Only the mother's words had been corrected, with as many letters."""
    store.record_run(SUMMARY, [Coded.made(make_interview(FAMILY.replace("zondag", "zomers")), [])])
    forget(store)

    assert query(path, "SELECT count(*) FROM source") == [(1,)]
    assert query(path, "SELECT source, verdict FROM decision") == [
        (query(path, "SELECT id FROM source")[0][0], "reject")
    ]


def test_a_version_of_which_nobody_knows_who_speaks_goes(store: Store, path: Path) -> None:
    store.record_run(SUMMARY, [Coded.made(make_interview(FAMILY + "Einde."), [])])
    query(path, "DELETE FROM turn WHERE source = (SELECT min(id) FROM source)")
    forget(store)

    assert query(path, "SELECT substr(text, -6) FROM source") == [("Einde.",)]


def test_a_tombstone_without_text_is_left(store: Store, path: Path) -> None:
    forget(store)

    assert list(store.participants.fetch_tombstones()) == ["G01 M"]
    assert "G01 M" not in store.participants.fetch_respondents()


def test_after_it_the_log_is_append_only_again(store: Store, path: Path) -> None:
    before = query(path, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    forget(store)

    after = query(path, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    assert after == before
    for table in ("decision", "mark"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET note = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                query(path, statement)


def test_when_it_is_stopped_nothing_has_changed(store: Store, path: Path) -> None:
    before = path.read_bytes()

    def stop() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.participants.forget("G01 M", {"G01.docx": None}, stop)

    assert path.read_bytes() == before


def test_the_runs_know_the_file_under_its_new_name(store: Store, path: Path) -> None:
    new = FileRecord("transcripten/G01.txt", "nieuw")
    store.participants.forget("G01 M", {"G01.docx": FileChange("G01.txt", new)})

    assert store.participants.fetch_files("G01.txt") == [new]
    assert store.participants.fetch_files("G01.docx") == []
    assert query(path, "SELECT name FROM source") == [("G01.txt",)]


def test_the_runs_forget_a_file_that_goes(store: Store, path: Path) -> None:
    store.record_run(
        replace(SUMMARY, remarks={"G01.docx": ("over M",)}), [Coded.made(make_interview(), [])]
    )
    store.participants.forget("G01 M", {"G01.docx": None})

    assert query(path, "SELECT id FROM run WHERE details LIKE '%G01.docx%'") == []


def test_the_files_of_a_transcript_come_the_newest_first(store: Store) -> None:
    newer = FileRecord("map/G01.docx", "hash")
    store.record_run(
        replace(SUMMARY, files={"G01.docx": newer}), [Coded.made(make_interview(), [])]
    )

    assert store.participants.fetch_files("G01.docx") == [newer, FILES["G01.docx"]]


def test_what_is_to_go_is_counted(store: Store) -> None:
    traces = store.participants.fetch_traces("G01 M", store.participants.fetch_texts("G01 M"))

    assert (traces.decisions, traces.suggestions, traces.coders) == (1, 1, ("Anna",))


def test_a_text_with_decisions_keeps_who_speaks_when_it_leaves_the_run(store: Store) -> None:
    for _ in range(2):
        run = store.record_run(SUMMARY, [Coded.made(make_interview(FAMILY + "Einde."), [])])

    assert len(store.fetch_turns(run)) == 3
    assert len(store.fetch_turns()) == 6


def test_after_compacting_no_byte_of_the_words_is_left(store: Store, path: Path) -> None:
    assert b"fietsten" in path.read_bytes()
    forget(store)
    store.participants.compact()

    for word in (b"fietsten", b"zondag", b"over fietsen"):
        assert word not in path.read_bytes()
