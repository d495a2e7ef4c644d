"""Everything in a text that may tell who somebody is, without overlaps."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from codeer.pseudonyms import evidence
from codeer.pseudonyms.names import find_names
from codeer.pseudonyms.numbers import find_numbers
from codeer.pseudonyms.places import find_places
from codeer.pseudonyms.values import Kind, KnownName, LanguageNames, Mention
from codeer.pseudonyms.words import Word, find_words, folded_list, is_dutch, is_ordinary

LEAST_CERTAIN = 0.5
CLEAR = 0.6
"""From here on a name is looked for in the rest of the text as well."""


def find_mentions(
    text: str,
    known: Sequence[KnownName] = (),
    *,
    language_names: LanguageNames | None = None,
) -> list[Mention]:
    """Return what may tell who, where or when, in text order and without overlaps; whole words only.

    What the project knows goes before what was found; of two that overlap the longer one stays.
    """
    words = find_words(text)
    sure = _without_overlap(_known(text, words, known))
    found = [*find_numbers(text), *find_names(text, words), *find_places(text, words)]
    found += _seen_by_model(text, language_names)
    found += _repeated(words, found)
    usable = [mention for mention in found if mention.certainty >= LEAST_CERTAIN]
    sure = _without_parts(sure, usable)
    return _without_overlap(usable, sure)


def _without_parts(sure: Sequence[Mention], usable: Iterable[Mention]) -> list[Mention]:
    """Return the known names that are no part of a longer name; `sure` is in text order."""
    starts = [one.start for one in sure]
    parts: set[int] = set()
    for mention in usable:
        at = bisect_left(starts, mention.start)
        while at < len(sure) and starts[at] < mention.end:
            if _is_part(sure[at], mention):
                parts.add(at)
            at += 1
    return [one for at, one in enumerate(sure) if at not in parts]


def _is_part(known: Mention, found: Mention) -> bool:
    """Tell whether a known name is the first or last name of a longer one: Usha of Usha Ramdin."""
    inside = found.start <= known.start and known.end <= found.end
    both = known.kind is Kind.NAAM and found.kind is Kind.NAAM
    return both and inside and len(known.text) < len(found.text)


def _without_overlap(found: Iterable[Mention], kept: Sequence[Mention] = ()) -> list[Mention]:
    result = sorted(kept, key=lambda mention: mention.start)
    for mention in sorted(found, key=lambda m: (m.start - m.end, -m.certainty, m.start)):
        at = bisect_left(result, mention.end, key=lambda other: other.start)
        if at == 0 or result[at - 1].end <= mention.start:  # of those before its end the last one
            result.insert(at, mention)
    return result


def _known(text: str, words: Sequence[Word], known: Sequence[KnownName]) -> Iterator[Mention]:
    by_first: dict[str, list[tuple[tuple[str, ...], KnownName]]] = {}
    for name in known:
        phrase = tuple(word.folded for word in find_words(name.name))
        if phrase and phrase not in {(role,) for role in evidence.ROLES}:
            by_first.setdefault(phrase[0], []).append((phrase, name))
    for index, word in enumerate(words):
        for first in (word.folded, word.folded.removesuffix("s")):
            for phrase, name in by_first.get(first, ()):
                there = words[index : index + len(phrase)]
                if _is_phrase(there, phrase) and _stands_as_name(words, index, len(phrase)):
                    span = slice(word.start, there[-1].end)
                    yield Mention(
                        span.start,
                        span.stop,
                        name.kind,
                        text[span],
                        1.0,
                        "bekende naam in dit project",
                    )


def _is_phrase(there: Sequence[Word], phrase: tuple[str, ...]) -> bool:
    if len(there) != len(phrase) or not all(word.follows for word in there[1:]):
        return False
    *firsts, last = zip(there, phrase, strict=True)
    same = all(word.folded == part for word, part in firsts)
    return same and last[0].folded in (last[1], last[1] + "s")


def _stands_as_name(words: Sequence[Word], index: int, length: int) -> bool:
    """Tell whether a known name that is also a word stands here as a name."""
    word = words[index]
    if length > 1 or not is_ordinary(word) or (word.is_capital and not word.opens):
        return True
    before = words[index - 1].folded if index and word.follows else ""
    after = words[index + 1].folded if index + 1 < len(words) and words[index + 1].follows else ""
    acts = after in evidence.BEING | evidence.SPEAKING | {"die", "zijn", "haar"}
    if word.folded in evidence.WORDS_TOO:
        return acts or before in evidence.RELATIVES
    if before in evidence.DETERMINERS:
        return False
    return acts or word.is_capital or before in evidence.RELATIVES | evidence.SPEAKING | {
        "met", "van", "aan", "voor", "bij", "door", "en", "naar", "tegen", "over", "zonder", "volgens",
    }  # fmt: skip


def _seen_by_model(text: str, language_names: LanguageNames | None) -> Iterator[Mention]:
    if language_names is None:
        return
    for start, end, kind in language_names(text):
        stretch = text[start:end]
        whole = not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        folded = {word.folded for word in find_words(stretch)}
        if whole and folded and not folded <= evidence.ROLES | folded_list("geen_namen"):
            yield Mention(start, end, kind, stretch, 0.6, "volgens taalmodel of deduce")


def _repeated(words: Sequence[Word], found: Sequence[Mention]) -> list[Mention]:
    """Find again what was clearly, or twice, a name elsewhere in the text.

    In small letters only what is no word of the dictionary.
    """
    often = Counter(mention.text.casefold() for mention in found if mention.kind is Kind.NAAM)
    clear = {
        word.folded
        for mention in found
        if mention.kind is Kind.NAAM
        and (mention.certainty >= CLEAR or often[mention.text.casefold()] > 1)
        for word in find_words(mention.text)
        if len(word.folded) > 2 and word.folded not in evidence.PARTICLES
    }
    taken = _Stretches(found)
    return [
        Mention(word.start, word.end, Kind.NAAM, word.text, 0.6, "staat elders als naam")
        for word in words
        if word.folded in clear
        and word.folded not in evidence.WORDS_TOO
        and (word.is_capital or not (is_dutch(word.text) or is_ordinary(word)))
        and word.start not in taken
    ]


class _Stretches:
    """Where mentions stand, to ask of a place whether one of them is there."""

    def __init__(self, found: Iterable[Mention]) -> None:
        spans = sorted((mention.start, mention.end) for mention in found)
        self._starts = [start for start, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self._starts, place)
        return at > 0 and place < self._ends[at - 1]
