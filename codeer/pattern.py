"""The pattern language of the codebook: a line that a researcher can write and read.

    bij <persoon> *2 kwijt kunnen     words as lemmas, word groups, gaps
    =mocht  drempel+  gauw|snel  heel?  'exact' alternatives, compounds, optional words

This module only knows the text of a pattern; `codeer.suggest.variants` turns it into what is searched.
The language is documented for researchers in docs/codeboek.md.
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

DEFAULT_GAP = 5
MAX_PARTS = 20
MAX_OPTIONAL = 4
"""Words that may be absent, and words with both `a` and `=a`: each doubles the work."""
MAX_WORD = 100
_MAX_REPEATS = 3
"""In a regular expression, so that it ends on any word."""
_MAX_REGEX = 200
POS_TAGS = frozenset(
    """
        ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN SCONJ SYM VERB
    """.split()
)
BUILT_IN_GROUPS: Mapping[str, tuple[str, ...]] = {
    "persoon": tuple(
        """
            ik mij me jij je jou hij hem 'm zij ze haar d'r u wij we ons jullie zij hun hen ge
            gij die deze iemand niemand iedereen elkaar mekaar mens mensen moeder vader mama
            papa ma pa moeke ouder oma opa tante oom nicht neef zus zusje broer broertje zoon
            dochter kind jongere jongen meisje meid buurvrouw buurman buur vriend vriendin
            vrienden jim mentor maatje buddy coach trainer trainster juf meester leraar lerares
            docent voogd gezinsvoogd gezinscoach hulpverlener begeleider werker jeugdwerker
            therapeut psycholoog vrouw man mevrouw meneer partner stiefvader stiefmoeder
            pleegmoeder pleegvader pleegouder leidinggevende collega
        """.split()
    ),
    "bezit": tuple(
        """
            mijn m'n je jouw zijn z'n haar d'r ons onze jullie hun uw uwe
        """.split()
    ),
    "ontkenning": tuple(
        """
            niet geen nooit niks niets niemand nergens nauwelijks amper noch
        """.split()
    ),
}
SHORTHANDS = {"iemand": "persoon"}

_GAP = re.compile(r"\*(\d?)")
_GROUP = re.compile(r"<([^<>]+)>(\??)")
_ATOM = r"['’.\-]*[^\W_][\w'’.\-]*"
_WORD = re.compile(rf"\+?=?{_ATOM}(?:\|=?{_ATOM})*\+?\??")


class PatternError(ValueError):
    """A pattern that cannot be read; the text says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Between zero and `most` arbitrary words."""

    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """One word from a word group."""

    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PartOfSpeech:
    """One word of a Universal Dependencies word class; needs a trained pipeline."""

    tag: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word, in any of some forms."""

    lemmas: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    """Literal forms (`=mocht`)."""
    optional: bool = False
    head: bool = False
    """`drempel+`: the word may start a compound."""
    tail: bool = False
    """`+drempel`: the word may end a compound."""


Element = Gap | Group | PartOfSpeech | Word


def parse_pattern(text: str, groups: Mapping[str, object]) -> tuple[Element, ...]:
    """Return the elements of a pattern.

    Raises
    ------
    PatternError
        When a part cannot be read or names an unknown word group.

    """
    parts = text.split()
    if len(parts) > MAX_PARTS:
        raise PatternError(f"het patroon heeft {len(parts)} delen; hoogstens {MAX_PARTS}")
    longest = max((len(word) for part in parts for word in part.split("|")), default=0)
    if longest > MAX_WORD:
        raise PatternError(f"een woord van {longest} tekens; hoogstens {MAX_WORD}")
    elements = tuple(_parse_part(part, groups) for part in parts)
    doubling = sum(map(_doubles, elements))
    if doubling > MAX_OPTIONAL:
        raise PatternError(
            f"{doubling} woorden die mogen ontbreken of twee soorten vormen hebben (=a|b); "
            f"hoogstens {MAX_OPTIONAL}"
        )
    if not elements:
        raise PatternError("het patroon is leeg")
    if isinstance(elements[0], Gap) or isinstance(elements[-1], Gap):
        raise PatternError("een patroon kan niet met * beginnen of eindigen")
    if all(isinstance(e, Gap) or getattr(e, "optional", False) for e in elements):
        raise PatternError("alles in dit patroon mag ontbreken; minstens één woord moet er staan")
    for first, second in pairwise(elements):
        if isinstance(first, Gap) and isinstance(second, Gap):
            raise PatternError("twee sterretjes achter elkaar; schrijf er één, bijvoorbeeld *9")
    return elements


def _doubles(element: Element) -> bool:
    """Tell whether a part has two ways to be there."""
    if isinstance(element, Word) and element.lemmas and element.forms:
        return True
    return not isinstance(element, Gap) and element.optional


def find_endless(regex: str) -> str:
    """Return in Dutch why a regular expression can take for ever on a word; empty when it cannot."""
    if len(regex) > _MAX_REGEX:
        return f"een reguliere expressie van {len(regex)} tekens; hoogstens {_MAX_REGEX}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a later Python may read otherwise
            re.compile(regex)
            tree = re._parser.parse(regex)  # type: ignore[attr-defined]
    except (re.error, RecursionError, OverflowError):
        return "geen geldige reguliere expressie"
    repeats, is_nested = _count_repeats(tree, inside=False)
    if is_nested:
        return "een herhaling of keuze binnen een herhaling, zoals (a+)+; dat kan eindeloos duren"
    if repeats > _MAX_REPEATS:
        return f"{repeats} herhalingen (* + ? {{}}) in één reguliere expressie; hoogstens {_MAX_REPEATS}"
    return ""


def _count_repeats(tree: Iterable[tuple[Any, Any]], *, inside: bool) -> tuple[int, bool]:
    """Return how many repeats there are, and whether one holds another or a choice."""
    total, is_nested = 0, False
    for name, argument in tree:
        is_repeat = str(name) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
        is_nested |= inside and (is_repeat or str(name) in ("BRANCH", "GROUPREF"))
        total += is_repeat
        many = is_repeat and argument[1] > 1
        for part in _parts_of(argument):
            more, nested = _count_repeats(part, inside=inside or many)
            total, is_nested = total + more, is_nested or nested
    return total, is_nested


def _parts_of(argument: object) -> Iterable[Any]:
    """Yield the expressions within an operator of a parsed regular expression."""
    if isinstance(argument, re._parser.SubPattern):  # type: ignore[attr-defined]
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _parts_of(part)


def _parse_part(part: str, groups: Mapping[str, object]) -> Element:
    if match := _GAP.fullmatch(part):
        return Gap(int(match[1]) if match[1] else DEFAULT_GAP)
    if match := _GROUP.fullmatch(part):
        name, optional = match[1], bool(match[2])
        if name in POS_TAGS:
            return PartOfSpeech(name, optional)
        if name in groups or name in BUILT_IN_GROUPS:
            return Group(name, optional)
        known = ", ".join(sorted({*groups, *BUILT_IN_GROUPS}))
        raise PatternError(f"onbekende woordgroep <{name}>; bekend zijn: {known}")
    if not _WORD.fullmatch(part):
        raise PatternError(
            f"'{part}' is geen geldig deel van een patroon; verwacht: woord, =woord, a|b, woord?, "
            "+woord, woord+, *, *3 of <woordgroep>"
        )
    bare = part.removesuffix("?")
    if bare in SHORTHANDS:
        return Group(SHORTHANDS[bare], optional=part.endswith("?"))
    head, tail = bare.endswith("+"), bare.startswith("+")
    options = bare.strip("+").split("|")
    if (head or tail) and any(option.startswith("=") for option in options):
        raise PatternError(
            f"'{part}': een precieze vorm (=) kan geen deel van een samenstelling zijn"
        )
    return Word(
        lemmas=tuple(option for option in options if not option.startswith("=")),
        forms=tuple(option[1:] for option in options if option.startswith("=")),
        optional=part.endswith("?"),
        head=head,
        tail=tail,
    )
