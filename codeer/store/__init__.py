"""The project's database: the only package with SQL."""

from codeer.store.log import LoggedDecision, LoggedMark
from codeer.store.store import (
    CodeRecord,
    RunRecord,
    RunSummary,
    Store,
    StoredSuggestion,
    StoredTurn,
)

__all__ = [
    "CodeRecord",
    "LoggedDecision",
    "LoggedMark",
    "RunRecord",
    "RunSummary",
    "Store",
    "StoredSuggestion",
    "StoredTurn",
]
