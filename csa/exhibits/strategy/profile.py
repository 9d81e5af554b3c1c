"""What kind of place is this, what sets it apart from its neighbours, and is crime where need is?

Residents, homes and wards stand in the annex (``area.profile``) and are not told again here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.residents import rates_of
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

FIFTHS = ("Most deprived", "Second", "Middle", "Fourth", "Least deprived")
# What it is to have the most of a figure among the districts, and the least.
ENDS = {
    "income_deprivation": (
        "most residents deprived of income",
        "fewest residents deprived of income",
    ),
    "age_10_24": ("most young people", "fewest young people"),
    "urban_share": ("largest share in urban areas", "smallest share in urban areas"),
}
LEAST_DISTRICTS = 3


class PortraitExhibits(Group):
    """What kind of place an area is."""

    name, scopes = "portrait", ("area",)

    @exhibit(counts={"crime": Count("crime", level="lsoa")})
    def need(view: View, crime: pd.DataFrame) -> Parts:
        """Set recorded crime against deprivation without its domain of crime."""
        title = "Crime and deprivation"
        places = view.reference("deprived_fifth")
        base = view.reference("locality_base")
        if not len(places) or not len(base):
            why = "Deprivation or residents of the neighbourhoods were not received."
            return unavailable(view, title=title, reason=why, units=["crime"])
        cells = view.cells(crime, period=view.period, level="lsoa")
        reason = why_missing(view, cells, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rows, vintage = _rows(view, cells, places, base), int(places["vintage"].iloc[0])
        return show(
            view,
            title=title,
            statements=(*_apart(view), *_steepness(rows)),
            tables=(_table(view, rows, vintage),),
            cells=[cells],
            units=["crime"],
            notes=(
                rates_of(view),
                "Deprivation is without its domain of crime, so crime is not set against itself. "
                "Crimes without a place are left out. Where few live and many come, as in a town "
                "centre, a rate by residents is high whatever the need.",
            ),
            data=rows,
        )


def _rows(
    view: View, cells: pd.DataFrame, places: pd.DataFrame, base: pd.DataFrame
) -> pd.DataFrame:
    """Return crimes and residents of the area's neighbourhoods by fifth of the partnership's."""
    fifth = dict(zip(places["lsoa"], places["fifth"], strict=True))
    rows: list[dict[str, Any]] = []
    for place, name in enumerate(FIFTHS, 1):
        here = cells[cells["area"].map(fifth) == place]
        crimes = view.total(here)
        known = _residents(base, set(here["area"]))
        rate = None if crimes is None else crimes.per(known)
        rows.append(
            {"name": name, "lsoas": len(here), "residents": known, "crimes": crimes, "rate": rate}
        )
    return pd.DataFrame(rows).astype({"crimes": object, "rate": object})


def _residents(base: pd.DataFrame, lsoas: set[str]) -> int | None:
    """Return the residents of some neighbourhoods; None where those of one cannot be told apart."""
    mine = base[base["lsoa"].isin(lsoas)]
    whole = base[base["group"].isin(mine["group"])]
    known = mine.drop_duplicates("group")["residents"]
    if not len(mine) or not set(whole["lsoa"]) <= lsoas or known.isna().any():
        return None
    return int(known.sum())


def _table(view: View, rows: pd.DataFrame, vintage: int) -> Table:
    return Table(
        rows[rows["lsoas"] > 0],
        [
            Column("name", "Fifth of the partnership's neighbourhoods"),
            Column("lsoas", "Neighbourhoods here", "number"),
            Column("residents", "Residents", "number"),
            Column("crimes", "Recorded crimes", "count"),
            Column("rate", "Per 1,000 residents", "rate"),
        ],
        caption=f"Recorded crime in {view.name} by deprivation without crime "
        f"(Indices of Deprivation {vintage}), {view.period.label}",
        row_header="name",
        table_id="need",
    )


def _steepness(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how the most deprived neighbourhoods compare with the least deprived ones there are."""
    known = rows[rows["rate"].notna()]
    if len(known) < len(FIFTHS) - 1:
        return ()
    most, least = known.iloc[0], known.iloc[-1]
    top = known.loc[known["rate"].astype(float).idxmax()]
    elsewhere = say(
        "The highest rate is in the {fifth:t} fifth ({rate:r}), not in the most deprived.",
        fifth=str(top["name"]).casefold(),
        rate=top["rate"],
    )
    return (
        say(
            "In its neighbourhoods that are among the partnership's {most:t} fifth {high:r} crimes "
            "per {thousand:t} residents were recorded, in those of the {least:t} fifth {low:r}.",
            most=str(most["name"]).casefold(),
            least=str(least["name"]).casefold(),
            high=most["rate"],
            low=least["rate"],
            thousand="1,000",
        ),
        *([elsewhere] if top["name"] != most["name"] else []),
    )


def _apart(view: View) -> tuple[Statement, ...]:
    """Say in what a district stands at an end among the partnership's districts."""
    peers = view.reference("peer")
    own = peers[peers["place"] == 0] if len(peers) else peers
    own = own[own["code"].isin([one.code for one in view.settings.districts])] if len(own) else own
    if view.is_partnership or len(own) < LEAST_DISTRICTS:
        return ()
    own = own.set_index("code")
    clauses: list[str] = []
    values: dict[str, Any] = {}
    for figure, ends in ENDS.items():
        ordered = own[figure].dropna().sort_values()
        for words, code in zip(ends, (ordered.index[-1:], ordered.index[:1]), strict=True):
            if len(ordered) == len(own) and list(code) == [view.code]:
                clauses.append(f"{{{figure}_words:t}} ({{{figure}:r}})")
                values |= {figure: 100 * own.loc[view.code, figure], f"{figure}_words": words}
    if not clauses:
        return ()
    told = list_text(f"the {clause}" for clause in clauses)
    template = f"Of the districts {{name:t}} has {told} (of every {{hundred:n}} residents)."
    return (say(template, name=view.name, hundred=100, **values),)
