"""`codeer vergeet`: take out everything that a participant who withdrew consent said."""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codeer.cache import CACHE_FOLDER
from codeer.errors import (
    ForgottenRespondent,
    OutputNotWritable,
    SourceProblems,
    TableNotMapped,
    TranscriptChanged,
    UnknownName,
    describe_cause,
)
from codeer.project import Project
from codeer.readers import TABLES
from codeer.reports.output_files import write_files
from codeer.store import REMOVED, FileChange, FileRecord, SpokenText, Store, Traces
from codeer.study import find_table
from codeer.workflow.remnants import choose_sentences, find_files, find_mentions
from codeer.workflow.transcripts import Transcript, silence

_PLAIN = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A transcript in which others speak: it stays, without the respondent's words."""

    transcript: str
    old: Path
    new: Path
    """Another file when the old one was no plain text."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What goes, and what codeer leaves to the user."""

    respondent: str
    transcripts: tuple[str, ...]
    alone: tuple[str, ...]
    """Transcripts in which no other respondent speaks: they go wholly."""
    traces: Traces
    removed: tuple[Path, ...]
    """The files of those."""
    rewritten: tuple[Rewrite, ...]
    outputs: tuple[Path, ...]
    """Results and intermediate results, which can be made again."""
    missing: tuple[str, ...]
    """Transcripts whose file is not where it was read."""
    left: tuple[Path, ...]
    """Other files in the project with words of this respondent, such as exported tables."""
    made_before: str
    """When this respondent was removed before, or empty."""


def plan_forgetting(project: Project, respondent: str) -> Forgetting:
    """Return what `forget` would remove; change nothing.

    Raises
    ------
    UnknownName
        When there is no such respondent.
    TranscriptChanged
        When a file in which others speak as well is not what codeer read.

    """
    store, _ = project.open_store()
    with store:
        return _plan(project, store, respondent)


def forget(project: Project, respondent: str, *, with_left: bool = False) -> Forgetting:
    """Remove a respondent from database and files, all or nothing, and return what went.

    `with_left` also removes the files that codeer would leave.
    """
    store, _ = project.open_store()
    with store:
        plan = _plan(project, store, respondent)
        files: dict[str, FileChange | None] = dict.fromkeys(plan.alone)
        files |= {rewrite.transcript: _change(project, rewrite) for rewrite in plan.rewritten}
        store.participants.forget(
            respondent, files, before_commit=lambda: _change_files(plan, with_left=with_left)
        )
        store.participants.compact()
    return plan


def record_file(project: Project, path: Path, digest: str) -> FileRecord:
    """Return where a transcript was read, so that it is found again when the project moves."""
    full, folder = path.resolve(), project.folder.resolve()
    place = full.relative_to(folder).as_posix() if full.is_relative_to(folder) else str(full)
    return FileRecord(place.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), digest)


def leave_out_forgotten(
    project: Project, transcripts: Sequence[Transcript]
) -> tuple[Transcript, ...]:
    """Return the transcripts without respondents who were removed and say nothing any more.

    Raises
    ------
    SourceProblems
        When somebody who was removed speaks.

    """
    forgotten = project.fetch_tombstones()
    errors = [
        ForgottenRespondent(transcript.path, who, forgotten[who][:10])
        for transcript in transcripts
        for who in sorted(transcript.speaking & forgotten.keys())
    ]
    if errors:
        raise SourceProblems(tuple(errors))
    return tuple(silence(transcript, frozenset(forgotten)) for transcript in transcripts)


# --- the plan ------------------------------------------------------------------------------------


def _plan(project: Project, store: Store, respondent: str) -> Forgetting:
    participants = store.participants
    tombstones = participants.fetch_tombstones()
    people = participants.fetch_respondents()
    if respondent not in people and respondent not in tombstones:
        raise UnknownName("respondent", respondent, tuple(people))
    texts = participants.fetch_texts(respondent)
    newest: dict[str, SpokenText] = {}
    for text in texts:
        newest.setdefault(text.name, text)
    removed: list[Path] = []
    rewritten: list[Rewrite] = []
    left: list[Path] = []
    missing: list[str] = []
    with_file = _with_file(store, newest)
    for name, text in with_file.items():
        records = participants.fetch_files(name)
        there = [p for record in records if (p := project.folder / record.path).is_file()]
        rewrite = None
        if not text.has_others(respondent):
            removed += there
        elif records and PurePosixPath(name).suffix.lower() in TABLES:
            rewrite = _rewrite_table(project, records[0], text, respondent)
        elif records:
            rewrite = _rewrite(project.folder / records[0].path, records[0], text, respondent)
        if rewrite:
            rewritten.append(rewrite)
            left += [path for path in there if path not in (rewrite.old, rewrite.new)]
        elif not there:
            missing.append(name)
    sentences = choose_sentences(said for text in texts for said in text.said(respondent))
    outputs = _find_outputs(project, sentences, respondent)
    touched = {*removed, *outputs, *(p for r in rewritten for p in (r.old, r.new))}
    others = (p for p in find_files(project.folder) if p != project.store_path)
    left += (p for p in find_mentions(others, sentences) if p not in touched)
    return Forgetting(
        respondent=respondent,
        transcripts=tuple(sorted(newest)),
        alone=tuple(n for n, text in with_file.items() if not text.has_others(respondent)),
        traces=participants.fetch_traces(respondent, texts),
        removed=tuple(removed),
        rewritten=tuple(rewritten),
        outputs=outputs,
        missing=tuple(missing),
        left=tuple(dict.fromkeys(left)),
        made_before=tombstones.get(respondent, ""),
    )


def _with_file(store: Store, newest: Mapping[str, SpokenText]) -> dict[str, SpokenText]:
    """Leave out transcripts whose file holds somebody else by now."""
    run = store.fetch_run()
    sources = store.fetch_sources(run.id) if run else {}
    present = {name: source for source, (name, _) in sources.items()}
    return {
        name: text for name, text in newest.items() if present.get(name, text.source) == text.source
    }


def _find_outputs(
    project: Project, sentences: tuple[bytes, ...], respondent: str
) -> tuple[Path, ...]:
    """Return the results that mention the respondent, and the cache."""
    files = sorted(path for path in project.output.rglob("*") if path.is_file())
    cache = project.folder / CACHE_FOLDER
    return (
        *find_mentions(files, sentences, respondent),
        *([cache] if cache.exists() else []),
    )


# --- transcripts in which others speak -----------------------------------------------------------


def _rewrite(path: Path, record: FileRecord, text: SpokenText, respondent: str) -> Rewrite | None:
    """Return what a transcript becomes, or None when its file is gone."""
    content = _redact(text, respondent).encode()
    new = path if path.suffix.lower() in _PLAIN else path.with_suffix(".txt")
    number = 1
    while new.exists() and new.read_bytes() != content and new != path:
        number += 1
        new = path.with_name(f"{path.stem} ({number}).txt")
    is_done = new.exists() and new.read_bytes() == content  # an earlier try stopped halfway
    if not path.is_file() and not is_done:
        return None
    if path.is_file() and not is_done and digest_bytes(path.read_bytes()) != record.digest:
        raise TranscriptChanged(path)
    return Rewrite(text.name, path, new, content)


def _rewrite_table(
    project: Project, record: FileRecord, text: SpokenText, respondent: str
) -> Rewrite | None:
    """Return what a table with answers becomes: the same, without the respondent's rows."""
    path = project.folder / record.path
    if not path.is_file():
        return None
    if digest_bytes(path.read_bytes()) != record.digest:
        raise TranscriptChanged(path)
    table = find_table(project.load_study(None), text.name)
    if table is None:
        raise TableNotMapped(path)
    from codeer.readers.answer_table import remove_respondent  # brings the readers of tables

    return Rewrite(text.name, path, path, remove_respondent(path, table, respondent))


def _redact(text: SpokenText, respondent: str) -> str:
    """Return the text with a marker for each turn that goes or went before."""
    parts, last = [], 0
    for start, end, person in text.turns:
        said = text.text[start:end]
        if said and (person == respondent or not said.strip()):
            parts += [text.text[last:start], REMOVED]
            last = end
    return f"{''.join(parts)}{text.text[last:]}".rstrip("\n") + "\n"


def digest_bytes(raw: bytes) -> str:
    """Return the hash of a file as the readers compute it."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def _change(project: Project, rewrite: Rewrite) -> FileChange:
    name = PurePosixPath(rewrite.transcript).with_name(rewrite.new.name).as_posix()
    return FileChange(name, record_file(project, rewrite.new, digest_bytes(rewrite.content)))


# --- the files -----------------------------------------------------------------------------------


def _change_files(plan: Forgetting, *, with_left: bool) -> None:
    for rewrite in plan.rewritten:
        write_files(rewrite.new.parent, {rewrite.new.name: rewrite.content})
    replaced = (rewrite.old for rewrite in plan.rewritten if rewrite.old != rewrite.new)
    left = plan.left if with_left else ()
    for path in (*plan.removed, *replaced, *plan.outputs, *left):
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputNotWritable(path, describe_cause(error)) from error
