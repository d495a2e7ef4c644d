"""Putting pseudonyms in the place of names in everything that is stored: the original is gone after it."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from codeer.errors import RunReplaced
from codeer.store.database import Database
from codeer.store.digest import digest_text
from codeer.store.forgetting import FileChange, without_guards
from codeer.store.recording import join_sources, note_change

Range = tuple[int, int]
_PLACES = (
    ("decision", ("id",)),
    ("mark", ("id",)),
    ("suggestion", ("id",)),
    ("segment", ("source", "turn", "number")),
    ("turn", ("source", "number")),
)
_WORDS = (
    ("decision", "note"),
    ("mark", "note"),
    ("suggestion", "evidence"),
    ("turn", "speaker"),
    ("turn", "respondent"),
    ("tombstone", "respondent"),
)
_RUN_NOTES = ("files", "remarks", "skipped")


@dataclass(frozen=True, slots=True)
class NewText:
    """What a stored text becomes."""

    name: str
    text: str
    forward: Callable[[int, int], Range]
    """Where a place of the old text stands in the new one."""


class StoredTexts:
    """All texts that are kept, and the replacing of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fetch(self) -> dict[int, tuple[str, str]]:
        """Return id -> (name, text) of every version of every transcript."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, name, text FROM source ORDER BY id")
            return {row[0]: (row[1], row[2]) for row in rows}

    def fetch_turns(self, source: int) -> list[Range]:
        """Return where somebody speaks in a text, as the newest run that knows of it."""
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT start, end FROM turn WHERE source = ? ORDER BY start", (source,)
            ).fetchall()

    def replace(
        self,
        texts: Mapping[int, NewText],
        clean: Callable[[str], str],
        files: Mapping[str, FileChange],
        before_commit: Callable[[], None] = lambda: None,
        *,
        known: Mapping[int, tuple[str, str]] | None = None,
    ) -> None:
        """Replace texts in one transaction, with every decision at the same words.

        `clean` takes names out of notes, reasons, labels and the kept study designs; `files` tells per
        transcript its new name and file; `known` is what `fetch` gave when this was planned, because
        a run gives texts other numbers.
        """
        with self._database.atomic() as connection, without_guards(connection):
            if known is not None and self.fetch() != known:
                raise RunReplaced
            for source, new in texts.items():
                _move_places(connection, source, new)
            for source, new in texts.items():
                _change_text(connection, source, new)
            _change_runs(connection, files, clean)
            for table, column in _WORDS:
                _clean(connection, table, column, clean)
            _clean(connection, "snapshot", "text", clean, "WHERE kind = 'study'")
            note_change(connection)
            before_commit()


def _move_places(connection: sqlite3.Connection, source: int, new: NewText) -> None:
    for table, key in _PLACES:
        columns = ", ".join(key)
        rows = connection.execute(
            f"SELECT start, end, {columns} FROM {table} WHERE source = ?", (source,)
        ).fetchall()
        where = " AND ".join(f"{column} = ?" for column in key)
        connection.executemany(
            f"UPDATE {table} SET start = ?, end = ? WHERE {where}",
            [(*new.forward(row[0], row[1]), *row[2:]) for row in rows],
        )


def _change_text(connection: sqlite3.Connection, source: int, new: NewText) -> None:
    """Change a text; when the same text is there already, let what rests on this one go there."""
    digest = digest_text(new.text)
    twin = connection.execute(
        "SELECT id FROM source WHERE name = ? AND digest = ? AND id <> ?",
        (new.name, digest, source),
    ).fetchone()
    if twin is None:
        connection.execute(
            "UPDATE source SET name = ?, digest = ?, text = ? WHERE id = ?",
            (new.name, digest, new.text, source),
        )
        return
    join_sources(connection, source, twin[0])


def _clean(
    connection: sqlite3.Connection,
    table: str,
    column: str,
    clean: Callable[[str], str],
    where: str = "",
) -> None:
    """Clean a column, each different text once."""
    rows = connection.execute(f"SELECT DISTINCT {column} FROM {table} {where}").fetchall()
    changed = [(clean(text), text) for (text,) in rows if text and clean(text) != text]
    connection.executemany(
        f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ?", changed
    )


def _change_runs(
    connection: sqlite3.Connection,
    files: Mapping[str, FileChange],
    clean: Callable[[str], str],
) -> None:
    """Let the records of runs know transcripts under their new names, and no names of people."""
    for run, text in connection.execute("SELECT id, details FROM run").fetchall():
        details = json.loads(text)
        for part in _RUN_NOTES:
            notes = details.get(part, {})
            for name, change in files.items():
                if (note := notes.pop(name, None)) is not None:
                    notes[change.name] = asdict(change.file) if part == "files" else note
        kept = {part: details.pop(part) for part in ("files",) if part in details}
        connection.execute(
            "UPDATE run SET details = ? WHERE id = ?",
            (json.dumps(_cleaned(details, clean) | kept, ensure_ascii=False), run),
        )


def _cleaned(content: Any, clean: Callable[[str], str]) -> Any:  # noqa: ANN401
    """Return JSON content with every text cleaned; keys and numbers stay."""
    if isinstance(content, str):
        return clean(content)
    if isinstance(content, list):
        return [_cleaned(part, clean) for part in content]
    if isinstance(content, dict):
        return {key: _cleaned(part, clean) for key, part in content.items()}
    return content
