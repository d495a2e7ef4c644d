"""From codings that count to fragments of text: who said them, where, and what stands around them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from io import StringIO
from itertools import accumulate
from pathlib import PurePosixPath

from codeer.model import MACHINE
from codeer.reports.blocks import ShownFragment
from codeer.results.occurrence import Fragment
from codeer.store import RunRecord, SpokenTurn, Store
from codeer.workflow.counting import Counted
from codeer.workflow.ratings import Stretches

_NUMBERED = {".txt", ".md"}
"""Files whose lines a reader can count; in others a place is the number of a turn."""


class Transcripts:
    """The texts of a run and the turns of respondents in them, fetched once."""

    def __init__(self, store: Store, run: RunRecord) -> None:
        self.texts = store.fetch_sources(run.id)
        """Source to name and text."""
        self.turns = store.bulk.fetch_spoken_turns(run.id)


def find_fragments(transcripts: Transcripts, counted: Counted) -> list[Fragment]:
    """Return what counts as fragments of respondents, in the order of the codings."""
    of: dict[int, list[SpokenTurn]] = defaultdict(list)
    where: dict[str, set[int]] = defaultdict(set)
    for turn in transcripts.turns:
        of[turn.source].append(turn)
        where[turn.respondent].add(turn.source)
    places = {
        source: _Places(name, text, of[source])
        for source, (name, text) in transcripts.texts.items()
    }
    fragments = []
    for (source, start, end), code, coder, supporters, score in counted.codings:
        here = places[source]
        said = here.turn_at(start)
        if said is None:
            continue
        place = here.describe(start, said)
        if len(where[said.respondent]) > 1:
            place = f"{here.name}, {place}"
        fragments.append(
            Fragment(
                here.name,
                said.respondent,
                said.group,
                start,
                end,
                code,
                coder,
                here.text[start:end],
                place,
                said.number,
                supporters,
                score,
            )
        )
    return fragments


class _Places:
    """Where things stand in one transcript."""

    def __init__(self, name: str, text: str, turns: Sequence[SpokenTurn]) -> None:
        self.name = name
        self.text = text
        self._turns = turns
        self._starts = [turn.start for turn in turns]
        is_numbered = PurePosixPath(name).suffix.lower() in _NUMBERED
        self._lines = _line_starts(text) if is_numbered else None

    def turn_at(self, position: int) -> SpokenTurn | None:
        """Return the turn of a respondent at a place."""
        index = bisect_right(self._starts, position) - 1
        turn = self._turns[index] if index >= 0 else None
        return turn if turn and position < turn.end else None

    def describe(self, position: int, turn: SpokenTurn) -> str:
        """Return where a reader finds it."""
        if self._lines is None:
            return f"beurt {turn.number}"
        return f"r. {bisect_right(self._lines, position)}"


def _line_starts(text: str) -> list[int]:
    return list(accumulate(map(len, StringIO(text)), initial=0))


def show_fragments(
    store: Store, run: RunRecord, fragments: Sequence[Fragment], *, is_checked: bool
) -> dict[Fragment, ShownFragment]:
    """Return per fragment what stands around it; fragments on the same words are shown once."""
    from codeer.workflow.answers import gather_answers  # only a page or a screen needs them

    names = {code.id: code.name for code in run.codes}
    headings = {group.name: group.plural for group in run.groups}
    same: dict[tuple[str, int, int], list[Fragment]] = defaultdict(list)
    for fragment in fragments:
        same[fragment.transcript, fragment.start, fragment.end].append(fragment)
    answers = gather_answers(store, run, lowest=None)
    numbers = {name: source for source, name in store.bulk.fetch_names(run.id).items()}
    stretches = Stretches((a.source, a.start, a.end) for a in answers)
    shown: dict[Fragment, ShownFragment] = {}
    for (transcript, start, end), group in same.items():
        first = group[0]
        at = next(iter(stretches.overlapping(numbers[transcript], start, end)), None)
        answer = answers[at] if at is not None else None
        seen = ShownFragment(
            themes=tuple(dict.fromkeys(names.get(f.code, f.code) for f in group)),
            respondent=first.respondent,
            group=headings[first.group],
            source=first.source,
            question=answer.question if answer else "",
            before=answer.text[: max(start - answer.start, 0)] if answer else "",
            text=first.text,
            after=answer.text[end - answer.start :] if answer else "",
            coder=", ".join(dict.fromkeys(_name(f) for f in group)),
            is_checked=is_checked,
        )
        shown.update(dict.fromkeys(group, seen))
    return shown


def _name(fragment: Fragment) -> str:
    """Return who gave a theme, as a reader sees it."""
    return "voorstel van codeer" if fragment.coder == MACHINE else fragment.coder
