"""Import a .qdpx with QualCoder's own code, without a window; arguments: its src, the file, a folder."""

import ast
import builtins
import json
import os
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def main(source: Path, file: Path, folder: Path) -> None:
    sys.path.insert(0, str(source))
    from PyQt6 import QtWidgets
    from qualcoder import refi

    builtins._ = lambda text: text  # type: ignore[attr-defined]
    application = QtWidgets.QApplication([])
    QtWidgets.QFileDialog.getOpenFileName = lambda *a, **k: (str(file), True)
    refi.Message = lambda *a, **k: SimpleNamespace(exec=lambda: None)
    (folder / "documents").mkdir(parents=True)
    connection = sqlite3.connect(folder / "data.qda")
    for statement in find_tables(source / "qualcoder" / "__main__.py"):
        connection.execute(statement)
    log = QtWidgets.QTextEdit()
    app = SimpleNamespace(
        conn=connection,
        project_path=str(folder),
        settings={
            "codername": "default",
            "directory": str(folder),
            "ai_enable": "False",
            "fontsize": 10,
        },
        ai_models=[],
        write_config_ini=lambda *a: None,
    )
    refi.RefiImport(app, log, "qdpx")
    rows = connection.execute(
        "SELECT s.name, t.pos0, t.pos1, c.name, t.owner, t.seltext FROM code_text AS t"
        " JOIN source AS s ON s.id = t.fid JOIN code_name AS c ON c.cid = t.cid"
    ).fetchall()
    other = {
        "respondenten": count(connection, "cases"),
        "groepen": count(connection, "attribute WHERE name = 'groep'"),
        "memo's": count(connection, "annotation WHERE memo <> ''") + count(connection, "journal"),
    }
    print(json.dumps({"codings": rows, "other": other}))
    del application


def count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def find_tables(path: Path) -> list[str]:
    """Return the statements with which QualCoder makes an empty project."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (maker,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "new_project"
    )
    texts = (
        node.args[0].value
        for node in ast.walk(maker)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    )
    return [t for t in texts if isinstance(t, str) and t.startswith("CREATE TABLE")]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
