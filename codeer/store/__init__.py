"""The project's database: the only package with SQL."""

from codeer.store.bulk import Scored, SpokenTurn
from codeer.store.digest import digest_text
from codeer.store.forgetting import REMOVED, FileChange, FileRecord, SpokenText, Traces
from codeer.store.log import LoggedDecision, LoggedMark
from codeer.store.replacing import NewText
from codeer.store.store import (
    CodeRecord,
    RunRecord,
    RunSummary,
    Store,
    StoredSuggestion,
    StoredTurn,
)

__all__ = [
    "REMOVED",
    "CodeRecord",
    "FileChange",
    "FileRecord",
    "LoggedDecision",
    "LoggedMark",
    "NewText",
    "RunRecord",
    "RunSummary",
    "Scored",
    "SpokenText",
    "SpokenTurn",
    "Store",
    "StoredSuggestion",
    "StoredTurn",
    "Traces",
    "digest_text",
]
