"""The frozen values of pseudonymising; places are half-open pairs of code points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mention tells; the value is the word in a replacement such as `[NAAM-1]`."""

    NAAM = "NAAM"
    PLAATS = "PLAATS"
    SCHOOL = "SCHOOL"
    INSTELLING = "INSTELLING"
    DATUM = "DATUM"
    LEEFTIJD = "LEEFTIJD"
    TELEFOON = "TELEFOON"
    MAIL = "MAIL"
    BSN = "BSN"
    IBAN = "IBAN"
    POSTCODE = "POSTCODE"
    ADRES = "ADRES"
    URL = "URL"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that may tell who or where somebody is."""

    start: int
    end: int
    kind: Kind
    text: str
    certainty: float
    """1 is sure; below 0.5 nothing is reported."""
    reason: str
    """Why it was found, in Dutch and short; never interview text."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that the project itself knows: from its own list, or a speaker label."""

    name: str
    kind: Kind
    entity: str
    """The same for `Sanne`, `Sannetje` and `Sanne de Boer` when they are one person."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, place or number with everywhere it is mentioned."""

    key: str
    """Stable in one project: the entity of a known name, or the folded fullest form."""
    kind: Kind
    name: str
    """The fullest form as it stands in the text."""
    mentions: tuple[tuple[str, Mention], ...]
    """Transcript name and mention, in the order given."""


LanguageNames = Callable[[str], Sequence[tuple[int, int, Kind]]]
"""Gives the names that a language model sees in a text: start, end, kind."""
