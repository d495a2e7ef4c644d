"""What a report reads of every transcript of a run, in rows that cost little."""

from collections.abc import Iterator
from typing import NamedTuple

from codeer.store.database import Database
from codeer.store.schema import SEGMENTS, SUGGESTIONS, TURNS


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


class Shown(NamedTuple):
    """A suggestion with who says it and the words."""

    respondent: str
    group: str
    turn: int
    number: int
    start: int
    end: int
    code: str
    score: float
    engine: str
    evidence: str
    negated: int
    text: str


class Bulk:
    """The turns, segments and suggestions of a run."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fetch_names(self, run: int) -> dict[int, str]:
        """Return id -> name of the transcripts of a run."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, name FROM source"
                " WHERE id IN (SELECT source FROM transcript WHERE run = ?) ORDER BY name",
                (run,),
            )
            return dict(rows)

    def fetch_spoken_turns(self, run: int) -> list[SpokenTurn]:
        """Return the turns of respondents in a run, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT u.source, number, start, end, respondent, grp FROM {TURNS}"
                " WHERE t.run = ? AND respondent IS NOT NULL AND grp IS NOT NULL"
                " ORDER BY t.place, number",
                (run,),
            )
            return list(map(SpokenTurn._make, rows))

    def read_turns(self, run: int) -> Iterator[tuple[int, int, int, int, str | None, str | None]]:
        """Yield source, number, start, end, respondent and group of all turns of a run, in order."""
        with self._database.reading() as connection:
            yield from connection.execute(
                f"SELECT u.source, number, start, end, respondent, grp FROM {TURNS}"
                " WHERE t.run = ? ORDER BY t.place, number",
                (run,),
            )

    def fetch_moments(self, run: int) -> dict[int, dict[int, float]]:
        """Return source -> turn -> seconds, for the turns that have a time."""
        moments: dict[int, dict[int, float]] = {}
        with self._database.reading() as connection:
            for source, number, seconds in connection.execute(
                f"SELECT u.source, number, seconds FROM {TURNS}"
                " WHERE t.run = ? AND seconds IS NOT NULL",
                (run,),
            ):
                moments.setdefault(source, {})[number] = seconds
        return moments

    def read_segments(self, run: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield source, turn, start, end and words of all segments of a run, in order."""
        with self._database.reading() as connection:
            yield from connection.execute(
                f"SELECT g.source, turn, start, end, words FROM {SEGMENTS}"
                " WHERE t.run = ? ORDER BY t.place, turn, number",
                (run,),
            )

    def fetch_scores(self, run: int, threshold: float) -> list[Scored]:
        """Return what counts of the suggestions at or above a threshold, in text order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT s.id, s.source, start, end, code, score FROM {SUGGESTIONS}"
                " WHERE t.run = ? AND score >= ? ORDER BY t.place, s.start, s.id",
                (run, threshold),
            )
            return list(map(Scored._make, rows))

    def read_shown(self, source: int, threshold: float) -> Iterator[Shown]:
        """Yield the suggestions on a transcript at or above a threshold, in text order."""
        with self._database.reading() as connection:
            (text,) = connection.execute(
                "SELECT text FROM source WHERE id = ?", (source,)
            ).fetchone()
            rows = connection.execute(
                "SELECT respondent, grp, s.turn, s.number, s.start, s.end, code, score, engine,"
                f" evidence, negated FROM {SUGGESTIONS}"
                " JOIN turn ON turn.source = s.source AND turn.number = s.turn"
                " WHERE t.source = ? AND score >= ? ORDER BY s.start, s.id",
                (source, threshold),
            )
            for row in rows:
                yield Shown._make((*row, text[row[4] : row[5]]))

    def count_suggestions(self, run: int, threshold: float) -> tuple[dict[str, int], int]:
        """Return per code how many suggestions reach a threshold, and how many others there are."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT code, count(*) FROM {SUGGESTIONS}"
                " WHERE t.run = ? AND score >= ? GROUP BY code",
                (run, threshold),
            )
            shown = dict(rows.fetchall())
            (total,) = connection.execute(
                f"SELECT count(*) FROM {SUGGESTIONS} WHERE t.run = ?", (run,)
            ).fetchone()
        return shown, total - sum(shown.values())

    def fetch_engines(self, run: int) -> list[str]:
        """Return what made suggestions in a run; engines that agreed stand together with `+`."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT DISTINCT engine FROM {SUGGESTIONS} WHERE t.run = ?", (run,)
            )
            return [row[0] for row in rows]
