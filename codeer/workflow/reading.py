"""From paths to interviews: reading and casting, with every problem at once."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from codeer import __version__
from codeer.cache import Cache, make_key
from codeer.casting import cast_interviews, label_hints
from codeer.duplicates import find_duplicates
from codeer.errors import CodeerError, UnresolvedSpeakers
from codeer.input_file import measure_file
from codeer.model import Interview, Study
from codeer.readers import MAX_FILE_MEGABYTES, find_transcripts, read_source
from codeer.study import find_table
from codeer.workflow.transcripts import FORMAT, Shelf, Transcript


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read, and everything that could not."""

    transcripts: tuple[Transcript, ...]
    errors: tuple[CodeerError, ...]
    failed: dict[str, str]
    """Transcript name to reason, in Dutch and on one line, for what could not be used."""
    passed_over: tuple[Path, ...]
    """Files in the folder that are no transcripts."""
    shelf: Shelf

    @property
    def interviews(self) -> tuple[Interview, ...]:
        """Return all interviews at once, for who needs them together."""
        return tuple(self.shelf.load(transcript) for transcript in self.transcripts)


def read_interviews(
    sources: Sequence[Path],
    study: Study,
    encoding: str | None,
    cache: Cache | None = None,
    removed: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Reading:
    """Read and cast all transcripts; whatever fails is in `errors`.

    With a cache, what was read before from the same bytes is not read again, and interviews are not
    kept in memory, except those with respondents who were `removed` on request.
    """
    given, passed_over = find_transcripts(sources, lambda name: find_table(study, name) is not None)
    shelf = Shelf(cache, removed, partial(_read_again, study, encoding))
    transcripts: list[Transcript] = []
    errors: list[CodeerError] = []
    for done, (path, name) in enumerate(given, start=1):
        found = _read(path, name, study, encoding, shelf)
        if isinstance(found, Transcript):
            transcripts.append(found)
        else:
            errors += found
        progress(done, len(given))
    people = {t.name: {person.id for person in t.respondents} for t in transcripts}
    errors = [*_gathered(errors), *find_duplicates(people, study)]
    names = {str(path): name for path, name in given}
    failed: dict[str, str] = {}
    for error in errors:
        if isinstance(error, UnresolvedSpeakers):
            failed |= {s.transcript: f"onbekend wie '{s.speaker}' is" for s in error.speakers}
        elif path_text := str(vars(error).get("path", "")):
            failed[names.get(path_text, path_text)] = _first_line(error, path_text)
    return Reading(
        transcripts=tuple(transcripts),
        errors=tuple(errors),
        failed=dict(sorted(failed.items())),
        passed_over=tuple(passed_over),
        shelf=shelf,
    )


def _read(
    path: Path, name: str, study: Study, encoding: str | None, shelf: Shelf
) -> Transcript | Sequence[CodeerError]:
    """Return the transcript, as it was read before or now, or why it cannot be used."""
    key = _key(path, name, study, encoding)
    if key is not None and (known := shelf.find(key, path)):
        return known
    try:
        source = read_source(path, name, label_hints(study, name), encoding)
    except CodeerError as error:
        return [error]
    interviews, errors = cast_interviews([source], study)
    return errors or shelf.keep(key, interviews[0], path)


def _read_again(study: Study, encoding: str | None, path: Path, name: str) -> Interview:
    source = read_source(path, name, label_hints(study, name), encoding)
    return cast_interviews([source], study)[0][0]


def _key(path: Path, name: str, study: Study, encoding: str | None) -> bytes | None:
    """Return what names a file and the way it is read; None when the file cannot be read."""
    try:
        if measure_file(path) > MAX_FILE_MEGABYTES * 1_000_000:
            return None  # it will be refused
        with path.open("rb") as stream:
            content = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
    except OSError:
        return None
    how = (__version__, FORMAT, study.digest, study.unit, str(encoding), path.suffix, name)
    return make_key("transcript", "\0".join(how), content.hexdigest())


def _gathered(errors: Iterable[CodeerError]) -> list[CodeerError]:
    """Return the errors with all unknown speakers in one, as the last."""
    unknown = [e for e in errors if isinstance(e, UnresolvedSpeakers)]
    others: list[CodeerError] = [e for e in errors if not isinstance(e, UnresolvedSpeakers)]
    if not unknown:
        return others
    speakers = tuple(sorted(s for error in unknown for s in error.speakers))
    return [*others, UnresolvedSpeakers(speakers, unknown[0].groups)]


def _first_line(error: CodeerError, path: str) -> str:
    """Return what went wrong without the path, which stands beside it."""
    return str(error).split("\n")[0].removeprefix(path).lstrip(":, ")


def is_skippable(error: CodeerError) -> bool:
    """Tell whether a problem goes away when the transcript is left out."""
    return "path" in vars(error) or isinstance(error, UnresolvedSpeakers)
