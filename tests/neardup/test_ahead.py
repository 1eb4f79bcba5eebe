"""Threads that work ahead keep the order, take no more than they can do, and end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import sleep

import pytest

from cleaner.neardup.ahead import ahead


def late(number: int) -> int:
    """Return the number, the first ones latest."""
    sleep(0.001 * max(5 - number, 0))
    return number


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_order_is_that_of_the_tasks(workers: int) -> None:
    assert list(ahead(late, range(12), workers)) == list(range(12))
    assert list(ahead(late, [], workers)) == []


@pytest.mark.parametrize("workers", [1, 3])
def test_tasks_are_taken_when_somebody_will_do_them(workers: int) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = ahead(late, tasks(), workers)
    assert [next(results), next(results)] == [0, 1]
    assert len(taken) <= workers + 2


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_task_raises_is_raised_in_its_turn_and_the_threads_end(workers: int) -> None:
    before = threading.active_count()
    results = ahead(lambda number: 6 // number, [3, 2, 0, 1], workers)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert threading.active_count() == before


def test_who_wants_no_more_leaves_no_thread() -> None:
    before = threading.active_count()
    results = ahead(late, range(100), 3)
    assert next(results) == 0
    results.close()
    assert threading.active_count() == before
