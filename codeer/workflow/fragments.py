"""From codings that count to fragments of text: who said them, where, and what stands around them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

from codeer.model import MACHINE
from codeer.reports.blocks import ShownFragment
from codeer.results.occurrence import Fragment
from codeer.store import RunRecord, Store
from codeer.workflow.answers import gather_answers
from codeer.workflow.counting import Counted
from codeer.workflow.ratings import Stretches
from codeer.workflow.speakers import Speakers

_NUMBERED = {".txt", ".md"}
"""Files whose lines a reader can count; in others a place is the number of a turn."""


def find_fragments(store: Store, run: RunRecord, counted: Counted) -> list[Fragment]:
    """Return what counts as fragments of respondents, in the order of the codings."""
    sources = store.fetch_sources(run.id)
    turns = store.fetch_turns(run.id)
    speakers = Speakers(turns)
    lines = {source: _line_starts(text) for source, (_, text) in sources.items()}
    transcripts = defaultdict(set)
    for stored in turns:
        transcripts[stored.respondent].add(stored.source)
    fragments = []
    for coding in counted.codings:
        source, start, end = coding.place
        turn = speakers.turn_at(source, start)
        if turn is None or turn.respondent is None or turn.group is None:
            continue
        name, text = sources[source]
        is_numbered = PurePosixPath(name).suffix.lower() in _NUMBERED
        line = f"r. {bisect_right(lines[source], start)}"
        place = line if is_numbered else f"beurt {turn.turn.number}"
        if len(transcripts[turn.respondent]) > 1:
            place = f"{name}, {place}"
        fragments.append(
            Fragment(
                transcript=name,
                respondent=turn.respondent,
                group=turn.group,
                start=start,
                end=end,
                code=coding.code,
                coder=coding.coder,
                text=text[start:end],
                place=place,
                turn=turn.turn.number,
                supporters=coding.supporters,
                score=coding.score,
            )
        )
    return fragments


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def show_fragments(
    store: Store, run: RunRecord, fragments: Sequence[Fragment], *, is_checked: bool
) -> dict[Fragment, ShownFragment]:
    """Return per fragment what stands around it; fragments on the same words are shown once."""
    names = {code.id: code.name for code in run.codes}
    headings = {group.name: group.plural for group in run.groups}
    same: dict[tuple[str, int, int], list[Fragment]] = defaultdict(list)
    for fragment in fragments:
        same[fragment.transcript, fragment.start, fragment.end].append(fragment)
    answers = gather_answers(store, run)
    numbers = {name: source for source, (name, _) in store.fetch_sources(run.id).items()}
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
