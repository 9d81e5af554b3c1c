"""A project whose data are fetched from a server of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from builders import copy_project

from csa.reading.files.folder import RawFolder
from csa.settings import Settings, load_settings

Project = Callable[[str], Settings]

TRANSPORT = """
[transport]
connect_timeout_s = 1
read_timeout_s = 0.3
tries = 3
first_wait_s = 1
longest_wait_s = 60
redirects = 3
"""


def fetching_project(root: Path, datasets: str, *, transport: str = TRANSPORT) -> Settings:
    """Write a project whose ``config/fetch.toml`` holds these datasets."""
    copy_project(root)
    (root / "config" / "fetch.toml").write_text(transport + datasets, encoding="utf-8")
    return load_settings(root)


def seen_by_build(settings: Settings) -> list[str]:
    """Return the names of all files that csa build looks at."""
    return RawFolder(settings.raw).names
