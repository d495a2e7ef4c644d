"""Do the same thing to many items, here, in several processes or on a cluster; same order, same results."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from codeer.cluster import Cluster

Item = TypeVar("Item")
Result = TypeVar("Result")
_IN_FLIGHT = (
    3  # items per process: enough to keep it busy, and all interviews are not in memory at once
)


def map_items(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    where: "int | Cluster",
    prepare: Callable[[], None],
) -> Iterator[Result]:
    """Yield function(item) for all items in order; few items are taken before they are needed.

    `function` is a top-level function of values; `prepare` runs once per process before the first
    item. `where` is a cluster, or in how many processes; these are spawned, as on Windows and macOS, so
    that every system does the same.
    """
    if not isinstance(where, int):
        from codeer.cluster import map_on_cluster

        yield from map_on_cluster(function, items, where, prepare)
        return
    if where <= 1 or len(items) < 2:
        prepare()
        yield from map(function, items)
        return
    pool = ProcessPoolExecutor(
        max_workers=min(where, len(items)),
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(prepare,),
    )
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(_work, function, item))
            if len(waiting) > _IN_FLIGHT * where:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """What happened at the start of this process; a pool cannot pass it on by itself."""

    failure: Exception | None = None


def _start(prepare: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        prepare()
    except Exception as error:  # noqa: BLE001  (raised again with the first item)
        _Worker.failure = error


def _end_with_parent() -> None:
    """End when the process that asked was killed: waiting on, this one would keep interviews in memory."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work(function: Callable[[Item], Result], item: Item) -> Result:
    if _Worker.failure is not None:
        raise _Worker.failure
    return function(item)
