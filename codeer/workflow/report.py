"""`codeer rapport`: from what the store holds to tables for a thesis."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codeer.model import Segment, Verdict
from codeer.project import Project
from codeer.reports.account import Account, write_account
from codeer.reports.content import (
    Fragment,
    ReportContent,
    Speech,
    compute_report,
    make_groups,
    make_themes,
)
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle, fragment_table, frequency_table, wide_table
from codeer.store import RunRecord, Store, StoredTurn

UNCHECKED = "ongecontroleerde suggesties"
DECIDED = "besluiten van codeurs"
MACHINE = "codeer"


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What was counted and where it was written."""

    content: ReportContent
    run: RunRecord
    is_checked: bool
    files: tuple[Path, ...]


def report(project: Project, output: Path | None, style: CsvStyle) -> ReportResult:
    """Count themes per group and write the report files."""
    store, run = project.open_store()
    with store:
        content, transcripts, is_checked = _content(store, run)
    account = Account(
        started=run.started.replace("T", " ").removesuffix("+00:00"),
        version=run.version,
        codebook=f"{run.codebook_name} versie {run.codebook_version}",
        codebook_digest=run.codebook_digest,
        study=run.study_name,
        study_digest=run.study_digest,
        pipeline=run.pipeline,
        unit=run.unit,
        threshold=run.threshold,
        transcripts=transcripts,
        remarks=run.remarks,
        is_checked=is_checked,
    )
    files = write_files(
        output or project.output,
        {
            "themafrequenties.csv": frequency_table(content, style),
            "themafrequenties_breed.csv": wide_table(content, style),
            "fragmenten.csv": fragment_table(content, style),
            "verantwoording.md": write_account(content, account),
        },
    )
    return ReportResult(content, run, is_checked, tuple(files))


def _content(store: Store, run: RunRecord) -> tuple[ReportContent, int, bool]:
    sources = store.fetch_sources(run.id)
    turns = store.fetch_turns(run.id)
    people = {
        (t.source, t.turn.number): (t.respondent, t.group)
        for t in turns
        if t.respondent and t.group
    }
    speeches = _speeches(sources, people, store.fetch_segments(run.id))
    codings = [(coder, d) for coder, d in store.log.fetch_verdicts() if d.verdict is Verdict.ACCEPT]
    is_checked = bool(codings)
    basis = DECIDED if is_checked else UNCHECKED
    if run.skipped:
        basis += f"; overgeslagen: {', '.join(run.skipped)}"
    found = (
        [(d.source, d.start, d.end, d.code, coder) for coder, d in codings if d.source in sources]
        if is_checked
        else [
            (s.source, s.segment.start, s.segment.end, s.code, MACHINE)
            for s in store.fetch_suggestions(run.id, run.threshold)
        ]
    )
    speakers = _Speakers(turns)
    fragments = [
        Fragment(
            transcript=sources[source][0],
            respondent=person[0],
            group=person[1],
            start=start,
            end=end,
            code=code,
            coder=coder,
            text=sources[source][1][start:end],
        )
        for source, start, end, code, coder in found
        if (person := speakers.at(source, start))
    ]
    content = compute_report(
        basis,
        make_themes((code.id, code.name, code.parent) for code in run.codes),
        make_groups((g.name, g.plural, g.members, g.expected) for g in run.groups),
        speeches,
        fragments,
        run.skipped,
    )
    return content, len(sources), is_checked


class _Speakers:
    """Who speaks at a place in a transcript."""

    def __init__(self, turns: Iterable[StoredTurn]) -> None:
        self._turns: dict[int, list[StoredTurn]] = defaultdict(list)
        for turn in turns:
            self._turns[turn.source].append(turn)

    def at(self, source: int, position: int) -> tuple[str, str] | None:
        """Return (respondent, group), or None for an interviewer or no one."""
        turns = self._turns[source]
        index = bisect_right(turns, position, key=lambda turn: turn.turn.start) - 1
        turn = turns[index] if index >= 0 else None
        if turn is None or turn.respondent is None or turn.group is None:
            return None
        return turn.respondent, turn.group


def _speeches(
    sources: dict[int, tuple[str, str]],
    people: dict[tuple[int, int], tuple[str, str]],
    segments: Iterable[tuple[int, Segment]],
) -> list[Speech]:
    """Gather per respondent and transcript; someone who only laughed is there with no segments."""
    said: dict[tuple[int, str, str], list[Segment]] = defaultdict(list)
    for (source, _), (respondent, group) in people.items():
        said[source, respondent, group]
    for source, segment in segments:
        said[(source, *people[source, segment.turn])].append(segment)
    return [
        Speech(sources[source][0], respondent, group, tuple(spoken))
        for (source, respondent, group), spoken in said.items()
    ]
