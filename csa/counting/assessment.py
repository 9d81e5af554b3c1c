"""Everything of one assessment before protection: cells of all areas, and reference tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.added_cells import add_cells
from csa.counting.cells import Areas, close_counts, compute_cells
from csa.counting.people_ties import maturity_relations, people_relations
from csa.counting.places.hotspots import build_places
from csa.counting.places.near_repeats import build_near_repeats
from csa.counting.places.shapes import check_places
from csa.counting.public_knowledge import (
    KNOWN_COUNTS,
    relate_to_suspects,
    relate_to_types,
    with_type_groups,
)
from csa.counting.recoding import add_merged, merged_relations, reading_order
from csa.counting.records.countable import build_countables
from csa.counting.records.persons import LINKING_COUNTS, people_coverage, with_people
from csa.counting.records.searches import SEARCH, search_countable
from csa.counting.records.week import week_relations, with_week_hours
from csa.counting.relations import gather, list_relations
from csa.counting.tables.locality_base import build_locality_base
from csa.counting.tables.provenance import (
    attributions,
    labels_by_unit,
    open_units_of,
    sources_in_use,
)
from csa.counting.tables.received import received_tables
from csa.counting.tables.reference import build_reference
from csa.counting.tables.variation import build_variation
from csa.counting.to_date import add_to_date
from csa.disclosure.design_rules import (
    refuse_short_period,
    refuse_too_fine,
    refuse_two_classifications,
)
from csa.disclosure.ledger import TABLE_NAMES
from csa.disclosure.policy import classify_cells
from csa.disclosure.spans import key_ties
from csa.errors import StoreError
from csa.exhibits.at_place import build_place_months
from csa.exhibits.desk import declared_counts, exhibits_by_family
from csa.exhibits.holidays import with_day_kinds
from csa.exhibits.residents import people_reference
from csa.periods import Period, assessment_year, year_to_date
from csa.schemas import TABLES, check_table
from csa.sources.discovery import MARKER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csa.counting.cells import Count, Countable
    from csa.settings import Settings
    from csa.store import Store

COUNTED_TABLES = ("crime", "asb", "fire", "environment", "victim", "suspect", "stop_search")
NEEDED_UNITS = ("crime", "asb")
COMPARED_UNITS = (*NEEDED_UNITS, "fire", "environment")
REFERENCE_TABLES = (
    "geography", "lsoa_change", "boundary_lsoa", "boundary_ward", "boundary_district",
    "population", "population_group", "deprivation", "project", "commentary",
)  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """True cells of one assessment. They must not leave the process unprotected.

    Attributes
    ----------
    cells : DataFrame
        One row per cell, with its class.
    relations : DataFrame
        Sums and subsets among the cells.
    reference : dict
        Public tables.
    about : dict
        Year, period, sources and whether the data are synthetic.
    """

    cells: pd.DataFrame
    relations: pd.DataFrame
    reference: dict[str, pd.DataFrame]
    about: dict[str, Any]


def tally(settings: Settings, store: Store, *, year: str, to: str | None = None) -> Tally:
    """Count everything that any exhibit declares, for every area.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    year : str
        Assessment year, for example ``2016-17``.
    to : str, optional
        Last month; by default the last month of the year that was received whole from every
        source of incidents that sent any month of it.

    Raises
    ------
    StoreError
        If no month of the year was received.
    DisclosureError
        If a family of counts breaks a design rule, or the period is too short to show people.
    """
    coverage = store.coverage()
    period = resolve_period(settings, coverage, year=year, to=to)
    counts = close_counts([*declared_counts(), *KNOWN_COUNTS, *LINKING_COUNTS])
    rules, used_by = settings.disclosure.rules, exhibits_by_family()
    refuse_too_fine(counts, rules=rules, used_by=used_by)
    tables = {name: _load(store, name) for name in (*COUNTED_TABLES, *REFERENCE_TABLES)}
    check_places(settings, tables["boundary_district"])
    sources = sources_in_use(store, {name: tables[name] for name in COUNTED_TABLES})
    open_units = open_units_of(sources)
    countables = _countables(tables, settings, period=period, open_units=open_units)
    counted = [count for count in counts if count.unit in countables]
    with_rows = [count for count in counted if len(countables[count.unit].rows)]
    refuse_short_period(period, with_rows, rules=rules)
    refuse_two_classifications(countables)
    nesting = tables["geography"][["lsoa", "ward", "district"]]
    areas = Areas(partnership=settings.partnership.code, nesting=nesting)
    cells = compute_cells(
        counts,
        countables=countables,
        areas=areas,
        coverage=people_coverage(coverage, period=period),
        spans=(period.a_year_earlier, period),
    )
    cells["class"] = classify_cells(
        cells,
        open_units=open_units,
        priorities=settings.priorities,
        rules=settings.disclosure,
    )
    relations = _relations(
        cells, counted, countables, areas=areas, settings=settings, period=period
    )
    reference = _reference(
        store, tables, countables,
        areas=areas, settings=settings, period=period, open_units=open_units,
    )  # fmt: skip
    cells, relations, reference = add_cells(cells, relations, reference)
    first_month = settings.partnership.year_starts_in_month
    cells, relations = add_to_date(cells, relations, first_month=first_month)
    merge = settings.disclosure.merge
    cells = add_merged(cells, merge)
    return Tally(
        cells=cells,
        relations=merged_relations(relations, cells, merge),
        reference=reference
        | people_reference(
            tables, codes=areas.codes("district"), year=int(period.start[:4]), merge=merge
        ),
        about={
            "year": year,
            "period": {"start": period.start, "end": period.end},
            "base": settings.disclosure.base,
            "settings": settings.fingerprint,
            "synthetic": _seed(settings) if store.catalogue.synthetic else None,
            "sources": attributions(sources),
            "unit_sources": labels_by_unit(sources, units=COUNTED_TABLES),
            "looked_for": [*sorted(count.family for count in counts), *TABLE_NAMES],
            "order": reading_order(countables, settings.disclosure.merge),
        },
    )


def _countables(
    tables: Mapping[str, pd.DataFrame], settings: Settings, *, period: Period, open_units: set[str]
) -> dict[str, Countable]:
    """Make everything countable that was received."""
    countables = build_countables(
        {name: tables[name] for name in COUNTED_TABLES},
        priorities=settings.priorities,
        open_units=open_units,
    )
    countables = with_people(countables, tables, period=period)
    countables = with_type_groups(countables, priorities=settings.priorities)
    countables = with_week_hours(countables)
    countables = with_day_kinds(countables, settings=settings, period=period)
    if len(tables[SEARCH]):
        countables[SEARCH] = search_countable(tables[SEARCH])
    return countables


def _reference(
    store: Store,
    tables: Mapping[str, pd.DataFrame],
    countables: Mapping[str, Countable],
    *,
    areas: Areas,
    settings: Settings,
    period: Period,
    open_units: set[str],
) -> dict[str, pd.DataFrame]:
    """Gather the public tables, and what is worked out of points, places and months."""
    coverage = store.coverage()
    reference = build_reference(
        {**tables, "coverage": coverage},
        settings=settings,
        period=period,
    )
    reference |= received_tables(store)
    reference |= build_locality_base(tables, period=period)
    reference |= build_places(
        countables,
        tables,
        settings=settings,
        coverage=coverage,
        period=period,
        open_units=open_units,
        homes=reference.get("locality_base"),
    )
    reference |= build_place_months(
        countables,
        tables["boundary_lsoa"],
        settings=settings,
        coverage=coverage,
        period=period,
    )
    reference |= build_variation(
        countables,
        tables["boundary_lsoa"],
        areas=areas,
        settings=settings,
        coverage=coverage,
        period=period,
        open_units=open_units,
        synthetic=store.catalogue.synthetic,
    )
    return reference | build_near_repeats(countables, settings=settings, period=period)


def _relations(
    cells: pd.DataFrame,
    counts: list[Count],
    countables: Mapping[str, Countable],
    *,
    areas: Areas,
    settings: Settings,
    period: Period,
) -> pd.DataFrame:
    """List every sum and subset among the cells, whatever it follows from."""
    priorities = settings.priorities
    pieces = [
        list_relations(cells, counts, areas=areas, priorities=priorities),
        people_relations(cells, priorities=priorities),
        maturity_relations(cells, period=period),
        week_relations(cells),
        relate_to_suspects(cells, priorities=priorities),
        key_ties(cells),
    ]
    if "crime" in countables:
        pieces.append(
            relate_to_types(cells, counts, crimes=countables["crime"], priorities=priorities)
        )
    return gather(pieces)


def _seed(settings: Settings) -> dict[str, int]:
    marker = json.loads((settings.raw / MARKER).read_text(encoding="utf-8"))
    return {"seed": int(marker["seed"])}


def _load(store: Store, table: str) -> pd.DataFrame:
    """Load a table and hold it to its contract; one that no source fills is an empty frame."""
    if table in store.catalogue.tables:
        return check_table(table, store.load(table))
    return pd.DataFrame(columns=list(TABLES[table].fields))


def resolve_period(
    settings: Settings, coverage: pd.DataFrame, *, year: str, to: str | None
) -> Period:
    """Return the assessment period, checked against the months received.

    Raises
    ------
    SettingsError
        If the year or month is malformed, or the month lies outside the year.
    StoreError
        If no crime of the period was received; the message lists the years that were.
    """
    first_month = settings.partnership.year_starts_in_month
    whole = assessment_year(year, first_month=first_month)
    received = complete_months(coverage, NEEDED_UNITS)
    inside = [month for month in received if whole.start <= month <= whole.end]
    wanted = year_to_date(year, to, first_month=first_month) if to else None
    if not inside or (wanted and wanted.end not in inside):
        last = f" up to {to}" if wanted else ""
        spans = f"{received[0]} to {received[-1]}" if received else "none"
        raise StoreError(
            f"There are no complete data for {year}{last}. Months received for recorded crime and "
            f"anti-social behaviour: {spans}. Choose another --year or --to, or add the files to "
            "data/raw and run csa build."
        )
    if wanted:
        return wanted
    compared = [unit for unit in COMPARED_UNITS if complete_months(coverage, (unit,), whole)]
    everywhere = [month for month in complete_months(coverage, compared) if month in inside]
    return Period(whole.start, (everywhere or inside)[-1])


def complete_months(
    coverage: pd.DataFrame, units: Sequence[str], within: Period | None = None
) -> list[str]:
    """Return the months that were received whole, for every district, from a source of each unit.

    Parameters
    ----------
    coverage : DataFrame
        The table ``coverage``.
    units : sequence of str
        The units; those without any source are passed over.
    within : Period, optional
        Only months inside it.
    """
    rows = coverage[coverage["unit"].isin(units)]
    pairs = rows[["unit", "district"]].drop_duplicates()
    whole = rows.loc[rows["status"] == "ok", ["unit", "district", "month"]].drop_duplicates()
    if within is not None:
        whole = whole[whole["month"].between(within.start, within.end)]
    per_month = whole.groupby("month").size()
    return sorted(str(month) for month in per_month.index[per_month == len(pairs)])
