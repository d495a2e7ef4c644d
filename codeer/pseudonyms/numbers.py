"""Numbers that tell who somebody is: dates, ages, telephone, mail, BSN, IBAN, postcode, URL."""

import re
from collections.abc import Iterator

from codeer.pseudonyms.counting import NUMBER, NUMBERS, ORDINAL
from codeer.pseudonyms.values import Kind, Mention
from codeer.pseudonyms.words import folded_list
from codeer.text import fold

_URL = re.compile(r"(?<![\w@.])(?:https?://|www\.)[^\s<>\"')]+[^\s<>\"').,;:!?]", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]*\w@\w[\w-]*(?:\.\w[\w-]*)+", re.IGNORECASE)
_SPOKEN_MAIL = re.compile(
    r"(?<!\w)\w+(?: punt \w+){0,5} apenstaartje \w+(?: punt \w+)+", re.IGNORECASE
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE)
_BSN = re.compile(r"(?<![\d\w.,/-])\d{3,4}[ .]?\d{2,3}[ .]?\d{2,3}(?![\d\w/-]|[.,]\d)")
_BSN_WORD = re.compile(r"bsn|burgerservice|sofi-?nummer", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<![\d\w.,/-])[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b")
_LOWER_POSTCODE = re.compile(r"(?<=postcode )(?:\w+ ){0,2}?([1-9]\d{3} ?[a-z]{2})\b")
_PIECE = rf"(?:\d+|{NUMBER})"
_DIALLED = re.compile(
    rf"(?<![\d\w.,/])(?:\+|00)?{_PIECE}(?:[ \-/.]{{1,3}}(?:\(0\) ?)?{_PIECE})*(?![\d\w])",
    re.IGNORECASE,
)
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_SHORT = "jan|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec"
_DAY = rf"(?:[1-9]|[12]\d|3[01])(?:e|ste|de)?|{ORDINAL}|{NUMBER}"
_YEAR = r"(?:19|20)\d{2}"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w\d-])(?:{_DAY}) (?:{_MONTHS})(?:,? (?:{_YEAR}|'\d\d))?(?!\w)",
        rf"(?<![\w\d-])\d{{1,2}}[ -](?:{_SHORT})\.?[ -]{_YEAR}(?!\w)",
        rf"(?<!\w)(?:{_MONTHS}|{_SHORT}) {_YEAR}(?!\d)",
        rf"(?<![\d/.:,-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:{_YEAR}|'?\d\d)(?![\d/:-])",
        rf"(?<![\d/-]){_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?:(?<=\bop )|(?<=\bvan ))(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|1[0-2])(?![\d/:-]|,\d)",
        r"(?<=vanaf )(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|1[0-2])(?![\d/:-]|,\d)",
        rf"(?<=geboren in ){_YEAR}(?!\d)",
    )
)
_AGE = rf"(?:\d{{1,2}}(?:[,.]5)?|anderhalf|{NUMBER})"
_LITTLE = r"(?:net|al|nu|nou|toen|pas|bijna|ongeveer|ook|nog|maar|inmiddels|ondertussen|ineens|zelf|volgende maand|volgende week|volgend jaar|dit jaar|morgen|binnenkort|zeg maar|een jaar of)"
_ENDS = r"(?= ?[.,;:!?…)\n]| ?$| (?:en|maar|toen|die|dus|want|geworden|was|of|ofzo|hoor|ja|zij|hij|ze|ik|bij)\b)"
_UNIT = r"(?:uur|minuten|jaar|maanden?|weken|dagen|procent|meter|kilo|euro|keer|kinderen|broers|zussen|verschillende|de|het|mijn)"
_PERSON = (
    r"(?:zoon(?:tje)?|dochter(?:tje)?|kind(?:je)?|meisje|jongen|jongetje|meid|baby|broer(?:tje)?|zus(?:je)?|"
    r"neef(?:je)?|nicht(?:je)?|peuter|kleuter|puber|tweeling|kinderen|jongens|meiden|meisjes|man|vrouw|"
    r"vriend|vriendin|moeder|vader|oma|opa|oudste|jongste|pleegkind|pleegzoon|pleegdochter|kleinkind|\w+kind)"
)
_AGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w)(?P<age>{_AGE} jaar)(?= oud\b| jong\b)",
        rf"(?<!\w)(?P<age>(?:\d{{1,2}}-?|{NUMBER})jarige?n?)(?!\w)",
        rf"\b{_PERSON} van (?:{_LITTLE} )*(?P<age>{_AGE}(?: jaar| maanden| weken)?)(?!\w)(?! {_UNIT}\b)",
        rf"\b{_PERSON} van (?:{_LITTLE} )*(?P<age>{_AGE} jaar)\b(?! geleden)",
        rf"(?<!\bhet )(?<!\bdat )(?<!\ber )(?<!\bdit )(?<!\bt )\b(?:is|ben|was|bent|wordt|werd|word|zijn|waren)(?: (?:hij|zij|ze|ik|je))?"
        rf"(?: {_LITTLE})* (?P<age>{_AGE}(?: jaar)?){_ENDS}",
        rf"\b(?:ik|hij|zij|ze|je|die|we|\w+kind|zoon|dochter|zus|broer|zusje|broertje) (?:{_LITTLE} )*"
        rf"(?P<age>{_AGE}(?: jaar)?) (?:was|werd|ben|is|wordt|waren|bent)\b",
        rf"\bop (?:mijn|m'n|zijn|z'n|haar|hun|je|jouw|d'r|der) (?P<age>{ORDINAL}|\d{{1,2}}(?:e|de|ste))"
        r"(?= ?[.,;:!?…\n]| ?$| (?:is|ben|was|ging|gingen|kon|kwam|werd|heb|had|moest|hierheen|al|naar|het|toen|en|uit|met|weg|liep|woonde|zat)\b)",
    )
)
_AGES_TOGETHER = re.compile(
    rf"\b(?:zijn|waren) (?P<ages>{_AGE}(?:, {_AGE})*(?: en |, ){_AGE})(?: jaar)?{_ENDS}",
    re.IGNORECASE,
)
_NAME_AGE = re.compile(
    rf"(?<![^\W\d_])(?P<name>[^\W\d_]+) van (?!een\b|één\b)(?P<age>{_AGE}(?: jaar)?)(?!\w)(?! {_UNIT}\b)",
    re.IGNORECASE,
)


def find_numbers(text: str) -> Iterator[Mention]:
    """Yield what is recognised by its form alone; the stretches can overlap."""
    for kind, pattern, reason in (
        (Kind.URL, _URL, "webadres"),
        (Kind.MAIL, _MAIL, "mailadres"),
        (Kind.MAIL, _SPOKEN_MAIL, "uitgesproken mailadres"),
        (Kind.POSTCODE, _POSTCODE, "postcode"),
    ):
        for match in pattern.finditer(text):
            yield _mention(text, match.span(), kind, 1.0, reason)
    for match in _LOWER_POSTCODE.finditer(text):
        yield _mention(text, match.span(1), Kind.POSTCODE, 0.9, "na het woord postcode")
    yield from _checked(text)
    yield from _telephones(text)
    for pattern in _DATES:
        for match in pattern.finditer(text):
            yield _mention(text, match.span(), Kind.DATUM, 0.95, "datum")
    yield from _ages(text)


def _mention(
    text: str, span: tuple[int, int], kind: Kind, certainty: float, reason: str
) -> Mention:
    start, end = span
    return Mention(start, end, kind, text[start:end], certainty, reason)


def _checked(text: str) -> Iterator[Mention]:
    for match in _IBAN.finditer(text):
        span = _valid_iban(match)
        if span:
            yield _mention(text, span, Kind.IBAN, 1.0, "rekeningnummer, controlegetal klopt")
    for match in _BSN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        announced = bool(_BSN_WORD.search(text, max(0, match.start() - 40), match.start()))
        if len(digits) == 9 and passes_eleven_test(digits):
            certainty = 1.0 if announced else 0.8
            yield _mention(
                text, match.span(), Kind.BSN, certainty, "nummer voldoet aan de elfproef"
            )
        elif announced and len(digits) in (8, 9):
            yield _mention(text, match.span(), Kind.BSN, 0.7, "nummer na het woord BSN")


def passes_eleven_test(digits: str) -> bool:
    """Tell whether nine digits can be a BSN."""
    total = sum(
        int(d) * weight for d, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)
    )
    return total % 11 == 0 and digits.strip("0") != ""


def _valid_iban(match: re.Match[str]) -> tuple[int, int] | None:
    """Return where a valid account number stands in a match; the match can be too long."""
    pieces = match[0]
    while len(pieces) >= 15:
        if passes_iban_test(pieces.replace(" ", "")):
            return match.start(), match.start() + len(pieces)
        pieces = pieces.rpartition(" ")[0]
    return None


def passes_iban_test(account: str) -> bool:
    """Tell whether an account number without spaces has the right check digits."""
    if not 15 <= len(account) <= 34:
        return False
    turned = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def _telephones(text: str) -> Iterator[Mention]:
    for match in _DIALLED.finditer(text):
        pieces = re.findall(_PIECE, match[0].casefold())
        digits = "".join(p if p.isdigit() else str(NUMBERS[p]) for p in pieces)
        international = match[0].startswith(("+", "00"))
        home = digits.removeprefix("00").removeprefix("31").removeprefix("32")
        if international:
            found = len(home.lstrip("0")) in (8, 9) and home != digits
        else:
            found = digits.startswith("0") and len(digits) in (9, 10) and digits[1:2] != "0"
        if found:
            spoken = any(not p.isdigit() for p in pieces)
            yield _mention(
                text, match.span(), Kind.TELEFOON, 0.8 if spoken else 0.95, "telefoonnummer"
            )


def _ages(text: str) -> Iterator[Mention]:
    for pattern in _AGES:
        for match in pattern.finditer(text):
            yield _mention(text, match.span("age"), Kind.LEEFTIJD, 0.8, "leeftijd")
    for match in _AGES_TOGETHER.finditer(text):
        for age in re.finditer(rf"(?<!\w){_AGE}(?!\w)", match["ages"], re.IGNORECASE):
            start, end = (match.start("ages") + place for place in age.span())
            yield _mention(text, (start, end), Kind.LEEFTIJD, 0.7, "leeftijden")
    for match in _NAME_AGE.finditer(text):
        if fold(match["name"]) in folded_list("voornamen"):
            yield _mention(text, match.span("age"), Kind.LEEFTIJD, 0.7, "leeftijd na een naam")
