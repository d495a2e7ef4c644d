"""What several test modules of workflows and commands need."""

import csv
import io
from pathlib import Path


def read_table(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    """Return the rows of a CSV by column."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def content_of(folder: Path) -> dict[str, bytes | None]:
    """Return every file and folder below `folder` with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def add_transcript(project: Path, name: str, *lines: str) -> Path:
    """Write a transcript in the project's folder and return its path."""
    path = project / "transcripten" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
