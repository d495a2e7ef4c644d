"""The whole demo and every command on it, each a process of its own under strace: python -m tests.soak.privacy

Prints a table; exit code 1 when a socket was opened that was not asked for, or something was left elsewhere.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.integration.privacy import (
    STRACE,
    can_run,
    find_families,
    left_in,
    private_environment,
)
from tests.suggest.scripted_server import MODEL, ScriptedServer

_INTERNET = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?, sin6?_port=htons\((\d+)\)")
_EXPORTS = (
    "t.csv",
    "t.xlsx",
    "p.codeer",
    "p.qdpx",
    "c.qdc",
    "d.jsonl",
    "d.parquet",
    "d.sps",
    "d.conll",
)
COMMANDS = (
    "controleer --project {demo}",
    "suggest --werkers 2 --project {demo}",
    *(f"exporteer {{root}}/{name} --project {{demo}}" for name in _EXPORTS),
    "importeer {root}/p.codeer --project {root}/tweede",
    "importeer {root}/p.qdpx --project {root}/vreemd",
    "rapport --formaat alle --citaten 2 --project {demo}",
    "toon vertrouwensband --project {demo}",
    "geschiedenis --project {demo}",
    "evalueer --project {demo}",
    "overeenstemming --project {demo}",
    "pseudonimiseer --alles --sleutel {root}/sleutel.json --project {demo}",
    "vergeet J01 --ja --project {demo}",
)
_LLM = """
llm:
  adres: {address}
  model: {model}
"""


@dataclass(frozen=True)
class Traced:
    """What one command did."""

    command: str
    code: int
    families: set[str]
    ports: set[int]


def trace(root: Path, command: str, environment: dict[str, str], *around: str) -> Traced:
    """Run a command under strace."""
    log = root / "trace"
    done = subprocess.run(
        [*around, *STRACE, "-o", str(log), sys.executable, "-m", "codeer", *command.split()],
        env=environment,
        cwd=root,
        capture_output=True,
        check=False,
    )
    content = log.read_text(encoding="utf-8", errors="replace")
    ports = {int(port) for port in _INTERNET.findall(content)}
    return Traced(command, done.returncode, find_families(content), ports)


def check(root: Path) -> bool:
    """Run everything, print the table and return whether every promise held."""
    environment = private_environment(root)
    cut = ("unshare", "-n") if can_run("unshare", "-n") else ()
    for name in ("tweede", "vreemd"):
        (root / name).mkdir()
    demo = root / "demo"
    found = [trace(root, f"demo {demo}", environment, *cut)]
    for command in COMMANDS:
        found.append(trace(root, command.format(root=root, demo=demo), environment, *cut))
    good = True
    for traced in found:
        is_good = traced.families <= {"AF_UNIX"} and traced.code in (0, 1)
        good &= is_good
        print(
            f"{'ok ' if is_good else 'BAD'} {traced.code} {sorted(traced.families)} {traced.command}"
        )
    left = left_in(root)
    print(f"left elsewhere: {left or 'nothing'}")
    return check_llm(root, demo, environment) and good and not left


def check_llm(root: Path, demo: Path, environment: dict[str, str]) -> bool:
    """Ask a server on this computer, and look whether nobody else was spoken to."""
    server = ScriptedServer()
    settings = _LLM.format(address=server.address, model=MODEL)
    (demo / "codeer.yaml").write_text(settings, encoding="utf-8")
    try:
        traced = trace(
            root,
            f"suggest {demo}/transcripten_voorbeeld/J02.txt --motor llm --project {demo}",
            environment,
        )
    finally:
        server.stop()
    is_good = traced.ports == {server.port} and server.questions != []
    print(
        f"{'ok ' if is_good else 'BAD'} {traced.code} llm: ports {sorted(traced.ports)}, asked {server.port}"
    )
    return is_good


if __name__ == "__main__":
    if not can_run(*STRACE):
        sys.exit("strace cannot run here")
    with tempfile.TemporaryDirectory() as name:
        sys.exit(0 if check(Path(name)) else 1)
