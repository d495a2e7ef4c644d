"""Propose what comes in the place of a person, a place or a number: the same everywhere in a project."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from codeer.pseudonyms.values import Entity, Kind
from codeer.text import fold

_FIRST_NAMES = """
    Bram Lotte Ruben Fenna Jesse Maud Teun Roos Niels Iris Koen Femke Stijn Marit Joris Hanna Wessel
    Liv Sven Nora Mees Jasmijn Tobias Veerle Hugo Esmee Rik Puck Gijs Merel Olaf Tess Pim Yara Floris
    Isa Boris Jette Tijn Linde Ravi Amina Emre Samira Kaan Leila Idris Soraya Yusuf Noor Bilal Dunya
    Jonas Sterre Casper Eline Twan Fleur Lars Anouk Sil Marleen Okke Josien Rens Tamar Elias Willemijn
    Jurre Annelot Thijmen Berber Foppe Wiske Sjoerd Hiltje Ties Machteld Ivo Rosalie Quinten Birgit
""".split()
_CLASSES = (0, 4, 8, 12, 16, 19, 24, 30, 40, 50, 60, 70, 80)
_UNITS = "nul een twee drie vier vijf zes zeven acht negen".split()
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_NUMBERS = {word: number for number, word in enumerate([*_UNITS, *_TEENS])} | {
    (f"{_UNITS[unit]}en{word}" if unit else word): ten * 10 + unit
    for ten, word in enumerate(_TENS, start=2)
    for unit in range(10)
}
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"\[?([A-Z]+)-(\d+)\]?")


Identity = tuple[Kind, str]
"""What an entity is known by: `Hoop` may be a person and a place."""


class Style(StrEnum):
    """What stands in the place of a person."""

    NUMBERS = "nummers"
    """[NAAM-1]."""
    NAMES = "namen"
    """A first name that occurs nowhere in the project."""


def propose_replacements(
    entities: Sequence[Entity],
    known: Mapping[Identity, str],
    style: Style,
    texts: Iterable[str],
) -> dict[Identity, str]:
    """Return what replaces each entity; numbers go on after those of `known`."""
    last = dict.fromkeys(Kind, 0)
    for replacement in known.values():
        if (match := _NUMBERED.fullmatch(replacement)) and match[1] in last:
            last[Kind(match[1])] = max(last[Kind(match[1])], int(match[2]))
    names = iter(_free_names(texts, known.values())) if style is Style.NAMES else iter(())
    proposed: dict[Identity, str] = {}
    for entity in entities:
        identity = entity.kind, entity.key
        if identity in known:
            proposed[identity] = known[identity]
        elif entity.kind is Kind.LEEFTIJD:
            proposed[identity] = classify_age(entity.name)
        elif entity.kind is Kind.NAAM and (name := next(names, "")):
            proposed[identity] = name
        else:
            last[entity.kind] += 1
            proposed[identity] = f"[{entity.kind}-{last[entity.kind]}]"
    return proposed


def _free_names(texts: Iterable[str], taken: Collection[str]) -> list[str]:
    spoken = {fold(word) for text in texts for word in _WORD.findall(text)}
    spoken |= {fold(name) for name in taken}
    return [name for name in _FIRST_NAMES if fold(name) not in spoken]


def classify_age(text: str) -> str:
    """Return the class of an age, such as [LEEFTIJD 12-15]; without a number just [LEEFTIJD]."""
    age = _read_age(text)
    if age is None:
        return f"[{Kind.LEEFTIJD}]"
    index = max(i for i, first in enumerate(_CLASSES) if first <= age)
    if index + 1 == len(_CLASSES):
        return f"[{Kind.LEEFTIJD} {_CLASSES[index]}+]"
    return f"[{Kind.LEEFTIJD} {_CLASSES[index]}-{_CLASSES[index + 1] - 1}]"


def _read_age(text: str) -> int | None:
    if digits := re.search(r"\d{1,3}", text):
        return int(digits[0])
    found = (_NUMBERS.get(fold(word)) for word in re.findall(r"[^\W\d_]+", text))
    return next((number for number in found if number is not None), None)
