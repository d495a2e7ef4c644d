"""`codeer suggest`: transcripts and codebook in, suggestions in the store and in suggesties.csv."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codeer import __version__
from codeer.cache import CACHE_FOLDER, Cache
from codeer.errors import SourceProblems
from codeer.model import Codebook, Progress, Study, Unit
from codeer.project import Project
from codeer.reports.output_files import prepared_files
from codeer.reports.tables import CsvStyle, Value, suggestion_table
from codeer.settings import Settings, load_settings
from codeer.store import Coded, RunSummary, Store
from codeer.suggest.aim import Aim
from codeer.workflow.decided import gather_decided
from codeer.workflow.engine_request import ENGINES, LLM, EngineRequest
from codeer.workflow.engines import Engines, require_llm
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
    changes = project.count_changes()  # before anything is read
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
    return _record(settings, summary, reading, engines, changes, progress)


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
    changes: int,
    progress: Progress,
) -> SuggestResult:
    coded = engines.propose()  # before the store is locked: in it only what changed is made
    with settings.project.create_store() as store, ExitStack() as stack:
        output = _Output(settings, reading, store, summary.threshold, stack)
        gone = _find_gone(store, reading)
        run = store.record_run(
            summary, _follow(coded, progress), before_commit=output.write, changes=changes
        )
        output.keep()
        moved = move_decisions(store, run)  # if this is cut short, the next run does it
    return SuggestResult(
        transcripts=reading.transcripts,
        study=summary.study,
        codebook=summary.codebook,
        pipeline=summary.pipeline,
        remark=engines.remark,
        engine_remarks=engines.remarks,
        threshold=summary.threshold,
        counts={code.id: output.counts.get(code.id, 0) for code in summary.codebook.codes},
        below=output.below,
        skipped=reading.failed,
        passed_over=reading.passed_over,
        files=tuple(output.files),
        gone=gone,
        moved=moved,
    )


def _follow(coded: Sequence[Coded], progress: Progress) -> Iterator[Coded]:
    """Yield what is recorded, and tell how far that is."""
    for done, one in enumerate(coded, start=1):
        yield one
        progress("bewaren", done, len(coded))


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


class _Output:
    """suggesties.csv: what the store has of a run, from the threshold on."""

    def __init__(
        self,
        settings: SuggestSettings,
        reading: Reading,
        store: Store,
        threshold: float,
        stack: ExitStack,
    ) -> None:
        self._settings, self._reading, self._store = settings, reading, store
        self._threshold, self._stack = threshold, stack
        self.files: Sequence[Path] = ()
        self.counts: dict[str, int] = {}
        """Code id to suggestions at or above the threshold."""
        self.below = 0

    def write(self, run: int) -> None:
        """Count, and write the file; it goes again when the stack ends before `keep`."""
        self.counts, self.below = self._store.bulk.count_suggestions(run, self._threshold)
        table = suggestion_table(
            self._rows(run), self._reading.failed.items(), self._settings.csv_style
        )
        folder = self._settings.output or self._settings.project.output
        self._prepared = self._stack.enter_context(
            prepared_files(folder, {SUGGESTIONS_FILE: table})
        )
        self._prepared.move()

    def keep(self) -> None:
        """Let the file stay."""
        self._prepared.keep()
        self.files = self._prepared.paths

    def _rows(self, run: int) -> Iterator[tuple[Value, ...]]:
        """Yield the suggestions in the order in which transcripts were read."""
        bulk = self._store.bulk
        numbers = {name: source for source, name in bulk.fetch_names(run).items()}
        for transcript in self._reading.transcripts:
            for shown in bulk.read_shown(numbers[transcript.name], self._threshold):
                negated = "ja" if shown.negated else "nee"
                yield transcript.name, *shown[:-2], negated, shown.text


def _find_gone(store: Store, reading: Reading) -> tuple[str, ...]:
    """Return the transcripts of the previous run that were not given now."""
    previous = store.fetch_run()
    known = store.bulk.fetch_names(previous.id).values() if previous else ()
    names = {transcript.name for transcript in reading.transcripts} | reading.failed.keys()
    return tuple(sorted(name for name in known if name not in names))


def _encoding_remark(transcript: Transcript) -> tuple[str, ...]:
    encoding = transcript.encoding
    return (f"codering: {encoding}",) if "aangenomen" in encoding else ()
