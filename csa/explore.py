"""The officer's desk: open an area and draw its exhibits."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from csa.areas import list_wards
from csa.counting.added_cells import PLACE_MONTHS
from csa.counting.assessment import Assessment
from csa.counting.cells import CELL_COLUMNS, cells_of, in_order
from csa.counting.keys import expand_dims
from csa.counting.places.shapes import check_places
from csa.counting.places.spot_cells import CELLS, SPOTS
from csa.counting.received_period import latest_year, resolve_period, resolve_span
from csa.counting.recoding import reading_order
from csa.counting.records.loaded import Records
from csa.counting.tables.making import learn_variation
from csa.counting.tables.names import ACCOUNTS, TABLE_NAMES, TOLD
from csa.counting.tables.told import as_table
from csa.counting.tables.variation import KIN_LEVELS
from csa.disclosure.ledger.release import Release, read_release
from csa.errors import DisclosureError, SettingsError, did_you_mean
from csa.exhibits.desk import AreaDesk, everything_declared
from csa.exhibits.kept import Kept
from csa.exhibits.projects.ahead import designed
from csa.exhibits.view import View
from csa.officer.area import OfficerDesk
from csa.periods import year_of
from csa.settings import Edition, load_settings
from csa.settings.files import read_model
from csa.settings.naming import called
from csa.settings.plan_checks import check_counted
from csa.settings.projects import REST, Evaluation

if TYPE_CHECKING:
    from csa.counting.families import Count
    from csa.present.exhibit import Exhibit
    from csa.settings import District, Partnership, Settings
    from csa.settings.plan import CountedUnit

# The builders that make the public tables; all others are tables of areas.
MADE_BY = {
    **dict.fromkeys(ACCOUNTS, "received"),
    **dict.fromkeys(TOLD, "told"),
    **dict.fromkeys(("hotspot", "hotspot_cell", "hotspot_trial", "hotspot_surface"), "hotspots"),
    **dict.fromkeys(("residents_by_age_sex", "residents_by_ethnicity"), "residents"),
    "deprived_fifth": "fifths",
    "harm_class": "harm_classes",
    "locality_base": "locality_base",
    "near_repeat": "near_repeats",
    **dict.fromkeys(("peer", "peer_total"), "peers"),
    "variation": "variation",
}
COUNTED = "what would be counted"
AREA_NAMES, PLACE_NAMES, WARD_NAMES = ("slug", "name", "code"), ("slug", "name"), ("name", "code")
MOST_GBP = 1_000_000_000
# What was counted, by what it was made from, year and period; the latest at the end.
MOST_KEPT = 4
_KEPT: dict[tuple[str, ...], OnDemand] = {}


def open_area(
    district: str,
    year: str | None = None,
    *,
    to: str | None = None,
    since: str | None = None,
    until: str | None = None,
    last: str | None = None,
    edition: Edition = "officer",
    root: str | None = None,
) -> Any:
    """Open one area for one period.

    Parameters
    ----------
    district : str
        A district or the partnership as a whole, or else a named place or a ward: slug, name or
        code.
    year : str, optional
        Assessment year, for example ``2016-17``; by default the latest one of which a month was
        received whole, in a published edition the latest one that is published.
    to : str, optional
        Last month of the period, ``YYYY-MM``; by default the last complete one.
    since, until, last : str, optional
        Instead of a year, any span of up to twelve months: its first and last month, or
        ``last="12 months"`` up to ``until`` or the last complete month. The officer's alone.
    edition : str
        ``officer`` counts on demand, unprotected and marked so; ``partner`` and ``public`` draw
        on the frozen release and on nothing else.
    root : str, optional
        The project folder; by default the nearest one.

    Returns
    -------
    AreaDesk, PlaceDesk or WardDesk
        Exhibits by name, for example ``area.year_to_date()``; ``csa.list_exhibits()`` lists them.

    Raises
    ------
    SettingsError
        If a parameter is not one of those allowed; the message asks what may have been meant.
    StoreError
        If nothing of the period was received.
    DisclosureError
        If a published edition is asked for and there is no release of that period.

    Examples
    --------
    >>> csa.open("Redditch")["Violence and abuse"].time.week().title
    'Violence and abuse by day and hour'
    """
    settings, year = load_settings(root), year or None
    if edition not in get_args(Edition):
        raise SettingsError(
            f"'{edition}' is not an edition. Choose from: {', '.join(get_args(Edition))}."
        )
    span = {"since": since, "until": until, "last": last}
    if any(span.values()) and (year or to or edition != "officer"):
        raise SettingsError(
            "since, until and last are for the officer's edition and instead of year and to."
        )
    release = (
        _true_release(settings, year=year, to=to, span=span)
        if edition == "officer"
        else _frozen_release(settings, year=year, to=to)
    )
    kept = None if edition == "officer" else Kept.of_batch()
    whole = View(
        settings=settings, release=release, slug=settings.partnership.slug, edition=edition,
        kept=kept,
    )  # fmt: skip
    return _find_desk(whole, district)


def _find_desk(whole: View, name: str) -> Any:
    """Return the desk of the area, place or ward that is called so."""
    settings = whole.settings
    areas: tuple[Partnership | District, ...] = (settings.partnership, *settings.districts)
    desk = OfficerDesk(whole) if whole.edition == "officer" else AreaDesk(whole)
    if found := called(areas, name, names=AREA_NAMES):
        return replace(desk, view=replace(whole, slug=found[0].slug))
    if called(settings.places, name, names=PLACE_NAMES):
        return desk.at(name)
    wards = list_wards(whole.reference("geography"))
    if called(wards, name, names=WARD_NAMES):
        code = desk.ward(name).view.ward
        return AreaDesk(replace(whole, slug=whole.of_ward(code).slug)).ward(code)
    names = [one.slug for one in areas] + [one.slug for one in settings.places]
    raise SettingsError(
        f"'{name}' is not a district, named place or ward of this partnership."
        f"{did_you_mean(name, [*names, *(one.name for one in wards)])} Choose from: "
        f"{', '.join(names)}, or a ward (csa.wards() lists them)."
    )


def design_evaluation(
    district: str,
    *,
    ward: str | None = None,
    place: str | None = None,
    unit: CountedUnit = "crime",
    priority: str | None = None,
    category: str | None = None,
    comparator: Sequence[str] = (REST,),
    cost_gbp: int | None = None,
    year: str | None = None,
    to: str | None = None,
    root: str | None = None,
) -> Exhibit:
    """Say what an evaluation of a project could see, before it is paid for.

    Parameters
    ----------
    district : str
        Slug of the district.
    ward, place : str, optional
        Name of the ward, or slug of the named place, where the project would be; one of them.
    unit, priority, category : str, optional
        What would be counted, as in ``config/projects.toml``.
    comparator : sequence of str
        Wards of the district that it would not touch; by default the rest of the district.
    cost_gbp : int, optional
        What it would cost.
    year, to, root
        As for :func:`open_area`.

    Returns
    -------
    Exhibit
        The smallest fall that could be seen after so many months, wards to compare with, and how
        alike they are. Counts are true ones, for the officer alone.

    Raises
    ------
    SettingsError
        If a name is none of the settings', or neither a ward nor a place is named.

    Examples
    --------
    >>> csa.design_evaluation("Redditch", place="Redditch town centre", unit="asb").title
    'What could be seen of anti-social behaviour incidents in Redditch town centre'
    """
    settings = load_settings(root)
    for one in called(settings.places, place or "", names=PLACE_NAMES):
        place = one.slug
    given = {
        "project": "planned", "declared": "2000-01-01", "ward": ward, "place": place, "unit": unit,
        "priority": priority, "category": category, "comparator": tuple(comparator),
    }  # fmt: skip
    design: Evaluation = read_model(Evaluation, given, COUNTED, tables=())
    if not (ward or place):
        raise SettingsError("Name the ward or the place where the project would be.")
    check_counted(design, settings, COUNTED, is_example=False)
    district = settings.district(district).slug
    if cost_gbp is not None and not 0 <= cost_gbp <= MOST_GBP:
        raise SettingsError(f"The cost is to be a number of pounds from nought to {MOST_GBP:,}.")
    here = [one.slug for one in settings.places if one.district == district]
    if place and place not in here:
        raise SettingsError(
            f"The place '{place}' is not in {settings.area_name(district)}. Named there are: "
            f"{', '.join(here) or 'none'}."
        )
    desk = open_area(district, year, to=to, root=root)
    _refuse_wards(desk, [*filter(None, [ward]), *comparator])
    (row,) = as_table((design,)).itertuples()
    return designed(desk.view, row, cost_gbp=cost_gbp)


def _refuse_wards(desk: AreaDesk, names: Sequence[str]) -> None:
    """Refuse a ward that the district does not have."""
    nesting = desk.view.reference("geography")
    wards = sorted(set(nesting.loc[nesting["district"] == desk.view.code, "ward_name"]))
    for name in names:
        if name not in (REST, *wards):
            raise SettingsError(
                f"{desk.view.name} has no ward '{name}'. It has: {', '.join(wards) or 'none'}."
            )


class OnDemand(Release):
    """True cells and public tables, each counted when an exhibit first asks for it, and kept.

    Parameters
    ----------
    assessment : Assessment
        What is to be counted of which records.
    """

    def __init__(self, assessment: Assessment) -> None:
        counted: Mapping[str, Any] = {
            "assessment": assessment,
            "reference": _Tables(assessment),
            "about": assessment.about() | assessment.sources(),
            "_frames": {},
            "_counted": {},
            "_learnt": {},
        }
        vars(self).update(counted)

    assessment: Assessment
    _counted: dict[Count, pd.DataFrame]
    _learnt: dict[tuple[str, str], pd.DataFrame]

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every cell of every area, whether an exhibit asked for it or not."""
        places = self.assessment.made("place_months").values()
        return pd.concat([self.assessment.cells(), self._hotspots, *places], ignore_index=True)

    @cached_property
    def _hotspots(self) -> pd.DataFrame:
        return self.assessment.made("hotspots").get(CELLS, pd.DataFrame(columns=CELL_COLUMNS))

    def frame(self, count: Count) -> pd.DataFrame:
        """Return the cells of one family in reading order, a text column for each dimension."""
        if count not in self._frames:
            order: Mapping[str, Any] = {}
            if countable := self.assessment.countable(count.unit, count.by):
                merge = self.assessment.settings.disclosure.merge
                order = reading_order({count.unit: countable}, merge)[count.unit]
            cells = expand_dims(cells_of(self.breakdown(count), count), count.by)
            self._frames[count] = in_order(cells, order)
        return self._frames[count].copy(deep=False)

    def breakdown(self, count: Count) -> pd.DataFrame:
        """Return the cells of a unit by some dimensions, down to the level of a family."""
        if count not in self._counted:
            hotspots = count.unit == SPOTS.unit
            cells = self._hotspots if hotspots else self.assessment.cells_like(count)
            self._counted[count] = cells
        return self._counted[count]

    def at_places(self, count: Count) -> pd.DataFrame:
        """Return the cells of a unit that are counted of named places."""
        none = pd.DataFrame(columns=[*CELL_COLUMNS, "class"])
        cells = self.assessment.made("place_months").get(PLACE_MONTHS, none)
        return cells[cells["measure"] == count.unit]

    def variation(self, unit: str, level: str) -> pd.DataFrame:
        """Return how much the months of a unit vary, learnt when a verdict first needs it."""
        kin = (unit, KIN_LEVELS.get(level, level))
        if kin not in self._learnt:
            self._learnt[kin] = learn_variation(self.assessment, unit, level)
        known = self._learnt[kin]
        return known[known["level"] == level] if len(known) else known

    def find(self, keys: Iterable[str]) -> pd.DataFrame:
        """Return the cells of some keys, among those counted so far."""
        wanted = set(keys)
        found = [cells[cells["key"].isin(wanted)] for cells in self._counted.values()]
        return pd.concat(found).drop_duplicates("key")

    def predates(self, counts: Iterable[Count], tables: Iterable[str]) -> bool:  # noqa: ARG002
        """Say no: whatever is asked for is counted by this very version."""
        return False


class _Tables(Mapping[str, pd.DataFrame]):
    """The public tables of an assessment, each made when it is first asked for."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._assessment.made(MADE_BY.get(name, "areas"))[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in TABLE_NAMES if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _true_release(
    settings: Settings, *, year: str | None, to: str | None, span: Mapping[str, str | None]
) -> Release:
    """Return the numbers of a period as they are; what was counted of it before is kept."""
    from csa.store import Store

    store = Store(settings)
    made_from = (str(settings.root), settings.fingerprint, store.catalogue.state)
    kept = [one for known, one in _KEPT.items() if known[:-2] == made_from]
    records = kept[0].assessment.records if kept else Records(settings, store, is_checked=False)
    if any(span.values()):
        period = resolve_span(settings, records.coverage, **span)
        year = year_of(period.end, first_month=settings.partnership.year_starts_in_month)
    else:
        year = year or latest_year(settings, records.coverage)
        period = resolve_period(settings, records.coverage, year=year, to=to)
    name = (*made_from, year, period.key)
    if name not in _KEPT:
        check_places(settings, records.table("boundary_district"))
        assessment = Assessment(
            records, year=year, period=period, wanted=everything_declared(), tell=_tell
        )
        _KEPT[name] = OnDemand(assessment)
        for oldest in list(_KEPT)[:-MOST_KEPT]:
            del _KEPT[oldest]
    return _KEPT[name]


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _frozen_release(settings: Settings, *, year: str | None, to: str | None) -> Release:
    named = os.environ.get("CSA_RELEASE")
    folder = Path(named) if named else _published(settings, year)
    release = read_release(folder)
    year = year or str(release.about["year"])
    end = release.about["period"]["end"]
    if release.about["year"] != year or (to and end != to):
        raise SettingsError(
            f"The release in {folder} is of {release.about['year']} to {end}, not of {year} to "
            f"{to}. Run csa assess for the period wanted."
        )
    return release


def _published(settings: Settings, year: str | None) -> Path:
    """Return the folder of the release of a year, by default of the latest one published."""
    if year is None:
        years = (folder.parent.name for folder in settings.reports.glob("*/release"))
        year = max(years, default="")
    if not year:
        raise DisclosureError(
            f"Nothing is published in {settings.reports}. Run csa assess for the year wanted, or "
            "open the officer's edition."
        )
    return settings.reports / year / "release"
