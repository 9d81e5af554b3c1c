"""Which neighbourhoods carry several burdens at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable
from csa.measures.hotspots import vulnerable_localities_index
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View

SHOWN = 15
NAMED_IN_SENTENCE = 4
USUAL = 100
CRIME_INDICATORS = {"burglary": "Burglary", "damage": "Criminal damage and arson"}
INDEX = "vulnerable_localities_index"
INDICATORS = {
    "burglary": "Burglary",
    "damage": "Damage",
    "income_score": "Income",
    "employment_score": "Employment",
    "education_score": "Education",
    "young": "Young adults",
}
DEPRIVATION = ("income_score", "employment_score", "education_score")
AGENCY_NOUNS = {
    "crime": "Crime", "asb": "ASB", "fire": "Deliberate fires", "environment": "Environment",
}  # fmt: skip


class LocalityExhibits(Group):
    """Neighbourhoods where several burdens meet."""

    @exhibit(counts={unit: Count(unit, level="lsoa") for unit in INCIDENT_UNITS})
    def composite(view: View, **frames: pd.DataFrame) -> Parts:
        """Set crime, anti-social behaviour, deliberate fires and environment side by side."""
        title = "Where several agencies' incidents meet"
        columns = {
            unit: view.cells(frame, level="lsoa", period=view.period).set_index("area")["value"]
            for unit, frame in frames.items()
            if len(frame)
        }
        counts = pd.DataFrame(columns).astype("Float64").dropna(axis=1)
        if counts.shape[1] < 2:
            return unavailable(
                view, title=title, reason="Counts of two agencies or more are needed.", units=[]
            )
        table = composite_index(counts).rename_axis("lsoa").reset_index()
        table["name"] = table["lsoa"].map(_names(view))
        top = table.sort_values(["composite", "lsoa"], ascending=[False, True]).head(SHOWN)
        units = list(counts)
        return show(
            view,
            title=title,
            statements=(
                say(
                    "Across {sources:t} the highest are {names:t}; the highest has {times:r} times "
                    "what is usual in {area:t}.",
                    sources=list_text([UNIT_NOUNS[unit] for unit in units]),
                    names=list_text(list(top["name"].head(NAMED_IN_SENTENCE))),
                    times=float(top["composite"].iloc[0]) / USUAL,
                    area=view.name,
                ),
            ),
            tables=(
                Table(
                    top.reset_index(drop=True),
                    [
                        Column("name", "Neighbourhood (LSOA)"),
                        *(Column(unit, AGENCY_NOUNS[unit], "rate", decimals=0) for unit in units),
                        Column("composite", "All together", "rate", decimals=0),
                    ],
                    caption=f"The {len(top)} highest neighbourhoods in {view.name}; "
                    "100 is the mean",
                    row_header="name",
                    table_id="composite",
                ),
            ),
            cells=[view.cells(frames[unit], level="lsoa", period=view.period) for unit in units],
            units=units,
            notes=(
                "Each count is set to 100 for the mean neighbourhood of the area, and the columns "
                "are averaged, each agency with the same weight. Counts, not rates: places with "
                "many visitors read high.",
            ),
            data=table,
        )

    @exhibit(counts={"types": Count("crime", by=("category",), level="lsoa")})
    def vulnerable(view: View, types: pd.DataFrame) -> Parts:
        """Combine burglary, damage, deprivation and age into the vulnerable localities index."""
        title = "Vulnerable localities"
        indicators = _indicators(view, types)
        if not len(indicators):
            return unavailable(
                view,
                title=title,
                reason="The index needs crime by type, households, residents by age and the "
                "deprivation of every neighbourhood.",
                units=["crime"],
            )
        columns = {name: one for name, one in INDICATORS.items() if name in indicators}
        index = vulnerable_localities_index(indicators[list(columns)])
        table = index.join(indicators[["name"]]).reset_index(names="group")
        known = table.dropna(subset=[INDEX])
        top = known.sort_values([INDEX, "group"], ascending=[False, True]).head(SHOWN)
        top["over"] = top["is_priority"].map({True: "yes", False: ""})
        return show(
            view,
            title=title,
            statements=_vulnerable_statements(view, known, top),
            tables=(
                Table(
                    top.reset_index(drop=True),
                    [
                        Column("name", "Neighbourhood (LSOA)"),
                        *(Column(name, text, "rate", decimals=0) for name, text in columns.items()),
                        Column(INDEX, "All together", "rate", decimals=0),
                        *(
                            [Column("over", "Twice the mean or more")]
                            if (top["over"] != "").any()
                            else []
                        ),
                    ],
                    caption=f"Vulnerable localities index in {view.name}; 100 is the mean",
                    row_header="name",
                    table_id="vulnerable-localities",
                ),
            ),
            cells=[_now(view, types, category) for category in CRIME_INDICATORS.values()],
            units=["crime"],
            notes=_vulnerable_notes(view, table, columns),
            data=table,
        )


def _vulnerable_statements(
    view: View, known: pd.DataFrame, top: pd.DataFrame
) -> tuple[Statement, ...]:
    count = int(known["is_priority"].sum())
    if count:
        first = say(
            "In {count:n} of {all:n} neighbourhoods the burdens together are at least twice the "
            "mean of {area:t}.",
            count=count,
            all=len(known),
            area=view.name,
        )
    else:
        first = say(
            "None of the {all:n} neighbourhoods has twice the mean of {area:t} over all the "
            "burdens.",
            all=len(known),
            area=view.name,
        )
    names = list_text(list(top["name"].head(NAMED_IN_SENTENCE)))
    return (first, say("The highest are {names:t}.", names=names))


def _vulnerable_notes(
    view: View, table: pd.DataFrame, columns: Mapping[str, str]
) -> tuple[str, ...]:
    left_out = len(view.codes("lsoa")) - len(table)
    unknown = int(table[INDEX].isna().sum())
    notes = [
        "Each column is set to 100 for the mean neighbourhood, and the index is the mean of the "
        "columns. Burglary and damage are per household and include other buildings, which the "
        "counts do not divide.",
        "Young adults are residents aged 15 to 24, as a share of all."
        if "young" in columns
        else "Five of the six indicators: residents by age were not received by neighbourhood.",
    ]
    vintage = view.reference("deprivation_score")["vintage"].iloc[0]
    notes.append(f"Income, employment and education: Indices of Deprivation {vintage}.")
    if left_out:
        notes.append(
            "Neighbourhoods that were one until the boundaries of 2021 are taken together: their "
            "households and residents are known for the whole only."
        )
    if unknown:
        notes.append("A neighbourhood for which one of the figures is missing has no index.")
    return tuple(notes)


def composite_index(counts: pd.DataFrame) -> pd.DataFrame:
    """Set each column to 100 for its mean and average the columns.

    Parameters
    ----------
    counts : DataFrame
        One row per neighbourhood, one column per source.

    Returns
    -------
    DataFrame
        The columns as indices, and ``composite``; a column whose mean is 0 is left out.
    """
    means = counts.mean()
    index = USUAL * counts.loc[:, means > 0] / means[means > 0]
    return index.assign(composite=index.mean(axis=1, skipna=False)).astype(float)


def _names(view: View) -> pd.Series:
    places = view.reference("geography").set_index("lsoa")
    return places["lsoa_name"] + " (" + places["ward_name"] + ")"


def _now(view: View, types: pd.DataFrame, category: str) -> pd.DataFrame:
    return view.cells(types, level="lsoa", period=view.period, category=category)


def _indicators(view: View, types: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators as rates, one row per neighbourhood that can be compared."""
    base, scores = view.reference("locality_base"), view.reference("deprivation_score")
    if not len(types) or not len(base) or not len(scores):
        return pd.DataFrame()
    here = base[base["lsoa"].isin(view.codes("lsoa"))]
    group = here.set_index("lsoa")["group"]
    people = here.drop_duplicates("group").set_index("group")[["households", "residents", "young"]]
    people = people.astype("Float64").astype(float)
    rates = {}
    for name, category in CRIME_INDICATORS.items():
        counts = _now(view, types, category).set_index("area")["value"].reindex(group.index)
        summed = counts.groupby(group).agg(lambda values: values.sum(skipna=False))
        homes = people["households"].where(people["households"] > 0)
        rates[name] = summed.astype("Float64").astype(float) / homes
    table = pd.DataFrame(rates)
    chosen = scores.set_index("lsoa")[list(DEPRIVATION)].astype(float).reindex(group.index)
    table = table.join(chosen.groupby(group).mean())
    if people["young"].notna().any():
        table["young"] = people["young"] / people["residents"].where(people["residents"] > 0)
    table["name"] = _names(view).reindex(group.index).groupby(group).agg(_joined_name)
    return table if table.notna().all(axis=1).any() else pd.DataFrame()


def _joined_name(names: pd.Series) -> str:
    """Name the parts of a neighbourhood that was split: "Redditch S06V and S06W (Greenlands)"."""
    first, *others = sorted(names)
    if not others:
        return str(first)
    name, ward = first.split(" (", 1)
    short = [other.split(" (", 1)[0].rsplit(" ", 1)[-1] for other in others]
    return f"{list_text([name, *short])} ({ward}"
