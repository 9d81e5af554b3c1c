"""What is done and proposed in a ward? The projects and proposals that its page lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.where.ward_ground import places_in
from csa.exhibits.wording.planned.indicators import baseline, measured, told_here
from csa.periods import month_name
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csa.exhibits.view import View
OF_OFFICERS = "Proposals of the partnership's officers; judgement, not a computed result"


def projects_table(view: View, name: str) -> Iterator[Table]:
    """Yield the table of the projects that name the ward or a place in it, if there is one."""
    rows = view.reference("project")
    if not len(rows):
        return
    here = {name, view.ward, *(place.slug for place in places_in(view))}
    own = rows["districts"].fillna("").str.split(";").map(lambda slugs: view.slug in slugs)
    found = rows[own & rows["place"].isin(here)].reset_index(drop=True)
    if len(found):
        yield Table(
            found,
            [
                Column("name", "Project here"),
                Column("lead", "Lead"),
            ],
            caption=f"Projects in {name} ward; what they cost stands in the assessment",
            row_header="name",
            table_id="projects",
        )


def proposal_rows(view: View, name: str) -> list[dict[str, Any]]:
    """Return the proposals for the ward or a place in it, with the count that each starts from.

    Parameters
    ----------
    view : View
        A ward.
    name : str
        Its name.

    Returns
    -------
    list of dict
        ``what, owner, by, baseline`` as a table shows them, and ``cells`` of the count. A proposal
        is for the ward if what measures it is counted there, or its words name it or its places.
    """
    measures = {one.id: one for one in told_here(view, "indicator")}
    places = {place.slug: place.name for place in places_in(view)}
    names = [f"{name} ward", *places.values()]
    rows = []
    for one in told_here(view, "proposal"):
        indicator = measures.get(getattr(one, "indicator", ""))
        at = {indicator.ward, indicator.place} if indicator is not None else set()
        if at & {name, *places} or any(named in one.what for named in names):
            counted = None if indicator is None else measured(view, indicator)
            rows.append(
                {
                    "what": one.what, "owner": one.owner, "by": month_name(one.by),
                    "baseline": None if counted is None else baseline(counted),
                    "cells": None if counted is None else counted["cells"],
                }
            )  # fmt: skip
    return rows


def proposals_table(rows: Sequence[dict[str, Any]], name: str) -> Table:
    """Return the table of some proposals."""
    frame = pd.DataFrame(rows).drop(columns="cells")
    measured_by = [Column("baseline", "Measured by: now (a year earlier)")]
    return Table(
        frame,
        [
            Column("what", "Proposed here"),
            Column("owner", "Who answers for it"),
            Column("by", "By"),
            *(measured_by if frame["baseline"].notna().any() else []),
        ],
        caption=f"Proposals for {name} ward",
        row_header="what",
        table_id="proposals",
    )
