"""Where pure functions run: in this process, or in several, always with the results in order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

SERIAL_BELOW = 20 << 20  # bytes of input under which starting processes costs more than it saves
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
    """Yield ``function(task)`` for every task, in the order of the tasks; in this process if ``workers`` is 1."""
    if workers <= 1:
        yield from map(function, tasks)
        return
    # fork, where there is one, asks no `if __name__ == "__main__"` of scripts that call the library
    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    with ProcessPoolExecutor(workers, get_context(method), _leave_signals_to_the_parent) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(pool.submit(function, task))
                if len(waiting) > workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(
                wait=True, cancel_futures=True
            )  # what is being done is done in a second; the rest is not begun
            raise


def _leave_signals_to_the_parent() -> None:
    """Ctrl-C reaches the whole process group; the parent decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
