"""How does an area stand among those most like it elsewhere?

Its own counts are those released; the peers' are open data. A rank alone says little where places
differ by chance and by custom, so each rate is also held against a funnel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, show, unavailable
from csa.exhibits.strategy.alike import (
    PEER_COUNTS,
    Compared,
    kind_of,
    own_cells,
    peers_of,
    set_among,
)
from csa.exhibits.strategy.everywhere import is_everywhere
from csa.exhibits.wording.themes import ALL_CRIME, in_sentence
from csa.findings.finding import Finding
from csa.measures.peers import CONFIDENCES, FAR_ABOVE, FAR_BELOW, WITHIN, funnel_limits
from csa.periods import as_spans
from csa.present.exhibit import FigurePart
from csa.present.peers import peer_dots
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.exhibits.view import View

QUARTERS_NOTE = (
    "Counts elsewhere are those of the Home Office by partnership and quarter: only whole quarters "
    "are compared, and disorder, which it does not count, is left out."
)
ELSEWHERE = "Published figures of other areas"
FIGURES = {
    "income_deprivation": "share of residents deprived of income",
    "age_10_24": "share aged 10 to 24",
    "density": "residents per square kilometre",
    "urban_share": "share who live in urban areas",
}
FUNNEL_NOTE = (
    "Limits allow for chance and for how much peers differ anyway (Spiegelhalter, 2005): 'above' "
    "or 'below' is beyond the 95% limit, 'far' beyond the 99.8% limit. Forces record differently."
)


class PeerExhibits(Group):
    """An area among those most like it."""

    name, scopes = "peers", ("area",)

    @exhibit(counts=PEER_COUNTS, offers=True)
    def standing(view: View, **frames: pd.DataFrame) -> Parts:
        """Set crime, its types and disorder beside those of the most similar areas elsewhere."""
        title = f"Beside the {kind_of(view)} most like {view.name}"
        peers = peers_of(view)
        if peers.reason:  # said on the page, for somebody can bring what is missing
            said = say("{reason:t}", reason=peers.reason)
            return show(view, title=title, statements=(said,), source=ELSEWHERE)
        here, months = peers.rows, peers.months
        cells = own_cells(view, frames, months)
        compared = set_among(view, peers, cells)
        if not compared:
            why = "Fewer crimes were recorded here in these months than a rate needs."
            return unavailable(view, title=title, reason=why, units=["crime"])
        first, spans = compared[0], list_text(span.label for span in as_spans(months))
        return show(
            view,
            title=title,
            statements=(_rank_statement(view, first), *_outside(compared)),
            figures=(_figure(view, first, spans),),
            tables=(_peers_table(here, first), _standing_table(view, compared, spans)),
            cells=list(cells.values()),
            units=["crime", "asb"],
            notes=(_rule(here), FUNNEL_NOTE, *((QUARTERS_NOTE,) if peers.is_quarterly else ())),
            findings=_findings(view, compared, cells, frames),
            period=spans,
            data=here,
        )


def _rank_statement(view: View, one: Compared) -> Statement:
    """Say which place the area's rate has, and what is usual among the peers."""
    place = one.standing
    ends = {1: "is the highest", place.among: "is the lowest"}
    comes = "{end:t}" if place.rank in ends else "is number {rank:n} from the highest"
    return say(
        f"The rate of recorded crime in {{name:t}} {comes} of {{among:n}}, its own and those of "
        "its peers: {rate:r} per {thousand:t} residents in these months, {place:t} the limits of "
        "what is usual for its size. Half of the peers lie between {lower:r} and {upper:r}; their "
        "median is {median:r}.",
        name=view.name,
        **({"end": ends[place.rank]} if place.rank in ends else {"rank": place.rank}),
        among=place.among,
        rate=one.rate,
        thousand="1,000",
        place=one.place,
        lower=place.lower,
        upper=place.upper,
        median=place.median,
    )


def _outside(compared: list[Compared]) -> tuple[Statement, ...]:
    """Name what else lies outside its funnel, the furthest first."""
    told = [(one.place, in_sentence(one.name)) for one in compared[1:] if one.place != WITHIN]
    if not told:
        return ()
    order = {place: n for n, place in enumerate((FAR_ABOVE, "above", FAR_BELOW, "below"))}
    clauses = [
        f"{place} them: {list_text(name for where, name in told if where == place)}"
        for place in sorted({where for where, _ in told}, key=order.__getitem__)
    ]
    return (say("Of the types, {clauses:t}.", clauses="; ".join(clauses)),)


def _rule(here: pd.DataFrame) -> str:
    used = [words for name, words in FIGURES.items() if here[name].notna().any()]
    lacking = [words for name, words in FIGURES.items() if here[name].isna().all()]
    without = f" Not received of other areas: {list_text(lacking)}." if lacking else ""
    return f"Peers are the nearest by {list_text(used)}, each standardised over all areas.{without}"


def _figure(view: View, one: Compared, spans: str) -> FigurePart:
    rows = _with_limits(view, one)
    place = one.standing
    return FigurePart(
        draw=lambda: peer_dots(
            rows, median=place.median, value_label="Recorded crimes per 1,000 residents"
        ),
        alt=f"Dots of recorded crime per 1,000 residents in {view.name} and its peers, {spans}; "
        f"the highest is {rows.loc[rows['rate'].idxmax(), 'name']}.",
        caption="Each bar spans where an area of its size lies where nothing is unusual, the thick "
        "part usually and the thin part nearly always; the filled square is the area itself",
    )


def _with_limits(view: View, one: Compared) -> pd.DataFrame:
    """Return the area and its peers with the rates at their funnel limits."""
    own = {"name": view.name, "count": one.own.value, "residents": one.residents, "rate": one.rate}
    rows = pd.concat([pd.DataFrame([own]), one.peers], ignore_index=True)
    rows["is_own"] = rows.index == 0
    residents = rows["residents"].to_numpy(float)
    for ends, confidence in zip(
        (("lower", "upper"), ("far_lower", "far_upper")), CONFIDENCES, strict=True
    ):
        limits = funnel_limits(
            one.expected(residents), confidence=confidence, dispersion=one.dispersion
        )
        for name, limit in zip(ends, limits, strict=True):
            rows[name] = 1000 * np.asarray(limit) / residents
    return rows


def _peers_table(here: pd.DataFrame, one: Compared) -> Table:
    """Lay out who the peers are, why, and their rates."""
    rows = here[here["place"] > 0].merge(one.peers[["code", "rate"]], on="code", how="left")
    for name in ("income_deprivation", "age_10_24", "urban_share"):
        rows[name] *= 100
    used = [name for name in FIGURES if rows[name].notna().any()]
    kinds = {name: "rate" if name == "density" else "share" for name in used}
    return Table(
        rows,
        [
            Column("name", "Peer"),
            Column("distance", "Distance", "rate", decimals=2),
            *(
                Column(name, FIGURES[name][:1].upper() + FIGURES[name][1:], kinds[name])
                for name in used
            ),
            Column("residents", "Residents", "number"),
            Column("rate", "Recorded crimes per 1,000 residents", "rate"),
        ],
        caption="The peers, the most similar first, and their rate of recorded crime",
        row_header="name",
        table_id="peers",
    )


def _standing_table(view: View, compared: list[Compared], spans: str) -> Table:
    rows = []
    for one in compared:
        at = one.standing
        rows.append(
            {
                "name": one.name, "own": one.own, "rate": one.rate, "median": at.median,
                "lower": at.lower, "upper": at.upper, "rank": at.rank, "place": one.place,
            }
        )  # fmt: skip
    return Table(
        pd.DataFrame(rows),
        [
            Column("name", "What is counted"),
            Column("own", "Count", "count"),
            Column("rate", "Per 1,000 residents", "rate", of=("own", RESIDENTS)),
            Column("median", "Median of the peers", "rate"),
            Column("lower", "Middle half of the peers", "interval", upper="upper"),
            Column("rank", "Rank, the highest first", "number"),
            Column("place", "Against the limits"),
        ],
        caption=f"{view.name} among its peers, {spans}",
        row_header="name",
        notes=("Types too few for a rate are left out.",),
        table_id="peer-standing",
    )


def _furthest(compared: list[Compared]) -> Compared | None:
    """Return what lies furthest above its funnel, if anything does."""
    above = [one for one in compared if one.place == FAR_ABOVE]
    return max(above, key=lambda one: one.excess, default=None)


def _furthest_of(frames: dict[str, pd.DataFrame]) -> Callable[[View], str]:
    """Return what names, of an area, what lies furthest above its funnel."""

    def told(view: View) -> str:
        peers = peers_of(view)
        if peers.reason:
            return ""
        one = _furthest(set_among(view, peers, own_cells(view, frames, peers.months)))
        return one.name if one else ""

    return told


def _findings(
    view: View,
    compared: list[Compared],
    cells: dict[str, pd.DataFrame],
    frames: dict[str, pd.DataFrame],
) -> tuple[Finding, ...]:
    """Offer what lies furthest above its funnel: how many more than at the peers' rate."""
    one = _furthest(compared)
    if one is None:
        return ()
    at, noun = one.standing, in_sentence(one.name)
    return (
        Finding(
            question="so what",
            fact=str(cells[one.name]["key"].iloc[0]),
            headline=say(
                "{what:t} is far above what is usual in {kind:t} like {area:t}.",
                what=one.name,
                kind=kind_of(view),
                area=view.name,
            ),
            statement=say(
                "{count:n} in these months are {rate:r} per {thousand:t} residents, against a "
                "median of {median:r} among {peers:n} similar {kind:t}; chance and usual "
                "differences do not explain {what:t}.",
                count=one.own,
                rate=one.rate,
                thousand="1,000",
                median=at.median,
                peers=at.among - 1,
                kind=kind_of(view),
                what=f"so much {noun}" if one.name == ALL_CRIME else "as many",
            ),
            evidence="standing",
            size=one.excess,
            share=one.excess / one.own.value,
            certainty="clear",
            is_everywhere=is_everywhere(view, _furthest_of(frames)),
        ),
    )
