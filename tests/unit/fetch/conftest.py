"""A server that misbehaves, waits that are only noted, and projects that fetch from the server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The tests of the whole command import the same server.
sys.path.insert(0, str(Path(__file__).parent))

from fetch_project import Project, fetching_project
from misbehaving import Origin, running

from csa.fetch import transport


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A server on this computer."""
    with running() as server:
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, in seconds; none is made."""
    noted: list[float] = []

    class Clock:
        sleep = staticmethod(noted.append)

    monkeypatch.setattr(transport, "time", Clock)
    return noted


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Make a project whose config/fetch.toml holds these datasets."""
    return lambda datasets: fetching_project(tmp_path / "project", datasets)
