"""Places, streets, schools and institutions."""

import re
from collections.abc import Iterator, Sequence

from codeer.pseudonyms import evidence
from codeer.pseudonyms.values import Kind, Mention
from codeer.pseudonyms.words import (
    Word,
    folded_list,
    is_dutch,
    is_first_name,
    is_ordinary,
    is_surname,
    phrase_at,
)
from codeer.text import fold

_NO_START = r"(?!(?:Op|De|Het|Die|Een|Mijn|Onze|Ons|Haar|Zijn|In|Bij|Naar|Van|Dat|Dit|Deze|Ik|We|Wij|Ze|Zij|Hij|Geen|Welke|Elke|Toen|En|Maar|Na|Voor|Daar|Dus|Want|Met|Je|Jouw|Hun|Er) )"
_CAPITAL = r"[A-ZÀ-Þ][^\W\d_]*+(?:[-'’][^\W\d_]++){0,5}"
_JOIN = r"(?:van|de|der|den|het|'t|voor|en|of|in|op|te)"
_CAPITALS = rf"{_CAPITAL}(?: (?:{_JOIN} ){{0,2}}{_CAPITAL}){{0,3}}"
_AROUND = 20
_STREET_ENDS = "straat|laan|plein|gracht|singel|kade|steeg|plantsoen|dreef|weg|dijk|hof|pad|markt|lei|baan|park|erf|wal|burg"
_NUMBER = r"(?: (?:nummer |nr\.? ?|huisnummer )?\d{1,4}(?: ?-? ?(?:[a-zA-Z]|\d{1,3}|bis|hs|huis|[IV]{1,3})(?!\w))?)"
_STREET = re.compile(
    rf"(?<![^\W\d_])(?:(?:Van|De|Den|Het|Ten|Ter|Lange|Korte|Oude|Nieuwe|Grote|Kleine|Eerste|Tweede|Derde|Sint|Prins|Prinses|"
    rf"Koningin|Burgemeester|Pastoor|Dokter|Professor|Laan van|Plein) (?:de[rn]? |het |'t )?){{0,4}}"
    rf"[A-ZÀ-Þ][^\W\d_]*(?:-[^\W\d_]+){{0,4}}(?:{_STREET_ENDS})(?!\w){_NUMBER}?"
    rf"|(?<!\w)Plein \d{{4}}{_NUMBER}?"
    rf"|(?<!\w)(?:Laan|Plein) (?:van |der |het |de )+{_CAPITAL}(?: {_CAPITAL})?{_NUMBER}?"
)
_LOWER_STREET = re.compile(
    r"(?<!\w)[^\W\d_]{3,}(?:straat|laan|plein|gracht|singel|kade|steeg|plantsoen|dreef|weg|hof|pad)"
    rf"(?P<number>{_NUMBER})?(?!\w)"
)
_CLEAR_ENDS = ("straat", "laan", "gracht", "singel", "plantsoen", "steeg", "kade", "dreef")
_ANY_STREET = frozenset(
    "winkelstraat zijstraat hoofdstraat achterstraat woonstraat oprijlaan onderweg snelweg voetpad zandpad fietspad "
    "zijweg omweg halfweg binnenweg schoolplein speelplein voetbalplein pleintje dorpsplein "
    "marktplein stationsplein autoweg landweg bosweg binnenhof gerechtshof rechtbank levensweg uitweg terugweg heenweg".split()
)
_SCHOOL_WORD = (
    r"(?:basisschool|kleuterschool|lagere school|middelbare school|school|lyceum|college|gymnasium|mavo|havo|vmbo|"
    r"vwo|praktijkschool|kinderopvang|kinderdagverblijf|kdv|peuterspeelzaal|crèche|creche|opvang|bso|montessori)"
)
_SCHOOLS = (
    re.compile(rf"(?<!\w)(?i:{_SCHOOL_WORD}) (?P<name>(?:(?:De|Het|'t|de|het) )?{_CAPITALS})"),
    re.compile(
        rf"(?<!\w)(?P<name>(?:ROC|OBS|CBS|RKBS|KBS|PCBS|SBO|VSO|AOC|BS|IKC|GO!|Hogeschool|Universiteit) {_CAPITALS})"
    ),
    re.compile(
        rf"(?<!\w){_NO_START}(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}} (?i:lyceum|college|gymnasium|mavo|havo|"
        rf"praktijkschool|basisschool|school|university|academie)(?: {_CAPITAL})?)(?!\w)"
    ),
    re.compile(r"(?<!\w)(?P<name>[A-ZÀ-Þ][^\W\d_]{2,}(?:school|college|lyceum))(?!\w)"),
    re.compile(
        r"(?<!\w)(?P<name>(?:roc|obs|cbs) (?:van )?\w+(?: (?:nederland|brabant|holland|twente|amsterdam|utrecht))?)(?!\w)"
    ),
    re.compile(
        r"(?<!\w)(?:basisschool|kleuterschool|kinderdagverblijf) (?P<name>(?:de|het|'t) \w{3,})(?!\w)"
    ),
)
_INSTITUTIONS = (
    re.compile(
        rf"(?<!\w)(?P<name>(?:Stichting|GGZ|GGD|Jeugdbescherming|Jeugdhulp|Bureau Jeugdzorg|Zorggroep|Zorgboerderij|"
        rf"Huisartsenpraktijk|Ziekenhuis|Kinderziekenhuis|Wijkteam|CAW|OCMW|UMC|UZ|AZ|Kliniek) {_CAPITALS})"
    ),
    re.compile(
        rf"(?<!\w)(?:stichting|zorgboerderij|huisartsenpraktijk|wijkteam|gezinshuis|praktijk|kliniek|instelling|"
        rf"organisatie|ziekenhuis|wijkcentrum|buurthuis|moskee|vereniging|voetbalclub) (?P<name>(?:(?:De|Het|'t) )?{_CAPITALS})"
    ),
    re.compile(
        rf"(?<!\w){_NO_START}(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}} (?i:ziekenhuis|kinderziekenhuis|gasthuis|kliniek|"
        rf"jeugdhulp|jeugdzorg|zorggroep|medisch centrum))(?!\w)"
    ),
    re.compile(
        r"(?<!\w)(?P<name>(?:stichting|ggz|jeugdbescherming) (?!en\b|of\b|die\b|maar\b|was\b|is\b)[^\W\d_]{4,})(?!\w)"
    ),
)
_GENERIC_SCHOOLS = frozenset(
    "basisschool hogeschool middelbareschool dansschool muziekschool zwemschool".split()
)
_THE = re.compile(rf"(?<=[ ])(?:op|naar|van|bij|in) het (?P<name>{_CAPITAL})(?!\w)")
_SCHOOL_NEAR = re.compile(
    r"\b(?:school|basisschool|klas|juf|meester|mentor|les|lessen|brugklas|leerling|vmbo|havo|vwo)\b",
    re.IGNORECASE,
)


_PLACES_AFTER_IN = frozenset("hoorn hulst doorn hove leiden weert uden".split())
"""Ordinary words that are a place after `in` and `uit`, also without a capital."""


def find_places(text: str, words: Sequence[Word]) -> Iterator[Mention]:
    """Yield places, streets, schools and institutions; the stretches can overlap."""
    yield from _municipalities(text, words)
    yield from _streets(text)
    yield from _named(text)
    for name, kind in (("instellingen", Kind.INSTELLING), ("scholen", Kind.SCHOOL)):
        yield from _from_list(text, words, name, kind)


def _mention(text: str, span: tuple[int, int], kind: Kind, certainty: float, why: str) -> Mention:
    start, end = span
    return Mention(start, end, kind, text[start:end], certainty, why)


def _municipalities(text: str, words: Sequence[Word]) -> Iterator[Mention]:
    for index, word in enumerate(words):
        found = phrase_at(words, index, "plaatsen")
        end = found[0] if found else index + 1
        if not found and not _is_hyphenated_place(word):
            continue
        sure = end > index + 1 or _is_place(words, index)
        if sure and (end == index + 1 or words[end - 1].is_capital or not word.is_capital):
            span = word.start, words[end - 1].end
            certainty = 0.95 if word.is_capital else 0.8
            yield _mention(text, span, Kind.PLAATS, certainty, "plaats uit de lijst")


def _is_hyphenated_place(word: Word) -> bool:
    parts = [fold(part) for part in word.text.split("-")]
    return (
        len(parts) > 1
        and word.is_capital
        and all(part in folded_list("plaatsen") for part in parts)
    )


def _is_place(words: Sequence[Word], index: int) -> bool:
    """Weigh a place of one word: it may be an ordinary word, or a person's name."""
    word = words[index]
    before = words[index - 1].folded if index and word.follows else ""
    clear = word.is_capital and not word.opens
    if is_first_name(word) or (is_surname(word) and clear):
        return before in evidence.GOING and (clear or not is_ordinary(word))
    if not is_ordinary(word):
        return before not in evidence.DETERMINERS or word.is_capital or not is_dutch(word.text)
    if clear:
        return before in evidence.PLACING
    return before in ("in", "uit") and word.folded in _PLACES_AFTER_IN


def _streets(text: str) -> Iterator[Mention]:
    for match in _STREET.finditer(text):
        word = match[0].split()[-1] if not re.search(r"\d", match[0]) else ""
        if word and is_dutch(word.lower()) and len(match[0].split()) == 1:
            before = text[max(0, match.start() - _AROUND) : match.start()].rstrip()
            if not before.endswith((" de", " het", " op", " aan", " in")):
                continue
        yield _mention(text, match.span(), Kind.ADRES, 0.9, "straatnaam")
    for match in _LOWER_STREET.finditer(text):
        street = match[0].split()[0]
        if street in _ANY_STREET:
            continue
        if match["number"] or (
            street.endswith(_CLEAR_ENDS)
            and text[max(0, match.start() - _AROUND) : match.start()].endswith(
                (" in de ", " op de ", " aan de ")
            )
        ):
            yield _mention(text, match.span(), Kind.ADRES, 0.8, "straatnaam")


def _named(text: str) -> Iterator[Mention]:
    for patterns, kind, why in (
        (_SCHOOLS, Kind.SCHOOL, "naam bij een woord voor een school"),
        (_INSTITUTIONS, Kind.INSTELLING, "naam bij een woord voor een instelling"),
    ):
        for pattern in patterns:
            for match in pattern.finditer(text):
                if fold(match["name"]) not in _GENERIC_SCHOOLS:
                    yield _mention(text, match.span("name"), kind, 0.85, why)
    for match in _THE.finditer(text):
        if not is_dutch(match["name"].lower()) and fold(match["name"]) not in (
            folded_list("geen_namen") | folded_list("plaatsen") | folded_list("instellingen")
        ):
            yield _mention(text, match.span("name"), Kind.SCHOOL, 0.6, "naam na 'het'")


def _from_list(text: str, words: Sequence[Word], name: str, kind: Kind) -> Iterator[Mention]:
    for index, word in enumerate(words):
        found = phrase_at(words, index, name)
        if found is None:
            continue
        end, is_word = found
        article = word.text in ("de", "het") and end > index + 1
        start = words[index + 1].start if article else word.start
        capital = words[end - 1].is_capital and not words[end - 1].opens
        named = (
            word.follows and words[index - 1].folded in ("bij", "van") and not is_dutch(word.text)
        )
        if is_word and not capital and not named:
            continue
        if (
            is_word
            and kind is Kind.SCHOOL
            and not _SCHOOL_NEAR.search(text, max(0, word.start - 80), word.end + 80)
        ):
            continue
        span = start, words[end - 1].end
        certainty = 0.7 if is_word else 0.9
        yield _mention(text, span, kind, certainty, "naam uit de lijst")
