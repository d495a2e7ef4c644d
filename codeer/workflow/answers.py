"""From a run in the store to the answers that a coder can review."""

from collections import defaultdict

from codeer.review.queue import Answer, Proposal
from codeer.store import RunRecord, Store

Place = tuple[int, int]
"""Source and number of a turn."""
_NOBODY = "", 0, 0


def gather_answers(
    store: Store, run: RunRecord, lowest: float | None = 0, *, only_proposed: bool = False
) -> list[Answer]:
    """Return every respondent turn of a run with its question and proposals, in text order.

    `lowest` is the lowest score of the proposals; None: without them. `only_proposed` leaves out the
    answers that have none. Both make it much quicker.
    """
    sources = store.fetch_sources(run.id)
    sentences: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    proposals = {} if lowest is None else _gather_proposals(store, run, lowest)
    for source, number, start, end, _ in store.bulk.read_segments(run.id):
        if not only_proposed or (source, number) in proposals:
            sentences[source, number].append((start, end))
    answers: list[Answer] = []
    previous, question, before = None, (0, 0), _NOBODY
    for source, number, start, end, respondent, group in store.bulk.read_turns(run.id):
        if source != previous:
            previous, question, before = source, (0, 0), _NOBODY
        if respondent is None or group is None:
            question = start, end
            continue
        place = source, number
        if place in sentences:  # a turn of only laughter has none
            name, text = sources[source]
            answers.append(
                Answer(
                    source=source,
                    transcript=name,
                    turn=number,
                    respondent=respondent,
                    group=group,
                    start=start,
                    end=end,
                    text=text[start:end],
                    question=text[slice(*question)],
                    before=_show_before(before, text, respondent),
                    sentences=tuple(sentences[place]),
                    proposals=tuple(proposals.get(place, ())),
                )
            )
        before = respondent, start, end
    return answers


def _gather_proposals(store: Store, run: RunRecord, lowest: float) -> dict[Place, list[Proposal]]:
    proposals: dict[Place, list[Proposal]] = defaultdict(list)
    for s in store.fetch_suggestions(run.id, lowest):
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


def _show_before(before: tuple[str, int, int], text: str, respondent: str) -> str:
    """Return what was said before, with who said it when that was another respondent."""
    speaker, start, end = before
    said = text[start:end]
    return said if speaker in ("", respondent) else f"{speaker}: {said}"
