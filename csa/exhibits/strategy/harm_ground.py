"""Where is the harm: wards and named places by the public types of crime and what these weigh?

Below the district nothing but the police's own types is told, and these are coarse: one crime of a
type is taken for the average of its type in the whole area. So it is indicative, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.strategy.weighed import INDICES
from csa.exhibits.wording.places import places_of, sum_place
from csa.measures.harm import crime_harm, possible_ranks
from csa.present.tables import Column, Table
from csa.present.words import ORDINALS, Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

GROUND = {
    "in_wards": Count("crime", by=("category",), level="ward"),
    "inside": Count("crime", by=("category",), level="lsoa"),
}
MOST_WARDS = 5
NO_RANK = "–"
INDICATIVE = (
    "Indicative only: below the district crimes are told by the police's own types, and each is "
    "taken to weigh what its type weighs on average in the whole area. Wards with as many "
    "violent crimes count alike here, whatever these were. Places lie within wards."
)


def ground_rows(
    view: View, weighed: dict[str, Any], in_wards: pd.DataFrame, inside: pd.DataFrame
) -> pd.DataFrame:
    """Return the wards that are among the first by number or by harm, then the named places.

    Returns
    -------
    DataFrame
        ``name, crimes``, the shares of all crime and harm of the area, and the ranks among wards.
    """
    means = {scheme: one.mean_of_types() for scheme, one in weighed.items()}
    whole = next(iter(weighed.values())).kinds.drop_duplicates("type").set_index("type")["total"]
    cells = view.cells(in_wards, level="ward", period=view.period)
    names = view.reference("geography").drop_duplicates("ward").set_index("ward")["ward_name"]
    wards = [
        {"name": names[code], **_row(view, rows, means, whole)}
        for code, rows in cells.groupby("area", sort=True)
        if code in names.index
    ]
    places = []
    for place in places_of(view):
        rows = sum_place(view, place, inside[inside["period"] == view.period.key])
        if len(rows):
            places.append({"name": place.name, **_row(view, rows, means, whole)})
    return pd.concat([_ranked(pd.DataFrame(wards), [*means]), pd.DataFrame(places)]).reset_index(
        drop=True
    )


def _row(
    view: View, cells: pd.DataFrame, means: dict[str, pd.Series], whole: pd.Series
) -> dict[str, Any]:
    """Return the crimes of one ward or place and their share of number and harm."""
    counts = cells.set_index("category")["value"].astype(float)
    crimes = view.total(cells)
    row: dict[str, Any] = {"crimes": crimes}
    row["share"] = None if crimes is None else 100 * float(crimes) / whole.sum()
    for scheme, mean in means.items():
        of_all = crime_harm(whole, mean)
        row[scheme] = 100 * crime_harm(counts, mean.reindex(counts.index).fillna(0)) / of_all
    return row


def _ranked(wards: pd.DataFrame, schemes: list[str]) -> pd.DataFrame:
    """Rank all wards, and keep those that are among the first by anything."""
    ways = {"number": "share", **{scheme: scheme for scheme in schemes}}
    for name, column in ways.items():
        wards[f"{name}_rank"] = possible_ranks(wards[column], wards[column])["best"]
    ranks = wards[[f"{name}_rank" for name in ways]]
    first = (ranks <= MOST_WARDS - 2).any(axis=1) | (ranks["number_rank"] <= MOST_WARDS)
    return wards[first].sort_values(["number_rank", "name"])


def ground_statements(rows: pd.DataFrame, schemes: list[str]) -> tuple[Statement, ...]:
    """Say which ward rises most in the order where harm is counted instead of crimes."""
    wards = rows.dropna(subset="number_rank")
    moved = wards["number_rank"] - wards[[f"{scheme}_rank" for scheme in schemes]].max(axis=1)
    moved = moved[wards["number_rank"] <= len(ORDINALS)]
    if not len(moved) or moved.max() < 1:
        return ()
    top = wards.loc[moved.astype(float).idxmax()]
    told = [f"{INDICES[scheme]}" for scheme in schemes]
    return (
        say(
            "{ward:t} ward is {number:t} by number and higher by the harm of its types "
            "({indices:t}): indicative.",
            ward=top["name"], number=ORDINALS[int(top["number_rank"]) - 1], indices=list_text(told),
        ),
    )  # fmt: skip


def ground_table(view: View, rows: pd.DataFrame, schemes: list[str]) -> Table:
    """Lay wards and places out by number and by harm."""
    ranks = {f"{name}_rank": _told(rows[f"{name}_rank"]) for name in ("number", *schemes)}
    columns = [
        Column("name", "Ward or named place"),
        Column("crimes", "Recorded crimes", "count"),
        Column("share", "Share of crime", "share"),
        Column("number_rank", "Rank by number", "number"),
    ]
    for scheme in schemes:
        columns += [
            Column(scheme, f"Share of harm, {INDICES[scheme]} (indicative)", "share"),
            Column(f"{scheme}_rank", f"Rank, {INDICES[scheme]}", "number"),
        ]
    return Table(
        rows.assign(**ranks),
        columns,
        caption=f"Wards and named places of {view.name} by number and by harm",
        row_header="name",
        table_id="harm-places",
    )


def _told(ranks: pd.Series) -> pd.Series:
    return pd.Series([NO_RANK if pd.isna(one) else int(one) for one in ranks], ranks.index, object)
