"""Time the checks of a finished set of reports, part by part, in seconds of processor time.

Run as ``python benchmarks/page_gate.py reports/2016-17``. Processor time is printed, because it
depends less than the clock on what else the machine does: the set is searched by one process while
another reads the pages, so on two free cores the gate takes about as long as its longer half.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from csa.report.checks.audit import check_folder
from csa.report.checks.search import search_set


def measure(name: str, work: Callable[[], list[str]]) -> None:
    """Print what a piece of work takes and finds."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    spent = time.process_time() - processor
    print(f"{name:32} {spent:7.1f} s  ({time.perf_counter() - wall:.1f} s by the clock)")
    print(f"{'':32} {len(found)} findings")


def main() -> None:
    """Read the arguments and measure both halves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a published year, such as reports/2016-17")
    folder = parser.parse_args().folder.resolve()
    raw = folder.parents[1] / "data" / "raw"
    # Hashes stated on purpose are findings here: nobody has listed them.
    measure("every byte searched", partial(search_set, folder, raw=raw, hashes=(), names=()))
    nowhere = partial(check_folder, folder, raw=raw, thorough=False, submit=_skipped)
    measure("pages read back, release attacked", nowhere)


def _skipped(*_: object, **__: object) -> Future[list[str]]:
    nothing: Future[list[str]] = Future()
    nothing.set_result([])
    return nothing


if __name__ == "__main__":
    main()
