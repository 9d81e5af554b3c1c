"""Where a system cannot fork, as Windows, a chapter has an ordinary kernel reached by TCP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csa.report.run import kernels
from csa.report.run.chapter import Job, run_chapter

FORKED = "multiprocessing.parent_process() is not None"
CELLS = [
    {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A chapter"},
    {
        "cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"]},
        "source": 'district = "none"', "outputs": [], "execution_count": None,
    },
    {
        "cell_type": "code", "id": "c", "metadata": {}, "outputs": [], "execution_count": None,
        "source": f"import multiprocessing\nassert district == 'easton'\nassert not ({FORKED})",
    },
]  # fmt: skip
NOTEBOOK = {
    "cells": CELLS, "nbformat": 4, "nbformat_minor": 5,
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    },
}  # fmt: skip


def test_a_chapter_runs_in_an_ordinary_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "CAN_FORK", False)
    kernels.use_warm_kernels()
    assert kernels.connection_settings(tmp_path) == {}
    job = Job(
        label="easton/a",
        notebook=json.dumps(NOTEBOOK),
        parameters={"district": "easton"},
        target=tmp_path / "executed.json",
        failed_log=tmp_path / "failed.txt",
        cell_timeout_s=60,
    )
    outcome = run_chapter(job)
    assert outcome.ok, (outcome.reason, (tmp_path / "failed.txt").read_text(encoding="utf-8"))
    assert job.target.is_file()
