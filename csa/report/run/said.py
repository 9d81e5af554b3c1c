"""Remember what a published set proposed, measured and found, for the next year's "we said".

All of it is taken from the published files, so that a run that was killed before it could remember
is put right by the next one, and a lost memory is made again of the sets that are there.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.keys import Key, write_dims
from csa.disclosure.ledger.frozen import read_stated
from csa.disclosure.ledger.history import published_releases
from csa.disclosure.ledger.release import read_release
from csa.disclosure.ledger.words import words_beside
from csa.exhibits.view import View
from csa.exhibits.wording.planned.indicators import is_counted_here, measured, told_here
from csa.keys import release_secret
from csa.report.checks.wording import results_in
from csa.report.pages.facts import digest_of, folder_digest
from csa.report.pages.manifest import MANIFEST
from csa.said import Said, last_of, read_said, remember
from csa.settings import PUBLISHED_EDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from csa.settings import Settings

FINDINGS = ("findings", "findings_for_the_public")
PROPOSED = (
    "id", "what", "owner", "by", "success", "priority", "districts", "indicator", "synthetic",
)  # fmt: skip
DEFINED = (
    "id", "outcome", "text", "unit", "priority", "subtheme", "category", "ward", "place",
    "direction", "districts", "synthetic",
)  # fmt: skip
BY_SO_MUCH = re.compile(r"\s+by [\d,.]+%")


def remember_published(settings: Settings) -> None:
    """Remember what every published set says that is not remembered yet.

    Raises
    ------
    DisclosureError
        If what was remembered has been changed, or was written with another key.
    """
    for release in published_releases(settings.reports):
        folder = release.parent
        there = last_of(read_said(settings.reports), folder.name)
        made_from = _digests(folder)
        if there is None or dict(there.made_from) != made_from:
            remember(
                settings.reports,
                said_by(settings, folder, made_from=made_from),
                secret=release_secret(settings.root),
            )


def said_by(settings: Settings, folder: Path, *, made_from: Mapping[str, str]) -> Said:
    """Return what a published set says.

    Parameters
    ----------
    settings : Settings
        Areas and priorities.
    folder : Path
        The set.
    made_from : mapping
        Digests of its parts.

    Returns
    -------
    Said
        Its ``proposals`` and ``findings`` as published, and its ``indicators``, one row for each
        area that they are counted in, with the counts as published.
    """
    # Whatever version wrote it: what a manifest does not say is not remembered.
    release, manifest = read_release(folder / "release"), read_stated(folder / MANIFEST)
    views = {
        slug: View(settings=settings, release=release, slug=slug, edition="partner")
        for slug in settings.area_slugs
    }
    whole = views[settings.partnership.slug]
    return Said(
        number=0,
        year=str(release.about["year"]),
        period=whole.period.key,
        made_from=made_from,
        told={
            "proposals": [_texts(one, PROPOSED) for one in told_here(whole, "proposal")],
            "indicators": [row for view in views.values() for row in _measured(view)],
            "findings": [*_findings(manifest, settings)],
        },
    )


def _digests(folder: Path) -> dict[str, str]:
    words = words_beside(folder / "release")
    return {
        "manifest": digest_of(json.dumps(read_stated(folder / MANIFEST), sort_keys=True)),
        "release": folder_digest(folder / "release"),
        "words": folder_digest(words) if words.is_dir() else "",
    }


def _texts(one: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return some columns of a row; one that an earlier version did not know is empty."""
    found = {name: getattr(one, name, "") for name in names}
    return {
        name: bool(value) if name == "synthetic" else "" if pd.isna(value) else str(value)
        for name, value in found.items()
    }


def _measured(view: View) -> Iterator[dict[str, Any]]:
    for one in told_here(view, "indicator"):
        if is_counted_here(view, one):
            row = measured(view, one)
            counts = {
                end: None if row[end] is None else int(row[end]) for end in ("before", "after")
            }
            yield _texts(one, DEFINED) | {"area": view.slug, **counts, "reading": row["reading"]}


def _findings(manifest: Mapping[str, Any], settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield the findings of the summaries, of the first edition that holds the area."""
    for slug in settings.area_slugs:
        pages = [manifest.get("editions", {}).get(one, {}) for one in PUBLISHED_EDITIONS]
        page = next((one[f"{slug}.html"] for one in pages if f"{slug}.html" in one), None)
        for shown in page["exhibits"] if page else ():
            if shown["exhibit"] in FINDINGS and not shown["chapter"].endswith(
                tuple(settings.priority_ids)
            ):
                told = shown.get("statements", [])
                for headline, statement in zip(told[::2], told[1::2], strict=False):
                    yield {"area": slug, **_finding(headline, statement)}


def _finding(headline: Mapping[str, Any], statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding: its words, and what the one count that it is about counts."""
    after, taken_off = statement.get("cells", {}).get("after", ([], []))
    key = Key.read(after[0]) if len(after) == 1 and not taken_off else Key("", "", "")
    return {
        "headline": _without_results(headline),
        "text": f"{headline['text']} {statement['text']}",
        "unit": key.unit,
        "of": key.area,
        "dims": write_dims(dict(key.dims)),
    }


def _without_results(headline: Mapping[str, Any]) -> str:
    """Return a headline in words alone: another year's pages cannot show its numbers."""
    text = str(headline["text"])
    plain = BY_SO_MUCH.sub("", text)
    subject = f"{headline['values'].get('subject', '')}."
    ways = (text, plain, f"{plain.partition(':')[0].rstrip('.')}.", subject)
    return next((one for one in ways if not results_in(one)), "")
