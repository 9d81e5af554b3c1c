"""How are people divided by ethnic group, and how does that compare with residents?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.who.people import of_priority
from csa.exhibits.wording.breakdown import breakdown_exhibit
from csa.exhibits.wording.merged import shown_classes, sum_by_class
from csa.exhibits.wording.residents import a_year, residents_in, yearly_rates_of
from csa.exhibits.wording.verdicts import interval_of
from csa.present.number import are_enough
from csa.present.tables import RESIDENTS_A_YEAR, Column

if TYPE_CHECKING:
    from csa.exhibits.base import Parts
    from csa.exhibits.view import View

ETHNICITY_LABELS = {
    **{name: name for name in ("White", "Mixed", "Asian", "Black", "Other")},
    "unknown": "Not stated or not recorded",
}

CAUSES_NOTE = (
    "A difference between groups has many causes (age, place, who reports, who is asked) and shows "
    "none of them."
)


def ethnicity_exhibit(view: View, people: pd.DataFrame, *, unit: str) -> Parts:
    """Show people by ethnic group in five groups, with the residents of each where known."""
    noun = "victims" if unit == "victim" else "suspects"
    parts = breakdown_exhibit(
        view, of_priority(view, people), unit=unit, dimension="ethnicity", labels=ETHNICITY_LABELS,
        heading="Ethnic group, as stated", title=f"Ethnic group of {noun}", what="Ethnic group",
    )  # fmt: skip
    residents = residents_by_group(view)
    if parts.get("unavailable") or not len(residents):
        return parts
    rows = with_residents(view, parts["data"], residents)
    (table,) = parts["tables"]
    columns = [*table.columns, *resident_columns()]
    return parts | {
        "tables": (replace(table, frame=rows, columns=columns),),
        "notes": (f"{residents_note(view)} {CAUSES_NOTE}", *parts["notes"]),
        "data": rows,
    }


def residents_by_group(view: View) -> pd.Series:
    """Return the area's residents by ethnic group; empty where no whole count was received."""
    here = residents_in(view, "residents_by_ethnicity")
    if not len(here):
        return pd.Series(dtype=float)
    return here.groupby("ethnicity")["residents"].sum().astype(float)


def residents_note(view: View) -> str:
    """Say of which year the residents are, and of which months the rates."""
    year = int(view.reference("residents_by_ethnicity")["year"].iloc[0])
    return f"Residents are those of {year}. {yearly_rates_of(view)}"


def with_residents(view: View, rows: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    """Add each group's share of residents and its rate; no rate stands on too few.

    Parameters
    ----------
    rows : DataFrame
        ``code`` (the group) and ``value``.
    residents : Series
        Residents by group.

    Returns
    -------
    DataFrame
        The rows with ``of_residents`` (0-100) and ``rate, low, high`` per 1,000 residents a year.
    """
    groups = shown_classes(view, rows.assign(ethnicity=rows["code"]), "ethnicity", ETHNICITY_LABELS)
    at_risk = rows["code"].map(sum_by_class(residents, groups)).astype(float)
    count = rows["value"].astype(float)
    low, high = interval_of(view, rows["value"])
    shown = are_enough(rows["value"]) & (at_risk > 0)
    per = 1000 * a_year(view)
    return rows.assign(
        of_residents=100 * at_risk / at_risk.sum(),
        rate=(per * count / at_risk).where(shown),
        low=(per * low / at_risk).where(shown),
        high=(per * high / at_risk).where(shown),
    )


def resident_columns() -> list[Column]:
    """Return the columns of what :func:`with_residents` adds."""
    return [
        Column("of_residents", "Share of residents, %", "share"),
        Column("rate", "Per 1,000 residents a year", "rate", of=("value", RESIDENTS_A_YEAR)),
        Column("low", "95% interval", "interval", upper="high"),
    ]
