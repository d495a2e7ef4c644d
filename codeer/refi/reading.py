"""Read a REFI-QDA project (.qdpx) or codebook (.qdc), tolerant, and report what was lost."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from codeer.errors import QdaUnreadable, UnreadableSource, describe_cause
from codeer.input_file import measure_file
from codeer.refi.codes import read_codes, read_guid
from codeer.refi.container import MAX_XML_MEGABYTES, Container, parse_xml
from codeer.refi.losses import Losses
from codeer.refi.offsets import Counting, Stretch, choose_counting, make_map, to_plain
from codeer.refi.quotes import check_quotes
from codeer.refi.schema import CODEBOOK, PROJECT, find_schema_errors
from codeer.refi.texts import Text, Texts, find_text
from codeer.refi.values import (
    Finding,
    QdaCase,
    QdaCoding,
    QdaNote,
    QdaProject,
    QdaSelection,
    QdaSource,
    QdaUser,
)

_IGNORED = ("Links/Link", "Sets/Set", "Graphs/Graph")


def read_project(path: Path) -> tuple[QdaProject, tuple[Finding, ...]]:
    """Return what a .qdpx holds, and what was read, adapted and dropped.

    Raises
    ------
    UnreadableSource, QdaUnreadable, QdaProtected, QdaTooLarge
        When the file as a whole cannot be used.

    """
    losses = Losses()
    with Container(path) as container:
        member, is_in_place = container.find_project()
        if not is_in_place:
            losses.adapt("project.qde", "staat op een andere plaats of heet anders")
        content = container.read(member, MAX_XML_MEGABYTES)
        root = _open_root(path, "project.qde", content, "Project", PROJECT, losses)
        project = _Reading(container, root, losses).project()
    return project, losses.report()


def read_codebook(path: Path) -> tuple[QdaProject, tuple[Finding, ...]]:
    """Return a project with nothing but the codes of a .qdc, and what was read and dropped.

    Raises
    ------
    UnreadableSource, QdaUnreadable

    """
    losses = Losses()
    try:
        if measure_file(path) > MAX_XML_MEGABYTES * 1_000_000:
            raise QdaUnreadable(path, f"groter dan {MAX_XML_MEGABYTES} MB")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    root = _open_root(path, path.name, content, "CodeBook", CODEBOOK, losses)
    codes = tuple(read_codes(root.find("Codes"), losses))
    if sets := len(root.findall("Sets/Set")):
        losses.drop("Set", "codeer kent geen sets", sets)
    return QdaProject(path.stem, root.get("origin", ""), codes=codes), losses.report()


def _open_root(
    path: Path, name: str, content: bytes, expected: str, space: str, losses: Losses
) -> etree._Element:
    """Return the tree without namespaces, checked against the schema."""
    root = parse_xml(path, name, content)
    found = etree.QName(root)
    if found.localname != expected:
        raise QdaUnreadable(path, f"{name} begint met {found.localname}, verwacht {expected}")
    if found.namespace != space:
        losses.adapt("naamruimte", f"{found.namespace or 'geen'} gelezen als {space}")
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = f"{{{space}}}{etree.QName(element).localname}"
    if errors := find_schema_errors(root):
        first = errors[0].replace(": ", " bij ")
        reason = f"wijkt af van het officiële schema, het eerst in {first}"
        losses.adapt(name, reason, len(errors))
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    return root


class _Reading:
    """Reads one project; the order is that of the file."""

    def __init__(self, container: Container, root: etree._Element, losses: Losses) -> None:
        self._path = container.path
        self._texts = Texts(container, losses)
        self._root = root
        self._losses = losses
        self._users = self._read_users()
        self._codes = tuple(read_codes(root.find("CodeBook/Codes"), losses))
        self._code_guids = {code.guid for code in self._codes}
        self._user_guids = {user.guid for user in self._users}
        self._variables = {
            read_guid(v.get("guid")): v.get("name", "") for v in root.iterfind("Variables/Variable")
        }
        self._guids: Counter[str] = Counter()

    def project(self) -> QdaProject:
        """Return the project."""
        root, losses = self._root, self._losses
        notes = tuple(self._read_notes())
        self._notes = {note.guid for note in notes}
        sources = self._read_sources()
        for place in _IGNORED:
            if number := len(root.findall(place)):
                losses.drop(place.partition("/")[2], "codeer kent dit niet", number)
        doubled = sum(number - 1 for number in self._guids.values() if number > 1)
        if doubled:
            losses.adapt("GUID", "komt meer dan één keer voor", doubled)
        return QdaProject(
            name=root.get("name", "").strip() or self._path.stem,
            origin=root.get("origin", ""),
            users=self._users,
            codes=self._codes,
            variables=tuple(self._variables.values()),
            cases=self._read_cases(sources),
            sources=sources,
            notes=notes,
            description=(root.findtext("Description") or "").strip(),
        )

    def _read_users(self) -> tuple[QdaUser, ...]:
        users: dict[str, QdaUser] = {}
        for element in self._root.iterfind("Users/User"):
            guid = read_guid(element.get("guid"))
            name = " ".join((element.get("name") or element.get("id") or "").split())
            if guid in users:
                self._losses.drop("User", "dezelfde GUID als een eerdere gebruiker")
                continue
            if not name:
                self._losses.adapt("User", "had geen naam")
            users[guid] = QdaUser(guid, name)
            self._losses.read("User")
        return tuple(users.values())

    # --- sources ---------------------------------------------------------------------------------

    def _read_sources(self) -> tuple[QdaSource, ...]:
        read: list[tuple[etree._Element, str, Text]] = []
        for number, element in enumerate(self._root.iterfind("Sources/*"), start=1):
            source = find_text(element, self._losses)
            if source is None:
                continue
            text = self._texts.read(source)
            if text is not None:
                name = element.get("name") or _name_of_path(source) or f"tekst {number}"
                read.append((source, name, text))
        counting = choose_counting(
            [
                (text.raw, tuple(_stretches(element)))
                for element, _, text in read
                if not text.from_word
            ]
        )
        if said := counting.describe():
            self._losses.adapt("plaatsen van selecties", said, len(read))
        return tuple(
            self._read_source(element, name, text, counting) for element, name, text in read
        )

    def _read_source(
        self, element: etree._Element, name: str, text: Text, counting: Counting
    ) -> QdaSource:
        plain_text = to_plain(text.raw)
        place = make_map(text.raw, counting)
        selections = []
        for selection in element.iterfind("PlainTextSelection"):
            span = _span(selection)
            if span is None:
                self._drop_selection(selection, "begin of einde is geen getal")
                continue
            start, end = place(span[0]), place(span[1])
            if start is None or end is None:
                self._drop_selection(selection, "begin of einde valt buiten de tekst")
            elif end <= start:
                self._drop_selection(selection, "einde ligt niet na begin")
            else:
                selections.append(self._read_selection(selection, start, end))
        checked = check_quotes(plain_text, selections, self._losses)
        of_whole = self._read_codings(element)
        self._losses.read("TextSource")
        self._losses.read("PlainTextSelection", len(checked))
        self._losses.read("Coding", sum(len(s.codings) for s in checked) + len(of_whole))
        return QdaSource(
            guid=self._count_guid(element),
            name=name.strip(),
            text=plain_text,
            selections=checked,
            codings=of_whole,
            values=self._read_values(element),
            notes=self._read_references(element),
            description=(element.findtext("Description") or "").strip(),
        )

    def _drop_selection(self, element: etree._Element, reason: str) -> None:
        self._losses.drop("PlainTextSelection", reason)
        self._losses.drop("Coding", f"selectie: {reason}", len(element.findall("Coding")))

    def _count_guid(self, element: etree._Element) -> str:
        guid = read_guid(element.get("guid"))
        self._guids[guid] += bool(guid)
        return guid

    def _read_selection(self, element: etree._Element, start: int, end: int) -> QdaSelection:
        user = read_guid(element.get("creatingUser"))
        codings = self._read_codings(element, user, element.get("creationDateTime", ""))
        return QdaSelection(
            guid=self._count_guid(element),
            start=start,
            end=end,
            name=element.get("name", ""),
            codings=codings,
            notes=self._read_references(element),
            user=user if user in self._user_guids else None,
        )

    def _read_codings(
        self, parent: etree._Element, user: str = "", made: str = ""
    ) -> tuple[QdaCoding, ...]:
        """Return the codings of a selection; who made it stands for who coded when that is not said."""
        found = []
        for element in parent.iterfind("Coding"):
            reference = element.find("CodeRef")
            code = read_guid(reference.get("targetGUID")) if reference is not None else ""
            if code not in self._code_guids:
                self._losses.drop("Coding", "verwijst naar een code die er niet is")
                continue
            coder = read_guid(element.get("creatingUser")) or user
            if coder and coder not in self._user_guids:
                self._losses.adapt("Coding", "de codeur staat niet in de gebruikerslijst")
            found.append(
                QdaCoding(
                    guid=self._count_guid(element),
                    code=code,
                    user=coder if coder in self._user_guids else None,
                    made=element.get("creationDateTime", made),
                    notes=self._read_references(element),
                )
            )
        return tuple(found)

    def _read_references(self, element: etree._Element) -> tuple[str, ...]:
        found = [
            read_guid(reference.get("targetGUID")) for reference in element.iterfind("NoteRef")
        ]
        known = tuple(guid for guid in found if guid in self._notes)
        self._losses.drop(
            "NoteRef", "verwijst naar een memo die er niet is", len(found) - len(known)
        )
        return known

    # --- the rest --------------------------------------------------------------------------------

    def _read_values(self, element: etree._Element) -> dict[str, str]:
        values = {}
        for value in element.iterfind("VariableValue"):
            reference = value.find("VariableRef")
            name = self._variables.get(
                read_guid(reference.get("targetGUID")) if reference is not None else "", ""
            )
            said = next((child.text for child in value if child.tag != "VariableRef"), None)
            if name and said and said.strip():
                values[name] = said.strip()
            elif not name:
                self._losses.drop("VariableValue", "verwijst naar een variabele die er niet is")
        return values

    def _read_cases(self, sources: Iterable[QdaSource]) -> tuple[QdaCase, ...]:
        known = {source.guid for source in sources}
        cases = []
        for number, element in enumerate(self._root.iterfind("Cases/Case"), start=1):
            found = [read_guid(ref.get("targetGUID")) for ref in element.iterfind("SourceRef")]
            kept = tuple(guid for guid in found if guid in known)
            self._losses.drop(
                "SourceRef", "verwijst naar een bron die niet gelezen is", len(found) - len(kept)
            )
            self._losses.drop("CodeRef", "code van een hele casus", len(element.findall("CodeRef")))
            self._losses.read("Case")
            cases.append(
                QdaCase(
                    guid=self._count_guid(element),
                    name=" ".join(element.get("name", "").split()) or f"casus {number}",
                    values=self._read_values(element),
                    sources=kept,
                    selections=tuple(
                        read_guid(ref.get("targetGUID")) for ref in element.iterfind("SelectionRef")
                    ),
                )
            )
        return tuple(cases)

    def _read_notes(self) -> Iterator[QdaNote]:
        for element in self._root.iterfind("Notes/Note"):
            content = element.findtext("PlainTextContent") or ""
            reference = element.get("plainTextPath")
            if not content.strip() and reference:
                text = self._texts.read_plain(reference, [])
                content = text.raw if text else ""
            content = to_plain(content).strip()
            if not content:
                self._losses.drop("Note", "lege of ontbrekende tekst")
                continue
            self._losses.read("Note")
            yield QdaNote(
                guid=self._count_guid(element),
                name=element.get("name", ""),
                text=content,
                user=read_guid(element.get("creatingUser")) or None,
                made=element.get("creationDateTime", ""),
            )


def _name_of_path(element: etree._Element) -> str:
    path = element.get("plainTextPath") or element.get("richTextPath") or ""
    return re.split(r"[/\\]", path)[-1]


def _span(element: etree._Element) -> tuple[int, int] | None:
    try:
        return int(element.get("startPosition", "")), int(element.get("endPosition", ""))
    except ValueError:
        return None


def _stretches(element: etree._Element) -> Iterator[Stretch]:
    for selection in element.iterfind("PlainTextSelection"):
        if span := _span(selection):
            yield Stretch(*span, selection.get("name", ""))
