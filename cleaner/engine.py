"""Where pure functions run: in this process, or in several, always with the results in order."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import active_children, get_all_start_methods, get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

SERIAL_BELOW = 20 << 20  # bytes of input under which starting processes costs more than it saves
STOPPING = (signal.SIGINT, signal.SIGTERM)
AHEAD = 3  # tasks handed out to each worker before results are waited for; bounds memory


def worker_count(wanted: int, size: int) -> int:
    """Return how many processes to use for ``size`` bytes: what is wanted, or (0) as many as pay."""
    if wanted:
        return wanted
    return 1 if size < SERIAL_BELOW else max(os.cpu_count() or 1, 1)


def map_in_order(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    workers: int,
) -> Iterator[Result]:
    """Yield ``function(task)`` for every task, in the order of the tasks; in this process if ``workers`` is 1.

    Whatever ends the caller, a signal too, ends the workers.
    """
    if workers <= 1:
        yield from map(function, tasks)
        return
    tasks = iter(tasks)
    others = set(active_children())
    with _signals_held_back():  # a signal while processes start would be lost in one of them
        # fork, where there is one, asks no `if __name__ == "__main__"` of scripts that call the library
        method = "fork" if "fork" in get_all_start_methods() else "spawn"
        pool = ProcessPoolExecutor(workers, get_context(method), _begin_worker, (os.getpid(),))
        waiting = deque(pool.submit(function, task) for task in islice(tasks, 1))
    try:
        for task in tasks:
            waiting.append(pool.submit(function, task))
            if len(waiting) > workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BaseException:
        for child in set(active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _signals_held_back() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker(parent: int) -> None:
    """Leave Ctrl-C, which reaches the whole process group, to the parent; end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)  # nobody is left to take the results
