"""The notebooks of the project in a real JupyterLab: run whole, clicked, and saved without rows."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from small_partnership import TO

pytestmark = pytest.mark.browser
RunAll = Callable[[str], list[dict[str, Any]]]
TOKEN = "of-this-test-alone"
LONG_MS = 90_000
# Each notebook, and what the small partnership has in place of what it asks for.
NOTEBOOKS = {
    "explore.ipynb": {"2017-01": TO},
    "district_monitor.ipynb": {},
    "place_profile.ipynb": {"matchborough-centre": "redditch-town-centre",
                            "youth-anti-social-behaviour": ""},
}  # fmt: skip
RUNNING = "is running at"
IS_DONE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = [...panel.content.model.cells].filter((one) => one.type === 'code');
  const kernel = panel.sessionContext.session?.kernel;
  const failed = cells.some((c) => c.sharedModel.outputs.some((o) => o.output_type === 'error'));
  const done = cells.every((c) => c.executionCount !== null) && kernel?.status === 'idle';
  return cells.length > 0 && (failed || done);
}"""
COMPLETE = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const reply = await kernel.requestComplete({ code, cursor_pos: code.length });
  return reply.content.matches;
}"""
RUN = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const asked = kernel.requestExecute({ code });
  const errors = [];
  asked.onIOPub = (one) => { if (one.header.msg_type === 'error') errors.push(one.content); };
  await asked.done;
  return errors;
}"""
OPEN = """async (path) => {
  await window.jupyterapp.commands.execute('docmanager:open', { path });
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
}"""
OUTPUTS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
  .filter((one) => one.type === 'code').flatMap((one) => one.sharedModel.outputs)"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, small_built: Path) -> Path:
    """The small partnership with its notebooks set to what it has."""
    root = tmp_path_factory.mktemp("lab") / "project"
    shutil.copytree(small_built, root)
    for name, words in NOTEBOOKS.items():
        path = root / "notebooks" / name
        text = path.read_text(encoding="utf-8")
        for old, new in words.items():
            text = text.replace(f'\\"{old}\\"', f'\\"{new}\\"')
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[str]:
    """Return the address of a JupyterLab of its own, on this machine alone."""
    own = project.parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = own / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython",
        "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--expose-app-in-browser", f"--ServerApp.root_dir={project}", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
    ]  # fmt: skip
    environment = os.environ | {name: str(own / folder) for name, folder in folders.items()}
    with subprocess.Popen(
        command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        log: list[str] = []
        for line in process.stderr:
            log.append(line)
            if RUNNING in line:
                break
        else:
            pytest.fail(f"JupyterLab did not start:\n{''.join(log)}")
        reading = threading.Thread(target=log.extend, args=(process.stderr,), daemon=True)
        reading.start()
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(timeout=30)
        reading.join(timeout=30)


@pytest.fixture(scope="module")
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Return a page of that JupyterLab, which may ask no other machine for anything."""
    context = browser.new_context(viewport={"width": 1500, "height": 1000})
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/lab?token={TOKEN}&reset")
    page.wait_for_selector("#jp-top-panel", timeout=LONG_MS)
    yield page
    context.close()
    local = (server, server.replace("http", "ws"), "data:", "blob:", "about:")
    assert [one for one in asked if not one.startswith(local)] == []


@pytest.fixture(scope="module")
def run_all(page: Page) -> Callable[[str], list[dict[str, Any]]]:
    """Open a notebook, run every cell of it the first time, and return its outputs."""
    done: set[str] = set()

    def run(name: str) -> list[dict[str, Any]]:
        page.evaluate(OPEN, f"notebooks/{name}")
        if name not in done:
            page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
            page.wait_for_function(IS_DONE, timeout=LONG_MS)
            done.add(name)
        return page.evaluate(OUTPUTS)

    return run


def save(page: Page) -> None:
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")


def shown(outputs: list[dict[str, Any]]) -> str:
    return json.dumps(outputs)


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("CSA_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_runs_and_the_saved_file_holds_no_row(
    page: Page, project: Path, run_all: RunAll, name: str
) -> None:
    path = project / "notebooks" / name
    before = path.read_text(encoding="utf-8")
    outputs = run_all(name)
    assert [one for one in outputs if one["output_type"] == "error"] == []
    assert "Unprotected" in shown(outputs)
    look(page, name)
    save(page)
    assert path.read_text(encoding="utf-8") == before
    for file in project.rglob("*"):
        if file.is_file() and project / "data" not in file.parents:
            assert "crime_id" not in file.read_text(encoding="utf-8", errors="replace"), file


def test_the_desk_answers_to_clicks_and_to_its_map(page: Page, run_all: RunAll) -> None:
    outputs = run_all("explore.ipynb")
    assert "crime_id" in shown(outputs)
    desk = page.locator(".csa-map").first
    desk.scroll_into_view_if_needed()
    said = page.locator(".jp-OutputArea-output", has=page.locator(".csa-map")).first
    said.get_by_text("crime (Redditch; ").wait_for()
    page.get_by_label("Priority", exact=True).select_option(label="Violence and abuse")
    line = said.get_by_text(re.compile(r"^crime \(Redditch; .*; Violence and abuse\): \d+ of "))
    line.wait_for()
    look(page, "desk")
    whole = line.inner_text()

    # A box over the western half of the map picks the neighbourhoods there, in every view.
    box = desk.locator("svg").bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 3, steps=4)
    page.mouse.up()
    picked = said.get_by_text(
        re.compile(r"^crime .*Violence and abuse; the neighbourhoods Redditch")
    )
    picked.wait_for()
    place = page.get_by_label("Place", exact=True)
    chosen_label = place.evaluate("one => one.selectedOptions[0].label")
    assert chosen_label.split() == ["Picked", "on", "the", "map"]
    chosen = desk.locator("path.picked").count()
    assert 0 < chosen < desk.locator(".csa-areas path").count()
    rows = re.compile(r": (\d+) of ")
    assert int(rows.search(picked.inner_text())[1]) < int(rows.search(whole)[1])

    # The code that it gives is that of the view.
    page.get_by_role("button", name="Code of this view").click()
    code = said.locator("textarea")
    code.wait_for()
    assert code.input_value().count("Z01") == chosen
    assert said.locator("img").evaluate("one => one.naturalWidth") > 500
    look(page, "picked")

    # A circle is pressed in the middle of the map, and drawn outward.
    desk.get_by_role("button", name="Circle").click()
    box = desk.locator("svg").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=4)
    page.mouse.up()
    said.get_by_text(re.compile("^crime .*the neighbourhoods of Circle of ")).wait_for()
    look(page, "circle")

    # What cannot be answered is one sentence, and nothing is shown beside it.
    page.get_by_label("Months", exact=True).select_option(label="From a month of choice")
    page.get_by_label("From", exact=True).select_option(index=0)
    page.get_by_label("Up to", exact=True).select_option(index=1)
    said.get_by_text(re.compile("The period ends .* before it starts")).wait_for()
    look(page, "problem")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('csa.load("cri', "crime"), ('csa.load("asb", place="redditch-t', "redditch-town-centre"),
        ('csa.place("redd', "redditch-town-centre"), ('area["viol', "violence-and-abuse"),
        ("area.expl", "explore"), ("csa.district_m", "district_monitor"),
    ],
)  # fmt: skip
def test_the_kernel_completes_names(page: Page, run_all: RunAll, typed: str, name: str) -> None:
    run_all("explore.ipynb")
    matches = page.evaluate(COMPLETE, typed)
    assert name in [one.strip("\"'").rpartition(".")[2] for one in matches]


def test_a_mistake_is_one_red_sentence(page: Page, run_all: RunAll) -> None:
    run_all("explore.ipynb")
    (shown,) = page.evaluate(RUN, 'csa.load("crme")')
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(shown["traceback"]))
    assert "There is no table 'crme'" in text
    assert text.count("\n") == 0
    assert "\x1b[" in shown["traceback"][0]


def test_rows_are_on_a_map_of_their_own(page: Page, run_all: RunAll) -> None:
    run_all("explore.ipynb")
    rows = page.locator(".csa-map").nth(1)
    rows.scroll_into_view_if_needed()
    rows.locator(".csa-dots circle").first.wait_for(state="attached")
    assert rows.locator(".csa-dots circle").count() > 0
    assert "Unprotected" in rows.locator(".csa-map-title").text_content()
    look(page, "rows")
