"""From a run in the store to the answers that a coder can review."""

from collections import defaultdict

from codeer.review.queue import Answer, Proposal
from codeer.store import RunRecord, Store

Place = tuple[int, int]
"""Source and number of a turn."""


def gather_answers(store: Store, run: RunRecord) -> list[Answer]:
    """Return every respondent turn of a run with its question and proposals, in text order."""
    sources = store.fetch_sources(run.id)
    sentences: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    for source, segment in store.fetch_segments(run.id):
        sentences[source, segment.turn].append((segment.start, segment.end))
    proposals = _gather_proposals(store, run)
    answers: list[Answer] = []
    previous, question, before = None, "", ("", "")
    for stored in store.fetch_turns(run.id):
        name, text = sources[stored.source]
        said = text[stored.turn.start : stored.turn.end]
        if stored.source != previous:
            previous, question, before = stored.source, "", ("", "")
        if stored.respondent is None or stored.group is None:
            question = said
            continue
        place = stored.source, stored.turn.number
        if place in sentences:  # a turn of only laughter has none
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
                    before=_show_before(before, stored.respondent),
                    sentences=tuple(sentences[place]),
                    proposals=tuple(proposals[place]),
                )
            )
        before = stored.respondent, said
    return answers


def _gather_proposals(store: Store, run: RunRecord) -> dict[Place, list[Proposal]]:
    proposals: dict[Place, list[Proposal]] = defaultdict(list)
    for s in store.fetch_suggestions(run.id, 0):
        proposals[s.source, s.segment.turn].append(
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
    return proposals


def _show_before(before: tuple[str, str], respondent: str) -> str:
    """Return what was said before, with who said it when that was another respondent."""
    speaker, said = before
    return said if speaker in ("", respondent) else f"{speaker}: {said}"
