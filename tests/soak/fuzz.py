"""Fuzz everything that codeer reads: `python -m tests.soak.fuzz TARGET --seconds 1800`, or `--all --jobs 2`.

A find is an input that ends in anything but a value that is whole or a CodeerError, or that takes too long
or too much memory. Finds are put in a folder, the smallest input of each kind; the fuzzing goes on.
"""

import argparse
import hashlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

MEGABYTES = 500
"""Of memory, above what the process has before it reads anything."""
_HANG = 10
"""Seconds of processor time after which an input is a find."""
_STUCK = 300
"""Seconds by the clock after which libFuzzer stops; long, because a busy machine is no find."""
_CLEAN_EVERY = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What fuzzing one target came to."""

    target: str
    executions: int
    seconds: float
    coverage: int
    read: str
    """Share of the last inputs that were read; the others were refused."""
    finds: tuple[str, ...]


# --- one target, in a process of its own ---------------------------------------------------------


def load() -> None:
    """Import everything once, with the counters that tell libFuzzer where an input came."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is missing; on Linux: pip install -e '.[fuzz]'")
    with atheris.instrument_imports(include=["codeer"]):
        from tests.soak import fuzz_checks, fuzz_mutate, fuzz_targets  # noqa: F401
    fuzz_checks.settle()


def fuzz_here(name: str, seconds: int, folder: Path) -> None:
    """Fuzz a target in this process, until the time is up or libFuzzer stops it."""
    import atheris

    from tests.soak.fuzz_checks import forget
    from tests.soak.fuzz_mutate import Mutator
    from tests.soak.fuzz_targets import TARGETS, run, words_of

    target = TARGETS[name]
    corpus, scratch = folder / "corpus", Path(tempfile.mkdtemp(prefix="codeer-fuzz-"))
    corpus.mkdir(parents=True, exist_ok=True)
    for sample in target.seeds():
        run(target, sample, scratch)  # and so everything is loaded before memory is measured
        (corpus / hashlib.sha1(sample).hexdigest()).write_bytes(sample)
    mutator = Mutator(words_of(target), list(target.seeds()), _mutate)
    finds = _Finds(folder / "finds")
    count = read = 0
    tally = folder / "tally"
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", DeprecationWarning)

    def one_input(data: bytes) -> None:
        nonlocal count, read
        count += 1
        if count % _CLEAN_EVERY == 0:
            forget()
            tally.write_text(f"{read} {count}", encoding="ascii")
        signal.setitimer(signal.ITIMER_PROF, _HANG)
        try:
            read += run(target, data, scratch)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is a find)
            finds.keep(data, error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    signal.signal(signal.SIGPROF, _stop)
    arguments = [
        name,
        str(corpus),
        f"-max_len={target.most}",
        f"-timeout={_STUCK}",
        f"-rss_limit_mb={_memory_in_use() + MEGABYTES}",
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/",
        "-reload=0",
    ]
    atheris.Setup(arguments, one_input, custom_mutator=partial(mutator.change, target.kind))
    atheris.Fuzz()


def _stop(*_: object) -> None:
    from tests.soak.fuzz_targets import TooSlowError

    raise TooSlowError(f"more than {_HANG} s of processor time")


def _mutate(data: bytes, most: int) -> bytes:
    """Let libFuzzer change these bytes; `atheris.Mutate` of 3.0 never learns that fuzzing began."""
    from atheris import core_with_libfuzzer  # not before, or our own mutator is not found

    return bytes(core_with_libfuzzer.Mutate(data, most))


def _memory_in_use() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


class _Finds:
    """Keeps the smallest input of every kind of find, with the traceback beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, data: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/codeer/" in frame.filename] or list(frames)
        place = f"{Path(ours[-1].filename).stem}-{ours[-1].lineno}"
        said = re.sub(r"\W+", "-", str(error))[:40] if isinstance(error, AssertionError) else ""
        if type(error).__name__ == "TooSlowError":
            place, said = "slow", ""
        kept = self._folder / f"{type(error).__name__}-{place}-{said}.bin"
        if not kept.exists() or kept.stat().st_size > len(data):
            kept.write_bytes(data)
            told = "".join(traceback.format_exception(error))
            kept.with_suffix(".txt").write_text(told, encoding="utf-8", errors="replace")


# --- all of them ---------------------------------------------------------------------------------


def fuzz(name: str, seconds: int, folder: Path) -> Outcome:
    """Fuzz a target in another process, again when libFuzzer stopped on a find."""
    place, log = folder / name, folder / f"{name}.log"
    place.mkdir(parents=True, exist_ok=True)
    began, executions, coverage = time.monotonic(), 0, 0
    while (left := seconds - int(time.monotonic() - began)) > 5 or not executions:
        before = log.stat().st_size if log.exists() else 0
        code = _fork(name, max(left, 1), place, log)
        said = log.read_text(encoding="utf-8", errors="replace")[before:]
        done = max(map(int, re.findall(r"^#(\d+)\s", said, re.MULTILINE)), default=0)
        executions += done
        coverage = max([coverage, *map(int, re.findall(r" cov: (\d+)", said))])
        if code == 0 or not done:
            break
    stopped = [path.name for path in place.iterdir() if re.match("crash-|oom-|timeout-", path.name)]
    kept = [path.stem for path in (place / "finds").glob("*.bin")]
    if not executions:
        stopped.append(f"never began: {log}")
    took = time.monotonic() - began
    return Outcome(name, executions, took, coverage, _share(place), tuple(sorted(kept + stopped)))


def _share(place: Path) -> str:
    tally = place / "tally"
    if not tally.exists():
        return "-"
    read, count = map(int, tally.read_text(encoding="ascii").split())
    return f"{read / count:.0%}"


def _fork(name: str, seconds: int, place: Path, log: Path) -> int:
    """Fuzz in a copy of this process and return its exit code."""
    temporary = tempfile.mkdtemp(prefix=f"codeer-fuzz-{name}-", dir=_fast_folder())
    child = os.fork()
    if child == 0:
        stream = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(stream, 1)
        os.dup2(stream, 2)
        tempfile.tempdir = temporary
        try:
            fuzz_here(name, seconds, place)
        except BaseException:  # noqa: BLE001  (a copy of the process must not go on as the first)
            traceback.print_exc()
        os._exit(1)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _fast_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def print_table(outcomes: list[Outcome]) -> None:
    """Print what was done and found."""
    print(f"{'target':<12}{'executions':>12}{'seconds':>9}{'edges':>8}{'read':>6}  finds")
    for one in outcomes:
        found = ", ".join(one.finds) or "-"
        print(
            f"{one.target:<12}{one.executions:>12}{one.seconds:>9.0f}{one.coverage:>8}{one.read:>6}  {found}"
        )


def main() -> int:
    """Fuzz what the command line asks; exit code 1 when there are finds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fuzz")
    chosen = parser.parse_args()
    load()
    from tests.soak.fuzz_targets import TARGETS

    names = list(TARGETS) if chosen.all else chosen.targets
    if unknown := set(names) - TARGETS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(TARGETS)}")
    with ThreadPoolExecutor(chosen.jobs) as pool:
        outcomes = list(pool.map(lambda name: fuzz(name, chosen.seconds, chosen.folder), names))
    print_table(outcomes)
    return int(any(one.finds for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
