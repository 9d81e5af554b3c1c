"""What matters most: priorities scored and ranked, and how firm the order stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
)
from csa.exhibits.strategy.scored import Scored, criteria_of, own_scores, scores_of
from csa.exhibits.strategy.weighed import COUNTS, rank_text, weighed_in
from csa.exhibits.wording.themes import in_sentence
from csa.measures.harm import rank_stability
from csa.periods import month_name
from csa.present.numbers import round_text
from csa.present.tables import Column, Table
from csa.present.words import ORDINALS, Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.exhibits.strategy.weighed import Weighed
    from csa.exhibits.view import View

TITLE = "Which priority comes first, and how firm that is"
NO_MATRIX = "No criteria are written in the settings by which priorities could be ranked."
TOO_FEW = "No criterion has a mark for every priority, so that they cannot be ranked."
FIRM = 0.9
SOURCE = "Figures of this assessment, and marks given by officers of the partnership: judgement"
STARS = (
    "The figures mark how often, where it is heading, how sure that is, and harm where both "
    "indices agree; everything else is judged, and has a star."
)
NOTES = (
    "The annex has every mark, what it means, who gave it and on what evidence.",
    "The order is that of the weighted mean. It was worked out anew with equal weights, without "
    "each criterion in turn, and many times with every weight drawn anew near its own.",
)
PRIORITY_COUNTS = {unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS}


class RiskExhibits(Group):
    """Priorities by the criteria of ``config/risk.toml``."""

    name = "risk_matrix"
    scopes = ("area",)

    @exhibit(counts={**COUNTS, **PRIORITY_COUNTS})
    def ranked(
        view: View, kinds: pd.DataFrame, types: pd.DataFrame, **frames: pd.DataFrame
    ) -> Parts:
        """Rank the priorities by all criteria that are scored, and say how firm the order is."""
        criteria = criteria_of(view)
        if not criteria:
            return keep_unpublished(unavailable(view, title=TITLE, reason=NO_MATRIX))
        scored = scores_of(view, frames, weighed_in(view, kinds, types))
        rows = _ranked(view, scored, criteria)
        if not len(rows):
            return unavailable(view, title=TITLE, reason=TOO_FEW)
        used_cells = [view.cells(one, period=view.period) for one in frames.values() if len(one)]
        return show(
            view,
            title=TITLE,
            statements=(*_firmness(rows), *_not_scored(view, scored, criteria)),
            tables=(_ranking_table(view, rows),),
            cells=used_cells,
            units=INCIDENT_UNITS,
            notes=NOTES,
            source=SOURCE,
            data=rows,
        )

    @exhibit(counts={**COUNTS, **PRIORITY_COUNTS}, editions=PARTNER_ONLY)
    def marks(
        view: View, kinds: pd.DataFrame, types: pd.DataFrame, **frames: pd.DataFrame
    ) -> Parts:
        """Set the marks of each priority side by side, the first priority first."""
        title = "The marks by which priorities are ranked"
        criteria = criteria_of(view)
        scored = scores_of(view, frames, weighed_in(view, kinds, types))
        rows = _ranked(view, scored, criteria)
        if not len(rows):
            return keep_unpublished(unavailable(view, title=title, reason=NO_MATRIX))
        return show(
            view,
            title=title,
            tables=(_matrix_table(view, rows, scored, criteria),),
            cells=[view.cells(one, period=view.period) for one in frames.values() if len(one)],
            units=INCIDENT_UNITS,
            notes=(STARS,),
            source=SOURCE,
            data=rows,
        )

    @exhibit(editions=PARTNER_ONLY)
    def evidence(view: View) -> Parts:
        """List who scored what, when, on what evidence, and until when it holds."""
        title = "Who gave which mark, and on what evidence"
        told = own_scores(view)
        if not told:
            return keep_unpublished(unavailable(view, title=title, reason=NO_MATRIX))
        labels = {one.id: one for one in criteria_of(view)}
        names = {one.id: one.short_label for one in view.settings.priorities}
        rows = pd.DataFrame(
            [
                {
                    "priority": names.get(one.priority, one.priority),
                    "criterion": labels[one.criterion].label,
                    "score": int(one.score),
                    "means": getattr(labels[one.criterion], f"level_{one.score}"),
                    "by": one.by,
                    "date": month_name(one.date),
                    "evidence": one.evidence,
                    "until": _until(view, one.until),
                }
                for one in told
            ]
        )
        return show(
            view,
            title=title,
            tables=(_evidence_table(view, rows),),
            source="Marks given by officers of the partnership; judgement, not a computed result",
            data=rows,
        )


def _is_whole(view: View, scored: dict[tuple[str, str], Scored], criterion: str) -> bool:
    """Say whether a criterion is scored for every priority."""
    return all(scored[one.id, criterion].value is not None for one in view.settings.priorities)


def ranking(
    view: View, frames: Mapping[str, pd.DataFrame], weighed: Mapping[str, Weighed]
) -> pd.DataFrame:
    """Rank the priorities of an area.

    Returns
    -------
    DataFrame
        One row per priority, the first first: ``priority, name, rank, is_firm`` and what else the
        table of the order shows. Empty where no criterion has a mark for every priority.
    """
    return _ranked(view, scores_of(view, frames, weighed), criteria_of(view))


def _ranked(view: View, scored: dict[tuple[str, str], Scored], criteria: list[Any]) -> pd.DataFrame:
    """Return one row per priority in order of rank, and whether its place is firm."""
    used = [one for one in criteria if _is_whole(view, scored, one.id)]
    if not used:
        return pd.DataFrame(columns=["priority", "rank", "is_firm"])
    table = pd.DataFrame(
        {one.id: [scored[p.id, one.id].value for p in view.settings.priorities] for one in used},
        index=[one.id for one in view.settings.priorities],
    )
    found = rank_stability(table, pd.Series({one.id: one.weight for one in used}))
    found["name"] = [one.short_label for one in view.settings.priorities]
    without = zip(found["best_dropped"], found["worst_dropped"], strict=True)
    found["dropped"] = [rank_text(best, worst) for best, worst in without]
    found["first"], found["kept"] = 100 * found["first_share"], 100 * found["kept_share"]
    rows = found.sort_values(["rank", "equal"], kind="stable").rename_axis("priority").reset_index()
    return rows.assign(is_firm=_firm(rows))


def _firm(rows: pd.DataFrame) -> pd.Series:
    """Say which places are firm: the first by its own rule, others above the first loose one."""
    top = rows.iloc[0]
    is_first = (rows["rank"] == 1).sum() == 1 and top["equal"] == 1 and top["worst_dropped"] == 1
    moves = rows["best_dropped"] != rows["worst_dropped"]
    loose = rows.loc[(rows["kept_share"] < FIRM) | moves, "rank"].min()
    above = rows["rank"] < loose if pd.notna(loose) else pd.Series(data=True, index=rows.index)
    return above & bool(is_first and top["first_share"] >= FIRM)


def _firmness(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which comes first and whether it would with other weights."""
    firsts = rows[rows["rank"] == 1]
    top = firsts.iloc[0]
    if len(firsts) > 1:
        names = [in_sentence(name) for name in firsts["name"]]
        return (say("{names:t} share the first place.", names=_names(names)),)
    if top["is_firm"]:
        return (
            say(
                "{name:t} comes first, in {share:s} of the weightings tried and without any one "
                "criterion: that is firm.",
                name=top["name"], share=top["first_share"],
            ),
            *_rest(rows),
        )  # fmt: skip
    others = rows[(rows["first_share"] > 0) & (rows["priority"] != top["priority"])]
    rivals = [f"{in_sentence(one.name_)} in {round_text(one.first)}%" for one in _named(others)]
    if not rivals:
        return (
            say(
                "{name:t} comes first in {share:s} of the weightings tried, but not without every "
                "criterion: that is not firm.",
                name=top["name"], share=top["first_share"],
            ),
        )  # fmt: skip
    return (
        say(
            "Which comes first is not firm: {name:t} in {share:s} of the weightings tried, "
            "{rivals:t}.",
            name=in_sentence(top["name"]), share=top["first_share"], rivals=_names(rivals),
        ),
    )  # fmt: skip


def _names(names: Iterable[str]) -> str:
    """Join names that may have commas of their own."""
    told = [*names]
    return "; ".join(told) if any("," in one for one in told) else list_text(told)


def _named(rows: pd.DataFrame) -> list[Any]:
    return [*rows.rename(columns={"name": "name_"}).itertuples()]


def _rest(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say from which place on the order depends on the weights."""
    loose = rows[rows["kept_share"] < FIRM]
    if not len(loose):
        return ()
    place = int(loose["rank"].min())
    opening = "From the {place:t} place on the order depends on the weights."
    return (say(opening, place=ORDINALS[place - 1]),)


def _not_scored(
    view: View, scored: dict[tuple[str, str], Scored], criteria: list[Any]
) -> tuple[Statement, ...]:
    """Say which criteria are not reckoned with, and for want of which scores."""
    names = {one.id: in_sentence(one.short_label) for one in view.settings.priorities}
    told = []
    for one in criteria:
        lacking: dict[str, list[str]] = {}
        for priority, name in names.items():
            if scored[priority, one.id].value is None:
                lacking.setdefault(scored[priority, one.id].why, []).append(name)
        for why, those in lacking.items():
            told.append(
                say(
                    "Not reckoned with: {criterion:t}; the mark of {names:t} is {why:t}.",
                    criterion=in_sentence(one.label), names=_names(those), why=why,
                )
            )  # fmt: skip
    return tuple(told)


def _ranking_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Priority"),
            Column("rank", "Rank", "number"),
            Column("equal", "Rank, equal weights", "number"),
            Column("dropped", "Rank without one criterion", "number"),
            Column("first", "First in, of weightings", "share"),
            Column("kept", "Same rank in, of weightings", "share"),
        ],
        caption=f"Priorities of {view.name} in order, and how firm it is",
        row_header="name",
        table_id="risk-ranking",
    )


def _matrix_table(
    view: View,
    rows: pd.DataFrame,
    scored: dict[tuple[str, str], Scored],
    criteria: list[Any],
) -> Table:
    shown = rows[["name"]].copy()
    for one in criteria:
        own = [scored[priority, one.id] for priority in rows["priority"]]
        shown[one.id] = [f"{score.text}*" if score.is_judged else score.text for score in own]
    return Table(
        shown,
        [Column("name", "Priority"), *(Column(one.id, one.label, "number") for one in criteria)],
        caption=f"The marks of each priority of {view.name}",
        row_header="name",
        table_id="risk-scores",
    )


def _until(view: View, until: str) -> str:
    return f"{month_name(until)}{' (out of date)' * (until < view.period.end)}"


def _evidence_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("criterion", "Criterion"),
            Column("priority", "Priority"),
            Column("score", "Mark", "number"),
            Column("means", "What that means"),
            Column("by", "By"),
            Column("date", "When"),
            Column("evidence", "Evidence"),
            Column("until", "Holds until"),
        ],
        caption=f"Marks given for {view.name}",
        row_header="criterion",
        table_id="risk-evidence",
    )
