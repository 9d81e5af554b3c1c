"""How does each ward or neighbourhood compare with the others? The rows behind both tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.exhibits.wording.centres import FineLevel, centre_areas
from csa.exhibits.wording.changes import set_beside
from csa.exhibits.wording.ground import capitalised, named_ground
from csa.exhibits.wording.verdicts import judge_cells, spread_of, with_words
from csa.measures.concentration import location_quotient
from csa.measures.rates import calculate_rate
from csa.measures.verdicts import ROSE
from csa.present.number import add_known, are_enough, as_plain, percents

if TYPE_CHECKING:
    from csa.exhibits.view import View

WORST_SHARE = 0.2
FEWEST_FOR_FLAGS = 5
NOT_RECORDED = "Place not recorded"
NOT_MEANINGFUL = "not meaningful"
RATE_NAMES = ("rate", "lower_cl", "upper_cl")
BURGLARY_NAMES = ("burglary_rate", "burglary_lower", "burglary_upper")
MEASURES = {
    "after": "count",
    "rate_value": "rate",
    "difference": "increase",
    "quotient": "part of the crime",
}
# What a measure must exceed to be high at all: a quotient of one is what is usual.
LEAST = {"quotient": 1}


def area_rows(
    view: View,
    cells: pd.DataFrame,
    *,
    level: FineLevel,
    everything: pd.DataFrame,
    burglary: pd.DataFrame,
) -> pd.DataFrame:
    """Set the wards or neighbourhoods of an area side by side.

    Parameters
    ----------
    view : View
        Area, period and priority.
    cells : DataFrame
        Cells of the priority by ward or LSOA, both periods.
    level : str
        ``ward`` or ``lsoa``.
    everything : DataFrame
        Cells of all recorded crime; empty where the priority does not count crime.
    burglary : DataFrame
        Cells of burglary in the period; empty where the priority does not count it.

    Returns
    -------
    DataFrame
        One row per area, most first, the place not recorded last: ``name, ward_name, before,
        after, reading, certainty, share, rate`` (or words where residents are no base), ``lower_cl,
        upper_cl, quotient, burglary, burglary_rate``, ``is_centre`` and ``flags``. No rate or
        quotient stands on fewer incidents than the base for percentages.
    """
    rows = _side_by_side(view, cells, level)
    rows["share"] = percents(rows["after"], add_known(rows["after"]))
    rows = _with_rate(view, rows, cells, count="after", people="residents", names=RATE_NAMES)
    rows["is_centre"] = rows["area"].isin(centre_areas(view, level))
    rows["rate_value"] = rows["rate"].where(~rows["is_centre"])
    rows["rate"] = rows["rate"].astype("object").mask(rows["is_centre"], NOT_MEANINGFUL)
    rows[["lower_cl", "upper_cl"]] = rows[["lower_cl", "upper_cl"]].mask(rows["is_centre"])
    rows = rows.join(_changes(view, rows, cells))
    rows["quotient"] = _quotients(view, rows, everything)
    rows["burglary"] = rows["area"].map(view.numbers(burglary).set_axis(burglary["area"]))
    rows = _with_rate(
        view, rows, burglary, count="burglary", people="households", names=BURGLARY_NAMES
    )
    rows["flags"] = _flags(rows)
    order = rows.assign(last=rows["ward_name"].isna(), most=rows["after"].astype(float))
    return (
        order.sort_values(["last", "most", "name"], ascending=[True, False, True])
        .drop(columns=["last", "most"])
        .reset_index(drop=True)
    )


def _side_by_side(view: View, cells: pd.DataFrame, level: FineLevel) -> pd.DataFrame:
    spoken = "called" if level == "lsoa" else "ward_name"
    columns = [level, f"{level}_name", spoken, "ward_name", "district_name"]
    names = named_ground(view)[list(dict.fromkeys(columns))].drop_duplicates()
    beside = set_beside(view, cells)[["area", "key", "before", "after"]]
    wide = beside.merge(names, left_on="area", right_on=level, how="left")
    wide["name"] = capitalised(wide[spoken].fillna(NOT_RECORDED))
    if view.is_partnership:
        wide["name"] = _with_district(view, wide)
    known = wide["ward_name"].notna()
    return wide[known | (wide["after"] > 0)].reset_index(drop=True)


def _with_district(view: View, wide: pd.DataFrame) -> pd.Series:
    districts = {district.code: district.name for district in view.settings.districts}
    own = wide["district_name"].fillna(wide["area"].str.split(":").str[0].map(districts))
    return wide["name"] + " (" + own + ")"


def _with_rate(
    view: View,
    rows: pd.DataFrame,
    cells: pd.DataFrame,
    *,
    count: str,
    people: str,
    names: tuple[str, ...],
) -> pd.DataFrame:
    """Add the rate of a count and its interval, as wide as the months of the area vary."""
    population = view.reference("population")
    if not len(population) or not rows[count].notna().any():
        return rows.assign(**dict.fromkeys(names, np.nan))
    base = population.loc[population["level"].isin(cells["level"]), ["area", people]]
    spread = pd.DataFrame(spread_of(view, cells)).groupby(cells["area"]).first()
    counts = as_plain(rows[["area", count]]).rename(columns={count: "offence_count"})
    rates = calculate_rate(
        counts.join(spread, on="area"),
        base.rename(columns={people: "population"}),
        confidence=view.settings.partnership.confidence,
    )
    limits = rates[["value", "lower_cl", "upper_cl"]].set_axis(list(names), axis=1)
    return rows.join(limits[are_enough(rows[count]).to_numpy()])


def _changes(view: View, rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Judge each area against the year before, with allowance for the many areas compared."""
    verdicts = judge_cells(view, cells)
    told = [verdicts.get(key) for key in rows["key"]]
    differences = [None if one is None else one.difference for one in told]
    words = with_words(rows[["key"]], verdicts).drop(columns="key")
    return words.assign(difference=pd.array(differences, dtype="Int64"))


def _quotients(view: View, rows: pd.DataFrame, everything: pd.DataFrame) -> pd.Series:
    """Compare the priority's part of the crime here with its part in the area as a whole."""
    if not len(everything):
        return pd.Series(np.nan, index=rows.index)
    now = as_plain(set_beside(view, everything)[["area", "after"]]).set_index("area")["after"]
    # Protected counts may lie a little above the exact whole they are part of.
    here = as_plain(rows[["after"]])["after"]
    others = (rows["area"].map(now).astype("Float64") - here).clip(lower=0)
    counts = pd.concat(
        [
            pd.DataFrame(
                {"area_code": rows["area"], "offence_group": group, "offence_count": values}
            )
            for group, values in (("this", here), ("other", others))
        ],
        ignore_index=True,
    )
    quotients = location_quotient(counts).query("offence_group == 'this'")["location_quotient"]
    is_shown = are_enough(rows["after"]) & rows["ward_name"].notna().to_numpy()
    return quotients.set_axis(rows.index).where(is_shown)


def _flags(rows: pd.DataFrame) -> pd.Series:
    """Name the measures on which an area is among the highest fifth; an increase must be clear."""
    known = rows["ward_name"].notna()
    rows = as_plain(rows).assign(
        difference=rows["difference"].where(rows["reading"].str.startswith(ROSE))
    )
    flags = pd.Series("", index=rows.index)
    if known.sum() < FEWEST_FOR_FLAGS:
        return flags
    for measure, word in MEASURES.items():
        values = rows.loc[known, measure].astype("Float64").dropna()
        worst = values.nlargest(max(1, round(WORST_SHARE * int(known.sum())))).index
        worst = worst[values[worst].round(2) > LEAST.get(measure, 0)]
        flags[worst] = flags[worst].where(flags[worst] == "", flags[worst] + ", ") + word
    return flags


def is_unplaced(names: pd.Series) -> pd.Series:
    """Say which rows are of incidents whose place was not recorded."""
    return names.str.startswith(NOT_RECORDED)
