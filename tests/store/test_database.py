"""The database file: who may read it, what is refused, and that a change is whole or absent."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from codeer.errors import DiskFull, OutputNotWritable, StoreDamaged, StoreLocked, StoreTooNew
from codeer.store.database import Database
from codeer.store.schema import APPLICATION_ID, SCHEMA_VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codeer.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """An open, empty database."""
    database = Database(path)
    yield database
    database.close()


def schema_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def make_other_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE recept (naam TEXT); INSERT INTO recept VALUES ('vla')"
        )


def make_text(path: Path) -> None:
    path.write_text("Boodschappen: melk, brood en een rol plakband.\n" * 40)


def make_truncated(path: Path) -> None:
    Database(path).close()
    path.write_bytes(path.read_bytes()[:-5000])


def make_header_only(path: Path) -> None:
    Database(path).close()
    path.write_bytes(path.read_bytes()[:60])


# --- opening -------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_new_database_is_readable_by_its_owner_only(path: Path) -> None:
    old = os.umask(0)
    try:
        Database(path).close()
    finally:
        os.umask(old)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_database_carries_the_mark_and_version_of_codeer(path: Path) -> None:
    Database(path).close()

    with closing(sqlite3.connect(path)) as connection:
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    assert (mark, version) == (APPLICATION_ID, SCHEMA_VERSION)


@pytest.mark.parametrize(
    "make",
    [make_other_sqlite, make_text, make_truncated, make_header_only],
    ids=lambda f: f.__name__,
)
def test_a_file_that_is_no_sound_codeer_database_is_refused_and_left_as_it_was(
    path: Path, make
) -> None:
    make(path)
    before = path.read_bytes()

    with pytest.raises(StoreDamaged) as caught:
        Database(path)

    assert caught.value.path == path
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_database_of_a_newer_codeer_is_refused_and_left_as_it_was(path: Path) -> None:
    Database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()

    with pytest.raises(StoreTooNew) as caught:
        Database(path)

    assert (caught.value.found, caught.value.known) == (SCHEMA_VERSION + 1, SCHEMA_VERSION)
    assert path.read_bytes() == before


def test_a_folder_in_place_of_the_database_is_not_writable(path: Path) -> None:
    path.mkdir()

    with pytest.raises(OutputNotWritable):
        Database(path)


def test_a_missing_folder_is_not_writable(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable):
        Database(tmp_path / "weg" / "codeer.sqlite")


def test_opening_again_changes_nothing(path: Path) -> None:
    Database(path).close()
    before = path.read_bytes()

    Database(path).close()

    assert path.read_bytes() == before


def test_migrating_a_migrated_database_changes_nothing(database: Database, path: Path) -> None:
    """Two codeers may start at once: the second finds the steps already taken."""
    before = schema_of(path)

    database._migrate()

    assert schema_of(path) == before


def test_a_migration_that_was_broken_off_leaves_an_empty_database_that_opens_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(
            "codeer.store.database.MIGRATIONS",
            ("CREATE TABLE half (x);\nCREATE TABLE half (x);\n",),
        )
        with pytest.raises(StoreDamaged):
            Database(path)
    assert schema_of(path) == []

    Database(path).close()

    assert "run" in dict(schema_of(path))


# --- changing ------------------------------------------------------------------------------------


def test_a_change_waits_no_longer_than_asked_for_another_program(path: Path) -> None:
    Database(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        mine = Database(path, busy_seconds=0.05)
        with closing(mine), pytest.raises(StoreLocked), mine.atomic():
            pass
        other.execute("ROLLBACK")


def test_a_new_database_that_another_program_is_making_is_locked(path: Path) -> None:
    path.touch()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            Database(path, busy_seconds=0.05)
        other.execute("ROLLBACK")


def add_user(
    database: Database, note: str = "", problem: type[BaseException] | None = None
) -> None:
    """Change two tables at once, and then fail if asked."""
    with database.atomic() as connection:
        connection.execute("INSERT INTO user (name) VALUES ('Fenna')")
        connection.execute("INSERT INTO snapshot VALUES ('a', 'study', ?)", (note,))
        if problem:
            raise problem


def test_a_full_disk_is_named_and_leaves_nothing_of_the_change(database: Database) -> None:
    connection = database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(DiskFull):
        add_user(database, note="x" * 100_000)

    assert connection.execute("SELECT count(*) FROM user").fetchone()[0] == 0
    assert not connection.in_transaction


def test_a_read_only_database_is_not_writable(database: Database) -> None:
    database.connection.execute("PRAGMA query_only = ON")

    with pytest.raises(OutputNotWritable):
        add_user(database)


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt])
def test_a_change_that_fails_half_way_is_rolled_back(database: Database, problem) -> None:
    with pytest.raises(problem):
        add_user(database, problem=problem)

    assert database.connection.execute("SELECT count(*) FROM user").fetchone()[0] == 0
    assert not database.connection.in_transaction


def test_a_change_that_ends_well_is_kept(database: Database, path: Path) -> None:
    add_user(database)

    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM user").fetchall() == [("Fenna",)]


# --- decisions -----------------------------------------------------------------------------------


@pytest.fixture
def coded(database: Database) -> sqlite3.Connection:
    """A database with two coders (1 and 2) and one source (1)."""
    connection = database.connection
    connection.execute("INSERT INTO user VALUES (1, 'Fenna'), (2, 'Ruben')")
    connection.execute("INSERT INTO source VALUES (1, 'J01.txt', 'd', 'Ze belde mij gisteren op.')")
    return connection


def decide(
    connection: sqlite3.Connection,
    verdict: str,
    *,
    user: int = 1,
    code: str = "gemak",
    place: tuple[int, int] = (0, 25),
    made: str = "2024-05-01T10:00:00+00:00",
) -> None:
    connection.execute(
        "INSERT INTO decision (made, user, source, code, start, end, verdict)"
        " VALUES (?, ?, 1, ?, ?, ?, ?)",
        (made, user, code, *place, verdict),
    )


def codings(connection: sqlite3.Connection) -> list[tuple[int, str, int, int]]:
    return connection.execute("SELECT user, code, start, end FROM coding ORDER BY id").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET verdict = 'reject'",
        "DELETE FROM decision",
        "INSERT OR REPLACE INTO decision (id, made, user, source, code, start, end, verdict)"
        " VALUES (1, '2024-05-02', 1, 1, 'gemak', 0, 25, 'reject')",
    ],
    ids=["update", "delete", "replace"],
)
def test_a_decision_is_never_changed_or_removed(coded: sqlite3.Connection, statement: str) -> None:
    decide(coded, "accept")

    with pytest.raises(sqlite3.IntegrityError):
        coded.execute(statement)

    assert coded.execute("SELECT id, verdict FROM decision").fetchall() == [(1, "accept")]


def test_a_decision_on_an_empty_stretch_is_refused(coded: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        decide(coded, "accept", place=(5, 5))


def test_an_unknown_verdict_is_refused(coded: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        decide(coded, "misschien")


def test_an_accepted_code_holds(coded: sqlite3.Connection) -> None:
    decide(coded, "accept")

    assert codings(coded) == [(1, "gemak", 0, 25)]


@pytest.mark.parametrize("verdict", ["reject", "withdraw"])
def test_an_accepted_code_no_longer_holds_after_another_verdict(
    coded: sqlite3.Connection, verdict: str
) -> None:
    decide(coded, "accept")
    decide(coded, verdict)

    assert codings(coded) == []


def test_a_code_holds_again_when_it_is_accepted_after_a_withdrawal(
    coded: sqlite3.Connection,
) -> None:
    for verdict in ("accept", "withdraw", "accept"):
        decide(coded, verdict)

    assert codings(coded) == [(1, "gemak", 0, 25)]


def test_one_coder_does_not_overrule_another(coded: sqlite3.Connection) -> None:
    decide(coded, "accept", user=1)
    decide(coded, "accept", user=2)
    decide(coded, "reject", user=2)

    assert codings(coded) == [(1, "gemak", 0, 25)]


def test_a_verdict_is_about_one_code_and_one_stretch_of_text(coded: sqlite3.Connection) -> None:
    decide(coded, "accept", code="gemak")
    decide(coded, "accept", code="band")
    decide(coded, "accept", code="band", place=(3, 25))
    decide(coded, "withdraw", code="band")

    assert codings(coded) == [(1, "gemak", 0, 25), (1, "band", 3, 25)]


def test_the_last_decision_holds_even_when_the_clock_went_backwards(
    coded: sqlite3.Connection,
) -> None:
    decide(coded, "accept", made="2024-05-01T10:00:00+00:00")
    decide(coded, "reject", made="2019-01-01T00:00:00+00:00")

    assert codings(coded) == []
