"""Recording a run: what is the same as in the run before stays as it is, the rest is written anew."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from codeer.model import Code, Codebook, Interview, Study, Suggestion, Unit
from codeer.store.digest import digest_text
from codeer.store.records import CodeRecord, FileRecord, GroupRecord

_CHANGES = "wijzigingen op hun plaats"
_KEPT = "(SELECT source FROM decision UNION SELECT source FROM mark)"
_CURRENT = "(SELECT source FROM transcript WHERE run = ?)"
_DECIDED = "(SELECT 1 FROM decision WHERE decision.suggestion = suggestion.id)"


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


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """An interview with what is proposed for it, made only when the store does not have it yet."""

    name: str
    text_digest: str
    state: str
    """Digest of all that turns, segments and suggestions follow from; empty: not known."""
    make: Callable[[], tuple[Interview, Iterable[Suggestion]]]

    @classmethod
    def made(cls, interview: Interview, suggestions: Iterable[Suggestion]) -> "Coded":
        """Return what is recorded whatever the store has."""
        source = interview.source
        return cls(source.name, digest_text(source.text), "", lambda: (interview, suggestions))


def add_run(connection: sqlite3.Connection, summary: RunSummary) -> int:
    """Add a run without results and return its id."""
    _keep_snapshot(connection, "codebook", summary.codebook.digest, summary.codebook.text)
    if summary.study.digest:
        _keep_snapshot(connection, "study", summary.study.digest, summary.study.text)
    row = connection.execute(
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
    ).fetchone()
    return int(row[0])


def add_coded(connection: sqlite3.Connection, run: int, place: int, coded: Coded) -> None:
    """Let a run have an interview: what is there from an earlier run when nothing changed."""
    known = connection.execute(
        "UPDATE transcript SET run = ?, place = ? WHERE state = ? AND state <> ''"
        " AND source = (SELECT id FROM source WHERE name = ? AND digest = ?) RETURNING source",
        (run, place, coded.state, coded.name, coded.text_digest),
    ).fetchone()
    if known:
        return
    interview, suggestions = coded.make()
    source = _find_source(connection, coded, interview)
    connection.execute("DELETE FROM turn WHERE source = ?", (source,))
    connection.execute("DELETE FROM segment WHERE source = ?", (source,))
    connection.execute(
        f"DELETE FROM suggestion WHERE source = ? AND NOT EXISTS {_DECIDED}", (source,)
    )
    connection.execute(
        "INSERT OR REPLACE INTO transcript VALUES (?, ?, ?, ?, ?)",
        (source, run, place, run, coded.state),
    )
    _add_text(connection, source, interview)
    _add_suggestions(connection, run, source, suggestions)


def remove_left_over(connection: sqlite3.Connection, run: int) -> None:
    """Remove what this run no longer has, except decisions and everything that they rest on."""
    connection.execute("UPDATE transcript SET state = '' WHERE run <> ?", (run,))
    connection.execute(f"DELETE FROM segment WHERE source NOT IN {_CURRENT}", (run,))
    connection.execute(
        f"DELETE FROM suggestion WHERE source NOT IN {_CURRENT} AND NOT EXISTS {_DECIDED}", (run,)
    )
    for table in ("turn", "transcript"):
        connection.execute(
            f"DELETE FROM {table} WHERE source NOT IN {_CURRENT} AND source NOT IN {_KEPT}", (run,)
        )
    connection.execute(
        f"DELETE FROM source WHERE id NOT IN (SELECT source FROM transcript)"
        f" AND id NOT IN {_KEPT} AND id NOT IN (SELECT source FROM suggestion)"
    )


def join_sources(connection: sqlite3.Connection, source: int, twin: int) -> None:
    """Let a text that became the same as another be that other, as the newest run of both knew it."""
    for table in ("decision", "mark", "suggestion"):
        connection.execute(f"UPDATE {table} SET source = ? WHERE source = ?", (twin, source))
    newest = connection.execute(
        "SELECT source FROM transcript WHERE source IN (?, ?) ORDER BY run DESC LIMIT 1",
        (source, twin),
    ).fetchone()
    older = twin if newest and newest[0] == source else source
    for table in ("turn", "segment", "transcript"):
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (older,))
        connection.execute(f"UPDATE {table} SET source = ? WHERE source = ?", (twin, source))
    connection.execute("DELETE FROM source WHERE id = ?", (source,))


def note_change(connection: sqlite3.Connection) -> None:
    """Tell that something was changed in place: the next run writes all anew, one under way is refused."""
    connection.execute("UPDATE transcript SET state = ''")
    connection.execute(
        "INSERT INTO setting VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = value + 1",
        (_CHANGES,),
    )


def count_changes(connection: sqlite3.Connection) -> int:
    """Return how often something was changed in place."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (_CHANGES,)).fetchone()
    return int(row[0]) if row else 0


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


def _find_source(connection: sqlite3.Connection, coded: Coded, interview: Interview) -> int:
    connection.execute(
        "INSERT OR IGNORE INTO source (name, digest, text) VALUES (?, ?, ?)",
        (coded.name, coded.text_digest, interview.source.text),
    )
    row = connection.execute(
        "SELECT id FROM source WHERE name = ? AND digest = ?", (coded.name, coded.text_digest)
    ).fetchone()
    return int(row[0])


def _add_text(connection: sqlite3.Connection, source: int, interview: Interview) -> None:
    """Add turns, with who speaks, and segments."""
    people = {turn.number: interview.respondent_of(turn) for turn in interview.source.turns}
    connection.executemany(
        "INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                source,
                turn.number,
                turn.speaker,
                person.id if (person := people[turn.number]) else None,
                person.group if person else None,
                turn.start,
                turn.end,
                turn.seconds,
            )
            for turn in interview.source.turns
        ),
    )
    connection.executemany(
        "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)",
        ((source, s.turn, s.number, s.start, s.end, s.words) for s in interview.segments),
    )


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
