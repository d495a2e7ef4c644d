"""Import a .qdpx with qc's own code; arguments: the file, an empty folder. It knows lines, not characters."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path


def main(file: Path, folder: Path) -> None:
    folder.mkdir()
    done = subprocess.run(
        [str(Path(sys.executable).with_name("qc")), "init", "--import", str(file)],
        cwd=folder,
        env={**os.environ, "PYTHONBREAKPOINT": "0"},  # 1.7.8 stops in a debugger otherwise
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    connection = sqlite3.connect(folder / "qualitative_coding.sqlite3")
    rows = connection.execute(
        "SELECT i.document_id, c.line, c.code_id, c.coder_id FROM coded_line AS c"
        " JOIN coded_line_location_association AS a ON a.coded_line_id = c.id"
        " JOIN location AS l ON l.id = a.location_id"
        " JOIN document_index AS i ON i.id = l.document_index_id"
    ).fetchall()
    print(json.dumps({"lines": rows}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
