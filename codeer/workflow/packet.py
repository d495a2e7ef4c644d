"""A packet: a project's texts, codebook and study in one zip, for a coder without the shared disk.

Blind unless asked otherwise: no suggestions, no decisions, no names of coders. Only JSON inside, and
the same content gives the same bytes. All that is read is checked: a packet comes from elsewhere.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from codeer.archive import open_archive
from codeer.errors import PacketTooNew, PacketUnreadable, UnreadableSource, describe_cause
from codeer.input_file import measure_file
from codeer.model import MACHINE, MarkKind, Unit, Verdict
from codeer.store import digest_text
from codeer.text import normalise

FORMAT = "codeer-pakket"
VERSION = 1
_MANIFEST, _CONTENT, _LOG = "pakket.json", "inhoud.json", "besluiten.json"
_MAX_MEGABYTES = 200  # 65 interviews are about 10
_MAX_MEMBERS = 20  # a later version may have more than this one
_DAY_ZERO = (1980, 1, 1, 0, 0, 0)


def _check_moment(value: str) -> str:
    datetime.fromisoformat(value)
    return value


Offset = Annotated[int, Field(ge=0, le=2**31)]
Seconds = Annotated[float, Field(ge=0, le=10**7, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Note = Annotated[str, Field(max_length=100_000)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Moment = Annotated[str, Field(max_length=40), AfterValidator(_check_moment)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PacketTurn(_Part):
    """A turn with who speaks; no respondent is an interviewer."""

    number: Offset
    speaker: Annotated[str, Field(max_length=500)]
    respondent: Name | None
    group: Name | None
    start: Offset
    end: Offset
    seconds: Seconds | None = None


class PacketSegment(_Part):
    """A unit of coding."""

    turn: Offset
    number: Offset
    start: Offset
    end: Offset
    words: Offset


class PacketSource(_Part):
    """A transcript: canonical text, turns, segments."""

    name: Name
    digest: Digest
    text: Annotated[str, Field(min_length=1, max_length=50_000_000)]
    turns: tuple[PacketTurn, ...]
    segments: tuple[PacketSegment, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> "PacketSource":
        _require(self.digest == digest_text(self.text))
        _require(self.text == normalise(self.text))
        turns = {turn.number: turn for turn in self.turns}
        _require(len(turns) == len(self.turns))
        people: dict[str, tuple[str | None, str | None]] = {}
        place = 0
        for turn in self.turns:
            _require(place <= turn.start <= turn.end <= len(self.text))
            _require((turn.respondent is None) == (turn.group is None))
            person = (turn.respondent, turn.group)
            _require(people.setdefault(turn.speaker, person) == person)
            place = turn.end
        times = [turn.seconds for turn in self.turns if turn.seconds is not None]
        _require(times == sorted(times))
        for segment in self.segments:
            spoken = turns.get(segment.turn)
            _require(
                spoken is not None
                and spoken.respondent is not None
                and spoken.start <= segment.start < segment.end <= spoken.end
            )
        _require(len({(s.turn, s.number) for s in self.segments}) == len(self.segments))
        return self


class PacketRun(_Part):
    """How the run was made."""

    version: Name
    pipeline: Name
    unit: Unit
    threshold: Annotated[float, Field(ge=0, le=1)]
    codebook: Annotated[str, Field(min_length=1)]
    """The YAML itself."""
    study: str
    """The YAML itself; empty for the default groups."""
    skipped: dict[str, str]
    remarks: dict[str, tuple[str, ...]]


class PacketContent(_Part):
    """What a coder needs to code."""

    run: PacketRun
    sources: Annotated[tuple[PacketSource, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_unique_names(self) -> "PacketContent":
        _require(len({source.name for source in self.sources}) == len(self.sources))
        return self


def _check_coder(name: str) -> str:
    _require(name.strip().casefold() != MACHINE)
    return name


class _Act(_Part):
    uid: Digest
    made: Moment
    coder: Annotated[
        str, Field(min_length=1, max_length=200, pattern=r"\S"), AfterValidator(_check_coder)
    ]
    transcript: Name
    source: Digest
    start: Offset
    end: Offset
    blind: bool
    note: Note


class PacketDecision(_Act):
    """A decision of the log, with its text by hash."""

    batch: Digest
    code: Name
    verdict: Verdict
    undoes: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]


class PacketMark(_Act):
    """A mark of the log, with its text by hash."""

    kind: MarkKind


class PacketLog(_Part):
    """What coders decided and marked, in the order in which they did."""

    decisions: tuple[PacketDecision, ...]
    marks: tuple[PacketMark, ...]


class _Manifest(BaseModel):
    """What a later version may extend, so that this one can still tell that it is newer."""

    model_config = ConfigDict(strict=True)

    format: str
    version: int
    members: dict[str, Digest]


@dataclass(frozen=True, slots=True)
class Packet:
    """The content, and the log when it was asked for."""

    content: PacketContent
    log: PacketLog | None = None


def _require(is_so: bool) -> None:  # noqa: FBT001
    if not is_so:
        raise ValueError


# --- to and from bytes ---------------------------------------------------------------------------


def write_packet(packet: Packet) -> bytes:
    """Return the packet as the bytes of a zip."""
    members = {_CONTENT: _to_json(packet.content.model_dump(mode="json"))}
    if packet.log is not None:
        members[_LOG] = _to_json(packet.log.model_dump(mode="json"))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "members": {name: digest_text(content) for name, content in members.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in {_MANIFEST: _to_json(manifest), **members}.items():
            member = zipfile.ZipInfo(name, _DAY_ZERO)
            member.create_system = 3  # the same on every system
            member.external_attr = 0o600 << 16
            package.writestr(member, content.encode(), zipfile.ZIP_DEFLATED, 9)
    return stream.getvalue()


def _to_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)


def read_packet(path: Path) -> Packet:
    """Read and check a packet.

    Raises
    ------
    UnreadableSource, PacketUnreadable, PacketTooNew
        And then nothing of it can be used.

    """
    members = _read_members(path)
    if _MANIFEST not in members:
        raise PacketUnreadable(path, "een ander soort zip-bestand")
    manifest = _parse(path, _MANIFEST, members.pop(_MANIFEST), _Manifest)
    if manifest.format != FORMAT or manifest.version < 1:
        raise PacketUnreadable(path, "een ander soort zip-bestand")
    if manifest.version > VERSION:
        raise PacketTooNew(path, manifest.version, VERSION)
    if members.keys() != manifest.members.keys() or members.keys() - {_LOG} != {_CONTENT}:
        raise PacketUnreadable(path, "er zit te veel of te weinig in")
    for name, raw in members.items():
        if digest_text(raw) != manifest.members[name]:
            raise PacketUnreadable(path, f"{name} is veranderd of beschadigd")
    content = _parse(path, _CONTENT, members[_CONTENT], PacketContent)
    if _LOG not in members:
        return Packet(content)
    log = _parse(path, _LOG, members[_LOG], PacketLog)
    _check_places(path, content, (*log.decisions, *log.marks))
    return Packet(content, log)


def _read_members(path: Path) -> dict[str, str]:
    """Return the members as text, refusing what unpacks to far more than a project."""
    left = _MAX_MEGABYTES * 1_000_000
    members: dict[str, str] = {}
    try:
        if measure_file(path) > left:
            raise PacketUnreadable(path, f"groter dan {_MAX_MEGABYTES} MB")
        stored = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    try:
        with open_archive(io.BytesIO(stored)) as package:
            names = package.namelist()
            if len(names) > _MAX_MEMBERS or len(set(names)) < len(names):
                raise PacketUnreadable(path, "een ander soort zip-bestand")
            for name in names:
                with package.open(name) as stream:
                    raw = stream.read(left + 1)
                left -= len(raw)
                if left < 0:
                    raise PacketUnreadable(path, f"uitgepakt groter dan {_MAX_MEGABYTES} MB")
                members[name] = raw.decode()
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:  # zipfile meets a damaged file with any of these
        raise PacketUnreadable(path, "beschadigd, of geen zip-bestand") from error
    return members


Parsed = TypeVar("Parsed", bound=BaseModel)


def _parse(path: Path, name: str, raw: str, kind: type[Parsed]) -> Parsed:
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        first: Any = error.errors(include_input=False, include_context=False, include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "het begin"
        raise PacketUnreadable(path, f"{name} klopt niet bij {place}") from error


def _check_places(path: Path, content: PacketContent, acts: Iterable[_Act]) -> None:
    """Refuse acts on a text that is not in the packet, or beyond its end."""
    lengths = {(source.name, source.digest): len(source.text) for source in content.sources}
    for act in acts:
        shortest = 0 if isinstance(act, PacketMark) else 1
        length = lengths.get((act.transcript, act.source), -1)
        if act.end > length or act.end - act.start < shortest:
            raise PacketUnreadable(path, f"{_LOG}: een plaats die er niet is")
