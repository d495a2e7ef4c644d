"""`codeer importeer pakket.codeer`: make a project of a packet, and merge what another coder decided."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codeer.codebook import load_codebook
from codeer.errors import FileProblems, PacketNeedsFolder, PacketUnreadable
from codeer.model import (
    Codebook,
    Decision,
    Interview,
    Mark,
    Respondent,
    Segment,
    Source,
    Study,
    Turn,
)
from codeer.project import CODEBOOKS, Project
from codeer.reports.output_files import prepared_files
from codeer.store import Coded, LoggedDecision, LoggedMark, RunRecord, RunSummary, Store
from codeer.study import DEFAULT_STUDY, load_study
from codeer.workflow.new_project import is_free
from codeer.workflow.packet import (
    Packet,
    PacketDecision,
    PacketLog,
    PacketMark,
    PacketSource,
    read_packet,
)

CODEBOOK_FILE = "codeboek.yaml"
STUDY_FILE = "onderzoek.yaml"


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What of another coder's work was new, known or refused."""

    decisions: int = 0
    marks: int = 0
    known: int = 0
    """Decisions and marks that were here already."""
    coders: Mapping[str, int] = field(default_factory=dict)
    """Coder to new decisions."""
    unknown_texts: Mapping[str, int] = field(default_factory=dict)
    """Transcript that is not here, or has another text here, to refused decisions and marks."""
    unknown_codes: Mapping[str, int] = field(default_factory=dict)
    """Code that the codebook here does not have, to refused decisions."""
    on_old_texts: int = 0
    """Kept, on a text that the newest run no longer uses."""

    @property
    def refused(self) -> int:
        """Return how many decisions and marks were not kept."""
        return sum(self.unknown_texts.values()) + sum(self.unknown_codes.values())


@dataclass(frozen=True, slots=True)
class UnpackResult:
    """What became of a packet."""

    folder: Path
    is_new: bool
    """A project was made of it."""
    transcripts: int
    merge: MergeResult | None
    """None when the packet is blind."""


def unpack(path: Path, project: Project) -> UnpackResult:
    """Make a project of the packet where there is none, and merge the decisions in it.

    Raises
    ------
    PacketNeedsFolder
        When the packet has only texts and another project lives here.

    """
    packet = read_packet(path)
    is_new = not _has_run(project)
    if is_new:
        _create_project(path, project, packet)
    store, run = project.open_store()
    with store:
        if packet.log is None and not is_new and not _is_same(store, run, packet):
            raise PacketNeedsFolder(path, project.folder.resolve())
        merge = None if packet.log is None else _merge(store, run, packet.log)
    return UnpackResult(project.folder, is_new, len(packet.content.sources), merge)


def _has_run(project: Project) -> bool:
    if not project.store_path.exists():
        return False
    with project.create_store() as store:
        return store.fetch_run() is not None


def _is_same(store: Store, run: RunRecord, packet: Packet) -> bool:
    digests = store.fetch_digests()
    here = {digests[number] for number in store.fetch_sources(run.id)}
    there = {(source.name, source.digest) for source in packet.content.sources}
    codebook = store.fetch_codebook_text(run.codebook_digest)
    return there <= here and packet.content.run.codebook == codebook


# --- a new project -------------------------------------------------------------------------------


def _create_project(path: Path, project: Project, packet: Packet) -> None:
    folder = project.folder
    settings = packet.content.run
    files = {CODEBOOK_FILE: settings.codebook.encode()}
    if settings.study:
        files[STUDY_FILE] = settings.study.encode()
    if not is_free(folder, {f"{CODEBOOKS}/{name}": content for name, content in files.items()}):
        raise PacketNeedsFolder(path, folder.resolve())
    codebook, study = _load(path, files)
    groups = {group.name for group in study.groups}
    if any(t.group and t.group not in groups for s in packet.content.sources for t in s.turns):
        raise PacketUnreadable(path, "een groep die niet in het onderzoek staat")
    summary = RunSummary(
        version=settings.version,
        codebook=codebook,
        study=study,
        pipeline=settings.pipeline,
        unit=settings.unit,
        threshold=settings.threshold,
        skipped=settings.skipped,
        remarks=settings.remarks,
    )
    coded = [Coded.made(_make_interview(source), ()) for source in packet.content.sources]
    with prepared_files(folder / CODEBOOKS, files) as prepared, project.create_store() as store:
        store.record_run(summary, coded, before_commit=lambda run: prepared.move())


def _load(path: Path, files: Mapping[str, bytes]) -> tuple[Codebook, Study]:
    """Read codebook and study the way a project does, before anything is written there."""
    try:
        codebook = load_codebook(Path(CODEBOOK_FILE), files[CODEBOOK_FILE])
        design = files.get(STUDY_FILE)
        study = load_study(Path(STUDY_FILE), design) if design is not None else DEFAULT_STUDY
    except FileProblems as error:
        cause = f"{error.path.name}: {min(error.problems)}"
        raise PacketUnreadable(path, cause) from error
    return codebook, study


def _make_interview(source: PacketSource) -> Interview:
    return Interview(
        source=Source(
            name=source.name,
            text=source.text,
            digest=source.digest,
            turns=tuple(
                Turn(t.number, t.speaker, t.start, t.end, 0, t.seconds) for t in source.turns
            ),
            header={},
            layouts=(),
            encoding="",
        ),
        cast={
            t.speaker: Respondent(t.respondent, t.group) if t.respondent and t.group else None
            for t in source.turns
        },
        segments=tuple(Segment(s.turn, s.number, s.start, s.end, s.words) for s in source.segments),
    )


# --- decisions of another coder ------------------------------------------------------------------


class _Texts:
    """The texts of this project by what they are called elsewhere."""

    def __init__(self, store: Store, run: RunRecord) -> None:
        self.current = set(store.fetch_sources(run.id))
        self._numbers: dict[tuple[str, str], int] = {}
        self._named: dict[str, list[int]] = {}
        for number, (name, digest) in store.fetch_digests().items():
            self._numbers[name, digest] = number
            self._named.setdefault(digest, []).append(number)

    def find(self, transcript: str, digest: str) -> int | None:
        """Return the text with this hash: under the same name, else the only one."""
        number = self._numbers.get((transcript, digest))
        same = self._named.get(digest, [])
        return same[0] if number is None and len(same) == 1 else number


@dataclass(slots=True)
class _Arrivals:
    """What came in a packet, sorted into what can be kept and what cannot."""

    texts: _Texts
    codes: frozenset[str]
    known: frozenset[str]
    """Identities of decisions and marks that are here already."""
    decisions: list[LoggedDecision] = field(default_factory=list)
    marks: list[LoggedMark] = field(default_factory=list)
    unknown_texts: Counter[str] = field(default_factory=Counter)
    unknown_codes: Counter[str] = field(default_factory=Counter)

    def add_decision(self, d: PacketDecision) -> None:
        source = self.texts.find(d.transcript, d.source)
        if d.uid in self.known:
            return
        if source is None:
            self.unknown_texts[d.transcript] += 1
        elif d.code not in self.codes:
            self.unknown_codes[d.code] += 1
        else:
            made = Decision(
                source, d.code, d.start, d.end, d.verdict, is_blind=d.blind, note=d.note
            )
            coder = d.coder.strip()
            self.decisions.append(LoggedDecision(0, d.uid, d.batch, d.made, coder, made, d.undoes))

    def add_mark(self, m: PacketMark) -> None:
        source = self.texts.find(m.transcript, m.source)
        if m.uid in self.known:
            return
        if source is None:
            self.unknown_texts[m.transcript] += 1
        else:
            mark = Mark(source, m.start, m.end, m.kind, m.blind, m.note)
            self.marks.append(LoggedMark(m.uid, m.made, m.coder.strip(), mark))


def _merge(store: Store, run: RunRecord, log: PacketLog) -> MergeResult:
    known = {d.uid for d in store.log.fetch_history()} | {m.uid for m in store.log.fetch_marks()}
    arrivals = _Arrivals(
        _Texts(store, run),
        frozenset(code.id for code in run.codes),
        frozenset(known),
    )
    for decision in log.decisions:
        arrivals.add_decision(decision)
    for mark in log.marks:
        arrivals.add_mark(mark)
    decisions, marks = store.log.merge(arrivals.decisions, arrivals.marks, run=run.id)
    refused = arrivals.unknown_texts.total() + arrivals.unknown_codes.total()
    current = arrivals.texts.current
    return MergeResult(
        decisions=decisions,
        marks=marks,
        known=len(log.decisions) + len(log.marks) - refused - decisions - marks,
        coders=Counter(logged.user for logged in arrivals.decisions),
        unknown_texts=arrivals.unknown_texts,
        unknown_codes=arrivals.unknown_codes,
        on_old_texts=sum(logged.decision.source not in current for logged in arrivals.decisions),
    )
