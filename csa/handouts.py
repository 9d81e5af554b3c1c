"""One place for one theme and span: which is meant, for whom, and where is its page?"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from csa.counting.handouts.at_place import PlaceCounts
from csa.counting.handouts.theme import read_theme
from csa.counting.places.shapes import check_places
from csa.counting.received_period import resolve_span
from csa.counting.records.loaded import Records
from csa.errors import SettingsError
from csa.officer.grounds import find_ground
from csa.officer.handouts.place import PlaceProfile, PublishedProfile, refuse_published
from csa.officer.handouts.shown import Desk
from csa.periods import parse_month
from csa.settings import Edition, load_settings
from csa.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from csa.settings import Settings

LAST = "12 months"
OFFICER: Edition = "officer"


def place_profile(
    place: str,
    *,
    theme: str | None = None,
    since: str | None = None,
    until: str | None = None,
    edition: Edition = OFFICER,
    root: str | None = None,
) -> PlaceProfile | PublishedProfile:
    """Profile one place.

    Parameters
    ----------
    place : str
        Slug or name of a named place, name or code of a ward, codes of neighbourhoods (LSOAs) with
        commas between them, or easting, northing and radius in metres: ``407250,266450,350``.
    theme : str, optional
        A priority, a sub-theme or a unit (``crime, asb, fire, environment``), by id or label; by
        default, or where it is empty, everything.
    since, until : str, optional
        First and last month, up to twelve; by default, or where they are empty, the last twelve
        that were received. They are set beside the same months a year earlier.
    edition : str
        ``officer`` counts the rows, exact and unprotected. ``partner`` and ``public`` draw on the
        latest release, which has a named place as a whole, and nothing else of it.
    root : str, optional
        The project folder; by default the nearest one.

    Returns
    -------
    PlaceProfile or PublishedProfile
        Exhibits by name: ``profile.what()``, ``profile.when()``, ``profile.spots()`` ...

    Raises
    ------
    SettingsError
        If nothing is called so, or the months are malformed; the message asks what may be meant.
    StoreError
        If nothing of these months was received, or nothing says which rows are of the theme.
    DisclosureError
        If a published edition cannot have what is asked for; the message says why.

    Examples
    --------
    >>> profile = csa.place_profile("Redditch town centre", theme="asb")
    >>> profile.what().title
    'Anti-social behaviour incidents at Redditch town centre, and a year earlier'
    """
    settings = load_settings(root)
    if edition not in get_args(Edition):
        raise SettingsError(
            f"'{edition}' is not an edition. Choose from: {', '.join(get_args(Edition))}."
        )
    chosen = read_theme(settings, theme or None)
    since, until = (parse_month(one) if one else None for one in (since, until))
    if edition != OFFICER:
        asked = {"a theme": theme, "months": since or until}
        return _published(settings, place, edition, asked=[k for k, v in asked.items() if v])
    records = Records(settings, Store(settings), is_checked=False)
    period = resolve_span(
        settings, records.coverage, since=since, until=until, last=None if since else LAST
    )
    check_places(settings, records.table("boundary_district"))
    counts = PlaceCounts(records, find_ground(settings, records.table, place), chosen, period)
    counts.check()
    return PlaceProfile(Desk(settings, counts))


def write_profile(
    place: str,
    *,
    theme: str | None = None,
    since: str | None = None,
    until: str | None = None,
    edition: Edition = OFFICER,
    root: str | None = None,
) -> tuple[PlaceProfile | PublishedProfile, Path]:
    """Profile one place on a page of two sheets, by ``notebooks/place_profile.ipynb``.

    Parameters
    ----------
    place, theme, since, until, edition, root
        As for :func:`place_profile`.

    Returns
    -------
    (profile, Path)
        The profile, and its page under ``data/saved``, which is no part of any published set.

    Raises
    ------
    NotebookError
        If the notebook is missing or fails; and as for :func:`place_profile`.
    """
    from csa.report.handouts import Asked, make_profile

    profile = place_profile(
        place, theme=theme, since=since, until=until, edition=edition, root=root
    )
    asked = {"place": place, "theme": theme, "since": since, "until": until, "edition": edition}
    page = Asked(
        parameters={name: value or "" for name, value in asked.items()},
        title=profile.title,
        period=profile.period.label,
        slug=profile.slug,
        is_synthetic=profile.is_synthetic,
        release=profile.release,
    )
    return profile, make_profile(load_settings(root), page)


def _published(
    settings: Settings, place: str, edition: Edition, *, asked: list[str]
) -> PublishedProfile:
    """Return what a release has of a named place.

    Raises
    ------
    DisclosureError
        If it cannot have what is asked for.
    """
    from csa.explore import open_area

    found = settings.place(place)
    if asked:
        raise refuse_published(found.name, " and ".join(asked))
    return PublishedProfile(open_area(found.slug, edition=edition, root=str(settings.root)))
