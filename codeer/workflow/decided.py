"""What coders decided, as examples to learn from."""

from collections.abc import Sequence

from codeer.examples import Example
from codeer.model import Interview, MarkKind, Verdict
from codeer.project import Project
from codeer.store import Store
from codeer.suggest.answers import AnswerText, make_answers

_WHOLLY_CODED = 0.1
"""Share of answers with a coding, from which a transcript without other decisions was read whole."""


def gather_decided(project: Project, interviews: Sequence[Interview]) -> list[Example]:
    """Return every answer that somebody reviewed, with the codes that were accepted there.

    Rejected and reviewed-but-uncoded sentences are examples too: of text without the code. With several
    coders a code counts when one of them gave it. A transcript with accepted codings only, in a tenth or
    more of its answers, none rejected and no answer marked as read, was coded elsewhere: there everything
    counts as reviewed, because to learn from codings alone would teach that every answer has one.
    """
    if not project.store_path.exists():
        return []
    with project.create_store() as store:
        run = store.fetch_run()
        if run is None:
            return []
        places = {
            (name, text): source for source, (name, text) in store.fetch_sources(run.id).items()
        }
        examples = []
        for interview in interviews:
            source = places.get((interview.source.name, interview.source.text))
            if source is not None:
                examples += _of_interview(store, source, interview)
        return examples


def _of_interview(store: Store, source: int, interview: Interview) -> list[Example]:
    verdicts = [d for _, d in store.log.fetch_verdicts(sources=[source])]
    seen = {
        logged.mark.start
        for logged in store.log.fetch_marks()
        if logged.mark.source == source and logged.mark.kind is MarkKind.SEEN
    }
    turns = {turn.number: turn for turn in interview.source.turns}
    answers = [(turns[answer.turn], answer) for answer in make_answers(interview)]
    coded = sum(any(t.start <= d.start < t.end for d in verdicts) for t, _ in answers)
    is_coded_elsewhere = (
        not seen
        and all(d.verdict is Verdict.ACCEPT for d in verdicts)
        and coded >= max(1, _WHOLLY_CODED * len(answers))
    )
    found = []
    for turn, answer in answers:
        inside = [d for d in verdicts if turn.start <= d.start < turn.end]
        if turn.start in seen or inside or is_coded_elsewhere:
            accepted = [d for d in inside if d.verdict is Verdict.ACCEPT]
            labels = (
                frozenset(d.code for d in accepted if d.start < s.end and s.start < d.end)
                for s in answer.segments
            )
            found.append(_example(answer, tuple(labels)))
    return found


def _example(answer: AnswerText, labels: tuple[frozenset[str], ...]) -> Example:
    return Example(
        origin=answer.respondent,
        group=answer.group,
        question=answer.question,
        sentences=answer.sentences,
        labels=labels,
        is_decision=True,
    )
