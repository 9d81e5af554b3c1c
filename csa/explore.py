"""The officer's desk: open an area, draw its exhibits, load any processed table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from csa.disclosure.ledger import Release, read_release
from csa.errors import SettingsError
from csa.exhibits.desk import AreaDesk
from csa.exhibits.view import View
from csa.settings import Edition, load_settings

if TYPE_CHECKING:
    import pandas as pd

    from csa.settings import Place, Settings


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
    from csa.exhibits.tally import tally
    from csa.store import Store

    counted = tally(settings, Store(settings), year=year, to=to)
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


def load(
    table: str,
    *,
    district: str | None = None,
    since: str | None = None,
    until: str | None = None,
    priority: str | None = None,
    place: str | None = None,
    root: str | None = None,
) -> pd.DataFrame:
    """Load a processed table.

    Parameters
    ----------
    table : str
        Name of the table, for example ``crime``.
    district : str, optional
        Slug of a district: only its rows.
    since, until : str, optional
        First and last month, ``YYYY-MM``.
    priority : str, optional
        Id of a priority: only incidents that belong to it, each once.
    place : str, optional
        Slug of a named place: only rows whose point lies within it.

    Returns
    -------
    DataFrame or GeoDataFrame
        Unprotected rows, for the officer's eyes.

    Raises
    ------
    StoreError
        If there is no such table; the message lists those there are.
    """
    from csa.priorities import theme_membership
    from csa.store import Store

    settings = load_settings(root)
    code = settings.district(district).code if district else None
    rows = Store(settings).load(table, district=code, since=since, until=until)
    if place is not None:
        rows = _at_place(rows, settings.place(place), settings=settings, table=table)
    if priority is None:
        return rows
    chosen = settings.priority(priority)
    members = theme_membership(rows, unit=table, priorities=[chosen])
    return rows.loc[rows.index.isin(members["incident"])]


def _at_place(rows: pd.DataFrame, place: Place, *, settings: Settings, table: str) -> pd.DataFrame:
    from csa.exhibits.place_shapes import is_in

    if not {"easting", "northing"} <= set(rows.columns):
        raise SettingsError(
            f"The table '{table}' has no points, so it cannot be cut to '{place.slug}'."
        )
    points = rows[["easting", "northing"]].astype("Float64").astype(float)
    inside = is_in(
        place, points["easting"].to_numpy(), points["northing"].to_numpy(), settings=settings
    )
    return rows[inside]
