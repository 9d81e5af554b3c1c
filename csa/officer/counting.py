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
from csa.counting.units import UNITS
from csa.errors import SettingsError, did_you_mean
from csa.officer.filters import FLAG_PREFIX, NOT_SAID
from csa.officer.loading import ABOUT
from csa.officer.readable import FLAG_WORDS, NOT_RECORDED, column_words
from csa.periods import month_name
from csa.present.charts import single_bars, week_grid
from csa.present.exhibit import Exhibit, FigurePart
from csa.present.months import month_series
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.schemas import TABLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HOURS = tuple(f"{hour:02d}" for hour in range(24))
# What is known no closer than this has no hour.
CLOSE = pd.Timedelta(hours=1)
OF_TIME, MONTH = ("hour", "weekday"), "month"
REFERENCE = "_id"
TOTAL, OTHERS, ROWS = "Total", "Others", "Rows"
FIGURE, LEAST, MOST, SUM = "count", "at_least", "at_most", "Number"
FIGURES = "{rows:n} figures, {ranges:n} of them given as a range only."
KNOWN = "Of {rows:n} rows, {known:n} say the {what:t}."
COMMONEST = (
    "Of {rows:n} rows, {known:n} say the {what:t}; most often it is {most:t}: {n:n}{each:t}."
)
MOST_NAMED = 3
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
    label, words : str
        What it is as a column of the counts, and in words where these are others.
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
    words: str = ""

    @property
    def what(self) -> str:
        """What it is, in words."""
        return self.words or self.label


def count(
    rows: pd.DataFrame | Sequence[pd.DataFrame],
    by: str | Sequence[str],
    *,
    top: int | None = None,
) -> Exhibit:
    """Count rows by one thing that they say, or by two; of several tables, side by side by one.

    Parameters
    ----------
    rows : DataFrame or sequence of DataFrame
        What ``csa.load`` gave, or a part of it. Figures that a service counted are added up; a
        figure given as a range makes a range of the sum.
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
        If the rows are not from ``csa.load``, or do not say what is asked for, or ``top`` is no
        whole number from 1.

    Examples
    --------
    >>> asb = csa.load("asb", district="Redditch", youth=True, last="12 months")
    asb (Redditch; ...
    >>> csa.count(asb, ["weekday", "hour"]).sentence
    'Of ... rows, ... say the weekday; most often it is ...'
    """
    if not isinstance(rows, pd.DataFrame):
        return _beside([count(one, by, top=top) for one in rows], rows)
    about = rows.attrs.get(ABOUT)
    if about is None:
        raise SettingsError("Only rows that csa.load gave can be counted: they say what they are.")
    if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
        raise SettingsError("top is how many of the commonest classes to name: 1 or more.")
    asked = [by] if isinstance(by, str) else [*by]
    if not 1 <= len(asked) <= 2:
        raise SettingsError('Count by one thing or by two, such as by=["weekday", "hour"].')
    divided = [_divide(rows, name, about) for name in asked]
    divided[0] = _commonest(divided[0], top)
    frame = _frame(divided, rows)
    noun = about["noun"]
    names = " and ".join(one.what for one in divided)
    title = f"{_capital(noun)} by {names}: {about['asked']}"
    keys = [str(name) for name in frame.columns]
    columns = [Column(keys[0], _capital(divided[0].what))]
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
        figures=tuple(_figures(frame, divided, noun=noun, title=title, months=[*about["months"]])),
        notes=tuple(about["lines"]),
    )


def _beside(counted: Sequence[Exhibit], tables: Sequence[pd.DataFrame]) -> Exhibit:
    """Put counts of several tables side by side."""
    label, frames = "", []
    nouns = _told_apart([rows.attrs[ABOUT] for rows in tables])
    for exhibit, noun in zip(counted, nouns, strict=True):
        label, *values = exhibit.data.columns
        if len(values) > 1:
            raise SettingsError("Several tables are set side by side by one thing, not by two.")
        frames.append(exhibit.data.set_index(label)[values[0]].rename(noun))
    order = _in_order(frames, tables, is_months=label == MONTH)
    # A class that another table has is a nought here; a month that it was not asked for is not.
    noughts = [pd.NA if label == MONTH or _is_of_figures(rows) else 0 for rows in tables]
    beside = [one.reindex(order, fill_value=n) for one, n in zip(frames, noughts, strict=True)]
    frame = pd.concat(beside, axis="columns").reset_index()
    frame = frame.rename(columns={frame.columns[0]: label})
    heading = counted[0].tables[0].columns[0].label
    title = f"{'; '.join(nouns)}, by {heading[:1].lower()}{heading[1:]}"
    columns = [Column(label, heading), *(Column(noun, noun, "count") for noun in nouns)]
    return replace(
        counted[0],
        title=title,
        source="; ".join(dict.fromkeys(one.source for one in counted)),
        period="; ".join(dict.fromkeys(one.period for one in counted)),
        data=frame,
        tables=(Table(frame, columns, caption=title, row_header=label, total_row=True),),
        statements=(),
        figures=(),
        notes=tuple(dict.fromkeys(note for one in counted for note in one.notes)),
    )


def _told_apart(abouts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what each of several tables is of: its noun, or else what only it was asked for."""
    nouns = [str(one["noun"]) for one in abouts]
    if len({*nouns}) == len(nouns):
        return nouns
    parts = [one["asked"].split("; ") for one in abouts]
    shared = set.intersection(*map(set, parts))
    own = ["; ".join(part for part in one if part not in shared) for one in parts]
    told = [f"{noun} ({text})" if text else noun for noun, text in zip(nouns, own, strict=True)]
    return [
        f"{one} (table {number})" if told.count(one) > 1 else one
        for number, one in enumerate(told, start=1)
    ]


def _in_order(
    frames: Sequence[pd.Series], tables: Sequence[pd.DataFrame], *, is_months: bool
) -> list[str]:
    """Return the classes of several counts, months in their order and the total last."""
    seen = dict.fromkeys(one for frame in frames for one in frame.index)
    if is_months:
        every = sorted({month for rows in tables for month in rows.attrs[ABOUT]["months"]})
        seen = dict.fromkeys([*map(month_name, every), *seen])
    return [*(one for one in seen if one != TOTAL), TOTAL]


def _divide(rows: pd.DataFrame, name: str, about: Mapping[str, Any]) -> _Divided:
    if name in OF_TIME:
        return _by_moment(rows, name, table=about["table"])
    if name == MONTH and name in rows:
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
    words = column_words(column.removesuffix(REFERENCE))
    found = rows[column]
    if found.dtype == "boolean":
        return _Divided(label, found.map(FLAG_WORDS), [*FLAG_WORDS.values()], words=words)
    values = found.astype("object").where(found.notna() & ~found.isin([*NOT_SAID, NOT_RECORDED]))
    values = values.map(str, na_action="ignore")
    field = TABLES[about["table"]].fields.get(column)
    stated = [one for one in (field.values if field else ()) if one not in NOT_SAID]
    seen = [*values.value_counts().index]
    ordered = [one for one in stated if one in seen] if set(seen) <= set(stated) else seen
    is_banded, is_reference = column.endswith("_band"), column.endswith(REFERENCE)
    times = (*map(int, values.value_counts()),) if is_reference else ()
    order = ordered if is_banded else seen
    if any("_" in one for one in stated):
        values = values.map(lambda one: one.replace("_", " "), na_action="ignore")
        order = [one.replace("_", " ") for one in order]
    return _Divided(label, values, order, times=times, words=words)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


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


def _frame(divided: Sequence[_Divided], rows: pd.DataFrame) -> pd.DataFrame:
    """Return the counts with their totals, a row a class of the first thing."""
    first = divided[0]
    down, order = _classes(first)
    value = SUM if _is_of_figures(rows) else ROWS
    across, columns = pd.Series(value, index=rows.index), [value]
    if len(divided) > 1:
        across, columns = _classes(divided[1])
        columns = [*columns, TOTAL]
    labelled = [
        rows.assign(down=mine, across=other)
        for mine in (down, TOTAL)
        for other in ((across, TOTAL) if len(divided) > 1 else (across,))
    ]
    cells = pd.concat(labelled).groupby(["down", "across"])
    if _is_of_figures(rows):
        # No figure is no nought: nobody said that there was none.
        counts = _together(cells).unstack().reindex(index=[*order, TOTAL], columns=columns)
    else:
        counts = cells.size().unstack().reindex(index=[*order, TOTAL], columns=columns)
        counts = counts.fillna(0).astype("Int64")
    counts.loc[[one for one in first.missing if one in counts.index]] = pd.NA
    return counts.rename_axis(first.label).rename_axis(columns=None).reset_index()


def _is_of_figures(rows: pd.DataFrame) -> bool:
    """Say whether each row is a figure that somebody counted, and not a thing to be counted."""
    return {FIGURE, LEAST, MOST} <= set(rows.columns)


def _has_ranges(body: pd.DataFrame) -> bool:
    """Say whether some sums are texts such as ``3 to 9``."""
    return bool(body.iloc[:, 1].map(lambda value: isinstance(value, str)).any())


def _together(cells: Any) -> pd.Series:
    """Return the sums of figures; where one is a range only, from the least to the most."""
    least = cells[LEAST].sum()
    most = cells[MOST].agg(lambda figures: figures.sum(skipna=False))
    texts = (
        least.map("{:,}".format).astype("string")
        + " to "
        + most.astype("string").fillna("any number")
    )
    return texts.astype("object").where((least != most).fillna(value=True), least)


def _classes(one: _Divided) -> tuple[pd.Series, list[str]]:
    """Return the class of each row, also of those that do not say, and the order of classes."""
    rows = one.values.astype("object").where(one.values.notna(), NOT_RECORDED)
    return rows, [*one.order, *([NOT_RECORDED] if (rows == NOT_RECORDED).any() else [])]


def _said(rows: pd.DataFrame, first: _Divided, about: Mapping[str, Any]) -> list[Statement]:
    said: list[Statement] = []
    told: dict[str, Any]
    if len(rows) != about["rows"]:
        said.append(say(BY_HAND, of=about["rows"], n=len(rows)))
    if _is_of_figures(rows):
        ranges = int(rows[FIGURE].isna().sum())
        return [*said, say(FIGURES, rows=len(rows), ranges=ranges)]
    known = first.values.dropna().astype("str")
    most = known[~known.str.startswith(OTHERS)].value_counts()
    told = {"rows": len(rows), "known": len(known), "what": first.what}
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
        said.append(_said_most(first, most, told))
    return said


def _said_most(first: _Divided, most: pd.Series, told: Mapping[str, Any]) -> Statement:
    """Name what is said most often, all of it where several are said as often."""
    top = [name for name in first.order if most.get(name) == most.iloc[0]]
    if len(top) > MOST_NAMED:
        return say(KNOWN, **told)
    each = " each" if len(top) > 1 else ""
    return say(COMMONEST, **told, most=list_text(top), n=int(most.iloc[0]), each=each)


def _figures(
    frame: pd.DataFrame,
    divided: Sequence[_Divided],
    *,
    noun: str,
    title: str,
    months: Sequence[str],
) -> list[FigurePart]:
    labels = [one.label for one in divided]
    body = frame[frame[labels[0]] != TOTAL]
    if labels == ["weekday", "hour"]:
        week = body.set_index("weekday").reindex([*WEEKDAYS], fill_value=0)[[*HOURS]]

        def draw() -> Figure:
            return week_grid(week.astype("float"), column_labels=HOURS, value_label=noun)
    elif labels == [MONTH] and not _has_ranges(body):
        counts = body.head(len(months)).assign(month=[*months]).set_axis([MONTH, "value"], axis=1)

        def draw() -> Figure:
            return month_series(counts.astype({"value": "float"}), value_label=noun)
    elif len(divided) == 1:
        value = str(frame.columns[1])
        bars = body.assign(**{value: pd.to_numeric(body[value], errors="coerce")})

        def draw() -> Figure:
            return single_bars(bars, label=labels[0], value=value, value_label=noun)
    else:
        return []
    return [FigurePart(draw=draw, alt=title, caption=f"Counts of {noun}, unprotected.")]
