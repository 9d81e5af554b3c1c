"""How is work shared among a few threads, with results in the order of the items?"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
WORKERS = 2
# The work is mostly short calls of compiled code. A thread that returns from one may wait this
# long for the interpreter; with Python's usual 5 ms, reading takes a tenth longer.
SWITCH_SECONDS = 0.0005


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], *, workers: int = WORKERS
) -> Iterator[Result]:
    """Do work for each item side by side and yield the results in the items' order.

    Items are taken from the caller's thread, a few ahead at most, so that memory stays bounded.
    What ``work`` raises is raised in its turn, and work not begun by then is never done.

    Parameters
    ----------
    work : callable
        What is done for one item; it must be safe in several threads.
    items : iterable
        Its items.
    workers : int
        Threads; with one, all is done in the caller's own.
    """
    if workers == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[Result]] = deque()
    with _switching_often(), ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _switching_often() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SWITCH_SECONDS))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
