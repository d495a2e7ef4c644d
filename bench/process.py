"""Run whole processes and measure them: wall and processor seconds, and the most memory held.

Memory is that of the process and its children together, added up fifty times a second.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 3
_PAUSE = 0.02  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Job:
    """A process to measure."""

    command: tuple[str, ...]
    prepare: Callable[[], Path]
    """Return the folder in which it runs, made ready; not measured."""


@dataclass(slots=True)
class Measured:
    """What the rounds of one job gave."""

    times: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Seconds of all processes together: hardly longer on a busy machine."""
    peaks: list[float] = field(default_factory=list)
    """MB."""

    @property
    def seconds(self) -> float:
        """Return the median."""
        return statistics.median(self.times)

    @property
    def peak(self) -> float:
        """Return the largest."""
        return max(self.peaks)


def measure(jobs: Mapping[str, Job], patience: float) -> dict[str, Measured]:
    """Run all jobs in turn, three rounds long; what takes longer than `patience` seconds once."""
    results = {label: Measured() for label in jobs}
    for _ in range(ROUNDS):
        for label, job in jobs.items():
            done = results[label]
            if done.times and done.times[0] > patience:
                continue
            seconds, processor, peak = run(job.command, job.prepare())
            print(
                f"  {label}: {seconds:.2f} s, processor {processor:.2f} s, {peak:.0f} MB",
                file=sys.stderr,
                flush=True,
            )
            done.times.append(seconds)
            done.processor.append(processor)
            done.peaks.append(peak)
    return results


def run(command: Sequence[str], folder: Path) -> tuple[float, float, float]:
    """Return wall seconds, processor seconds and peak MB of a process with its children."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=said, env=_environment()
        )
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        seen = watch.stop() or usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)}: {process.returncode}\n{said.read()[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, seen


def _environment() -> dict[str, str]:
    """Return the environment with compiled modules kept, as after an installation."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class _Watch(threading.Thread):
    """Looks again and again at what a process and its descendants hold, where there is /proc.

    Not `ru_maxrss`: that begins with what this process held when it forked.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._peak = 0
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(_PAUSE):
            family = [_memory(pid) for pid in _family(self._pid)]
            self._peak = max(
                self._peak, sum(now for now, _ in family), *(most for _, most in family)
            )

    def stop(self) -> float:
        """Return the peak in MB."""
        self._ended.set()
        self.join()
        return self._peak / 2**10


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, task.read_text(encoding="ascii").split())
            except OSError:  # it has ended meanwhile
                continue
    return found


def _memory(pid: int) -> tuple[int, int]:
    """Return the kB that a process holds, and the most that it ever held."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:  # it has ended meanwhile
        return 0, 0
    fields = dict(line.split(":", 1) for line in lines)
    now, most = (int(fields.get(name, "0").split()[0]) for name in ("VmRSS", "VmHWM"))
    return now, most
