"""Mapping over the cores of this machine: in threads where Python's lock is left alone, else in processes."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Thread
from time import sleep
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_in_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """`map`, in as many threads as there are cores, results in the order of the items.

    No more items are taken than threads can work on, so that memory does not grow with their number.
    """
    workers = min(4, os.cpu_count() or 1)
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def map_in_processes(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """`map`, in as many processes as there are cores, results in the order of the items.

    For work that holds Python's lock, such as drawing. A single item is worked on in this process.
    """
    workers = min(len(items), os.cpu_count() or 1)
    if workers < 2:
        yield from map(function, items)
        return
    spawned = get_context("spawn")
    with ProcessPoolExecutor(workers, spawned, _end_with, (os.getpid(),)) as pool:
        yield from pool.map(function, items)


def _end_with(parent: int) -> None:
    """End this process soon after the one that started it was killed: nobody waits for its work."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
