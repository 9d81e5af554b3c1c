"""Where does every number on a page come from?

The manifest of an edition names the inputs, the release and the code, and lists every published
number by page, exhibit and cell. It holds no time, duration or path of the machine, so the same
inputs give the same bytes.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from csa.report.facts import ReleaseFacts, folder_digest
from csa.report.outputs import Exhibit
from csa.report.pages import Block, Page
from csa.settings import Settings

INPUT_FACTS = ("path", "source", "month", "sha256")
_PACKAGES = (
    "csa",
    "geopandas",
    "ipykernel",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pillow",
    "pyarrow",
    "scipy",
    "seaborn",
    "shapely",
    "statsmodels",
)


def code_digest() -> str:
    """Return the SHA-256 over every module of the package."""
    return folder_digest(Path(__file__).parents[1], "*.py")


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
    edition: str,
    pages: Sequence[Page],
    missing: Sequence[str],
    left_out: Sequence[str],
) -> str:
    """Return the manifest of one edition as JSON text, keys in order.

    Parameters
    ----------
    settings, facts
        The partnership, and what the release says about itself.
    edition : str
        ``partner`` or ``public``.
    pages : sequence of Page
        The pages of the edition.
    missing, left_out : sequence of str
        Areas whose report is not complete, and areas not asked for.
    """
    document = {
        "partnership": settings.partnership.name,
        "edition": edition,
        "year": facts.year,
        "period": {"start": facts.period.start, "end": facts.period.end},
        "synthetic": {"seed": facts.seed} if facts.synthetic else None,
        "approval": dict(facts.approval),
        "release": facts.digest,
        "ledger": dict(facts.ledger),
        "disclosure": dict(facts.disclosure),
        "settings": settings.fingerprint,
        "code": code_digest(),
        "versions": package_versions(),
        "inputs": [dict(one) for one in facts.inputs],
        "missing": list(missing),
        "left_out": list(left_out),
        "pages": {f"{page.area}.html": [_entry(*one) for one in page.exhibits] for page in pages},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _entry(block: Block, exhibit: Exhibit) -> dict[str, Any]:
    facts = exhibit.facts
    return {
        "id": block.id,
        "chapter": block.chapter,
        "exhibit": facts["name"],
        "title": facts["title"],
        "unavailable": facts["unavailable"],
        "numbers": facts["numbers"],
        "statements": facts["statements"],
    }
