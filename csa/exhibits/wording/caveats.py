"""What must be said of numbers: recording breaks, months in doubt, and the year of public figures.

Every exhibit passes the cells it shows through :func:`csa.exhibits.base.show`, so none that
compares months can leave its caveats out. A view remembers which public tables were consulted, so
none that draws on residents or deprivation can leave their year out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.both_years import YEAR
from csa.counting.tables.reference import NOT_RECEIVED, population_source
from csa.counting.units import UNIT_NOUNS
from csa.periods import Period, as_spans, month_name, shift_month
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csa.counting.tables.names import TableName
    from csa.exhibits.view import View
    from csa.settings import Break

THEMES = ("priority", "subtheme", "category")
UNFINISHED = "not complete"
# Public tables whose year is said, and the columns that tell it.
DATED = {
    "population": ("source",),
    "area_profile": ("source",),
    "locality_base": ("source",),
    "residents_by_age_sex": ("source", "year"),
    "residents_by_ethnicity": ("source", "year"),
}
AREAS_DRAWN = "Areas are drawn from the neighbourhoods (LSOAs) of 2021"


def breaks_within(view: View, cells: pd.DataFrame, span: Period | None) -> list[Break]:
    """Return the recording breaks inside some months that touch what some cells count.

    Parameters
    ----------
    view : View
        Whose settings name the breaks.
    cells : DataFrame
        The cells shown.
    span : Period or None
        The months that are set side by side, if any are.
    """
    if span is None:
        return []
    names = [str(name) for name in cells["measure"].dropna().unique()]
    for theme in THEMES:
        if theme in cells:
            names += [str(name) for name in cells[theme].dropna().unique()]
    subthemes = [s.id for one in view.settings.priorities if one.id in names for s in one.subthemes]
    return view.breaks(*names, *subthemes, within=span)


def compared_span(cells: pd.DataFrame) -> Period | None:
    """Return the months from the first to the last of several periods; none if there is one."""
    if not {"period", "measure"} <= set(cells.columns) or cells["period"].nunique() < 2:
        return None
    periods = [Period.from_key(str(key)) for key in cells["period"].unique()]
    return Period(min(one.start for one in periods), max(one.end for one in periods))


def comparison_notes(view: View, cells: pd.DataFrame) -> tuple[str, ...]:
    """Return the caveats of numbers from different months, one sentence or more each."""
    return (
        *dict.fromkeys(one.caveat for one in breaks_within(view, cells, compared_span(cells))),
        *_left_out_notes(view, cells),
        *_doubt_notes(view, cells),
    )


def months_without_year(months: Sequence[str]) -> str:
    """Name months that are left out of two years: "August", "May to July and October"."""
    spans = [
        list(dict.fromkeys(month_name(month).split()[0] for month in (span.start, span.end)))
        for span in as_spans(months)
    ]
    return list_text([" to ".join(ends) for ends in spans])


def _left_out_notes(view: View, cells: pd.DataFrame) -> tuple[str, ...]:
    """Say which months are left out of both years because one of the years lacks them."""
    if compared_span(cells) is None:
        return ()
    notes = []
    whole = {view.before.key, view.period.key}
    for unit in cells["measure"].dropna().unique():
        months = view.left_out(str(unit))
        if months and set(cells.loc[cells["measure"] == unit, "period"]) - whole:
            lacking = list_text([span.label for span in as_spans(_lacking(view, str(unit)))])
            noun = UNIT_NOUNS.get(str(unit), str(unit))
            notes.append(
                f"{noun[:1].upper()}{noun[1:]} are compared without "
                f"{months_without_year(months)} in both years, because not all of {lacking} was "
                "received."
            )
    return tuple(notes)


def _lacking(view: View, unit: str) -> set[str]:
    """Return the months of both years that are left out and were not received everywhere."""
    left_out = view.left_out(unit)
    either = {*left_out, *(shift_month(month, -YEAR) for month in left_out)}
    rows = view.reference("coverage")
    if not len(rows):
        return either
    rows = rows[rows["unit"] == unit]
    whole = rows[rows["status"] == "ok"].groupby("month")["district"].nunique()
    return either - set(whole.index[whole == rows["district"].nunique()])


def comparison_statements(view: View, cells: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which changes in recording lie between the year before and this period."""
    breaks = breaks_between(view, cells, within=view.comparison_span)
    if not breaks:
        return ()
    return (
        say(
            "Recording changed within these months, so a difference may be one of recording: "
            "{names:t}.",
            names=named_breaks(breaks),
        ),
    )


def breaks_between(view: View, cells: pd.DataFrame, *, within: Period | None = None) -> list[Break]:
    """Return the recording breaks that begin between the months that some cells set side by side.

    Parameters
    ----------
    view : View
        Whose settings name the breaks.
    cells : DataFrame
        The cells shown; those of one period set nothing side by side.
    within : Period, optional
        Only those that begin or end inside it.
    """
    span = compared_span(cells)
    breaks = breaks_within(view, cells, (within or span) if span else None)
    return [one for one in breaks if span and span.start < one.start <= span.end]


def named_breaks(breaks: Iterable[Break]) -> str:
    """Name some breaks with the month in which each begins; nothing where there is none."""
    names = [f"{one.label} ({month_name(one.start)})" for one in breaks]
    return list_text(list(dict.fromkeys(names)))


def doubtful_months(view: View, unit: str) -> pd.DataFrame:
    """Return the months of a unit in the view's area that are in doubt.

    Returns
    -------
    DataFrame
        ``district, month, doubt``: in what way the month is unlike those before it, or that it is
        not complete.
    """
    rows = view.reference("coverage")
    if not {"unit", "doubt"} <= set(rows.columns):
        return pd.DataFrame(columns=["district", "month", "doubt"])
    rows = rows[rows["unit"] == unit]
    if not view.is_partnership:
        rows = rows[rows["district"] == view.code]
    doubt = rows["doubt"].mask(rows["status"] == "partial", UNFINISHED)
    return rows.assign(doubt=doubt).dropna(subset=["doubt"])[["district", "month", "doubt"]]


def marked_months(view: View, unit: str) -> list[str]:
    """Return the months of a unit that charts mark as in doubt."""
    return sorted(set(doubtful_months(view, unit)["month"]))


def reference_notes(view: View, drawn: Mapping[str, Any]) -> tuple[str, ...]:
    """Say of which year the public figures and areas of an exhibit are, unless it says so itself.

    Parameters
    ----------
    drawn : mapping
        The parts of the exhibit; the view it was drawn from knows what was consulted.
    """
    said = " ".join(_words(drawn))
    found = [_vintage(view, name) for name in sorted(view.consulted)]
    if any(figure.noun == "map" for figure in drawn.get("figures", ())):
        found.append((AREAS_DRAWN, AREAS_DRAWN))
    return tuple(dict.fromkeys(f"{note}." for note, mark in found if note and mark not in said))


def _vintage(view: View, name: TableName) -> tuple[str, str]:
    """Return what to say of a public table, and the words that show that it was said."""
    known = DATED.get(name, ())
    table = view.reference(name) if known else pd.DataFrame()
    # A release of an earlier version may not say of which year a table is.
    if not len(table) or not set(known) <= set(table.columns):
        return "", ""
    if known == ("source",):
        text = str(table["source"].iloc[0])
        return ("", "") if text == NOT_RECEIVED else (text, text)
    year = int(table["year"].iloc[0])
    if name == "residents_by_ethnicity":
        text = population_source(table, what="Residents by ethnic group")
        return text, f"Residents are those of {year}"
    return population_source(table, what="Residents by age and sex"), f"mid-{year}"


def _words(drawn: Mapping[str, Any]) -> list[str]:
    tables = drawn.get("tables", ())
    return [
        str(drawn.get("source", "")),
        *map(str, drawn.get("statements", ())),
        *drawn.get("notes", ()),
        *(note for table in tables for note in table.notes),
    ]


def _doubt_notes(view: View, cells: pd.DataFrame) -> tuple[str, ...]:
    if compared_span(cells) is None:
        return ()
    months = {month for key in cells["period"].unique() for month in Period.from_key(key).months}
    notes = []
    for unit in cells["measure"].dropna().unique():
        found = doubtful_months(view, str(unit))
        found = found[found["month"].isin(months)]
        for doubt, rows in found.groupby("doubt", sort=True):
            where = _districts(view, rows["district"])
            spans = list_text([span.label for span in as_spans(rows["month"])])
            noun = UNIT_NOUNS.get(str(unit), str(unit))
            notes.append(f"Compare with care: {noun} of {spans}{where}: {doubt}.")
    return tuple(notes)


def _districts(view: View, codes: Iterable[str]) -> str:
    here = set(codes)
    named = [district.name for district in view.settings.districts if district.code in here]
    return "" if len(named) == len(view.settings.districts) else f" in {list_text(named)}"
