"""Typed questions and additions to the database."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from codeer.errors import TextsReplaced
from codeer.model import Segment, Turn, Unit
from codeer.store.bulk import Bulk
from codeer.store.database import BUSY_SECONDS, Database
from codeer.store.forgetting import Participants
from codeer.store.log import DecisionLog
from codeer.store.recording import (
    Coded,
    RunSummary,
    add_coded,
    add_run,
    count_changes,
    remove_left_over,
)
from codeer.store.records import (
    CodeRecord,
    GroupRecord,
    RunRecord,
    StoredSuggestion,
    StoredTurn,
)
from codeer.store.replacing import StoredTexts
from codeer.store.schema import SEGMENTS, SUGGESTIONS, TURNS


class Store:
    """The project's database. Use as a context manager."""

    def __init__(
        self,
        path: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        read_only: bool = False,
        at_one_moment: bool = False,
        look_through: bool = False,
    ) -> None:
        self._database = Database(
            path, busy_seconds=busy_seconds, read_only=read_only, look_through=look_through
        )
        if at_one_moment:
            self._database.hold()
        self.log = DecisionLog(self._database)
        self.participants = Participants(self._database)
        self.texts = StoredTexts(self._database)
        self.bulk = Bulk(self._database)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # --- writing ---------------------------------------------------------------------------------

    def record_run(
        self,
        summary: RunSummary,
        coded: Iterable[Coded],
        before_commit: Callable[[int], None] = lambda run: None,
        *,
        changes: int | None = None,
    ) -> int:
        """Append a run with all its results in one transaction and return its id.

        One interview at a time is looked at; what is there already stays. `before_commit` gets the id
        and may still stop it, so that files and database change together.

        What the run no longer has goes (it can be computed again), except suggestions on which
        somebody decided, and who speaks in an older text with decisions. Decisions are never touched.

        Raises
        ------
        TextsReplaced
            When words were removed or replaced since `count_changes` gave `changes`: the interviews
            were read before that, and would bring them back.

        """
        with self._database.atomic() as connection:
            if changes is not None and count_changes(connection) != changes:
                raise TextsReplaced
            run = add_run(connection, summary)
            for place, one in enumerate(coded):
                add_coded(connection, run, place, one)
            remove_left_over(connection, run)
            before_commit(run)
            return run

    # --- reading ---------------------------------------------------------------------------------

    def count_changes(self) -> int:
        """Return how often words that were stored were removed or replaced."""
        with self._database.reading() as connection:
            return count_changes(connection)

    def fetch_run(self) -> RunRecord | None:
        """Return the newest run, or None when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT id, started, version, codebook, study, pipeline, unit, threshold, details"
                " FROM run ORDER BY id DESC LIMIT 1"
            ).fetchone()
        if row is None:
            return None
        details = json.loads(row[8])
        return RunRecord(
            id=row[0],
            started=row[1],
            version=row[2],
            codebook_name=details["codebook_name"],
            codebook_version=details["codebook_version"],
            codebook_digest=row[3],
            study_name=details["study_name"],
            study_digest=row[4],
            pipeline=row[5],
            unit=Unit(row[6]),
            threshold=row[7],
            codes=tuple(CodeRecord(**code) for code in details["codes"]),
            groups=tuple(
                GroupRecord(g["name"], g["plural"], tuple(g["members"]), g["expected"])
                for g in details["groups"]
            ),
            skipped=details["skipped"],
            remarks={name: tuple(said) for name, said in details["remarks"].items()},
        )

    def fetch_sources(self, run: int) -> dict[int, tuple[str, str]]:
        """Return id -> (name, text) of the transcripts of a run."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, name, text FROM source"
                " WHERE id IN (SELECT source FROM transcript WHERE run = ?) ORDER BY name",
                (run,),
            )
            return {row[0]: (row[1], row[2]) for row in rows}

    def fetch_digests(self) -> dict[int, tuple[str, str]]:
        """Return id -> (name, hash of the text) of every text that is kept, old ones included."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, name, digest FROM source ORDER BY id")
            return {row[0]: (row[1], row[2]) for row in rows}

    def fetch_turns(self, run: int | None = None) -> list[StoredTurn]:
        """Return all turns of a run, in order; without `run` also those of older texts."""
        where, values = ("", ()) if run is None else (" WHERE t.run = ?", (run,))
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT u.source, number, speaker, start, end, seconds, respondent, grp"
                f" FROM {TURNS}{where} ORDER BY t.run, t.place, number",
                values,
            )
            return [
                StoredTurn(row[0], Turn(row[1], row[2], row[3], row[4], 0, row[5]), row[6], row[7])
                for row in rows
            ]

    def fetch_segments(self, run: int) -> list[tuple[int, Segment]]:
        """Return (source, segment) for all segments of a run, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT g.source, turn, number, start, end, words FROM {SEGMENTS}"
                " WHERE t.run = ? ORDER BY t.place, turn, number",
                (run,),
            )
            return [(row[0], Segment(*row[1:])) for row in rows]

    def fetch_suggestions(self, run: int, threshold: float) -> list[StoredSuggestion]:
        """Return the suggestions of a run at or above a threshold, in text order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT s.id, s.source, turn, number, start, end, code, score, engine, evidence, negated"
                f" FROM {SUGGESTIONS} WHERE t.run = ? AND score >= ? ORDER BY t.place, s.start, s.id",
                (run, threshold),
            )
            return [
                StoredSuggestion(
                    id=row[0],
                    source=row[1],
                    segment=Segment(row[2], row[3], row[4], row[5], 0),
                    code=row[6],
                    score=row[7],
                    engine=row[8],
                    evidence=row[9],
                    negated=bool(row[10]),
                )
                for row in rows
            ]

    def fetch_old_sources(self, run: int) -> dict[int, tuple[str, str]]:
        """Return id -> (name, text) of texts that left the run but have decisions or marks."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, name, text FROM source"
                " WHERE id NOT IN (SELECT source FROM transcript WHERE run = ?)"
                " AND id IN (SELECT source FROM decision UNION SELECT source FROM mark)",
                (run,),
            )
            return {row[0]: (row[1], row[2]) for row in rows}

    def fetch_codebook_text(self, digest: str) -> str:
        """Return the YAML of a codebook or study as a run used it."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT text FROM snapshot WHERE digest = ?", (digest,)
            ).fetchone()
        return str(row[0]) if row else ""

    def fetch_setting(self, name: str) -> str | None:
        """Return a setting of the project."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def record_setting(self, name: str, value: str) -> None:
        """Keep a setting of the project."""
        with self._database.atomic() as connection:
            connection.execute(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = ?",
                (name, value, value),
            )
