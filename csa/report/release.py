"""Make the release that every page of an assessment is drawn from."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from csa.disclosure.gate import make_safe
from csa.disclosure.ledger import Release, write_release
from csa.disclosure.policy import DRAFT, is_protected, protect_cells
from csa.errors import StoreError
from csa.exhibits.tally import resolve_period, tally
from csa.keys import release_secret

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from csa.settings import Settings
    from csa.store import Store


def check_ready(settings: Settings, store: Store, *, year: str, to: str | None) -> None:
    """Refuse what cannot be assessed, before anything is written.

    Raises
    ------
    SettingsError
        If the year or month is malformed, or the month lies outside the year.
    StoreError
        If the period has no data, or the tables are not those of the raw files as they are.
    """
    if store.is_stale():
        raise StoreError(
            "Raw files or settings have changed since the tables were built. Run csa build, then "
            "csa assess again."
        )
    resolve_period(settings, store.coverage(), year=year, to=to)


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
        counted.relations,
        rules=settings.disclosure,
        secret=release_secret(settings.root),
    )
    safe, gate = make_safe(protected, counted.relations, base=settings.disclosure.base)
    if folder.exists():
        shutil.rmtree(folder)
    release = Release(
        cells=safe,
        reference=counted.reference,
        about={
            **counted.about,
            "protection": DRAFT,
            "disclosure": {**gate.summary(), **_errors(counted.cells, safe)},
            "inputs": store.catalogue.inputs,
        },
    )
    return write_release(release, relations=counted.relations, folder=folder)


def _errors(true: pd.DataFrame, published: pd.DataFrame) -> dict[str, float]:
    """Return how far published counts lie from the truth, over all protected cells together."""
    hidden = is_protected(published) & published["value"].notna()
    error = (published["value"] - true["value"])[hidden].abs()
    if not len(error):
        return {"mean_error": 0.0, "largest_error": 0}
    return {"mean_error": round(float(error.mean()), 2), "largest_error": int(error.max())}
