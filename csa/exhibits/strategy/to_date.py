"""How does the year to date stand, for each thing that is counted, against the year before?

The table that the partnership's panels know as Appendix Three, for one area. That of every area is
in the workbook beside the pages, which draws on the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.caveats import breaks_between, named_breaks
from csa.exhibits.wording.changes import (
    CHANGE_COLUMNS,
    cells_compared,
    change_row,
    change_statement,
    finding,
    together_statements,
)
from csa.exhibits.wording.residents import rates_of, residents_of
from csa.exhibits.wording.themes import (
    YEAR_COUNTS,
    in_sentence,
    not_crimes,
    subjects,
    year_counts,
)
from csa.present.tables import RESIDENTS, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View

ONLY = Column("after", "This period", "count")
RATE = Column("rate", "Per 1,000 residents", "rate", of=("after", RESIDENTS))
RECORDING = Column("recording", "Recording changed")
TOO_FEW = "few"
APART = "stand apart from the total"
FEW_NOTE = f"'{TOO_FEW}': too few for a rate."


class ToDateExhibits(Group):
    """The year to date of an area."""

    scopes = ("area",)

    @exhibit(counts=YEAR_COUNTS)
    def year_to_date(view: View, **frames: pd.DataFrame) -> Parts:
        """Compare crime, each type of it, disorder and deliberate fires with the year before."""
        total = frames["total"]
        reason = why_missing(view, view.cells(total, period=view.period), "crime")
        if reason:
            return unavailable(
                view, title="Crime in the year to date", reason=reason, units=["crime"]
            )
        rows = to_date_rows(view, frames, area=view.code)
        compared = [
            (in_sentence(name), frame, picked) for name, frame, picked in year_counts(view, frames)
        ]
        return show(
            view,
            title=finding(rows.iloc[0], f"Recorded crime in {view.name}"),
            statements=(
                change_statement(view, total, f"Recorded crime in {view.name}", unit="crime"),
                *together_statements(view, compared),
            ),
            tables=(to_date_table(view, rows, name=view.name, table_id="year-to-date"),),
            cells=[cells_compared(view, frame, **picked) for _, frame, picked in compared],
            units=["crime", "asb", "fire"],
            notes=(rates_of(view),) if "rate" in rows else (),
            data=rows,
        )


def to_date_rows(view: View, frames: Mapping[str, pd.DataFrame], *, area: str) -> pd.DataFrame:
    """Return what is counted of an area in both years, with change, rate and what it reads as.

    Parameters
    ----------
    frames : mapping of name to DataFrame
        The families of :data:`YEAR_COUNTS`.
    area : str
        Code of a district or of the partnership.

    Returns
    -------
    DataFrame
        As :func:`csa.exhibits.wording.changes.change_row` returns them; ``rate`` where residents
        were received, and ``recording`` where recording changed between the years: in what way.
    """
    residents = residents_of(view, area)
    rows: list[dict[str, Any]] = []
    for name, frame, picked in year_counts(view, frames):
        row = change_row(view, frame, name, area=area, **picked)
        cells = cells_compared(view, frame, area=area, **picked)
        row["recording"] = named_breaks(breaks_between(view, cells))
        rows.append(row | {"rate": _rate(row["after"], residents)})
    table = pd.DataFrame(rows)
    table["rate"] = table["rate"].astype(object)
    left_out = [
        *(["rate"] if residents is None else []),
        *([] if table["recording"].any() else ["recording"]),
    ]
    return table.drop(columns=left_out)


def _rate(count: Any, residents: int | None) -> float | str | None:
    if count is None or residents is None:
        return None
    return count.per(residents) if count.is_enough else TOO_FEW


def to_date_table(view: View, rows: pd.DataFrame, *, name: str, table_id: str) -> Table:
    """Lay out the rows of one area.

    Parameters
    ----------
    rows : DataFrame
        As :func:`to_date_rows` returns them.
    name, table_id : str
        Name of the area, and the id of the table.
    """
    change = CHANGE_COLUMNS if rows["before"].notna().any() else [ONLY]
    more = [column for column in (RATE, RECORDING) if column.key in rows]
    few = [FEW_NOTE] if "rate" in rows and (rows["rate"] == TOO_FEW).any() else []
    return Table(
        rows,
        [Column("name", "What is counted"), *change, *more],
        caption=f"{subjects(rows['name'])} in {name}: {view.period.label}"
        + (f", and {view.before.label}" if change == CHANGE_COLUMNS else ""),
        row_header="name",
        notes=(*not_crimes(rows["name"], so=APART), *few),
        table_id=table_id,
    )
