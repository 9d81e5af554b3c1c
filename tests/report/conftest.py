"""Projects with tiny chapters, and one published set that the reading tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Scripts that the tests start as processes of their own import the same builder.
sys.path.insert(0, str(Path(__file__).parent))

from report_project import make_project, make_release

from csa.report.run.batch import run_assessment
from csa.report.run.result import AssessmentResult
from csa.settings import Settings


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """A project of its own, for tests that write."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> AssessmentResult:
    """One published set, for tests that only read."""
    settings = make_project(tmp_path_factory.mktemp("published") / "project")
    return run_assessment(settings, year="2016-17", make_release=make_release)
