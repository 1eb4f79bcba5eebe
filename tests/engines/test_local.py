import errno
import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool

import pytest

from cleaner.engines.local import AHEAD, SERIAL_BELOW, map_in_order, worker_count
from cleaner.errors import UsageError


def square(number: int) -> int:
    time.sleep(0.002 * (number % 3))
    return number * number


def refuse(number: int) -> int:
    if number == 3:
        raise UsageError("not three", code="three", file="讲话.txt", line=3, advice="take four")
    return number


def where(_: int) -> tuple[int, int]:
    return os.getpid(), threading.active_count()


@pytest.mark.parametrize("workers", [0, 1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 30])
def test_results_come_in_the_order_of_the_tasks(workers: int, count: int) -> None:
    assert list(map_in_order(square, range(count), workers)) == [number * number for number in range(count)]


def test_one_worker_is_this_process() -> None:
    assert {pid for pid, _ in map_in_order(where, range(3), 1)} == {os.getpid()}
    assert os.getpid() not in {pid for pid, _ in map_in_order(where, range(3), 2)}


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_crosses_processes_with_all_it_says(workers: int) -> None:
    results = map_in_order(refuse, range(100), workers)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(UsageError) as caught:
        next(results)
    assert str(caught.value) == "讲话.txt:3: not three: take four"
    assert caught.value.code == "three"


@pytest.mark.parametrize("workers", [1, 2])
def test_tasks_are_taken_only_a_little_ahead(workers: int) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = map_in_order(square, tasks(), workers)
    next(results)
    assert len(taken) <= workers * AHEAD + 2
    results.close()  # type: ignore[attr-defined]


def total(numbers: list[int]) -> int:
    if 13 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(numbers)


def halves(numbers: list[int]) -> list[list[int]]:
    return [numbers] if len(numbers) == 1 else [numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that Windows has not")
@pytest.mark.parametrize("workers", [2, 4])
def test_a_task_that_kills_its_worker_costs_only_itself(workers: int) -> None:
    tasks = [[number, number + 1, number + 2, number + 3] for number in range(0, 80, 4)]
    results = list(map_in_order(total, tasks, workers, smaller=halves, lost=lambda task: -task[0]))
    assert results == [*(sum(task) for task in tasks[:3]), 12, -13, 14 + 15, *(sum(task) for task in tasks[4:])]


def added(results: Sequence[int]) -> int:
    return sum(results)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that Windows has not")
def test_the_results_of_parts_are_put_together() -> None:
    tasks = [[number, number + 1, number + 2, number + 3] for number in range(0, 80, 4)]
    results = list(map_in_order(total, tasks, 2, smaller=halves, lost=lambda task: -1000, together=added))
    assert results == [sum(task) - (1013 if 13 in task else 0) for task in tasks]


def no_fork(at: int) -> tuple[object, str, Callable[..., object]]:
    """Return what to replace, so that the ``at``-th process cannot be started."""
    real, calls = os.fork, itertools.count(1)

    def fork() -> int:
        if next(calls) == at:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return real()

    return os, "fork", fork


def no_thread() -> tuple[object, str, Callable[..., object]]:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    return threading.Thread, "start", start


LETS_FORK_FAIL = pytest.mark.skipif(not hasattr(os, "fork"), reason="lets os.fork fail, which this system has not")


@pytest.mark.parametrize(
    "replaced",
    [
        pytest.param(lambda: no_fork(1), id="the first", marks=LETS_FORK_FAIL),
        pytest.param(lambda: no_fork(2), id="the second", marks=LETS_FORK_FAIL),
        pytest.param(no_thread, id="a thread"),
    ],
)
def test_where_the_system_gives_no_process_nobody_waits_for_those_it_gave(
    replaced: Callable[[], tuple[object, str, Callable[..., object]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that had started was waited for at the end of the program, for ever."""
    monkeypatch.setattr(*replaced())
    with pytest.raises(ChildProcessError, match="no worker can be started: Resource temporarily unavailable"):
        list(map_in_order(square, range(3), 2))
    for child in multiprocessing.active_children():
        child.join(10)
        assert child.exitcode is not None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that Windows has not")
def test_without_a_stand_in_the_death_of_a_worker_is_raised() -> None:
    with pytest.raises(BrokenProcessPool):
        list(map_in_order(total, [[13]], 2))


@pytest.mark.parametrize(
    ("wanted", "size", "count"),
    [(1, 10**12, 1), (3, 0, 3), (0, 0, 1), (0, SERIAL_BELOW - 1, 1), (0, SERIAL_BELOW, os.cpu_count())],
    ids=["one is one", "wanted is wanted", "nothing to do", "little to do", "much to do"],
)
def test_how_many_processes(wanted: int, size: int, count: int) -> None:
    assert worker_count(wanted, size) == count
