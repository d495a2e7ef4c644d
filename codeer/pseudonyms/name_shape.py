"""Where a name starts and ends: tussenvoegsels, second first names, the words before and after."""

from collections.abc import Sequence

from codeer.pseudonyms import evidence
from codeer.pseudonyms.words import (
    Word,
    folded_list,
    is_dutch,
    is_first_name,
    is_never_a_name,
    is_surname,
)


def surname_end(words: Sequence[Word], index: int, *, after_name: bool) -> int | None:
    """Return the index after a surname with its tussenvoegsels that starts here."""
    at = index + count_particles(words, index)
    if at >= len(words) or (at > index and not words[at].follows):
        return None
    word, particles = words[at], words[index:at]
    if particles and particles[0].folded in evidence.LOCATIVE and not word.is_capital:
        return None
    if word.is_capital:
        fits = looks_like_name(word) and (not word.opens or is_surname(word))
        return at + 1 if fits and not (particles and _is_elsewhere(word)) else None
    if any(particle.folded in evidence.STRONG_PARTICLES for particle in particles):
        return at + 1 if is_surname(word) or not is_dutch(word.text) else None
    if not is_surname(word) or is_first_name(word):
        return None
    return at + 1 if particles or not after_name or not is_dutch(word.text) else None


def _is_elsewhere(word: Word) -> bool:
    """Tell whether `van X` says where somebody is from: a place or organisation that is no surname."""
    listed = folded_list("plaatsen") | folded_list("instellingen") | folded_list("scholen")
    return word.folded in listed and not is_surname(word)


def count_particles(words: Sequence[Word], index: int) -> int:
    """Return how many words of tussenvoegsels start here."""
    for count in (2, 1):
        there = words[index : index + count]
        together = all(word.follows for word in there[1:])
        if together and tuple(word.folded for word in there) in evidence.PARTICLE_SEQUENCES:
            return count
    return 0


def person_end(words: Sequence[Word], index: int) -> int:
    """Return the index after a first name here and the surname that may follow it."""
    end = index + 1
    while end < len(words) and end < index + 3 and _continues(words, end):
        end += 1
    if end < len(words) and words[end].follows:
        end = surname_end(words, end, after_name=True) or end
    return end


def _continues(words: Sequence[Word], at: int) -> bool:
    """Tell whether a second first name follows (`Jan Willem`), not a new person in a spoken list."""
    word = words[at]
    return (
        word.follows
        and word.is_capital
        and is_first_name(word)
        and not is_surname(word)
        and word.folded not in evidence.PARTICLES
    )


def may_be_first(word: Word) -> bool:
    """Tell whether a word is a first name of the list and no article."""
    return is_first_name(word) and word.folded not in evidence.DETERMINERS


def looks_like_name(word: Word) -> bool:
    """Tell whether a capital inside a sentence can only be a name's."""
    first = word.text.split("-")[0]
    return (
        word.is_capital and not is_never_a_name(word) and not (first.isupper() and len(first) > 1)
    )


def word_before(words: Sequence[Word], index: int, back: int = 1) -> str:
    """Return the word before, folded, when only spaces (or the full stop of `dr.`) part them."""
    at = index - back
    if at < 0:
        return ""
    parted = words[at + 1].gap.strip()
    if parted and not (parted == "." and words[at].folded in evidence.ABBREVIATED):
        return ""
    return words[at].folded


def word_after(words: Sequence[Word], index: int) -> str:
    """Return the word after, folded, when only spaces part them."""
    at = index + 1
    return words[at].folded if at < len(words) and words[at].follows else ""
