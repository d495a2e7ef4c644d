"""Typed questions and additions to the database."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from codeer.model import Code, Codebook, Interview, Segment, Study, Suggestion, Turn, Unit
from codeer.store.bulk import Bulk
from codeer.store.database import BUSY_SECONDS, Database
from codeer.store.digest import digest_text
from codeer.store.forgetting import FileRecord, Participants
from codeer.store.log import DecisionLog
from codeer.store.replacing import StoredTexts


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The settings of a run, to be recorded with its results."""

    version: str
    codebook: Codebook
    study: Study
    pipeline: str
    unit: Unit
    threshold: float
    skipped: Mapping[str, str]
    """Transcript to the reason (Dutch) why it was left out."""
    remarks: Mapping[str, tuple[str, ...]]
    """Transcript to what was assumed while reading it."""
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    """Transcript to the file that was read, so that it can be removed on request."""


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A code as it was in a run."""

    id: str
    name: str
    parent: str | None
    color: str
    explanation: str = ""
    """Definition and criteria, for the review screen."""


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group or merged group as it was in a run."""

    name: str
    plural: str
    members: tuple[str, ...]
    """The groups counted together; itself for a plain group."""
    expected: int | None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as recorded."""

    id: int
    started: str
    version: str
    codebook_name: str
    codebook_version: str
    codebook_digest: str
    study_name: str
    study_digest: str
    pipeline: str
    unit: Unit
    threshold: float
    codes: tuple[CodeRecord, ...]
    groups: tuple[GroupRecord, ...]
    skipped: Mapping[str, str]
    remarks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn of the newest run with who speaks."""

    source: int
    turn: Turn
    respondent: str | None
    group: str | None


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A suggestion of the newest run."""

    id: int
    source: int
    segment: Segment
    code: str
    score: float
    engine: str
    evidence: str
    negated: bool


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
        coded: Iterable[tuple[Interview, Iterable[Suggestion]]],
        before_commit: Callable[[], None] = lambda: None,
    ) -> int:
        """Append a run with all its results in one transaction and return its id.

        `coded` are interviews with their suggestions; one at a time is looked at.
        `before_commit` may still stop it, so that files and database change together.

        The turns, segments and suggestions of earlier runs go (they can be computed again), except
        suggestions on which somebody decided, and who speaks in an older text with decisions.
        Decisions are never touched.
        """
        with self._database.atomic() as connection:
            self._forget_bulk(connection)
            _keep_snapshot(connection, "codebook", summary.codebook.digest, summary.codebook.text)
            if summary.study.digest:
                _keep_snapshot(connection, "study", summary.study.digest, summary.study.text)
            run = connection.execute(
                "INSERT INTO run (started, version, codebook, study, pipeline, unit, threshold, details)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    summary.version,
                    summary.codebook.digest,
                    summary.study.digest,
                    summary.pipeline,
                    summary.unit,
                    summary.threshold,
                    json.dumps(_details(summary), ensure_ascii=False),
                ),
            ).fetchone()[0]
            for interview, suggestions in coded:
                source = _add_interview(connection, run, interview)
                _add_suggestions(connection, run, source, suggestions)
            connection.execute(
                "DELETE FROM turn WHERE run <> ? AND source IN (SELECT source FROM turn WHERE run = ?)",
                (run, run),
            )
            before_commit()
            return int(run)

    @staticmethod
    def _forget_bulk(connection: sqlite3.Connection) -> None:
        connection.execute(
            "DELETE FROM turn WHERE source NOT IN"
            " (SELECT source FROM decision UNION SELECT source FROM mark)"
        )
        connection.execute("DELETE FROM segment")
        connection.execute(
            "DELETE FROM suggestion WHERE id NOT IN"
            " (SELECT suggestion FROM decision WHERE suggestion IS NOT NULL)"
        )
        connection.execute(
            "DELETE FROM source WHERE id NOT IN (SELECT source FROM decision)"
            " AND id NOT IN (SELECT source FROM mark)"
            " AND id NOT IN (SELECT source FROM suggestion)"
        )

    # --- reading ---------------------------------------------------------------------------------

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
                " WHERE id IN (SELECT source FROM turn WHERE run = ?) ORDER BY name",
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
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, number, speaker, start, end, seconds, respondent, grp FROM turn"
                " WHERE run = ifnull(?, run) ORDER BY source, number",
                (run,),
            )
            return [
                StoredTurn(row[0], Turn(row[1], row[2], row[3], row[4], 0, row[5]), row[6], row[7])
                for row in rows
            ]

    def fetch_segments(self, run: int) -> list[tuple[int, Segment]]:
        """Return (source, segment) for all segments of a run, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, turn, number, start, end, words FROM segment"
                " WHERE run = ? ORDER BY source, turn, number",
                (run,),
            )
            return [(row[0], Segment(*row[1:])) for row in rows]

    def fetch_suggestions(self, run: int, threshold: float) -> list[StoredSuggestion]:
        """Return the suggestions of a run at or above a threshold, in text order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, source, turn, number, start, end, code, score, engine, evidence, negated"
                " FROM suggestion WHERE run = ? AND score >= ? ORDER BY source, start, id",
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
                " WHERE id NOT IN (SELECT source FROM turn WHERE run = ?)"
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


def _keep_snapshot(connection: sqlite3.Connection, kind: str, digest: str, text: str) -> None:
    connection.execute("INSERT OR IGNORE INTO snapshot VALUES (?, ?, ?)", (digest, kind, text))


def _explain(code: Code) -> str:
    """Return what the codebook says of a code, as text."""
    parts = [code.definition]
    for title, lines in (
        ("Wel", code.include),
        ("Niet", code.exclude),
        ("Bijvoorbeeld", code.examples),
        ("Maar niet", code.counter_examples),
    ):
        if lines:
            parts.append(f"{title}:\n" + "\n".join(f"- {line}" for line in lines))
    return "\n\n".join(part for part in parts if part)


def _details(summary: RunSummary) -> dict[str, object]:
    groups = [
        GroupRecord(group.name, group.plural, (group.name,), group.expected)
        for group in summary.study.groups
    ] + [
        GroupRecord(merged.name, merged.name, merged.groups, merged.expected)
        for merged in summary.study.merged
    ]
    return {
        "codebook_name": summary.codebook.name,
        "codebook_version": summary.codebook.version,
        "study_name": summary.study.name,
        "codes": [
            asdict(CodeRecord(code.id, code.name, code.parent, code.color, _explain(code)))
            for code in summary.codebook.codes
        ],
        "groups": [asdict(group) for group in groups],
        "skipped": dict(summary.skipped),
        "remarks": {name: list(said) for name, said in summary.remarks.items()},
        "files": {name: asdict(file) for name, file in summary.files.items()},
    }


def _add_interview(connection: sqlite3.Connection, run: int, interview: Interview) -> int:
    source = interview.source
    digest = digest_text(source.text)
    connection.execute(
        "INSERT OR IGNORE INTO source (name, digest, text) VALUES (?, ?, ?)",
        (source.name, digest, source.text),
    )
    row = connection.execute(
        "SELECT id FROM source WHERE name = ? AND digest = ?", (source.name, digest)
    ).fetchone()
    number = int(row[0])
    people = {turn.number: interview.respondent_of(turn) for turn in source.turns}
    connection.executemany(
        "INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                run,
                number,
                turn.number,
                turn.speaker,
                person.id if (person := people[turn.number]) else None,
                person.group if person else None,
                turn.start,
                turn.end,
                turn.seconds,
            )
            for turn in source.turns
        ),
    )
    connection.executemany(
        "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((run, number, s.turn, s.number, s.start, s.end, s.words) for s in interview.segments),
    )
    return number


def _add_suggestions(
    connection: sqlite3.Connection, run: int, source: int, suggestions: Iterable[Suggestion]
) -> None:
    connection.executemany(
        "INSERT INTO suggestion"
        " (run, source, turn, number, start, end, code, score, engine, evidence, negated)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                run,
                source,
                s.segment.turn,
                s.segment.number,
                s.segment.start,
                s.segment.end,
                s.code,
                s.score,
                s.engine,
                s.evidence,
                s.negated,
            )
            for s in suggestions
        ),
    )
