"""The project's database: the only package with SQL."""

from codeer.store.store import RunRecord, RunSummary, Store, StoredSuggestion, StoredTurn

__all__ = ["RunRecord", "RunSummary", "Store", "StoredSuggestion", "StoredTurn"]
