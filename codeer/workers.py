"""Do the same thing to many items, in this process or in several; same order, same results."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
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
        max_workers=min(workers, len(items)), mp_context=get_context("spawn"), initializer=prepare
    )
    try:
        yield from pool.map(function, items)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
