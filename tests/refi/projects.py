"""Build small REFI-QDA projects of any shape, good and bad; all texts are invented."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

SPACE = "urn:QDA-XML:project:1.0"


def guid(number: int) -> str:
    """Return a GUID that is easy to recognise."""
    return f"00000000-0000-4000-8000-{number:012d}"


ANNA, BEN = guid(1), guid(2)
CLICK, EASE = guid(11), guid(12)
USERS = f'<Users><User guid="{ANNA}" name="Anna"/><User guid="{BEN}" name="Ben"/></Users>'
CODES = (
    f'<CodeBook><Codes><Code guid="{CLICK}" name="Klik" isCodable="true"/>'
    f'<Code guid="{EASE}" name="Gemak" isCodable="true"/></Codes></CodeBook>'
)


def coding(code: str = CLICK, user: str | None = ANNA, number: int = 90, inside: str = "") -> str:
    """Return a Coding."""
    by = f' creatingUser="{user}"' if user else ""
    return f'<Coding guid="{guid(number)}"{by}><CodeRef targetGUID="{code}"/>{inside}</Coding>'


def selection(
    start: object, end: object, name: str = "", inside: str = "", number: int = 70
) -> str:
    """Return a PlainTextSelection; without `inside` with one coding."""
    named = f' name="{name}"' if name else ""
    return (
        f'<PlainTextSelection guid="{guid(number)}" startPosition="{start}" endPosition="{end}"{named}>'
        f"{inside or coding(number=number + 100)}</PlainTextSelection>"
    )


def text_source(
    inside: str, path: str = "internal://a.txt", name: str = "a", number: int = 50, more: str = ""
) -> str:
    """Return a TextSource with a plain text file."""
    return f'<TextSource guid="{guid(number)}" name="{name}" plainTextPath="{path}"{more}>{inside}</TextSource>'


def qde(
    sources: str = "",
    *,
    users: str = USERS,
    codes: str = CODES,
    cases: str = "",
    notes: str = "",
    space: str = SPACE,
) -> str:
    """Return a project.qde."""
    wrapped = f"<Sources>{sources}</Sources>" if sources else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{space}" name="proef" origin="Proef 1">'
        f"{users}{codes}{cases}{wrapped}{notes}</Project>"
    )


def write_qdpx(
    folder: Path,
    xml: str | bytes,
    files: Mapping[str, bytes | str] | None = None,
    name: str = "p.qdpx",
) -> Path:
    """Write a .qdpx and return its path."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        for member, content in (files or {}).items():
            archive.writestr(member, content)
    return path


def with_text(
    folder: Path,
    text: str | bytes,
    *selections: str,
    member: str = "sources/a.txt",
    path: str = "internal://a.txt",
) -> Path:
    """Write a project with one text and these selections."""
    content = text.encode() if isinstance(text, str) else text
    return write_qdpx(folder, qde(text_source("".join(selections), path)), {member: content})
