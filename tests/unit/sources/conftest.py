"""Raw files of a tiny partnership."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The same builder serves the tests of sources, of the store and of dirty files.
sys.path.insert(0, str(Path(__file__).parent))

import ingest_project
from ingest_project import Reader

from csa.geography import Geography


@pytest.fixture(scope="session")
def tiny_geography() -> Geography:
    """Six square LSOAs in three districts."""
    return ingest_project.geography()


@pytest.fixture
def reader(tmp_path: Path, tiny_geography: Geography) -> Reader:
    """A folder of raw files, read one file at a time."""
    return Reader(tmp_path, tiny_geography)
