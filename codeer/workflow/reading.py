"""From paths to interviews: reading and casting, with every problem at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.casting import cast_interviews, label_hints
from codeer.errors import CodeerError, UnresolvedSpeakers
from codeer.model import Interview, Study
from codeer.readers import find_transcripts, read_sources
from codeer.study import find_table


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read, and everything that could not."""

    interviews: tuple[Interview, ...]
    errors: tuple[CodeerError, ...]
    failed: dict[str, str]
    """Transcript name to reason, in Dutch and on one line, for what could not be used."""
    passed_over: tuple[Path, ...]
    """Files in the folder that are no transcripts."""
    paths: dict[str, Path]
    """Transcript name to file."""


def read_interviews(sources: Sequence[Path], study: Study, encoding: str | None) -> Reading:
    """Read and cast all transcripts; whatever fails is in `errors`."""
    transcripts, passed_over = find_transcripts(
        sources, lambda name: find_table(study, name) is not None
    )
    read, errors = read_sources(
        transcripts, lambda name: label_hints(study, name), encoding=encoding
    )
    interviews, cast_errors = cast_interviews(read, study)
    names = {str(path): name for path, name in transcripts}
    failed: dict[str, str] = {}
    for error in (*errors, *cast_errors):
        if isinstance(error, UnresolvedSpeakers):
            failed |= {s.transcript: f"onbekend wie '{s.speaker}' is" for s in error.speakers}
        elif path := str(vars(error).get("path", "")):
            failed[names.get(path, path)] = _first_line(error, path)
    return Reading(
        interviews=tuple(interviews),
        errors=(*errors, *cast_errors),
        failed=dict(sorted(failed.items())),
        passed_over=tuple(passed_over),
        paths={name: path for path, name in transcripts},
    )


def _first_line(error: CodeerError, path: str) -> str:
    """Return what went wrong without the path, which stands beside it."""
    return str(error).split("\n")[0].removeprefix(path).lstrip(":, ")


def is_skippable(error: CodeerError) -> bool:
    """Tell whether a problem goes away when the transcript is left out."""
    return "path" in vars(error) or isinstance(error, UnresolvedSpeakers)
