"""Where does every number on a page come from?

The manifest of a set names the inputs, the release and the code, every file of every edition and
the exhibits in it. It lies beside the editions and is for the partnership alone. It holds no time,
duration or path of the machine, so the same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from csa.code import PACKAGE, code_digest, modules_below
from csa.errors import CheckError
from csa.report.checks.wording import results_in
from csa.report.pages.facts import ReleaseFacts, digest_of
from csa.report.pages.layout import Block, Page
from csa.report.pages.outputs import Exhibit
from csa.settings import Settings

MANIFEST = "manifest.json"
INPUT_FACTS = ("path", "source", "month", "sha256")
_NEEDED = {
    "partnership",
    "release",
    "words",
    "names",
    "least_base",
    "small_base",
    "style",
    "inputs",
    "editions",
}
_PACKAGES = (
    "csa",
    "geopandas",
    "ipykernel",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "numpy",
    "openpyxl",
    "pandas",
    "papermill",
    "pillow",
    "pyarrow",
    "python-docx",
    "scipy",
    "seaborn",
    "shapely",
    "statsmodels",
)


def package_versions() -> dict[str, str]:
    """Return the version of Python and of each package that can change a figure."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def make_manifest(
    settings: Settings,
    facts: ReleaseFacts,
    *,
    style: str,
    editions: Mapping[str, Mapping[str, Drawn]],
    workbooks: Mapping[str, Mapping[str, bytes]] | None = None,
    documents: Mapping[str, Mapping[str, bytes]] | None = None,
    missing: Sequence[str],
    left_out: Sequence[str],
) -> str:
    """Return the manifest of a set as JSON text, keys in order.

    Parameters
    ----------
    settings, facts
        The partnership, and what the release says about itself.
    style : str
        The style sheet that pages are drawn with.
    editions : mapping of str to mapping of str to Drawn
        By edition and name of the file, each page.
    workbooks : mapping of str to mapping of str to bytes, optional
        By edition and name of the file, each workbook beside the pages.
    documents : mapping of str to mapping of str to bytes, optional
        By edition and name of the file, each document that is the same as a page.
    missing, left_out : sequence of str
        Areas whose report is not complete, and areas not asked for.
    """
    document = {
        "partnership": settings.partnership.name,
        "year": facts.year,
        "period": {"start": facts.period.start, "end": facts.period.end},
        "synthetic": {"seed": facts.seed} if facts.synthetic else None,
        "approval": dict(facts.approval),
        "release": facts.digest,
        "words": facts.words,
        "ledger": dict(facts.ledger),
        "disclosure": dict(facts.disclosure),
        "settings": settings.fingerprint,
        "names": _names(settings),
        "least_base": settings.disclosure.minimum_base_for_percent,
        "small_base": settings.disclosure.small_base,
        "code": code_digest(PACKAGE, *modules_below(PACKAGE)),
        "style": digest_of(style.strip()),
        "versions": package_versions(),
        "inputs": [dict(one) for one in facts.inputs],
        "missing": list(missing),
        "left_out": list(left_out),
        "editions": {
            edition: {name: one.entry for name, one in pages.items()}
            for edition, pages in editions.items()
        },
        "workbooks": _hashes(workbooks),
        "documents": _hashes(documents),
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _hashes(files: Mapping[str, Mapping[str, bytes]] | None) -> dict[str, dict[str, str]]:
    """Return the hash of each file by edition and name."""
    return {
        edition: {name: hashlib.sha256(one).hexdigest() for name, one in some.items()}
        for edition, some in (files or {}).items()
    }


def _names(settings: Settings) -> list[str]:
    """Return what the settings call areas, places, priorities and breaks, where it has a number."""
    chosen = {"partnership", "districts", "places", "priorities", "breaks"}
    texts = _texts(settings.model_dump(mode="json", include=chosen))
    return sorted({one for one in texts if results_in(one)})


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for one in node.values() if isinstance(node, dict) else node:
            yield from _texts(one)


@dataclass(frozen=True)
class Drawn:
    """A finished page, and what was placed on it; the list of areas holds no exhibit."""

    html: str
    page: Page | None = None

    @property
    def entry(self) -> dict[str, Any]:
        """What the manifest says of it."""
        exhibits = self.page.exhibits if self.page else []
        return {
            "page": self.page.kind if self.page else "",
            "sha256": digest_of(self.html),
            "exhibits": [_entry(*one) for one in exhibits],
        }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a set.

    Raises
    ------
    CheckError
        If it is not there, or no manifest that this version reads.
    """
    path = folder / MANIFEST
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not document.keys() >= _NEEDED:
            raise ValueError(MANIFEST)
    except OSError as problem:
        raise CheckError(
            f"{folder} holds no {MANIFEST}, without which nothing can be checked. Name the folder "
            "of a year, for example reports/2016-17, with everything that csa assess put there."
        ) from problem
    except (ValueError, AttributeError) as problem:
        raise CheckError(
            f"{path} cannot be read as the list of what was published. Run csa assess again."
        ) from problem
    return document


def _entry(block: Block, exhibit: Exhibit) -> dict[str, Any]:
    facts = exhibit.facts
    return {
        "id": block.id,
        "chapter": block.chapter,
        "exhibit": facts["name"],
        "title": facts["title"],
        "unavailable": facts["unavailable"],
        "for_finding": exhibit.for_finding,
        "findings": facts.get("findings", 0),
        "numbers": facts["numbers"],
        "worked": facts.get("worked", []),
        "statements": facts["statements"],
    }
