"""`codeer suggest`: transcripts and codebook in, suggestions in the store and in suggesties.csv."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from codeer import __version__
from codeer.codebook import find_word_class_problems
from codeer.errors import FileProblems, SourceProblems
from codeer.language import Pipeline, annotate, load_pipeline
from codeer.model import Codebook, Interview, Progress, Study, Suggestion, Unit
from codeer.project import Project
from codeer.reports.output_files import prepared_files
from codeer.reports.tables import CsvStyle, SuggestionRow, suggestion_table
from codeer.settings import load_settings
from codeer.store import RunSummary, Store
from codeer.suggest.aim import Aim
from codeer.suggest.patterns import ENGINE as PATTERNS
from codeer.suggest.patterns import PatternEngine
from codeer.workers import map_items
from codeer.workflow.decided import gather_decided
from codeer.workflow.engines import ENGINES, LLM, EngineRequest, require_llm, run_engines
from codeer.workflow.forgetting import leave_out_forgotten, record_file
from codeer.workflow.moving import Moved, move_decisions
from codeer.workflow.reading import Reading, is_skippable, read_interviews

SUGGESTIONS_FILE = "suggesties.csv"
_PARALLEL_WORDS = 100_000  # below this a second process costs more than it gains


@dataclass(frozen=True, slots=True)
class SuggestSettings:
    """What a user can ask of `codeer suggest`."""

    project: Project
    sources: tuple[Path, ...] = ()
    codebook: Path | None = None
    study: Path | None = None
    output: Path | None = None
    threshold: float | None = None
    """None: what fits the aim."""
    engines: tuple[str, ...] = ENGINES
    warn: Callable[[str], None] = lambda text: None
    """Told at once what cannot wait for the summary."""
    aim: Aim = Aim.BALANCE
    model: str | None = None
    unit: Unit | None = None
    csv_style: CsvStyle = CsvStyle.DUTCH
    encoding: str | None = None
    workers: int | None = None
    skip_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class SuggestResult:
    """What a run did, for the closing summary."""

    interviews: tuple[Interview, ...]
    study: Study
    codebook: Codebook
    pipeline: str
    remark: str
    """About the language model, or empty."""
    engine_remarks: tuple[str, ...]
    """Such as codes with too few examples to learn from."""
    threshold: float
    counts: dict[str, int]
    """Code id to suggestions at or above the threshold."""
    below: int
    """Suggestions below the threshold: stored, not shown."""
    skipped: dict[str, str]
    passed_over: tuple[Path, ...]
    files: tuple[Path, ...]
    gone: tuple[str, ...] = field(default=())
    """Transcripts of the previous run that were not given now."""
    moved: tuple[Moved, ...] = ()
    """Transcripts whose text changed, with what happened to the decisions on it."""


def suggest(settings: SuggestSettings, progress: Progress) -> SuggestResult:
    """Make suggestions for all transcripts and record them.

    Nothing is written before every transcript has been read and coded.

    Raises
    ------
    SourceProblems
        When a transcript cannot be used, unless `skip_unreadable`; when somebody speaks who was
        removed on request.

    """
    project = settings.project
    codebook_path = project.codebook_path(settings.codebook)
    codebook = project.load_codebook(codebook_path)
    study = project.load_study(settings.study)
    lasting = load_settings(project.folder)
    llm = require_llm(project, lasting) if LLM in settings.engines else None
    if settings.unit is not None:
        study = replace(study, unit=settings.unit)
    progress("transcripten lezen", 0, 1)
    given = settings.sources or project.find_sources()
    reading = read_interviews(given, study, settings.encoding)
    fatal = [e for e in reading.errors if not (settings.skip_unreadable and is_skippable(e))]
    if fatal or not reading.interviews:
        raise SourceProblems(tuple(fatal or reading.errors))
    reading = replace(
        reading, interviews=leave_out_forgotten(project, reading.interviews, reading.paths)
    )
    progress("taalmodel laden", 0, 1)
    pipeline = load_pipeline(settings.model)
    require_word_classes(codebook_path, codebook, pipeline)
    found = (
        _run_engine(reading.interviews, codebook, pipeline, settings, progress)
        if PATTERNS in settings.engines
        else []
    )
    request = EngineRequest(
        project=project,
        codebook=codebook,
        codebook_path=codebook_path,
        interviews=reading.interviews,
        engines=settings.engines,
        encoder=lasting.encoder,
        llm=llm,
        aim=settings.aim,
        threshold=settings.threshold,
        warn=settings.warn,
        decisions=gather_decided(project, reading.interviews),
    )
    result = run_engines(request, found, progress)
    suggestions = result.suggestions
    threshold = result.threshold if settings.threshold is None else settings.threshold
    shown = [s for s in suggestions if s.score >= threshold]
    language = "; ".join((pipeline.name, *result.fingerprints))
    summary = RunSummary(
        version=__version__,
        codebook=codebook,
        study=study,
        pipeline=language,
        unit=study.unit,
        threshold=threshold,
        skipped=reading.failed,
        remarks={
            i.source.name: (*_encoding_remark(i), *i.source.remarks, *i.assumptions)
            for i in reading.interviews
        },
        files={
            i.source.name: record_file(project, reading.paths[i.source.name], i.source.digest)
            for i in reading.interviews
        },
    )
    progress("bewaren", 0, 1)
    table = suggestion_table(
        _rows(shown, reading.interviews), reading.failed.items(), settings.csv_style
    )
    folder = settings.output or project.output
    with (
        prepared_files(folder, {SUGGESTIONS_FILE: table}) as files,
        project.create_store() as store,
    ):
        gone = _find_gone(store, reading)
        run = store.record_run(summary, reading.interviews, suggestions, before_commit=files.move)
        moved = move_decisions(store, run)  # if this is cut short, the next run does it
    return SuggestResult(
        interviews=reading.interviews,
        study=study,
        codebook=codebook,
        pipeline=language,
        remark=pipeline.remark,
        engine_remarks=result.remarks,
        threshold=threshold,
        counts={code.id: sum(s.code == code.id for s in shown) for code in codebook.codes},
        below=len(suggestions) - len(shown),
        skipped=reading.failed,
        passed_over=reading.passed_over,
        files=tuple(files.paths),
        gone=gone,
        moved=moved,
    )


def _find_gone(store: Store, reading: Reading) -> tuple[str, ...]:
    """Return the transcripts of the previous run that were not given now."""
    previous = store.fetch_run()
    known = store.fetch_sources(previous.id).values() if previous else ()
    names = {interview.source.name for interview in reading.interviews} | reading.failed.keys()
    return tuple(sorted(name for name, _ in known if name not in names))


def require_word_classes(path: Path, codebook: Codebook, pipeline: Pipeline) -> None:
    """Refuse patterns that need word classes when the pipeline has none: a miss would be silent."""
    problems = () if pipeline.has_word_classes else find_word_class_problems(path, codebook)
    if problems:
        raise FileProblems(path, problems)


def _encoding_remark(interview: Interview) -> tuple[str, ...]:
    encoding = interview.source.encoding
    return (f"codering: {encoding}",) if "aangenomen" in encoding else ()


def _rows(
    suggestions: Sequence[Suggestion], interviews: Sequence[Interview]
) -> list[SuggestionRow]:
    by_name = {interview.source.name: interview for interview in interviews}
    rows = []
    for s in suggestions:
        interview = by_name[s.source]
        person = interview.respondent_of(interview.source.turns[s.segment.turn - 1])
        if person is None:
            continue  # never: only respondents have segments
        rows.append(
            SuggestionRow(
                transcript=s.source,
                respondent=person.id,
                group=person.group,
                turn=s.segment.turn,
                segment=s.segment.number,
                start=s.segment.start,
                end=s.segment.end,
                code=s.code,
                score=s.score,
                engine=s.engine,
                evidence=s.evidence,
                negated=s.negated,
                text=interview.source.text[s.segment.start : s.segment.end],
            )
        )
    return rows


# --- the engine, in one process or several -------------------------------------------------------


def _run_engine(
    interviews: Sequence[Interview],
    codebook: Codebook,
    pipeline: Pipeline,
    settings: SuggestSettings,
    progress: Progress,
) -> list[Suggestion]:
    words = sum(segment.words for interview in interviews for segment in interview.segments)
    workers = settings.workers or (
        min(os.cpu_count() or 1, 4) if pipeline.has_word_classes and words > _PARALLEL_WORDS else 1
    )
    prepare = partial(_prepare, codebook, settings.model)
    if workers <= 1:
        prepare = partial(_use, codebook, pipeline)
    found: list[Suggestion] = []
    results = map_items(_find, interviews, workers, prepare)
    for done, suggestions in enumerate(results, start=1):
        found += suggestions
        progress("suggesties maken", done, len(interviews))
    return found


class _Engine:
    """What one process needs; set once, before its first interview."""

    pipeline: Pipeline
    patterns: PatternEngine


def _use(codebook: Codebook, pipeline: Pipeline) -> None:
    _Engine.pipeline = pipeline
    _Engine.patterns = PatternEngine(codebook, pipeline)


def _prepare(codebook: Codebook, model: str | None) -> None:
    _use(codebook, load_pipeline(model))


def _find(interview: Interview) -> list[Suggestion]:
    segments = annotate(interview, _Engine.pipeline)
    return list(_Engine.patterns.find(interview.source.name, segments))
