"""How bad: which priority does most harm, where counts may put another first?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    nothing_beside,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.strategy.everywhere import is_everywhere
from csa.exhibits.strategy.harm_ground import (
    GROUND,
    INDICATIVE,
    ground_rows,
    ground_statements,
    ground_table,
)
from csa.exhibits.strategy.weighed import (
    BY_PRIORITY,
    COUNTS,
    INDICES,
    NO_RANK,
    NOT_WEIGHED,
    Weighed,
    harm_of_priorities,
    ranks_told,
    sources_told,
    weighed_in,
)
from csa.exhibits.wording.themes import in_sentence
from csa.findings.finding import Finding
from csa.measures.harm import possible_ranks
from csa.present.number import Number
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import ORDINALS, Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.exhibits.view import View

NOTES = (
    "Harm is the number of crimes times a weight: by Cambridge the days of the sentence that is "
    "the starting point for a first offender, by the ONS what courts decide on average. Neither "
    "weighs incidents of anti-social behaviour, fires or environmental reports.",
    "It is worked out of the published counts. Where these are rounded, shares and ranks are given "
    "from the least to the most that rounding leaves possible.",
)


class HarmExhibits(Group):
    """Recorded crime by the harm it does."""

    name = "harm"
    scopes = ("area",)

    @exhibit(counts={**COUNTS, "priorities": BY_PRIORITY}, offers=True)
    def by_priority(
        view: View, kinds: pd.DataFrame, types: pd.DataFrame, priorities: pd.DataFrame
    ) -> Parts:
        """Set each priority's share of crime beside its share of the harm, by each index."""
        title = f"How bad: crime in {view.name} by number and by harm"
        weighed = weighed_in(view, kinds, types)
        if not weighed:
            return _untold(view, title, kinds)
        used = [view.cells(one, period=view.period) for one in (kinds, types, priorities)]
        rows = harm_of_priorities(view, weighed, types, priorities)
        return show(
            view,
            title=title,
            statements=(*_statements(rows), *_left_statements(weighed)),
            tables=(_owner_table(view, rows, [*weighed]),),
            cells=used,
            units=["crime"],
            notes=NOTES,
            findings=_findings(
                view, rows, is_everywhere(view, _leaders_of(kinds, types, priorities))
            ),
            source=sources_told(view),
            data=rows,
        )

    @exhibit(counts=COUNTS, editions=PARTNER_ONLY)
    def by_district(view: View, kinds: pd.DataFrame, types: pd.DataFrame) -> Parts:
        """Set the districts side by side by crime and by harm for their residents."""
        title = "Crime and harm for their residents: the districts side by side"
        if len(view.areas()) == 1:
            return nothing_beside(view, title)
        by_area = {code: weighed_in(view, kinds, types, area=code) for code, _ in view.areas()}
        if not all(by_area.values()):
            return keep_unpublished(_untold(view, title, kinds))
        rows = _area_rows(view, by_area, types)
        if rows["residents"].isna().any():
            return keep_unpublished(
                unavailable(view, title=title, reason="The number of residents was not received.")
            )
        used = [one[(one["period"] == view.period.key)] for one in (kinds, types)]
        return show(
            view,
            title=title,
            statements=_area_statements(view, rows, [*INDICES]),
            tables=(_area_table(rows),),
            cells=[one[one["area"].isin(set(by_area))] for one in used],
            units=["crime"],
            source=sources_told(view),
            data=rows,
        )

    @exhibit(counts={**COUNTS, **GROUND}, editions=PARTNER_ONLY)
    def by_place(
        view: View,
        kinds: pd.DataFrame,
        types: pd.DataFrame,
        in_wards: pd.DataFrame,
        inside: pd.DataFrame,
    ) -> Parts:
        """Set wards and named places side by side by number and, indicatively, by harm."""
        title = f"Where the harm is in {view.name}: indicative"
        weighed = weighed_in(view, kinds, types)
        if not weighed or not len(view.cells(in_wards, level="ward", period=view.period)):
            return keep_unpublished(_untold(view, title, kinds))
        rows = ground_rows(view, weighed, in_wards, inside)
        used = [view.cells(in_wards, level="ward", period=view.period)]
        return show(
            view,
            title=title,
            statements=ground_statements(rows, [*weighed]),
            tables=(ground_table(view, rows, [*weighed]),),
            cells=used,
            units=["crime"],
            notes=(INDICATIVE,),
            source=sources_told(view),
            data=rows,
        )


def _untold(view: View, title: str, kinds: pd.DataFrame) -> Parts:
    """Say in one line why harm is not told."""
    cells = view.cells(kinds, period=view.period)
    why = why_missing(view, cells, "crime") if len(cells) else ""
    has_weights = len(view.reference("harm_class"))
    reason = why if has_weights and why else NOT_WEIGHED
    return unavailable(view, title=title, reason=reason, units=["crime"])


def _first(rows: pd.DataFrame, name: str) -> pd.Series | None:
    """Return the row that is surely first."""
    surely = rows[(rows[f"{name}_best"] == 1) & (rows[f"{name}_worst"] == 1)]
    return surely.iloc[0] if len(surely) == 1 else None


def _statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say what does most harm, and whether the two indices agree."""
    told = [_leader(rows), _disagreement(rows)]
    return tuple(one for one in told if one is not None)


def _leader(rows: pd.DataFrame) -> Statement | None:
    firsts = {scheme: _first(rows, scheme) for scheme in INDICES if f"{scheme}_rank" in rows}
    known = [one for one in firsts.values() if one is not None]
    if not known or len({one["name"] for one in known}) > 1 or len(known) < len(firsts):
        names = list_text([INDICES[one] for one in firsts], last="or")
        return say("Which comes first by harm is not certain by {names:t}.", names=names)
    most = known[0]
    shares = [f"{most[f'{scheme}_share']} ({INDICES[scheme]})" for scheme in firsts]
    return say(
        "{name:t} is {share:p} of recorded crime here and {shares:t} of the harm it does.",
        name=most["name"], share=most["share"], shares=list_text(shares),
    )  # fmt: skip


def _disagreement(rows: pd.DataFrame) -> Statement | None:
    """Name those that the indices surely rank otherwise, of all that both of them rank."""
    there = [scheme for scheme in INDICES if f"{scheme}_rank" in rows]
    both = rows.dropna(subset=[f"{scheme}_low" for scheme in there])
    if len(there) < len(INDICES) or not len(both):
        return None
    one, other = (possible_ranks(both[f"{s}_low"], both[f"{s}_high"]) for s in there)
    apart = (one["best"] > other["worst"]) | (other["best"] > one["worst"])
    names = [in_sentence(name) for name in both.loc[apart, "name"]]
    if not names:
        return None
    return say("The two indices rank {names:t} differently.", names=list_text(names))


def _left_statements(weighed: dict[str, Weighed]) -> tuple[Statement, ...]:
    """Say how many crimes have no weight in an index that weighs the rest."""
    told = []
    for scheme, one in weighed.items():
        lost = one.kinds[~one.kinds["is_weighed"] & ~one.kinds["is_left_out"].astype(bool)]
        number = Number.sum(lost["number"]) if len(lost) else None
        told.append((INDICES[scheme], number))
    lacking = {index: number for index, number in told if number is not None and number > 0}
    if not lacking:
        return ()
    return (
        say(
            "{number:n} crimes have no weight by {names:t} and are in no figure of harm.",
            number=max(lacking.values(), key=float), names=list_text(lacking, last="or"),
        ),
    )  # fmt: skip


def _leaders(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series] | None:
    """Return what does most harm by every index, and another that has most crimes."""
    schemes = [scheme for scheme in INDICES if f"{scheme}_rank" in rows]
    firsts = [one for scheme in schemes if (one := _first(rows, scheme)) is not None]
    most = _first(rows, "number")
    if most is None or not firsts or len(firsts) < len(schemes):
        return None
    worst = firsts[0]
    is_told = len({one["priority"] for one in firsts}) == 1
    return (worst, most) if is_told and worst["priority"] not in ("", most["priority"]) else None


def _leaders_of(*frames: pd.DataFrame) -> Callable[[View], tuple[str, ...]]:
    """Return what says of an area by their ids which priorities lead it."""

    def told(view: View) -> tuple[str, ...]:
        weighed = weighed_in(view, *frames[:2])
        found = _leaders(harm_of_priorities(view, weighed, *frames[1:])) if weighed else None
        return tuple(str(one["priority"]) for one in found or ())

    return told


def _findings(view: View, rows: pd.DataFrame, everywhere: bool) -> tuple[Finding, ...]:
    """Offer a priority that does most harm by every index where another has most crimes."""
    found = _leaders(rows)
    if found is None:
        return ()
    worst, most = found
    schemes = [scheme for scheme in INDICES if f"{scheme}_rank" in rows]
    return (
        Finding(
            question="what",
            fact=f"{worst['priority']}|harm",
            headline=say(
                "{name:t} does most harm, though {most:t} is counted more often.",
                name=worst["name"], most=in_sentence(most["name"]),
            ),
            statement=say(
                "It is {crimes:n} crimes against {more:n}, and does more harm than any other by "
                "either index ({indices:t}).",
                crimes=worst["crimes"], more=most["crimes"],
                indices=list_text([INDICES[scheme] for scheme in schemes]),
            ),
            evidence="by_priority",
            priority=worst["priority"],
            size=float(worst["crimes"]),
            share=1.0,
            certainty="clear",
            harm=view.settings.priority(worst["priority"]).harm,
            is_standing=True,
            is_everywhere=everywhere,
        ),
    )  # fmt: skip


def _owner_table(view: View, rows: pd.DataFrame, schemes: list[str]) -> Table:
    columns = [
        Column("name", "Priority"),
        Column("crimes", "Recorded crimes", "count"),
        Column("share", "Share of crime", "share"),
        Column("number_rank", "Rank by number", "number"),
    ]
    for scheme in schemes:
        columns += [
            Column(f"{scheme}_share", f"Share of harm, {INDICES[scheme]}", "share"),
            Column(f"{scheme}_rank", f"Rank, {INDICES[scheme]}", "number"),
        ]
    return Table(
        rows,
        columns,
        caption=f"Recorded crime in {view.name} by number and by harm",
        row_header="name",
        table_id="harm-priorities",
    )


def _area_rows(
    view: View, by_area: dict[str, dict[str, Weighed]], types: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per district, then the partnership: crimes and harm by resident."""
    people = view.reference("area_profile").set_index("area")["residents"]
    rows = []
    for code, name in view.areas():
        residents = people.get(code)
        crimes = view.total(view.cells(types, period=view.period, area=code))
        row = {"area": code, "name": name, "residents": residents, "crimes": crimes}
        row["rate"] = None if crimes is None else crimes.per(residents)
        for scheme, one in by_area[code].items():
            ends = one.limits()
            per = [None if pd.isna(residents) else 1000 * end / residents for end in ends]
            row |= {f"{scheme}_low": per[0], f"{scheme}_high": per[2]}
        rows.append(row)
    found = pd.DataFrame(rows)
    own = found["area"] != view.settings.partnership.code
    for name in ("rate", *(f"{scheme}" for scheme in by_area[view.code])):
        low, high = ("rate", "rate") if name == "rate" else (f"{name}_low", f"{name}_high")
        _, words = ranks_told(found.loc[own, low].astype(float), found.loc[own, high].astype(float))
        found[f"{name}_rank"] = words.reindex(found.index).fillna(NO_RANK)
    return found


def _area_statements(view: View, rows: pd.DataFrame, schemes: list[str]) -> tuple[Statement, ...]:
    """Say where this district stands, or which one has most harm, where that is certain."""
    told = [scheme for scheme in schemes if f"{scheme}_rank" in rows]
    indices = list_text([INDICES[one] for one in told])
    own = rows[rows["area"] != view.settings.partnership.code]
    if not view.is_partnership:
        own = own[own["area"] == view.code]
    else:
        own = own[(own[[f"{scheme}_rank" for scheme in told]] == "1").any(axis=1)]
    ranks = {row[f"{scheme}_rank"] for _, row in own.iterrows() for scheme in told}
    if len(own) != 1 or len(ranks) != 1 or not (rank := ranks.pop()).isdigit():
        return (say("Whose residents bear most harm depends on the index, or on rounding."),)
    return (
        say(
            "Of the districts {name:t} is {rank:t} by harm for each resident ({indices:t}).",
            name=own["name"].iloc[0], rank=ORDINALS[int(rank) - 1], indices=indices,
        ),
    )  # fmt: skip


def _area_table(rows: pd.DataFrame) -> Table:
    columns = [
        Column("name", "Area"),
        Column("crimes", "Recorded crimes", "count"),
        Column("rate", "Crimes per 1,000 residents", "rate", of=("crimes", RESIDENTS)),
        Column("rate_rank", "Rank", "number"),
    ]
    for scheme, label in INDICES.items():
        if f"{scheme}_low" in rows:
            unit = {"cambridge_harm": "days", "ons_severity": "points"}[scheme]
            columns += [
                Column(
                    f"{scheme}_low", f"{label} {unit} per 1,000", "interval",
                    upper=f"{scheme}_high", decimals=0,
                ),
                Column(f"{scheme}_rank", f"Rank, {label}", "number"),
            ]  # fmt: skip
    return Table(
        rows,
        columns,
        caption="Recorded crime and its harm per 1,000 residents",
        row_header="name",
        table_id="harm-districts",
        total_row=True,
    )
