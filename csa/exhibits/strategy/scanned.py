"""What has changed among all types, wards and months, and which of it does a priority count?

A type of the area, a ward and a type in it have the verdict that they have everywhere else; months
of types, which stand nowhere else, are one family of their own. What stands out is asked more
strictly: of so many comparisons a few are clear by chance, so it must be clear among all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.wording.verdicts import judge_among, judge_rows, side_by_side, spread_of
from csa.measures.verdicts import UNKNOWN
from csa.periods import days_in_month, month_name, shift_month

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.measures.verdicts import Verdict

COUNTS = {
    "types": Count("crime", by=("category",), level="ward"),
    "totals": Count("crime", level="ward"),
    "months": Count("crime", by=("category",), months=True),
}
TYPES, WARDS, IN_WARDS, MONTHS = "Types", "Wards", "Types in wards", "Months of types"
KINDS = (TYPES, WARDS, IN_WARDS, MONTHS)
UNPLACED = ":"


def owned_types(view: View) -> set[str]:
    """Return the types of which a priority counts all or some.

    They are those that its rules name, and where offences are weighed those of the subgroups that
    they name. What only marks incidents elsewhere counted does not own a type.
    """
    named = {
        str(name)
        for priority in view.settings.priorities
        for part in priority.subthemes
        if part.kind == "part" or priority.cross_cutting
        for rule in part.rules
        for condition in rule.any_of
        for name in condition.get("category", ())
    }
    kinds = view.reference("harm_class")
    if not len(kinds):
        return named
    crossing = {one.id for one in view.settings.priorities if one.cross_cutting}
    partly = kinds["partly"].map(lambda ids: not set(filter(None, ids.split(";"))) <= crossing)
    return named | set(kinds.loc[(kinds["priority"] != "") | partly, "type"])


def scan(
    view: View, types: pd.DataFrame, totals: pd.DataFrame, months: pd.DataFrame
) -> pd.DataFrame:
    """Set every type, ward and month beside the year before.

    Returns
    -------
    DataFrame
        One row per comparison: ``kind, category, area, month, before, after, is_clear, word``,
        ``stands_out``: whether it would be clear among all of these comparisons too, and
        ``is_owned``: whether a priority counts it. A ward as a whole is owned where one of its
        types that a priority counts changed clearly as well.
    """
    pieces = [
        _spans(view, types, view.cells(types), kind=TYPES),
        _spans(view, totals, view.cells(totals, level="ward"), kind=WARDS),
        _spans(view, types, view.cells(types, level="ward"), kind=IN_WARDS),
        _months(view, view.cells(months)),
    ]
    found = pd.concat([one for one in pieces if len(one)], ignore_index=True)
    found = found[found["is_known"]].drop(columns="is_known")
    among_all = [one.is_clear for one in judge_rows(view, found.assign(family="scan"))]
    found["stands_out"] = found["is_clear"] & pd.Series(among_all, index=found.index, dtype=bool)
    owned = owned_types(view)
    moved = found[(found["kind"] == IN_WARDS) & found["is_clear"] & found["category"].isin(owned)]
    is_ward = found["kind"] == WARDS
    found["is_owned"] = (
        found["category"].isin(owned).where(~is_ward, found["area"].isin(set(moved["area"])))
    )
    return found.reset_index(drop=True)


def _spans(view: View, frame: pd.DataFrame, cells: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """Set periods beside each other, each with the verdict that it has wherever it stands."""
    here = cells[~cells["area"].str.contains(UNPLACED, regex=False)]
    if not len(here):
        return here
    pairs, told = side_by_side(view, here), judge_among(view, here, frame)
    verdicts = [told[key] for key in pairs["after_key"]]
    category = pairs["dims"].str.partition("=")[2]
    return _read(pairs.assign(kind=kind, category=category, month=""), verdicts)


def _read(pairs: pd.DataFrame, verdicts: list[Verdict]) -> pd.DataFrame:
    return pairs.assign(
        is_clear=[one.is_clear for one in verdicts],
        word=[one.word for one in verdicts],
        is_known=[one.certainty != UNKNOWN for one in verdicts],
    )


def _months(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Set each month of each type beside the same month a year earlier; all are one family."""
    if not len(cells):
        return cells
    later = cells[cells["period"].isin(view.period.months)]
    known = cells.set_index(["category", "period"])
    before = [(kind, shift_month(month, -12)) for kind, month in _pairs(later)]
    was = known["value"].reindex(pd.MultiIndex.from_tuples(before, names=known.index.names))
    pairs = later[["measure", "dims", "level", "area", "category"]].assign(
        month=later["period"],
        before=was.to_numpy(),
        after=later["value"],
        after_key=later["key"],
        before_key=known["key"].reindex(was.index).to_numpy(),
        bound_before=0.0,
        bound_after=0.0,
        exposure_before=[float(days_in_month(month)) for _, month in before],
        exposure_after=[float(days_in_month(month)) for month in later["period"]],
        kind=MONTHS,
    )
    pairs = pairs.reset_index(drop=True).assign(family=MONTHS)
    pairs = pairs.assign(**spread_of(view, pairs))
    return _read(pairs, judge_rows(view, pairs))


def _pairs(cells: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(cells["category"], cells["period"], strict=True))


def named(view: View, row: pd.Series) -> str:
    """Name what is compared: the type, the ward, the month."""
    wards = view.reference("geography").drop_duplicates("ward").set_index("ward")["ward_name"]
    what = row["category"] or "All recorded crime"
    where = f", {wards.get(row['area'], '')} ward" if row["area"] in wards.index else ""
    return f"{what}{where}{f', {month_name(row.month)}' if row['month'] else ''}"
