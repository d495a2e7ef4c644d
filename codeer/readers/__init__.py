"""Read transcripts: path -> Source. A format is one module and one line in READERS."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from codeer.errors import (
    DuplicateTranscript,
    MissingSource,
    NoTranscripts,
    SourceBeyondLimit,
    SourceTooLarge,
    TableNotMapped,
    UnreadableSource,
    UnsupportedFormat,
    describe_cause,
)
from codeer.input_file import measure_file
from codeer.model import Source
from codeer.readers.labels import LabelHints

READERS = {
    ".txt": "plain",
    ".md": "plain",
    ".docx": "word",
    ".vtt": "cues",
    ".srt": "cues",
    ".odt": "open_document",
    ".rtf": "rich_text",
    ".pdf": "pdf",
    ".json": "speech_json",
    ".otr": "otranscribe",
    ".stm": "stm",
}
"""Suffix to the module here whose `read` reads it, imported when there is such a file."""
TABLES = {".csv": "answer_table", ".xlsx": "answer_table"}
"""Transcripts only when the study design says which column holds what."""
SUPPORTED = ", ".join(READERS)
MAX_FILE_MEGABYTES = 300
"""Of any file; formats without pictures have a lower limit of their own."""
MAX_TURN_CHARACTERS = 1_000_000
"""Of one turn: twenty hours of speech, and what spaCy takes at once."""
MAX_SPEAKERS = 500
"""In one transcript, tables with answers apart."""
MAX_LABEL = 200
"""Characters of a speaker's label; a packet can hold no more than 500."""
# Office lock files, our own output, and notes that travel with a folder of interviews
_NO_TRANSCRIPT_PREFIXES = (".", "~$", "_")
_NO_TRANSCRIPT_STEMS = frozenset(
    {"readme", "leesmij", "lees mij", "license", "licentie", "verantwoording"}
)


def find_transcripts(
    sources: Iterable[Path], is_table: Callable[[str], bool] = lambda name: False
) -> tuple[list[tuple[Path, str]], list[Path]]:
    """Return (path, transcript name) for all transcripts, and the files that were passed over.

    A folder is searched recursively; hidden files, lock files and README files are no transcripts.
    `is_table` tells by name which tables hold answers; the others are passed over.

    Raises
    ------
    MissingSource, NoTranscripts, UnsupportedFormat, TableNotMapped
        When a source is not there, has nothing to read, or is a file of an unknown kind.
    DuplicateTranscript
        When two transcripts would get the same name.

    """
    found: dict[str, Path] = {}
    passed_over: list[Path] = []
    seen: set[Path] = set()
    for source in sources:
        if not source.exists():
            raise MissingSource(source)
        if not source.is_dir():
            _require_file(source)
        paths = sorted(_walk(source)) if source.is_dir() else [source]
        named = {path: _name_within(source, path) for path in paths}
        usable = [path for path in paths if _is_usable(path, named[path], is_table)]
        if not source.is_dir() and not usable:
            is_open_table = source.suffix.lower() in TABLES
            raise TableNotMapped(source) if is_open_table else UnsupportedFormat(source, SUPPORTED)
        if not usable:
            raise NoTranscripts(source, SUPPORTED)
        known = set(usable)
        passed_over += [path for path in paths if path not in known]
        for path in usable:
            name, place = named[path], path.resolve()
            if place in seen:
                continue
            seen.add(place)
            if name in found:
                raise DuplicateTranscript(name, (found[name], path))
            found[name] = path
    return [(path, name) for name, path in sorted(found.items())], passed_over


def _require_file(path: Path) -> None:
    try:
        measure_file(path)
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error


def _is_usable(path: Path, name: str, is_table: Callable[[str], bool]) -> bool:
    suffix = path.suffix.lower()
    return suffix in READERS or (suffix in TABLES and is_table(name))


def _name_within(source: Path, path: Path) -> str:
    """Return the name of a transcript, also when a file name is not proper text."""
    name = path.relative_to(source) if source.is_dir() else Path(path.name)
    return name.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _walk(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(
            part.startswith(_NO_TRANSCRIPT_PREFIXES) for part in path.relative_to(folder).parts
        )
        and path.stem.casefold() not in _NO_TRANSCRIPT_STEMS
    ]


def read_source(path: Path, name: str, hints: LabelHints, encoding: str | None = None) -> Source:
    """Read one transcript; `encoding` overrides the detection for text formats."""
    try:
        megabytes = measure_file(path) // 1_000_000
        if megabytes > MAX_FILE_MEGABYTES:
            raise SourceTooLarge(path, megabytes, MAX_FILE_MEGABYTES)
        module = import_module(f"codeer.readers.{(READERS | TABLES)[path.suffix.lower()]}")
        source: Source = module.read(path, name, hints, encoding)
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    _refuse_absurd(path, source)
    return source


def _refuse_absurd(path: Path, source: Source) -> None:
    """Refuse what no interview has, before hours of work or all memory go into it."""
    from codeer.readers.plain import MAX_MEGABYTES

    if len(source.text) > MAX_MEGABYTES * 1_000_000:
        raise SourceTooLarge(path, len(source.text) // 1_000_000, MAX_MEGABYTES)
    longest = max((turn.end - turn.start for turn in source.turns), default=0)
    if longest > MAX_TURN_CHARACTERS:
        raise SourceBeyondLimit(path, longest, "tekens in één beurt", MAX_TURN_CHARACTERS)
    label = max((len(turn.speaker) for turn in source.turns), default=0)
    if label > MAX_LABEL:
        raise SourceBeyondLimit(path, label, "tekens in de naam van een spreker", MAX_LABEL)
    speakers = len({turn.speaker for turn in source.turns})
    if speakers > MAX_SPEAKERS and not source.people:
        raise SourceBeyondLimit(path, speakers, "sprekers", MAX_SPEAKERS)


__all__ = [
    "READERS",
    "SUPPORTED",
    "LabelHints",
    "find_transcripts",
    "read_source",
]
