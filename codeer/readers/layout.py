"""Find the header, the speaker turns and the closing line in a transcript of any layout.

Two passes. The first collects lines that could start a turn, with the kind of layout. The second
decides per label: words such as `I`, `Interviewer`, `Spreker 2`, `P12` are labels at once; any other
label must look like a name. A label seen once is kept as well, because losing a speaker silently is
worse than asking about one. What is decided is reported in `Source.layouts`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from codeer.errors import NoSpeakers
from codeer.model import Source, Turn
from codeer.text import TIME

INTERVIEWER_LABELS = frozenset(
    ["i", "int", "interviewer", "interviewster", "interv", "onderzoeker", "onderzoekster", "vraag", "vragensteller", "q", "vraagsteller", "gespreksleider"]
)
RESPONDENT_LABELS = frozenset(
    ["r", "resp", "respondent", "respondente", "antwoord", "geinterviewde", "geïnterviewde", "deelnemer", "participant"]
)
GENERIC_LABEL = re.compile(r"(?:spreker|speaker|sp|persoon|stem)[ _]?\d{1,2}")
_NUMBERED = re.compile(r"(.+?)[ ._]?\d{1,2}")


@dataclass(frozen=True, slots=True)
class LabelHints:
    """What is known about labels before reading."""

    known: frozenset[str] = frozenset()
    """Labels (folded) that are speakers whatever they look like."""
    prefixes: tuple[str, ...] = ()
    """Respondent code prefixes, such as JIM and P."""
    not_speakers: frozenset[str] = frozenset()
    """Labels (folded) that are ordinary text."""

    def with_known(self, labels: Iterable[str]) -> "LabelHints":
        """Return hints that also know `labels`."""
        return replace(self, known=self.known | {fold_label(label) for label in labels})

    def is_known(self, label: str) -> bool:
        """Tell whether a label is a speaker by its words alone."""
        folded = fold_label(label)
        if folded in self.known | INTERVIEWER_LABELS | RESPONDENT_LABELS:
            return True
        if GENERIC_LABEL.fullmatch(folded) or self.is_code(label):
            return True
        numbered = _NUMBERED.fullmatch(folded)
        if numbered and numbered[1] in self.known | INTERVIEWER_LABELS | RESPONDENT_LABELS:
            return True
        main, _, rest = folded.partition("(")
        return bool(rest) and main.strip() in self.known

    def is_code(self, label: str) -> bool:
        """Tell whether a label is a respondent code such as JIM05."""
        return any(
            re.fullmatch(rf"{re.escape(prefix)}[-_ ]?\d{{1,3}}", label.strip(), re.IGNORECASE)
            for prefix in self.prefixes
        )


def fold_label(label: str) -> str:
    """Return the form under which labels are compared."""
    return " ".join(label.casefold().replace(".", " ").split())


_WORD = r"[^\W_][\w.'’&\-]*"
_NAME = rf"{_WORD}(?:[ ]{_WORD}){{0,4}}(?:[ ]?\([^()\n:]{{1,30}}\))?"
_STAMP = rf"(?:(?<!\w)[\[(#]?{TIME}(?:-\d)?[\])#]?)"
_LEAD = rf"^[ \t]*(?:{_STAMP}[ \t]*[-–|]?[ \t]*)?"
_BOLD = r"(?:\*\*|__|\*|_)?"
_COLON = re.compile(
    rf"{_LEAD}{_BOLD}(?P<label>{_NAME}){_BOLD}[ \t]*(?:{_STAMP})?[ \t]*:(?![/:]){_BOLD}(?P<gap>[ \t]*)(?P<text>.*)$"
)
_TAB = re.compile(rf"{_LEAD}{_BOLD}(?P<label>{_NAME}){_BOLD}[ ]*:?\t[\t ]*(?P<text>\S.*)$")
_DASH = re.compile(rf"{_LEAD}{_BOLD}(?P<label>{_NAME}){_BOLD}[ \t]+[-–—][ \t]+(?P<text>\S.*)$")
_BRACKET = re.compile(rf"{_LEAD}[\[{{<](?P<label>{_NAME})[\]}}>]{_BOLD}[ \t]*:?[ \t]*(?P<text>.*)$")
_STAMPED = re.compile(
    rf"^[ \t]*{_BOLD}(?P<label>{_NAME}){_BOLD}[ \t]*[-–|,]?[ \t]*{_STAMP}{_BOLD}[ \t]*(?P<text>.*)$"
)
_ALONE = re.compile(
    rf"{_LEAD}(?P<bold>{_BOLD})(?P<label>{_NAME}){_BOLD}[ \t]*(?P<colon>:?){_BOLD}[ \t]*$"
)
_ONLY_STAMP = re.compile(rf"^[ \t]*{_STAMP}(?:[ \t]*[-–][ \t]*{_STAMP})?[ \t]*$")

_LAYOUTS = {
    "colon": "dubbele punt",
    "tab": "tab",
    "dash": "streepje",
    "bracket": "haken",
    "stamped": "naam en tijd",
    "alone": "eigen regel",
}

# Capitalised words before a colon that are speech or headings, not people
_NO_NAMES = frozenset(
    ["ik", "jij", "je", "hij", "zij", "ze", "wij", "we", "jullie", "u", "het", "dat", "dit", "die", "deze", "er", "en", "maar", "of", "want", "dus", "kortom", "conclusie", "samenvattend", "ja", "nee", "nou", "oké", "ok", "goed", "precies", "klopt", "inderdaad", "zeker", "natuurlijk", "eh", "ehm", "uh", "uhm", "hm", "nb", "ps", "let", "tip", "noot", "opmerking", "bijvoorbeeld", "namelijk", "alleen", "toen", "daarna", "eerst", "ten", "stel", "kijk", "weet", "moraal", "resultaat", "gevolg", "punt", "les", "thema", "onderwerp", "deel", "hoofdstuk", "vraag", "voorbeeld", "tijd"]
)
_PARTICLES = frozenset(
    ["van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "el", "al", "ben", "la", "le", "du", "von", "en", "mevr", "dhr", "mw"]
)

_HEADER_KEYS = frozenset(
    ["datum", "locatie", "plaats", "duur", "transcriptie", "getranscribeerd", "transcribent", "respondentnummer", "respondentcode", "code", "interviewnummer", "interviewcode", "nummer", "leeftijd", "geslacht", "functie", "setting", "aanwezig", "aanwezigen", "deelnemers", "opname", "opnamedatum", "audiobestand", "bestand", "taal", "project", "onderzoek", "sprekers", "tijd", "tijdstip", "starttijd", "begintijd", "eindtijd", "betreft", "onderwerp", "titel", "organisatie", "groep", "respondentgroep", "rol", "toestemming", "pseudoniemen", "noot", "opmerking", "opmerkingen", "versie", "status", "gezin", "gezinscode", "gezinsnummer", "casus", "dossier", "interview", "gesprek", "transcript", "achtergrond", "beroep", "opleiding", "regio", "gemeente", "thema", "type", "soort", "wijze", "afgenomen", "let", "legenda", "afkortingen", "afspraken", "bron", "fictief", "voorbeeld"]
)
_PEOPLE_KEYS = INTERVIEWER_LABELS | RESPONDENT_LABELS | {"naam", "pseudoniem"}
_HEADER_LINE = re.compile(
    r"^[\s*_#\-•|]*(?P<key>[^\W\d_][^\n:\t*|]{0,40}?)[*_]*[ ]*[:\t|][*_]*[ \t]*(?P<value>.*?)[\s*_|]*$"
)
_HEADER_LINES = 60
_MAX_HEADER_WORDS = 25

_CLOSING = re.compile(
    r"^[\W_]*(?:(?:einde?|eind|stop|slot)[ ]*(?:van[ ]+)?(?:de[ ]+|het[ ]+|dit[ ]+)?"
    r"(?:opname|geluidsopname|audio-?opname|interview|gesprek|transcript(?:ie)?|bandje|audio|fragment)"
    r"|(?:de[ ]+|geluids)?opname[ ]+(?:stopt|gestopt|be[eë]indigd|uit|eindigt|afgelopen|wordt[ ]\w+)"
    r"|(?:einde?|eind|fin))\b[^:]{0,40}$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Candidate:
    line: int
    kind: str
    label: str
    text_start: int
    """Offset within the line; len(line) when the text starts on the next line."""
    is_sure: bool = False
    """The layout leaves no doubt: a colon, a time or bold type goes with a label on its own line."""


@dataclass(slots=True)
class _Lines:
    """The lines of a text with their offsets."""

    text: str
    lines: list[str] = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.starts = [0]
        for line in self.lines[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def next_filled(self, index: int) -> int | None:
        """Return the first line with text after `index`."""
        return next((i for i in range(index + 1, len(self.lines)) if self.lines[i].strip()), None)


def build_source(
    path: Path,
    name: str,
    text: str,
    hints: LabelHints,
    *,
    encoding: str,
    digest: str,
    remarks: tuple[str, ...] = (),
) -> Source:
    """Return the source with its header and turns.

    Raises
    ------
    NoSpeakers
        When no line starts a turn.

    """
    lines = _Lines(text)
    header, header_end = _find_header(lines, hints)
    starts = _choose(lines, _candidates(lines, header_end, hints), hints)
    if not starts:
        raise NoSpeakers(path)
    kinds = Counter(candidate.kind for candidate in starts)
    return Source(
        name=name,
        text=text,
        digest=digest,
        turns=_turns(lines, starts),
        header=header,
        layouts=tuple(_LAYOUTS[kind] for kind, _ in kinds.most_common()),
        encoding=encoding,
        remarks=remarks,
    )


def find_label(line: str, hints: LabelHints) -> tuple[str, int] | None:
    """Return (label, offset of the text) when a single line surely starts with a speaker."""
    candidate = _colon_candidate(0, line)
    if candidate and (
        (hints.is_known(candidate.label) and _has_label_case(candidate.label))
        or _looks_like_name(candidate.label)
    ):
        return candidate.label, candidate.text_start
    return None


# --- header --------------------------------------------------------------------------------------


def _find_header(lines: _Lines, hints: LabelHints) -> tuple[dict[str, str], int]:
    """Return the header block as key -> value, and the number of lines that it takes."""
    entries: dict[int, tuple[str, str]] = {}
    last_certain = -1
    for index, line in enumerate(lines.lines[:_HEADER_LINES]):
        match = _HEADER_LINE.match(line)
        if match is None:
            continue
        key, value = match["key"].strip().casefold(), match["value"].strip()
        first_word = re.split(r"[ /(.]", key)[0]
        if first_word in _HEADER_KEYS and len(value.split()) <= _MAX_HEADER_WORDS * 2:
            entries[index] = (key, value)
            last_certain = index
        elif first_word in _PEOPLE_KEYS or fold_label(key) in hints.known:
            if len(first_word) < 3 or not _is_header_value(lines, index, value, hints):
                break  # the conversation has begun
            entries[index] = (key, value)
        elif hints.is_known(key):
            break
    end = _extend_header(lines, entries, last_certain, hints)
    kept: dict[str, str] = {}
    for index, (key, value) in entries.items():
        if index < end:
            kept[key] = f"{kept[key]}; {value}" if key in kept else value
    return kept, end


def _is_header_value(lines: _Lines, index: int, value: str, hints: LabelHints) -> bool:
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
    lines: _Lines, entries: Mapping[int, tuple[str, str]], last_certain: int, hints: LabelHints
) -> int:
    """Return where the header ends: lines such as 'Respondent: J01' may follow or stand alone."""
    index = last_certain + 1
    block = []
    while index < len(lines.lines) and index in entries:
        block.append(entries[index][1])
        index += 1
    blank_follows = index >= len(lines.lines) or not lines.lines[index].strip()
    if last_certain >= 0:
        return index if blank_follows else last_certain + 1
    first = lines.next_filled(-1)
    if first is not None and first in entries:
        index = first
        while index in entries:
            block.append(entries[index][1])
            index += 1
        if not lines.lines[index].strip() and any(_code_in(value, hints) for value in block):
            return index
    return 0


def _code_in(value: str, hints: LabelHints) -> bool:
    return any(hints.is_code(word.strip("(),;")) for word in value.split())


# --- turns ---------------------------------------------------------------------------------------


def _candidates(lines: _Lines, first: int, hints: LabelHints) -> list[_Candidate]:
    found: list[_Candidate] = []
    for index in range(first, len(lines.lines)):
        line = lines.lines[index]
        if not line.strip() or _CLOSING.match(line):
            continue
        candidate = _match_line(lines, index)
        if candidate and fold_label(candidate.label) not in hints.not_speakers:
            found.append(candidate)
    return found


def _match_line(lines: _Lines, index: int) -> _Candidate | None:
    line = lines.lines[index]
    candidate = _colon_candidate(index, line)
    if candidate:
        return candidate
    for kind, pattern in (("tab", _TAB), ("bracket", _BRACKET), ("dash", _DASH)):
        if match := pattern.match(line):
            return _Candidate(index, kind, _clean(match["label"]), match.start("text"))
    match = _STAMPED.match(line)
    if match:
        return _Candidate(index, "stamped", _clean(match["label"]), match.start("text"), True)
    if match := _ALONE.match(line):
        following = lines.next_filled(index)
        if following is None:
            return None
        stamp_follows = following == index + 1 and _ONLY_STAMP.match(lines.lines[following])
        stamp_leads = line.lstrip()[:1] in "[(#" or line.lstrip()[:1].isdigit()
        is_sure = bool(match["bold"] or match["colon"] or stamp_follows or stamp_leads)
        return _Candidate(index, "alone", _clean(match["label"]), len(line), is_sure)
    return None


def _colon_candidate(index: int, line: str) -> _Candidate | None:
    match = _COLON.match(line)
    if match is None:
        return None
    label, text = _clean(match["label"]), match["text"]
    if label[-1:].isdigit() and text[:1].isdigit() and not match["gap"]:
        return None  # a time: om 10:30
    if not text.strip(" *_"):
        return _Candidate(index, "alone", label, len(line), True)
    return _Candidate(index, "colon", label, match.start("text"))


def _clean(label: str) -> str:
    return label.strip(" .*_\t")


def _has_label_case(label: str) -> bool:
    """Tell a label from a word in a sentence that was cut: 'vader: kom' is seldom a speaker."""
    bare = re.sub(r"[ _]?\d+$", "", fold_label(label))
    return not label[:1].islower() or bare in INTERVIEWER_LABELS | RESPONDENT_LABELS


def _looks_like_name(label: str) -> bool:
    words = re.sub(r"\([^)]*\)", "", label).split()
    if not words or len(words) > 4 or words[0].casefold() in _NO_NAMES:
        return False
    return (
        all(word[:1].isupper() or word.casefold() in _PARTICLES or word.isdigit() for word in words)
        and words[0][:1].isupper()
    )


def _choose(lines: _Lines, candidates: list[_Candidate], hints: LabelHints) -> list[_Candidate]:
    """Keep the candidates that start a turn."""
    counts = Counter((c.kind, fold_label(c.label)) for c in candidates)
    known = [c for c in candidates if hints.is_known(c.label)]
    has_strong_layout = any(c.kind != "alone" or c.is_sure for c in known)
    spoken = _followed_by_text(lines, candidates)
    kept: list[_Candidate] = []
    for candidate in candidates:
        label = fold_label(candidate.label)
        times = counts[candidate.kind, label]
        if hints.is_known(candidate.label) and (times >= 2 or _has_label_case(candidate.label)):
            keep = (
                candidate.kind != "alone" or candidate.is_sure or len(label) == 1 or label in spoken
            )
        elif not _looks_like_name(candidate.label):
            keep = False
        elif candidate.kind in ("colon", "stamped"):
            keep = candidate.kind == "colon" or times >= 2
        elif candidate.kind == "tab":
            keep = times >= 2 or any(c.kind == "tab" for c in known)
        elif candidate.kind == "alone" and candidate.is_sure:
            keep = times >= 2 or any(c.kind == "alone" for c in known)
        else:  # a bare name on a line, a name and a dash: only when nothing clearer is there
            keep = times >= 2 and not has_strong_layout
            keep = keep and (candidate.kind != "alone" or label in spoken)
        if keep:
            kept.append(candidate)
    return kept


def _followed_by_text(lines: _Lines, candidates: list[_Candidate]) -> frozenset[str]:
    """Return labels on their own line that are always followed by something that is no label."""
    alone = {c.line: fold_label(c.label) for c in candidates if c.kind == "alone"}
    followed: dict[str, bool] = defaultdict(lambda: True)
    for line, label in alone.items():
        following = lines.next_filled(line)
        if following is None or _CLOSING.match(lines.lines[following]):
            followed[label] = False
        else:
            repeated = list(alone.values()).count(alone[following]) if following in alone else 0
            followed[label] &= repeated < 2
    return frozenset(label for label, is_followed in followed.items() if is_followed)


def _turns(lines: _Lines, starts: list[_Candidate]) -> tuple[Turn, ...]:
    turns = []
    ends = [candidate.line for candidate in starts[1:]] + [len(lines.lines)]
    for number, (candidate, end_line) in enumerate(zip(starts, ends, strict=True), start=1):
        last = next(
            (i for i in range(candidate.line + 1, end_line) if _CLOSING.match(lines.lines[i])),
            end_line,
        )
        start = lines.starts[candidate.line] + candidate.text_start
        end = lines.starts[last - 1] + len(lines.lines[last - 1])
        said = lines.text[start:end]
        start += len(said) - len(said.lstrip())
        end = max(start, end - (len(said) - len(said.rstrip())))
        turns.append(Turn(number, candidate.label, start, end, candidate.line + 1))
    return tuple(turns)
