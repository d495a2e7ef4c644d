"""Deciding on suggestions: a pure queue and the shells that show it. No shell knows the store."""
