"""Read a .qdpx with pyrefiqda; arguments: the file, an empty folder."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main(file: Path, folder: Path) -> None:
    from pyrefiqda import RefiProject

    print(json.dumps(list_content(RefiProject.load(file, folder), folder)))


def list_content(project: Any, folder: Path) -> dict[str, Any]:
    """Return the codings as pyrefiqda sees them, and how many of the other things."""
    codes = {code.guid: code.name for code in walk(project.code_book.codes.code)}
    users = {user.guid: user.name for user in project.users.user} if project.users else {}
    rows = []
    for source in project.sources.text_source:
        name = source.plain_text_path.removeprefix("internal://")
        text = (folder / "sources" / name).read_bytes().decode("utf-8")
        for selection in source.plain_text_selection:
            start, end = selection.start_position, selection.end_position
            rows += [
                [
                    source.name,
                    start,
                    end,
                    codes[coding.code_ref.target_guid],
                    users[coding.creating_user],
                    text[start:end],
                ]
                for coding in selection.coding
            ]
    cases = project.cases.case if project.cases else []
    other = {
        "respondenten": len(cases),
        "groepen": sum(len(c.variable_value) for c in cases)
        + sum(len(s.variable_value) for s in project.sources.text_source),
        "memo's": len(project.notes.note) if project.notes else 0,
    }
    return {"codings": rows, "other": other}


def walk(codes: list[Any]) -> Iterator[Any]:
    for code in codes:
        yield code
        yield from walk(code.code)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
