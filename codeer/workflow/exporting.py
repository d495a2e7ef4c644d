"""`codeer exporteer`: decisions as a table, the project as a packet for another coder or for a program."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from codeer.errors import OptionOutOfPlace, UnknownExchangeFormat, UnknownName, WouldOverwrite
from codeer.model import Verdict
from codeer.project import Project
from codeer.reports.decision_sheet import DecisionRow, write_decision_csv, write_decision_xlsx
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle
from codeer.store import RunRecord, Store
from codeer.workflow.data_export import DATA_FORMATS, SPSS, DataQuestion, make_data
from codeer.workflow.packet import write_packet
from codeer.workflow.packing import build_packet
from codeer.workflow.qda_export import (
    ORIGIN,
    build_codes,
    build_project,
    count_codings,
    find_wide_texts,
)
from codeer.workflow.speakers import Speakers

SHEETS = (".csv", ".xlsx")
PACKET = ".codeer"
QDA_PROJECT = ".qdpx"
QDA_CODEBOOK = ".qdc"

Place = tuple[int, str, int, int]
"""Source, code, start, end."""


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """What a user can ask of `codeer exporteer`."""

    project: Project
    path: Path
    coder: str | None = None
    threshold: float | None = None
    csv_style: CsvStyle = CsvStyle.DUTCH
    with_decisions: bool = False
    with_suggestions: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written."""

    path: Path
    transcripts: int
    decided: int
    """Rows, or decisions in a packet."""
    undecided: int
    marks: int
    is_packet: bool
    has_decisions: bool


@dataclass(frozen=True, slots=True)
class DataExportResult:
    """What was written for other programs."""

    files: tuple[Path, ...]
    rows: int
    """Lines, respondents or tokens."""
    has_text: bool
    """The files hold what was said."""


@dataclass(frozen=True, slots=True)
class QdaExportResult:
    """What was written as REFI-QDA."""

    path: Path
    codes: int
    transcripts: int = 0
    """None of them: a codebook."""
    codings: int = 0
    coders: int = 0
    notes: int = 0
    suggestions: int = 0
    left_behind: int = 0
    """Codings in an earlier text of a transcript."""
    wide: tuple[str, ...] = ()
    """Transcripts with characters that NVivo for Windows counts as two."""


def export(settings: ExportSettings) -> ExportResult | DataExportResult | QdaExportResult:
    """Write the table, packet, project or data that the name of the file asks for.

    Raises
    ------
    UnknownExchangeFormat, OptionOutOfPlace
        When the name says neither, or an option does not belong to what it says.
    WouldOverwrite
        When the file is there already: it may hold what somebody decided.

    """
    suffix = settings.path.suffix.lower()
    if suffix not in (*SHEETS, PACKET, QDA_PROJECT, QDA_CODEBOOK, *DATA_FORMATS):
        raise UnknownExchangeFormat(settings.path)
    _check_options(settings, suffix)
    if settings.path.exists() and not settings.overwrite:
        raise WouldOverwrite(settings.path)
    store, run = settings.project.open_store(at_one_moment=True)
    with store:
        if suffix == PACKET:
            return _export_packet(settings, store, run)
        if suffix == QDA_PROJECT:
            return _export_qda_project(settings, store, run)
        if suffix == QDA_CODEBOOK:
            return _export_qda_codebook(settings, run)
        if suffix in DATA_FORMATS:
            return _export_data(settings, store, run)
        return _export_sheet(settings, store, run)


def _check_options(settings: ExportSettings, suffix: str) -> None:
    """Refuse an option that would be ignored."""
    name = settings.path.name
    if settings.threshold is not None:
        if suffix in (PACKET, QDA_CODEBOOK, SPSS):
            raise OptionOutOfPlace("--drempel", name, ("een naam op .csv of .xlsx",))
        if suffix == QDA_PROJECT and not settings.with_suggestions:
            raise OptionOutOfPlace("--drempel", name, ("ook --met-suggesties",))
    if settings.coder and suffix == QDA_CODEBOOK:
        raise OptionOutOfPlace("--codeur", name, ("een naam op .csv, .xlsx of .qdpx",))
    if settings.coder and suffix == PACKET and not settings.with_decisions:
        raise OptionOutOfPlace("--codeur", name, ("ook --besluiten",))
    if settings.with_decisions and suffix != PACKET:
        raise OptionOutOfPlace("--besluiten", name, ("een naam op .codeer",))
    if settings.with_suggestions and suffix != QDA_PROJECT:
        raise OptionOutOfPlace("--met-suggesties", name, ("een naam op .qdpx",))


# --- a table -------------------------------------------------------------------------------------


def _export_sheet(settings: ExportSettings, store: Store, run: RunRecord) -> ExportResult:
    rows = gather_rows(store, run, settings.coder, settings.threshold)
    content = (
        write_decision_xlsx(rows, settings.path)
        if settings.path.suffix.lower() == ".xlsx"
        else write_decision_csv(rows, settings.csv_style)
    )
    decided = sum(row.verdict is not None for row in rows)
    return ExportResult(
        path=_write(settings.path, content),
        transcripts=len(store.fetch_sources(run.id)),
        decided=decided,
        undecided=len(rows) - decided,
        marks=0,
        is_packet=False,
        has_decisions=True,
    )


def _write(path: Path, content: bytes) -> Path:
    return write_files(path.parent, {path.name: content})[0]


def gather_rows(
    store: Store, run: RunRecord, coder: str | None = None, threshold: float | None = None
) -> list[DecisionRow]:
    """Return what was decided and what waits for a decision, in text order.

    With a coder: that coder's decisions, and every other suggestion under that name. Without: the
    decisions of all coders, and the suggestions on which nobody decided.
    """
    sources = store.fetch_sources(run.id)
    speakers = Speakers(store.fetch_turns(run.id))
    name = _known_name(store, coder)
    verdicts = {
        ((d.source, d.code, d.start, d.end), who): d
        for who, d in store.log.fetch_verdicts(name or None, list(sources))
    }
    decided = {place for place, _ in verdicts}
    lowest = run.threshold if threshold is None else threshold
    waiting = {
        (s.source, s.code, s.segment.start, s.segment.end)
        for s in store.fetch_suggestions(run.id, lowest)
    } - decided

    def make(place: Place, who: str, verdict: Verdict | None, memo: str) -> DecisionRow:
        source, code, start, end = place
        transcript, text = sources[source]
        respondent = speakers.at(source, start) or ""
        return DecisionRow(
            transcript, respondent, start, end, code, who, verdict, memo, text[start:end]
        )

    rows = [make(place, who, d.verdict, d.note) for (place, who), d in verdicts.items()]
    rows += [make(place, name, None, "") for place in waiting]
    order = {code.id: number for number, code in enumerate(run.codes)}
    return sorted(
        rows,
        key=lambda row: (
            row.transcript,
            row.start,
            row.end,
            order.get(row.code, len(order)),
            row.code,
            row.coder.casefold(),
        ),
    )


def _known_name(store: Store, coder: str | None) -> str:
    """Return a coder's name as it stands in the log, or as given for somebody new."""
    given = (coder or "").strip()
    return next((n for n in store.log.fetch_users() if n.casefold() == given.casefold()), given)


# --- data for other programs ---------------------------------------------------------------------


def _export_data(settings: ExportSettings, store: Store, run: RunRecord) -> DataExportResult:
    path = settings.path
    question = DataQuestion(path, settings.coder, settings.threshold, settings.csv_style)
    data = make_data(store, run, question)
    there = [path.with_name(name) for name in data.contents if path.with_name(name).exists()]
    if there and not settings.overwrite:
        raise WouldOverwrite(there[0])
    files = write_files(path.parent, data.contents)
    return DataExportResult(tuple(files), data.rows, data.has_text)


# --- a packet ------------------------------------------------------------------------------------


def _export_packet(settings: ExportSettings, store: Store, run: RunRecord) -> ExportResult:
    users = store.log.fetch_users()
    if settings.coder and settings.coder.casefold() not in {name.casefold() for name in users}:
        raise UnknownName("codeur", settings.coder, tuple(users))
    packet = build_packet(store, run, with_decisions=settings.with_decisions, coder=settings.coder)
    return ExportResult(
        path=_write(settings.path, write_packet(packet)),
        transcripts=len(packet.content.sources),
        decided=len(packet.log.decisions) if packet.log else 0,
        undecided=0,
        marks=len(packet.log.marks) if packet.log else 0,
        is_packet=True,
        has_decisions=packet.log is not None,
    )


# --- a project or codebook for another program ---------------------------------------------------


def _export_qda_project(settings: ExportSettings, store: Store, run: RunRecord) -> QdaExportResult:
    from codeer.refi.writing import write_project

    lowest = run.threshold if settings.threshold is None else settings.threshold
    content = build_project(
        store,
        run,
        coder=settings.coder,
        threshold=lowest if settings.with_suggestions else None,
    )
    project = content.project
    written = write_project(project, datetime.fromisoformat(run.started))
    return QdaExportResult(
        path=_write(settings.path, written),
        codes=len(project.codes),
        transcripts=len(project.sources),
        codings=count_codings(project),
        coders=len(project.users) - bool(content.suggestions),
        notes=len(project.notes),
        suggestions=content.suggestions,
        left_behind=content.left_behind,
        wide=find_wide_texts(project),
    )


def _export_qda_codebook(settings: ExportSettings, run: RunRecord) -> QdaExportResult:
    from codeer.refi.writing import write_codebook

    codes = build_codes(run)
    return QdaExportResult(_write(settings.path, write_codebook(codes, ORIGIN)), len(codes))
