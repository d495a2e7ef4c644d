"""Removing what a participant said: the one designed exception to the append-only log.

`PRAGMA secure_delete` (see `database`) overwrites what is deleted; `compact` then rebuilds the file.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from codeer.store.database import Database
from codeer.store.digest import digest_text
from codeer.store.recording import join_sources, note_change
from codeer.store.records import FileRecord

_WHOLE_TEXT = (0, 2**62)
_TOUCHES = "source = ? AND ((start < ? AND end > ?) OR start = ?)"
_RUN_NOTES = ("files", "remarks", "skipped")
REMOVED = "[verwijderd op verzoek]"
"""What stands where somebody's words stood."""
_QUOTING = (
    ("suggestion", "evidence", ""),
    ("decision", "note", REMOVED),
    ("mark", "note", REMOVED),
)
_QUOTE_WORDS = 4  # so many words in a row are a quotation
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A stored version of a transcript in which a respondent speaks."""

    source: int
    name: str
    text: str
    turns: tuple[tuple[int, int, str | None], ...]
    """Start, end and respondent (None: an interviewer); empty when nobody knows who speaks."""

    def has_others(self, respondent: str) -> bool:
        """Tell whether more respondents speak here."""
        return any(person not in (None, respondent) for _, _, person in self.turns)

    def ranges(self, respondent: str) -> list[tuple[int, int]]:
        """Return the stretches that go: the respondent's turns, or all when nobody else speaks."""
        if not self.has_others(respondent):
            return [_WHOLE_TEXT]
        return [(start, end) for start, end, person in self.turns if person == respondent]

    def said(self, respondent: str) -> list[str]:
        """Return the words of each turn of the respondent."""
        return [self.text[start:end] for start, end, who in self.turns if who == respondent]

    def blanked(self, respondent: str) -> str:
        """Return the text of equal length without the respondent's words."""
        text = self.text
        for start, end in self.ranges(respondent):
            text = text[:start] + " " * (min(end, len(text)) - start) + text[end:]
        return text


@dataclass(frozen=True, slots=True)
class Traces:
    """What the database holds of a respondent apart from the text."""

    decisions: int
    suggestions: int
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a transcript and its file are called after the respondent's words went out of it."""

    name: str
    file: FileRecord


class Participants:
    """Who takes part, and the removal of who no longer does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fetch_respondents(self) -> list[str]:
        """Return all respondents of whom text is stored."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT respondent FROM turn WHERE respondent IS NOT NULL ORDER BY 1"
            )
            return [row[0] for row in rows]

    def fetch_tombstones(self) -> dict[str, str]:
        """Return the respondents who were removed on request, with the time (ISO 8601, UTC)."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT respondent, made FROM tombstone ORDER BY respondent")
            return dict(rows.fetchall())

    def fetch_texts(self, respondent: str) -> list[SpokenText]:
        """Return every stored version of the transcripts of a respondent, the newest first.

        A version of such a transcript of which nobody knows who speaks is one of them.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, name, text FROM source"
                " WHERE id IN (SELECT source FROM turn WHERE respondent = :who)"
                " OR (id NOT IN (SELECT source FROM turn) AND name IN"
                " (SELECT s.name FROM source AS s JOIN turn AS t ON t.source = s.id"
                " WHERE t.respondent = :who))"
                " ORDER BY (SELECT run FROM transcript WHERE source = source.id) DESC, id DESC",
                {"who": respondent},
            ).fetchall()
            return [SpokenText(row[0], row[1], row[2], _turns(connection, row[0])) for row in rows]

    def fetch_traces(self, respondent: str, texts: Sequence[SpokenText]) -> Traces:
        """Count what is to go with these texts."""
        with self._database.reading() as connection:
            decisions, suggestions, users = set[int](), set[int](), set[str]()
            for place in _places(respondent, texts):
                suggestions |= _ids(connection, "suggestion", place)
                decisions |= _decision_ids(connection, place)
            for number in decisions:
                users |= set(
                    connection.execute(
                        "SELECT name FROM user WHERE id = (SELECT user FROM decision WHERE id = ?)",
                        (number,),
                    ).fetchone()
                )
        return Traces(len(decisions), len(suggestions), tuple(sorted(users, key=str.casefold)))

    def fetch_files(self, name: str) -> list[FileRecord]:
        """Return the files from which a transcript was read, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT details FROM run ORDER BY id DESC").fetchall()
        found = (json.loads(row[0]).get("files", {}).get(name) for row in rows)
        records = [FileRecord(**entry) for entry in found if entry]
        return list({record.path: record for record in reversed(records)}.values())[::-1]

    def forget(
        self,
        respondent: str,
        files: Mapping[str, FileChange | None],
        before_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """Remove a respondent in one transaction and leave a tombstone.

        `files` tells per transcript what becomes of its file; None: it goes. `before_commit` may
        still stop everything, so that files and database change together.
        """
        with self._database.atomic() as connection, without_guards(connection):
            texts = self.fetch_texts(respondent)  # now: a run gives texts other numbers
            for place in _places(respondent, texts):
                _delete(connection, place)
            for text in texts:
                if text.has_others(respondent):
                    change = files.get(text.name)
                    _blank(connection, text, respondent, change.name if change else text.name)
                else:
                    for table, key in (
                        ("turn", "source"),
                        ("transcript", "source"),
                        ("source", "id"),
                    ):
                        connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (text.source,))
            _clear_quotes(connection, [said for text in texts for said in text.said(respondent)])
            _change_runs(connection, files)
            note_change(connection)
            connection.execute(
                "INSERT OR IGNORE INTO tombstone VALUES (?, ?)",
                (respondent, datetime.now(UTC).isoformat(timespec="seconds")),
            )
            before_commit()

    def compact(self) -> None:
        """Rebuild the file, so that no page holds what was removed."""
        with self._database.reading() as connection:
            connection.execute("VACUUM")


_Place = tuple[int, int, int]
"""Source, start, end."""


def _turns(connection: sqlite3.Connection, source: int) -> tuple[tuple[int, int, str | None], ...]:
    return tuple(
        connection.execute(
            "SELECT start, end, respondent FROM turn WHERE source = ? ORDER BY number", (source,)
        ).fetchall()
    )


def _places(respondent: str, texts: Sequence[SpokenText]) -> Iterator[_Place]:
    for text in texts:
        for start, end in text.ranges(respondent):
            yield text.source, start, end


def _touching(place: _Place) -> tuple[int, int, int, int]:
    source, start, end = place
    return source, end, start, start


def _ids(connection: sqlite3.Connection, table: str, place: _Place) -> set[int]:
    rows = connection.execute(f"SELECT id FROM {table} WHERE {_TOUCHES}", _touching(place))
    return {row[0] for row in rows}


def _decision_ids(connection: sqlite3.Connection, place: _Place) -> set[int]:
    """Return the decisions on a stretch, and those that were made on a suggestion there."""
    rows = connection.execute(
        f"SELECT id FROM decision WHERE suggestion IN (SELECT id FROM suggestion WHERE {_TOUCHES})",
        _touching(place),
    )
    return {row[0] for row in rows} | _ids(connection, "decision", place)


def _delete(connection: sqlite3.Connection, place: _Place) -> None:
    connection.executemany(
        "DELETE FROM decision WHERE id = ?",
        [(number,) for number in _decision_ids(connection, place)],
    )
    for table in ("mark", "suggestion", "segment"):
        connection.execute(f"DELETE FROM {table} WHERE {_TOUCHES}", _touching(place))


@contextmanager
def without_guards(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the append-only triggers away and put them back, inside the transaction."""
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'trigger' AND tbl_name IN ('decision', 'mark')"
    ).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in guards:
        connection.execute(statement)


def _blank(connection: sqlite3.Connection, text: SpokenText, respondent: str, name: str) -> None:
    """Take the words out of a text in which others speak; two versions may become the same."""
    blanked = text.blanked(respondent)
    digest = digest_text(blanked)
    connection.execute(
        "UPDATE turn SET respondent = NULL, grp = NULL WHERE source = ? AND respondent = ?",
        (text.source, respondent),
    )
    twin = connection.execute(
        "SELECT id FROM source WHERE name = ? AND digest = ? AND id <> ?",
        (name, digest, text.source),
    ).fetchone()
    if twin is None:
        connection.execute(
            "UPDATE source SET name = ?, digest = ?, text = ? WHERE id = ?",
            (name, digest, blanked, text.source),
        )
        return
    join_sources(connection, text.source, twin[0])


def _clear_quotes(connection: sqlite3.Connection, said: Sequence[str]) -> None:
    """Empty the reasons and memos on what others said that quote the respondent."""
    rest = {
        word
        for (text,) in connection.execute("SELECT text FROM source")
        for word in _WORD.findall(text.casefold())
    }
    turns = [_WORD.findall(turn.casefold()) for turn in said]
    only_here = {word for words in turns for word in words} - rest
    phrases = {phrase for words in turns for phrase in _phrases(words)}
    for table, column, empty in _QUOTING:
        for number, note in connection.execute(f"SELECT id, {column} FROM {table}").fetchall():
            words = _WORD.findall(note.casefold())
            is_telling = not empty and not only_here.isdisjoint(words)  # a memo has its own words
            if is_telling or not phrases.isdisjoint(_phrases(words)):
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (empty, number))


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[shift:] for shift in range(_QUOTE_WORDS)), strict=False)


def _change_runs(connection: sqlite3.Connection, files: Mapping[str, FileChange | None]) -> None:
    """Let the records of runs forget a transcript, or know it under its new name."""
    for run, text in connection.execute("SELECT id, details FROM run").fetchall():
        details = json.loads(text)
        for part in _RUN_NOTES:
            notes = details.get(part, {})
            for name, change in files.items():
                note = notes.pop(name, None)
                if note is not None and change is not None:
                    notes[change.name] = asdict(change.file) if part == "files" else note
        connection.execute(
            "UPDATE run SET details = ? WHERE id = ?",
            (json.dumps(details, ensure_ascii=False), run),
        )
