"""The officer's desk: open an area and draw its exhibits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from csa.disclosure.ledger import Release, read_release
from csa.errors import SettingsError
from csa.exhibits.desk import AreaDesk, declared_counts
from csa.exhibits.view import View
from csa.settings import Edition, load_settings

if TYPE_CHECKING:
    from csa.settings import Settings


def open_area(
    *,
    district: str,
    year: str,
    to: str | None = None,
    edition: Edition = "officer",
    root: str | None = None,
) -> AreaDesk:
    """Open one area for one period.

    Parameters
    ----------
    district : str
        Slug of a district, or of the partnership as a whole.
    year : str
        Assessment year, for example ``2016-17``.
    to : str, optional
        Last month of the period, ``YYYY-MM``; by default the last complete one.
    edition : str
        ``officer`` counts on demand, unprotected and marked so; ``partner`` and ``public`` draw
        on the frozen release and on nothing else.
    root : str, optional
        The project folder; by default the nearest one.

    Returns
    -------
    AreaDesk
        Exhibits by name, for example ``area.year_to_date()``.

    Raises
    ------
    SettingsError
        If a parameter is not one of those allowed.
    DisclosureError
        If a published edition is asked for and there is no release of that period.
    """
    settings = load_settings(root)
    if edition not in get_args(Edition):
        raise SettingsError(
            f"'{edition}' is not an edition. Choose from: {', '.join(get_args(Edition))}."
        )
    settings.area_name(district)
    release = (
        _true_release(settings, year=year, to=to)
        if edition == "officer"
        else _frozen_release(settings, year=year, to=to)
    )
    return AreaDesk(View(settings=settings, release=release, slug=district, edition=edition))


def _true_release(settings: Settings, *, year: str, to: str | None) -> Release:
    from csa.counting.assessment import Wanted, open_assessment
    from csa.disclosure.spans import key_ties
    from csa.store import Store

    wanted = Wanted.declared(declared_counts())
    assessment = open_assessment(settings, Store(settings), year=year, to=to, wanted=wanted)
    counted = assessment.count(ties=key_ties)
    return Release(cells=counted.cells, reference=counted.reference, about=counted.about)


def _frozen_release(settings: Settings, *, year: str, to: str | None) -> Release:
    named = os.environ.get("CSA_RELEASE")
    folder = Path(named) if named else settings.reports / year / "release"
    release = read_release(folder)
    end = release.about["period"]["end"]
    if release.about["year"] != year or (to and end != to):
        raise SettingsError(
            f"The release in {folder} is of {release.about['year']} to {end}, not of {year} to "
            f"{to}. Run csa assess for the period wanted."
        )
    return release
