"""The public tables of an assessment, in groups that are made together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.places.hotspots import build_places
from csa.counting.places.months import build_place_months
from csa.counting.places.near_repeats import build_near_repeats
from csa.counting.tables.fifths import build_fifths
from csa.counting.tables.harm import harm_class_table
from csa.counting.tables.locality_base import build_locality_base
from csa.counting.tables.peers import build_peers
from csa.counting.tables.received import received_tables
from csa.counting.tables.reference import build_reference
from csa.counting.tables.residents import people_reference
from csa.counting.tables.told import told_tables
from csa.counting.tables.variation import LEARNT_TOGETHER, VARIATION, build_variation

if TYPE_CHECKING:
    from csa.counting.assessment import Assessment

    Tables = dict[str, pd.DataFrame]

REFERENCE_TABLES = (
    "geography", "lsoa_change", "boundary_lsoa", "boundary_ward", "boundary_district",
    "population", "population_group", "deprivation",
)  # fmt: skip
PEER_TABLES = (
    "population", "deprivation_district", "district_trait", "district_partnership", "peer_count",
    "recorded_crime",
)  # fmt: skip
BOUNDARIES = ("boundary_lsoa", "boundary_ward", "boundary_district")


def _area_tables(one: Assessment) -> Tables:
    tables = {name: one.records.table(name) for name in REFERENCE_TABLES}
    coverage = {"coverage": one.records.coverage}
    return build_reference(
        {**tables, **coverage}, settings=one.settings, period=one.period, names=one.records.names
    )


def _peers(one: Assessment) -> Tables:
    tables = {name: one.records.table(name) for name in PEER_TABLES}
    return build_peers(tables, settings=one.settings, period=one.period)


def _fifths(one: Assessment) -> Tables:
    names = ("geography", "lsoa_change", "deprivation")
    return build_fifths({name: one.records.table(name) for name in names}, period=one.period)


def _received(one: Assessment) -> Tables:
    return received_tables(one.records.store)


def _told(one: Assessment) -> Tables:
    return told_tables(one.records, year=one.year)


def _locality_base(one: Assessment) -> Tables:
    tables = {name: one.records.table(name) for name in REFERENCE_TABLES}
    return build_locality_base(tables, period=one.period)


def _hotspots(one: Assessment) -> Tables:
    one.tell("Looking for hotspots.")
    return build_places(
        one.incidents,
        {name: one.records.table(name) for name in BOUNDARIES},
        settings=one.settings,
        coverage=one.records.coverage,
        period=one.period,
        open_units=one.records.open_units,
        homes=one.made("locality_base").get("locality_base"),
    )


def _place_months(one: Assessment) -> Tables:
    return build_place_months(
        one.incidents,
        one.records.table("boundary_lsoa"),
        settings=one.settings,
        coverage=one.records.coverage,
        period=one.period,
    )


def learn_variation(one: Assessment, unit: str, level: str) -> pd.DataFrame:
    """Return what is learnt of the months of one unit at one level of areas, and its kin's."""
    together = [levels for levels in LEARNT_TOGETHER if level in levels]
    made = _variation(one, units=[unit], levels=together)
    return made.get(VARIATION, pd.DataFrame())


def _variation(one: Assessment, **chosen: Any) -> Tables:
    return build_variation(
        one.incidents,
        one.records.table("boundary_lsoa"),
        areas=one.areas,
        settings=one.settings,
        coverage=one.records.coverage,
        period=one.period,
        open_units=one.records.open_units,
        synthetic=one.records.store.catalogue.synthetic,
        kept=one.records.monthly,
        **chosen,
    )


def _near_repeats(one: Assessment) -> Tables:
    one.tell("Testing whether crimes are followed by others nearby.")
    return build_near_repeats(one.incidents, settings=one.settings, period=one.period)


def _harm_classes(one: Assessment) -> Tables:
    return harm_class_table(
        one.countables.get("crime"),
        one.records.table("harm_weight"),
        settings=one.settings,
    )


def _residents(one: Assessment) -> Tables:
    return people_reference(
        {name: one.records.table(name) for name in REFERENCE_TABLES},
        codes=one.areas.codes("district"),
        year=int(one.period.start[:4]),
        merge=one.settings.disclosure.merge,
    )


BUILDERS: dict[str, Callable[[Assessment], Tables]] = {
    "areas": _area_tables,
    "locality_base": _locality_base,
    "hotspots": _hotspots,
    "place_months": _place_months,
    "variation": _variation,
    "near_repeats": _near_repeats,
    "residents": _residents,
    "peers": _peers,
    "fifths": _fifths,
    "harm_classes": _harm_classes,
}
# What pages say beside the numbers, which it does not change.
WORD_BUILDERS: dict[str, Callable[[Assessment], Tables]] = {"received": _received, "told": _told}
