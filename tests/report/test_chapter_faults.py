"""What an officer is told when a chapter goes wrong, and what is never told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from report_project import make_project, make_release, notebook, write_chapter

from csa.report.run.batch import run_assessment
from csa.report.run.result import AssessmentResult

# Each fault stands under a heading, after a cell that is fine.
FAULTS = {
    "raises": "raise ValueError('victim Jane Doe')",
    "own-error": "from csa.errors import SchemaError\nraise SchemaError('Column age has text.')",
    "own-error-drawn": (
        "from csa.errors import DisclosureError\n"
        "class Broken:\n"
        "    def _repr_mimebundle_(self, **options): raise DisclosureError('No release.')\n"
        "Broken()"
    ),
    "namesake": "class SchemaError(Exception): pass\nraise SchemaError('victim Jane Doe')",
    "needs-memory": "raise MemoryError('victim Jane Doe')",
    "leaves": "import sys\nsys.exit(0)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "hangs": "import time\ntime.sleep(600)",
    "prints": "print('victim Jane Doe')",
    "warns": "import warnings\nwarnings.warn('victim Jane Doe')",
    "no-exhibit": "'victim Jane Doe'",
    "short-of-figures": "Exhibit('victim Jane Doe'[:6], figures=1, promised=2)",
}
REASONS = {
    "raises": "ValueError under 'The fault'",
    "needs-memory": "memory ran out under 'The fault'; close other programs, or run fewer at once "
    "(--jobs)",
    "own-error": "SchemaError under 'The fault': Column age has text.",
    "own-error-drawn": "DisclosureError under 'The fault': No release.",
    "namesake": "SchemaError under 'The fault'",
    "leaves": "the code under 'The fault': it ended in SystemExit",
    "killed": "its kernel died under 'The fault' (it was killed, or memory ran out)",
    "hangs": "the code under 'The fault' did not end within 3 seconds",
    "prints": "the code under 'The fault': it wrote to stdout",
    "warns": "the code under 'The fault': it wrote to stderr",
    "no-exhibit": "the code under 'The fault': its output is not an exhibit",
    "short-of-figures": (
        "the code under 'The fault': exhibit 'victim' promises 2 figures and shows 1"
    ),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> AssessmentResult:
    """One run in which every chapter but one has a fault of its own."""
    settings = make_project(tmp_path_factory.mktemp("faulty") / "project", chapters=False)
    write_chapter(
        settings.root, "sound", notebook(["## Fine", "Exhibit('fine')"], title="Sound", order=99)
    )
    for order, (name, code) in enumerate(FAULTS.items()):
        cells = ["## Fine", "Exhibit('fine')", "## The fault", code, "## After it", "Exhibit('x')"]
        write_chapter(settings.root, name, notebook(cells, title=name, order=order))
    return run_assessment(
        settings,
        year="2016-17",
        districts=["easton"],
        keep_going=True,
        make_release=make_release,
        cell_timeout_s=3,
    )


@pytest.mark.parametrize("name", FAULTS)
def test_reason_names_chapter_and_heading_and_no_value(faulty: AssessmentResult, name: str) -> None:
    reasons = {outcome.label: outcome.reason for outcome in faulty.outcomes}
    assert reasons[f"easton/{name}"] == REASONS[name]


def test_other_chapters_of_the_area_still_run_when_asked_to_keep_going(
    faulty: AssessmentResult,
) -> None:
    assert faulty.outcomes[-1].label == "easton/sound"
    assert faulty.outcomes[-1].ok
    assert len(faulty.failures) == len(FAULTS)


def test_nothing_is_published_and_the_exit_code_says_notebook(faulty: AssessmentResult) -> None:
    assert not faulty.published
    assert faulty.exit_code == 15
    assert faulty.missing == ("easton",)
    assert not faulty.folder.exists()


def test_traceback_is_kept_for_its_owner_alone(faulty: AssessmentResult) -> None:
    logs = faulty.folder.parent / "logs" / "2016-17"
    log = logs / "failed" / "easton--raises.txt"
    assert "Jane Doe" in log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((logs / "kernels.log").stat().st_mode) == 0o600


def test_no_value_of_the_data_reaches_any_other_file(faulty: AssessmentResult) -> None:
    reports = faulty.folder.parent
    private = {
        reports / "logs" / "2016-17" / "failed",
        reports / "logs" / "2016-17" / "kernels.log",
    }
    for path in (one for one in reports.rglob("*") if one.is_file()):
        if not private & {path, path.parent}:
            assert b"Jane Doe" not in path.read_bytes(), path


def broken_while(flag: str) -> list[str]:
    """Return the cells of a chapter that fails in a district for as long as a file is there."""
    return [
        "## What changed",
        "import os, pathlib\n"
        f"if (pathlib.Path(os.environ['CSA_ROOT']) / ('{flag}-' + district)).exists():\n"
        "    raise RuntimeError('broken')",
        "Exhibit('change')",
    ]


def test_failed_area_leaves_the_others_waiting_and_a_rerun_redoes_only_what_failed(
    tmp_path: Path,
) -> None:
    settings = make_project(tmp_path / "project", chapters=False)
    changed = notebook(broken_while("broken"), title="Assessment")
    write_chapter(settings.root, "strategic_assessment", changed)
    published = settings.reports / "2016-17" / "partner" / "index.html"
    published.parent.mkdir(parents=True)
    published.write_text("the earlier set")
    flag = settings.root / "broken-easton"
    flag.touch()

    def run(**options: bool) -> AssessmentResult:
        return run_assessment(
            settings,
            year="2016-17",
            districts=["easton", "weston"],
            make_release=make_release,
            **options,
        )

    failed = run()
    assert [outcome.label for outcome in failed.failures] == ["easton/strategic-assessment"]
    assert failed.missing == ("easton",)
    assert not failed.published
    assert published.read_text() == "the earlier set"

    partial = run(partial=True)
    assert partial.published
    assert partial.exit_code == 15
    index = (partial.folder / "public" / "index.html").read_text(encoding="utf-8")
    assert "Easton: not available, because its report is not complete." in index
    assert "Northshire: not part of this set." in index
    assert not (partial.folder / "public" / "easton.html").exists()

    flag.unlink()
    mended = run()
    assert mended.published
    redone = [outcome.label for outcome in mended.outcomes if not outcome.cached]
    assert redone == ["easton/strategic-assessment"]
    assert (mended.folder / "public" / "easton.html").exists()


def test_page_that_fails_its_checks_holds_back_the_whole_set(tmp_path: Path) -> None:
    settings = make_project(tmp_path / "project", chapters=False)
    loud = "Exhibit('change', text='<script>alert(1)</script>' if district == 'weston' else '')"
    write_chapter(settings.root, "one", notebook(["## A", loud], title="One"))
    result = run_assessment(
        settings,
        year="2016-17",
        districts=["easton", "weston"],
        partial=True,
        make_release=make_release,
    )
    assert not result.published
    assert result.exit_code == 16
    assert {
        "partner/weston.html: one--exhibit--change: it holds the element script.",
        "public/weston.html: one--exhibit--change: it holds the element script.",
    } <= set(result.problems)
    assert not any("easton" in problem for problem in result.problems)
