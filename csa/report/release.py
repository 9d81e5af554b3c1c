"""Make the release that every page of an assessment is drawn from."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from csa.disclosure.ledger import Release, write_release
from csa.disclosure.policy import DRAFT, protect_cells
from csa.exhibits.tally import tally
from csa.keys import release_secret

if TYPE_CHECKING:
    from pathlib import Path

    from csa.settings import Settings
    from csa.store import Store


def make_release(
    settings: Settings, store: Store, *, year: str, to: str | None, folder: Path
) -> str:
    """Count, protect and freeze one assessment.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    year, to : str
        Assessment year and last month.
    folder : Path
        Where to freeze it; an earlier draft there is replaced.

    Returns
    -------
    str
        Hash of the release.

    Raises
    ------
    StoreError
        If the period has no data.
    DisclosureError
        If protection fails; nothing is written then.
    """
    counted = tally(settings, store, year=year, to=to)
    protected = protect_cells(
        counted.cells,
        base=settings.disclosure.base,
        secret=release_secret(settings.root),
    )
    if folder.exists():
        shutil.rmtree(folder)
    release = Release(
        cells=protected,
        reference=counted.reference,
        about={**counted.about, "protection": DRAFT, "inputs": store.catalogue.inputs},
    )
    return write_release(release, relations=counted.relations, folder=folder)
