"""What replacing names will do to files and database, worked out before anything changes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codeer.cache import CACHE_FOLDER
from codeer.casting import cast_interviews, label_hints
from codeer.errors import (
    CodeerError,
    FileProblems,
    InvalidOption,
    PseudonymsInTheWay,
    PseudonymsMisread,
    SuggestFirst,
)
from codeer.model import Interview, Source, Study
from codeer.project import PSEUDONYMS, Project
from codeer.pseudonyms.key_file import NAMES
from codeer.pseudonyms.proposing import Identity
from codeer.pseudonyms.replacing import FormCleaner, Replaced, replace_mentions
from codeer.pseudonyms.values import Kind
from codeer.readers.layout import Original, build_source
from codeer.readers.plain import parse_text
from codeer.store import digest_text
from codeer.study import load_study
from codeer.workflow.pseudonym_survey import Document, Survey, mentions_by_document
from codeer.workflow.remnants import find_files, find_mentions
from codeer.workflow.tracing import load_traces

_PLAIN = (".txt", ".md")
_JUST_DIGITS = re.compile(r"\d{1,5}")
_SHORT = 5  # bytes; a shorter name is looked for as a word of its own


@dataclass(frozen=True, slots=True)
class Replacing:
    """What is to be done with the outcome."""

    output: Path | None = None
    overwrite: bool = False
    """Write over an earlier outcome."""
    in_place: bool = False
    """The transcripts themselves change."""
    wipe: bool = False
    """The original text goes, from files and database."""

    @property
    def is_final(self) -> bool:
        """Tell whether something goes that cannot be made again."""
        return self.in_place or self.wipe


@dataclass(frozen=True, slots=True)
class NewTranscript:
    """A transcript with replacements."""

    document: Document
    name: str
    path: Path
    replaced: Replaced


@dataclass(frozen=True, slots=True)
class Plan:
    """What will happen."""

    survey: Survey
    how: Replacing
    choices: Mapping[Identity, str]
    """Entity to replacement; empty: it stays."""
    transcripts: tuple[NewTranscript, ...]
    older: tuple[NewTranscript, ...]
    """Versions that only the database has."""
    study: tuple[Path, str] | None
    """The study design with other speakers, and where."""
    misread: tuple[str, ...]
    """Transcripts in which codeer would find other turns or speakers."""
    named: tuple[str, ...]
    """Transcripts whose file name holds a name."""
    removed: tuple[Path, ...]
    outputs: tuple[Path, ...]
    """Results and intermediate results with names, which can be made again."""
    left: tuple[Path, ...]
    """Other files in the project with names."""
    cleaner: FormCleaner


def plan_replacing(survey: Survey, choices: Mapping[Identity, str], how: Replacing) -> Plan:
    """Return what `carry_out` would do; change nothing.

    Raises
    ------
    PseudonymsInTheWay, InvalidOption
        When the outcome would overwrite something.
    PseudonymsMisread
        When the originals would go and the outcome reads otherwise.
    SuggestFirst
        When decisions rest on another text than the file has now.

    """
    project = survey.settings.project
    cleaner = FormCleaner(_forms_elsewhere(survey, choices))
    new = _transcripts(survey, choices, how, cleaner)
    transcripts = tuple(t for t in new if t.document.source is None)
    _refuse_overwriting(transcripts, how)
    study = _study(survey, transcripts, cleaner, how)
    misread = _find_misread(survey, transcripts, study)
    if misread and how.is_final:
        raise PseudonymsMisread(misread)
    if not how.wipe:
        _require_same_texts(project, transcripts)
    removed = tuple(
        t.document.path
        for t in transcripts
        if how.is_final and t.document.path and t.path.resolve() != t.document.path.resolve()
    )
    forms = _forms_elsewhere(survey, choices)
    outputs, left = _mentioning(project, forms) if how.wipe else ((), ())
    touched = {path.resolve() for path in (*removed, *(t.path for t in transcripts))}
    if study:
        touched.add(study[0].resolve())
    return Plan(
        survey=survey,
        how=how,
        choices=choices,
        transcripts=transcripts,
        older=tuple(t for t in new if t.document.source is not None),
        study=study,
        misread=misread,
        named=tuple(t.document.transcript for t in transcripts if _is_named(t, cleaner)),
        removed=removed,
        outputs=outputs,
        left=tuple(path for path in left if path.resolve() not in touched),
        cleaner=cleaner,
    )


# --- the new texts -------------------------------------------------------------------------------


def _transcripts(
    survey: Survey, choices: Mapping[Identity, str], how: Replacing, cleaner: FormCleaner
) -> list[NewTranscript]:
    chosen = mentions_by_document(survey, choices)
    folder = how.output or survey.settings.project.folder / PSEUDONYMS
    originals = {d.transcript for d in survey.documents}
    names: dict[str, str] = {}
    new = []
    for number, document in enumerate(survey.documents):
        replaced = replace_mentions(document.text, chosen.get(number, ()), document.spoken)
        name = names.get(document.transcript) or _new_name(
            document.transcript, originals, cleaner if how.is_final else None
        )
        names[document.transcript] = name
        depth = len(PurePosixPath(document.transcript).parts)
        base = document.path.parents[depth - 1] if how.in_place and document.path else folder
        new.append(NewTranscript(document, name, base / name, replaced))
    return new


def _new_name(name: str, originals: Iterable[str], cleaner: FormCleaner | None) -> str:
    """Return the name of a new transcript: plain text keeps its name, the rest becomes .txt."""
    path = PurePosixPath(name)
    if path.suffix.lower() not in _PLAIN:
        path = path.with_suffix(".txt")
        if path.as_posix() in originals:
            path = path.with_stem(f"{path.stem} ({PurePosixPath(name).suffix.lstrip('.')})")
    if cleaner is None:
        return path.as_posix()
    parts = (cleaner.clean(part) for part in path.with_suffix("").parts)
    return PurePosixPath(*parts).as_posix() + path.suffix


def _is_named(transcript: NewTranscript, cleaner: FormCleaner) -> bool:
    stem = PurePosixPath(transcript.document.transcript).with_suffix("").as_posix()
    return cleaner.mentions(stem)


def _refuse_overwriting(transcripts: Iterable[NewTranscript], how: Replacing) -> None:
    new = list(transcripts)
    originals = {t.document.path.resolve() for t in new if t.document.path}
    for transcript in new:
        path = transcript.path
        if how.in_place:
            if path.resolve() not in originals and path.exists():
                raise PseudonymsInTheWay(path)
        elif path.resolve() in originals:
            expected = ("een andere map dan die van de transcripten, of --vervang",)
            raise InvalidOption("--uit", str(path.parent), expected)
        elif path.exists() and not how.overwrite and path.read_bytes() != content_of(transcript):
            raise PseudonymsInTheWay(path)


def content_of(transcript: NewTranscript) -> bytes:
    """Return a new transcript as it is written."""
    return transcript.replaced.text.encode()


# --- who speaks, before and after ----------------------------------------------------------------


def _study(
    survey: Survey, transcripts: Iterable[NewTranscript], cleaner: FormCleaner, how: Replacing
) -> tuple[Path, str] | None:
    """Return the study design in which speakers and transcripts have their new names, if it changes."""
    path = survey.study_path
    if path is None:
        return None
    text = survey.study.text
    for transcript in transcripts:
        if (
            PurePosixPath(transcript.document.transcript).suffix
            != PurePosixPath(transcript.name).suffix
        ):
            text = text.replace(transcript.document.transcript, transcript.name)
    new = cleaner.clean_exactly(text)
    if new == survey.study.text:
        return None
    beside = survey.settings.project.folder / f"{path.stem}_pseudoniem.yaml"
    return path if how.is_final else beside, new  # in codeboeken/ it would be a second codebook


def _find_misread(
    survey: Survey, transcripts: Iterable[NewTranscript], study: tuple[Path, str] | None
) -> tuple[str, ...]:
    """Read the new transcripts the way `suggest` will, and return those with other turns or groups."""
    new = list(transcripts)
    try:
        design = load_study(study[0], study[1].encode()) if study else survey.study
    except FileProblems:
        return tuple(t.document.transcript for t in new)
    sources = [source for transcript in new if (source := _read(transcript, design))]
    found = {interview.source.name: interview for interview in cast_interviews(sources, design)[0]}
    return tuple(t.document.transcript for t in new if not _reads_alike(t, found.get(t.name)))


def _read(transcript: NewTranscript, study: Study) -> Source | None:
    try:
        text, used, digest = parse_text(transcript.path, content_of(transcript), "utf-8")
        original = Original(transcript.path, transcript.name, digest, used)
        return build_source(original, text, label_hints(study, transcript.name))
    except CodeerError:
        return None


def _reads_alike(transcript: NewTranscript, found: Interview | None) -> bool:
    old = transcript.document.interview
    if found is None or old is None or found.source.text != transcript.replaced.text:
        return False
    offsets = transcript.replaced.offsets
    before = [(*offsets.forward(t.start, t.end), _group(old, t.speaker)) for t in old.source.turns]
    return before == [(t.start, t.end, _group(found, t.speaker)) for t in found.source.turns]


def _group(interview: Interview, speaker: str) -> str:
    person = interview.cast[speaker]
    return person.group if person else ""


def _require_same_texts(project: Project, transcripts: Iterable[NewTranscript]) -> None:
    """Refuse to go on when decisions rest on a text that the file no longer has."""
    if not project.store_path.exists():
        return
    with project.create_store() as store:
        run = store.fetch_run()
        if run is None:
            return
        stored = {
            name: (source, text) for source, (name, text) in store.fetch_sources(run.id).items()
        }
        decided = {d.source for _, d in store.log.fetch_verdicts()}
        traces = load_traces(store)
    for transcript in transcripts:
        source, text = stored.get(transcript.document.transcript, (0, ""))
        own = transcript.document.text
        is_known = text == own or traces.find(digest_text(text), digest_text(own))
        if source in decided and not is_known:
            raise SuggestFirst(transcript.document.transcript)


def _forms_elsewhere(survey: Survey, choices: Mapping[Identity, str]) -> dict[str, str]:
    """Return what is a name or a number also without the sentence around it, with its replacement."""
    return {
        form: choices[p.identity]
        for p in survey.proposals
        if choices.get(p.identity)
        for form in p.forms
        if not _JUST_DIGITS.fullmatch(form)
        and (p.entity.kind is not Kind.LEEFTIJD or " " in form)
        and (p.entity.kind not in NAMES or form != form.lower())
    }


# --- where names stand besides ---------------------------------------------------------------------


def _mentioning(
    project: Project, forms: Iterable[str]
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the results and the other files of the project in which a name stands."""
    needles = [form.encode() for form in forms]
    long = tuple(needle for needle in needles if len(needle) >= _SHORT)
    short = sorted({needle.decode() for needle in needles if len(needle) < _SHORT})
    cache = project.folder / CACHE_FOLDER
    outputs = {path for path in project.output.rglob("*") if path.is_file()}
    settings = {p for p in project.folder.rglob("*.yaml") if p.is_file()}
    others = ({*find_files(project.folder)} | settings) - outputs - {project.store_path}

    def look(paths: Iterable[Path]) -> list[Path]:
        all_paths = sorted(paths)
        found = {*find_mentions(all_paths, long)}
        for name in short:
            found |= {*find_mentions(all_paths, (), name)}
        return sorted(found)

    return (*look(outputs), *([cache] if cache.exists() else [])), tuple(look(others))
