"""Zip files that lie, explode or point elsewhere, as every kind of zip that codeer reads."""

import io
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from codeer.cli import run
from tests.integration.hostile import attack, needs_fork, place, quick_tokenizer, refuse
from tests.integration.test_bad_input import RELATIONS
from tests.refi import projects
from tests.workflow.exchange import COLUMNS

__all__ = ["place", "quick_tokenizer"]
pytestmark = needs_fork

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = (
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>I: Hoe?</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>R: Goed.</w:t></w:r></w:p></w:body></w:document>"
)
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODT = (
    f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0">'
    "<office:body><office:text><text:p>I: Hoe?</text:p><text:p>R: Goed.</text:p></office:text>"
    "</office:body></office:document-content>"
)
KINDS = {
    "J02.docx": "word/document.xml",
    "J02.odt": "content.xml",
    "tabel.xlsx": "xl/worksheets/sheet1.xml",
    "p.qdpx": "project.qde",
    "p.codeer": "inhoud.json",
}
"""File to the part that holds what is read."""
Mutate = Callable[[dict[str, bytes]], bytes]


def make_parts(folder: Path, name: str) -> dict[str, bytes]:
    """Return the parts of a sound file of this kind."""
    if name == "J02.docx":
        return {"_rels/.rels": RELATIONS.encode(), "word/document.xml": DOCX.encode()}
    if name == "J02.odt":
        return {"META-INF/manifest.xml": b"<manifest/>", "content.xml": ODT.encode()}
    if name == "p.qdpx":
        sources = projects.text_source(projects.selection(0, 2))
        return {"project.qde": projects.qde(sources).encode(), "Sources/a.txt": b"I: Hoe?\nR: Ja."}
    if name == "tabel.xlsx":
        workbook, stream = openpyxl.Workbook(), io.BytesIO()
        workbook.active.append(COLUMNS)
        workbook.active.append(["J01.txt", "J01", "", "", "band", "Anna", "aanvaard", "", "alles"])
        workbook.save(stream)
        content = stream.getvalue()
    else:
        assert run(["suggest"]) == 0
        assert run(["exporteer", "goed.codeer", "--besluiten"]) == 0
        content = (folder / "goed.codeer").read_bytes()
        for left in ("goed.codeer", "codeer.sqlite"):
            (folder / left).unlink()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {part: package.read(part) for part in package.namelist()}


def pack(parts: dict[str, bytes], **settings: int) -> bytes:
    """Return a zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content, **settings)
    return stream.getvalue()


@pytest.fixture(params=KINDS)
def send(request: pytest.FixtureRequest, place: Path):
    """Write a changed file of each kind where codeer reads it, and let codeer read it."""
    name = request.param
    parts = make_parts(place, name)

    def do(mutate: Callable[[dict[str, bytes], str], bytes]):
        content = mutate(dict(parts), KINDS[name])
        if name in ("J02.docx", "J02.odt"):
            (place / "transcripten" / name).write_bytes(content)
            return name, attack("suggest")
        if name == "tabel.xlsx" and not (place / "codeer.sqlite").exists():
            assert run(["suggest"]) == 0
        (place.parent / name).write_bytes(content)
        try:
            folder = [] if name == "tabel.xlsx" else ["--project", "nieuw"]
            (place / "nieuw").mkdir(exist_ok=True)
            return name, attack("importeer", str(place.parent / name), *folder)
        finally:
            (place.parent / name).unlink()

    return do


def patch(content: bytes, part: str, local: Callable, central: Callable) -> bytes:
    """Change the local and the central header of a part."""
    raw = bytearray(content)
    for match in re.finditer(re.escape(part.encode()), content):
        for size, mark, change in ((30, b"PK\3\4", local), (46, b"PK\1\2", central)):
            start = match.start() - size
            if start >= 0 and raw[start : start + 4] == mark:
                change(raw, start)
    return bytes(raw)


def test_a_sound_file_is_read(send) -> None:
    """So that what is refused below is refused for its one fault."""
    _, outcome = send(lambda parts, part: pack(parts))

    assert outcome.code == 0, outcome.said


def test_flat_bomb(send) -> None:
    """One part of which a thousandth is in the file."""

    def explode(parts, part):
        most = {"project.qde": 101, "word/document.xml": 51, "content.xml": 51}.get(part, 201)
        return pack({**parts, part: b" " * most * 1_000_000})

    name, outcome = send(explode)

    refuse(outcome, name)
    assert outcome.megabytes < 400
    assert outcome.seconds < 10


def test_nested_bomb(send) -> None:
    """A zip of a zip of a zip: nobody unpacks the inner ones."""

    def nest(parts, part):
        inner = pack({"a": b"0" * 10_000_000})
        for _ in range(5):
            inner = pack({f"{n}.zip": inner for n in range(10)})
        return pack({**parts, part: inner})

    name, outcome = send(nest)

    refuse(outcome, name)
    assert outcome.megabytes < 200


def overlap(parts: dict[str, bytes], part: str, names: list[str]) -> bytes:
    """Return a zip in which many names share one bomb, as in the better zip bomb."""
    content = pack({**parts, "bom": b"0" * 30_000_000})
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        start = package.start_dir
        bomb = package.getinfo("bom")
    end = content[start:]
    directory = end[: end.index(b"PK\5\6")] + b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, bomb.CRC, bomb.compress_size,
            bomb.file_size, len(name), 0, 0, 0, 0, 0, bomb.header_offset,
        ) + name.encode()
        for name in names
    )  # fmt: skip
    count = min(len(parts) + 1 + len(names), 65535)
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    return content[:start] + directory + tail


def test_overlapping_entries(send) -> None:
    """Two thousand names for the same thirty megabytes."""
    names = [f"xl/worksheets/s{number}.xml" for number in range(2000)]
    _, outcome = send(lambda parts, part: overlap(parts, part, names))

    assert outcome.code in (0, 1)
    assert outcome.megabytes < 300
    assert outcome.seconds < 15


def test_more_entries_than_memory(send) -> None:
    names = [f"{number:06x}" for number in range(150_000)]
    name, outcome = send(lambda parts, part: overlap(parts, part, names))

    refuse(outcome, name)
    assert outcome.megabytes < 60
    assert outcome.seconds < 5


def test_the_same_name_twice(send) -> None:
    """Which of the two texts another program shows, nobody can say."""

    def double(parts, part):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
            with pytest.warns(UserWarning, match="Duplicate name"):
                package.writestr(part, parts[part])
        return stream.getvalue()

    name, outcome = send(double)

    refuse(outcome, name)


EVIL_NAMES = (
    "/etc/codeer", "../../buiten.txt", "..\\..\\buiten.txt", "C:\\buiten.txt", "a\nb", "CON", "aux.txt",
    "a\u202etxt.exe", "a" * 3000,
)  # fmt: skip


def test_names_of_parts_are_never_places(send, place: Path) -> None:
    _, outcome = send(lambda parts, part: pack({**parts, **dict.fromkeys(EVIL_NAMES, b"kwaad")}))

    assert not Path("/etc/codeer").exists()
    assert not list(place.parent.rglob("*buiten.txt"))
    assert "\u202e" not in outcome.said


def test_a_part_that_says_it_is_a_link(send) -> None:
    """What a link holds is text; it is never followed."""

    def link(parts, part):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name, content in parts.items():
                entry = zipfile.ZipInfo(name)
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                is_linked = name == part
                package.writestr(entry, b"../../geheim.txt" if is_linked else content)
        return stream.getvalue()

    name, outcome = send(link)

    refuse(outcome, name)


def test_an_encrypted_part(send) -> None:
    def lock(parts, part):
        def local(raw, start):
            raw[start + 6] |= 1

        def central(raw, start):
            raw[start + 8] |= 1

        return patch(pack(parts), part, local, central)

    name, outcome = send(lock)

    refuse(outcome, name)


def test_a_wrong_checksum(send) -> None:
    def spoil(parts, part):
        def local(raw, start):
            raw[start + 14 : start + 18] = b"\1\2\3\4"

        def central(raw, start):
            raw[start + 16 : start + 20] = b"\1\2\3\4"

        return patch(pack(parts), part, local, central)

    name, outcome = send(spoil)

    refuse(outcome, name)


@pytest.mark.parametrize("claimed", [1, 0xFFFFFFFF])
def test_a_size_that_is_a_lie(send, claimed: int) -> None:
    """A part that says to be smaller than it is, is damaged; one that says to be larger takes no memory."""

    def lie(parts, part):
        def central(raw, start):
            raw[start + 24 : start + 28] = struct.pack("<I", claimed)

        return patch(pack(parts), part, lambda raw, start: None, central)

    name, outcome = send(lie)

    if claimed < 2 or name == "tabel.xlsx":
        refuse(outcome, name)
    assert outcome.megabytes < 100


def test_an_offset_beyond_the_end(send) -> None:
    def lie(parts, part):
        def central(raw, start):
            raw[start + 42 : start + 46] = b"\xfe\xff\xff\x7f"

        return patch(pack(parts), part, lambda raw, start: None, central)

    name, outcome = send(lie)

    refuse(outcome, name)


def test_an_unknown_way_of_packing(send) -> None:
    def change(parts, part):
        def local(raw, start):
            raw[start + 8] = 99

        def central(raw, start):
            raw[start + 10] = 99

        return patch(pack(parts), part, local, central)

    name, outcome = send(change)

    refuse(outcome, name)


def test_a_long_comment_at_the_end(send) -> None:
    """A comment is allowed, also one that looks like another end."""

    def comment(parts, part):
        stream = io.BytesIO(pack(parts))
        with zipfile.ZipFile(stream, "a") as package:
            package.comment = b"PK\1\2" * 1000 + b"PK\6\7" * 1000
        return stream.getvalue()

    _, outcome = send(comment)

    assert outcome.code == 0, outcome.said
