"""`codeer beoordeel`: everything between the store and a review screen."""

import getpass
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from codeer.errors import NothingStored, NothingToReview, ReservedCoder, UnknownName
from codeer.model import MACHINE, Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.review.queue import (
    Answer,
    Progress,
    Proposal,
    Selection,
    Undone,
    names_of,
    select_answers,
)
from codeer.store import RunRecord, Store
from codeer.workflow.answers import gather_answers


class ReviewSession:
    """The answers a coder sees and what that coder decided; every act is in the store at once.

    What is kept here follows the store: it changes only after the store has taken it.
    """

    def __init__(self, project: Project, store: Store, coder: str, selection: Selection) -> None:
        self.coder = coder
        self.is_blind = selection.blind
        self._project = project
        self._store = store
        self._selection = selection
        self._load()

    def _load(self) -> None:
        run = self._store.fetch_run()
        if run is None:
            raise NothingStored(self._project.folder)
        names = self._store.bulk.fetch_names(run.id)
        selection = _complete(self._selection, self._store, run, names)
        is_open = selection.everything or selection.blind
        lowest = None if selection.blind else selection.threshold
        answers = gather_answers(self._store, run, lowest, only_proposed=not is_open)
        selected = select_answers(answers, selection)
        if not selected:
            raise NothingToReview(self._project.folder)
        found = self._store.log.fetch_verdicts(self.coder)
        marks = self._store.log.fetch_marks(self.coder)
        self._run = run
        self._transcripts = names
        self.codes = run.codes
        self.answers = selected
        self._verdicts: dict[int, dict[tuple[str, int, int], Decision]] = {}
        for _, decision in found:
            self._apply_decision(decision)
        self._seen: set[tuple[int, int]] = set()
        self._discuss: set[tuple[int, int]] = set()
        self._memos: dict[tuple[int, int], str] = {}
        for logged in marks:
            self._apply_mark(logged.mark)
        self._done: set[tuple[int, int]] = set()
        self._counts = Counter[str]()
        self._totals = Counter(chain.from_iterable(map(_counted_as, selected)))
        for answer in filter(self._is_read, selected):
            self._count(answer)

    def _apply_decision(self, decision: Decision) -> None:
        places = self._verdicts.setdefault(decision.source, {})
        place = decision.code, decision.start, decision.end
        if decision.verdict is Verdict.WITHDRAW:
            places.pop(place, None)
        else:
            places[place] = decision

    def _apply_mark(self, mark: Mark) -> None:
        place = mark.source, mark.start
        if mark.kind is MarkKind.SEEN and mark.is_blind == self.is_blind:
            self._seen.add(place)
        elif mark.kind in (MarkKind.DISCUSS, MarkKind.STALE):
            self._discuss.add(place)
        elif mark.kind is MarkKind.SETTLED:
            self._discuss.discard(place)
        elif mark.kind is MarkKind.MEMO:
            self._memos[place] = mark.note

    def _count(self, answer: Answer) -> None:
        """Keep the count of finished answers; counting them all at each key would be slow."""
        place = answer.source, answer.start
        is_done = self._is_read(answer) and all(
            self.verdict(answer, p.code, p.start, p.end) for p in answer.proposals
        )
        if is_done and place not in self._done:
            self._done.add(place)
            self._counts.update(_counted_as(answer))
        elif not is_done and place in self._done:
            self._done.discard(place)
            self._counts.subtract(_counted_as(answer))

    def _is_read(self, answer: Answer) -> bool:
        return (answer.source, answer.start) in self._seen

    # --- what holds ------------------------------------------------------------------------------

    def verdict(self, answer: Answer, code: str, start: int, end: int) -> Verdict | None:
        """Return what the coder decided on a code and range, if anything."""
        decision = self._verdicts.get(answer.source, {}).get((code, start, end))
        return decision.verdict if decision else None

    def added(self, answer: Answer) -> list[Decision]:
        """Return codings of this coder in an answer that no proposal on the screen made.

        A blind reading shows only what was coded blind: the rest would tell what was suggested.
        """
        proposed = {(p.code, p.start, p.end) for p in answer.proposals}
        return sorted(
            (
                d
                for place, d in self._verdicts.get(answer.source, {}).items()
                if answer.start <= d.start < answer.end
                and d.verdict is Verdict.ACCEPT
                and place not in proposed
                and (d.is_blind or not self.is_blind)
            ),
            key=lambda d: (d.start, d.end, d.code),
        )

    def is_done(self, answer: Answer) -> bool:
        """Tell whether the coder read the answer to the end and decided on every proposal.

        Reading alone is not enough: a later run, or a wider filter, may bring new proposals.
        """
        return (answer.source, answer.start) in self._done

    def is_flagged(self, answer: Answer) -> bool:
        """Tell whether the answer is to be discussed."""
        return (answer.source, answer.start) in self._discuss

    def memo(self, answer: Answer) -> str:
        """Return the coder's note on the answer."""
        return self._memos.get((answer.source, answer.start), "")

    def progress(self, answer: Answer) -> Progress:
        """Return how much is done in all, in this transcript and in this group."""
        everything, transcript, group = _counted_as(answer)
        return Progress(
            self._counts[everything],
            self._totals[everything],
            self._counts[transcript],
            self._totals[transcript],
            self._counts[group],
            self._totals[group],
        )

    def next_open(self, index: int) -> int | None:
        """Return the index of the next answer that is not done, round the end; None when all are."""
        count = len(self.answers)
        following = ((index + step) % count for step in range(1, count + 1))
        return next((i for i in following if not self.is_done(self.answers[i])), None)

    # --- acts ------------------------------------------------------------------------------------

    def judge(self, answer: Answer, proposals: Iterable[Proposal], verdict: Verdict) -> None:
        """Record the same verdict on some proposals of an answer."""
        self._decide(
            answer,
            [Decision(answer.source, p.code, p.start, p.end, verdict, p.id) for p in proposals],
        )

    def add(self, answer: Answer, code: str, start: int, end: int) -> None:
        """Give a code to a stretch of an answer; it accepts the proposal if that was made."""
        proposal = next(
            (p for p in answer.proposals if (p.code, p.start, p.end) == (code, start, end)), None
        )
        decision = Decision(
            answer.source,
            code,
            start,
            end,
            Verdict.ACCEPT,
            suggestion=proposal.id if proposal else None,
            is_blind=self.is_blind,
        )
        self._decide(answer, [decision])

    def drop(self, answer: Answer, decision: Decision) -> None:
        """Withdraw a code that the coder gave, or reject the suggestion that it came from."""
        verdict = Verdict.WITHDRAW if decision.suggestion is None else Verdict.REJECT
        self._decide(answer, [replace(decision, verdict=verdict, is_blind=self.is_blind)])

    def _decide(self, answer: Answer, decisions: list[Decision]) -> None:
        self._store.log.record(self.coder, decisions, run=self._run.id)
        for decision in decisions:
            self._apply_decision(decision)
        self._count(answer)

    def undo(self) -> Undone | None:
        """Take back the coder's last decision, also of an earlier session."""
        undone = self._store.log.undo(self.coder, run=self._run.id)
        if not undone:
            return None
        for taken_back in undone:
            self._apply_decision(taken_back.restored)
        decisions = tuple(taken_back.decision for taken_back in undone)
        source, start = decisions[0].source, decisions[0].start
        places = enumerate(self.answers)
        index = next(
            (i for i, a in places if a.source == source and a.start <= start < a.end), None
        )
        if index is not None:
            self._count(self.answers[index])
        return Undone(decisions, self._transcripts.get(source, ""), index)

    def finish(self, answer: Answer) -> None:
        """Record that the answer was read to the end."""
        if not self._is_read(answer):
            self._mark(answer, MarkKind.SEEN)
            self._count(answer)

    def flag(self, answer: Answer) -> None:
        """Flag the answer for discussion, or settle it."""
        self._mark(answer, MarkKind.SETTLED if self.is_flagged(answer) else MarkKind.DISCUSS)

    def note(self, answer: Answer, text: str) -> None:
        """Write a memo with the answer."""
        self._mark(answer, MarkKind.MEMO, text)

    def _mark(self, answer: Answer, kind: MarkKind, note: str = "") -> None:
        mark = Mark(answer.source, answer.start, answer.end, kind, self.is_blind, note)
        self._store.log.record(self.coder, marks=[mark], run=self._run.id)
        self._apply_mark(mark)

    # --- life ------------------------------------------------------------------------------------

    def reload(self, answer: Answer) -> int:
        """Read the newest run, and return where `answer` or what comes closest to it is now."""
        self._load()
        same = [i for i, a in enumerate(self.answers) if a.transcript == answer.transcript]
        exact = [i for i in same if self.answers[i].text == answer.text]
        near = sorted(exact or same, key=lambda i: abs(self.answers[i].turn - answer.turn))
        following = self.next_open(-1)
        return near[0] if near else following or 0

    def __enter__(self) -> "ReviewSession":
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()


def open_review(project: Project, coder: str, selection: Selection) -> ReviewSession:
    """Open the store, remember who codes, and gather the answers that `selection` asks for.

    Raises
    ------
    ReservedCoder
        When the coder has the name of the suggestions.
    UnknownName
        When a name in the selection does not exist; no filter is ignored.
    NothingToReview
        When no answer passes.

    """
    if coder.casefold() == MACHINE:
        raise ReservedCoder(coder)
    store, _ = project.open_store()
    try:
        session = ReviewSession(project, store, coder, selection)
        if store.fetch_setting(_coder_setting()) != coder:
            store.record_setting(_coder_setting(), coder)
    except BaseException:
        store.close()
        raise
    return session


def find_coder(project: Project) -> str | None:
    """Return the name that this user of the computer gave before."""
    store, _ = project.open_store()
    with store:
        return store.fetch_setting(_coder_setting())


def _coder_setting() -> str:
    try:
        return f"codeur {getpass.getuser()}"
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "codeur"


def _counted_as(answer: Answer) -> tuple[str, str, str]:
    return "", f"t {answer.transcript}", f"g {answer.group}"


def _complete(
    selection: Selection, store: Store, run: RunRecord, transcripts: Mapping[int, str]
) -> Selection:
    """Check the names of a selection, and fill in what the run knows."""
    groups = {group.name: group.members for group in run.groups}
    engines = store.bulk.fetch_engines(run.id) if selection.engines else []
    known: dict[str, tuple[tuple[str, ...], set[str]]] = {
        "thema": (selection.codes, {code.id for code in run.codes}),
        "groep": (selection.groups, set(groups)),
        "transcript": (selection.transcripts, set().union(*map(names_of, transcripts.values()))),
        "herkomst": (selection.engines, {name for names in engines for name in names.split("+")}),
    }
    for noun, (given, existing) in known.items():
        for name in given:
            if name not in existing:
                raise UnknownName(noun, name, tuple(sorted(existing)))
    return replace(
        selection,
        groups=tuple(m for name in selection.groups for m in groups[name]),
        threshold=run.threshold if selection.threshold is None else selection.threshold,
    )
