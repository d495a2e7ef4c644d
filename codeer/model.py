"""The frozen values that flow through codeer.

Offsets are half-open pairs [start, end) of Unicode code points in `Source.text`, which never changes.
Names follow REFI-QDA (www.qdasoftware.org) where it has a term.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Progress = Callable[[str, int, int], None]
"""Called during long work with (stage in Dutch, done, all)."""
ROLE_INTERVIEWER = "interviewer"
ROLE_NONE = "geen spreker"
TOTAL_GROUP = "totaal"
MACHINE = "codeer"
"""Who made a suggestion, where a coder is named; no person can have this name."""
DESTINATIONS = "verstuurd"
"""The setting with where interview text ever went outside this computer, in Dutch."""


class Unit(StrEnum):
    """What is coded: a sentence or a whole turn."""

    SENTENCE = "zin"
    TURN = "beurt"


class Verdict(StrEnum):
    """What a person decided about a code on a stretch of text."""

    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class Consensus(StrEnum):
    """How many of the coders who saw a text must have given it a code."""

    MAJORITY = "meerderheid"
    """More than half."""
    ALL = "alle"
    ONE = "een"
    """At least one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the next one speaks; label and time are outside [start, end)."""

    number: int
    """1-based, interviewer turns included."""
    speaker: str
    """The label as it stands in the transcript."""
    start: int
    end: int
    line: int
    """1-based line of the label in the canonical text."""
    seconds: float | None = None
    """When it starts in the recording; None when the transcript does not say."""


@dataclass(frozen=True, slots=True)
class Source:
    """One transcript after reading: canonical text plus the turns found in it."""

    name: str
    """Path below the folder that was given, with `/`; unique in a project."""
    text: str
    digest: str
    """BLAKE2b of the original bytes, hex."""
    turns: tuple[Turn, ...]
    header: Mapping[str, str]
    """Key (lower case) to value of the header block, in order."""
    layouts: tuple[str, ...]
    """Dutch names of the layouts in which turns were found, for the check report."""
    encoding: str
    remarks: tuple[str, ...] = ()
    """What was assumed or left out while reading, in Dutch, without interview text."""
    people: Mapping[str, "Respondent | None"] = field(default_factory=dict)
    """Speaker label to who that is, when the file itself tells of everyone: a table with answers."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A unit of coding within one respondent turn."""

    turn: int
    number: int
    """1-based within the turn."""
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Respondent:
    """A participant: counted once, however many turns."""

    id: str
    group: str


@dataclass(frozen=True, slots=True)
class Interview:
    """A source whose speakers are known."""

    source: Source
    cast: Mapping[str, Respondent | None]
    """Speaker label to respondent; None is an interviewer."""
    segments: tuple[Segment, ...]
    assumptions: tuple[str, ...] = ()
    """Dutch sentences on what was taken for granted, for every output."""

    def respondent_of(self, turn: Turn) -> Respondent | None:
        """Return who speaks in `turn`, or None for an interviewer."""
        return self.cast[turn.speaker]


@dataclass(frozen=True, slots=True)
class RespondentGroup:
    """A kind of participant in the study design."""

    name: str
    plural: str
    prefix: str = ""
    speakers: tuple[str, ...] = ()
    """Speaker labels (lower case) that mean a member of this group."""
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class MergedGroup:
    """Groups that are reported together as well."""

    name: str
    groups: tuple[str, ...]
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class SpeakerPart:
    """What the study design says about one speaker."""

    role: str = ""
    """A group name, `interviewer`, `geen spreker`, or empty: only the respondent is given."""
    respondent: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptCast:
    """What the study design says about one transcript."""

    respondent: str = ""
    group: str = ""
    speakers: Mapping[str, SpeakerPart] = field(default_factory=dict)
    """Speaker label (folded) to part."""
    has_speakers: bool = True
    """False: the transcript has no labels; all of it is what the one respondent says."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """What the study design says about a table with answers: which column holds what."""

    respondent: str
    """Heading of the column; so are the next ones."""
    answers: Mapping[str, str]
    """Heading of a column with answers to its question."""
    question: str = ""
    """Column with the question, when it differs per row."""
    group: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    """What may stand in the column of the group (folded) to group."""
    only_group: str = ""
    """The group of everyone in the table."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Start of a respondent code (folded) to group, for a table that does not tell groups."""
    allows_more: bool = False
    """A respondent may give several answers to the same question."""
    shares_respondents: bool = False
    """Who also stands in another table is the same person."""


@dataclass(frozen=True, slots=True)
class Study:
    """The study design: groups, expected numbers, and who speaks in which transcript."""

    name: str
    groups: tuple[RespondentGroup, ...]
    merged: tuple[MergedGroup, ...] = ()
    interviewers: tuple[str, ...] = ()
    unit: Unit = Unit.SENTENCE
    transcripts: Mapping[str, "TranscriptCast"] = field(default_factory=dict)
    """By transcript name, with or without folder and suffix."""
    tables: Mapping[str, AnswerTable] = field(default_factory=dict)
    """By the name of the file in the same way; `*` is every other table."""
    digest: str = ""
    text: str = ""

    def group(self, name: str) -> RespondentGroup:
        """Return the group with this name."""
        return next(group for group in self.groups if group.name == name)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a code shows in the text."""

    text: str
    """As written in the codebook; shown as evidence."""
    weight: float
    """Score when this is the only evidence, in (0, 1)."""
    tokens: str = ""
    """A raw spaCy token pattern as JSON, instead of `text`."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A theme of the codebook."""

    id: str
    name: str
    color: str
    definition: str
    parent: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    exceptions: tuple[Rule, ...] = ()
    """A hit that overlaps one of these does not count."""
    attributes: Mapping[str, Mapping[str, tuple[Rule, ...]]] = field(default_factory=dict)
    """Sub-attribute to value to the rules that show it."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes with what is needed to find and explain them."""

    name: str
    version: str
    codes: tuple[Code, ...]
    word_groups: Mapping[str, tuple[str, ...]]
    digest: str
    """BLAKE2b of the file's bytes, hex."""
    text: str
    """The YAML itself: each run keeps the codebook that it used."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A machine proposal: this segment is about this code."""

    source: str
    segment: Segment
    code: str
    score: float
    """In [0, 1], rounded to 4 decimals."""
    engine: str
    evidence: str
    """The words that matched and the rule, readable by a person."""
    negated: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a code on a stretch of a stored source."""

    source: int
    code: str
    start: int
    end: int
    verdict: Verdict
    suggestion: int | None = None
    is_blind: bool = False
    """The coder saw no suggestions."""
    note: str = ""


class MarkKind(StrEnum):
    """What a coder did to a stretch of text apart from coding it."""

    SEEN = "seen"
    DISCUSS = "discuss"
    SETTLED = "settled"
    MEMO = "memo"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that was read, flagged or noted by a coder."""

    source: int
    start: int
    end: int
    kind: MarkKind
    is_blind: bool = False
    note: str = ""
