"""What does each ward look like beside the others? The rows behind the ward table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.exhibits.view import UNIT_NOUNS
from csa.measures.change import adjust_for_multiplicity
from csa.measures.concentration import location_quotient
from csa.measures.rates import calculate_rate
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NAMED_IN_SENTENCE = 3
HIGHLIGHTED_UP_TO = 0.10
WORST_SHARE = 0.2
FEWEST_FOR_FLAGS = 5
TOWN_CENTRE = "town centre"
NOT_MEANINGFUL = "not meaningful"
RATE_NAMES = ("rate", "lower_cl", "upper_cl")
BURGLARY_NAMES = ("burglary_rate", "burglary_lower", "burglary_upper")
MEASURES = {"after": "count", "rate_value": "rate", "difference": "increase", "quotient": "mix"}


def ward_rows(
    view: View, cells: pd.DataFrame, *, everything: pd.DataFrame, burglary: pd.DataFrame
) -> pd.DataFrame:
    """Set the wards of an area side by side.

    Parameters
    ----------
    view : View
        Area, period and priority.
    cells : DataFrame
        Ward cells of the priority, both periods.
    everything : DataFrame
        Ward cells of all recorded crime; empty where the priority does not count crime.
    burglary : DataFrame
        Ward cells of burglary in the period; empty where the priority does not count it.

    Returns
    -------
    DataFrame
        One row per ward, most first, the place not recorded last: ``name, before, after,
        reading, share, rate`` (or words where residents are no base), ``lower_cl, upper_cl,
        quotient, burglary, burglary_rate`` and ``flags``. No rate or quotient stands on fewer
        incidents than the base for percentages.
    """
    rows = _side_by_side(view, cells)
    total = rows["after"].sum(min_count=1)
    rows["share"] = (100 * rows["after"] / total) if total else np.nan
    rows = _with_rate(view, rows, count="after", people="residents", names=RATE_NAMES)
    rows["is_centre"] = rows["area"].isin(_centre_wards(view))
    rows["rate_value"] = rows["rate"].where(~rows["is_centre"])
    rows["rate"] = rows["rate"].astype("object").mask(rows["is_centre"], NOT_MEANINGFUL)
    rows[["lower_cl", "upper_cl"]] = rows[["lower_cl", "upper_cl"]].mask(rows["is_centre"])
    rows = rows.join(_changes(view, rows))
    rows["quotient"] = _quotients(view, rows, everything)
    rows["burglary"] = rows["area"].map(burglary.set_index("area")["value"]).astype("Int64")
    rows = _with_rate(view, rows, count="burglary", people="households", names=BURGLARY_NAMES)
    rows["flags"] = _flags(rows)
    order = rows.assign(last=rows["ward_name"].isna())
    return (
        order.sort_values(["last", "after", "name"], ascending=[True, False, True])
        .drop(columns="last")
        .reset_index(drop=True)
    )


def _side_by_side(view: View, cells: pd.DataFrame) -> pd.DataFrame:
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
    return wide[known | (wide["after"].fillna(0) > 0)].reset_index(drop=True)


def _with_district(view: View, wide: pd.DataFrame) -> pd.Series:
    districts = {district.code: district.name for district in view.settings.districts}
    own = wide["district_name"].fillna(wide["area"].str.split(":").str[0].map(districts))
    return wide["name"] + " (" + own + ")"


def _with_rate(
    view: View, rows: pd.DataFrame, *, count: str, people: str, names: tuple[str, ...]
) -> pd.DataFrame:
    population = view.reference("population")
    if not len(population) or not rows[count].notna().any():
        return rows.assign(**dict.fromkeys(names, np.nan))
    base = population.loc[population["level"] == "ward", ["area", people]]
    rates = calculate_rate(
        rows[["area", count]].rename(columns={count: "offence_count"}),
        base.rename(columns={people: "population"}),
        confidence=view.settings.partnership.confidence,
    )
    limits = rates[["value", "lower_cl", "upper_cl"]].set_axis(list(names), axis=1)
    too_few = rows[count].fillna(0) < view.settings.disclosure.minimum_base_for_percent
    limits.loc[too_few.to_numpy(dtype=bool)] = np.nan
    return rows.join(limits)


def _centre_wards(view: View) -> set[str]:
    """Return the wards that hold the middle of a town centre: visitors outnumber residents."""
    import shapely

    wards = view.reference("boundary_ward")
    if not len(wards):
        return set()
    middles = [
        shapely.Point(place.easting, place.northing)
        for place in view.settings.places
        if TOWN_CENTRE in place.name.lower()
    ]
    holds = [any(shape.contains(point) for point in middles) for shape in wards.geometry]
    return set(wards.loc[holds, "code"])


def _changes(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Compare each ward with the year before, with allowance for the many wards compared."""
    changes = [
        view.compare(
            None if pd.isna(before) else int(before), None if pd.isna(after) else int(after)
        )
        for before, after in zip(rows["before"], rows["after"], strict=True)
    ]
    p_values = np.array(
        [np.nan if change is None else change.p_value for change in changes], dtype=float
    )
    is_clear = adjust_for_multiplicity(p_values).to_numpy() <= HIGHLIGHTED_UP_TO
    readings = [
        "no comparison"
        if change is None
        else ("rose" if change.after > change.before else "fell")
        if clear
        else "no clear change"
        for change, clear in zip(changes, is_clear, strict=True)
    ]
    differences = [change.difference if change else pd.NA for change in changes]
    return pd.DataFrame(
        {"difference": pd.array(differences, dtype="Int64"), "reading": readings}, index=rows.index
    )


def _quotients(view: View, rows: pd.DataFrame, everything: pd.DataFrame) -> pd.Series:
    """Compare the priority's part of each ward's crime with its part of the area's."""
    if not len(everything):
        return pd.Series(np.nan, index=rows.index)
    now = everything[everything["period"] == view.period.key].set_index("area")["value"]
    # Protected counts may lie a little above the exact whole they are part of.
    others = (rows["area"].map(now).astype("Float64") - rows["after"]).clip(lower=0)
    counts = pd.concat(
        [
            pd.DataFrame(
                {"area_code": rows["area"], "offence_group": group, "offence_count": values}
            )
            for group, values in (("this", rows["after"]), ("other", others))
        ],
        ignore_index=True,
    )
    quotients = location_quotient(counts).query("offence_group == 'this'")["location_quotient"]
    enough = rows["after"].fillna(0) >= view.settings.disclosure.minimum_base_for_percent
    return quotients.set_axis(rows.index).where(enough.to_numpy(dtype=bool))


def _flags(rows: pd.DataFrame) -> pd.Series:
    """Name the measures on which a ward is among the highest fifth of wards."""
    wards = rows["ward_name"].notna()
    flags = pd.Series("", index=rows.index)
    if wards.sum() < FEWEST_FOR_FLAGS:
        return flags
    for measure, word in MEASURES.items():
        values = rows.loc[wards, measure].astype("Float64").dropna()
        worst = values.nlargest(max(1, round(WORST_SHARE * int(wards.sum())))).index
        worst = worst[values[worst] > 0]
        flags[worst] = flags[worst].where(flags[worst] == "", flags[worst] + ", ") + word
    return flags


def ward_columns(view: View, table: pd.DataFrame, unit: str, *, protected: bool) -> Table:
    """Return the ward table; columns without a single value are left out."""
    kind = "protected" if protected else "count"
    noun = UNIT_NOUNS[unit]
    columns = [
        Column("name", "Ward"),
        Column("before", "A year earlier", kind),
        Column("after", "This period", kind),
        Column("reading", "Change"),
        Column("share", f"Share of {view.name}, %", "percent"),
        Column("rate", "Per 1,000 residents", "rate"),
        Column("lower_cl", "95% interval of the rate", "interval", upper="upper_cl"),
        Column("quotient", "Part of the ward's crime (1 = usual)", "rate", decimals=2),
        Column("burglary", "Burglary", "count"),
        Column("burglary_rate", "Burglary per 1,000 households", "rate"),
        Column("flags", "Among the highest fifth by"),
    ]
    optional = {"quotient", "burglary", "burglary_rate"}
    shown = [one for one in columns if one.key not in optional or table[one.key].notna().any()]
    return Table(
        table,
        shown,
        caption=f"{noun[:1].upper()}{noun[1:]} by ward in {view.name}: {view.period.label}, and "
        f"{view.before.label}",
        row_header="name",
        table_id="wards",
    )


def ward_statements(table: pd.DataFrame, unit: str) -> tuple[Statement, ...]:
    """Say which wards have the most, and which stand out on several measures or changed."""
    located = table[table["ward_name"].notna() & table["after"].notna()]
    total = int(table["after"].sum())
    if not total or not len(located):
        return ()
    top = located.head(NAMED_IN_SENTENCE)
    statements = [
        say(
            "{names:t} have the most {noun:t}: {together:n} of {total:n}.",
            names=list_text(list(top["name"])),
            noun=UNIT_NOUNS[unit],
            together=int(top["after"].sum()),
            total=total,
        )
    ]
    several = located[located["flags"].str.count(",") >= 2].head(NAMED_IN_SENTENCE)
    if len(several):
        statements.append(
            say(
                "Among the highest fifth of wards on three measures or more: {names:t}.",
                names=list_text(list(several["name"])),
            )
        )
    for reading, words in (("rose", "more"), ("fell", "fewer")):
        changed = located[located["reading"] == reading]
        if len(changed):
            statements.append(
                say(
                    "Clearly {words:t} than a year earlier: {names:t}.",
                    words=words,
                    names=list_text(list(changed["name"].head(NAMED_IN_SENTENCE))),
                )
            )
    return tuple(statements)


def ward_notes(view: View, table: pd.DataFrame) -> tuple[str, ...]:
    """Say what the rates rest on and how changes are judged."""
    rules = view.settings.disclosure
    people = view.reference("population")
    basis = f" {people['source'].iloc[0]}." if len(people) else ""
    centres = list(table.loc[table["is_centre"], "name"])
    notes = [
        f"No rate is shown on fewer than {rules.minimum_base_for_percent} incidents.{basis}",
        "A change is called clear after allowance for the number of wards compared, so that at "
        "most one in ten of the wards named has changed by chance alone.",
    ]
    if centres:
        notes.append(
            f"{list_text(centres)}: town centre. Visitors, not residents, are the crowd there, so "
            "a rate per resident means nothing."
        )
    if table["quotient"].notna().any():
        notes.append(
            "Part of the ward's crime (location quotient): 2 means that these crimes are twice as "
            "large a part of the ward's crime as of the area's."
        )
    if table["burglary_rate"].notna().any():
        notes.append(
            "Burglary is set against households; it includes sheds, shops and other buildings, "
            "which the counts here do not divide."
        )
    return tuple(notes)
