"""Connect to the scheduler of a cluster, and to nothing else; ask who is there.

Dask's own connecting is tried first with a deadline over all of it: its client waits for ever for a
server that says nothing. Dask's loggers are silenced: what matters is said in Dutch.
"""

import asyncio
import logging
import socket
import warnings
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from codeer.cluster.address import Cluster, make_security
from codeer.cluster.work import (
    Introduction,
    check_versions,
    introduce,
    keep_no_messages,
    list_versions,
)
from codeer.errors import (
    ClusterLost,
    ClusterUnreachable,
    ClusterWithoutWorkers,
    MissingExtra,
    WorkerDiffers,
)
from codeer.settings import is_loopback

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

SECONDS = 10.0
"""Longest wait for an answer of the scheduler."""
_LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application")
_PAUSE = 0.2
Answer = TypeVar("Answer")


def describe_destination(cluster: Cluster) -> str:
    """Return where interview text will go outside this computer; empty when it stays here.

    Connects, checks every worker, and sends no interview text. A scheduler on this computer may have
    workers elsewhere, and an address of this computer may be a tunnel; so all say where they are.

    Raises
    ------
    ClusterError
        When the cluster cannot be used.

    """
    with connected(cluster) as client:
        hosts = check_members(client, cluster)
        addresses = ask(client, cluster, client.nthreads)
    return name_destination(cluster, hosts, addresses)


def name_destination(cluster: Cluster, hosts: set[str], workers: Iterable[str]) -> str:
    """Return where text goes outside this computer, from the names and addresses of all members."""
    secrecy = "" if cluster.is_encrypted else ", onversleuteld"
    if not is_loopback(cluster.scheduler):
        return f"naar {cluster.scheduler}{secrecy}"
    if hosts == {socket.gethostname()} and all(map(is_loopback, workers)):
        return ""
    return f"door {cluster.scheduler} doorgestuurd naar andere computers{secrecy}"


@contextmanager
def connected(cluster: Cluster) -> Iterator["Client"]:
    """Give a connection to the scheduler; closing it makes the cluster drop all that was sent.

    Raises
    ------
    MissingExtra
        When Dask is not installed.
    CertificateUnusable, ClusterUnreachable
        When there can be no connection.

    """
    _require_dask()
    security = make_security(cluster)
    _try_connection(cluster, security)
    client = _open_client(cluster, security)
    try:
        yield client
    finally:
        with suppress(OSError, CancelledError):  # of a scheduler that is gone: nothing to close
            client.close(timeout=SECONDS)


def _open_client(cluster: Cluster, security: "Security") -> "Client":
    from dask import config
    from distributed import Client

    with (
        config.set({"distributed.admin.low-level-log-length": 0}),  # holds what was sent
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", module=r"distributed\.client")  # versions: checked here
        try:
            return Client(
                cluster.scheduler,
                timeout=SECONDS,
                security=security,
                set_as_default=False,
                direct_to_workers=False,
                name="codeer",
            )
        except OSError:
            raise ClusterUnreachable(cluster.scheduler, "slow", SECONDS) from None


def _require_dask() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise MissingExtra("een Dask-cluster", "distributed", "cluster") from error
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _try_connection(cluster: Cluster, security: "Security") -> None:
    try:
        arguments = security.get_connection_args("client")
        with socket.create_connection(cluster.place, timeout=SECONDS) as connection:
            if context := arguments.get("ssl_context"):
                context.wrap_socket(connection).close()
        asyncio.run(_shake_hands(cluster, arguments))
    except socket.gaierror:
        problem = "unknown"
    except ConnectionRefusedError:
        problem = "refused"
    except TimeoutError:
        problem = "slow"
    except OSError:
        problem = "certificate" if cluster.is_encrypted else "foreign"
    else:
        return
    raise ClusterUnreachable(cluster.scheduler, problem, SECONDS)


async def _shake_hands(cluster: Cluster, arguments: Mapping[str, Any]) -> None:
    from distributed.comm.core import connect

    async with asyncio.timeout(SECONDS):
        comm = await connect(cluster.scheduler, timeout=SECONDS, **arguments)
        await comm.close()


def ask(client: "Client", cluster: Cluster, question: Callable[[], Awaitable[Answer]]) -> Answer:
    """Return what a method of the client answers, within the time that a scheduler gets.

    Raises
    ------
    ClusterLost
        When no answer came.

    """

    async def wait() -> Answer:
        return await question()

    try:
        answer: Answer = client.sync(wait, callback_timeout=SECONDS)
    except (OSError, CancelledError, AttributeError):  # the last: of a client that closed itself
        raise ClusterLost(cluster.scheduler) from None
    return answer


def forget_messages(client: "Client", cluster: Cluster) -> None:
    """Keep the scheduler from keeping what it sends to the workers that are there now."""

    async def tell() -> None:
        await client.run_on_scheduler(keep_no_messages)

    ask(client, cluster, tell)


def check_members(client: "Client", cluster: Cluster) -> set[str]:
    """Return the names of the computers of a cluster that could do our work.

    Raises
    ------
    ClusterWithoutWorkers
        When no worker shows up.
    WorkerDiffers
        When results could come out differently on one of them.

    """
    _await_workers(client, cluster)

    async def meet() -> dict[str, Introduction | Exception]:
        members: dict[str, Introduction | Exception]
        members = await client.run(introduce, on_error="return")
        try:
            members[cluster.scheduler] = await client.run_on_scheduler(introduce)
        except ImportError as error:
            members[cluster.scheduler] = error
        return members

    said = ask(client, cluster, meet)
    return {
        check_member(address, about)
        for address, about in said.items()
        if not isinstance(about, OSError)  # left while we asked: takes no part
    }


def check_member(address: str, said: Introduction | Exception) -> str:
    """Return the name of the computer of one member; `said` is what `introduce` gave, or its error."""
    if isinstance(said, Exception):  # in whatever Dask wraps that the module is not there
        raise WorkerDiffers(address, (("codeer", "", list_versions()["codeer"]),))
    host, versions = said
    check_versions(address, versions, list_versions())
    return host


def _await_workers(client: "Client", cluster: Cluster) -> None:
    """Wait for a first worker: a cluster that was started just now needs some seconds."""
    deadline = monotonic() + SECONDS
    while not ask(client, cluster, client.nthreads):
        if monotonic() > deadline:
            raise ClusterWithoutWorkers(cluster.scheduler, SECONDS)
        sleep(_PAUSE)
