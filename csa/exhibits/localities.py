"""Which neighbourhoods carry several burdens at once, and what happens in each named place?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.disclosure.cells import Count
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable
from csa.exhibits.change import INCIDENT_UNITS
from csa.exhibits.view import UNIT_NOUNS
from csa.measures.hotspots import vulnerable_localities_index
from csa.present.tables import Column, Table
from csa.present.words import list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

SHOWN = 15
NAMED_IN_SENTENCE = 4
USUAL = 100
CRIME_INDICATORS = {"burglary": "Burglary", "damage": "Criminal damage and arson"}
DEPRIVATION = ("income_score", "employment_score", "education_score")
AGENCY_NOUNS = {
    "crime": "Crime", "asb": "ASB", "fire": "Fires", "environment": "Environment",
}  # fmt: skip


class LocalityExhibits(Group):
    """Neighbourhoods where several burdens meet."""

    @exhibit(counts={unit: Count(unit, level="lsoa") for unit in INCIDENT_UNITS})
    def composite(view: View, **frames: pd.DataFrame) -> Parts:
        """Set crime, anti-social behaviour, fires and environment side by side."""
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
                    caption=f"The {SHOWN} highest neighbourhoods in {view.name}; 100 is the mean",
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
        """Combine burglary, damage and deprivation into the vulnerable localities index."""
        title = "Vulnerable localities"
        indicators = _indicators(view, types)
        if not len(indicators):
            return unavailable(
                view,
                title=title,
                reason="The index needs crime by type, households and deprivation scores of every "
                "neighbourhood.",
                units=["crime"],
            )
        index = vulnerable_localities_index(indicators)
        table = index.rename_axis("lsoa").reset_index()
        table["name"] = table["lsoa"].map(_names(view))
        table["is_priority"] = table["is_priority"].map({True: "priority", False: ""})
        top = table.sort_values(
            ["vulnerable_localities_index", "lsoa"], ascending=[False, True]
        ).head(SHOWN)
        priority = table[table["is_priority"] != ""]
        return show(
            view,
            title=title,
            statements=(
                say(
                    "{count:n} of {all:n} neighbourhoods exceed twice the mean of {area:t}.",
                    count=len(priority),
                    all=len(table),
                    area=view.name,
                ),
                say("The highest are {names:t}.", names=list_text(
                    list(top["name"].head(NAMED_IN_SENTENCE)))),
            ),
            tables=(
                Table(
                    top.reset_index(drop=True),
                    [
                        Column("name", "Neighbourhood (LSOA)"),
                        Column("burglary", "Burglary", "rate", decimals=0),
                        Column("damage", "Damage", "rate", decimals=0),
                        Column("income_score", "Income", "rate", decimals=0),
                        Column("employment_score", "Employment", "rate", decimals=0),
                        Column("education_score", "Education", "rate", decimals=0),
                        Column("vulnerable_localities_index", "Index", "rate", decimals=0),
                        Column("is_priority", "Over 200"),
                    ],
                    caption=f"Vulnerable localities index in {view.name}; 100 is the mean",
                    row_header="name",
                    table_id="vulnerable-localities",
                ),
            ),
            cells=[_now(view, types, category) for category in CRIME_INDICATORS.values()],
            units=["crime"],
            notes=(
                "Five of the index's six indicators: the number of people aged 15 to 24 by "
                "neighbourhood was not received. Burglary and damage are per household and "
                "include other buildings, which the counts do not divide.",
            ),
            data=table,
        )  # fmt: skip


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
    people, scores = view.reference("population"), view.reference("deprivation_score")
    if not len(types) or not len(people) or not len(scores):
        return pd.DataFrame()
    codes = view.codes("lsoa")
    homes = people[people["level"] == "lsoa"].set_index("area")["households"]
    homes = homes.reindex(codes).astype("Float64").astype(float)
    rates = {
        name: _now(view, types, category)
        .set_index("area")["value"]
        .reindex(codes)
        .astype("Float64")
        .astype(float)
        / homes.where(homes > 0, np.nan)
        for name, category in CRIME_INDICATORS.items()
    }
    chosen = scores.set_index("lsoa")[list(DEPRIVATION)].astype(float).reindex(codes)
    table = pd.DataFrame(rates).join(chosen)
    return table.dropna() if table.notna().all(axis=1).any() else pd.DataFrame()
