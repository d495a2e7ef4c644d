"""Working in one process or in several: same order, same results, same errors."""

import multiprocessing
import os
from collections.abc import Sequence

import pytest

from codeer.errors import InvalidOption, MissingModel
from codeer.workers import map_items

ITEMS = [5, 3, 8, 1, 9, 2]


class Process:
    """What `prepare` leaves behind in the process in which it ran."""

    factor = 0
    prepared = 0


def prepare():
    Process.factor = 10
    Process.prepared += 1


def prepare_badly():
    raise MissingModel("nl_core_news_sm", "niet geïnstalleerd")


def multiply(item):
    return Process.factor * item


def count_preparations(item):
    return Process.prepared


def tell_process(item):
    return os.getpid()


def fail_at_eight(item):
    if item == 8:
        raise ValueError("acht kan niet")
    return item


def fail_as_codeer(item):
    raise InvalidOption(option="--csv", found="geel", expected=("nl", "en"))


@pytest.fixture(autouse=True)
def _forget():
    Process.factor = Process.prepared = 0


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers):
    assert list(map_items(multiply, ITEMS, workers, prepare)) == [50, 30, 80, 10, 90, 20]


@pytest.mark.parametrize("workers", [0, 1])
def test_one_worker_is_this_process(workers):
    assert set(map_items(tell_process, ITEMS, workers, prepare)) == {os.getpid()}


def test_two_workers_are_other_processes():
    assert os.getpid() not in set(map_items(tell_process, ITEMS, 2, prepare))


def test_one_item_needs_no_other_process():
    assert list(map_items(tell_process, [1], 4, prepare)) == [os.getpid()]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_process_is_prepared_once(workers):
    assert set(map_items(count_preparations, ITEMS, workers, prepare)) == {1}


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_to_do_gives_nothing(workers):
    assert list(map_items(multiply, [], workers, prepare)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_comes_through(workers):
    with pytest.raises(ValueError, match="acht kan niet"):
        list(map_items(fail_at_eight, ITEMS, workers, prepare))


@pytest.mark.parametrize("workers", [1, 2])
def test_results_before_an_exception_are_delivered(workers):
    results = map_items(fail_at_eight, ITEMS, workers, prepare)

    assert [next(results), next(results)] == [5, 3]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_expected_failure_comes_through_with_its_message(workers):
    with pytest.raises(InvalidOption, match=r"voor --csv: 'geel'\. Verwacht: nl, en\."):
        list(map_items(fail_as_codeer, ITEMS, workers, prepare))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_expected_failure_while_preparing_comes_through(workers):
    with pytest.raises(MissingModel, match="niet geïnstalleerd"):
        list(map_items(multiply, ITEMS, workers, prepare_badly))


@pytest.mark.parametrize("workers", [1, 2])
def test_stopping_halfway_leaves_nothing_running(workers):
    results = map_items(multiply, ITEMS, workers, prepare)
    next(results)

    results.close()

    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_only_a_few_items_are_taken_before_they_are_needed(workers):
    class Counted(Sequence):
        taken = 0

        def __len__(self):
            return 100

        def __getitem__(self, index):
            if index >= len(self):
                raise IndexError
            self.taken += 1
            return index

    items = Counted()
    results = map_items(multiply, items, workers, prepare)
    next(results)

    assert items.taken <= 4 * workers
    results.close()
