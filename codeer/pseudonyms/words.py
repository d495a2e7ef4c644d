"""The words of a text, and the word lists that say which of them can be a name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from codeer.text import fold

_WORD = re.compile(r"(?<!\w)['’‘](?:s-[^\W\d_]+|[st](?=\s))|[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?…:\n\"“”„‘()\[\]–—*#>]|- |(?<!\w)['’]$")


@dataclass(frozen=True)
class Word:
    """A word of a text with what stands before it."""

    start: int
    end: int
    text: str
    gap: str
    """What stands between the previous word and this one."""
    opens: bool
    """It is the first of a sentence, where a capital says nothing."""

    @cached_property
    def folded(self) -> str:
        """The form under which words are compared."""
        return fold(self.text)

    @property
    def is_capital(self) -> bool:
        """Whether it starts with a capital."""
        return self.text[:1].isupper()

    @property
    def follows(self) -> bool:
        """Whether only spaces part it from the word before."""
        return bool(self.gap) and self.gap.isspace() and "\n" not in self.gap


def find_words(text: str) -> list[Word]:
    """Return the words of a text; apostrophes part words, hyphens do not."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        opens = end == 0 or bool(_SENTENCE_ENDS.search(gap))
        yield Word(match.start(), match.end(), match[0], gap, opens)
        end = match.end()


@cache
def load_list(name: str) -> tuple[str, ...]:
    """Return the lines of a word list that codeer ships."""
    text = files("codeer.resources").joinpath("namen", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line and not line.startswith("#"))


@cache
def folded_list(name: str) -> frozenset[str]:
    """Return a word list in the form under which words are compared."""
    return frozenset(fold(line.removeprefix("*")) for line in load_list(name))


@cache
def _phrases(name: str) -> dict[str, tuple[tuple[tuple[str, ...], bool], ...]]:
    """Return a word list by first word: the folded words, and whether it is a word as well."""
    phrases: dict[str, set[tuple[tuple[str, ...], bool]]] = {}
    for line in load_list(name):
        folded = tuple(word.folded for word in find_words(line.removeprefix("*")))
        phrases.setdefault(folded[0], set()).add((folded, line.startswith("*")))
    return {
        first: tuple(sorted(found, key=lambda phrase: -len(phrase[0])))
        for first, found in phrases.items()
    }


def phrase_at(words: Sequence[Word], index: int, name: str) -> tuple[int, bool] | None:
    """Return the index after the longest phrase of a list that stands here."""
    second = words[index + 1].folded if index + 1 < len(words) else ""
    for phrase, is_word in _phrases(name).get(words[index].folded, ()):
        if len(phrase) > 1 and phrase[1] != second:  # hundreds of phrases begin with `de`
            continue
        there = words[index : index + len(phrase)]
        together = all(word.follows for word in there[1:])
        if together and tuple(word.folded for word in there) == phrase:
            return index + len(phrase), is_word
    return None


def is_first_name(word: Word) -> bool:
    """Tell whether a word is a first name of the list, or two with a hyphen."""
    names = folded_list("voornamen")
    return word.folded in names or _all_parts(word.text, names)


def is_surname(word: Word) -> bool:
    """Tell whether a word is a surname of the list, or two with a hyphen."""
    names = folded_list("achternamen")
    return word.folded in names or _all_parts(word.text, names)


def _all_parts(text: str, names: frozenset[str]) -> bool:
    parts = [fold(part) for part in text.split("-")]
    return len(parts) > 1 and all(part in names for part in parts)


def is_ordinary(word: Word) -> bool:
    """Tell whether a name is an ordinary word as well, by the reviewed list."""
    return word.folded in folded_list("gewone_woorden")


@cache
def is_dutch(lower: str) -> bool:
    """Tell whether a word in small letters is in the Dutch dictionary; names are too, in part."""
    from simplemma import is_known

    return fold(lower) in folded_list("geen_namen") or bool(is_known(lower, lang="nl"))


def is_never_a_name(word: Word) -> bool:
    """Tell whether a word has its capital for another reason: countries, brands, months."""
    return word.folded in folded_list("geen_namen")
