"""Let the n-th write of a command fail, for n = 1, 2, 3 ...: python -m tests.soak.disk

A small C library stands between codeer (Python and SQLite alike) and the operating system. Faults come
once (EIO, ENOSPC) or for ever (a disk that is full and stays full). After each one: a Dutch message and
exit code 1 or no harm at all, database sound, every file and the run old or new and the two agreeing,
nothing acknowledged lost, and the same command works when the disk does again.
"""

import argparse
import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.soak import cases
from tests.soak.cases import Case, check_store, judge, judge_repeat, look, start

FAULTS = {
    "EIO once": (errno.EIO, 0),
    "ENOSPC once": (errno.ENOSPC, 0),
    "ENOSPC for ever": (errno.ENOSPC, 1),
}
LIBRARY = "LD_PRELOAD"


def build(folder: Path) -> Path | None:
    """Compile the library; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    target = folder / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", target, source, "-ldl"], check=True)
    return target


def _arm(folder: Path, number: int, fault: int, for_ever: int) -> None:
    ctypes.CDLL(None).disk_arm(os.fsencode(folder), number, fault, for_ever)


def _count(folder: Path) -> None:
    """Count changes, and write the number when the process ends."""
    _arm(folder, 0, 0, 0)
    real = os._exit

    def leave(code: int) -> None:
        (folder.parent / "aantal").write_text(str(ctypes.CDLL(None).disk_seen()))
        real(code)

    os._exit = leave  # type: ignore[assignment]


def count_changes(case: Case, folder: Path) -> int:
    """Return how many changes a command makes to its folder."""
    shutil.copytree(case.template, folder)
    running = start(case.arguments, folder, partial(_count, folder))
    running.process.join()
    shutil.rmtree(folder)
    return int((folder.parent / "aantal").read_text())


def attempt(case: Case, folder: Path, number: int, fault: tuple[int, int]) -> tuple[str, list[str]]:
    """Let the n-th change fail, look, give the command again; return how it ended and what is wrong."""
    shutil.copytree(case.template, folder)
    running = start(case.arguments, folder, partial(_arm, folder, number, *fault))
    running.process.join()
    code, said = running.process.exitcode, (folder / "log.txt").read_text()
    found = look(folder)
    problems = check_store(folder) + judge(case, found, running.acknowledged())
    problems += list(_judge_end(case, code, said)) + list(_judge_agreement(case, found))
    if code == 0 and set(found.log) != set(case.after.log):
        problems.append("exit code 0 and not all is there")
    again = start(case.arguments, folder)
    again.process.join()
    if again.process.exitcode:
        told = (folder / "log.txt").read_text().replace(str(folder), "").strip()
        problems.append(f"repeat: exit code {again.process.exitcode}: {told[:200]}")
    problems += check_store(folder) + judge_repeat(case, look(folder))
    shutil.rmtree(folder)
    return f"exit code {code}", problems


def _judge_end(case: Case, code: int | None, said: str) -> Iterator[str]:
    if code not in (0, 1):
        yield f"exit code {code}: {said.strip()[-300:]}"
    if code == 1 and "Fout:" not in said and "codeer.errors" not in said:
        yield f"no message: {said.strip()[-300:]}"
    if "Traceback" in said and case.name != "beoordeel":
        yield "a traceback is shown"


def _judge_agreement(case: Case, found: cases.State) -> Iterator[str]:
    """The table with suggestions is of the run that the database holds."""
    name = "output/suggesties.csv"
    tables = {state.run: state.files.get(name) for state in (case.before, case.after)}
    if found.run in tables and tables[found.run] != found.files.get(name):
        yield "table and database are of different runs"


def sweep(case: Case, folder: Path, most: int) -> int:
    """Let every change fail, or an even choice of them, and print what came of it."""
    total = count_changes(case, folder / "telling")
    step = max(1, -(-total // most))
    failures = 0
    for name, fault in FAULTS.items():
        ends, problems = Counter[str](), Counter[str]()
        failed = 0
        for number in range(1, total + 1, step):
            end, wrong = attempt(case, folder / "proef", number, fault)
            ends[end] += 1
            failed += bool(wrong)
            problems.update(
                f"{problem} (first at {number})" if not problems[problem] else problem
                for problem in wrong
            )
        trials = sum(ends.values())
        print(
            f"{case.name:<16}{name:<17}{total:>8}{trials:>8}{failed:>10}  {dict(ends)}", flush=True
        )
        for problem, count in problems.most_common(8):
            print(f"    {count} x {problem}", flush=True)
        failures += failed
    return failures


def main() -> None:
    """Sweep over the commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=10**6, help="faults per command and kind")
    parser.add_argument("--command", action="append", help="only this one; may be given more often")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codeer-disk-") as name:
        folder = Path(name)
        library = build(folder)
        if library is None:
            print("skipped: no C compiler, or not Linux")
            return
        os.environ[LIBRARY] = str(library)  # for the server from which the commands fork
        base = folder / "basis"
        cases.make_small_base(base)
        print(f"{'command':<16}{'fault':<17}{'changes':>8}{'trials':>8}{'failures':>10}  ends")
        failures = 0
        commands = cases.commands(cases.PATTERNS)
        for command in arguments.command or commands:
            case = cases.make_case(command, base, folder, commands[command])
            failures += sweep(case, folder, arguments.most)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
