"""What several threads do ahead of who wants it: while the kernel works it lets others work as well."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def ahead(function: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Generator[Result, None, None]:
    """Yield ``function(task)`` for every task, in the order of the tasks, of which each of so many threads does one ahead.

    With one worker each is done when it is wanted, by who wants it. What a task raises is raised in its turn.

    >>> list(ahead(lambda number: number * number, range(5), 2))
    [0, 1, 4, 9, 16]
    """
    if workers <= 1:
        yield from map(function, tasks)
        return
    todo: SimpleQueue[Any] = SimpleQueue()

    def work() -> None:
        while given := todo.get():
            task, answer = given
            try:
                answer.put((function(task), None))
            except BaseException as error:  # it belongs to who waits for the answer
                answer.put((None, error))

    threads = [Thread(target=work, daemon=True) for _ in range(workers)]
    waiting: deque[SimpleQueue[Any]] = deque()
    rest = iter(tasks)
    try:
        for thread in threads:
            thread.start()
        while True:
            for task in islice(rest, workers + 1 - len(waiting)):
                waiting.append(SimpleQueue())
                todo.put((task, waiting[-1]))
            if not waiting:
                return
            result, error = waiting.popleft().get()
            if error is not None:
                raise error
            yield result
    finally:
        for _ in threads:
            todo.put(None)
        for thread in threads:
            if thread.ident is not None:
                thread.join()
