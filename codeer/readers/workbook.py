"""Read an Excel workbook: the cells of the sheet that has the right heading."""

import io
import re
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from codeer.archive import open_archive
from codeer.errors import SheetUnreadable
from codeer.readers.cells import FORMULA, MAX_CELLS, MERGED, cell_text, fold_heading, too_many

_MAX_UNPACKED_MEGABYTES = 200
MAX_COLUMNS = 60
"""Of a table of decisions."""
_MAX_ROWS = 1_048_576
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # encrypted .xlsx and old .xls
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+\d+:[A-Z]+\d+)\"")


def read_workbook(
    path: Path, raw: bytes, columns: Sequence[str], width: int
) -> tuple[list[tuple[int, list[Any]]], tuple[str, ...]]:
    """Return the filled rows of the first sheet with the right heading, else of the first sheet.

    And the names of the other sheets that hold something.

    Raises
    ------
    SheetUnreadable

    """
    if raw.startswith(_OLE_MAGIC):
        raise SheetUnreadable(path, "het heeft een wachtwoord of is een oud .xls-bestand")
    try:
        _refuse_bomb(path, raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that hold no decisions
            return _read_cells(path, raw, columns, width)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        SyntaxError,  # the XML is broken
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:  # openpyxl meets a damaged file with any of these
        raise SheetUnreadable(path, "het Excel-bestand is beschadigd of niet compleet") from error


def _refuse_bomb(path: Path, raw: bytes) -> None:
    with open_archive(io.BytesIO(raw)) as package:
        size = sum(part.file_size for part in package.infolist())
        if size <= _MAX_UNPACKED_MEGABYTES * 1_000_000:
            _refuse_dtd(path, package)
    if size > _MAX_UNPACKED_MEGABYTES * 1_000_000:
        raise SheetUnreadable(path, f"uitgepakt groter dan {_MAX_UNPACKED_MEGABYTES} MB")


def _refuse_dtd(path: Path, package: zipfile.ZipFile) -> None:
    """Refuse entities, which unfold; openpyxl would read them."""
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            content = package.read(name)
            if b"<!DOCTYPE" in content or b"<\0!\0D\0O\0C" in content:
                raise SheetUnreadable(path, "er staat een DTD in")


def _read_cells(
    path: Path, raw: bytes, columns: Sequence[str], width: int
) -> tuple[list[tuple[int, list[Any]]], tuple[str, ...]]:
    from openpyxl import load_workbook

    shown = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    names = [sheet.title for sheet in shown.worksheets]
    tables = [_filled(path, _cells_of(shown, name, width)) for name in names]
    best = next((i for i, table in enumerate(tables) if not _missing(table, columns)), 0)
    if not tables or not tables[best]:
        return [], ()
    filled, width = [number for number, _ in tables[best]], len(tables[best][0][1])
    hollow = dict.fromkeys(_find_formulas(path, raw, names[best], width), FORMULA)
    hollow |= dict.fromkeys(_find_merged(raw, shown[names[best]], filled, width), MERGED)
    rows = [
        (
            number,
            [
                hollow.get((number, index)) if cell.value is None else cell.value
                for index, cell in enumerate(cells)
            ],
        )
        for number, cells in tables[best]
    ]
    return rows, tuple(name for at, name in enumerate(names) if at != best and tables[at][1:])


def _find_formulas(path: Path, raw: bytes, name: str, width: int) -> set[tuple[int, int]]:
    """Return (row, column) of the formulas: one whose outcome was not saved looks empty."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = [part for part in package.namelist() if "worksheets/" in part]
        if not any(_HAS_FORMULA.search(package.read(part)) for part in parts):
            return set()  # reading a second time takes seconds
    written = load_workbook(io.BytesIO(raw), read_only=True)
    return {
        (number, index)
        for number, cells in _filled(path, _cells_of(written, name, width))
        for index, cell in enumerate(cells)
        if cell.data_type == "f"
    }


def _find_merged(
    raw: bytes,
    sheet: Any,  # noqa: ANN401
    filled: Sequence[int],
    width: int,
) -> set[tuple[int, int]]:
    """Return (row, column) of the cells of filled rows that look empty as part of a larger one."""
    from openpyxl.utils import range_boundaries

    # openpyxl tells this only of a sheet that it reads whole, and then walks through every cell of it
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        found = _MERGE.findall(package.read(sheet._worksheet_path))
    cells: set[tuple[int, int]] = set()
    looked_at = 0
    for place in found:
        left, top, right, bottom = range_boundaries(place.decode())
        rows = filled[bisect_left(filled, top) : bisect_right(filled, bottom)]
        columns = range(left - 1, min(right, width))
        looked_at += len(rows) * len(columns)
        if looked_at > MAX_CELLS:  # they overlap, which no program allows
            raise ValueError(place)
        cells.update(product(rows, columns))
    return cells


def _cells_of(
    workbook: Any,  # noqa: ANN401
    name: str,
    width: int,
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the numbered rows of a sheet, as wide as its heading: what stands beside it is no column."""
    sheet = workbook[name]
    sheet.reset_dimensions()  # other programs write wrong ones
    heading = next(iter(sheet.iter_rows(max_row=1, max_col=width)), ())
    named = [column for column, cell in enumerate(heading, start=1) if cell.value is not None]
    wide = named[-1] if named else min(width, MAX_COLUMNS)
    yield from enumerate(sheet.iter_rows(max_row=_MAX_ROWS, max_col=wide), start=1)


def _filled(
    path: Path, table: Iterable[tuple[int, Sequence[Any]]]
) -> list[tuple[int, Sequence[Any]]]:
    kept: list[tuple[int, Sequence[Any]]] = []
    missing: object = None
    for number, cells in table:
        if (
            cells is missing
        ):  # openpyxl gives the same row for all that the file skips, up to a million
            continue
        if number == 1 or any(cell.value is not None for cell in cells):
            kept.append((number, cells))
        else:
            missing = cells
        if len(kept) * len(cells) > MAX_CELLS:
            raise too_many(path)
    return kept


def _missing(table: Sequence[tuple[int, Sequence[Any]]], columns: Sequence[str]) -> set[str]:
    heading = table[0][1] if table else ()
    return set(columns) - {fold_heading(cell_text(cell.value)) for cell in heading}
