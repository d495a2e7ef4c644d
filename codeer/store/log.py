"""The append-only log: who decided what on which text, and what follows from it now."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from codeer.errors import RunReplaced, StaleRun
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.store.database import Database


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A decision as it stands in the log."""

    id: int
    uid: str
    batch: str
    made: str
    user: str
    decision: Decision
    undoes: str
    """The batch that it takes back, or empty."""


@dataclass(frozen=True, slots=True)
class LoggedMark:
    """A mark as it stands in the log."""

    uid: str
    made: str
    user: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A decision that was taken back."""

    decision: Decision
    restored: Decision
    """What holds again; a withdrawal when nothing held before."""


class DecisionLog:
    """Decisions and marks of all coders; nothing is ever changed or removed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- adding ----------------------------------------------------------------------------------

    def record(
        self,
        user: str,
        decisions: Iterable[Decision] = (),
        marks: Iterable[Mark] = (),
        *,
        run: int | None = None,
    ) -> None:
        """Append what one key press decided, in one transaction.

        `run` is the run that the coder looks at; its suggestions and texts may be gone, and their
        numbers given to others, once there is a newer one.

        Raises
        ------
        StaleRun
            When there is a newer run; nothing is recorded.

        """
        with self._database.atomic() as connection:
            _require_newest(connection, run)
            number = _user_id(connection, user)
            _add_decisions(connection, number, decisions)
            for mark in marks:
                _add_mark(connection, number, mark, uuid4().hex, _now())

    def record_all(
        self, decisions: Mapping[str, Iterable[Decision]], *, run: int | None = None
    ) -> None:
        """Append decisions of several coders in one transaction; for `run`, see `record`."""
        with self._database.atomic() as connection:
            _require_newest(connection, run, RunReplaced)
            for user, decided in decisions.items():
                _add_decisions(connection, _user_id(connection, user), decided)

    def undo(self, user: str, *, run: int | None = None) -> list[TakenBack]:
        """Take back the last thing that `user` decided and not yet took back; return what it was.

        Undoing appends decisions that restore what held before, so it can go on for ever, also
        over sessions. An empty list means that there is nothing left. For `run`, see `record`.
        """
        with self._database.atomic() as connection:
            _require_newest(connection, run)
            number = _user_id(connection, user)
            row = connection.execute(
                "SELECT batch FROM decision WHERE user = ? AND undoes IS NULL AND batch NOT IN"
                " (SELECT undoes FROM decision WHERE user = ? AND undoes IS NOT NULL)"
                " ORDER BY id DESC LIMIT 1",
                (number, number),
            ).fetchone()
            if row is None:
                return []
            rows = connection.execute(
                "SELECT id, source, code, start, end, verdict, suggestion, blind, note"
                " FROM decision WHERE user = ? AND batch = ? ORDER BY id",
                (number, row[0]),
            ).fetchall()
            undone = [TakenBack(_decision(r[1:]), _before(connection, number, r)) for r in rows]
            _add_decisions(connection, number, (u.restored for u in undone), undoes=row[0])
            return undone

    def merge(
        self,
        decisions: Iterable[LoggedDecision],
        marks: Iterable[LoggedMark] = (),
        *,
        run: int | None = None,
    ) -> tuple[int, int]:
        """Append decisions and marks of another copy, in order; return how many were new.

        For `run`, see `record`.
        """
        with self._database.atomic() as connection:
            _require_newest(connection, run, RunReplaced)
            before = _count(connection)
            for logged in decisions:
                d = logged.decision
                connection.execute(
                    "INSERT OR IGNORE INTO decision (uid, batch, made, user, source, code, start, end,"
                    " verdict, blind, undoes, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        logged.uid,
                        logged.batch,
                        logged.made,
                        _user_id(connection, logged.user),
                        d.source,
                        d.code,
                        d.start,
                        d.end,
                        d.verdict,
                        d.is_blind,
                        logged.undoes or None,
                        d.note,
                    ),
                )
            for mark in marks:
                number = _user_id(connection, mark.user)
                _add_mark(connection, number, mark.mark, mark.uid, mark.made)
            after = _count(connection)
        return after[0] - before[0], after[1] - before[1]

    # --- asking ----------------------------------------------------------------------------------

    def fetch_users(self) -> list[str]:
        """Return the names of all coders who decided or marked anything."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name FROM user ORDER BY name COLLATE NOCASE")
            return [row[0] for row in rows]

    def fetch_verdicts(
        self, user: str | None = None, sources: Sequence[int] | None = None
    ) -> list[tuple[str, Decision]]:
        """Return (coder, latest decision) per code and range that is not withdrawn, in text order."""
        where, values = _filter(user, sources)
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT u.name, v.source, v.code, v.start, v.end, v.verdict, v.suggestion, v.blind,"
                f" v.note FROM verdict AS v JOIN user AS u ON u.id = v.user"
                f" WHERE v.verdict <> 'withdraw'{where}"
                " ORDER BY v.source, v.start, v.end, v.code, v.id",
                values,
            )
            return [(row[0], _decision(row[1:])) for row in rows]

    def fetch_history(self) -> list[LoggedDecision]:
        """Return every decision ever made, in the order in which they were made."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT d.id, uid, batch, made, u.name, d.source, code, start, end, verdict,"
                " suggestion, blind, note, undoes"
                " FROM decision AS d JOIN user AS u ON u.id = d.user ORDER BY d.id"
            )
            return [
                LoggedDecision(
                    row[0], row[1], row[2], row[3], row[4], _decision(row[5:13]), row[13] or ""
                )
                for row in rows
            ]

    def fetch_marks(self, user: str | None = None) -> list[LoggedMark]:
        """Return all marks, in the order in which they were made."""
        where, values = _filter(user, None)
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT v.uid, v.made, u.name, v.source, v.start, v.end, v.kind, v.blind, v.note"
                f" FROM mark AS v JOIN user AS u ON u.id = v.user WHERE 1{where} ORDER BY v.id",
                values,
            )
            return [
                LoggedMark(
                    row[0],
                    row[1],
                    row[2],
                    Mark(row[3], row[4], row[5], MarkKind(row[6]), bool(row[7]), row[8]),
                )
                for row in rows
            ]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _count(connection: sqlite3.Connection) -> tuple[int, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM decision), (SELECT count(*) FROM mark)"
    ).fetchone()
    return row[0], row[1]


def _require_newest(
    connection: sqlite3.Connection, run: int | None, error: type[StaleRun] = StaleRun
) -> None:
    newest = connection.execute("SELECT max(id) FROM run").fetchone()[0]
    if run is not None and newest != run:
        raise error


def _user_id(connection: sqlite3.Connection, name: str) -> int:
    connection.execute("INSERT OR IGNORE INTO user (name) VALUES (?)", (name,))
    row = connection.execute("SELECT id FROM user WHERE name = ?", (name,)).fetchone()
    return int(row[0])


def _add_decisions(
    connection: sqlite3.Connection,
    user: int,
    decisions: Iterable[Decision],
    undoes: str | None = None,
) -> None:
    batch, made = uuid4().hex, _now()
    connection.executemany(
        "INSERT INTO decision (uid, batch, made, user, source, code, start, end, verdict, suggestion,"
        " blind, undoes, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                uuid4().hex,
                batch,
                made,
                user,
                d.source,
                d.code,
                d.start,
                d.end,
                d.verdict,
                d.suggestion,
                d.is_blind,
                undoes,
                d.note,
            )
            for d in decisions
        ),
    )


def _add_mark(connection: sqlite3.Connection, user: int, mark: Mark, uid: str, made: str) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO mark (uid, made, user, source, start, end, kind, blind, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            uid,
            made,
            user,
            mark.source,
            mark.start,
            mark.end,
            mark.kind,
            mark.is_blind,
            mark.note,
        ),
    )


def _before(connection: sqlite3.Connection, user: int, row: Sequence[object]) -> Decision:
    """Return the decision that restores what held before the one in `row`."""
    number, source, code, start, end = row[:5]
    previous = connection.execute(
        "SELECT source, code, start, end, verdict, suggestion, blind, note FROM decision"
        " WHERE user = ? AND source = ? AND code = ? AND start = ? AND end = ? AND id < ?"
        " ORDER BY id DESC LIMIT 1",
        (user, source, code, start, end, number),
    ).fetchone()
    if previous is not None:
        return _decision(previous)
    return replace(_decision(row[1:]), verdict=Verdict.WITHDRAW, suggestion=None, note="")


def _decision(row: Sequence[object]) -> Decision:
    source, code, start, end, verdict, suggestion, blind, note = row
    return Decision(
        source=int(str(source)),
        code=str(code),
        start=int(str(start)),
        end=int(str(end)),
        verdict=Verdict(str(verdict)),
        suggestion=None if suggestion is None else int(str(suggestion)),
        is_blind=bool(blind),
        note=str(note),
    )


def _filter(user: str | None, sources: Sequence[int] | None) -> tuple[str, list[object]]:
    where, values = "", list[object]()
    if user is not None:
        where += " AND u.name = ? COLLATE NOCASE"
        values.append(user)
    if sources is not None:
        where += " AND v.source IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(sources)))  # there may be more than SQLite takes as values
    return where, values
