"""Publishing is whole or not at all, also where folders cannot be exchanged in one step."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from csa.errors import DisclosureError, NotebookError, StoreError
from csa.report import publish
from csa.report.pages.facts import folder_digest, read_facts
from csa.report.publish import Staging, write_whole
from csa.report.run.chapter import Job, Outcome
from csa.report.run.plan import Chapter, Task, find_chapters
from csa.report.run.schedule import execute
from csa.report.run.workers import clean_environment


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    """A staging folder with a new set, and an old set that is published."""
    one = Staging(tmp_path / "reports", "2016-17")
    one.published.mkdir(parents=True)
    (one.published / "set").write_text("old")
    one.prepare()
    (one.new_set / "set").write_text("new")
    return one


@pytest.mark.parametrize("at_once", [True, False])
def test_new_set_takes_the_place_of_the_old(
    staging: Staging, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    staging.publish()
    assert (staging.published / "set").read_text() == "new"
    assert not staging.new_set.exists()
    assert not staging.old_set.exists()


def test_first_set_is_published_where_there_was_none(staging: Staging) -> None:
    shutil.rmtree(staging.published)
    staging.publish()
    assert (staging.published / "set").read_text() == "new"


def test_crash_between_two_renames_is_put_right_by_the_next_run(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(one: Path, other: Path) -> None:
        if one == staging.new_set:
            raise KeyboardInterrupt
        one.rename(other)

    monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    monkeypatch.setattr(publish, "put_in_place", crash)
    with pytest.raises(KeyboardInterrupt):
        staging.publish()
    assert not staging.published.exists()
    staging.prepare()
    assert (staging.published / "set").read_text() == "old"


def hold(staging: Staging, monkeypatch: pytest.MonkeyPatch, *refused: tuple[Path, Path]) -> None:
    """Exchange folders by renames of which some are refused, as where a report is open."""

    def move(one: Path, other: Path) -> None:
        if (one, other) in refused:
            raise PermissionError(13, "The process cannot access the file", str(one))
        one.rename(other)

    monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    monkeypatch.setattr(publish, "put_in_place", move)


def test_a_second_rename_that_fails_takes_the_first_one_back(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(staging, monkeypatch, (staging.new_set, staging.published))
    with pytest.raises(StoreError, match=r"open in another program.*earlier reports are unchanged"):
        staging.publish()
    assert (staging.published / "set").read_text() == "old"


def test_where_nothing_can_be_taken_back_it_is_said_where_the_reports_are(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(
        staging, monkeypatch,
        (staging.new_set, staging.published), (staging.old_set, staging.published),
    )  # fmt: skip
    with pytest.raises(StoreError) as told:
        staging.publish()
    assert str(told.value).endswith(f"the earlier reports are in {staging.old_set}, whole.")
    assert (staging.old_set / "set").read_text() == "old"
    monkeypatch.undo()
    staging.prepare()
    assert (staging.published / "set").read_text() == "old"


def test_failed_write_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(target, "half \ud800")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def some_task(area: str, name: str) -> Task:
    chapter = Chapter(name=name, path=Path("x.ipynb"), title=name, order=1, per="area")
    return Task(area, chapter, name)


def some_job(task: Task, folder: Path) -> Job:
    return Job(
        label=task.label,
        notebook="",
        parameters={},
        target=folder / "none",
        failed_log=folder / "log",
        cell_timeout_s=1,
    )


class Submit:
    """A pool that runs nothing and answers as it is told."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers, self.asked = answers, []

    def __call__(self, function: object, job: Job) -> Future[Outcome]:
        self.asked.append(job.label)
        future: Future[Outcome] = Future()
        answer = self.answers.get(job.label, Outcome(job.label))
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
        return future


@pytest.mark.parametrize(("keep_going", "tried"), [(False, 3), (True, 4)])
def test_failed_chapter_stops_its_area_alone(tmp_path: Path, keep_going: bool, tried: int) -> None:
    tasks = [some_task(area, name) for area in ("easton", "weston") for name in ("a", "b")]
    submit = Submit({"easton/a": Outcome("easton/a", "ValueError")})
    jobs = {task: some_job(task, tmp_path) for task in tasks}
    ended = dict(execute(jobs, submit, at_once=1, keep_going=keep_going))
    assert len(submit.asked) == tried
    assert ended[tasks[1]].skipped is not keep_going
    assert ended[tasks[2]].ok
    assert ended[tasks[3]].ok


def test_lost_worker_fails_its_chapter_with_advice(tmp_path: Path) -> None:
    task = some_task("easton", "a")
    submit = Submit({"easton/a": BrokenProcessPool("gone")})
    jobs = {task: some_job(task, tmp_path)}
    [(_, outcome)] = execute(jobs, submit, at_once=1, keep_going=False)
    assert "run fewer at once (--jobs)" in outcome.reason


def test_kernel_sees_nothing_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSPHRASE", "hush")
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    environment = clean_environment(
        tmp_path, root=Path("/p"), release=Path("/p/release"), kept=Path("/p/kept")
    )
    assert "hush" not in environment.values()
    assert environment["HOME"] == environment["IPYTHONDIR"] == str(tmp_path)
    assert environment["TZ"] == "UTC"
    assert environment["LC_ALL"] == "C.UTF-8"
    assert environment["CSA_RELEASE"] == str(Path("/p/release"))


@pytest.mark.parametrize("text", ["", "[]", '{"year": "2016-17"}', None])
def test_release_that_says_too_little_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "release.json").write_text(text)
    with pytest.raises(DisclosureError, match="missing or incomplete"):
        read_facts(tmp_path)


def test_digest_of_a_folder_depends_on_names_and_bytes_alone(tmp_path: Path) -> None:
    digests = []
    for name, content in (("a", "1"), ("a", "1"), ("b", "1"), ("a", "2")):
        folder = tmp_path / str(len(digests))
        folder.mkdir()
        (folder / name).write_text(content)
        digests.append(folder_digest(folder))
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


@pytest.mark.parametrize(
    "stated",
    [
        {"title": "A", "order": 1},
        {"title": "A", "order": "1", "per": "area"},
        {"title": "A", "order": 1, "per": "ward"},
        {"title": "A", "order": 1, "per": "area", "perr": "area"},
        {"title": "A", "order": 1, "per": "area", "page": "appendix"},
        {"title": "A", "order": 1, "per": "area", "page": ["annex"]},
        {"title": "A", "order": 1, "per": "area", "page": "how-to-read"},
        {"title": "A", "order": 1, "per": "area", "editions": "partner"},
        {"title": "A", "order": 1, "per": "area", "editions": ["officer"]},
        "area",
    ],
)
def test_chapter_with_wrong_metadata_is_refused(tmp_path: Path, stated: object) -> None:
    document = {"cells": [], "metadata": {"csa": stated}}
    (tmp_path / "x.ipynb").write_text(json.dumps(document))
    with pytest.raises(NotebookError, match=r"csa metadata of x\.ipynb must hold title"):
        find_chapters(tmp_path)


def test_notebook_without_metadata_is_no_chapter(tmp_path: Path) -> None:
    (tmp_path / "explore.ipynb").write_text('{"cells": [], "metadata": {}}')
    with pytest.raises(NotebookError, match="there is no chapter"):
        find_chapters(tmp_path)


def test_file_that_is_no_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text("not a notebook")
    with pytest.raises(NotebookError, match=r"x\.ipynb is not a readable notebook"):
        find_chapters(tmp_path)
