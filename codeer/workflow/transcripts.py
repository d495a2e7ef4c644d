"""Interviews that were read once and are kept in the cache, so that one at a time is in memory.

Everything that is derived from an interview (tokens, hits, scores) is kept under its key, which follows
from its content: who edits one transcript has the others as they were.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any

from codeer.cache import Cache, make_key
from codeer.errors import ChangedWhileReading
from codeer.model import Interview, Respondent, Segment, Source, Turn
from codeer.store import digest_text

_KIND = "interview"
FORMAT = "1"
"""To be raised when the same file would now be read or cast in another way."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is known of an interview without having its text in memory."""

    name: str
    path: Path
    content: str
    """Hash of the interview: text, turns, segments and cast."""
    file_digest: str
    """BLAKE2b of the bytes of the file, hex."""
    text_digest: str
    """By which the store knows the text."""
    encoding: str
    remarks: tuple[str, ...]
    """What was assumed, while reading and while casting."""
    respondents: tuple[Respondent, ...]
    speaking: frozenset[str]
    """Ids of the respondents who say a word."""
    segments: int
    words: int
    silenced: frozenset[str] = frozenset()
    """Respondents who were removed on request: they count as nobody."""

    @property
    def key(self) -> str:
        """Return what everything is kept under that is derived from this interview."""
        return _digest(f"{self.content} {sorted(self.silenced)}".encode())


def describe(interview: Interview, path: Path, content: bytes) -> Transcript:
    """Return what is to be known of an interview, packed as `content`, at a glance."""
    source = interview.source
    people = {turn.number: interview.respondent_of(turn) for turn in source.turns}
    speaking = {person.id for s in interview.segments if (person := people[s.turn])}
    return Transcript(
        name=source.name,
        path=path,
        content=_digest(content),
        file_digest=source.digest,
        text_digest=digest_text(source.text),
        encoding=source.encoding,
        remarks=(*source.remarks, *interview.assumptions),
        respondents=tuple(dict.fromkeys(filter(None, interview.cast.values()))),
        speaking=frozenset(speaking),
        segments=len(interview.segments),
        words=sum(segment.words for segment in interview.segments),
    )


def silence(transcript: Transcript, respondents: frozenset[str]) -> Transcript:
    """Return the transcript in which these respondents, who say nothing any more, count as nobody."""
    gone = respondents & {person.id for person in transcript.respondents}
    if not gone:
        return transcript
    return replace(
        transcript,
        respondents=tuple(r for r in transcript.respondents if r.id not in gone),
        silenced=gone,
    )


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class Shelf:
    """Where interviews are kept after reading: in the cache, or without one in memory.

    An interview with somebody who was removed on request is never kept on disk.
    """

    def __init__(
        self,
        cache: Cache | None,
        removed: Collection[str],
        read_again: Callable[[Path, str], Interview],
    ) -> None:
        self._cache = cache
        self._removed = frozenset(removed)
        self._read_again = read_again
        self._memory: dict[str, Interview] = {}

    def find(self, key: bytes, path: Path) -> Transcript | None:
        """Return what is known of a file that was read before, in the same way."""
        content = self._cache.fetch([key]).get(key) if self._cache else None
        return _read_transcript(content, path) if content else None

    def keep(self, key: bytes | None, interview: Interview, path: Path) -> Transcript:
        """Keep an interview; `key` names the file and how it was read."""
        content = pack(interview)
        transcript = describe(interview, path, content)
        people = {person.id for person in transcript.respondents}
        if self._cache is None or people & self._removed:
            self._memory[transcript.name] = interview
        elif key is not None:
            self._cache.keep(
                {
                    key: _write_transcript(transcript),
                    make_key(_KIND, FORMAT, transcript.name): content,
                }
            )
        return transcript

    def load(self, transcript: Transcript) -> Interview:
        """Return the interview itself."""
        interview = self._memory.get(transcript.name) or self._fetch(transcript)
        if not transcript.silenced:
            return interview
        return replace(
            interview,
            cast={
                label: None if person and person.id in transcript.silenced else person
                for label, person in interview.cast.items()
            },
        )

    def _fetch(self, transcript: Transcript) -> Interview:
        key = make_key(_KIND, FORMAT, transcript.name)
        content = self._cache.fetch([key]).get(key) if self._cache else None
        if content is not None and _digest(content) == transcript.content:
            return unpack(content)
        again = self._read_again(transcript.path, transcript.name)
        if _digest(pack(again)) != transcript.content:
            raise ChangedWhileReading(transcript.path)
        return again


# --- as bytes ------------------------------------------------------------------------------------


def pack(interview: Interview) -> bytes:
    """Return an interview as bytes."""
    source = interview.source
    content = {
        "source": {
            "name": source.name,
            "text": source.text,
            "digest": source.digest,
            "turns": [
                (t.number, t.speaker, t.start, t.end, t.line, t.seconds) for t in source.turns
            ],
            "header": dict(source.header),
            "layouts": source.layouts,
            "encoding": source.encoding,
            "remarks": source.remarks,
            "people": _pack_people(source.people),
        },
        "cast": _pack_people(interview.cast),
        "segments": [(s.turn, s.number, s.start, s.end, s.words) for s in interview.segments],
        "assumptions": interview.assumptions,
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def unpack(content: bytes) -> Interview:
    """Return an interview from what `pack` gave."""
    data = json.loads(content)
    source = data["source"]
    return Interview(
        source=Source(
            name=source["name"],
            text=source["text"],
            digest=source["digest"],
            turns=tuple(Turn(*turn) for turn in source["turns"]),
            header=source["header"],
            layouts=tuple(source["layouts"]),
            encoding=source["encoding"],
            remarks=tuple(source["remarks"]),
            people=_unpack_people(source["people"]),
        ),
        cast=_unpack_people(data["cast"]),
        segments=tuple(Segment(*segment) for segment in data["segments"]),
        assumptions=tuple(data["assumptions"]),
    )


def _pack_people(people: Mapping[str, Respondent | None]) -> dict[str, tuple[str, str] | None]:
    return {label: (p.id, p.group) if p else None for label, p in people.items()}


def _unpack_people(people: Mapping[str, list[str] | None]) -> dict[str, Respondent | None]:
    return {label: Respondent(*p) if p else None for label, p in people.items()}


def _write_transcript(transcript: Transcript) -> bytes:
    content = asdict(transcript) | {
        "path": "",
        "respondents": [astuple(person) for person in transcript.respondents],
        "speaking": sorted(transcript.speaking),
        "silenced": [],
    }
    return json.dumps(content).encode("ascii")


def _read_transcript(content: bytes, path: Path) -> Transcript:
    data: dict[str, Any] = json.loads(content)
    return Transcript(
        **data
        | {
            "path": path,
            "remarks": tuple(data["remarks"]),
            "respondents": tuple(Respondent(*person) for person in data["respondents"]),
            "speaking": frozenset(data["speaking"]),
            "silenced": frozenset(),
        }
    )
