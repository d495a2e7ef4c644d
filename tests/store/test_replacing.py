"""Texts are replaced with everything that rests on them, and the log is guarded again."""

import sqlite3
from pathlib import Path

import pytest

from codeer.errors import OutputNotWritable
from codeer.project import STORE_NAME, Project
from codeer.store import FileChange, FileRecord, NewText, Store
from tests.workflow.coders import decide, holding, make_suggestions, words_held
from tests.workflow.support import add_transcript


@pytest.fixture
def coded(project: Path) -> Path:
    """One interview in which a sentence is coded."""
    add_transcript(project, "J01.txt", "I: Hoe?", "R: Toen belde Sanne mij op.")
    make_suggestions(project)
    decide(project, "Anna", "belde Sanne mij", "gemak", note="over Sanne, 14 keer")
    return project


def replace_sanne(store: Store, before_commit=lambda: None) -> None:
    texts = {
        source: NewText("J01.txt", text.replace("Sanne", "Fenna"), lambda start, end: (start, end))
        for source, (_, text) in store.texts.fetch().items()
    }
    files = {"J01.txt": FileChange("J01.txt", FileRecord("nieuw/J01.txt", "0"))}
    store.texts.replace(texts, lambda t: t.replace("Sanne", "Fenna"), files, before_commit)


def test_text_notes_and_files_change(coded: Path) -> None:
    store, run = Project(coded).open_store()
    with store:
        replace_sanne(store)
        assert [d.note for _, d in store.log.fetch_verdicts()] == ["over Fenna, 14 keer"]
        assert [f.path for f in store.participants.fetch_files("J01.txt")] == ["nieuw/J01.txt"]
        assert store.fetch_run().groups == run.groups
    assert words_held(coded) == ["belde Fenna mij"]


def test_two_versions_that_become_the_same_are_one(coded: Path) -> None:
    before = holding(coded)
    add_transcript(coded, "J01.txt", "I: Hoe?", "R: Toen belde Fenna mij op.")
    make_suggestions(coded)
    store, _ = Project(coded).open_store()
    with store:
        replace_sanne(store)
        assert len(store.texts.fetch()) == 1
        assert len(store.log.fetch_history()) == len(before)


def test_the_log_is_append_only_afterwards(coded: Path) -> None:
    store, _ = Project(coded).open_store()
    with store:
        replace_sanne(store)
    with (
        sqlite3.connect(coded / STORE_NAME) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute("UPDATE decision SET note = ''")
    connection.close()


def test_when_the_files_cannot_change_nothing_does(coded: Path) -> None:
    def fail() -> None:
        raise OutputNotWritable(coded, "proef")

    store, _ = Project(coded).open_store()
    with store:
        with pytest.raises(OutputNotWritable):
            replace_sanne(store, fail)
        assert "Sanne" in next(text for _, text in store.texts.fetch().values())
    assert words_held(coded) == ["belde Sanne mij"]
