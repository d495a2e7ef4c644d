"""`codeer rapport`: from what the store holds to a results chapter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.model import DESTINATIONS, TOTAL_GROUP
from codeer.project import Project
from codeer.reports.account import Account
from codeer.reports.blocks import Chapter, ShownFragment
from codeer.reports.chapter import make_account, make_chapter
from codeer.reports.data import make_data_tables
from codeer.reports.facts import collect_facts
from codeer.reports.formats import FIGURES, FILE_NAMES, Format, Report, write_formats
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle
from codeer.reports.writers.json_file import write_json
from codeer.reports.writers.markdown import write_markdown
from codeer.results.axes import Group, Theme, make_groups, make_themes
from codeer.results.compute import Results, Wishes, compute_results
from codeer.results.content import ReportContent, compute_report
from codeer.results.occurrence import Fragment, Segments, Speech
from codeer.store import RunRecord, Store
from codeer.workflow.counting import Choice, Counted, count
from codeer.workflow.fragments import Transcripts, find_fragments, show_fragments
from codeer.workflow.picking import pick_groups, pick_themes

if TYPE_CHECKING:
    from codeer.reports.agreement_tables import AgreementContent

_Speaker = tuple[int, str, str]
"""Source, respondent and group."""


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """What is counted and how it is written."""

    choice: Choice = field(default_factory=Choice)
    themes: tuple[str, ...] = ()
    """Ids or names; empty: all."""
    groups: tuple[str, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    formats: tuple[Format, ...] = (Format.CSV,)
    style: CsvStyle = CsvStyle.DUTCH


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What was counted and where it was written."""

    results: Results
    chapter: Chapter
    account: Account
    files: tuple[Path, ...]
    older: tuple[Path, ...] = ()
    """Report files in the same folder that this report did not renew."""

    @property
    def content(self) -> ReportContent:
        """Return the counts."""
        return self.results.content


def report(
    project: Project, output: Path | None = None, question: ReportQuestion | None = None
) -> ReportResult:
    """Count themes per group and write the report in every format that is asked for.

    Raises
    ------
    UnknownName
        When a coder, theme or group does not exist; no filter is ignored.
    NoDecisions
        When there are no decisions to choose from.
    TooFewRespondents
        When groups are to be tested that are too small.
    MissingLibrary
        When a format needs a package that cannot be loaded; then nothing is written.

    """
    question = question or ReportQuestion()
    store, run = project.open_store(at_one_moment=True)
    with store:
        counted = count(store, run, question.choice)
        content = count_themes(store, run, counted, question)
        results = compute_results(content, question.wishes)
        shown: Mapping[Fragment, ShownFragment] = {}
        if Format.HTML in question.formats:
            visible = [f for f in results.content.fragments if results.content.is_shown(f)]
            shown = show_fragments(store, run, visible, is_checked=counted.is_checked)
        account = _account(store, run, counted)
    chapter = make_chapter(results, account, shown)
    facts = collect_facts(results, account)
    files = write_formats(
        Report(chapter, make_data_tables(results), facts, question.style), question.formats
    )
    files["verantwoording.md"] = write_markdown(make_account(results, account), {})
    files["verantwoording.json"] = write_json((), facts)
    folder = output or project.output
    paths = write_files(folder, files)
    older = tuple(
        path
        for path in [*(folder / name for name in FILE_NAMES), *sorted((folder / FIGURES).glob("*"))]
        if path not in paths and path.exists()
    )
    return ReportResult(results, chapter, account, tuple(paths), older)


# --- what is counted -----------------------------------------------------------------------------


def count_themes(
    store: Store, run: RunRecord, counted: Counted, question: ReportQuestion
) -> ReportContent:
    """Return per theme and group what counts, for everything that shows numbers."""
    all_themes = make_themes((code.id, code.name, code.parent) for code in run.codes)
    designed = [(g.name, g.plural, g.members, g.expected) for g in run.groups]
    themes = pick_themes(all_themes, question.themes)
    groups = pick_groups(make_groups(designed)[:-1], question.groups)
    if question.groups:
        chosen = {group.name for group in groups}
        groups = make_groups(row for row in designed if row[0] in chosen)
        groups = groups if len(chosen) > 1 else groups[:1]
    else:
        groups = make_groups(designed)
    transcripts = Transcripts(store, run)
    return compute_report(
        _describe_basis(run, counted, question, themes, groups),
        themes,
        groups,
        _find_speeches(store, run, transcripts),
        find_fragments(transcripts, counted),
        run.skipped,
    )


def _describe_basis(
    run: RunRecord,
    counted: Counted,
    question: ReportQuestion,
    themes: Sequence[Theme],
    groups: Sequence[Group],
) -> str:
    parts = [counted.basis]
    if question.themes:
        parts.append(f"alleen thema's: {', '.join(theme.id for theme in themes)}")
    if question.groups:
        names = (group.name for group in groups if group.name != TOTAL_GROUP)
        parts.append(f"alleen groepen: {', '.join(names)}")
    if run.skipped:
        parts.append(f"overgeslagen: {', '.join(run.skipped)}")
    return "; ".join(parts)


def _find_speeches(store: Store, run: RunRecord, transcripts: Transcripts) -> list[Speech]:
    """Gather per respondent and transcript; someone who only laughed is there with no segments."""
    speakers = {(t.source, t.number): (t.source, t.respondent, t.group) for t in transcripts.turns}
    segments: dict[_Speaker, Segments] = {}
    for _, rows in groupby(store.bulk.read_segments(run.id), itemgetter(0)):
        said: dict[_Speaker, list[tuple[int, ...]]] = defaultdict(list)
        for turn, own in groupby(rows, itemgetter(0, 1)):
            said[speakers[turn]] += own
        segments |= {speaker: Segments.from_rows(own) for speaker, own in said.items()}
    moments = _find_moments(store, run)
    return [
        Speech(
            transcript=transcripts.texts[source][0],
            respondent=respondent,
            group=group,
            segments=segments.get((source, respondent, group), Segments()),
            text=transcripts.texts[source][1],
            moments=moments.get(source, {}),
        )
        for source, respondent, group in dict.fromkeys(speakers.values())
    ]


def _find_moments(store: Store, run: RunRecord) -> dict[int, dict[int, float]]:
    """Return per source and turn when it began, as a share of the time until the last turn."""
    return {
        source: {turn: when / end for turn, when in times.items()}
        for source, times in store.bulk.fetch_moments(run.id).items()
        if (end := max(times.values()))
    }


# --- the account ---------------------------------------------------------------------------------


def _account(store: Store, run: RunRecord, counted: Counted) -> Account:
    return Account(
        started=run.started.replace("T", " ").removesuffix("+00:00"),
        version=run.version,
        codebook=f"{run.codebook_name} versie {run.codebook_version}",
        codebook_digest=run.codebook_digest,
        study=run.study_name,
        study_digest=run.study_digest,
        pipeline=run.pipeline,
        unit=run.unit,
        threshold=run.threshold,
        transcripts=len(store.bulk.fetch_names(run.id)),
        remarks=run.remarks,
        coders=counted.coders,
        rule=counted.rule,
        checked=counted.checked,
        agreement=_find_agreement(store, run, counted.coders),
        destinations=store.fetch_setting(DESTINATIONS) or "",
    )


def _find_agreement(
    store: Store, run: RunRecord, coders: Sequence[str]
) -> "AgreementContent | None":
    """Return how far the counted coders agree; None when no two read the same text."""
    if len(coders) < 2:
        return None
    # brings numpy, which a report on one coder's decisions does not need
    from codeer.workflow.agreement import AgreementQuestion, compute_content

    question = AgreementQuestion(coders=tuple(coders), groups=(TOTAL_GROUP,))
    content = compute_content(store, run, question)
    return content if content.rows[-1].units else None
