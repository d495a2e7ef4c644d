"""The header block of a transcript: date, respondent, place; never coded."""

import re
from collections.abc import Mapping, Set

from codeer.readers.labels import INTERVIEWER_LABELS, RESPONDENT_LABELS, LabelHints
from codeer.readers.lines import Lines
from codeer.text import fold_label

_HEADER_KEYS = frozenset(
    """
        datum locatie plaats duur transcriptie getranscribeerd transcribent respondentnummer
        respondentcode code interviewnummer interviewcode nummer leeftijd geslacht functie
        setting aanwezig aanwezigen deelnemers opname opnamedatum audiobestand bestand taal
        project onderzoek sprekers tijd tijdstip starttijd begintijd eindtijd betreft onderwerp
        titel organisatie groep respondentgroep rol toestemming pseudoniemen noot opmerking
        opmerkingen versie status gezin gezinscode gezinsnummer casus dossier interview gesprek
        transcript achtergrond beroep opleiding regio gemeente thema type soort wijze afgenomen
        let legenda afkortingen afspraken bron fictief voorbeeld
    """.split()
)
_PEOPLE_KEYS = INTERVIEWER_LABELS | RESPONDENT_LABELS | {"naam", "pseudoniem"}
_HEADER_LINE = re.compile(
    r"^[\s*_#\-•|]*(?P<key>[^\W\d_][^\n:\t*|]{0,40}?)[*_]*[ ]*[:\t|][*_]*[ \t]*(?P<value>.*)$"
)
_MARKS = " \t*_|"
_HEADER_LINES = 60
_MAX_HEADER_WORDS = 25


def is_header_key(label: str) -> bool:
    """Tell whether a label is a word of a header, such as Datum or Duur."""
    return re.split(r"[ /(.]", label.strip().casefold())[0] in _HEADER_KEYS


def find_header(lines: Lines, hints: LabelHints, recurring: Set[int]) -> tuple[dict[str, str], int]:
    """Return the header block as key -> value, and the number of lines that it takes.

    `recurring` are the lines that start with a label that stands there more than once: a header has
    each key once, so where a label recurs the conversation has begun.
    """
    entries: dict[int, tuple[str, str]] = {}
    last_certain = -1
    for index, line in enumerate(lines.lines[:_HEADER_LINES]):
        match = _HEADER_LINE.match(line)
        if match is None:
            if index in recurring and index not in entries:
                break
            continue
        key, value = match["key"].strip().casefold(), match["value"].rstrip(_MARKS).strip()
        first_word = re.split(r"[ /(.]", key)[0]
        if is_header_key(key) and len(value.split()) <= _MAX_HEADER_WORDS * 2:
            entries[index] = (key, value)
            last_certain = index
        elif first_word in _PEOPLE_KEYS or fold_label(key) in hints.known:
            if len(first_word) < 3 or not _is_header_value(lines, index, value, hints):
                break  # the conversation has begun
            entries[index] = (key, value)
        elif hints.is_known(key) or index in recurring:
            break
    end = _extend_header(lines, entries, last_certain, hints)
    kept: dict[str, str] = {}
    for index, (key, value) in entries.items():
        if index < end:
            kept[key] = f"{kept[key]}; {value}" if key in kept else value
    return kept, end


def _is_header_value(lines: Lines, index: int, value: str, hints: LabelHints) -> bool:
    """Tell 'Respondent: J01 (jongen, 16)' from what a respondent says."""
    if not value or value.endswith(("?", "!", "…")):
        return False
    if _code_in(value, hints):
        return True
    following = _HEADER_LINE.match(lines.lines[index + 1]) if index + 1 < len(lines.lines) else None
    if following and re.split(r"[ /(.]", following["key"].strip().casefold())[0] in _HEADER_KEYS:
        return True
    return len(value.split()) <= 8 and not value.endswith(".")


def _extend_header(
    lines: Lines, entries: Mapping[int, tuple[str, str]], last_certain: int, hints: LabelHints
) -> int:
    """Return where the header ends: lines such as 'Respondent: J01' may follow or stand alone."""
    if last_certain >= 0:
        index = last_certain + 1
        while index in entries:
            index += 1
        if _is_blank(lines, index):
            return index
        index = last_certain + 1
        while index in entries and _code_in(entries[index][1], hints):
            index += 1
        return index
    first = lines.next_filled(-1)
    if first is None:
        return 0
    index = first
    while index in entries:
        index += 1
    names_code = any(_code_in(entries[i][1], hints) for i in range(first, index))
    return index if names_code and _is_blank(lines, index) else 0


def _is_blank(lines: Lines, index: int) -> bool:
    return index >= len(lines.lines) or not lines.lines[index].strip()


def _code_in(value: str, hints: LabelHints) -> bool:
    return any(hints.is_code(word.strip("(),;")) for word in value.split())
