"""Freeze the words that every page of an assessment says beside its numbers.

They are taken from the tables and settings as they are now, and stand beside the release. Words
that were made from the same, for the same release, are taken as they are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from csa.code import code_digest
from csa.counting.assessment import Assessment, Wanted
from csa.counting.records.loaded import Records
from csa.counting.tables.said import year_before
from csa.disclosure.ledger.frozen import is_sealed
from csa.disclosure.ledger.release import CELLS_FILE, read_about
from csa.disclosure.ledger.words import about_words, are_intact, words_beside, write_words
from csa.keys import release_secret
from csa.periods import Period
from csa.report.checks.described_case import refuse_described_case
from csa.report.pages.facts import digest_of, folder_digest
from csa.report.pages.manifest import INPUT_FACTS
from csa.said import last_of, read_said, refuse_other_key

if TYPE_CHECKING:
    from pathlib import Path

    from csa.settings import Settings
    from csa.store import Store


def freeze_words(settings: Settings, store: Store, *, release: Path) -> None:
    """Freeze the words beside a release.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    release : Path
        Folder of the release.

    Raises
    ------
    DisclosureError
        If commentary describes the one complaint that makes a change; nothing is written then.
    """
    folder, secret = words_beside(release), release_secret(settings.root)
    made_from = _made_from(settings, store, release)
    about = about_words(folder)
    if about.get("made_from") == made_from and is_sealed(about, secret) and are_intact(folder):
        return
    stated = read_about(release)
    period = Period(**stated["period"])
    assessment = Assessment(
        Records(settings, store), year=stated["year"], period=period, wanted=Wanted(())
    )
    tables = assessment.words()
    refuse_described_case(
        pd.read_parquet(release / CELLS_FILE), tables, settings=settings, end=period.end
    )
    # How many rows a file has, or of which kinds, can be an exact count of people by month.
    inputs = [
        {name: one[name] for name in INPUT_FACTS if name in one} for one in store.catalogue.inputs
    ]
    said = {**assessment.sources(), "inputs": inputs, "made_from": made_from}
    write_words(tables, said, folder=folder, secret=secret)


def _made_from(settings: Settings, store: Store, release: Path) -> dict[str, str]:
    """Return all that words depend on."""
    catalogue = store.catalogue
    received = [catalogue.inputs, catalogue.sources, catalogue.digests]
    return {
        "release": folder_digest(release),
        "said": _said_before(settings, release),
        "received": digest_of(json.dumps(received, sort_keys=True)),
        "settings": settings.fingerprint,
        "code": code_digest(__name__),
    }


def _said_before(settings: Settings, release: Path) -> str:
    """Return the hash of what was said a year before; refuse it if another key wrote it."""
    lines = read_said(settings.reports)
    refuse_other_key(lines, release_secret(settings.root))
    last = last_of(lines, year_before(str(read_about(release)["year"])))
    return last.hash if last else ""
