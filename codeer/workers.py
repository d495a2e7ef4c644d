"""Do the same thing to many items, in this process or in several; same order, same results."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_items(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int,
    prepare: Callable[[], None],
) -> Iterator[Result]:
    """Yield function(item) for all items in order.

    `function` is a top-level function of values; `prepare` runs once per process before the first
    item. Processes are spawned, as on Windows and macOS, so that every system does the same.
    """
    if workers <= 1 or len(items) < 2:
        prepare()
        yield from map(function, items)
        return
    pool = ProcessPoolExecutor(
        max_workers=min(workers, len(items)),
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(prepare,),
    )
    try:
        yield from pool.map(partial(_work, function), items)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """What happened at the start of this process; a pool cannot pass it on by itself."""

    failure: Exception | None = None


def _start(prepare: Callable[[], None]) -> None:
    try:
        prepare()
    except Exception as error:  # noqa: BLE001  (raised again with the first item)
        _Worker.failure = error


def _work(function: Callable[[Item], Result], item: Item) -> Result:
    if _Worker.failure is not None:
        raise _Worker.failure
    return function(item)
