"""`codeer importeer X.qdpx`: what people coded in another program, as their decisions here."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from codeer.errors import ReservedCoder
from codeer.model import MACHINE, Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.refi.losses import Losses
from codeer.refi.offsets import flatten
from codeer.refi.reading import read_project
from codeer.refi.values import (
    Finding,
    QdaCoding,
    QdaNote,
    QdaProject,
    QdaSelection,
    QdaSource,
)
from codeer.store import LoggedDecision, LoggedMark, RunRecord, Store
from codeer.text import normalise
from codeer.workflow.qda_codebook import find_own_codebook, match_codes
from codeer.workflow.qda_export import SUGGESTER
from codeer.workflow.qda_new_project import create_project, make_names
from codeer.workflow.qda_texts import ForeignTexts, Span, TextMatch
from codeer.workflow.speakers import Speakers

NAMELESS = "onbekend"


@dataclass(frozen=True, slots=True)
class QdaImport:
    """What became of a project of another program."""

    path: Path
    name: str
    origin: str
    files: tuple[Path, ...]
    """What was written, in a new project."""
    findings: tuple[Finding, ...]
    coders: dict[str, int] = field(default_factory=dict)
    """Coder to new decisions."""
    known: int = 0
    """Codings that were here already."""
    checked: int = 0
    """Codings of which the words were held against the file and are the same."""
    memos: int = 0
    is_empty: bool = False


def import_project(path: Path, project: Project, coder: str | None = None) -> QdaImport:
    """Record the codings of a .qdpx in the project here, or make a project of it in an empty folder.

    `coder` is who coded what the file gives to nobody. Importing twice changes nothing.

    Raises
    ------
    UnreadableSource, QdaUnreadable, QdaProtected, QdaTooLarge, QdaNeedsRun, ReservedCoder

    """
    if coder and coder.casefold() == MACHINE:
        raise ReservedCoder(coder)
    foreign, findings = read_project(path)
    losses = Losses()
    result = QdaImport(path, foreign.name, foreign.origin, (), findings)
    if not foreign.codes and not foreign.sources:
        return _finish(result, losses, is_empty=True)
    files: tuple[Path, ...] = ()
    if not foreign.sources and find_own_codebook(project):
        losses.drop(
            "Code", "hier is al een codeboek; vergelijken kan met een .qdc", len(foreign.codes)
        )
        return _finish(result, losses)
    if not _has_run(project):
        files = create_project(path, project, foreign, losses)
        if not _has_run(project):  # without codes or without texts there is nothing to run
            return _finish(result, losses, files=files)
    else:
        losses.drop("Case", "wie spreekt staat hier in het onderzoek", len(foreign.cases))
    if foreign.description:
        losses.drop("Description", "omschrijving van het project")
    store, run = project.open_store()
    with store:
        recording = _Recording(store, run, foreign, losses, coder)
        recording.gather()
        store.log.merge(recording.decisions, recording.marks, run=run.id)
    return _finish(
        result,
        losses,
        files=files,
        coders=dict(Counter(logged.user for logged in recording.decisions)),
        known=recording.known,
        checked=recording.checked,
        memos=len(recording.marks),
    )


def _finish(result: QdaImport, losses: Losses, **changes: object) -> QdaImport:
    values = {name: getattr(result, name) for name in result.__dataclass_fields__}
    report = (*result.findings, *losses.report())
    order = sorted(report, key=lambda f: ("gelezen", "aangepast", "weggelaten").index(f.outcome))
    return QdaImport(**{**values, **changes, "findings": tuple(order)})


def _has_run(project: Project) -> bool:
    if not project.store_path.exists():
        return False
    with project.create_store() as store:
        return store.fetch_run() is not None


# --- codings -------------------------------------------------------------------------------------


class _Recording:
    """Turns codings and memos into what is appended to the log."""

    def __init__(
        self, store: Store, run: RunRecord, foreign: QdaProject, losses: Losses, coder: str | None
    ) -> None:
        self._foreign = foreign
        self._losses = losses
        self._texts = ForeignTexts(store, run)
        self._speakers = Speakers(store.fetch_turns(run.id))
        self._codes = match_codes(foreign.codes, {code.id: code.name for code in run.codes})
        self._code_names = {code.guid: code.name for code in foreign.codes}
        self._notes = {note.guid: note for note in foreign.notes}
        self._users = _name_users(foreign, store.log.fetch_users(), coder or NAMELESS)
        self._nobody = coder or NAMELESS
        marks = store.log.fetch_marks()
        self._uids = {d.uid for d in store.log.fetch_history()} | {m.uid for m in marks}
        verdicts = store.log.fetch_verdicts()
        self._held = {
            (name.casefold(), d.source, d.code, d.start, d.end)
            for name, d in verdicts
            if d.verdict is Verdict.ACCEPT
        }
        self._said = {(name.casefold(), d.source, d.note) for name, d in verdicts if d.note}
        self._said |= {(m.user.casefold(), m.mark.source, m.mark.note) for m in marks}
        self.decisions: list[LoggedDecision] = []
        self.marks: list[LoggedMark] = []
        self.known = 0
        self.checked = 0

    def gather(self) -> None:
        """Gather everything that fits and count the rest."""
        unknown = len(self._foreign.codes) - len(self._codes)
        self._losses.drop("Code", "staat niet in het codeboek hier", unknown)
        for source, name in zip(
            self._foreign.sources, make_names(self._foreign.sources), strict=True
        ):
            match = self._texts.match(source, name)
            codings = sum(len(selection.codings) for selection in source.selections)
            self._losses.drop("Coding", "van een hele tekst", len(source.codings))
            self._losses.drop("Note", "memo bij een hele tekst", len(source.notes))
            if match is None:
                self._losses.drop("TextSource", "deze tekst is niet in dit project")
                self._losses.drop("Coding", "de tekst is niet in dit project", codings)
            else:
                for selection in source.selections:
                    self._add_selection(source, selection, match)
        placed = {guid for source in self._foreign.sources for guid in _notes_of(source)}
        loose = len(self._notes.keys() - placed)
        self._losses.drop("Note", "memo die bij geen stuk tekst hoort", loose)

    def _add_selection(self, source: QdaSource, selection: QdaSelection, match: TextMatch) -> None:
        if not selection.codings and not selection.notes:
            return
        span = match.move(selection.start, selection.end)
        number = len(selection.codings)
        said = flatten(normalise(source.text[selection.start : selection.end]))
        if span is None:
            self._losses.drop("Coding", "de woorden staan niet (meer) in het transcript", number)
            return
        if flatten(match.text[slice(*span)]) != said or not said:
            self._losses.drop("Coding", "zelfcontrole: op deze plaats staan andere woorden", number)
            return
        for coding in selection.codings:
            self._add_coding(coding, match.source, span)
        self._add_memos(selection, match.source, span)

    def _add_coding(self, coding: QdaCoding, source: int, span: Span) -> None:
        code = self._codes.get(coding.code)
        name = self._name(coding.user)
        if name is None:
            self._losses.drop("Suggestion", "suggesties van codeer zijn geen besluiten")
            return
        if code is None:
            reason = f"code '{self._code_names[coding.code]}' staat niet in het codeboek hier"
            self._losses.drop("Coding", reason)
            return
        if coding.user is None:
            self._losses.adapt("Coding", f"zonder codeur, nu van {name}")
        if self._speakers.at(source, span[0]) is None:
            reason = "begint niet in een antwoord: bewaard, telt niet mee in het rapport"
            self._losses.adapt("Coding", reason)
        self.checked += 1
        note = "\n".join(self._notes[guid].text for guid in coding.notes)
        uid = _uid(name, source, code, *span, note)
        key = name.casefold(), source, code, *span
        if uid in self._uids or key in self._held:
            self.known += 1
            return
        self._uids.add(uid)
        self._held.add(key)
        self._said.add((name.casefold(), source, note))
        decision = Decision(source, code, *span, Verdict.ACCEPT, note=note)
        self.decisions.append(LoggedDecision(0, uid, uid, _utc(coding.made), name, decision, ""))

    def _add_memos(self, selection: QdaSelection, source: int, span: Span) -> None:
        for note in (self._notes[guid] for guid in selection.notes):
            self._add_memo(note, source, span)

    def _add_memo(self, note: QdaNote, source: int, span: Span) -> None:
        """Keep a memo with the answer in which its selection begins."""
        name = self._name(note.user)
        turn = self._speakers.turn_at(source, span[0])
        if turn is None or turn.respondent is None or name is None:
            self._losses.drop("Note", "memo die bij geen antwoord hoort")
            return
        if (name.casefold(), source, note.text) in self._said:
            return
        self._said.add((name.casefold(), source, note.text))
        place = source, turn.turn.start, turn.turn.end
        uid = _uid(name, source, "", *place[1:], note.text)
        if uid in self._uids:
            return
        mark = Mark(*place, MarkKind.MEMO, note=note.text)
        self.marks.append(LoggedMark(uid, _utc(note.made), name, mark))

    def _name(self, user: str | None) -> str | None:
        """Return who coded; None for the machine."""
        return self._users.get(user, self._nobody) if user else self._nobody


def _notes_of(source: QdaSource) -> Iterator[str]:
    """Yield the memos of a text and of everything in it."""
    yield from source.notes
    for selection in source.selections:
        yield from selection.notes
        for coding in selection.codings:
            yield from coding.notes


def _name_users(foreign: QdaProject, known: list[str], nobody: str) -> dict[str, str | None]:
    """Return by guid the name of a user as it stands here; None for suggestions of codeer itself."""
    here = {name.casefold(): name for name in known}
    users: dict[str, str | None] = {}
    nameless = 0
    for user in foreign.users:
        name = user.name
        if user.guid == SUGGESTER.guid or name.casefold() in (MACHINE, SUGGESTER.name.casefold()):
            users[user.guid] = None
            continue
        if not name:
            nameless += 1
            name = nobody if nameless == 1 else f"{nobody} {nameless}"
        users[user.guid] = here.setdefault(name.casefold(), name)
    return users


def _uid(*parts: str | int) -> str:
    text = "\0".join(map(str, ("refi-qda", *parts)))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _utc(made: str) -> str:
    """Return when something was coded, or now when the file does not say."""
    try:
        moment = datetime.fromisoformat(made)
    except ValueError:
        moment = datetime.now(UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="seconds")
