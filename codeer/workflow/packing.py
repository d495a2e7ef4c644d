"""Put a project's newest run in a packet."""

from collections import defaultdict
from collections.abc import Mapping

from codeer.store import RunRecord, Store
from codeer.workflow.packet import (
    Packet,
    PacketContent,
    PacketDecision,
    PacketLog,
    PacketMark,
    PacketRun,
    PacketSegment,
    PacketSource,
    PacketTurn,
)


def build_packet(
    store: Store, run: RunRecord, *, with_decisions: bool = False, coder: str | None = None
) -> Packet:
    """Return the newest run as a packet; `coder` limits the decisions that go with it."""
    digests = store.fetch_digests()
    sources = store.fetch_sources(run.id)
    turns, segments = _gather_turns(store, run), _gather_segments(store, run)
    content = PacketContent(
        run=PacketRun(
            version=run.version,
            pipeline=run.pipeline,
            unit=run.unit,
            threshold=run.threshold,
            codebook=store.fetch_codebook_text(run.codebook_digest),
            study=store.fetch_codebook_text(run.study_digest),
            skipped=dict(run.skipped),
            remarks=dict(run.remarks),
        ),
        sources=tuple(
            PacketSource(
                name=name,
                digest=digests[number][1],
                text=text,
                turns=tuple(turns[number]),
                segments=tuple(segments[number]),
            )
            for number, (name, text) in sources.items()
        ),
    )
    if not with_decisions:
        return Packet(content)
    return Packet(content, _build_log(store, {n: digests[n] for n in sources}, coder))


def _gather_turns(store: Store, run: RunRecord) -> dict[int, list[PacketTurn]]:
    turns: dict[int, list[PacketTurn]] = defaultdict(list)
    for stored in store.fetch_turns(run.id):
        turns[stored.source].append(
            PacketTurn(
                number=stored.turn.number,
                speaker=stored.turn.speaker,
                respondent=stored.respondent,
                group=stored.group,
                start=stored.turn.start,
                end=stored.turn.end,
                seconds=stored.turn.seconds,
            )
        )
    return turns


def _gather_segments(store: Store, run: RunRecord) -> dict[int, list[PacketSegment]]:
    segments: dict[int, list[PacketSegment]] = defaultdict(list)
    for source, s in store.fetch_segments(run.id):
        segments[source].append(
            PacketSegment(turn=s.turn, number=s.number, start=s.start, end=s.end, words=s.words)
        )
    return segments


def _build_log(
    store: Store, sources: Mapping[int, tuple[str, str]], coder: str | None
) -> PacketLog:
    def is_asked(user: str, source: int) -> bool:
        return source in sources and (coder is None or user.casefold() == coder.casefold())

    decisions = tuple(
        PacketDecision(
            uid=logged.uid,
            batch=logged.batch,
            made=logged.made,
            coder=logged.user,
            transcript=sources[d.source][0],
            source=sources[d.source][1],
            code=d.code,
            start=d.start,
            end=d.end,
            verdict=d.verdict,
            blind=d.is_blind,
            undoes=logged.undoes,
            note=d.note,
        )
        for logged in store.log.fetch_history()
        if is_asked(logged.user, (d := logged.decision).source)
    )
    marks = tuple(
        PacketMark(
            uid=logged.uid,
            made=logged.made,
            coder=logged.user,
            transcript=sources[m.source][0],
            source=sources[m.source][1],
            start=m.start,
            end=m.end,
            kind=m.kind,
            blind=m.is_blind,
            note=m.note,
        )
        for logged in store.log.fetch_marks()
        if is_asked(logged.user, (m := logged.mark).source)
    )
    return PacketLog(decisions=decisions, marks=marks)
