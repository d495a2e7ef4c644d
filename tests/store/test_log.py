"""The append-only log: what was decided stands, undo restores what held before, order is the id."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codeer.errors import DiskFull, StaleRun, StoreLocked
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.store import LoggedDecision, Store
from codeer.store import log as log_module
from tests.review.study import record_study

ACCEPT = Decision(1, "band", 10, 20, Verdict.ACCEPT)
REJECT = replace(ACCEPT, verdict=Verdict.REJECT)
OTHER = Decision(1, "gemak", 30, 40, Verdict.ACCEPT)
MEMO = Mark(1, 10, 40, MarkKind.MEMO, note="denk hieraan")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return record_study(tmp_path).store_path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path, busy_seconds=0.05) as store:
        yield store


def verdicts(store: Store, user: str = "Anna") -> dict[tuple[str, int], Verdict]:
    return {(d.code, d.start): d.verdict for _, d in store.log.fetch_verdicts(user)}


def query(path: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


# --- recording -----------------------------------------------------------------------------------


def test_a_decision_comes_back_as_it_was_made(store: Store) -> None:
    suggestion = store.fetch_suggestions(1, 0)[0].id
    made = replace(ACCEPT, suggestion=suggestion, is_blind=True, note="twijfel")
    store.log.record("Anna", [made])

    assert store.log.fetch_verdicts("Anna") == [("Anna", made)]


def test_decisions_can_be_asked_for_in_more_texts_than_sqlite_takes_values(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])

    assert len(store.log.fetch_verdicts(sources=range(300_000))) == 1


def test_a_mark_comes_back_as_it_was_made(store: Store) -> None:
    store.log.record("Anna", marks=[replace(MEMO, is_blind=True)])

    (logged,) = store.log.fetch_marks("Anna")
    assert (logged.user, logged.mark) == ("Anna", replace(MEMO, is_blind=True))


def test_the_latest_decision_on_a_place_holds(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    store.log.record("Anna", [REJECT])

    assert verdicts(store) == {("band", 10): Verdict.REJECT}


def test_nothing_that_was_decided_is_ever_gone(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    store.log.record("Anna", [REJECT])
    store.log.undo("Anna")

    assert [logged.decision.verdict for logged in store.log.fetch_history()] == [
        Verdict.ACCEPT,
        Verdict.REJECT,
        Verdict.ACCEPT,
    ]


@pytest.mark.parametrize("table", ["decision", "mark"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET note = 'x'"])
def test_the_log_cannot_be_changed_or_emptied(
    store: Store, path: Path, table: str, statement: str
) -> None:
    store.log.record("Anna", [ACCEPT], [MEMO])

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        query(path, statement.format(table))


def test_coders_do_not_overwrite_each_other(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    store.log.record("Bas", [REJECT])

    assert verdicts(store, "Anna") == {("band", 10): Verdict.ACCEPT}
    assert verdicts(store, "Bas") == {("band", 10): Verdict.REJECT}


def test_a_name_with_other_capitals_is_the_same_coder(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    store.log.record("anna", [REJECT])

    assert store.log.fetch_users() == ["Anna"]
    assert verdicts(store, "ANNA") == {("band", 10): Verdict.REJECT}


def test_one_key_press_is_recorded_whole_or_not_at_all(store: Store) -> None:
    wrong = replace(OTHER, source=999)

    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.log.record("Anna", [ACCEPT, wrong], [MEMO])
    assert store.log.fetch_history() == []
    assert store.log.fetch_marks() == []


def test_order_is_the_id_also_when_the_clock_goes_backwards(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(["2030-01-01T00:00:00+00:00", "2001-01-01T00:00:00+00:00", "1999-01-01T00:00:00"])
    monkeypatch.setattr(log_module, "_now", lambda: next(times))
    store.log.record("Anna", [ACCEPT])
    store.log.record("Anna", [REJECT])
    assert verdicts(store) == {("band", 10): Verdict.REJECT}

    store.log.undo("Anna")

    assert verdicts(store) == {("band", 10): Verdict.ACCEPT}
    assert [logged.made[:4] for logged in store.log.fetch_history()] == ["2030", "2001", "1999"]


# --- undo ----------------------------------------------------------------------------------------


def test_undo_of_a_first_decision_leaves_nothing(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    (undone,) = store.log.undo("Anna")

    assert undone.decision == ACCEPT
    assert undone.restored.verdict is Verdict.WITHDRAW
    assert verdicts(store) == {}


def test_undo_restores_the_verdict_that_held_before_with_all_it_had(store: Store) -> None:
    first = replace(
        ACCEPT, suggestion=store.fetch_suggestions(1, 0)[0].id, is_blind=True, note="twijfel"
    )
    store.log.record("Anna", [first])
    store.log.record("Anna", [REJECT])
    (undone,) = store.log.undo("Anna")

    assert undone.restored == first
    assert store.log.fetch_verdicts("Anna") == [("Anna", first)]


def test_undo_takes_back_all_that_one_key_press_decided(store: Store) -> None:
    store.log.record("Anna", [REJECT])
    store.log.record("Anna", [ACCEPT, OTHER])
    store.log.undo("Anna")

    assert verdicts(store) == {("band", 10): Verdict.REJECT}


def test_undo_goes_on_until_nothing_is_left(store: Store) -> None:
    steps: list[dict[tuple[str, int], Verdict]] = []
    for decision in (ACCEPT, REJECT, OTHER, ACCEPT):
        steps.append(verdicts(store))
        store.log.record("Anna", [decision])

    for before in reversed(steps):
        assert store.log.undo("Anna")
        assert verdicts(store) == before
    assert store.log.undo("Anna") == []


def test_undo_goes_on_in_another_session(path: Path) -> None:
    with Store(path) as store:
        store.log.record("Anna", [ACCEPT])
        store.log.record("Anna", [REJECT])
    with Store(path) as store:
        store.log.undo("Anna")
    with Store(path) as store:
        store.log.undo("Anna")
        assert verdicts(store) == {}


def test_what_is_decided_after_an_undo_can_be_undone_too(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    store.log.undo("Anna")
    store.log.record("Anna", [REJECT])
    store.log.undo("Anna")

    assert verdicts(store) == {}
    assert store.log.undo("Anna") == []


def test_undo_is_of_ones_own_decisions_only(store: Store) -> None:
    store.log.record("Anna", [ACCEPT])
    store.log.record("Bas", [REJECT])
    store.log.undo("Anna")

    assert verdicts(store, "Bas") == {("band", 10): Verdict.REJECT}
    assert verdicts(store, "Anna") == {}


def test_undo_of_a_blind_decision_is_recorded_as_blind(store: Store) -> None:
    store.log.record("Anna", [replace(ACCEPT, is_blind=True)])
    store.log.undo("Anna")

    assert [logged.decision.is_blind for logged in store.log.fetch_history()] == [True, True]


def test_undo_stays_quick_after_thousands_of_decisions(store: Store) -> None:
    """It once looked through all decisions for each one: ten seconds at this size."""
    places = [replace(ACCEPT, start=n, end=n + 1) for n in range(4000)]
    made = [LoggedDecision(0, f"m{p.start}", f"m{p.start}", "", "Anna", p, "") for p in places]
    undone_already = [
        replace(d, uid=f"u{d.uid}", batch=f"u{d.uid}", undoes=d.uid) for d in made[1:]
    ]
    store.log.merge([*made, *undone_already])
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    store._database.connection.set_progress_handler(count, 1000)
    (undone,) = store.log.undo("Anna")

    assert undone.decision.start == 0
    assert steps < 1000  # a million steps of SQLite's machine


# --- a newer run ---------------------------------------------------------------------------------


def test_nothing_is_recorded_for_a_run_that_is_no_longer_the_newest(
    store: Store, tmp_path: Path
) -> None:
    record_study(tmp_path)

    with pytest.raises(StaleRun):
        store.log.record("Anna", [ACCEPT], [MEMO], run=1)
    with pytest.raises(StaleRun):
        store.log.undo("Anna", run=1)
    assert (store.log.fetch_history(), store.log.fetch_marks()) == ([], [])


def test_for_the_newest_run_it_is_recorded(store: Store, tmp_path: Path) -> None:
    record_study(tmp_path)
    (source,) = (
        number for number, (name, _) in store.fetch_sources(2).items() if name == "J01.txt"
    )
    store.log.record("Anna", [replace(ACCEPT, source=source)], run=2)

    assert len(store.log.fetch_history()) == 1


# --- merging -------------------------------------------------------------------------------------


def test_merging_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "ander").mkdir()
    store.log.record("Anna", [ACCEPT, OTHER], [MEMO])
    with record_study(tmp_path / "ander").create_store() as other:
        first = other.log.merge(store.log.fetch_history(), store.log.fetch_marks())
        second = other.log.merge(store.log.fetch_history(), store.log.fetch_marks())

        assert (first, second) == ((2, 1), (0, 0))
        assert verdicts(other) == verdicts(store)


def test_what_was_undone_elsewhere_stays_undone_after_merging(store: Store, tmp_path: Path) -> None:
    (tmp_path / "ander").mkdir()
    store.log.record("Anna", [ACCEPT])
    store.log.record("Anna", [OTHER])
    store.log.undo("Anna")
    with record_study(tmp_path / "ander").create_store() as other:
        other.log.merge(store.log.fetch_history())
        (undone,) = other.log.undo("Anna")

        assert undone.decision == ACCEPT


# --- trouble -------------------------------------------------------------------------------------


def test_a_locked_store_records_nothing_and_says_so(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="in gebruik"):
            store.log.record("Anna", [ACCEPT])
        other.execute("ROLLBACK")

    store.log.record("Anna", [OTHER])
    assert verdicts(store) == {("gemak", 30): Verdict.ACCEPT}


def test_a_full_disk_records_nothing_and_says_so(store: Store) -> None:
    connection = store._database.connection
    connection.execute(
        f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}"
    )
    store.log.record("Anna", [ACCEPT])

    with pytest.raises(DiskFull, match="schijf is vol"):
        store.log.record("Anna", [REJECT], [replace(MEMO, note="x" * 500)] * 2000)
    connection.execute("PRAGMA max_page_count = 100000")
    store.log.record("Anna", [OTHER])

    assert verdicts(store) == {("band", 10): Verdict.ACCEPT, ("gemak", 30): Verdict.ACCEPT}
