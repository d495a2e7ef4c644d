"""Coders who decide by quoting, for tests of what follows from decisions."""

from collections.abc import Iterable
from pathlib import Path

from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.workflow.suggest import SuggestResult, SuggestSettings, suggest


def make_suggestions(folder: Path, **settings: object) -> SuggestResult:
    return suggest(SuggestSettings(Project(folder), **settings), lambda *_: None)


def place_of(folder: Path, words: str, transcript: str = "J01.txt", nth: int = 0) -> tuple:
    """Return source, start and end of the nth occurrence of words in the text of now."""
    store, run = Project(folder).open_store()
    with store:
        sources = store.fetch_sources(run.id).items()
    source, text = next((s, text) for s, (name, text) in sources if name == transcript)
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return source, start, start + len(words)


def decide(
    folder: Path,
    coder: str,
    words: str,
    code: str = "band",
    verdict: Verdict = Verdict.ACCEPT,
    **how: object,
) -> None:
    """Record one decision; `how` may hold transcript, nth, note and is_blind."""
    where = {key: how.pop(key) for key in ("transcript", "nth") if key in how}
    source, start, end = place_of(folder, words, **where)
    store, _ = Project(folder).open_store()
    with store:
        store.log.record(coder, [Decision(source, code, start, end, verdict, **how)])


def mark(
    folder: Path, coder: str, turn: str, kind: MarkKind = MarkKind.SEEN, note: str = "", **where
) -> None:
    """Mark a whole turn, named by all its words."""
    store, _ = Project(folder).open_store()
    with store:
        store.log.record(coder, marks=[Mark(*place_of(folder, turn, **where), kind, note=note)])


def undo(folder: Path, coder: str) -> None:
    store, _ = Project(folder).open_store()
    with store:
        store.log.undo(coder)


def holding(folder: Path) -> list[tuple[str, str, str, int, str]]:
    """Return coder, code, words, start and verdict of what holds on the texts of now."""
    store, run = Project(folder).open_store()
    with store:
        texts = store.fetch_sources(run.id)
        return [
            (coder, d.code, texts[d.source][1][d.start : d.end], d.start, str(d.verdict))
            for coder, d in store.log.fetch_verdicts(sources=list(texts))
        ]


def words_held(folder: Path) -> list[str]:
    """Return the coded words of now."""
    return [words for _, _, words, _, _ in holding(folder)]


def marks(folder: Path, *kinds: MarkKind) -> list[tuple[str, str, str, str]]:
    """Return coder, kind, words and note of the marks on the texts of now."""
    store, run = Project(folder).open_store()
    with store:
        texts = store.fetch_sources(run.id)
        found: Iterable = store.log.fetch_marks()
        return [
            (
                m.user,
                str(m.mark.kind),
                texts[m.mark.source][1][m.mark.start : m.mark.end],
                m.mark.note,
            )
            for m in found
            if m.mark.source in texts and (not kinds or m.mark.kind in kinds)
        ]
