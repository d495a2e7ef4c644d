"""A run and its results as the store gives them back."""

from collections.abc import Mapping
from dataclasses import dataclass

from codeer.model import Segment, Turn, Unit


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A code as it was in a run."""

    id: str
    name: str
    parent: str | None
    color: str
    explanation: str = ""
    """Definition and criteria, for the review screen."""


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group or merged group as it was in a run."""

    name: str
    plural: str
    members: tuple[str, ...]
    """The groups counted together; itself for a plain group."""
    expected: int | None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as recorded."""

    id: int
    started: str
    version: str
    codebook_name: str
    codebook_version: str
    codebook_digest: str
    study_name: str
    study_digest: str
    pipeline: str
    unit: Unit
    threshold: float
    codes: tuple[CodeRecord, ...]
    groups: tuple[GroupRecord, ...]
    skipped: Mapping[str, str]
    remarks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn of the newest run with who speaks."""

    source: int
    turn: Turn
    respondent: str | None
    group: str | None


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A suggestion of the newest run."""

    id: int
    source: int
    segment: Segment
    code: str
    score: float
    engine: str
    evidence: str
    negated: bool


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The file of a transcript as a run read it."""

    path: str
    """Below the project folder with `/`, or absolute when it lies elsewhere."""
    digest: str
    """BLAKE2b of its bytes, hex."""
