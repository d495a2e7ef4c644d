"""Whether a project may be made in a folder."""

from collections.abc import Mapping
from pathlib import Path

from codeer.project import CODEBOOKS, TRANSCRIPTS
from codeer.reports.output_files import is_temporary


def is_free(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Tell whether no project lives here, or only a part of these files: an import was cut short."""
    ours = {folder / name: content for name, content in files.items()}
    places = (folder / name for name in (CODEBOOKS, *TRANSCRIPTS))
    there = {path for place in places for path in place.rglob("*") if path.is_file()}
    there |= set(folder.glob("*onderzoek.y*ml"))
    return all(is_temporary(path) or path.read_bytes() == ours.get(path) for path in there)
