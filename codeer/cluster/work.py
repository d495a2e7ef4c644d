"""What a worker of a cluster does: a packed item in, a packed outcome out.

Nothing is raised here and values go packed, because Dask writes the arguments and the exception of a
task that fails in the logs of the worker, and both may hold interview text.
"""

import hashlib
import pickle
import platform
import socket
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any

import codeer
from codeer.errors import CodeerError, WorkerDiffers, WorkerUnready

_LIBRARIES = ("spacy", "simplemma")
Introduction = tuple[str, dict[str, str]]
"""Name of a computer, and the versions on it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Packed values, of which nothing shows when somebody prints it."""

    content: bytes = field(repr=False)

    @classmethod
    def pack(cls, values: object) -> "Parcel":
        """Return a parcel that holds `values`."""
        return cls(zlib.compress(pickle.dumps(values), level=1))

    def unpack(self) -> Any:  # noqa: ANN401  (what was packed)
        """Return what was packed."""
        return pickle.loads(zlib.decompress(self.content))  # noqa: S301  (from our own cluster)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an item."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """What went wrong with an item."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all items of one call."""

    name: str
    """Of this call only."""
    versions: Mapping[str, str]
    """Of the process that asks, as `list_versions` gives them."""
    steps: Parcel
    """The function and what prepares for it."""


def keep_no_messages(dask_scheduler: Any) -> None:  # noqa: ANN401  (Dask gives it by this name)
    """Let a scheduler drop the last thousand messages to each worker, which hold what was sent."""
    for connection in dask_scheduler.stream_comms.values():
        connection.recent_message_log = deque(maxlen=0)


def introduce() -> Introduction:
    """Return which computer this is."""
    return socket.gethostname(), list_versions()


@cache
def list_versions() -> dict[str, str]:
    """Return by name the versions on which results depend."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "codeer": f"{codeer.__version__} ({_digest_code()})",
        **{name: _find_version(name) for name in _LIBRARIES},
    }


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _digest_code() -> str:
    """Return a digest of codeer's own modules: between two versions the number stays the same."""
    folder = Path(codeer.__file__).parent
    digest = hashlib.blake2b(digest_size=4)
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_text(encoding="utf-8").encode())  # line ends differ per system
    return digest.hexdigest()


class _Worker:
    """For which call this process was prepared, and what came of that."""

    lock = Lock()
    """A worker may have several threads, and a spaCy pipeline is for one at a time."""
    job = ""
    function: Any = None
    failure: Exception | None = None


def work(job: Job, item: Parcel) -> Parcel:
    """Return the packed outcome of one item."""
    with _Worker.lock:
        try:
            return Parcel.pack(Done(_do(job, item)))
        except Exception as error:  # noqa: BLE001  (raised again where the call came from)
            return _pack_failure(error)


def _do(job: Job, item: Parcel) -> Any:  # noqa: ANN401
    if _Worker.job != job.name:
        _prepare(job)
        _Worker.job = job.name
    if _Worker.failure is not None:
        raise _Worker.failure
    return _Worker.function(item.unpack())


def _prepare(job: Job) -> None:
    """Become ready for a call; whatever an earlier one left behind is replaced."""
    host, versions = introduce()
    _Worker.failure = None
    try:
        check_versions(host, versions, job.versions)
        _Worker.function, prepare = job.steps.unpack()
        prepare()
    except WorkerDiffers as error:
        _Worker.failure = error
    except CodeerError as error:
        _Worker.failure = WorkerUnready(host, str(error))
    except Exception as error:  # noqa: BLE001  (raised again for every item)
        _Worker.failure = error


def check_versions(host: str, found: Mapping[str, str], expected: Mapping[str, str]) -> None:
    """Refuse a computer on which results could come out differently."""
    different = tuple(
        (name, found.get(name, ""), wanted)
        for name, wanted in expected.items()
        if found.get(name) != wanted
    )
    if different:
        raise WorkerDiffers(host, different)


def _pack_failure(error: Exception) -> Parcel:
    try:
        parcel = Parcel.pack(Failed(error))
        parcel.unpack()  # some exceptions go in and do not come out
    except Exception:  # noqa: BLE001  (pickling runs code of any kind)
        return Parcel.pack(Failed(RuntimeError(type(error).__name__)))
    return parcel
