"""`codeer beoordeel`: everything between the store and a review screen."""

import getpass
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType

from codeer.errors import NothingToReview, UnknownName
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.review.queue import Answer, Proposal, Selection, select_answers
from codeer.store import RunRecord, Store

Place = tuple[int, str, int, int]
"""Source, code, start, end."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coder is."""

    done: int
    total: int
    transcript_done: int
    transcript_total: int
    group_done: int
    group_total: int


class ReviewSession:
    """The answers a coder sees and what that coder decided; every act is in the store at once."""

    def __init__(
        self, store: Store, run: RunRecord, coder: str, answers: list[Answer], *, blind: bool
    ) -> None:
        self._store = store
        self.coder = coder
        self.codes = run.codes
        self.answers = answers
        self.is_blind = blind
        self._load()

    def _load(self) -> None:
        found = self._store.log.fetch_verdicts(self.coder)
        self._verdicts = {(d.source, d.code, d.start, d.end): d for _, d in found}
        self._seen: set[tuple[int, int]] = set()
        self._discuss: set[tuple[int, int]] = set()
        self._memos: dict[tuple[int, int], str] = {}
        for logged in self._store.log.fetch_marks(self.coder):
            self._apply(logged.mark)

    def _apply(self, mark: Mark) -> None:
        place = mark.source, mark.start
        if mark.kind is MarkKind.SEEN:
            self._seen.add(place)
        elif mark.kind in (MarkKind.DISCUSS, MarkKind.STALE):
            self._discuss.add(place)
        elif mark.kind is MarkKind.SETTLED:
            self._discuss.discard(place)
        elif mark.kind is MarkKind.MEMO:
            self._memos[place] = mark.note

    # --- what holds ------------------------------------------------------------------------------

    def verdict(self, answer: Answer, code: str, start: int, end: int) -> Verdict | None:
        """Return what the coder decided on a code and range, if anything."""
        decision = self._verdicts.get((answer.source, code, start, end))
        return decision.verdict if decision else None

    def added(self, answer: Answer) -> list[Decision]:
        """Return codings of this coder in an answer that no proposal on the screen made."""
        proposed = {(p.code, p.start, p.end) for p in answer.proposals}
        return sorted(
            (
                d
                for d in self._verdicts.values()
                if d.source == answer.source
                and answer.start <= d.start < answer.end
                and d.verdict is Verdict.ACCEPT
                and (d.code, d.start, d.end) not in proposed
            ),
            key=lambda d: (d.start, d.end, d.code),
        )

    def is_seen(self, answer: Answer) -> bool:
        """Tell whether the coder finished this answer."""
        return (answer.source, answer.start) in self._seen

    def is_flagged(self, answer: Answer) -> bool:
        """Tell whether the answer is to be discussed."""
        return (answer.source, answer.start) in self._discuss

    def memo(self, answer: Answer) -> str:
        """Return the coder's note on the answer."""
        return self._memos.get((answer.source, answer.start), "")

    def progress(self, answer: Answer) -> Progress:
        """Return how much is finished in all, in this transcript and in this group."""
        total, done = Counter[str](), Counter[str]()
        for other in self.answers:
            keys = ("", f"t {other.transcript}", f"g {other.group}")
            total.update(keys)
            if self.is_seen(other):
                done.update(keys)
        transcript, group = f"t {answer.transcript}", f"g {answer.group}"
        return Progress(
            done[""],
            total[""],
            done[transcript],
            total[transcript],
            done[group],
            total[group],
        )

    def first_open(self) -> int:
        """Return the index of the first answer that is not finished, else the last one."""
        return next(
            (index for index, answer in enumerate(self.answers) if not self.is_seen(answer)),
            len(self.answers) - 1,
        )

    # --- acts ------------------------------------------------------------------------------------

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Record decisions that belong to one key press."""
        made = list(decisions)
        if made:
            self._store.log.record(self.coder, made)
            for d in made:
                self._verdicts[d.source, d.code, d.start, d.end] = d

    def judge(self, answer: Answer, proposals: Iterable[Proposal], verdict: Verdict) -> None:
        """Record the same verdict on some proposals of an answer."""
        self.decide(
            Decision(answer.source, p.code, p.start, p.end, verdict, p.id) for p in proposals
        )

    def add(self, answer: Answer, code: str, start: int, end: int) -> None:
        """Give a code to a stretch of an answer that was not proposed."""
        accept = Decision(answer.source, code, start, end, Verdict.ACCEPT, is_blind=self.is_blind)
        self.decide([accept])

    def undo(self) -> Decision | None:
        """Take back the coder's last decision, also of an earlier session; return it."""
        undone = self._store.log.undo(self.coder)
        if not undone:
            return None
        found = self._store.log.fetch_verdicts(self.coder, [undone[0].source])
        places = {(d.source, d.code, d.start, d.end): d for _, d in found}
        for d in undone:
            place = d.source, d.code, d.start, d.end
            if place in places:
                self._verdicts[place] = places[place]
            else:
                self._verdicts.pop(place, None)
        return undone[0]

    def finish(self, answer: Answer) -> None:
        """Record that the answer was read to the end."""
        if not self.is_seen(answer):
            self._mark(answer, MarkKind.SEEN)

    def flag(self, answer: Answer) -> None:
        """Flag the answer for discussion, or settle it."""
        settled = self.is_flagged(answer)
        self._mark(answer, MarkKind.SETTLED if settled else MarkKind.DISCUSS)

    def note(self, answer: Answer, text: str) -> None:
        """Write a memo with the answer."""
        self._mark(answer, MarkKind.MEMO, text)

    def _mark(self, answer: Answer, kind: MarkKind, note: str = "") -> None:
        mark = Mark(answer.source, answer.start, answer.end, kind, self.is_blind, note)
        self._store.log.record(self.coder, marks=[mark])
        self._apply(mark)

    # --- life ------------------------------------------------------------------------------------

    def __enter__(self) -> "ReviewSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._store.close()


def open_review(project: Project, coder: str, selection: Selection) -> ReviewSession:
    """Open the store and gather the answers that `selection` asks for.

    Raises
    ------
    UnknownName
        When a theme, group or transcript of the selection does not exist; no filter is ignored.
    NothingToReview
        When no answer passes.

    """
    store, run = project.open_store()
    try:
        answers = gather_answers(store, run)
        _check(selection, run, answers)
        selected = select_answers(answers, selection)
        if not selected:
            raise NothingToReview(project.folder)
        return ReviewSession(store, run, coder, selected, blind=selection.blind)
    except BaseException:
        store.close()
        raise


def _check(selection: Selection, run: RunRecord, answers: list[Answer]) -> None:
    names = {answer.transcript for answer in answers}
    stems = {name.rsplit(".", 1)[0].rsplit("/", 1)[-1] for name in names}
    known = {
        "thema": (selection.codes, {code.id for code in run.codes}),
        "groep": (selection.groups, {answer.group for answer in answers}),
        "transcript": (selection.transcripts, names | stems),
    }
    for noun, (given, existing) in known.items():
        for name in given:
            if name not in existing:
                raise UnknownName(noun, name, tuple(sorted(existing)))


def gather_answers(store: Store, run: RunRecord) -> list[Answer]:
    """Return every respondent turn of a run with its question and proposals, in text order."""
    sources = store.fetch_sources(run.id)
    sentences: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for source, segment in store.fetch_segments(run.id):
        sentences.setdefault((source, segment.turn), []).append((segment.start, segment.end))
    proposals: dict[tuple[int, int], list[Proposal]] = {}
    for s in store.fetch_suggestions(run.id, 0):
        proposals.setdefault((s.source, s.segment.turn), []).append(
            Proposal(
                id=s.id,
                code=s.code,
                start=s.segment.start,
                end=s.segment.end,
                score=s.score,
                engine=s.engine,
                evidence=s.evidence,
                is_negated=s.negated,
            )
        )
    answers: list[Answer] = []
    question, before = "", ""
    previous = None
    for stored in store.fetch_turns(run.id):
        name, text = sources[stored.source]
        said = text[stored.turn.start : stored.turn.end]
        if stored.source != previous:
            previous, question, before = stored.source, "", ""
        if stored.respondent is None or stored.group is None:
            question = said
            continue
        place = stored.source, stored.turn.number
        if place in sentences:
            answers.append(
                Answer(
                    source=stored.source,
                    transcript=name,
                    turn=stored.turn.number,
                    respondent=stored.respondent,
                    group=stored.group,
                    start=stored.turn.start,
                    end=stored.turn.end,
                    text=said,
                    question=question,
                    before=before,
                    sentences=tuple(sentences[place]),
                    proposals=tuple(proposals.get(place, ())),
                )
            )
        before = said
    return answers


def find_coder(project: Project, given: str | None) -> str | None:
    """Return the coder's name: the one given, else the one this computer user gave before."""
    store, _ = project.open_store()
    with store:
        key = f"codeur {getpass.getuser()}"
        if given:
            store.record_setting(key, given)
            return given
        return store.fetch_setting(key)
