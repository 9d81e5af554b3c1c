"""Where does it happen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.cells import Count
from csa.exhibits.base import Group, Parts, exhibit, is_protected, show, unavailable, why_missing
from csa.exhibits.change import INCIDENT_UNITS, headline_unit
from csa.exhibits.view import UNIT_NOUNS
from csa.measures.rates import calculate_rate
from csa.present.exhibit import FigurePart
from csa.present.maps import choropleth, class_breaks
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.exhibits.view import View

TABLE_ROWS_IN_SENTENCE = 3


class LocationExhibits(Group):
    """Locations of one priority."""

    @exhibit(counts={unit: Count(unit, by=("priority",), level="ward") for unit in INCIDENT_UNITS})
    def ward_table(view: View, **frames: pd.DataFrame) -> Parts:
        """List every ward with its count, rate and change."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} by ward"
        cells = _area_cells(view, frames[unit], "ward")
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        table = _ward_rows(view, cells)
        protected = not view.is_officer and is_protected(cells)
        return show(
            view,
            title=title,
            statements=_ward_statements(table, unit),
            tables=(_ward_table(view, table, unit, protected=protected),),
            cells=[cells],
            units=[unit],
            notes=_ward_notes(view),
            data=table,
        )

    @exhibit(counts={unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS})
    def lsoa_map(view: View, **frames: pd.DataFrame) -> Parts:
        """Map the count of every neighbourhood (LSOA)."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} by neighbourhood"
        cells = _area_cells(view, frames[unit], "lsoa")
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        everywhere = frames[unit][
            (frames[unit]["level"] == "lsoa")
            & (frames[unit]["period"] == view.period.key)
            & (frames[unit]["priority"] == view.priority.id)
        ]
        protected = not view.is_officer and is_protected(cells)
        now = cells[cells["period"] == view.period.key]
        lost = _lost(view, frames[unit])
        table = _lsoa_rows(view, now)
        noun = UNIT_NOUNS[unit]
        figure = FigurePart(
            draw=_map_drawer(view, now, everywhere, noun=noun, protected=protected),
            alt=f"Map of {noun} in the neighbourhoods of {view.name}, {view.period.label}. "
            + _busiest(table).text,
            caption=f"{noun[:1].upper()}{noun[1:]} by LSOA, {view.period.label}. Darker is more.",
            noun="map",
        )
        return show(
            view,
            title=title,
            statements=(_busiest(table), *_not_located(lost, protected=protected)),
            figures=(figure,),
            tables=(
                Table(
                    table,
                    [
                        Column("lsoa_name", "Neighbourhood (LSOA)"),
                        Column("ward_name", "Ward"),
                        Column(
                            "value",
                            noun[:1].upper() + noun[1:],
                            "protected" if protected else "count",
                        ),
                    ],
                    caption=f"{noun[:1].upper()}{noun[1:]} by LSOA in {view.name}",
                    row_header="lsoa_name",
                    table_id="lsoa-map",
                ),
            ),
            cells=[now, lost],
            units=[unit],
            notes=(
                "The map shows counts, so neighbourhoods with shops, stations or nightlife stand "
                "out although few people live there. The classes are the same in every district.",
            ),
            data=table,
        )


def _area_cells(view: View, frame: pd.DataFrame, level: str) -> pd.DataFrame:
    if not len(frame):
        return frame
    return view.cells(frame, level=level, priority=view.priority.id)


def _ward_rows(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    names = view.reference("geography")[["ward", "ward_name", "district_name"]].drop_duplicates()
    wide = (
        cells.pivot(index="area", columns="period", values="value")
        .reindex(columns=[view.before.key, view.period.key])
        .rename(columns={view.before.key: "before", view.period.key: "after"})
        .reset_index()
        .merge(names, left_on="area", right_on="ward", how="left")
    )
    wide["name"] = wide["ward_name"].fillna("Place not recorded")
    if view.is_partnership:
        wide["name"] = _with_district(view, wide)
    known = wide["ward_name"].notna()
    wide = wide[known | (wide["after"].fillna(0) > 0)]
    rows = _with_rates(view, wide)
    total = rows["after"].sum()
    rows["share"] = 100 * rows["after"] / total if total else pd.NA
    order = rows.assign(last=rows["ward_name"].isna())
    return (
        order.sort_values(["last", "after", "name"], ascending=[True, False, True])
        .drop(columns="last")
        .reset_index(drop=True)
    )


def _with_district(view: View, wide: pd.DataFrame) -> pd.Series:
    districts = {district.code: district.name for district in view.settings.districts}
    own = wide["district_name"].fillna(wide["area"].str.split(":").str[0].map(districts))
    return wide["name"] + " (" + own + ")"


def _with_rates(view: View, wide: pd.DataFrame) -> pd.DataFrame:
    people = view.reference("population")
    if not len(people):
        return wide.assign(rate=pd.NA, lower_cl=pd.NA, upper_cl=pd.NA)
    residents = people.loc[people["level"] == "ward", ["area", "residents"]]
    counts = wide[["area", "after"]].rename(columns={"area": "area_code", "after": "offence_count"})
    population = residents.rename(columns={"area": "area_code", "residents": "population"})
    rates = calculate_rate(
        counts.assign(period=view.period.key),
        population.assign(period=view.period.key),
        confidence=view.settings.partnership.confidence,
    )
    limits = rates[["area_code", "value", "lower_cl", "upper_cl"]].rename(
        columns={"area_code": "area", "value": "rate"}
    )
    joined = wide.merge(limits, on="area", how="left")
    too_few = joined["after"].fillna(0) < view.settings.disclosure.minimum_base_for_percent
    columns = ["rate", "lower_cl", "upper_cl"]
    joined[columns] = joined[columns].mask(too_few)
    return joined


def _ward_table(view: View, table: pd.DataFrame, unit: str, *, protected: bool) -> Table:
    kind = "protected" if protected else "count"
    noun = UNIT_NOUNS[unit]
    return Table(
        table,
        [
            Column("name", "Ward"),
            Column("before", "A year earlier", kind),
            Column("after", "This period", kind),
            Column("share", f"Share of {view.name}, %", "percent"),
            Column("rate", "Per 1,000 residents", "rate"),
            Column("lower_cl", "95% interval of the rate", "interval", upper="upper_cl"),
        ],
        caption=f"{noun[:1].upper()}{noun[1:]} by ward in {view.name}: {view.period.label}, and "
        f"{view.before.label}",
        row_header="name",
        table_id="wards",
    )


def _ward_statements(table: pd.DataFrame, unit: str) -> tuple[Statement, ...]:
    located = table[table["ward_name"].notna() & table["after"].notna()]
    top = located.head(TABLE_ROWS_IN_SENTENCE)
    total = int(table["after"].sum())
    if not total or not len(top):
        return ()
    return (
        say(
            "{names:t} have the most {noun:t}: {together:n} of {total:n}.",
            names=list_text(list(top["name"])),
            noun=UNIT_NOUNS[unit],
            together=int(top["after"].sum()),
            total=total,
        ),
    )


def _ward_notes(view: View) -> tuple[str, ...]:
    rules = view.settings.disclosure
    people = view.reference("population")
    basis = f" {people['source'].iloc[0]}." if len(people) else ""
    return (
        f"No rate is shown on fewer than {rules.minimum_base_for_percent} incidents. Rates use "
        f"residents, so town-centre wards read high: visitors are not counted.{basis}",
    )


def _lsoa_rows(view: View, now: pd.DataFrame) -> pd.DataFrame:
    names = view.reference("geography")[["lsoa", "lsoa_name", "ward_name"]]
    rows = now.merge(names, left_on="area", right_on="lsoa", how="inner")
    return rows[["lsoa", "lsoa_name", "ward_name", "value"]].sort_values(
        ["value", "lsoa_name"], ascending=[False, True], ignore_index=True
    )


def _map_drawer(
    view: View, now: pd.DataFrame, everywhere: pd.DataFrame, *, noun: str, protected: bool
) -> Callable[[], object]:
    def draw() -> object:
        codes = set(view.codes("lsoa"))
        lsoas = view.reference("boundary_lsoa")
        wards = view.reference("boundary_ward")
        districts = view.reference("boundary_district")
        inside = districts if view.is_partnership else districts[districts["code"] == view.code]
        labels = districts if view.is_partnership else wards[wards["district"] == view.code]
        return choropleth(
            lsoas[lsoas["code"].isin(codes)],
            now.set_index("area")["value"],
            breaks=class_breaks(everywhere["value"].dropna(), protected=protected),
            outline=inside,
            labels=labels,
            value_label=noun[:1].upper() + noun[1:],
            protected=protected,
        )

    return draw


def _busiest(table: pd.DataFrame) -> Statement:
    known = table.dropna(subset=["value"])
    top = known.iloc[0]
    return say(
        "The neighbourhood with the most is {name:t} in {ward:t} ward.",
        name=top["lsoa_name"],
        ward=top["ward_name"],
    )


def _lost(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    wards = view.cells(frame, level="ward", period=view.period, priority=view.priority.id)
    return wards[wards["area"].str.contains(":", regex=False)]


def _not_located(lost: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    count = lost["value"].sum()
    if not count:
        return ()
    field = "protected" if protected else "n"
    return (
        say(
            f"{{lost:{field}}} more could not be placed on the map and are in the totals only.",
            lost=int(count),
        ),
    )
