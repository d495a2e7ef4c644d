"""Auto-code keywords with QualCoder's own two functions, without its window, and count per interview.

    python code_with_qualcoder.py SRC MAP trefwoorden.csv zinnen|woorden

Its dialogs answer at once; what it would draw costs nothing. So this is less than a user waits.
"""

import ast
import csv
import datetime
import logging
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

WAYS = {"zinnen": "auto_code_sentences", "woorden": "auto_code"}


def main(source: str, folder: str, keywords: str, way: str) -> None:
    code = Path(source) / "qualcoder"
    connection = make_project(code / "__main__.py", Path(folder))
    themes: dict[str, list[str]] = {}
    with Path(keywords).open(encoding="utf-8", newline="") as stream:
        for theme, word in csv.reader(stream):
            themes.setdefault(theme, []).append(word)
    names: dict[str, Any] = {}
    exec(compile(find_function(code / "code_text.py", WAYS[way]), "code_text.py", "exec"), names)
    for number, (theme, words) in enumerate(themes.items(), start=1):
        connection.execute("INSERT INTO code_name (cid, name) VALUES (?, ?)", (number, theme))
        for text in words if way == "zinnen" else ["|".join(words)]:
            dialog = open_dialog(connection, theme, number, [text, ". "])
            names.update(dialog.names)
            names[WAYS[way]](dialog)
    print(
        connection.execute(
            "SELECT s.name, c.name, count(*) FROM code_text AS t JOIN source AS s ON s.id = t.fid"
            " JOIN code_name AS c ON c.cid = t.cid GROUP BY 1, 2"
        ).fetchall()
    )


def make_project(path: Path, folder: Path) -> sqlite3.Connection:
    """Return a project with the transcripts in QualCoder's own tables, in the working folder."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from bench.foreign_qda.read_with_qualcoder import find_tables

    connection = sqlite3.connect("data.qda")
    for statement in find_tables(path):
        connection.execute(statement)
    texts = [(p.name, p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.txt"))]
    connection.executemany("INSERT INTO source (name, fulltext) VALUES (?, ?)", texts)
    connection.commit()
    return connection


def find_function(path: Path, name: str) -> ast.Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (found,) = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name)
    return ast.Module([found], [])


def open_dialog(connection: sqlite3.Connection, theme: str, number: int, texts: list[str]) -> Any:
    """Return a stand-in for the coding window, in which a user chose a code and typed texts."""
    import emoji

    rows = connection.execute("SELECT id, name, fulltext FROM source").fetchall()
    files = [dict(zip(("id", "name", "fulltext"), row, strict=True)) for row in rows]
    window = MagicMock(files=files, autocode_history=[])
    window.autocode_all_first_last_within = window.autocode_frag_all_first_within = "all"
    window.app.conn = connection
    window.app.settings = {"codername": "bench", "fontsize": 10}
    window.ui.checkBox_auto_regex.isChecked.return_value = False
    window.ui.treeWidget.currentItem().text = [theme, f"cid:{number}"].__getitem__
    widgets = MagicMock()
    widgets.QInputDialog().textValue.side_effect = texts
    select = MagicMock()
    select().get_selected.return_value = files
    window.names = {
        "QtWidgets": widgets,
        "QtCore": MagicMock(),
        "DialogSelectItems": select,
        "Message": MagicMock(),
        "_": str,
        "emoji": emoji,
        "re": re,
        "sqlite3": sqlite3,
        "datetime": datetime,
        "logger": logging.getLogger(__name__),
    }
    return window


if __name__ == "__main__":
    main(*sys.argv[1:])
