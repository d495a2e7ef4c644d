"""Write REFI-QDA: a project (.qdpx) or a codebook (.qdc), and check the file before anybody gets it.

The schema wants its elements in order and no empty containers. Positions are half-open pairs of code
points in a text file with LF and without BOM.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

from lxml import etree

from codeer.archive import settle_archive
from codeer.errors import QdaCheckFailed
from codeer.refi.guids import Kind, make_guid
from codeer.refi.schema import CODEBOOK, PROJECT, find_schema_errors
from codeer.refi.values import (
    QdaCase,
    QdaCode,
    QdaCoding,
    QdaNote,
    QdaProject,
    QdaSelection,
    QdaSource,
    QdaUser,
)

_FOLDER = "sources"  # ATLAS.ti refuses the capital that the standard's example has
_PROJECT_FILE = "project.qde"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA_PLACE = {
    PROJECT: "http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd",
    CODEBOOK: "http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_project(project: QdaProject, made: datetime) -> bytes:
    """Return the project as the bytes of a .qdpx, the same bytes every time.

    Raises
    ------
    QdaCheckFailed
        When the file would be against the schema, or a selection does not hold its quote.

    """
    members = {_PROJECT_FILE: _serialise(_make_project(project, made))}
    for source in project.sources:
        members[f"{_FOLDER}/{source.guid}.txt"] = source.text.encode()
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    written = settle_archive(stream.getvalue(), made)
    _check_project(written)
    return written


def write_codebook(codes: Iterable[QdaCode], origin: str) -> bytes:
    """Return the codes as the bytes of a .qdc.

    Raises
    ------
    QdaCheckFailed
        When the file would be against the schema.

    """
    root = _make_root(CODEBOOK, "CodeBook", origin=origin)
    _add_codes(root, codes)
    content = _serialise(root)
    _check_schema(etree.fromstring(content))
    return content


# --- elements ------------------------------------------------------------------------------------


def _make_root(namespace: str, tag: str, /, **attributes: str) -> etree._Element:
    names: Any = {None: namespace, "xsi": _XSI}  # typed as if every prefix had letters
    root = etree.Element(f"{{{namespace}}}{tag}", nsmap=names)
    root.set(f"{{{_XSI}}}schemaLocation", f"{namespace} {_SCHEMA_PLACE[namespace]}")
    _set(root, attributes)
    return root


def _add(parent: etree._Element, tag: str, /, **attributes: str | None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    _set(element, attributes)
    return element


def _set(element: etree._Element, attributes: Mapping[str, str | None]) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, _clean(value))


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    if text:
        _add(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Replace what XML cannot hold; positions count in the text file, where it stays."""
    return _NOT_XML.sub("\ufffd", text)


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _date(text: str) -> str | None:
    """Return a date as the schema wants it, or None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _utc(moment) if moment.tzinfo else moment.isoformat(timespec="seconds")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# --- a project -----------------------------------------------------------------------------------


def _make_project(project: QdaProject, made: datetime) -> etree._Element:
    root = _make_root(
        PROJECT,
        "Project",
        name=project.name,
        origin=project.origin,
        creationDateTime=_utc(made),
    )
    _add_users(root, project.users)
    if project.codes:
        _add_codes(_add(root, "CodeBook"), project.codes)
    if project.variables:
        variables = _add(root, "Variables")
        for name in project.variables:
            _add(
                variables,
                "Variable",
                guid=_variable(name),
                name=name,
                typeOfVariable="Text",
            )
    _add_cases(root, project.cases)
    if project.sources:
        sources = _add(root, "Sources")
        for source in project.sources:
            _add_source(sources, source)
    _add_notes(root, project.notes, made)
    _add_text(root, "Description", project.description)
    return root


def _variable(name: str) -> str:
    return make_guid(Kind.VARIABLE, name)


def _add_users(root: etree._Element, users: Sequence[QdaUser]) -> None:
    if users:
        group = _add(root, "Users")
        for user in users:
            _add(group, "User", guid=user.guid, name=user.name)


def _add_codes(parent: etree._Element, codes: Iterable[QdaCode]) -> None:
    top = _add(parent, "Codes")
    places: dict[str | None, etree._Element] = {None: top}
    for code in codes:
        element = places[code.guid] = _add(
            places[code.parent],
            "Code",
            guid=code.guid,
            name=code.name,
            isCodable="true" if code.is_codable else "false",
            color=code.color or None,
        )
        _add_text(element, "Description", code.description)


def _add_cases(root: etree._Element, cases: Sequence[QdaCase]) -> None:
    if cases:
        group = _add(root, "Cases")
        for case in cases:
            element = _add(group, "Case", guid=case.guid, name=case.name)
            _add_values(element, case.values)
            _refer(element, "SourceRef", case.sources)
            _refer(element, "SelectionRef", case.selections)


def _add_values(parent: etree._Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        element = _add(parent, "VariableValue")
        _refer(element, "VariableRef", [_variable(name)])
        _add_text(element, "TextValue", value)


def _refer(parent: etree._Element, name: str, guids: Iterable[str]) -> None:
    for guid in guids:
        _add(parent, name, targetGUID=guid)


def _add_source(parent: etree._Element, source: QdaSource) -> None:
    element = _add(
        parent,
        "TextSource",
        guid=source.guid,
        name=source.name,
        plainTextPath=f"internal://{source.guid}.txt",
    )
    _add_text(element, "Description", source.description)
    for selection in source.selections:
        _add_selection(element, selection)
    _add_codings(element, source.codings)
    _refer(element, "NoteRef", source.notes)
    _add_values(element, source.values)


def _add_selection(parent: etree._Element, selection: QdaSelection) -> None:
    dates = [date for coding in selection.codings if (date := _date(coding.made))]
    element = _add(
        parent,
        "PlainTextSelection",
        guid=selection.guid,
        name=selection.name,
        startPosition=str(selection.start),
        endPosition=str(selection.end),
        creatingUser=selection.user,
        creationDateTime=min(dates, default=None),
    )
    _add_codings(element, selection.codings)
    _refer(element, "NoteRef", selection.notes)


def _add_codings(parent: etree._Element, codings: Iterable[QdaCoding]) -> None:
    for coding in codings:
        element = _add(
            parent,
            "Coding",
            guid=coding.guid,
            creatingUser=coding.user,
            creationDateTime=_date(coding.made),
        )
        _refer(element, "CodeRef", [coding.code])
        _refer(element, "NoteRef", coding.notes)


def _add_notes(root: etree._Element, notes: Sequence[QdaNote], made: datetime) -> None:
    if notes:
        group = _add(root, "Notes")
        for note in notes:
            element = _add(
                group,
                "Note",
                guid=note.guid,
                name=note.name,
                creatingUser=note.user,
                creationDateTime=_date(note.made) or _utc(made),  # QualCoder stops without one
            )
            _add_text(element, "PlainTextContent", note.text)


# --- the check -----------------------------------------------------------------------------------


def _check_schema(root: etree._Element) -> None:
    for error in find_schema_errors(root):
        raise QdaCheckFailed(f"wijkt af van de standaard, {error}")


def _check_project(content: bytes) -> None:
    """Read the file back as any other program does: every selection must hold its quote."""
    with ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(_PROJECT_FILE))
        _check_schema(root)
        for source in root.iterfind(f"{{{PROJECT}}}Sources/{{{PROJECT}}}TextSource"):
            path = source.get("plainTextPath", "").removeprefix("internal://")
            _check_source(source, archive.read(f"{_FOLDER}/{path}").decode())


def _check_source(source: etree._Element, text: str) -> None:
    name = source.get("name", "")
    if text.startswith("\ufeff") or "\r" in text:
        raise QdaCheckFailed(f"{name} heeft een BOM of CR")
    for selection in source.iterfind(f"{{{PROJECT}}}PlainTextSelection"):
        start, end = (int(selection.get(f"{side}Position", -1)) for side in ("start", "end"))
        is_inside = 0 <= start < end <= len(text)
        if not is_inside or _clean(text[start:end]) != selection.get("name"):
            place = f"{name}, teken {start} tot {end}"
            raise QdaCheckFailed(f"{place}: andere woorden dan er gecodeerd zijn")
