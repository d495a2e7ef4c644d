"""What a cell of a table holds, and how much of a table is read."""

import re
from datetime import date, datetime, time
from pathlib import Path

from codeer.errors import SheetUnreadable
from codeer.text import normalise

MAX_CELLS = 2_000_000
"""Each takes some 300 bytes of memory; of a workbook: filled rows times the width of their heading."""
FORMULA = object()
"""A formula whose outcome the file does not hold."""
MERGED = object()
"""A cell that was merged with the one above it or before it."""
_DEFUSED = re.compile(r"'(?='*[=+\-@\t\r＝＋－＠])")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")  # a control character in a workbook


def fold_heading(text: str) -> str:
    """Return the form under which headings are compared, and the key of a cell in a row."""
    return " ".join(text.strip().strip('"').split()).casefold()


def cell_text(cell: object) -> str:
    """Return what a cell holds as text, the way a person would have typed it."""
    if cell is None or cell is FORMULA or cell is MERGED:
        return ""
    if isinstance(cell, datetime) and cell.time() != time():
        return f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, datetime | date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(cell))
    text = normalise(text).strip()
    return text[1:].strip() if _DEFUSED.match(text) else text


def too_many(path: Path) -> SheetUnreadable:
    """Return the error for a table with more than `MAX_CELLS`."""
    return SheetUnreadable(path, f"meer dan {MAX_CELLS // 1_000_000} miljoen cellen")
