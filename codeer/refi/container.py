"""Open a .qdpx as a zip from a stranger: only what is read is unpacked, and within limits."""

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from codeer.archive import open_archive
from codeer.errors import (
    QdaProtected,
    QdaTooLarge,
    QdaUnreadable,
    UnreadableSource,
    describe_cause,
)
from codeer.input_file import measure_file
from codeer.readers.package import count_marks

MAX_MEMBERS = 20_000
MAX_XML_MEGABYTES = 100
MAX_MARKS = 4_000_000
"""Of `<` and `=` in the XML: some 300,000 codings, and 800 MB of memory."""
MAX_READ_MEGABYTES = 500
MAX_RATIO = 300
_SMALL = 1_000_000  # what unpacks to less than this is harmless at any ratio
_PROJECT = "project.qde"
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_SCHEME = re.compile(r"^(?:internal|relative|absolute|file):/*", re.IGNORECASE)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for a member that cannot be unpacked."""


class Container:
    """The files in a project; use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        try:
            measure_file(path)
            self._file = path.open("rb")
        except OSError as error:
            raise UnreadableSource(path, describe_cause(error)) from error
        try:
            self._zip = open_archive(self._file)
            self._members = self._list()
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            self._file.close()
            raise self._not_a_zip() from error
        except OSError as error:
            self._file.close()
            raise UnreadableSource(path, describe_cause(error)) from error
        except QdaUnreadable:
            self._file.close()
            raise

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def _not_a_zip(self) -> QdaUnreadable | QdaProtected:
        with self.path.open("rb") as stream:
            if stream.read(8) == _OLE_MAGIC:
                return QdaProtected(self.path)
        return QdaUnreadable(self.path, "geen geldig zip-bestand")

    def _list(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            cause = f"{len(infos)} bestanden erin; hoogstens {MAX_MEMBERS}"
            raise QdaUnreadable(self.path, cause)
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/")
            is_absolute = name.startswith("/") or re.match(r"[A-Za-z]:", name)
            if is_absolute or ".." in PurePosixPath(name).parts:
                raise QdaUnreadable(self.path, "een bestandsnaam erin wijst buiten het archief")
            if name and not info.is_dir():
                members[PurePosixPath(name).as_posix().casefold()] = info
        return members

    def find_project(self) -> tuple[str, bool]:
        """Return the member that holds the project, and whether it stands where it should."""
        if _PROJECT in self._members:
            return _PROJECT, self._members[_PROJECT].filename == _PROJECT
        found = [
            name
            for name in self._members
            if name.endswith(".qde") and not name.startswith("__macosx/")
        ]
        if len(found) != 1:
            raise QdaUnreadable(self.path, "er staat geen project.qde in")
        return found[0], False

    def find(self, reference: str) -> str | None:
        """Return the member that a path in the project means; never a file outside the archive."""
        name = _SCHEME.sub("", reference.strip().replace("\\", "/")).casefold()
        for candidate in (f"sources/{name}", name):
            if candidate in self._members:
                return candidate
        base = PurePosixPath(name).name
        found = [member for member in self._members if PurePosixPath(member).name == base]
        return found[0] if base and len(found) == 1 else None

    def written_name(self, member: str) -> str:
        """Return the name of a member as it stands in the archive."""
        return self._members[member].filename

    def size(self, member: str) -> int:
        """Return how large a member says it is, unpacked."""
        return self._members[member].file_size

    def read(self, member: str, megabytes: int) -> bytes:
        """Unpack one member, refusing what is larger than it may be.

        Raises
        ------
        QdaProtected, QdaTooLarge, QdaUnreadable

        """
        info = self._members[member]
        if info.flag_bits & 1:
            raise QdaProtected(self.path)
        limit = megabytes * 1_000_000
        try:
            with self._zip.open(info) as stream:
                content = stream.read(limit + 1)
        except _DAMAGED as error:
            raise QdaUnreadable(self.path, f"{info.filename} is beschadigd") from error
        if len(content) > limit:
            found = max(info.file_size // 1_000_000, megabytes)
            raise QdaTooLarge(self.path, info.filename, found, megabytes)
        if len(content) > max(_SMALL, info.compress_size * MAX_RATIO):
            raise QdaUnreadable(self.path, f"{info.filename} is verdacht sterk ingepakt")
        self._read += len(content)
        if self._read > MAX_READ_MEGABYTES * 1_000_000:
            raise QdaTooLarge(
                self.path, "alle teksten samen", self._read // 1_000_000, MAX_READ_MEGABYTES
            )
        return content


def parse_xml(path: Path, name: str, content: bytes) -> etree._Element:
    """Parse the XML of a project or codebook without entities, network or DTD."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    if count_marks(content) > MAX_MARKS:
        raise QdaUnreadable(path, f"{name}: meer dan {MAX_MARKS // 1_000_000} miljoen onderdelen")
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{name}, regel {line}" if line else name
        raise QdaUnreadable(path, f"{place}: geen geldige XML") from error
    info: Any = root.getroottree().docinfo  # typed without its doctype
    if info.doctype:  # an entity could stand for a file or for gigabytes
        raise QdaUnreadable(path, f"{name}: er staat een DTD in")
    return root
