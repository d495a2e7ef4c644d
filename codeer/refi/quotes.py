"""Hold selections against their names, which in most programs are quotes."""

from collections.abc import Iterable
from dataclasses import replace

from codeer.refi.losses import Losses
from codeer.refi.offsets import find_quote, flatten, is_quote_of
from codeer.refi.values import QdaSelection


def check_quotes(
    text: str, selections: Iterable[QdaSelection], losses: Losses
) -> tuple[QdaSelection, ...]:
    """Return the selections where their quotes stand.

    A name that stands nowhere in the text is no quote. One that stands elsewhere moves its selection
    there, if that can only be one place: nobody can say which of several is meant, and then the
    selection is dropped.
    """
    kept = []
    flat = flatten(text)
    for selection in selections:
        name = selection.name
        if not name or is_quote_of(name, text[selection.start : selection.end]):
            kept.append(selection)
            continue
        places = find_quote(name, text) if _stands_in(name, flat) else []
        if not places:
            losses.adapt(
                "PlainTextSelection", "zonder citaat, dus de plaats is niet te controleren"
            )
            kept.append(selection)
            continue
        near = [p for p in places if p[0] == selection.start or p[1] == selection.end]
        if len(places) == 1 or len(near) == 1:
            losses.adapt("PlainTextSelection", "verplaatst naar waar het citaat staat")
            kept.append(_moved(selection, (near or places)[0], len(text)))
        else:
            _drop(selection, losses)
    return tuple(kept)


def _stands_in(name: str, flat: str) -> bool:
    quote = flatten(name).removesuffix("…").removesuffix("...").rstrip()
    return quote in flat


def _moved(selection: QdaSelection, place: tuple[int, int], limit: int) -> QdaSelection:
    """Return the selection at its quote; a cut quote keeps the length that was given."""
    start, end = place
    if selection.name.rstrip().endswith(("…", "...")):
        end = min(max(end, start + selection.end - selection.start), limit)
    return replace(selection, start=start, end=end)


def _drop(selection: QdaSelection, losses: Losses) -> None:
    reason = "staat niet op zijn plaats en het citaat komt vaker voor"
    losses.drop("PlainTextSelection", reason)
    losses.drop("Coding", f"selectie: {reason}", len(selection.codings))
