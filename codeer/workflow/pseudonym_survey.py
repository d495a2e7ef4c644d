"""Before names are replaced: find them in all interviews and propose what comes in their place."""

import errno
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from codeer.errors import (
    InvalidOption,
    KeyInsideProject,
    KeyMissing,
    KeyOfAnother,
    SourceProblems,
    UnreadableSource,
    describe_cause,
)
from codeer.language import find_entities, load_pipeline
from codeer.model import Interview, Progress, Study
from codeer.project import Project
from codeer.pseudonyms.deduce_finder import load_deduce
from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.grouping import group_mentions
from codeer.pseudonyms.key_file import Key, read_key
from codeer.pseudonyms.numbers import find_numbers
from codeer.pseudonyms.proposing import Identity, Style, propose_replacements
from codeer.pseudonyms.replacing import Chosen, Range, blank_placeholders
from codeer.pseudonyms.values import Entity, Kind, KnownName, LanguageNames, Mention
from codeer.store import Store
from codeer.study import find_study
from codeer.text import fold
from codeer.workflow.known_names import gather_known, read_names
from codeer.workflow.reading import read_interviews

KEY_SETTING = "sleutel"
_LABELS = {
    "PER": Kind.NAAM, "PERSON": Kind.NAAM, "LOC": Kind.PLAATS, "GPE": Kind.PLAATS,
    "FAC": Kind.ADRES, "ORG": Kind.INSTELLING,
}  # fmt: skip
SURE = 0.8
"""From here on a proposal is taken over by `--alles`."""


@dataclass(frozen=True, slots=True)
class SurveySettings:
    """Where to look, and what is known already."""

    project: Project
    sources: tuple[Path, ...] = ()
    study: Path | None = None
    encoding: str | None = None
    key: Path | None = None
    """None: only look."""
    style: Style | None = None
    """None: as the key says, or numbers."""
    names: Path | None = None
    model: str | None = None
    with_deduce: bool = False
    known: tuple[KnownName, ...] = ()
    """From a list that somebody edited."""
    with_old: bool = False
    """Look in earlier versions that the database keeps as well."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text in which names are to be found."""

    transcript: str
    text: str
    spoken: tuple[Range, ...]
    interview: Interview | None = None
    """None: a version that only the database has."""
    path: Path | None = None
    source: int | None = None
    """Its number in the database, for such a version."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A person, place or number with what could come in its place."""

    entity: Entity
    forms: tuple[str, ...]
    transcripts: tuple[str, ...]
    certainty: float
    replacement: str
    was_kept: bool
    """The key says that it stays."""
    is_known: bool
    """The key has it."""

    @property
    def identity(self) -> Identity:
        """Return what it is known by."""
        return self.entity.kind, self.entity.key

    @property
    def is_sure(self) -> bool:
        """Tell whether this can be replaced without looking."""
        return not self.was_kept and (self.is_known or self.certainty >= SURE)


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that was found."""

    settings: SurveySettings
    documents: tuple[Document, ...]
    study: Study
    study_path: Path | None
    key: Key
    known: tuple[KnownName, ...]
    language_names: LanguageNames
    proposals: tuple[Proposal, ...]

    def example(self, proposal: Proposal, around: int = 60) -> str:
        """Return the first mention with some words around it, on one line."""
        number, mention = proposal.entity.mentions[0]
        text = self.documents[int(number)].text
        before = text[max(0, mention.start - around) : mention.start]
        after = text[mention.end : mention.end + around]
        if len(before) == around:
            before = "…" + before.partition(" ")[2]
        if len(after) == around:
            after = after.rpartition(" ")[0] + "…"
        return " ".join(f"{before}«{mention.text}»{after}".split())


def survey(settings: SurveySettings, progress: Progress) -> Survey:
    """Find names and numbers in all transcripts; change nothing.

    Raises
    ------
    SourceProblems
        When a transcript cannot be read.
    KeyInsideProject, KeyMissing, KeyOfAnother, KeyUnreadable
        When this is not a key to go on with.

    """
    project = settings.project
    study = project.load_study(settings.study)
    key = open_key(project, settings.key, settings.style)
    progress("transcripten lezen", 0, 1)
    reading = read_interviews(settings.sources or project.find_sources(), study, settings.encoding)
    if reading.errors:
        raise SourceProblems(reading.errors)
    interviews = reading.interviews
    documents = [
        Document(
            i.source.name,
            i.source.text,
            tuple((turn.start, turn.end) for turn in i.source.turns),
            i,
            transcript.path,
        )
        for transcript, i in zip(reading.transcripts, interviews, strict=True)
    ]
    if settings.with_old and project.store_path.exists():
        documents += _stored_versions(project, documents)
    listed = read_names(settings.names) if settings.names else ()
    known = gather_known((*key.known_names(), *settings.known, *listed), study, interviews)
    seen = _language_names(settings)
    found = find_all(documents, known, seen, progress)
    entities = group_mentions(
        {str(number): mentions for number, mentions in enumerate(found)}, known
    )
    return Survey(
        settings=settings,
        documents=tuple(documents),
        study=study,
        study_path=settings.study or find_study(project.folder / "codeboeken"),
        key=key,
        known=known,
        language_names=seen,
        proposals=tuple(_proposals(entities, documents, key)),
    )


def find_all(
    documents: Sequence[Document],
    known: Sequence[KnownName],
    language_names: LanguageNames,
    progress: Progress,
) -> list[list[Mention]]:
    """Return the mentions in each text, without replacements of an earlier time."""
    found = []
    for done, document in enumerate(documents, start=1):
        text = blank_placeholders(document.text)
        mentions = find_mentions(text, known, language_names=language_names)
        wider = [n for n in find_numbers(text) if any(_is_within(m, n) for m in mentions)]
        alone = [m for m in mentions if not any(_is_within(m, n) for n in wider)]
        both = sorted([*alone, *wider], key=lambda mention: mention.start)
        found.append([m for m in both if "·" not in m.text])
        progress("namen zoeken", done, len(documents))
    return found


def _is_within(mention: Mention, number: Mention) -> bool:
    """Tell whether a known name is only a part of an address: sanne@school.nl."""
    inside = number.start <= mention.start and mention.end <= number.end
    return inside and len(mention.text) < len(number.text)


def _language_names(settings: SurveySettings) -> LanguageNames:
    """Return what the language model, when it has a part for names, and deduce see as names."""
    pipeline = load_pipeline(settings.model, with_names=True)
    deduce = load_deduce() if settings.with_deduce else None

    def see(text: str) -> list[tuple[int, int, Kind]]:
        return [
            (start, end, _LABELS[label])
            for start, end, label in find_entities(pipeline, text)
            if label in _LABELS
        ] + [*(deduce(text) if deduce else ())]

    return see


# --- the key -------------------------------------------------------------------------------------


def open_key(project: Project, path: Path | None, style: Style | None) -> Key:
    """Return the key at a place, or a new one when this project has none."""
    if path is None:
        return Key(token_hex(16), style or Style.NUMBERS)
    refuse_inside(project, path)
    mark = _fetch_mark(project)
    if not path.exists():
        if mark:
            raise KeyMissing(path)
        return Key(token_hex(16), style or Style.NUMBERS)
    key = read_key(path)
    if mark and key.mark != mark:
        raise KeyOfAnother(path)
    if style and style is not key.style:
        raise InvalidOption("--stijl", style, (f"{key.style}, zoals in deze sleutel",))
    return key


def has_key(project: Project) -> bool:
    """Tell whether names were replaced in this project before."""
    return bool(_fetch_mark(project))


def _fetch_mark(project: Project) -> str:
    if not project.store_path.exists() or not project.store_path.stat().st_size:
        return ""
    with Store(project.store_path, read_only=True) as store:
        return store.fetch_setting(KEY_SETTING) or ""


def refuse_inside(project: Project, path: Path) -> None:
    """Refuse a file with names and replacements within the project, also through a link."""
    folder = project.folder.resolve()
    written = Path(os.path.normpath(path.absolute()))  # `..` away, links not followed
    try:
        real = path.resolve()
    except RuntimeError as error:  # a link to itself
        raise UnreadableSource(path, describe_cause(OSError(errno.ELOOP, ""))) from error
    if real.is_relative_to(folder) or written.is_relative_to(folder):
        raise KeyInsideProject(path, folder)


# --- documents and proposals ---------------------------------------------------------------------


def _stored_versions(project: Project, documents: Iterable[Document]) -> list[Document]:
    """Return the versions in the database of these transcripts that are not the files of now."""
    now = {(document.transcript, document.text) for document in documents}
    names = {document.transcript for document in documents}
    with Store(project.store_path) as store:
        return [
            Document(name, text, tuple(store.texts.fetch_turns(source)), source=source)
            for source, (name, text) in store.texts.fetch().items()
            if name in names and (name, text) not in now
        ]


def _proposals(
    entities: Sequence[Entity], documents: Sequence[Document], key: Key
) -> Iterable[Proposal]:
    by_form = {
        (entry.kind, fold(form)): entry
        for entry in key.entries
        for form in (*entry.forms, entry.entity)
    }
    entries = {}
    for entity in entities:
        forms = (entity.key, entity.name)
        entry = next((e for f in forms if (e := by_form.get((entity.kind, fold(f))))), None)
        if entry:
            entries[entity.kind, entity.key] = entry
    known = {(e.kind, e.entity): e.replacement for e in key.entries if e.replacement}
    known |= {identity: e.replacement for identity, e in entries.items() if e.replacement}
    proposed = propose_replacements(entities, known, key.style, (d.text for d in documents))
    for entity in entities:
        places: Mapping[str, None] = dict.fromkeys(
            documents[int(number)].transcript for number, _ in entity.mentions
        )
        entry = entries.get((entity.kind, entity.key))
        yield Proposal(
            entity=entity,
            forms=tuple(dict.fromkeys(mention.text for _, mention in entity.mentions)),
            transcripts=tuple(places),
            certainty=max(mention.certainty for _, mention in entity.mentions),
            replacement=proposed[entity.kind, entity.key],
            was_kept=entry is not None and not entry.replacement,
            is_known=entry is not None and bool(entry.replacement),
        )


def mentions_by_document(
    survey: Survey, choices: Mapping[Identity, str]
) -> dict[int, list[Chosen]]:
    """Return per text what is to be replaced by what."""
    found: dict[int, list[Chosen]] = defaultdict(list)
    for proposal in survey.proposals:
        if replacement := choices.get(proposal.identity):
            for number, mention in proposal.entity.mentions:
                ending = "s" if _is_genitive(mention, proposal) else ""
                found[int(number)].append(Chosen(mention, replacement, ending))
    return found


def _is_genitive(mention: Mention, proposal: Proposal) -> bool:
    """Tell `Sannes`, when she is called Sanne elsewhere, from `Thomas`."""
    if mention.kind is not Kind.NAAM:
        return False
    last = fold(mention.text).split()[-1]
    own = proposal.entity.key.split()
    others = {word for form in proposal.forms for word in fold(form).split()} | {*own}
    return last.endswith("s") and last not in own and last[:-1] in others
