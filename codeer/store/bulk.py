"""What a report reads of every transcript of a run, in rows that cost little."""

from collections.abc import Iterator
from typing import NamedTuple

from codeer.store.database import Database


class SpokenTurn(NamedTuple):
    """A turn of a respondent; not a dataclass, because making all of a study would take longer."""

    source: int
    number: int
    start: int
    end: int
    respondent: str
    group: str


class Scored(NamedTuple):
    """What counts of a suggestion; not a dataclass for the same reason."""

    id: int
    source: int
    start: int
    end: int
    code: str
    score: float


class Bulk:
    """The turns, segments and suggestions of a run."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fetch_names(self, run: int) -> dict[int, str]:
        """Return id -> name of the transcripts of a run."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, name FROM source"
                " WHERE id IN (SELECT source FROM turn WHERE run = ?) ORDER BY name",
                (run,),
            )
            return dict(rows)

    def fetch_spoken_turns(self, run: int) -> list[SpokenTurn]:
        """Return the turns of respondents in a run, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, number, start, end, respondent, grp FROM turn"
                " WHERE run = ? AND respondent IS NOT NULL AND grp IS NOT NULL"
                " ORDER BY source, number",
                (run,),
            )
            return list(map(SpokenTurn._make, rows))

    def read_turns(self, run: int) -> Iterator[tuple[int, int, int, int, str | None, str | None]]:
        """Yield source, number, start, end, respondent and group of all turns of a run, in order."""
        with self._database.reading() as connection:
            yield from connection.execute(
                "SELECT source, number, start, end, respondent, grp FROM turn"
                " WHERE run = ? ORDER BY source, number",
                (run,),
            )

    def fetch_moments(self, run: int) -> dict[int, dict[int, float]]:
        """Return source -> turn -> seconds, for the turns that have a time."""
        moments: dict[int, dict[int, float]] = {}
        with self._database.reading() as connection:
            for source, number, seconds in connection.execute(
                "SELECT source, number, seconds FROM turn WHERE run = ? AND seconds IS NOT NULL",
                (run,),
            ):
                moments.setdefault(source, {})[number] = seconds
        return moments

    def read_segments(self, run: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield source, turn, start, end and words of all segments of a run, in order."""
        with self._database.reading() as connection:
            yield from connection.execute(
                "SELECT source, turn, start, end, words FROM segment"
                " WHERE run = ? ORDER BY source, turn, number",
                (run,),
            )

    def fetch_scores(self, run: int, threshold: float) -> list[Scored]:
        """Return what counts of the suggestions at or above a threshold, in text order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, source, start, end, code, score FROM suggestion"
                " WHERE run = ? AND score >= ? ORDER BY source, start, id",
                (run, threshold),
            )
            return list(map(Scored._make, rows))

    def fetch_engines(self, run: int) -> list[str]:
        """Return what made suggestions in a run; engines that agreed stand together with `+`."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT engine FROM suggestion WHERE run = ?", (run,)
            )
            return [row[0] for row in rows]
