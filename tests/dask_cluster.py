"""A real scheduler and real workers as processes of their own, and work for them to do."""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from codeer.cluster.work import Parcel
from codeer.errors import MissingModel
from codeer.language import BUILT_IN, Pipeline, load_pipeline, tokenise
from codeer.model import Interview
from codeer.settings import Certificates

REPOSITORY = Path(__file__).parents[1]
_SECONDS = 60


class DaskCluster:
    """One scheduler on 127.0.0.1 and its workers; their logs are files in `folder`."""

    def __init__(
        self,
        folder: Path,
        log_level: str,
        allowed_failures: int,
        certificates: Certificates | None = None,
    ) -> None:
        self.folder = folder
        self._files = certificates
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "DASK_LOGGING__DISTRIBUTED": log_level,
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures),
        }
        self.workers: list[subprocess.Popen[bytes]] = []
        self._count = 0
        self._told = folder / "scheduler.json"
        where = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._told)]
        self._scheduler = self._start("scheduler", *where)

    @property
    def address(self) -> str:
        """Return where the scheduler listens, as soon as it does."""
        return str(_wait(self._read_address))

    def add_workers(self, number: int) -> None:
        """Start workers, until there are `number` of them."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        for _ in range(number - len(self.workers)):
            self._count += 1
            scratch = str(self.folder / f"scratch{self._count}")
            options = ["--no-nanny", "--nthreads", "2", "--local-directory", scratch]
            self.workers.append(self._start("worker", self.address, *options))

    def kill_workers(self) -> None:
        """Kill all workers at once."""
        for worker in self.workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    def stop(self) -> None:
        """Kill everything."""
        self.kill_workers()
        self._scheduler.kill()
        self._scheduler.wait()

    def read_logs(self) -> str:
        """Return all that scheduler and workers ever said."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in logs)

    def _start(self, kind: str, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *options]
        if self._files:
            command += ["--protocol", "tls", "--tls-ca-file", str(self._files.ca)]
            command += ["--tls-cert", str(self._files.certificate)]
            command += ["--tls-key", str(self._files.key)]
        with (self.folder / f"{kind}{self._count}.log").open("wb") as log:
            return subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, cwd=self.folder
            )

    def _read_address(self) -> str | None:
        try:
            return str(json.loads(self._told.read_text())["address"])
        except (OSError, ValueError):  # not there yet, or half
            return None


def _wait(look: Any) -> object:
    deadline = time.monotonic() + _SECONDS
    while (found := look()) is None:
        assert time.monotonic() < deadline, "the scheduler did not start"
        time.sleep(0.05)
    return found


# --- certificates --------------------------------------------------------------------------------


def write_certificates(folder: Path) -> Certificates:
    """Write an authority of our own, and a certificate for 127.0.0.1 that it signed."""
    folder.mkdir()
    authority, key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    own = _sign("eigen CA", "eigen CA", authority.public_key(), authority, is_authority=True)
    signed = _sign("cluster", "eigen CA", key.public_key(), authority, is_authority=False)
    files = Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    files.ca.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    files.certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(write_key(key, serialization.NoEncryption()))
    return files


def write_key(key: Any, encryption: serialization.KeySerializationEncryption) -> bytes:
    """Return a private key as it stands in a file."""
    form = serialization.PrivateFormat.PKCS8
    return bytes(key.private_bytes(serialization.Encoding.PEM, form, encryption))


def _sign(
    name: str, issuer: str, public_key: Any, key: Any, *, is_authority: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )


# --- what workers do; top-level, because they look it up by name ---------------------------------


class Process:
    """What preparing leaves behind in the process in which it ran."""

    pipeline: Pipeline
    marker: Path
    word = ""
    preparations = 0
    at_work = 0


def prepare_pipeline() -> None:
    Process.pipeline = load_pipeline(BUILT_IN)


def prepare_to_die(marker: Path) -> None:
    prepare_pipeline()
    Process.marker = marker


def prepare_word(word: str) -> None:
    Process.word = word
    Process.preparations += 1


def prepare_badly() -> None:
    raise MissingModel("nl_core_news_sm", "niet geïnstalleerd")


def recognise(interview: Interview) -> bytes:
    """Return the words of an interview, as `codeer suggest` makes them."""
    return tokenise(interview, Process.pipeline).to_bytes()


def recognise_or_die(interview: Interview) -> bytes:
    """As `recognise`; the first worker that gets J03 is killed in the middle of it."""
    words = recognise(interview)
    if interview.source.name == "J03.docx" and not Process.marker.exists():
        Process.marker.touch()
        die(interview)
    return words


def die(item: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait_long(item: object) -> object:
    time.sleep(0 if item == 0 else 600)
    return item


def slow_start(item: int) -> int:
    time.sleep(0.3 if item == 0 else 0)
    return item


def tell_process(item: object) -> tuple[int, str]:
    return os.getpid(), Process.word


def count_at_once(item: object) -> int:
    """Return how many items this process was at work on at the end of this one."""
    Process.at_work += 1
    time.sleep(0.02)
    at_work = Process.at_work
    Process.at_work -= 1
    return at_work


def count_preparations(item: object) -> tuple[int, int]:
    time.sleep(0.02)
    return os.getpid(), Process.preparations


def quote(interview: Interview) -> None:
    """Fail as a bug would that has interview text in its message."""
    raise ValueError(interview.source.text)


def divide(item: int) -> float:
    return 1 / item


class UnpicklableError(Exception):
    """Goes into a pickle and does not come out."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} {two}")


def fail_strangely(item: object) -> None:
    raise UnpicklableError(1, 2)


def count_tasks(dask_scheduler: Any) -> int:
    return len(dask_scheduler.tasks)


def count_parcels(dask_scheduler: Any = None, dask_worker: Any = None) -> int:
    """Return how many packed items or outcomes there are anywhere in this process."""
    gc.collect()
    return sum(isinstance(value, Parcel) for value in gc.get_objects())


class Counted(Sequence[int]):
    """Numbers, and how many of them were asked for."""

    def __init__(self, size: int) -> None:
        self.size, self.asked = size, 0

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: Any) -> Any:
        if index >= self.size:
            raise IndexError
        self.asked = max(self.asked, index + 1)
        return index
