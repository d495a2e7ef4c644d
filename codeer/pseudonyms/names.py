"""Names of people: by the lists, and by the words around them."""

import re
from collections.abc import Callable, Iterator, Sequence

from codeer.pseudonyms import evidence
from codeer.pseudonyms.name_shape import (
    count_particles,
    looks_like_name,
    may_be_first,
    person_end,
    surname_end,
    word_after,
    word_before,
)
from codeer.pseudonyms.values import Kind, Mention
from codeer.pseudonyms.words import (
    Word,
    find_words,
    folded_list,
    is_dutch,
    is_never_a_name,
    is_ordinary,
    is_surname,
    phrase_at,
)

_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-Z]\.[ -]?){1,4}(?:(?:van|de|der|den|ten|ter|te|'t|el|al|von|van 't) ){0,3}"
    r"[A-ZÀ-Þ][^\W\d_]+(?:-[A-ZÀ-Þ][^\W\d_]+)?"
)
Found = tuple[int, float, str]
"""The index after the last word of a name, certainty, reason."""


def find_names(text: str, words: Sequence[Word]) -> Iterator[Mention]:
    """Yield the names of people; the stretches can overlap."""
    for match in _INITIALS.finditer(text):
        if is_dutch(match[0].split()[-1].lower()) and not is_surname(find_words(match[0])[-1]):
            continue
        yield Mention(*match.span(), Kind.NAAM, match[0], 0.95, "voorletters en achternaam")
    ends: set[int] = set()
    index = 0
    while index < len(words):
        skipped = phrase_at(words, index, "geen_namen")
        if skipped and skipped[0] > index + 1:
            index = skipped[0]
            continue
        found = _name_at(words, index, ends)
        if found is None:
            index += 1
            continue
        index, certainty, reason, start = *found, words[index].start
        ends.add(index)
        yield Mention(
            start,
            words[index - 1].end,
            Kind.NAAM,
            text[start : words[index - 1].end],
            certainty,
            reason,
        )


def _name_at(words: Sequence[Word], index: int, ends: set[int]) -> Found | None:
    word = words[index]
    never = is_never_a_name(word) or word.folded in evidence.ROLES
    if never and not _is_named(words, index):
        return None
    for rule in _RULES:
        found = rule(words, index)
        if found:
            return found
    return _joined(words, index, ends)


def _is_named(words: Sequence[Word], index: int) -> bool:
    before, word = word_before(words, index), words[index]
    titled = before in evidence.TITLES and word.is_capital and not word.opens
    return before in evidence.NAMING or titled


# --- rules, the surest first ------------------------------------------------------------------------


def _after_title(words: Sequence[Word], index: int) -> Found | None:
    title = word_before(words, index)
    if title not in evidence.TITLES:
        return None
    word = words[index]
    if may_be_first(word) and not _is_verb_here(words, index):
        return person_end(words, index), 0.95, f"na {title}"
    end = surname_end(words, index, after_name=False)
    if end and (word.is_capital or end > index + 1 or not _is_verb_here(words, index)):
        return end, 0.95, f"na {title}"
    return None


def _is_verb_here(words: Sequence[Word], index: int) -> bool:
    """Tell whether `wil` or `hoop` is the verb: nothing that a person does comes after it."""
    word = words[index]
    if word.is_capital and not word.opens:
        return False
    following = word_after(words, index)
    return word.folded in evidence.WORDS_TOO and not (
        following in evidence.BEING
        or following in evidence.SPEAKING
        or following in ("uit", "en", "die")
    )


def _after_relative(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    relative = word_before(words, index)
    with_comma = index > 0 and word.gap.strip() == "," and words[index - 1].folded
    if relative not in evidence.RELATIVES and with_comma not in evidence.RELATIVES:
        return None
    if may_be_first(word) and not _is_verb_here(words, index):
        return person_end(words, index), 0.9, "na een woord voor een persoon"
    if word.is_capital and not word.opens and looks_like_name(word):
        end = surname_end(words, index, after_name=False) or index + 1
        return end, 0.85, "na een woord voor een persoon"
    return None


def _after_naming(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    one, two, three = (word_before(words, index, back) for back in (1, 2, 3))
    named = one in evidence.NAMING or (one in ("is", "was") and two == "naam")
    called = two.startswith("noem") or (one == "altijd" and "noem" in three)
    says_who = (two, one) in evidence.PRESENTING
    if not (named or called or says_who):
        return None
    end = surname_end(words, index, after_name=False)
    if may_be_first(word):
        weak = not named and not word.is_capital and is_ordinary(word)
        return None if weak else (person_end(words, index), 0.9, "zo heet iemand")
    if looks_like_name(word):
        return end or person_end(words, index), 0.9, "zo heet iemand"
    unknown = not is_dutch(word.text) and word.folded not in evidence.DETERMINERS
    if named and (end or unknown):
        return end or index + 1, 0.75, "zo heet iemand"
    return None


def _listed(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    if not may_be_first(word):
        return _genitive(words, index)
    place = word.folded in folded_list("plaatsen") and word_before(words, index) in evidence.GOING
    if place and word.folded not in evidence.PARTICLES:
        return None
    clear = word.is_capital and not word.opens
    if not clear and is_ordinary(word):
        return None
    if not clear and word.folded in evidence.PARTICLES:
        return None
    return person_end(words, index), 0.95 if word.is_capital else 0.8, "voornaam uit de lijst"


def _genitive(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    stem = word.folded.removesuffix("s")
    if stem == word.folded or stem not in folded_list("voornamen") or len(stem) < 3:
        return None
    if stem in folded_list("gewone_woorden") or is_dutch(word.text.lower()):
        return None
    return index + 1, 0.75, "voornaam met s"


def _speaking(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    if not may_be_first(word) or word_before(words, index) in evidence.DETERMINERS:
        return None
    before, after = word_before(words, index), word_after(words, index)
    spoken = before in evidence.SPEAKING or after in evidence.SPEAKING
    if spoken and not (word.folded in evidence.WORDS_TOO and after not in evidence.SPEAKING):
        return person_end(words, index), 0.75, "bij een werkwoord van spreken of doen"
    return _addressed(words, index)


def _addressed(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else None
    if (
        word.is_capital
        and following is not None
        and following.gap.strip() == ","
        and following.folded in evidence.ADDRESSING
    ):
        return index + 1, 0.7, "wordt aangesproken"
    return None


def _with_particles(words: Sequence[Word], index: int) -> Found | None:
    """Accept `Van der Meulen`, and without capitals only what the list knows and what acts."""
    count = count_particles(words, index)
    end = surname_end(words, index, after_name=False) if count else None
    if end is None:
        return None
    word, last = words[index], words[end - 1]
    joint = words[index + 1].text if word.folded == "van" else ""
    if joint == "der" or (joint == "den" and (last.is_capital or not is_dutch(last.text))):
        return end, 0.7, "tussenvoegsels en achternaam"
    if word_before(words, index) in evidence.DETERMINERS:
        return None
    if last.is_capital and word.is_capital:
        known = is_surname(last) and last.folded not in folded_list("plaatsen")
        if known or (not word.opens and (count > 1 or not is_dutch(last.text.lower()))):
            return end, 0.85, "tussenvoegsel en achternaam"
    acts = word_after(words, end - 1) in evidence.BEING | evidence.SPEAKING | {"erbij"}
    if count > 1 and word.folded == "van" and not last.is_capital and acts:
        return end, 0.65, "tussenvoegsels en achternaam"
    return None


def _capital_surname(words: Sequence[Word], index: int) -> Found | None:
    word = words[index]
    if not word.is_capital or word.opens or not is_surname(word) or is_never_a_name(word):
        return None
    if word.folded in folded_list("plaatsen"):
        return None
    return index + 1, 0.8, "achternaam uit de lijst"


def _unknown_capital(words: Sequence[Word], index: int) -> Found | None:
    """Propose a capital inside a sentence that no list and no dictionary explains."""
    word = words[index]
    if not looks_like_name(word) or len(word.text) < 3 or word.folded in folded_list("plaatsen"):
        return None
    if is_dutch(word.text.lower()):
        spoken_to = word_before(words, index) in ("tegen", "aan") and not word.opens
        return (index + 1, 0.5, "hoofdletter midden in de zin") if spoken_to else None
    if word.opens:
        if word_after(words, index) not in evidence.BEING | evidence.SPEAKING:
            return None
        return index + 1, 0.5, "onbekend woord dat iets doet"
    if word.folded in folded_list("instellingen") | folded_list("scholen"):
        return None
    return person_end(words, index), 0.55, "hoofdletter midden in de zin, geen gewoon woord"


def _unknown_lower(words: Sequence[Word], index: int) -> Found | None:
    """Propose a word in small letters that no dictionary knows, where a name would stand."""
    word = words[index]
    if (
        word.is_capital
        or len(word.text) < 4
        or "-" in word.text
        or is_dutch(word.text)
        or is_ordinary(word)
    ):
        return None
    if any(word.folded in folded_list(name) for name in ("plaatsen", "instellingen", "scholen")):
        return None
    before, after = word_before(words, index), word_after(words, index)
    if before in evidence.TITLES:
        return index + 1, 0.7, f"onbekend woord na {before}"
    owned = word_before(words, index, 2) in evidence.POSSESSIVES
    if before in evidence.RELATIVES and owned:
        return index + 1, 0.6, "onbekend woord na een woord voor een persoon"
    if before in evidence.SPEAKING or after in evidence.SPEAKING:
        determined = before in evidence.DETERMINERS | evidence.ADVERBIAL
        return None if determined else (index + 1, 0.5, "onbekend woord dat iets zegt of doet")
    return None


def _joined(words: Sequence[Word], index: int, ends: set[int]) -> Found | None:
    """Accept a first name that is also a word beside another name: `joke en ben`."""
    word = words[index]
    if not may_be_first(word) or index < 2 or word_before(words, index) not in ("en", "of"):
        return None
    if index - 1 in ends and not _is_verb_here(words, index):
        return person_end(words, index), 0.7, "naast een andere naam"
    return None


Rule = Callable[[Sequence[Word], int], Found | None]
_RULES: tuple[Rule, ...] = (
    _after_title,
    _after_relative,
    _after_naming,
    _speaking,
    _listed,
    _with_particles,
    _capital_surname,
    _unknown_capital,
    _unknown_lower,
)
