"""A project as REFI-QDA: what people coded and noted, for ATLAS.ti, MAXQDA, NVivo and others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from codeer import __version__
from codeer.errors import UnknownName
from codeer.model import Decision, MarkKind, Verdict
from codeer.refi.guids import Kind, make_guid
from codeer.refi.values import (
    QdaCase,
    QdaCode,
    QdaCoding,
    QdaNote,
    QdaProject,
    QdaSelection,
    QdaSource,
    QdaUser,
)
from codeer.store import LoggedMark, RunRecord, Store, StoredSuggestion, digest_text
from codeer.workflow.speakers import Speakers

ORIGIN = f"codeer {__version__}"
SUGGESTER = QdaUser(make_guid(Kind.MACHINE, "codeer"), "codeer (suggesties)")
"""To whom suggestions belong, so that nobody takes them for a person's work."""
GROUP = "groep"

Place = tuple[int, int, int]
"""Source, start, end."""


@dataclass(frozen=True, slots=True)
class QdaContent:
    """A project for other programs, with what could not go along."""

    project: QdaProject
    suggestions: int
    left_behind: int
    """Accepted codings in an earlier text of a transcript."""


def build_codes(run: RunRecord, coded: Iterable[str] = ()) -> tuple[QdaCode, ...]:
    """Return the codes of a run, and those in `coded` that its codebook no longer has."""
    alike = Counter(code.name.casefold() for code in run.codes)
    codes = [
        QdaCode(
            guid=_code(code.id),
            # programs that know a code by its name alone would lose one of two
            name=code.name if alike[code.name.casefold()] == 1 else f"{code.name} ({code.id})",
            description=code.explanation,
            color=code.color,
            parent=_code(code.parent) if code.parent else None,
        )
        for code in run.codes
    ]
    gone = sorted(set(coded) - {code.id for code in run.codes})
    return (*codes, *(QdaCode(_code(c), c, "Staat niet meer in het codeboek.") for c in gone))


def build_project(
    store: Store, run: RunRecord, *, coder: str | None = None, threshold: float | None = None
) -> QdaContent:
    """Return the newest run with what holds; with a threshold also its suggestions from there.

    Raises
    ------
    UnknownName
        When nobody is called `coder`.

    """
    users = store.log.fetch_users()
    if coder is not None:
        if coder.casefold() not in {name.casefold() for name in users}:
            raise UnknownName("codeur", coder, tuple(users))
        users = [name for name in users if name.casefold() == coder.casefold()]
    builder = _Builder(store, run)
    for name, decision in store.log.fetch_verdicts(coder):
        builder.add_decision(name, decision)
    for mark in _holding_memos(store.log.fetch_marks(coder)):
        builder.add_memo(mark)
    suggestions = _best(store.fetch_suggestions(run.id, threshold)) if threshold is not None else []
    for suggestion in suggestions:
        builder.add_suggestion(suggestion)
    people = tuple(QdaUser(_user(name), name) for name in users)
    project = QdaProject(
        name=run.study_name or run.codebook_name,
        origin=ORIGIN,
        users=(*people, SUGGESTER) if suggestions else people,
        codes=build_codes(run, builder.coded),
        variables=(GROUP,),
        cases=builder.cases(),
        sources=builder.build_sources(),
        notes=tuple(builder.notes),
        description=_describe(run, threshold),
    )
    return QdaContent(project, len(suggestions), builder.left_behind)


def find_wide_texts(project: QdaProject) -> tuple[str, ...]:
    """Return the texts with a character that NVivo for Windows counts as two."""
    return tuple(s.name for s in project.sources if any(c > "\uffff" for c in s.text))


def count_codings(project: QdaProject) -> int:
    """Return how many codings people made."""
    return sum(
        coding.user != SUGGESTER.guid
        for source in project.sources
        for selection in source.selections
        for coding in selection.codings
    )


class _Builder:
    """Gathers selections; each belongs to one coder, because some programs read only its maker."""

    def __init__(self, store: Store, run: RunRecord) -> None:
        self._codes = {code.id: code.name for code in run.codes}
        self._texts = store.fetch_sources(run.id)
        self._sources = {
            number: make_guid(Kind.SOURCE, name, digest_text(text))
            for number, (name, text) in self._texts.items()
        }
        self._turns = store.fetch_turns(run.id)
        self._speakers = Speakers(self._turns)
        self._dates = {
            (logged.user, d.source, d.code, d.start, d.end): logged.made
            for logged in store.log.fetch_history()
            if (d := logged.decision)
        }
        self._selections: dict[int, dict[tuple[int, int, str], QdaSelection]] = defaultdict(dict)
        self._on_text: dict[int, list[str]] = defaultdict(list)
        """Notes on a whole text."""
        self.notes: list[QdaNote] = []
        self.coded: set[str] = set()
        self.left_behind = 0

    # --- adding ----------------------------------------------------------------------------------

    def add_decision(self, coder: str, d: Decision) -> None:
        """Add an accepted coding, or the note with a rejection."""
        is_coding = d.verdict is Verdict.ACCEPT
        if d.source not in self._texts:
            self.left_behind += is_coding
            return
        place = d.source, d.start, d.end
        made = self._dates[coder, d.source, d.code, d.start, d.end]
        notes: tuple[str, ...] = ()
        if d.note:
            about = self._codes.get(d.code, d.code)
            about = about if is_coding else f"het verwerpen van {about}"
            notes = (self._note(coder, place, d.code, about, d.note, made),)
        if is_coding:
            self._add_coding(place, _user(coder), d.code, made, notes)
        elif notes:
            self._annotate(place, _user(coder), notes)

    def add_suggestion(self, suggestion: StoredSuggestion) -> None:
        """Add what the machine proposes, as its own coding."""
        place = suggestion.source, suggestion.segment.start, suggestion.segment.end
        self._add_coding(place, SUGGESTER.guid, suggestion.code)

    def add_memo(self, logged: LoggedMark) -> None:
        """Add what a coder wrote with an answer."""
        mark = logged.mark
        if mark.source not in self._texts:
            return
        place = mark.source, mark.start, mark.end
        about = self._speakers.at(mark.source, mark.start) or "deze tekst"
        note = self._note(logged.user, place, "", about, mark.note, logged.made)
        if mark.start < mark.end:
            self._annotate(place, _user(logged.user), (note,))
        else:
            self._on_text[mark.source].append(note)

    def _note(self, coder: str, place: Place, code: str, about: str, text: str, made: str) -> str:
        source, start, end = place
        guid = make_guid(Kind.NOTE, self._sources[source], start, end, code, coder.casefold())
        # a name of its own: some programs keep notes by name
        name = f"Memo van {coder} bij {about} ({self._texts[source][0]}, {start}-{end})"
        self.notes.append(QdaNote(guid, name, text, _user(coder), made))
        return guid

    def _select(self, place: Place, user: str) -> QdaSelection:
        source, start, end = place
        return self._selections[source].get((start, end, user)) or QdaSelection(
            guid=make_guid(Kind.SELECTION, self._sources[source], start, end, user),
            start=start,
            end=end,
            name=self._texts[source][1][start:end],
            user=user,
        )

    def _add_coding(
        self, place: Place, user: str, code: str, made: str = "", notes: tuple[str, ...] = ()
    ) -> None:
        self.coded.add(code)
        selection = self._select(place, user)
        guid = make_guid(Kind.CODING, selection.guid, code)
        coding = QdaCoding(guid, _code(code), user, made, notes)
        self._keep(place, replace(selection, codings=(*selection.codings, coding)))

    def _annotate(self, place: Place, user: str, notes: tuple[str, ...]) -> None:
        selection = self._select(place, user)
        self._keep(place, replace(selection, notes=(*selection.notes, *notes)))

    def _keep(self, place: Place, selection: QdaSelection) -> None:
        source, start, end = place
        self._selections[source][start, end, selection.user or ""] = selection

    # --- building --------------------------------------------------------------------------------

    def build_sources(self) -> tuple[QdaSource, ...]:
        """Return the texts with their selections in text order."""
        return tuple(
            QdaSource(
                guid=self._sources[number],
                name=name,
                text=text,
                selections=tuple(s for _, s in sorted(self._selections[number].items())),
                values=self._values(number),
                notes=tuple(self._on_text[number]),
            )
            for number, (name, text) in self._texts.items()
        )

    def _values(self, source: int) -> dict[str, str]:
        """Return the group when all respondents of a text are of one."""
        groups = {turn.group for turn in self._speakers.turns(source)}
        group = groups.pop() if len(groups) == 1 else None
        return {GROUP: group} if group else {}

    def cases(self) -> tuple[QdaCase, ...]:
        """Return the respondents; a text with more of them is no one's as a whole."""
        groups = {turn.respondent: turn.group for turn in self._turns}
        whole: dict[str, list[str]] = defaultdict(list)
        parts: dict[str, list[str]] = defaultdict(list)
        for number, guid in self._sources.items():
            people = self._speakers.people(number)
            if len(people) == 1:
                whole[people[0]].append(guid)
            for (start, _, _), selection in sorted(self._selections[number].items()):
                speaker = self._speakers.at(number, start)
                if speaker is not None:
                    parts[speaker].append(selection.guid)
        return tuple(
            QdaCase(
                guid=make_guid(Kind.CASE, person),
                name=person,
                values={GROUP: group} if (group := groups[person]) else {},
                sources=tuple(whole[person]),
                selections=tuple(parts[person]),
            )
            for person in sorted(name for name in groups if name)
        )


def _user(name: str) -> str:
    return make_guid(Kind.USER, name.casefold())


def _code(code: str) -> str:
    return make_guid(Kind.CODE, code)


def _holding_memos(marks: Iterable[LoggedMark]) -> list[LoggedMark]:
    """Return the newest memo per coder and answer; an emptied one is none."""
    newest = {
        (m.user, m.mark.source, m.mark.start): m for m in marks if m.mark.kind is MarkKind.MEMO
    }
    return [logged for logged in newest.values() if logged.mark.note]


def _best(suggestions: Sequence[StoredSuggestion]) -> list[StoredSuggestion]:
    """Return one suggestion per code and segment, whatever the number of engines that had it."""
    places = {(s.source, s.segment.start, s.segment.end, s.code): s for s in suggestions}
    return list(places.values())


def _describe(run: RunRecord, threshold: float | None) -> str:
    said = [f"Gemaakt met {ORIGIN}. Codeboek: {run.codebook_name}, versie {run.codebook_version}."]
    if threshold is not None:
        lowest = f"{threshold:.2f}".replace(".", ",")
        said.append(
            f"De codeur '{SUGGESTER.name}' is geen mens: het zijn ongecontroleerde suggesties met "
            f"een score vanaf {lowest}."
        )
    said += [f"Overgeslagen: {name} ({reason})" for name, reason in run.skipped.items()]
    return "\n".join(said)
