"""Who speaks where in the transcripts of a run."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from codeer.store import StoredTurn


class Speakers:
    """The turns of a run, to be asked by place and by person."""

    def __init__(self, turns: Iterable[StoredTurn]) -> None:
        self._turns: dict[int, list[StoredTurn]] = defaultdict(list)
        for turn in turns:
            self._turns[turn.source].append(turn)

    def at(self, source: int, position: int) -> str | None:
        """Return the respondent who speaks at a place, or None for an interviewer or no one."""
        turn = self.turn_at(source, position)
        return turn.respondent if turn else None

    def turn_at(self, source: int, position: int) -> StoredTurn | None:
        """Return the turn at a place, or None between turns."""
        turns = self._turns[source]
        index = bisect_right(turns, position, key=lambda turn: turn.turn.start) - 1
        turn = turns[index] if index >= 0 else None
        return turn if turn and position < turn.turn.end else None

    def people(self, source: int) -> list[str]:
        """Return the respondents of a transcript."""
        return list(dict.fromkeys(t.respondent for t in self._turns[source] if t.respondent))

    def turns(self, source: int, respondent: str | None = None) -> list[StoredTurn]:
        """Return the turns of one respondent, or of all respondents of a transcript."""
        return [
            turn
            for turn in self._turns[source]
            if turn.respondent and respondent in (None, turn.respondent)
        ]
