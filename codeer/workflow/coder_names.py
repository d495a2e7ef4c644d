"""The names of coders in a table that people filled in."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from codeer.errors import RowRefused
from codeer.model import MACHINE
from codeer.readers.decision_sheet import SheetRow, looks_like_date

MAX_CODERS = 200
"""Every new name is compared with all others; more are not names."""
MAX_NAME = 200
"""Characters; what a packet can hold."""
_ALIKE = 0.8  # of two words that are probably the same name


class Coders:
    """The names of coders; one that looks like a slip of the pen is not taken for somebody new."""

    def __init__(self, known: Iterable[str], given: str | None) -> None:
        self._known = {name.casefold(): name for name in known}
        self._given = given
        if given:
            self._known.setdefault(given.casefold(), given)

    def find(self, row: SheetRow) -> str:
        """Return the name of the coder of a row as it stands in the log."""
        name = " ".join(row.cells["codeur"].split()) or self._given
        if not name:
            raise refuse(row, "coder", "codeur")
        if looks_like_date(name):
            raise refuse(row, "date", "codeur")
        if name.casefold() == MACHINE:
            raise RowRefused(row.number, "machine", "codeur", name)
        if len(name) > MAX_NAME:
            raise RowRefused(row.number, "name", "codeur", name, number=MAX_NAME)
        if name.casefold() not in self._known:
            if len(self._known) >= MAX_CODERS:
                raise RowRefused(row.number, "coders", "codeur", name, number=MAX_CODERS)
            alike = tuple(other for other in self._known.values() if _are_alike(name, other))
            if alike:
                raise RowRefused(row.number, "similar", "codeur", name, alike)
            self._known[name.casefold()] = name
        return self._known[name.casefold()]


def refuse(row: SheetRow, problem: str, column: str, known: Iterable[str] = ()) -> RowRefused:
    """Return the refusal of what stands in a column."""
    found = row.cells[column]
    if looks_like_date(found):
        problem = "date"
    return RowRefused(row.number, problem, column, found, tuple(known))


def _are_alike(one: str, other: str) -> bool:
    """Tell whether two names differ by no more than a slip; `codeur A` and `codeur B` do not."""
    pairs = list(zip(one.casefold().split(), other.casefold().split(), strict=False))
    return len(one.split()) == len(other.split()) and all(
        a == b
        or (
            a.isalpha()
            and b.isalpha()
            and min(len(a), len(b)) > 2
            and SequenceMatcher(None, a, b).ratio() >= _ALIKE
        )
        for a, b in pairs
    )
