"""Codings as data for R and Python: one line per decision or suggestion, JSON Lines or Parquet."""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

from codeer.errors import MissingExtra

CODING_COLUMNS = {
    "respondent": "string",
    "groep": "string",
    "transcript": "string",
    "begin": "int64",
    "einde": "int64",
    "thema": "string",
    "codeur": "string",
    "besluit": "string",
    "score": "float64",
    "tekst": "string",
    "basis": "string",
}
"""Name to type, in order; see docs/gegevens.md."""


@dataclass(frozen=True, slots=True)
class CodingRow:
    """What a coder decided, or what the machine suggested."""

    respondent: str | None
    """None when no respondent speaks there; so is the group."""
    group: str | None
    transcript: str
    start: int
    end: int
    code: str
    coder: str
    verdict: str | None
    """In Dutch; None for a suggestion."""
    score: float | None
    """Of the suggestion on the same place; None when there was none."""
    text: str
    basis: str

    def cells(self) -> dict[str, str | int | float | None]:
        """Return the values by column."""
        values = (
            self.respondent,
            self.group,
            self.transcript,
            self.start,
            self.end,
            self.code,
            self.coder,
            self.verdict,
            self.score,
            self.text,
            self.basis,
        )
        return dict(zip(CODING_COLUMNS, values, strict=True))


def write_json_lines(rows: Iterable[CodingRow]) -> bytes:
    """Return one JSON object per line, UTF-8."""
    lines = (json.dumps(row.cells(), ensure_ascii=False) + "\n" for row in rows)
    return "".join(lines).encode()


def write_parquet(rows: Iterable[CodingRow]) -> bytes:
    """Return the same table as Parquet.

    Raises
    ------
    MissingExtra
        When pyarrow is not installed.

    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("een .parquet-bestand", "pyarrow", "parquet") from error
    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in CODING_COLUMNS.items()])
    stream = io.BytesIO()
    table = pa.Table.from_pylist([row.cells() for row in rows], schema=schema)
    # not compressed: when somebody withdraws, codeer must find the words in it
    parquet.write_table(table, stream, compression="none")
    return stream.getvalue()
