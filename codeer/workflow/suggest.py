"""`codeer suggest`: transcripts and codebook in, suggestions in the store and in suggesties.csv."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codeer import __version__
from codeer.cache import CACHE_FOLDER, Cache
from codeer.errors import SourceProblems
from codeer.model import Codebook, Interview, Progress, Study, Suggestion, Unit
from codeer.project import Project
from codeer.reports.output_files import prepared_files
from codeer.reports.tables import CsvStyle, SuggestionRow, suggestion_table
from codeer.settings import Settings, load_settings
from codeer.store import RunSummary, Store
from codeer.suggest.aim import Aim
from codeer.workflow.decided import gather_decided
from codeer.workflow.engines import ENGINES, LLM, EngineRequest, Engines, require_llm
from codeer.workflow.forgetting import leave_out_forgotten, record_file
from codeer.workflow.moving import Moved, move_decisions
from codeer.workflow.reading import Reading, is_skippable, read_interviews
from codeer.workflow.transcripts import Transcript

if TYPE_CHECKING:
    from codeer.cluster import Cluster

SUGGESTIONS_FILE = "suggesties.csv"


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
    scheduler: str | None = None
    """Address of a Dask cluster on which words are recognised."""
    skip_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class SuggestResult:
    """What a run did, for the closing summary."""

    transcripts: tuple[Transcript, ...]
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

    Nothing is written before every transcript has been read and looked at by every engine.

    Raises
    ------
    SourceProblems
        When a transcript cannot be used, unless `skip_unreadable`; when somebody speaks who was
        removed on request.

    """
    cache = Cache(settings.project.folder / CACHE_FOLDER)
    try:
        return _suggest(settings, cache, progress)
    finally:
        cache.close()


def _suggest(settings: SuggestSettings, cache: Cache, progress: Progress) -> SuggestResult:
    project = settings.project
    codebook_path = project.codebook_path(settings.codebook)
    codebook = project.load_codebook(codebook_path)
    study = project.load_study(settings.study)
    if settings.unit is not None:
        study = replace(study, unit=settings.unit)
    lasting = load_settings(project.folder)
    llm = require_llm(project, lasting) if LLM in settings.engines else None
    reading = _read(settings, study, cache, progress)
    request = EngineRequest(
        project=project,
        codebook=codebook,
        codebook_path=codebook_path,
        transcripts=reading.transcripts,
        shelf=reading.shelf,
        cache=cache,
        engines=settings.engines,
        model=settings.model,
        where=_choose_place(settings, lasting),
        encoder=lasting.encoder,
        llm=llm,
        aim=settings.aim,
        threshold=settings.threshold,
        warn=settings.warn,
        decisions=gather_decided(project, reading.transcripts, reading.shelf),
    )
    engines = Engines(request, progress)
    engines.work()
    summary = _summarise(settings, codebook, study, reading, engines)
    return _record(settings, summary, reading, engines, progress)


def _summarise(
    settings: SuggestSettings, codebook: Codebook, study: Study, reading: Reading, engines: Engines
) -> RunSummary:
    transcripts = reading.transcripts
    return RunSummary(
        version=__version__,
        codebook=codebook,
        study=study,
        pipeline="; ".join(engines.fingerprints),
        unit=study.unit,
        threshold=engines.threshold if settings.threshold is None else settings.threshold,
        skipped=reading.failed,
        remarks={t.name: (*_encoding_remark(t), *t.remarks) for t in transcripts},
        files={t.name: record_file(settings.project, t.path, t.file_digest) for t in transcripts},
    )


def _record(
    settings: SuggestSettings,
    summary: RunSummary,
    reading: Reading,
    engines: Engines,
    progress: Progress,
) -> SuggestResult:
    outcome = _Outcome(settings, reading, engines, summary.threshold, progress)
    with settings.project.create_store() as store, ExitStack() as stack:
        gone = _find_gone(store, reading)
        run = store.record_run(
            summary, outcome.interviews(), before_commit=lambda: outcome.write(stack)
        )
        outcome.keep()
        moved = move_decisions(store, run)  # if this is cut short, the next run does it
    return SuggestResult(
        transcripts=reading.transcripts,
        study=summary.study,
        codebook=summary.codebook,
        pipeline=summary.pipeline,
        remark=engines.remark,
        engine_remarks=engines.remarks,
        threshold=summary.threshold,
        counts={code.id: outcome.counts[code.id] for code in summary.codebook.codes},
        below=outcome.below,
        skipped=reading.failed,
        passed_over=reading.passed_over,
        files=tuple(outcome.files),
        gone=gone,
        moved=moved,
    )


def _choose_place(settings: SuggestSettings, lasting: Settings) -> "int | Cluster | None":
    if settings.scheduler is None:
        return settings.workers
    from codeer.cluster import make_cluster

    return make_cluster(settings.scheduler, lasting.cluster)


def _read(settings: SuggestSettings, study: Study, cache: Cache, progress: Progress) -> Reading:
    project = settings.project
    reading = read_interviews(
        settings.sources or project.find_sources(),
        study,
        settings.encoding,
        cache,
        project.fetch_tombstones(),
        lambda done, total: progress("transcripten lezen", done, total),
    )
    fatal = [e for e in reading.errors if not (settings.skip_unreadable and is_skippable(e))]
    if fatal or not reading.transcripts:
        raise SourceProblems(tuple(fatal or reading.errors))
    return replace(reading, transcripts=leave_out_forgotten(project, reading.transcripts))


class _Outcome:
    """What the engines propose, one interview at a time, with what is to be told about all."""

    def __init__(
        self,
        settings: SuggestSettings,
        reading: Reading,
        engines: Engines,
        threshold: float,
        progress: Progress,
    ) -> None:
        self._settings, self._reading, self._engines = settings, reading, engines
        self._threshold, self._progress = threshold, progress
        self._rows: list[SuggestionRow] = []
        self.counts: Counter[str] = Counter()
        """Code id to suggestions at or above the threshold."""
        self.below = 0
        self.files: Sequence[Path] = ()

    def interviews(self) -> Iterator[tuple[Interview, Sequence[Suggestion]]]:
        """Yield every interview with its suggestions."""
        total = len(self._reading.transcripts)
        for done, (interview, suggestions) in enumerate(self._engines.suggest(), start=1):
            shown = [s for s in suggestions if s.score >= self._threshold]
            self.counts.update(s.code for s in shown)
            self.below += len(suggestions) - len(shown)
            self._rows += _rows(shown, interview)
            yield interview, suggestions
            self._progress("bewaren", done, total)

    def write(self, stack: ExitStack) -> None:
        """Write suggesties.csv; it goes again when the stack ends before `keep`."""
        table = suggestion_table(self._rows, self._reading.failed.items(), self._settings.csv_style)
        folder = self._settings.output or self._settings.project.output
        self._prepared = stack.enter_context(prepared_files(folder, {SUGGESTIONS_FILE: table}))
        self._prepared.move()

    def keep(self) -> None:
        """Let suggesties.csv stay."""
        self._prepared.keep()
        self.files = self._prepared.paths


def _find_gone(store: Store, reading: Reading) -> tuple[str, ...]:
    """Return the transcripts of the previous run that were not given now."""
    previous = store.fetch_run()
    known = store.bulk.fetch_names(previous.id).values() if previous else ()
    names = {transcript.name for transcript in reading.transcripts} | reading.failed.keys()
    return tuple(sorted(name for name in known if name not in names))


def _encoding_remark(transcript: Transcript) -> tuple[str, ...]:
    encoding = transcript.encoding
    return (f"codering: {encoding}",) if "aangenomen" in encoding else ()


def _rows(suggestions: Sequence[Suggestion], interview: Interview) -> Iterator[SuggestionRow]:
    source = interview.source
    for s in suggestions:
        person = interview.respondent_of(source.turns[s.segment.turn - 1])
        if person is None:
            continue  # never: only respondents have segments
        yield SuggestionRow(
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
            text=source.text[s.segment.start : s.segment.end],
        )
