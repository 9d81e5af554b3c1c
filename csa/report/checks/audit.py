"""Is a set of reports sound: pages, release, numbers and leaks?

Everything is read from the finished files; nothing is taken from the pipeline that made them. The
batch asks before it publishes, and ``csa check`` asks of what is published.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.attack.gate import PUBLIC_CLASSES, attack_release
from csa.disclosure.leaks.scan import names_of_machine
from csa.disclosure.ledger.history import check_recorded
from csa.disclosure.ledger.release import RELATIONS_FILE, RELEASE_FILE, read_about, read_release
from csa.disclosure.ledger.words import WORDS_FILE, about_words, words_beside
from csa.errors import CheckError, DisclosureError
from csa.report.checks.beside import beside_faults, files_beside
from csa.report.checks.page import Frame, check_page
from csa.report.checks.passed import Passed
from csa.report.checks.published import Published
from csa.report.checks.reading import ShownPage
from csa.report.checks.search import search_beside, stated_hashes
from csa.report.checks.tracing import Trace, trace_page
from csa.report.checks.wording import ON_FEWER
from csa.report.pages.facts import digest_of, folder_digest
from csa.report.pages.manifest import INPUT_FACTS, MANIFEST, read_manifest
from csa.schemas.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from csa.disclosure.ledger.release import Release

RELEASE = "release"
SHORTEST_COMMENTARY = 20
# What the manifest says of a set that no page is held against.
TOLD_OF_SET = {
    "editions",
    "workbooks",
    "documents",
    "inputs",
    "code",
    "settings",
    "missing",
    "left_out",
}
SHORT_DIGEST = 12  # as much of its digest as a page states


def check_folder(
    folder: Path,
    *,
    raw: Path | None = None,
    thorough: bool = True,
    submit: Callable[..., Future[list[str]]] | None = None,
    passed: Passed | None = None,
) -> list[str]:
    """Check a set of reports: one published year, or one that is about to be.

    Parameters
    ----------
    folder : Path
        A folder such as ``reports/2016-17``, with its release and editions.
    raw : Path, optional
        The raw files whose identifying values must not appear; by default ``data/raw`` of the
        project the folder belongs to.
    thorough : bool
        Settle every cell that a public total touches by linear programmes, not only the small
        ones, which were settled before the release was frozen.
    submit : callable, optional
        Has the search of every byte done by another process, meanwhile.
    passed : Passed, optional
        Checks that were passed before and need not be made again; by default all are made.

    Returns
    -------
    list of str
        One sentence for each fault, file first; empty when there is none.

    Raises
    ------
    CheckError
        If the folder is not a set of reports.
    DisclosureError
        If the release or the words were changed since they were frozen, or are not those that the
        pages were drawn from, or the ledger beside the set is not whole.
    """
    passed = passed or Passed()
    manifest = read_manifest(folder)
    release = read_release(folder / RELEASE)
    _refuse_others(folder, manifest)
    check_recorded(folder.parent, folder / RELEASE)
    found_by_scan = search_beside(
        submit,
        folder.resolve(),
        raw=(raw or folder.parents[1] / "data" / "raw").resolve(),
        hashes=stated_hashes(manifest, release),
        names=names_of_machine(),
        passed=passed,
    )
    seen = _Seen()
    faults = [*_page_faults(folder, manifest, release, seen=seen, passed=passed)]
    faults += [*seen.contradictions(), *beside_faults(folder, manifest)]
    relations = pd.read_parquet(folder / RELEASE / RELATIONS_FILE)
    cells = _displayed(release.cells, seen)
    faults += passed.faults(
        lambda: [*_leaks(release, cells, relations, thorough=thorough)],
        "leaks", manifest["release"], _digest_of_cells(cells), thorough,
    )  # fmt: skip
    for kind in ("leaks", "page"):
        passed.forget_others(kind)
    return [*faults, *_strays(folder, manifest), *found_by_scan()]


def _refuse_others(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a release, or words, that the pages were not drawn from."""
    for frozen, names in _frozen_files(folder).items():
        digest = folder_digest(frozen, names) if frozen.is_dir() else ""
        if digest != manifest[frozen.name]:
            raise DisclosureError(
                f"The pages in {folder} were not drawn from what is in {frozen}. Run csa assess "
                "again."
            )


def _frozen_files(folder: Path) -> dict[Path, tuple[str, ...]]:
    """Return the folders of release and words, each with the files that it states."""
    release, words = folder / RELEASE, words_beside(folder / RELEASE)
    return {
        release: (RELEASE_FILE, *read_about(release).get("files", ())),
        words: (WORDS_FILE, *about_words(words).get("files", ())),
    }


def check_published(folder: Path) -> list[str]:
    """Check a published set, of which every file may have been altered; see `check_folder`.

    Raises
    ------
    CheckError, DisclosureError
        As there, or if a file was altered so that it cannot be read for what it was.
    """
    try:
        return check_folder(folder)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as problem:
        raise CheckError(
            f"{folder} was altered since it was published, so that it cannot be checked "
            f"({type(problem).__name__}). Run csa assess again."
        ) from problem


class _Seen:
    """The counts that readers of all pages together see, and where."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[int, str]] = defaultdict(dict)

    def add(self, page: str, displayed: Mapping[str, Collection[int]]) -> None:
        """Note what a page displays."""
        for key, values in displayed.items():
            for value in values:
                self._pages[key].setdefault(value, page)

    def contradictions(self) -> list[str]:
        """Say which cells are displayed with different values."""
        return [
            f"{page}: another value than {first} shows for {key}"
            for key, pages in self._pages.items()
            for first, *others in [list(pages.values())]
            for page in others
        ]

    def value(self, key: str, otherwise: int) -> int:
        """Return the value displayed for a cell, or another where it is not displayed."""
        return next(iter(self._pages.get(key, {})), otherwise)


@dataclass(frozen=True)
class Standard:
    """What the pages of one edition are held against.

    Attributes
    ----------
    published : Published
        The release.
    frame : Frame
        What the frame of every page must be.
    for_partners : tuple of str
        Commentary that must not stand on them.
    """

    published: Published
    frame: Frame
    for_partners: tuple[str, ...] = ()

    def judge(self, html: str, stated: Mapping[str, Any]) -> Trace:
        """Return what is wrong with a page, and the counts that it displays.

        Parameters
        ----------
        html : str
            The page as its file holds it.
        stated : mapping
            What the manifest says of it.
        """
        page = ShownPage(html)
        trace = trace_page(page, stated["exhibits"], self.published)
        trace.faults += check_page(page, self.frame)
        if any(text in page.text for text in self.for_partners):
            trace.faults.append("it holds commentary for partners only")
        if not trace.faults and digest_of(html) != stated["sha256"]:
            trace.faults.append("it is not the page that was published; run csa assess again")
        return trace


def standards(manifest: Mapping[str, Any], release: Release) -> dict[str, Standard]:
    """Return what the pages of each edition of a set are held against."""
    from csa.report.pages.export import CONTENT_POLICY

    least = manifest["least_base"]
    published = Published.of(
        release,
        partnership=manifest["partnership"],
        stated=[
            *manifest["names"],
            f"Release {manifest['release'][:SHORT_DIGEST]}",
            *(f"{word} than {least} {noun}" for word in ("fewer", "Fewer") for noun in ON_FEWER),
            f"the earlier count is under {least}",
            f"under {manifest['small_base']} it is marked",
        ],
    )
    frame = Frame(
        policy=CONTENT_POLICY,
        style=manifest["style"],
        synthetic=release.about["synthetic"] is not None,
        unapproved=release.about.get("approval", {}).get("approved") is not True,
    )
    hidden = {"public": tuple(_commentary_for_partners(release))}
    return {
        edition: Standard(
            published,
            replace(frame, pages=frozenset({*pages, *files_beside(manifest, edition)})),
            hidden.get(edition, ()),
        )
        for edition, pages in manifest["editions"].items()
    }


def _page_faults(
    folder: Path,
    manifest: Mapping[str, Any],
    release: Release,
    *,
    seen: _Seen,
    passed: Passed,
) -> Iterator[str]:
    against = {name: one for name, one in manifest.items() if name not in TOLD_OF_SET}
    for edition, standard in standards(manifest, release).items():
        traces: dict[str, Trace] = {}
        for page, stated in sorted(manifest["editions"][edition].items()):
            name = f"{edition}/{page}"
            if not (folder / name).is_file():
                yield f"{name}: it is missing"
                continue
            html = (folder / name).read_text(encoding="utf-8")
            looked_at = [
                "page",
                name,
                digest_of(html),
                stated,
                against,
                sorted(standard.frame.pages),
            ]
            known = passed.recall(*looked_at)
            trace = Trace(**known) if known else standard.judge(html, stated)
            if not trace.faults:
                passed.remember(trace.as_told(), *looked_at)
            traces[page] = trace
            seen.add(name, trace.displayed)
            yield from (f"{name}: {one}" for one in trace.faults)
        yield from (f"{edition}/{one}" for one in _broken_links(traces))


def _broken_links(traces: Mapping[str, Trace]) -> Iterator[str]:
    """Say which links lead to a place that the other page does not have."""
    for page, trace in traces.items():
        for link in trace.links:
            file, _, place = link.partition("#")
            if place and file in traces and place not in traces[file].places:
                yield f"{page}: a link leads nowhere: {link[:80]}"


def _commentary_for_partners(release: Release) -> list[str]:
    rows = release.reference.get("commentary", pd.DataFrame())
    if not len(rows):
        return []
    for_all = rows["editions"].fillna("").str.split(";").map(lambda names: "public" in names)
    open_texts = " ".join(rows.loc[for_all, "text"])
    texts = (
        " ".join(part.split())  # what stands in place of a placeholder differs from page to page
        for text in rows.loc[~for_all, "text"]
        for part in PLACEHOLDER.sub("\0", text).split("\0")
    )
    return [text for text in texts if len(text) >= SHORTEST_COMMENTARY and text not in open_texts]


def _displayed(cells: pd.DataFrame, seen: _Seen) -> pd.DataFrame:
    """Return the cells as they are displayed; those that no page shows as in the release."""
    cells = cells.copy()
    shown = cells["value"].notna()
    cells.loc[shown, "value"] = [
        seen.value(key, int(value))
        for key, value in zip(cells.loc[shown, "key"], cells.loc[shown, "value"], strict=True)
    ]
    return cells


def _digest_of_cells(cells: pd.DataFrame) -> str:
    return digest_of(cells[["key", "value"]].to_csv(index=False))


def _leaks(
    release: Release, cells: pd.DataFrame, relations: pd.DataFrame, *, thorough: bool
) -> Iterator[str]:
    """Attack cells as they are displayed.

    An attacker who holds fewer pages knows less of every cell, so what all pages together keep
    private, each page and each pair of pages keeps private too.
    """
    shown = cells["value"].notna()
    base = int(release.about["base"])
    exact = cells[shown & ~cells["class"].isin(PUBLIC_CLASSES) & (cells["value"] % base != 0)]
    for key in exact["key"]:
        yield f"pages: a protected count is shown unrounded: {key}"
    if len(exact):
        return
    try:
        report = attack_release(cells, relations, base=base, thorough=thorough)
    except DisclosureError as problem:  # counts as displayed do not add up
        yield f"pages: {str(problem).rstrip('.')}"
        return
    for rule, keys in sorted(report.failures.items()):
        yield f"pages: rule {rule} fails for {len(keys)} cells, first {keys[0]}"


def _strays(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Name the files that are no part of the set; an edition holds what is read, and no more."""
    frozen = _frozen_files(folder).items()
    known = {MANIFEST, *(f"{one.name}/{name}" for one, names in frozen for name in names)}
    known |= {f"{name}/{page}" for name, pages in manifest["editions"].items() for page in pages}
    known |= {
        f"{one}/{book}" for one in manifest["editions"] for book in files_beside(manifest, one)
    }
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_dir() and name not in known:
            yield f"{name}: it is no part of the set; delete it, or run csa assess again"
    if any(set(one) - set(INPUT_FACTS) for one in manifest["inputs"]):
        yield f"{MANIFEST}: it says more of the raw files than their names, months and hashes"
