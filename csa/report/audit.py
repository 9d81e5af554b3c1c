"""Is a published folder still sound: pages, release, numbers and leaks?

Everything is read from the finished files; nothing is taken from the pipeline that made them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.gate import attack_release
from csa.disclosure.ledger import RELATIONS_FILE, read_release
from csa.disclosure.scan import scan
from csa.errors import CheckError
from csa.report.checks import check_page
from csa.settings import PUBLISHED_EDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from csa.disclosure.ledger import Release

MANIFEST = "manifest.json"


def check_folder(folder: Path) -> list[str]:
    """Check one published year.

    Parameters
    ----------
    folder : Path
        A folder such as ``reports/2016-17``, with its release and editions.

    Returns
    -------
    list of str
        One sentence for each fault; empty when there is none.

    Raises
    ------
    CheckError
        If the folder is not a published year.
    DisclosureError
        If the release was changed since it was frozen.
    """
    editions = [name for name in PUBLISHED_EDITIONS if (folder / name / MANIFEST).is_file()]
    if not editions:
        raise CheckError(
            f"{folder} holds no published edition. Name the folder of a year, for example "
            "reports/2016-17."
        )
    release = read_release(folder / "release")
    relations = pd.read_parquet(folder / "release" / RELATIONS_FILE)
    faults = list(_leaks(release, relations))
    for edition in editions:
        manifest = json.loads((folder / edition / MANIFEST).read_text(encoding="utf-8"))
        faults += [f"{edition}/{one}" for one in _page_faults(folder / edition, release)]
        faults += [f"{edition}/{one}" for one in _number_faults(manifest, release)]
        faults += [
            f"{edition}/{one.file}: {one.rule}, {one.where}"
            for one in scan(folder / edition, allowed=_stated_hashes(manifest))
        ]
    return faults


def _leaks(release: Release, relations: pd.DataFrame) -> Iterator[str]:
    report = attack_release(
        release.cells, relations, base=int(release.about["base"]), thorough=True
    )
    for rule, keys in sorted(report.failures.items()):
        yield f"release: rule {rule} fails for {len(keys)} cells, first {keys[0]}"


def _page_faults(folder: Path, release: Release) -> Iterator[str]:
    from csa.report.export import CONTENT_POLICY

    pages = sorted(folder.glob("*.html"))
    for page in pages:
        faults = check_page(
            page.read_text(encoding="utf-8"),
            policy=CONTENT_POLICY,
            synthetic=release.about["synthetic"] is not None,
            draft=release.about["protection"] != "final",
            pages=frozenset(one.name for one in pages),
        )
        yield from (f"{page.name}: {fault}" for fault in faults)


def _number_faults(manifest: Mapping[str, Any], release: Release) -> Iterator[str]:
    """Compare every number a page states for a cell with the ledger."""
    known = {
        key: None if pd.isna(value) else int(value)
        for key, value in zip(release.cells["key"], release.cells["value"], strict=True)
    }
    for page, exhibits in manifest["pages"].items():
        for one in exhibits:
            for key, value in one["numbers"].items():
                if key not in known or known[key] != value:
                    yield f"{page}: {one['exhibit']} shows another value than the ledger for {key}"


def _stated_hashes(manifest: Mapping[str, Any]) -> set[str]:
    """Return the hashes a manifest states on purpose; they look like persistent identifiers."""
    stated = {manifest[name] for name in ("release", "settings", "code")}
    return stated | {str(one["sha256"]) for one in manifest["inputs"]}
