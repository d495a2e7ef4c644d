"""Do the same thing to many items on a cluster; same order, same results as on this computer."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from codeer.cluster.address import Cluster
from codeer.cluster.connection import ask, check_members, connected, forget_messages
from codeer.cluster.work import Failed, Job, Parcel, list_versions, work
from codeer.errors import ClusterLost, ClusterWithoutWorkers, WorkersDied

if TYPE_CHECKING:
    from distributed import Client, Future

Item = TypeVar("Item")
Result = TypeVar("Result")

IN_FLIGHT = 3
"""Items per worker that are sent before the first of them is back: one at work, the next ones at hand."""
WORKERLESS_SECONDS = 30.0
"""So long a run waits for a worker when all are gone; one that starts again needs some seconds."""
POLL_SECONDS = 1.0
"""How often a run that waits looks whether somebody is still at work."""
_FETCH_SECONDS = 60.0


def map_on_cluster(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    cluster: Cluster,
    prepare: Callable[[], None],
) -> Iterator[Result]:
    """Yield function(item) for all items in order, as `workers.map_items` does.

    An item whose worker dies goes to another one, as often as the scheduler allows. Stopping early or
    failing makes the cluster drop what it holds of this call.

    Raises
    ------
    ClusterError
        When the cluster cannot be used, or not any longer.

    """
    with connected(cluster) as client:
        check_members(client, cluster)
        job = Job(uuid4().hex, list_versions(), Parcel.pack((function, prepare)))
        watch = _Watch(client, cluster)
        try:
            watch.look()
            waiting: deque[Future[Any]] = deque()
            coming = enumerate(items)
            for number in range(len(items)):
                room = IN_FLIGHT * len(watch.workers) - len(waiting)
                for index, item in islice(coming, max(0, room)):
                    waiting.append(send(client, cluster, job, index, item))
                yield _receive(waiting.popleft(), watch, (number + 1, len(items)))
        finally:
            if client.status == "running":  # also to workers that came last
                with suppress(ClusterLost):
                    forget_messages(client, cluster)


def send(client: "Client", cluster: Cluster, job: Job, index: int, item: object) -> "Future[Any]":
    """Give an item to the cluster.

    Raises
    ------
    ClusterLost
        When the scheduler went away while nothing was asked of it.

    """
    from dask import config

    if client.status == "closed":
        raise ClusterLost(cluster.scheduler)
    key = f"codeer-{job.name}-{index}"  # stands in logs, so tells nothing of the item
    with config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
        return client.submit(work, job, Parcel.pack(item), key=key, pure=False)


@dataclass(slots=True)
class _Watch:
    """Looks whether somebody is still at work."""

    client: "Client"
    cluster: Cluster
    workers: frozenset[str] = frozenset()
    empty_since: float | None = None

    def look(self) -> None:
        """See who the workers are; fail when there have been none for too long."""
        found = frozenset(ask(self.client, self.cluster, self.client.nthreads))
        if found - self.workers:
            forget_messages(self.client, self.cluster)
        if found:
            self.workers, self.empty_since = found, None
        elif self.empty_since is None:
            self.empty_since = monotonic()
        elif monotonic() - self.empty_since >= WORKERLESS_SECONDS:
            raise ClusterWithoutWorkers(self.cluster.scheduler, WORKERLESS_SECONDS)


def _receive(future: "Future[Any]", watch: _Watch, place: tuple[int, int]) -> Any:  # noqa: ANN401
    """Return the result of an item, waiting as long as somebody is at work on it."""
    from distributed import KilledWorker

    address = watch.cluster.scheduler
    while True:
        try:
            future.exception(timeout=POLL_SECONDS)  # waits and fetches nothing
            outcome = future.result(timeout=_FETCH_SECONDS).unpack()
            break
        except TimeoutError:
            watch.look()
        except KilledWorker as error:
            raise WorkersDied(address, *place, error.allowed_failures + 1) from None
        except (OSError, CancelledError, RuntimeError):
            raise ClusterLost(address) from None
    if isinstance(outcome, Failed):
        raise outcome.error
    return outcome.result
