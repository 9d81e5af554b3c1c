"""The search of a set finds the same wherever it runs, and also when the other process is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from csa.report.checks.search import search_beside

FOUND = ["page.html: value that identifies a person, line 1"]


def at_once(work: Callable[..., list[str]], *given: Any, **options: Any) -> Future[list[str]]:
    future: Future[list[str]] = Future()
    future.set_result(work(*given, **options))
    return future


def lost_meanwhile(*_: Any, **__: Any) -> Future[list[str]]:
    future: Future[list[str]] = Future()
    future.set_exception(BrokenProcessPool("gone"))
    return future


def lost_before(*_: Any, **__: Any) -> Future[list[str]]:
    raise BrokenProcessPool("gone")


@pytest.mark.parametrize("submit", [None, at_once, lost_meanwhile, lost_before])
def test_identifying_value_is_found_whoever_searches(submit: Any, tmp_path: Path) -> None:
    raw, pages = tmp_path / "raw" / "police", tmp_path / "set"
    raw.mkdir(parents=True)
    pages.mkdir()
    (raw / "victims.csv").write_text("crime_ref,name\nSYN-C-9,Ann Example\n", encoding="utf-8")
    (pages / "page.html").write_text("<p>Ann Example</p>", encoding="utf-8")
    search = search_beside(submit, pages, raw=tmp_path / "raw", hashes=(), names=())
    assert search() == FOUND
