"""A corrected transcript: what coders did on the old text goes along to the new one.

The old text and all that was decided on it stay as they were. What is appended carries an id that follows
from the id of what it continues: moving twice, also in two copies of a project, changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from codeer.errors import RunReplaced
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.reports.decision_sheet import VERDICT_WORDS
from codeer.store import LoggedDecision, LoggedMark, Store
from codeer.workflow.alignment import Alignment, Range
from codeer.workflow.tracing import Route, load_traces

MOVED = "verplaatst na correctie"
_FLAGS = (MarkKind.DISCUSS, MarkKind.STALE)


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened to the decisions on a transcript whose text changed."""

    transcript: str
    moved: int
    stale: int
    """Codings whose words are gone; the nearest answer is flagged."""


@dataclass(frozen=True, slots=True)
class _Acts:
    """All that coders ever did, in order."""

    decisions: Sequence[LoggedDecision]
    """What each coder last decided on each code and range, withdrawals included."""
    marks: Sequence[LoggedMark]
    known: frozenset[str]
    """The ids of everything in the log."""


def move_decisions(store: Store, run: int) -> tuple[Moved, ...]:
    """Append to the new texts of a run what holds on their older versions.

    A verdict moves along when its words still stand in a respondent's turn; otherwise the coder gets
    a mark `stale` at the nearest answer. Marks move along as well: `seen` only when the answer is
    unchanged. Between a text and its pseudonymised version every place is known exactly.
    """
    sources = store.fetch_sources(run)
    traces = load_traces(store)
    current = {name: source for source, (name, _) in sources.items()}
    old = store.fetch_old_sources(run)
    targets = {
        s: t for s, v in old.items() if (t := traces.target(s, sources) or current.get(v[0]))
    }
    if not targets:
        return ()
    acts = _gather(store)
    turns = [turn for turn in store.fetch_turns(run) if turn.respondent]
    with_text = {(source, segment.turn) for source, segment in store.fetch_segments(run)}
    decisions: list[LoggedDecision] = []
    marks: list[LoggedMark] = []
    results = []
    for name, target in sorted((sources[target][0], target) for target in set(targets.values())):
        own = [t.turn for t in turns if t.source == target]
        answers = [(t.start, t.end) for t in own if (target, t.number) in with_text]
        move = _Move(
            target=target,
            turns=[(turn.start, turn.end) for turn in own],
            answers=answers or [(turn.start, turn.end) for turn in own],
            alignments={
                source: traces.route(source, target)
                or Alignment(old[source][1], sources[target][1])
                for source, its_target in targets.items()
                if its_target == target
            },
        )
        carried, lost = move.decisions(acts)
        decisions += carried
        marks += [*lost, *move.marks(acts)]
        moved = sum(d.decision.verdict is not Verdict.WITHDRAW for d in carried)
        results.append(Moved(name, moved, len(lost)))
    if decisions or marks:
        try:
            store.log.merge(decisions, marks, run=run)
        except RunReplaced:  # the newer run moves them itself
            return ()
    return tuple(result for result in results if result.moved or result.stale)


def _gather(store: Store) -> _Acts:
    history, marks = store.log.fetch_history(), store.log.fetch_marks()
    latest = {
        (d.user, d.decision.source, d.decision.code, d.decision.start, d.decision.end): d
        for d in history
    }
    known = frozenset(d.uid for d in history) | {m.uid for m in marks}
    return _Acts(sorted(latest.values(), key=lambda d: d.id), marks, known)


def _follow_up(kind: str, uid: str) -> str:
    """Return the id of what continues something on a later text."""
    return hashlib.blake2b(f"{kind} {uid}".encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class _Move:
    """One transcript, from its older texts to the new one."""

    target: int
    turns: Sequence[Range]
    """Where respondents speak in the new text."""
    answers: Sequence[Range]
    """Those that the review screen shows."""
    alignments: Mapping[int, Alignment | Route]
    """By older text."""

    # --- decisions -------------------------------------------------------------------------------

    def decisions(self, acts: _Acts) -> tuple[list[LoggedDecision], list[LoggedMark]]:
        """Return the decisions to append and the marks for those whose words are gone.

        When several older texts lead to the same place, the last decision made there holds.
        """
        wanted: dict[tuple[str, str, int, int], LoggedDecision] = {}
        lost = []
        for logged in acts.decisions:
            d = logged.decision
            if d.source not in self.alignments or _follow_up("moved", logged.uid) in acts.known:
                continue
            place = self.alignments[d.source].find(d.start, d.end, self.turns)
            if place:
                wanted[logged.user, d.code, *place] = logged
            elif (
                d.verdict is not Verdict.WITHDRAW
                and _follow_up("stale", logged.uid) not in acts.known
            ):
                lost.append(self._stale(logged))
        standing = {
            (s.user, s.decision.code, s.decision.start, s.decision.end): s
            for s in acts.decisions
            if s.decision.source == self.target
        }
        carried = [
            self._carried(logged, start, end)
            for (user, code, start, end), logged in wanted.items()
            if _adds(logged, standing.get((user, code, start, end)))
        ]
        return carried, lost

    def _carried(self, logged: LoggedDecision, start: int, end: int) -> LoggedDecision:
        d = logged.decision
        note = d.note if MOVED in d.note else f"{d.note} ({MOVED})" if d.note else MOVED
        return LoggedDecision(
            id=0,
            uid=_follow_up("moved", logged.uid),
            batch=_follow_up("moved", logged.batch),  # undone together, as it was made
            made=_now(),
            user=logged.user,
            decision=Decision(
                self.target, d.code, start, end, d.verdict, is_blind=d.is_blind, note=note
            ),
            undoes="",
        )

    def _stale(self, logged: LoggedDecision) -> LoggedMark:
        d = logged.decision
        start, end = self._nearest(d.source, d.start)
        note = f"{d.code}: {VERDICT_WORDS[d.verdict]}"
        mark = Mark(self.target, start, end, MarkKind.STALE, d.is_blind, note)
        return LoggedMark(_follow_up("stale", logged.uid), _now(), logged.user, mark)

    def _nearest(self, source: int, position: int) -> Range:
        """Return the answer nearest to where something of an older text should stand."""
        place = self.alignments[source].expect(position)
        return min(self.answers, key=lambda turn: max(turn[0] - place, place - turn[1], 0))

    # --- marks -----------------------------------------------------------------------------------

    def marks(self, acts: _Acts) -> Iterator[LoggedMark]:
        """Yield what goes along: answers read, flags that are not settled, memos."""
        memos = {
            (m.user, m.mark.start): m.mark.note
            for m in acts.marks
            if m.mark.source == self.target and m.mark.kind is MarkKind.MEMO
        }
        old = [m for m in acts.marks if m.mark.source in self.alignments]
        for logged in _holding(old):
            mark = logged.mark
            uid = _follow_up("moved", logged.uid)
            if uid in acts.known:
                continue
            place = self._answer(mark)
            if place is None and mark.kind is MarkKind.SEEN:
                continue
            start, end = place or self._nearest(mark.source, mark.start)
            note = mark.note
            if mark.kind is MarkKind.MEMO:
                there = memos.get((logged.user, start), "")
                if note in there:
                    continue
                note = memos[logged.user, start] = f"{there}\n{note}" if there else note
            moved = replace(mark, source=self.target, start=start, end=end, note=note)
            yield LoggedMark(uid, _now(), logged.user, moved)

    def _answer(self, mark: Mark) -> Range | None:
        """Return the answer that has exactly the words of a mark's answer."""
        place = self.alignments[mark.source].find(mark.start, mark.end, self.turns)
        return place if place in self.answers else None


def _adds(logged: LoggedDecision, standing: LoggedDecision | None) -> bool:
    """Tell whether a decision changes what holds at its new place."""
    if standing is None:
        return logged.decision.verdict is not Verdict.WITHDRAW
    is_later = logged.id > standing.id
    return is_later and logged.decision.verdict is not standing.decision.verdict


def _holding(marks: Iterable[LoggedMark]) -> list[LoggedMark]:
    """Return the marks that nothing later on the same answer replaced or settled."""
    kept: dict[tuple[str, int, int, str], LoggedMark] = {}
    for logged in marks:
        mark = logged.mark
        place = logged.user, mark.source, mark.start
        if mark.kind is MarkKind.SETTLED:
            kept = {k: m for k, m in kept.items() if k[:3] != place or m.mark.kind not in _FLAGS}
        elif mark.kind is MarkKind.STALE:
            kept[*place, f"{mark.kind} {mark.note}"] = logged
        else:
            kept[*place, mark.kind] = logged
    return [m for m in kept.values() if m.mark.kind is not MarkKind.MEMO or m.mark.note]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
