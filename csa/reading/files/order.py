"""How is work shared among a few threads, with results in the order of the items?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
WORKERS = 2


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Do work for each item side by side and yield the results in the items' order.

    Items are taken from the caller's thread, a few ahead at most, so that memory stays bounded.
    What ``work`` raises is raised in its turn, and work not begun by then is never done.

    Parameters
    ----------
    work : callable
        What is done for one item; it must be safe in several threads.
    items : iterable
        Its items.
    """
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > WORKERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
