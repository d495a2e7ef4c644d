"""The project's database: the only package with SQL."""

from codeer.store.bulk import Scored, Shown, SpokenTurn
from codeer.store.digest import digest_text
from codeer.store.forgetting import REMOVED, FileChange, SpokenText, Traces
from codeer.store.log import LoggedDecision, LoggedMark
from codeer.store.recording import Coded, RunSummary
from codeer.store.records import (
    CodeRecord,
    FileRecord,
    GroupRecord,
    RunRecord,
    StoredSuggestion,
    StoredTurn,
)
from codeer.store.replacing import NewText
from codeer.store.store import Store

__all__ = [
    "REMOVED",
    "CodeRecord",
    "Coded",
    "FileChange",
    "FileRecord",
    "GroupRecord",
    "LoggedDecision",
    "LoggedMark",
    "NewText",
    "RunRecord",
    "RunSummary",
    "Scored",
    "Shown",
    "SpokenText",
    "SpokenTurn",
    "Store",
    "StoredSuggestion",
    "StoredTurn",
    "Traces",
    "digest_text",
]
