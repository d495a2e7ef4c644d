"""The results as JSON, for other programs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, count

from codeer.reports.tables import DataTable

_INDENT = "  "


def write_json(tables: Sequence[DataTable], about: Mapping[str, object]) -> bytes:
    """Return the tables as JSON, below what they are about.

    A column whose name occurred before is numbered: `groep`, `groep_2`.
    """
    content = {"over": about, "tabellen": {table.name: _describe(table) for table in tables}}
    return f"{_write(content)}\n".encode()


def _describe(table: DataTable) -> dict[str, object]:
    columns = list(_tell_apart(table.columns))
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    return {"titel": table.title, "kolommen": columns, "rijen": rows}


def _tell_apart(names: Iterable[str]) -> Iterator[str]:
    """Yield the names, each once: a theme may be called like a fixed column."""
    taken: set[str] = set()
    for name in names:
        numbered = (f"{name}_{number}" for number in count(2))
        free = next(n for n in chain([name], numbered) if n not in taken)
        taken.add(free)
        yield free


def _write(value: object, margin: str = "\n") -> str:
    """Return a value as JSON; the standard library has no way to write a Decimal as its digits say."""
    inner = margin + _INDENT
    match value:
        case Mapping():
            pairs = [f"{_write(key)}: {_write(item, inner)}" for key, item in value.items()]
            return _enclose("{", pairs, "}", margin)
        case list() | tuple():
            return _enclose("[", [_write(item, inner) for item in value], "]", margin)
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case Decimal():
            raise ValueError(f"{value} is not JSON compliant")
        case _:
            return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _enclose(start: str, parts: Sequence[str], end: str, margin: str) -> str:
    inner = margin + _INDENT
    return f"{start}{inner}{f',{inner}'.join(parts)}{margin}{end}" if parts else f"{start}{end}"
