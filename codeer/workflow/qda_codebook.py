"""`codeer importeer X.qdc`: a codebook of another program as YAML, or how it differs from the one here."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from codeer.codebook import load_codebook
from codeer.errors import CodebookMissing
from codeer.model import Code
from codeer.project import CODEBOOKS, Project
from codeer.refi.guids import Kind, make_guid
from codeer.refi.losses import Losses
from codeer.refi.reading import read_codebook
from codeer.refi.values import Finding, QdaCode
from codeer.reports.output_files import write_files

_MAX_ID = 60
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """In what a codebook of another program differs from the one here, in Dutch."""

    what: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodebookImport:
    """What became of a codebook of another program."""

    findings: tuple[Finding, ...]
    codes: int
    written: Path | None
    """None when nothing was written."""
    kept: Path | None
    """The codebook that was here: untouched, or set aside when `written`."""
    differences: tuple[Difference, ...]


def import_codebook(path: Path, project: Project, *, overwrite: bool = False) -> CodebookImport:
    """Write the codebook where there is none; else say how it differs, and replace it when asked.

    A codebook that is replaced is kept beside the new one, as `NAAM.yaml.vorige`.

    Raises
    ------
    UnreadableSource, QdaUnreadable, FileProblems, SettingsAmbiguous

    """
    read, findings = read_codebook(path)
    existing = find_own_codebook(project)
    differences = compare(load_codebook(existing).codes, read.codes) if existing else ()
    losses = Losses()
    note_folders(read.codes, losses)
    if not read.codes or (existing and not overwrite):
        return CodebookImport(findings, len(read.codes), None, existing, differences)
    folder = project.folder / CODEBOOKS
    name = existing.name if existing else f"{safe_name(read.name, 'codeboek')}.yaml"
    files = {name: codebook_yaml(read.name, read.codes, path.name)}
    if existing:
        files[f"{name}.vorige"] = existing.read_bytes()
    written = write_files(folder, files)
    kept = written[1] if existing else None
    return CodebookImport(
        (*findings, *losses.report()), len(read.codes), written[0], kept, differences
    )


def find_own_codebook(project: Project) -> Path | None:
    """Return the codebook of the project, or None when it has none."""
    try:
        return project.codebook_path(None)
    except CodebookMissing:
        return None


def compare(ours: Sequence[Code], theirs: Sequence[QdaCode]) -> tuple[Difference, ...]:
    """Return in Dutch what is new, gone or defined otherwise in another program's codes."""
    matched = match_codes(theirs, {code.id: code.name for code in ours})
    known = {code.id: code for code in ours}
    new = [code.name for code in theirs if code.guid not in matched]
    gone = [code.name for code in ours if code.id not in matched.values()]
    other = [
        code.name
        for code in theirs
        if code.guid in matched
        and code.description
        and not _defines(code.description, known[matched[code.guid]].definition)
    ]
    found = (("nieuwe codes", new), ("niet in dit bestand", gone), ("andere definitie", other))
    return tuple(Difference(what, tuple(names)) for what, names in found if names)


def _defines(description: str, definition: str) -> bool:
    """Tell whether a description is this definition, perhaps with the criteria that codeer adds."""
    return " ".join(description.split()).startswith(" ".join(definition.split())) and bool(
        definition.strip() or not description.strip()
    )


def make_ids(codes: Iterable[QdaCode]) -> dict[str, str]:
    """Return by guid the id that a code gets here: its name in plain characters, each once."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    for code in codes:
        base = re.sub(r"\W+", "_", code.name.casefold()).strip("_")[:_MAX_ID] or "code"
        name = base
        while name in taken:  # thousands may have one name
            numbers[base] += 1
            name = f"{base}_{numbers[base] + 1}"
        taken.add(name)
        ids[code.guid] = name
    return ids


def match_codes(theirs: Sequence[QdaCode], ours: dict[str, str]) -> dict[str, str]:
    """Return guid to id of a code here: codeer's own guid, then id and name, then a name used once."""
    own = {make_guid(Kind.CODE, number): number for number in ours}
    folded = {number.casefold(): number for number in ours}
    named: dict[str, list[str]] = {}
    for number, title in ours.items():
        named.setdefault(title.casefold(), []).append(number)
    proposed = make_ids(theirs)
    found: dict[str, str] = {}
    for code in theirs:
        name = code.name.casefold()
        same = named.get(name, [])
        if code.guid in own:
            found[code.guid] = own[code.guid]
        elif proposed[code.guid] in same:
            found[code.guid] = proposed[code.guid]
        elif name in folded:
            found[code.guid] = folded[name]
        elif len(same) == 1:
            found[code.guid] = same[0]
    return found


def note_folders(codes: Iterable[QdaCode], losses: Losses) -> None:
    """Count the codes that only were folders; in codeer every code can be given."""
    folders = sum(not code.is_codable for code in codes)
    losses.adapt("Code", "was niet codeerbaar, is in codeer een gewoon thema", folders)


def codebook_yaml(name: str, codes: Sequence[QdaCode], origin: str) -> bytes:
    """Return the codes as a codebook of codeer, without patterns."""
    ids = make_ids(codes)
    entries: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for code in codes:
        entry = entries[code.guid] = {"id": ids[code.guid], "naam": code.name}
        if code.color:
            entry["kleur"] = code.color
        if code.description:
            entry["definitie"] = code.description
        above = entries.get(code.parent or "")
        (top if above is None else above.setdefault("subcodes", [])).append(entry)
    return dump({"naam": name, "bron": f"ingelezen uit {origin}", "codes": top})


def dump(content: dict[str, Any]) -> bytes:
    """Return a YAML file in which every text is quoted where YAML could misread it."""
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def safe_name(name: str, otherwise: str) -> str:
    """Return a name that can be a file name on every system."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]+', "_", name).strip(" ._~$")[:_MAX_NAME].strip(" .")
    reserved = re.fullmatch(r"(?:con|prn|aux|nul|com\d|lpt\d)", plain.casefold())
    return f"{plain}_" if reserved else plain or otherwise
