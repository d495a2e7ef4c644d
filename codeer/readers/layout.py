"""Find the header, the speaker turns and the closing line in a transcript of any layout.

Two passes. The first collects lines that could start a turn, with the kind of layout. The second
decides per label: words such as `I`, `Interviewer`, `Spreker 2`, `P12` are labels at once; any other
label must look like a name. A label seen once is kept as well, because losing a speaker silently is
worse than asking about one. What is decided is reported in `Source.layouts`.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from codeer.errors import NoSpeakers, SourceBeyondLimit
from codeer.model import Source, Turn
from codeer.readers.header import find_header, is_header_key
from codeer.readers.labels import (
    INTERVIEWER_LABELS,
    LabelHints,
    has_label_case,
    looks_like_name,
)
from codeer.readers.lines import Lines
from codeer.readers.times import (
    Timing,
    find_beginnings,
    read_f4_end,
    read_opening,
    read_seconds,
)
from codeer.text import TIME, fold_label

_WORD = r"[^\W_][\w.'’&\-]*"
_NAME = rf"{_WORD}(?:[ ]{_WORD}){{0,4}}(?:[ ]?\([^()\n:]{{1,30}}\))?"
_STAMP = rf"(?:(?<!\w)[\[(#]?{TIME}(?:-\d)?(?:[ ]*(?:-|–|-->)[ ]*{TIME})?(?!:?\d)[\])#]?)"
_MARK = r"(?:[>*•-][ \t]+|#{1,6}[ ]+)?"  # a list, quote or heading around the speaker
_LEAD = rf"^[ \t]*{_MARK}(?:{_STAMP}[ \t]*+(?:[-–|][ \t]*+)?)?"
_BOLD = r"(?:\*\*|__|\*|_)?"
_COLON = re.compile(
    rf"{_LEAD}{_BOLD}(?P<label>{_NAME}){_BOLD}[ \t]*+(?:{_STAMP}[ \t]*+)?:(?![/:]){_BOLD}(?P<gap>[ \t]*)(?P<text>.*)$"
)
_TAB = re.compile(rf"{_LEAD}{_BOLD}(?P<label>{_NAME}){_BOLD}[ ]*:?\t[\t ]*(?P<text>\S.*)$")
_DASH = re.compile(rf"{_LEAD}{_BOLD}(?P<label>{_NAME}){_BOLD}[ \t]+[-–—][ \t]+(?P<text>\S.*)$")
_BRACKET = re.compile(rf"{_LEAD}[\[{{<](?P<label>{_NAME})[\]}}>]{_BOLD}[ \t]*:?[ \t]*(?P<text>.*)$")
_STAMPED = re.compile(
    rf"^[ \t]*{_BOLD}(?P<label>{_NAME}){_BOLD}[ \t]*+(?:[-–|,][ \t]*+)?{_STAMP}{_BOLD}[ \t]*(?P<text>.*)$"
)
_ALONE = re.compile(
    rf"{_LEAD}(?P<bold>{_BOLD})(?P<label>{_NAME}){_BOLD}[ \t]*+(?P<colon>:?){_BOLD}[ \t]*$"
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

MAX_LINES = 200_000
"""Of one transcript; three hours of talk with a speaker on every line are four thousand."""
WHOLE_TEXT = "tekst"
"""The label of the one turn of a transcript without speakers."""
_CLOSING = re.compile(
    r"[\W_]*+(?:(?:einde?|stop|slot)(?:[ ]+van)?(?:[ ]+(?:de|het|dit|deze))?[ ]+"
    r"(?:opname|geluidsopname|audio-?opname|interview|gesprek|transcript(?:ie)?|bandje|audio|fragment)"
    r"|(?:de[ ]+)?(?:geluids)?opname[ ]+(?:stopt|gestopt|be[eë]indigd|uit|eindigt|afgelopen|is uit"
    r"|wordt (?:gestopt|stopgezet|be[eë]indigd|uitgezet))"
    r"|.{1,60} (?:stopped|started) transcription|.{1,60} heeft de transcriptie (?:gestopt|gestart|be[eë]indigd)"
    r"|transcribed by https?://\S++"
    rf"|einde)[\W_]*(?:(?:om[ ]+)?(?:{TIME}|\d{{1,2}}\.\d{{2}})(?:[ ]+uur)?[\W_]*)?",
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


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was found."""

    path: Path
    name: str
    digest: str
    encoding: str
    """Dutch, for the check report."""
    remarks: tuple[str, ...] = ()


def build_source(original: Original, text: str, hints: LabelHints) -> Source:
    """Return the source with its header and turns.

    Raises
    ------
    NoSpeakers
        When no line starts a turn.

    """
    if not hints.has_speakers:
        return _one_turn(original, text)
    if (number := text.count("\n") + 1) > MAX_LINES:
        raise SourceBeyondLimit(original.path, number, "regels", MAX_LINES)
    lines = Lines(text)
    candidates = _candidates(lines, hints)
    times = Counter(fold_label(candidate.label) for candidate in candidates)
    recurring = {c.line for c in candidates if times[fold_label(c.label)] >= 2}
    header, header_end = find_header(lines, hints, recurring)
    starts = _choose(lines, [c for c in candidates if c.line >= header_end], hints)
    if not starts:
        raise NoSpeakers(original.path)
    kinds = Counter(candidate.kind for candidate in starts)
    return Source(
        name=original.name,
        text=text,
        digest=original.digest,
        turns=_turns(lines, starts),
        header=header,
        layouts=tuple(_LAYOUTS[kind] for kind, _ in kinds.most_common()),
        encoding=original.encoding,
        remarks=original.remarks,
    )


def _one_turn(original: Original, text: str) -> Source:
    """Return the source as a single turn, because the study design says that nobody else speaks."""
    start = len(text) - len(text.lstrip())
    return Source(
        name=original.name,
        text=text,
        digest=original.digest,
        turns=(Turn(1, WHOLE_TEXT, start, max(start, len(text.rstrip())), 1),),
        header={},
        layouts=("zonder sprekers",),
        encoding=original.encoding,
        remarks=original.remarks,
    )


def find_label(line: str, hints: LabelHints) -> tuple[str, int] | None:
    """Return (label, offset of the text) when a single line surely starts with a speaker."""
    candidate = _colon_candidate(0, line)
    if candidate is None and (match := _BRACKET.match(line)) and hints.is_known(match["label"]):
        candidate = _Candidate(0, "bracket", _clean(match["label"]), match.start("text"))
    if candidate is None or fold_label(candidate.label) in hints.not_speakers:
        return None
    is_known = hints.is_known(candidate.label) and has_label_case(candidate.label)
    if is_known or looks_like_name(candidate.label):
        return candidate.label, candidate.text_start
    return None


# --- turns ---------------------------------------------------------------------------------------


def _candidates(lines: Lines, hints: LabelHints) -> list[_Candidate]:
    found: list[_Candidate] = []
    for index, line in enumerate(lines.lines):
        if not line.strip() or _CLOSING.fullmatch(line):
            continue
        candidate = _match_line(lines, index)
        if candidate and fold_label(candidate.label) not in hints.not_speakers:
            found.append(candidate)
    return found


def _match_line(lines: Lines, index: int) -> _Candidate | None:
    line = lines.lines[index]
    candidate = _colon_candidate(index, line)
    if candidate:
        return candidate
    if match := _STAMPED.match(line):
        text_start = match.start("text")
        return _Candidate(index, "stamped", _clean(match["label"]), text_start, is_sure=True)
    for kind, pattern in (("tab", _TAB), ("bracket", _BRACKET), ("dash", _DASH)):
        if match := pattern.match(line):
            return _Candidate(index, kind, _clean(match["label"]), match.start("text"))
    if (match := _ALONE.match(line)) and not _is_short_answer(line, match["label"]):
        following = lines.next_filled(index)
        if following is None:
            return None
        stamp_follows = following == index + 1 and _ONLY_STAMP.match(lines.lines[following])
        stamp_leads = line.lstrip()[:1] in "[(#" or line.lstrip()[:1].isdigit()
        is_sure = bool(match["bold"] or match["colon"] or stamp_follows or stamp_leads)
        return _Candidate(index, "alone", _clean(match["label"]), len(line), is_sure)
    return None


def _is_short_answer(line: str, label: str) -> bool:
    """Tell 'Moeder.' on a line of its own, which somebody says, from 'Int.', which is a label."""
    return line.rstrip().endswith(".") and fold_label(label) not in INTERVIEWER_LABELS


def _colon_candidate(index: int, line: str) -> _Candidate | None:
    match = _COLON.match(line)
    if match is None:
        return None
    label, text = _clean(match["label"]), match["text"]
    if label[-1:].isdigit() and text[:1].isdigit() and not match["gap"]:
        return None  # a time: om 10:30
    if not text.strip(" *_"):
        return _Candidate(index, "alone", label, len(line), is_sure=True)
    return _Candidate(index, "colon", label, match.start("text"))


def _clean(label: str) -> str:
    return label.strip(" .*_\t")


def _choose(lines: Lines, candidates: list[_Candidate], hints: LabelHints) -> list[_Candidate]:
    """Keep the candidates that start a turn."""
    counts = Counter((c.kind, fold_label(c.label)) for c in candidates)
    known = [c for c in candidates if hints.is_known(c.label)]
    has_strong_layout = any(c.kind != "alone" or c.is_sure for c in known)
    has_times = any(
        c.kind == "stamped" and counts["stamped", fold_label(c.label)] > 1 for c in candidates
    )
    kinds_of_known = {c.kind for c in known}
    spoken = _followed_by_text(lines, candidates)

    def is_surely_named(candidate: _Candidate, label: str, times: int) -> bool:
        if candidate.kind != "alone" or candidate.is_sure or len(label) == 1:
            return True
        return label in spoken or (times >= 2 and not has_strong_layout)

    def starts_turn(candidate: _Candidate) -> bool:
        label, kind = fold_label(candidate.label), candidate.kind
        times = counts[kind, label]
        if hints.is_known(candidate.label) and (times >= 2 or has_label_case(candidate.label)):
            return is_surely_named(candidate, label, times)
        if not looks_like_name(candidate.label) or is_header_key(candidate.label):
            return False
        if kind == "stamped":
            has_text = lines.lines[candidate.line][candidate.text_start :] != ""
            return times >= 2 or (has_times and not has_text)
        if kind == "tab" or (kind == "alone" and candidate.is_sure):
            return times >= 2 or kind in kinds_of_known
        # a bare name on a line, a name and a dash: only when nothing clearer is there
        is_clear = times >= 2 and not has_strong_layout and (kind != "alone" or label in spoken)
        return kind == "colon" or is_clear

    return [candidate for candidate in candidates if starts_turn(candidate)]


def _followed_by_text(lines: Lines, candidates: list[_Candidate]) -> frozenset[str]:
    """Return labels on their own line that are always followed by something that is no label."""
    alone = {c.line: fold_label(c.label) for c in candidates if c.kind == "alone"}
    times = Counter(alone.values())
    unfollowed = set()
    for line, label in alone.items():
        following = lines.next_filled(line)
        is_closing = following is None or _CLOSING.fullmatch(lines.lines[following])
        if is_closing or times[alone.get(following or 0, "")] >= max(2, times[label]):
            unfollowed.add(label)
    return frozenset(times.keys() - unfollowed)


def _turns(lines: Lines, starts: list[_Candidate]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    timings: list[Timing] = []
    used = -1  # up to here lines have been read for their times
    ends = [candidate.line for candidate in starts[1:]] + [len(lines.lines)]
    for number, (candidate, end_line) in enumerate(zip(starts, ends, strict=True), start=1):
        last = next(
            (i for i in range(candidate.line + 1, end_line) if _CLOSING.fullmatch(lines.lines[i])),
            end_line,
        )
        start = lines.starts[candidate.line] + candidate.text_start
        below = _stamp_below(lines, candidate, last)
        if below is not None:  # the time comes first
            start = lines.starts[below] + len(lines.lines[below])
        end = lines.starts[last - 1] + len(lines.lines[last - 1])
        said = lines.text[start:end]
        start += len(said) - len(said.lstrip())
        end = max(start, end - (len(said) - len(said.rstrip())))
        turns.append(Turn(number, candidate.label, start, end, candidate.line + 1))
        said = said.strip()
        begin = _find_begin(lines, candidate, below, used, said)
        timings.append(Timing(begin, read_f4_end(said), len(said.split())))
        used = candidate.line if below is None else below
    beginnings = find_beginnings(timings)
    return tuple(replace(t, seconds=s) for t, s in zip(turns, beginnings, strict=True))


def _stamp_below(lines: Lines, candidate: _Candidate, last: int) -> int | None:
    """Return the line with nothing but a time below a label on its own line."""
    following = lines.next_filled(candidate.line)
    if candidate.kind != "alone" or following is None or following >= last:
        return None
    return following if _ONLY_STAMP.match(lines.lines[following]) else None


def _find_begin(
    lines: Lines, candidate: _Candidate, below: int | None, used: int, said: str
) -> float | None:
    """Return the time beside the label, on the line below, before the words, or on the line above."""
    # a label has no colon between digits, so a time up to the words is a stamp
    beside = read_seconds(lines.lines[candidate.line][: candidate.text_start])
    if beside is not None:
        return beside
    if below is not None:
        # without words after it the time may be the answer itself
        return read_seconds(lines.lines[below]) if said else None
    opening = read_opening(said)
    if opening is not None:
        return opening
    above = next((i for i in range(candidate.line - 1, used, -1) if lines.lines[i].strip()), None)
    if above is None or not _ONLY_STAMP.match(lines.lines[above]):
        return None
    return read_seconds(lines.lines[above])
