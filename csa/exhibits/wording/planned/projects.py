"""Which projects concern an area, and what is said of each?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.wording.planned.indicators import concerns, is_example_of_others
from csa.measures.evaluation import Reconciled, counts_towards, reconcile
from csa.present.words import list_text
from csa.schemas import TABLES

if TYPE_CHECKING:
    from csa.exhibits.view import View

EVERYWHERE = "all districts"


def projects_here(view: View) -> pd.DataFrame:
    """Return the projects of the year that concern the area: those of the allocation first.

    Returns
    -------
    DataFrame
        Rows of the table ``project``, with ``counts`` (towards the allocation), ``where`` and
        ``priorities`` in words.
    """
    rows = projects_of_year(view)
    if not len(rows):
        return rows
    here = rows["districts"].fillna("").map(lambda slugs: concerns(view, slugs))
    rows = rows[here].assign(counts=counts_towards)
    rows = rows.assign(
        where=rows["districts"].fillna("").map(lambda slugs: _where(view, slugs)),
        priorities=rows["priority_ids"].fillna("").map(lambda ids: _priorities(view, ids)),
    )
    return rows.sort_values(["counts", "name"], ascending=[False, True], ignore_index=True)


def projects_of_year(view: View) -> pd.DataFrame:
    """Return the projects of the assessment year, wherever they are, and those of no year."""
    rows = view.reference("project")
    if not len(rows):
        return rows
    # A release of an earlier version does not have all columns.
    absent = {name: one for name, one in TABLES["project"].fields.items() if name not in rows}
    empty = {
        name: pd.Series(None, rows.index, dtype="float64" if one.kind == "number" else object)
        for name, one in absent.items()
    }
    rows = rows.assign(**empty)
    years = rows["year"].fillna(view.year).str.replace("/", "-", regex=False)
    return rows[years == view.year].assign(year=view.year).reset_index(drop=True)


def reconciled(view: View) -> list[Reconciled]:
    """Set each allocation of the year beside what its projects were given."""
    projects = projects_of_year(view)
    if not len(projects):
        return []
    return [
        reconcile(projects, year=one.year, total=one.total_gbp, funder=one.funder or None)
        for one in view.reference("allocation").itertuples()
        if one.year == view.year and not is_example_of_others(view, one)
    ]


def designs_here(view: View) -> dict[str, Any]:
    """Return how projects will be judged, by the id of the project."""
    return {
        one.project: one
        for one in view.reference("evaluation").itertuples()
        if not is_example_of_others(view, one)
    }


def _where(view: View, slugs: str) -> str:
    names = [slug for slug in slugs.split(";") if slug in view.settings.area_slugs]
    if not names or len(names) == len(view.settings.districts):
        return EVERYWHERE
    return list_text(map(view.settings.area_name, names))


def _priorities(view: View, ids: str) -> str:
    named = ids.split(";")
    return "; ".join(one.short_label for one in view.settings.priorities if one.id in named)
