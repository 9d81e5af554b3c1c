"""What is handed out to a group: which place or district and weeks are meant, and for whom?"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from csa.counting.handouts.at_place import PlaceCounts
from csa.counting.handouts.theme import read_theme
from csa.counting.handouts.weeks import BEFORE, EARLIER, WeekCounts
from csa.counting.places.shapes import check_places
from csa.counting.received_period import resolve_span
from csa.counting.records.loaded import Records
from csa.counting.units import CORE_UNITS
from csa.errors import SettingsError, StoreError
from csa.lately import Days, last_day, read_day
from csa.officer.grounds import find_ground
from csa.officer.handouts.monitor import DistrictMonitor, WeekDesk, refuse_monitor
from csa.officer.handouts.place import PlaceProfile, PublishedProfile, refuse_published
from csa.officer.handouts.shown import GroundDesk
from csa.periods import parse_month
from csa.schemas.coverage import OK
from csa.settings import Edition, load_settings
from csa.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from csa.report.handouts import Handout
    from csa.settings import Settings

LAST = "12 months"
WEEKS, MOST_WEEKS, DAYS_IN_WEEK = 6, range(2, 13), 7
OF_MONTHS = (
    "Figures are of these months, and of the same months a year earlier, unless they say otherwise."
)
OF_WEEKS = "The weeks before are {before}; a year earlier is {earlier}."
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
    _check_edition(edition)
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
    return PlaceProfile(GroundDesk(settings, counts))


def write_profile(
    place: str,
    *,
    theme: str | None = None,
    since: str | None = None,
    until: str | None = None,
    edition: Edition = OFFICER,
    root: str | None = None,
) -> Handout:
    """Profile one place on a page of two sheets, by ``notebooks/place_profile.ipynb``.

    Parameters
    ----------
    place, theme, since, until, edition, root
        As for :func:`place_profile`.

    Returns
    -------
    Handout
        Its title, what it says first, and its page.

    Raises
    ------
    NotebookError
        If the notebook is missing or fails; and as for :func:`place_profile`.
    """
    profile = place_profile(
        place, theme=theme, since=since, until=until, edition=edition, root=root
    )
    asked = {"place": place, "theme": theme, "since": since, "until": until, "edition": edition}
    return _write(
        profile,
        "place_profile.ipynb",
        asked,
        slug=f"place-{profile.slug}",
        about=OF_MONTHS,
        root=root,
    )


def district_monitor(
    district: str,
    *,
    until: str | None = None,
    weeks: int | str | None = None,
    edition: Edition = OFFICER,
    root: str | None = None,
) -> DistrictMonitor:
    """Tell some weeks of a district, beside the weeks before and the same a year earlier.

    Parameters
    ----------
    district : str
        Slug, name or code.
    until : str, optional
        The last day, ``2017-01-31``, or month; by default the end of the last month of which crime
        or anti-social behaviour was received whole there.
    weeks : int, optional
        How many, 2 to 12; by default six.
    edition : str
        Only ``officer``: a release holds no weeks.
    root : str, optional
        The project folder; by default the nearest one.

    Returns
    -------
    DistrictMonitor
        Exhibits by name: ``monitor.summary()``, ``monitor.places()``, ``monitor.counted()`` ...

    Raises
    ------
    SettingsError
        If there is no such district, day or number of weeks.
    StoreError
        If nothing of these weeks was received, or only by the month.
    DisclosureError
        If a published edition is asked for.

    Examples
    --------
    >>> monitor = csa.district_monitor("Redditch", until="2016-06-30")
    >>> monitor.title
    'District monitor of Redditch: 20 May 2016 to 30 June 2016'
    """
    settings = load_settings(root)
    _check_edition(edition)
    area = settings.district(district)
    if edition != OFFICER:
        raise refuse_monitor(area.name)
    records = Records(settings, Store(settings), is_checked=False)
    last = read_day(until) if until else _last_day(records, area.code)
    span = Days.up_to(last, days=DAYS_IN_WEEK * _read_weeks(weeks))
    check_places(settings, records.table("boundary_district"))
    counts = WeekCounts(records, area, span)
    counts.check()
    return DistrictMonitor(WeekDesk(settings, counts))


def write_monitor(
    district: str,
    *,
    until: str | None = None,
    weeks: int | str | None = None,
    edition: Edition = OFFICER,
    root: str | None = None,
) -> Handout:
    """Tell some weeks of a district on a page, by ``notebooks/district_monitor.ipynb``.

    Parameters
    ----------
    district, until, weeks, edition, root
        As for :func:`district_monitor`.

    Returns
    -------
    Handout
        Its title, what it says first, and its page.

    Raises
    ------
    NotebookError
        If the notebook is missing or fails; and as for :func:`district_monitor`.
    """
    monitor = district_monitor(district, until=until, weeks=weeks, edition=edition, root=root)
    asked = {"district": district, "until": until, "weeks": weeks}
    spans = monitor.desk.counts.spans
    return _write(
        monitor, "district_monitor.ipynb", asked | {"edition": edition},
        slug=f"monitor-{monitor.slug}",
        about=OF_WEEKS.format(before=spans[BEFORE].label, earlier=spans[EARLIER].label), root=root,
    )  # fmt: skip


def _write(
    handout: PlaceProfile | PublishedProfile | DistrictMonitor,
    notebook: str,
    asked: Mapping[str, object],
    *,
    slug: str,
    about: str,
    root: str | None,
) -> Handout:
    from csa.report.handouts import Asked, make_handout

    page = Asked(
        notebook=notebook,
        parameters={name: str(value or "") for name, value in asked.items()},
        title=handout.title,
        period=handout.label,
        slug=slug,
        about=about,
        is_synthetic=handout.is_synthetic,
        release=handout.release,
    )
    return make_handout(load_settings(root), page)


def _check_edition(edition: str) -> None:
    if edition not in get_args(Edition):
        raise SettingsError(
            f"'{edition}' is not an edition. Choose from: {', '.join(get_args(Edition))}."
        )


def _read_weeks(weeks: int | str | None) -> int:
    text = str(WEEKS if weeks in (None, "") else weeks).strip()
    number = int(text) if text.isdecimal() and text.isascii() else 0
    if number not in MOST_WEEKS:
        raise SettingsError(
            f"A monitor is of {MOST_WEEKS[0]} to {MOST_WEEKS[-1]} weeks, not '{text}'. Months are "
            "told by csa.open and csa assess."
        )
    return number


def _last_day(records: Records, district: str) -> pd.Timestamp:
    """Return the end of the last month of which a core unit was received whole in a district."""
    rows = records.coverage
    chosen = (rows["district"] == district) & rows["unit"].isin(CORE_UNITS) & (rows["status"] == OK)
    if not chosen.any():
        raise StoreError(
            "No month of recorded crime or anti-social behaviour was received whole for this "
            "district. Run csa status to see what is missing."
        )
    return last_day(str(rows.loc[chosen, "month"].max()))


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
