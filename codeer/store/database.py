"""Open the database safely and translate SQLite's errors.

The rollback journal stays on: project folders live on synced and network drives, where WAL is unsafe.
What is recorded has reached the disk itself before the call returns (docs/duurzaamheid.md). The file
holds interview text, so only its owner may read it.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codeer.durable import flush_folder
from codeer.errors import (
    DiskFull,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreNotFlushed,
    StoreNotLockable,
    StoreNotWritable,
    StoreTooNew,
    describe_cause,
)
from codeer.private import open_file
from codeer.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from codeer.store.soundness import Soundness

BUSY_SECONDS = 5.0
_LOCK_FAILED = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_IOERR_LOCK,
    sqlite3.SQLITE_IOERR_RDLOCK,
    sqlite3.SQLITE_IOERR_UNLOCK,
    sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
)
"""What a disk that does not know locks makes of them, such as some network drives."""


class Database:
    """One connection; every change goes through `atomic()`."""

    def __init__(
        self,
        path: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        read_only: bool = False,
        look_through: bool = False,
    ) -> None:
        self.path = path
        self._look_through = look_through
        self._read_only = read_only
        with self._translated():
            if not path.exists():
                os.close(open_file(path))
            self._soundness = Soundness(path)
            mode = "ro" if read_only else "rw"
            self.connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                timeout=busy_seconds,
                isolation_level=None,
            )
            try:
                self._open(read_only=read_only)
            except BaseException:
                self.connection.close()
                raise

    def _open(self, *, read_only: bool) -> None:
        connection = self.connection
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE must not slip past
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(
            "PRAGMA synchronous = EXTRA"
        )  # FULL may lose the last one to a power cut
        connection.execute("PRAGMA fullfsync = ON")  # macOS
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # sorting must not spill text to /tmp
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not is_empty and owner != APPLICATION_ID:
            raise StoreDamaged(self.path, "een ander soort SQLite-bestand")
        if not is_empty and (self._look_through or not self._soundness.is_known()):
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            if said != "ok":
                raise StoreDamaged(self.path, said.splitlines()[0])
        if found > SCHEMA_VERSION:
            raise StoreTooNew(self.path, found, SCHEMA_VERSION)
        if not read_only:
            connection.execute("PRAGMA journal_mode = DELETE")  # another program may have set WAL
        if found < SCHEMA_VERSION and not read_only:
            self._migrate()

    def _migrate(self) -> None:
        """Apply the missing steps, each in one transaction with the record that it ran."""
        for number, script in enumerate(MIGRATIONS, start=1):
            with self.atomic():
                current = self.connection.execute("PRAGMA user_version").fetchone()[0]
                if current >= number:  # another codeer was first
                    continue
                for statement in _statements(script):
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self.connection.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def atomic(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction: all of it or nothing."""
        with self._translated():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self._commit()
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def _commit(self) -> None:
        try:
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_IOERR_DIR_FSYNC:
                raise
            try:  # the journal is gone: it is committed, not yet flushed
                flush_folder(self.path.parent)
            except OSError as failure:
                raise StoreNotFlushed(self.path, describe_cause(failure)) from failure

    def hold(self) -> None:
        """Let everything that is read until closing be of one moment."""
        with self._translated():
            self.connection.execute("BEGIN")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run a block of queries with translated errors."""
        with self._translated():
            yield self.connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._translate(error) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(self.path) from error
            raise StoreNotWritable(self.path, describe_cause(error)) from error

    def _translate(self, error: sqlite3.DatabaseError) -> StoreError | DiskFull:
        if getattr(error, "sqlite_errorcode", 0) in _LOCK_FAILED:
            return StoreNotLockable(self.path)
        code = (error.sqlite_errorcode or 0) & 0xFF if hasattr(error, "sqlite_errorcode") else 0
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StoreLocked(self.path)
        if code == sqlite3.SQLITE_FULL:
            return DiskFull(self.path)
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            return StoreNotWritable(self.path, "alleen-lezen")
        if code == sqlite3.SQLITE_IOERR:
            return StoreNotWritable(self.path, "lees- of schrijffout op de schijf")
        self._soundness.forget()
        return StoreDamaged(self.path, str(error))

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
        if not self._read_only:
            self._soundness.remember()


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements, keeping triggers whole."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
