"""What people say beside the numbers: commentary, projects, proposals, the plan, and duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.tables.said import said_tables
from csa.schemas import OWN_COUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.counting.records.loaded import Records
    from csa.settings import Judged, Model, Plan

RECORDED = ("commentary", "project", "project_output")


def told_tables(records: Records, *, year: str) -> dict[str, pd.DataFrame]:
    """Gather what people say.

    Parameters
    ----------
    records : Records
        Settings, and the records received.
    year : str
        The assessment year.

    Returns
    -------
    dict
        ``commentary``, ``project`` and ``project_output`` as they were received, ``proposal``,
        ``own_line`` (``unit, name, publisher`` of each line for own figures), ``duty`` and those of
        plan, membership, projects and what is judged as the settings have
        them, lists joined by semicolons; what was said a year before as
        :func:`csa.counting.tables.said.said_tables` returns it. Those that are empty are left out.
    """
    tables = {name: records.table(name) for name in RECORDED}
    plan, bodies = records.settings.plan, records.settings.membership
    programme = records.settings.programme
    money = {"allocation": programme.allocations, "evaluation": programme.evaluations}
    planned = {
        "owner": plan.owners, "outcome": plan.outcomes, "indicator": plan.indicators,
        "action": plan.actions,
    }  # fmt: skip
    governed = {"member": bodies.members, "working_group": bodies.groups}
    tables |= {
        **said_tables(records, year=year),
        "proposal": as_table(records.settings.proposals),
        "own_line": pd.DataFrame(
            [
                {"unit": f"{OWN_COUNTS}.{line}", "name": name, "publisher": publisher}
                for line, (name, publisher) in sorted(records.settings.own_lines.items())
            ]
        ),
        "duty": as_table(records.settings.duties),
        **{name: as_table(rows, **_whole(plan)) for name, rows in planned.items()},
        **{name: as_table(rows, synthetic=programme.synthetic) for name, rows in money.items()},
        **{name: as_table(rows, synthetic=bodies.synthetic) for name, rows in governed.items()},
        **_judged(records.settings.judged),
    }
    return {name: table for name, table in tables.items() if len(table)}


def _judged(judged: Judged) -> dict[str, pd.DataFrame]:
    """Return what is judged: the criteria of risk with their levels, scores, outlook and themes."""
    risk, outlook = judged.risk, judged.outlook
    levels = [
        {
            **{f"level_{score}": text for score, text in enumerate(one.levels)},
            **{f"above_{score}": limit for score, limit in enumerate(one.above, start=1)},
        }
        for one in risk.criteria
    ]
    criteria = as_table(risk.criteria, synthetic=risk.synthetic)
    return {
        "criterion": criteria.drop(columns=["levels", "above"], errors="ignore").join(
            pd.DataFrame(levels)
        ),
        "score": as_table(risk.scores, synthetic=risk.synthetic),
        "influence": as_table(outlook.influences, synthetic=outlook.synthetic),
        "emerging": as_table(outlook.emerging, synthetic=outlook.synthetic),
        "theme": as_table(judged.pcc.themes, plan=judged.pcc.plan),
    }


def _whole(plan: Plan) -> dict[str, Any]:
    """Return what is said of a plan as a whole."""
    return {"synthetic": plan.synthetic, "first_year": plan.first_year or ""}


def as_table(settings: Sequence[Model], **whole: Any) -> pd.DataFrame:
    """Return settings as rows, a missing text empty."""
    rows = [{name: _told(value) for name, value in one} | whole for one in settings]
    table = pd.DataFrame(rows)
    if "cost_gbp" in table:
        costs = pd.to_numeric(table["cost_gbp"], errors="coerce")  # "" where none is stated
        return table.assign(cost_gbp=costs.astype("Int64"))
    return table


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    return "" if value is None else value
