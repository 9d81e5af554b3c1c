"""The common exhibit: a count by one dimension, as a table, a chart and one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.dimensions import NO_PERSON
from csa.counting.keys import has_any_class
from csa.counting.records.described import UNKNOWN
from csa.counting.units import PEOPLE, UNIT_NOUNS
from csa.exhibits.base import BOTH, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.known import strength
from csa.exhibits.wording.largest import most_often
from csa.exhibits.wording.merged import shown_labels
from csa.present.charts import single_bars
from csa.present.exhibit import FigurePart
from csa.present.number import add_known, percents
from csa.present.numbers import NOT_AVAILABLE, is_missing
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csa.counting.families import Count
    from csa.exhibits.base import Group
    from csa.exhibits.view import View
    from csa.findings.finding import Finding
    from csa.present.exhibit import Exhibit


def count_by(
    count: Count,
    *,
    title: str,
    heading: str,
    labels: Mapping[str, str],
    what: str,
    noun: str = "",
    notes: Sequence[str] = (),
    editions: Sequence[str] = BOTH,
    has_chart: bool = True,
    offer: Callable[[View, pd.DataFrame], tuple[Finding, ...]] | None = None,
    **picked: str,
) -> Callable[[Group], Exhibit]:
    """Make an exhibit of a count by one dimension, in the order of its labels.

    Parameters
    ----------
    count : Count
        The family. Besides the dimension it may be by ``priority``, which is then the view's, and
        by others of which one class each is picked.
    title, heading : str
        Of the exhibit, and of the column that names the classes.
    labels : mapping
        Class to plain words, in reading order; ``unknown`` is kept out of the shares.
    what : str
        The detail in words, for the sentence that says for how many it is recorded.
    noun : str
        What is counted in words, by default the unit's.
    notes : sequence of str
        Cautions a reader must know.
    editions : sequence of str
        The published editions that include it.
    has_chart : bool
        Whether it is drawn besides.
    offer : callable, optional
        Is given the view and the rows, and returns the findings that the exhibit offers.
    **picked
        One class of each further dimension: ``category="Bicycle theft"``.

    Raises
    ------
    ValueError
        If the family leaves no dimension, or several.
    """
    left = [one for one in count.by if one != "priority" and one not in picked]
    if len(left) != 1:
        raise ValueError(f"'{title}' is by {', '.join(left) or 'nothing'}: leave one dimension.")

    def draw(view: View, cells: pd.DataFrame) -> Parts:
        own: dict[str, Any] = {**picked}
        if "priority" in count.by:
            own["priority"] = view.priority.id
        parts = breakdown_exhibit(
            view, persons_only(view.cells(cells, period=view.period, **own)),
            unit=count.unit, dimension=left[0], labels=labels, heading=heading, title=title,
            what=what, noun=noun, notes=tuple(notes), has_chart=has_chart,
        )  # fmt: skip
        if offer and not parts.get("unavailable"):
            parts["findings"] = offer(view, parts["data"])
        return parts

    draw.__doc__ = f"{title}."
    return exhibit(counts={"cells": count}, editions=editions, offers=offer is not None)(draw)


def persons_only(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out the cells that stand for no person."""
    return cells[~has_any_class(cells["dims"], [NO_PERSON])] if len(cells) else cells


def breakdown_exhibit(
    view: View,
    cells: pd.DataFrame,
    *,
    unit: str,
    dimension: str,
    labels: Mapping[str, str],
    heading: str,
    title: str,
    what: str,
    noun: str = "",
    notes: tuple[str, ...] = (),
    has_chart: bool = False,
) -> Parts:
    """Lay out people or incidents by one dimension, in the order of its labels.

    Parameters
    ----------
    cells : DataFrame
        One cell for each class of the dimension; for the others see :func:`count_by`.
    """
    noun = noun or UNIT_NOUNS[unit]
    reason = why_missing(view, cells, unit)
    if reason:
        return unavailable(view, title=title, reason=reason, units=[unit])
    labels = shown_labels(view, cells, dimension, labels)
    rows = breakdown_rows(view, cells, dimension=dimension, labels=labels)
    known, total = add_known(rows.loc[rows["code"] != UNKNOWN, "value"]), add_known(rows["value"])
    if known.is_enough:
        rows["share"] = percents(rows["value"], known).where(rows["code"] != UNKNOWN, None)
    columns = [Column("name", heading), Column("value", noun[:1].upper() + noun[1:], "count")]
    if "share" in rows:
        columns.append(Column("share", "Share of those recorded, %", "percent"))
    table = Table(
        rows,
        columns,
        caption=f"{title}: {view.name}, {view.period.label}",
        row_header="name",
        table_id=f"{unit}-{dimension}".replace("_", "-"),
    )
    whom = "whom" if unit in PEOPLE else "which"
    statements = (
        *most_often(rows, noun=noun, whom=whom),
        *strength(known, total, what=what, noun=noun),
    )
    return show(
        view,
        title=title,
        statements=statements,
        figures=(_bars(rows, title=title, noun=noun),) if has_chart else (),
        tables=(table,),
        cells=[cells],
        units=[unit],
        notes=notes,
        data=rows,
    )


def _bars(rows: pd.DataFrame, *, title: str, noun: str) -> FigurePart:
    label = noun[:1].upper() + noun[1:]
    pairs = zip(rows["name"], rows["value"], strict=True)
    listed = "; ".join(f"{name}: {NOT_AVAILABLE if is_missing(n) else n}" for name, n in pairs)
    return FigurePart(
        draw=lambda: single_bars(rows, label="name", value="value", value_label=label),
        alt=f"Bars. {title}. {listed}.",
        caption=title,
    )


def breakdown_rows(
    view: View, cells: pd.DataFrame, *, dimension: str, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Return ``code, name, value``, one row per label in its order."""
    found = view.numbers(cells).set_axis(cells[dimension]).reindex(list(labels))
    return pd.DataFrame(
        {
            "code": list(labels),
            "name": list(labels.values()),
            "value": found.to_numpy(),
        }
    )
