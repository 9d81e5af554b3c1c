"""How many of some rows are there, by what they say?

``csa.count(rows, "hour")`` makes an exhibit of the rows that ``csa.load`` gave: a table and a chart
that keep what the rows are of, their source and span, and say that they are unprotected. What rows
do not say is a class of its own, and a month that was not received is no nought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.described import WEEKDAYS
from csa.counting.units import UNIT_NOUNS, UNITS
from csa.errors import SettingsError, did_you_mean
from csa.officer.filters import FLAG_PREFIX, NOT_SAID
from csa.officer.loading import ABOUT
from csa.officer.readable import FLAG_WORDS, NOT_RECORDED
from csa.periods import month_name
from csa.present.charts import single_bars, week_grid
from csa.present.exhibit import Exhibit, FigurePart
from csa.present.tables import Column, Table
from csa.present.words import Statement, say
from csa.schemas import TABLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HOURS = tuple(f"{hour:02d}" for hour in range(24))
# What is known no closer than this has no hour.
CLOSE = pd.Timedelta(hours=1)
OF_TIME = ("hour", "weekday")
REFERENCE = "_id"
TOTAL, OTHERS, ROWS = "Total", "Others", "Rows"
COMMONEST = "Of {rows:n} rows, {known:n} say the {what:t}; most often it is {most:t}: {n:n}."
REFERENCES = (
    "Of {rows:n} rows, {known:n} say the {what:t}: {different:n} different ones, {again:n} of them "
    "more than once."
)
BY_HAND = "Picked by hand from the {of:n} rows that were loaded: {n:n} of them."


@dataclass(frozen=True)
class _Divided:
    """What each row says of one thing.

    Attributes
    ----------
    label : str
        What it is, in words.
    values : Series
        The class of each row; missing where it does not say.
    order : list
        The classes in reading order; where nothing orders them, the commonest first.
    missing : tuple
        Classes of which nothing was received.
    times : tuple of int
        Of references to people or cases: how often each of them occurs.
    """

    label: str
    values: pd.Series
    order: list[str]
    missing: tuple[str, ...] = ()
    times: tuple[int, ...] = ()


def count(rows: pd.DataFrame, by: str | Sequence[str], *, top: int | None = None) -> Exhibit:
    """Count rows by one thing that they say, or by two.

    Parameters
    ----------
    rows : DataFrame
        What ``csa.load`` gave, or a part of it.
    by : str or sequence of str
        A column, with or without ``flag_``, or ``hour``, ``weekday`` or ``month``; of two, the
        first makes rows and the second columns.
    top : int, optional
        Only so many of the commonest classes of the first, the others together.

    Returns
    -------
    Exhibit
        Unprotected, for the officer's eyes: ``.data``, ``.table``, ``.save("counts.xlsx")``.

    Raises
    ------
    SettingsError
        If the rows are not from ``csa.load``, or do not say what is asked for.
    """
    about = rows.attrs.get(ABOUT)
    if about is None:
        raise SettingsError("Only rows that csa.load gave can be counted: they say what they are.")
    asked = [by] if isinstance(by, str) else [*by]
    if not 1 <= len(asked) <= 2:
        raise SettingsError('Count by one thing or by two, such as by=["weekday", "hour"].')
    divided = [_divide(rows, name, about) for name in asked]
    divided[0] = _commonest(divided[0], top)
    frame = _frame(divided)
    noun = UNIT_NOUNS.get(about["table"], about["table"])
    names = " and ".join(one.label for one in divided)
    title = f"{noun[:1].upper()}{noun[1:]} by {names}: {about['asked']}"
    keys = [str(name) for name in frame.columns]
    columns = [Column(keys[0], divided[0].label.capitalize())]
    columns += [Column(key, key, "count") for key in keys[1:]]
    table = Table(frame, columns, caption=title, row_header=keys[0], total_row=True)
    return Exhibit(
        name="count",
        title=title,
        source=about["source"] or "not stated",
        period=about["period"] or "not dated",
        editions=("officer",),
        officer=True,
        data=frame,
        tables=(table,),
        statements=tuple(_said(rows, divided[0], about)),
        figures=tuple(_figures(frame, divided, noun=noun, title=title)),
        notes=tuple(about["lines"]),
    )


def _divide(rows: pd.DataFrame, name: str, about: Mapping[str, Any]) -> _Divided:
    if name in OF_TIME:
        return _by_moment(rows, name, table=about["table"])
    if name == "month" and name in rows:
        months = about["months"]
        lost = tuple(month_name(one) for one in months if not months[one])
        return _Divided(
            name, rows[name].map(month_name, na_action="ignore"), [*map(month_name, months)], lost
        )
    column = next((one for one in (name, FLAG_PREFIX + name) if one in rows), None)
    if column is None:
        known = [str(one).removeprefix(FLAG_PREFIX) for one in rows.columns]
        raise SettingsError(
            f"The rows do not say '{name}'.{did_you_mean(name, [*OF_TIME, *known])} Choose from: "
            f"{', '.join([*OF_TIME, *known])}."
        )
    label = column.removeprefix(FLAG_PREFIX).removesuffix(REFERENCE).replace("_", " ")
    found = rows[column]
    if found.dtype == "boolean":
        return _Divided(label, found.map(FLAG_WORDS), [*FLAG_WORDS.values()])
    values = found.astype("object").where(found.notna() & ~found.isin([*NOT_SAID, NOT_RECORDED]))
    values = values.map(str, na_action="ignore")
    field = TABLES[about["table"]].fields.get(column)
    stated = [one for one in (field.values if field else ()) if one not in NOT_SAID]
    seen = [*values.value_counts().index]
    ordered = [one for one in stated if one in seen] if set(seen) <= set(stated) else seen
    is_banded, is_reference = column.endswith("_band"), column.endswith(REFERENCE)
    times = (*map(int, values.value_counts()),) if is_reference else ()
    return _Divided(label, values, ordered if is_banded else seen, times=times)


def _by_moment(rows: pd.DataFrame, name: str, *, table: str) -> _Divided:
    unit = UNITS.get(table)
    if unit is None or unit.time is None or unit.time[0] not in rows:
        raise SettingsError(
            f"The rows of '{table}' have no moment of their own. Count the incidents by {name}."
        )
    start, end = (rows[one] for one in unit.time)
    longest = CLOSE if name == "hour" else pd.Timedelta(days=1)
    began = start.mask(end - start > longest)
    if name == "hour":
        return _Divided(name, began.dt.hour.map(dict(enumerate(HOURS))), [*HOURS])
    return _Divided(name, began.dt.day_of_week.map(dict(enumerate(WEEKDAYS))), [*WEEKDAYS])


def _commonest(one: _Divided, top: int | None) -> _Divided:
    if top is None or len(one.order) <= top:
        return one
    kept = [*one.values.value_counts().index[:top]]
    others = f"{OTHERS} ({len(one.order) - len(kept):,})"
    values = one.values.where(one.values.isin(kept) | one.values.isna(), others)
    return replace(one, values=values, order=[*kept, others])


def _frame(divided: Sequence[_Divided]) -> pd.DataFrame:
    """Return the counts with their totals, a row a class of the first thing."""
    first = divided[0]
    rows = first.values.astype("object").where(first.values.notna(), NOT_RECORDED)
    order = [*first.order, *([NOT_RECORDED] if (rows == NOT_RECORDED).any() else [])]
    if len(divided) == 1:
        counts = rows.value_counts().reindex(order, fill_value=0).to_frame(ROWS)
    else:
        second = divided[1]
        columns = second.values.astype("object").where(second.values.notna(), NOT_RECORDED)
        unsaid = [NOT_RECORDED] if (columns == NOT_RECORDED).any() else []
        counts = pd.crosstab(rows, columns).reindex(
            index=order, columns=[*second.order, *unsaid], fill_value=0
        )
        counts[TOTAL] = counts.sum(axis="columns")
    counts = counts.astype("Int64")
    counts.loc[TOTAL] = counts.sum()
    counts.loc[[one for one in first.missing if one in counts.index]] = pd.NA
    return counts.rename_axis(first.label).rename_axis(columns=None).reset_index()


def _said(rows: pd.DataFrame, first: _Divided, about: Mapping[str, Any]) -> list[Statement]:
    said = []
    if len(rows) != about["rows"]:
        said.append(say(BY_HAND, of=about["rows"], n=len(rows)))
    known = first.values.dropna()
    most = known[~known.str.startswith(OTHERS)].value_counts()
    told: dict[str, Any] = {"rows": len(rows), "known": len(known), "what": first.label}
    if first.times:
        said.append(
            say(
                REFERENCES,
                **told,
                different=len(first.times),
                again=sum(n > 1 for n in first.times),
            )
        )
    elif len(most):
        said.append(say(COMMONEST, **told, most=str(most.index[0]), n=int(most.iloc[0])))
    return said


def _figures(
    frame: pd.DataFrame, divided: Sequence[_Divided], *, noun: str, title: str
) -> list[FigurePart]:
    labels = [one.label for one in divided]
    body = frame[frame[labels[0]] != TOTAL]
    if labels == ["weekday", "hour"]:
        week = body.set_index("weekday").reindex([*WEEKDAYS], fill_value=0)[[*HOURS]]

        def draw() -> Figure:
            return week_grid(week.astype("float"), column_labels=HOURS, value_label=noun)
    elif len(divided) == 1:

        def draw() -> Figure:
            return single_bars(body, label=labels[0], value=ROWS, value_label=noun)
    else:
        return []
    return [FigurePart(draw=draw, alt=title, caption=f"Counts of {noun}, unprotected.")]
