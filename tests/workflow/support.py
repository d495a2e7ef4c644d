"""What several test modules of workflows and commands need."""

import csv
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy

from codeer.cache import CACHE_FOLDER

if TYPE_CHECKING:
    from spacy.language import Language

make_blank = cache(spacy.blank)


@pytest.fixture(autouse=True)
def quick_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build spaCy's Dutch tokenizer, which keeps nothing of a text, once instead of in every test."""

    def blank(name: str) -> "Language":
        return make_blank(name)

    monkeypatch.setattr(spacy, "blank", blank)


def read_table(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    """Return the rows of a CSV by column."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder` with its bytes, but the throw-away cache; an empty folder is nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and CACHE_FOLDER not in path.parts
    }


def add_transcript(project: Path, name: str, *lines: str) -> Path:
    """Write a transcript in the project's folder and return its path."""
    path = project / "transcripten" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
