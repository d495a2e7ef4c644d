"""What coders decided, as examples to learn from."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence

from codeer.examples import Example
from codeer.model import Decision, Interview, MarkKind, Turn, Verdict
from codeer.project import Project
from codeer.store import Store
from codeer.suggest.answers import AnswerText, make_answers
from codeer.workflow.transcripts import Shelf, Transcript

_WHOLLY_CODED = 0.1
"""Share of answers with a coding, from which a transcript without other decisions was read whole."""


def gather_decided(
    project: Project, transcripts: Sequence[Transcript], shelf: Shelf
) -> list[Example]:
    """Return every answer that somebody reviewed, with the codes that were accepted there.

    Rejected and reviewed-but-uncoded sentences are examples too: of text without the code. With several
    coders a code counts when one of them gave it. A transcript with accepted codings only, in a tenth or
    more of its answers, none rejected and no answer marked as read, was coded elsewhere: there everything
    counts as reviewed, because to learn from codings alone would teach that every answer has one.
    """
    if not project.store_path.exists():
        return []
    with project.create_store() as store:
        if store.fetch_run() is None:
            return []
        sources = {place: source for source, place in store.fetch_digests().items()}
        decided, read = _gather_acts(store)
    examples = []
    for transcript in transcripts:
        source = sources.get((transcript.name, transcript.text_digest))
        if source is not None and (source in decided or source in read):
            examples += _of_interview(shelf.load(transcript), decided[source], read[source])
    return examples


def _gather_acts(store: Store) -> tuple[dict[int, list[Decision]], dict[int, set[int]]]:
    """Return by source what holds, in text order, and where answers start that were read."""
    decided: dict[int, list[Decision]] = defaultdict(list)
    for _, decision in store.log.fetch_verdicts():
        decided[decision.source].append(decision)
    read: dict[int, set[int]] = defaultdict(set)
    for logged in store.log.fetch_marks():
        if logged.mark.kind is MarkKind.SEEN:
            read[logged.mark.source].add(logged.mark.start)
    return decided, read


def _of_interview(
    interview: Interview, verdicts: Sequence[Decision], read: Collection[int]
) -> list[Example]:
    turns = {turn.number: turn for turn in interview.source.turns}
    answers = [
        (turns[answer.turn].start, _inside(verdicts, turns[answer.turn]), answer)
        for answer in make_answers(interview)
    ]
    is_coded_elsewhere = (
        not read
        and all(d.verdict is Verdict.ACCEPT for d in verdicts)
        and sum(bool(inside) for _, inside, _ in answers) >= max(1, _WHOLLY_CODED * len(answers))
    )
    found = []
    for start, inside, answer in answers:
        if inside or start in read or is_coded_elsewhere:
            accepted = [d for d in inside if d.verdict is Verdict.ACCEPT]
            labels = (
                frozenset(d.code for d in accepted if d.start < s.end and s.start < d.end)
                for s in answer.segments
            )
            found.append(_example(answer, tuple(labels)))
    return found


def _inside(verdicts: Sequence[Decision], turn: Turn) -> Sequence[Decision]:
    """Return the verdicts, of some in text order, that begin in a turn."""
    first = bisect_left(verdicts, turn.start, key=lambda d: d.start)
    return verdicts[first : bisect_left(verdicts, turn.end, key=lambda d: d.start)]


def _example(answer: AnswerText, labels: tuple[frozenset[str], ...]) -> Example:
    return Example(
        origin=answer.respondent,
        group=answer.group,
        question=answer.question,
        sentences=answer.sentences,
        labels=labels,
        is_decision=True,
    )
