"""The loss report: what was read, adapted and dropped, counted by reason."""

from collections import Counter

from codeer.refi.values import Finding

READ, ADAPTED, DROPPED = "gelezen", "aangepast", "weggelaten"
_ORDER = (READ, ADAPTED, DROPPED)


class Losses:
    """Counts what happened to the parts of a project."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def read(self, what: str, number: int = 1) -> None:
        """Count what was taken over as it is."""
        self._counts[READ, what, ""] += number

    def adapt(self, what: str, reason: str, number: int = 1) -> None:
        """Count what was taken over in another form."""
        self._counts[ADAPTED, what, reason] += number

    def drop(self, what: str, reason: str, number: int = 1) -> None:
        """Count what was left out."""
        self._counts[DROPPED, what, reason] += number

    def report(self) -> tuple[Finding, ...]:
        """Return one finding per kind and reason: read first, dropped last."""
        found = sorted(self._counts.items(), key=lambda item: _ORDER.index(item[0][0]))
        return tuple(
            Finding(outcome, what, number, reason)
            for (outcome, what, reason), number in found
            if number
        )
