"""What a REFI-QDA project holds, as frozen values between the files and codeer.

Positions are half-open pairs of Unicode code points in a text with LF and without BOM. Names follow the
standard (REFI-QDA 1.5, www.qdasoftware.org); guids are lower case without braces.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class QdaUser:
    """A coder."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class QdaCode:
    """A code; parents come before children."""

    guid: str
    name: str
    description: str = ""
    color: str = ""
    """#rrggbb, or '' when there is none."""
    is_codable: bool = True
    parent: str | None = None
    """Guid."""


@dataclass(frozen=True, slots=True)
class QdaCoding:
    """A code that a user gave to a selection."""

    guid: str
    code: str
    """Guid."""
    user: str | None
    """Guid; None when the file does not say."""
    made: str = ""
    """ISO 8601, or '' when the file does not say."""
    notes: tuple[str, ...] = ()
    """Guids."""


@dataclass(frozen=True, slots=True)
class QdaSelection:
    """A stretch of text with its codings."""

    guid: str
    start: int
    end: int
    name: str = ""
    """Usually the quote, often cut short."""
    codings: tuple[QdaCoding, ...] = ()
    notes: tuple[str, ...] = ()
    user: str | None = None
    """Guid of who made the selection; some programs know no other coder."""


@dataclass(frozen=True, slots=True)
class QdaSource:
    """A text."""

    guid: str
    name: str
    text: str
    selections: tuple[QdaSelection, ...] = ()
    codings: tuple[QdaCoding, ...] = ()
    """Of the whole text."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Name of the variable to value."""
    notes: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class QdaCase:
    """A participant, over sources."""

    guid: str
    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    """Guids."""
    selections: tuple[str, ...] = ()
    """Guids of selections that are theirs."""


@dataclass(frozen=True, slots=True)
class QdaNote:
    """A memo."""

    guid: str
    name: str
    text: str
    user: str | None = None
    made: str = ""


@dataclass(frozen=True, slots=True)
class QdaProject:
    """A project."""

    name: str
    origin: str = ""
    """The program that wrote it."""
    users: tuple[QdaUser, ...] = ()
    codes: tuple[QdaCode, ...] = ()
    variables: tuple[str, ...] = ()
    cases: tuple[QdaCase, ...] = ()
    sources: tuple[QdaSource, ...] = ()
    notes: tuple[QdaNote, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a loss report, in Dutch and without interview text."""

    outcome: str
    """`gelezen`, `aangepast` or `weggelaten`."""
    what: str
    """What it is about: `TextSource`, `Coding`, `Code 'X'` ..."""
    number: int
    reason: str = ""
