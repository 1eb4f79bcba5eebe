"""Where pure functions run: in this process, or in several, always with the results in order."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

SERIAL_BELOW = 20 << 20  # bytes of input under which starting processes costs more than it saves
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
PATIENCE = 1800  # seconds after which a worker that is waited for is taken to hang
IDLE = 10  # times as long as its processor time may a task take: a machine may have other things to do
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
    *,
    smaller: Callable[[Task], Sequence[Task]] = lambda task: [task],
    lost: Callable[[Task], Result] | None = None,
    together: Callable[[Sequence[Result]], Result] | None = None,
    apart: bool = False,
) -> Iterator[Result]:
    """Yield ``function(task)`` for every task, in the order of the tasks; in this process if ``workers`` is 1, unless ``apart``.

    Whatever ends the caller, a signal too, ends the workers. Where a worker dies of a task (memory, a fault in a library)
    or hangs, the task is cut by ``smaller`` until one part is left that no worker survives; for that part ``lost`` gives the
    result, and all other parts are done; ``together`` makes one result of those of the parts. Without ``lost`` the death
    raises BrokenProcessPool.
    """
    if workers <= 1 and not apart:
        yield from map(function, tasks)
        return
    tasks = iter(tasks)
    broken = True
    while broken:
        broken = False
        waiting: deque[tuple[Task, Future[Result] | None]] = deque()
        with _pool(max(workers, 1)) as (pool, end):
            try:
                for task in tasks:
                    waiting.append((task, None))
                    waiting[-1] = (task, pool.submit(function, task))
                    if len(waiting) > workers * AHEAD:
                        result = _result(waiting[0][1], end)
                        waiting.popleft()
                        yield result
                while waiting:
                    result = _result(waiting[0][1], end)
                    waiting.popleft()
                    yield result
            except BrokenProcessPool:
                if lost is None:
                    raise
                broken = True
        for task, future in waiting:
            if future is not None and future.done() and future.exception() is None:
                yield future.result()
            elif lost is not None:
                parts = _by_itself(function, task, smaller, lost)
                yield from parts if together is None else [together(list(parts))]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End this process, where it is a worker, if the block takes more processor time, or IDLE times as long.

    The system does it, because of a loop in a library no handler of ours would be told.
    """
    if parent_process() is None or not hasattr(signal, "setitimer"):
        yield
        return
    timers = ((signal.ITIMER_PROF, signal.SIGPROF, seconds), (signal.ITIMER_REAL, signal.SIGALRM, IDLE * seconds))
    for timer, number, limit in timers:
        signal.signal(number, signal.SIG_DFL)
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)


def _result(future: Future[Result] | None, end: Callable[[], None]) -> Result:
    """Wait for a result; a worker that takes too long is ended, which breaks its pool."""
    assert future is not None
    try:
        return future.result(PATIENCE)
    except TimeoutError:
        if future.done():  # the task's own
            raise
        end()
        raise BrokenProcessPool from None


def _by_itself(
    function: Callable[[Task], Result],
    task: Task,
    smaller: Callable[[Task], Sequence[Task]],
    lost: Callable[[Task], Result],
) -> Iterator[Result]:
    """Do one task in a process of its own; where that dies, do its parts, each likewise."""
    try:
        with _pool(1) as (pool, end):
            results = [_result(pool.submit(function, task), end)]
    except BrokenProcessPool:
        parts = smaller(task)
        if len(parts) == 1:
            yield lost(task)
        else:
            for part in parts:
                yield from _by_itself(function, part, smaller, lost)
    else:
        yield from results


@contextmanager
def _pool(workers: int) -> Iterator[tuple[ProcessPoolExecutor, Callable[[], None]]]:
    """Start processes that end with the block, at once if an exception ends it or what is given with them is called."""
    others = set(active_children())

    def end() -> None:
        for child in set(active_children()) - others:
            child.kill()

    with _signals_held_back():  # a signal while processes start would be lost in one of them
        # fork, where there is one, asks no `if __name__ == "__main__"` of scripts that call the library
        method = "fork" if "fork" in get_all_start_methods() else "spawn"
        pool = ProcessPoolExecutor(workers, get_context(method), _begin_worker, (os.getpid(),))
        _start(pool, end)
    try:
        yield pool, end
    except BaseException:
        end()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(pool: ProcessPoolExecutor, end: Callable[[], None]) -> None:
    """Start the processes; ChildProcessError where the system gives none, or not as many, or no thread to look after them."""
    try:
        pool.submit(os.getpid)  # they start with the first task
    except (OSError, RuntimeError) as error:
        end()  # those that have started would be waited for
        pool.shutdown(wait=False)
        number = getattr(error, "errno", errno.EAGAIN)
        raise ChildProcessError(number, f"no worker can be started: {os.strerror(number)}") from error


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
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)  # nobody is left to take the results
