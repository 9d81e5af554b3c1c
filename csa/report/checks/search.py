"""Does any byte of a set of reports hold what must not be published?"""

from __future__ import annotations

import hashlib
from concurrent.futures import BrokenExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.leaks.scan import scan
from csa.report.checks.identities import identity_values, raw_digest
from csa.report.checks.passed import Passed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from csa.disclosure.ledger.release import Release


def search_beside(
    submit: Callable[..., Future[list[str]]] | None, folder: Path, **options: Any
) -> Callable[[], list[str]]:
    """Have a set searched, by another process at once or by this one when asked."""
    here = partial(search_set, folder, **options)
    if submit is None:
        return here
    try:
        searched = submit(search_set, folder, **options)
    except BrokenExecutor:  # a chapter took the other processes with it
        return here

    def result() -> list[str]:
        try:
            return searched.result()
        except BrokenExecutor:
            return here()

    return result


def search_set(
    folder: Path,
    *,
    raw: Path,
    hashes: Collection[str],
    names: Collection[str],
    passed: Passed | None = None,
) -> list[str]:
    """Search every byte of a set for what must not be published, one sentence for each finding.

    Parameters
    ----------
    folder : Path
        The set.
    raw : Path
        The raw files whose identifying values must not appear.
    hashes : collection of str
        Hashes stated on purpose.
    names : collection of str
        Names of user and computer; another process may not know them.
    passed : Passed, optional
        Files that were searched before need not be searched again; by default all are.
    """
    passed = passed or Passed()
    against = [sorted(names), raw_digest(raw)] if passed.folder else []
    unsearched = {
        path: looked_at
        for path in sorted(one for one in folder.rglob("*") if one.is_file())
        for content in [path.read_bytes()]
        for looked_at in [_searched(path.relative_to(folder), content, hashes)]
        if passed.recall("search", *against, *looked_at) is None
    }
    passed.forget_others("search")
    if not unsearched:
        return []
    found = scan(
        folder, files=unsearched, allowed=hashes, machine_names=names,
        identities=identity_values(raw),
    )  # fmt: skip
    for looked_at in unsearched.values() if not found else ():
        passed.remember([], "search", *against, *looked_at)
    return [
        f"{one.file}{f' ({one.member})' if one.member else ''}: {one.rule}, {one.where}"
        for one in found
    ]


def _searched(name: Path, content: bytes, hashes: Collection[str]) -> list[Any]:
    """Return what tells the search of a file from any other: the hashes that it may hold too."""
    text = content.decode("utf-8", "replace")
    held = sorted(one for one in hashes if one in text)
    return [name.as_posix(), hashlib.sha256(content).hexdigest(), held]


def stated_hashes(manifest: Mapping[str, Any], release: Release) -> set[str]:
    """Return the hashes stated on purpose; they look like persistent identifiers."""
    of_pages = {
        page["sha256"] for pages in manifest["editions"].values() for page in pages.values()
    }
    account = release.reference.get("account", pd.DataFrame())
    nodes = [release.about, {**manifest, "editions": {}}]
    return {*_hashes(nodes), *of_pages, *account.get("sha256", ())}


def _hashes(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _hashes(one)
    elif isinstance(node, str):
        yield node
