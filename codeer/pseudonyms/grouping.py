"""Which mentions are one person, place or number, over all transcripts of a project."""

from collections.abc import Mapping, Sequence

from codeer.pseudonyms import evidence
from codeer.pseudonyms.values import Entity, Kind, KnownName, Mention
from codeer.pseudonyms.words import find_words, folded_list
from codeer.text import fold

Parts = tuple[str, ...]


def group_mentions(
    mentions: Mapping[str, Sequence[Mention]],
    known: Sequence[KnownName] = (),
    *,
    apart: Sequence[str] = (),
) -> list[Entity]:
    """Return the entities of a project in order of first mention; transcripts by name.

    A first name or a surname alone joins the only full name it fits. The same form is the same entity
    in every transcript, except the forms in `apart`: those stand for somebody else in each transcript.
    """
    entity_of = {(name.kind, _form(name.name, name.kind)): name.entity for name in known}
    separate = {fold(form) for form in apart}
    fullest = _fullest(
        {
            _parts(mention.text)
            for found in mentions.values()
            for mention in found
            if mention.kind is Kind.NAAM
        }
        | {_parts(name.name) for name in known if name.kind is Kind.NAAM}
    )
    for (kind, form), entity in list(entity_of.items()):
        parts = tuple(form.split())
        if kind is Kind.NAAM and fullest.get(parts, parts) != parts:
            entity_of.setdefault((kind, " ".join(fullest[parts])), entity)
    grouped: dict[tuple[Kind, str], list[tuple[str, Mention]]] = {}
    for transcript, found in mentions.items():
        for mention in found:
            key = _key(mention, entity_of, fullest)
            if (
                fold(mention.text) in separate
                and (mention.kind, fold(mention.text)) not in entity_of
            ):
                key = f"{fold(mention.text)}|{transcript}"
            grouped.setdefault((mention.kind, key), []).append((transcript, mention))
    return [
        Entity(key, kind, _fullest_form(places), tuple(places))
        for (kind, key), places in grouped.items()
    ]


def _parts(name: str) -> Parts:
    return tuple(word.folded for word in find_words(name))


def _form(text: str, kind: Kind) -> str:
    if kind is Kind.NAAM or kind in (Kind.PLAATS, Kind.SCHOOL, Kind.INSTELLING):
        return " ".join(_parts(text))
    return "".join(fold(text).split())


def _key(
    mention: Mention, entity_of: Mapping[tuple[Kind, str], str], fullest: Mapping[Parts, Parts]
) -> str:
    form = _form(mention.text, mention.kind)
    if mention.kind is not Kind.NAAM:
        return entity_of.get((mention.kind, form), form)
    parts = _without_genitive(_parts(mention.text), fullest, entity_of)
    for candidate in (parts, fullest.get(parts, parts)):
        if (mention.kind, " ".join(candidate)) in entity_of:
            return entity_of[mention.kind, " ".join(candidate)]
    return " ".join(fullest.get(parts, parts))


def _without_genitive(
    parts: Parts, fullest: Mapping[Parts, Parts], entity_of: Mapping[tuple[Kind, str], str]
) -> Parts:
    """Return `sanne` for `sannes` when that is how she is called elsewhere, or by the list."""
    last = parts[-1] if parts else ""
    bare = (*parts[:-1], last.removesuffix("s"))
    if bare == parts or last in folded_list("voornamen"):
        return parts
    is_known = bare in fullest or (Kind.NAAM, " ".join(bare)) in entity_of
    return bare if is_known or (len(bare) == 1 and bare[0] in folded_list("voornamen")) else parts


def _fullest(names: set[Parts]) -> dict[Parts, Parts]:
    """Map every name to the only longer name it is the beginning or the end of."""
    by_start: dict[Parts, set[Parts]] = {}
    by_end: dict[Parts, set[Parts]] = {}
    for full in names:
        bare = _without_particles(full)
        if len(bare) > 1:
            by_end.setdefault(bare[1:], set()).add(full)
            for length in range(1, len(full)):
                by_start.setdefault(full[:length], set()).add(full)

    def find_longer(name: Parts) -> set[Parts]:
        """Return the full names of which a name is the first name or the surname."""
        ends = by_end.get(_without_particles(name), ())
        return by_start.get(name, set()) | {full for full in ends if len(name) < len(full)}

    result: dict[Parts, Parts] = {}
    for name in names:
        longer = find_longer(name)
        longest = {one for one in longer if longer.isdisjoint(find_longer(one))}
        result[name] = longest.pop() if len(longest) == 1 else name
    return result


def _without_particles(name: Parts) -> Parts:
    return tuple(
        part for part in name if part.removeprefix("'") not in evidence.PARTICLES and part != "'t"
    )


def _fullest_form(places: Sequence[tuple[str, Mention]]) -> str:
    """Return the longest form, with capitals when it ever has them; the first among equals."""
    return max(
        (m.text for _, m in places), key=lambda text: (len(text.split()), text[:1].isupper())
    )
