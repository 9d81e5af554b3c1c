"""Who the victims of each sub-theme are, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.dimensions import AGE_BANDS, NO_PERSON
from csa.counting.families import Count
from csa.counting.keys import has_any_class, read_names
from csa.counting.records.described import UNKNOWN
from csa.exhibits.base import Parts, show, unavailable, why_missing
from csa.exhibits.who.harmed import not_shown
from csa.exhibits.who.people import year_to_end
from csa.exhibits.who.repeats import count_repeats
from csa.exhibits.wording.known import is_described
from csa.exhibits.wording.largest import band_words, leaders
from csa.exhibits.wording.merged import shown_classes
from csa.exhibits.wording.ranges import as_stated, say_range
from csa.exhibits.wording.themes import crime_themes, in_sentence
from csa.exhibits.wording.wholes import rest_of, whole_of
from csa.present.number import add_known
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.present.number import Number

CHILDREN = ("0-9", "10-17")
TITLE = "Who the victims of each sub-theme are"
TOO_FEW_TO_DESCRIBE = "Too few victims are recorded to describe."
TOO_FEW, TOO_LITTLE, NO_LARGEST = "too few", "too little recorded", "no single group"


def profile_exhibit(
    view: View, ages: pd.DataFrame, sexes: pd.DataFrame, *, all_ages: pd.DataFrame,
    all_sexes: pd.DataFrame, nth: pd.DataFrame,
) -> Parts:  # fmt: skip
    """Lay out victims who are persons by sub-theme: largest age group, sex, children, repeats.

    Parameters
    ----------
    ages, sexes : DataFrame
        Victims by sub-theme and age band, and by sub-theme and sex.
    all_ages, all_sexes : DataFrame
        The same by priority.
    nth : DataFrame
        Records of identified persons in order, by theme.
    """
    whole = view.priority.id
    frames = {
        theme: (_persons(view, all_ages, priority=theme), _persons(view, all_sexes, priority=theme))
        if theme == whole
        else (_persons(view, ages, subtheme=theme), _persons(view, sexes, subtheme=theme))
        for theme, _ in crime_themes(view)
    }
    frames = {theme: both for theme, both in frames.items() if all(map(len, both))}
    if whole not in frames:
        reason = why_missing(view, pd.DataFrame(), "victim")
        return unavailable(view, title=TITLE, reason=reason, units=["victim"])
    reasons = [why_missing(view, cells, "victim") for cells in frames[whole]]
    if any(reasons):
        reason = next(filter(None, reasons))
        return unavailable(view, title=TITLE, reason=reason, units=["victim"])
    names = dict(crime_themes(view))
    told = {
        theme: both
        for theme, both in frames.items()
        if all(cells["value"].notna().all() for cells in both)
    }
    if whole not in told:
        return unavailable(view, title=TITLE, reason=TOO_FEW_TO_DESCRIBE, units=["victim"])
    repeats = {theme: _repeats(view, nth, theme) for theme in told}
    rows = pd.DataFrame(
        [
            {"theme": theme, "name": names[theme], **_profile(view, *both), **repeats[theme]}
            for theme, both in told.items()
        ]
    )
    used = [cells for both in told.values() for cells in both]
    return show(
        view,
        title=TITLE,
        statements=_statements(view, rows),
        tables=(_table(view, rows),),
        cells=used,
        units=["victim"],
        notes=(*_left_out(frames, told, names), *_notes(view)),
        data=rows,
    )


def _persons(view: View, frame: pd.DataFrame, **theme: Any) -> pd.DataFrame:
    if not len(frame):
        return frame
    cells = view.cells(frame, period=view.period, **theme)
    return cells[~has_any_class(cells["dims"], [NO_PERSON])]


def _profile(view: View, ages: pd.DataFrame, sexes: pd.DataFrame) -> dict[str, Any]:
    """Return the numbers of one line; no share stands on too few or on too little recorded."""
    bands = shown_classes(view, ages, "age_band", AGE_BANDS)
    by_age = view.numbers(ages).set_axis(ages["age_band"]).reindex(list(bands))
    by_sex = view.numbers(sexes).set_axis(sexes["sex"])
    with_age, with_sex = by_age.drop(UNKNOWN), by_sex.drop(UNKNOWN)
    people, of_age, of_sex = _people(view, ages), add_known(with_age), add_known(with_sex)
    row: dict[str, Any] = {
        "people": people, "women": None, "children": None,
        "largest": TOO_LITTLE if people.is_enough else TOO_FEW,
    }  # fmt: skip
    if of_age.is_enough and is_described(of_age, people):
        row["largest"] = _largest(with_age)
        children = [band for band, held in bands.items() if set(held) <= set(CHILDREN)]
        row["children"] = add_known(with_age[children]).percent_of(of_age)
    if is_described(of_sex, add_known(by_sex)):
        row["women"] = with_sex["F"].percent_of(of_sex)
    return row


def _people(view: View, ages: pd.DataFrame) -> Number:
    """Return how many victims are persons: all of them, less those that are none."""
    first = ages.iloc[0]
    theme = {name: first[name] for name in read_names(str(first["by"])) if name != "age_band"}
    family = view.frame(Count("victim", by=("age_band", *theme)))
    every = view.cells(family, period=view.period, **theme)
    return rest_of(view, every, whole_of(view, every, "age_band"), every["age_band"] == NO_PERSON)


def _largest(by_age: pd.Series) -> str:
    largest = leaders(by_age)
    return " or ".join(map(band_words, largest)) if len(largest) <= 2 else NO_LARGEST


def _repeats(view: View, nth: pd.DataFrame, theme: str) -> dict[str, Any]:
    cells = view.cells(nth, period=view.period, theme=theme) if len(nth) else nth
    counted = count_repeats(view, cells)
    return {"repeat_share": counted["share"]}


def _left_out(
    frames: dict[str, Any], told: dict[str, Any], names: dict[str, str]
) -> tuple[str, ...]:
    """Say which sub-themes have no line, and why."""
    missing: dict[str, str] = {}
    for theme in frames:
        if theme not in told:
            reasons = [reason for cells in frames[theme] for reason in cells["reason"] if reason]
            missing[in_sentence(names[theme])] = (
                reasons[0] if reasons else "no victims were received"
            )
    return not_shown(missing)


def _statements(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Set the sub-themes beside each other; describe the whole where it is not divided."""
    parts = rows.iloc[1:]
    if not len(parts):
        return _whole_statement(rows.iloc[0])
    lines = parts.assign(name=parts["name"].str[:1].str.lower() + parts["name"].str[1:])
    each = "in each sub-theme"
    said = (
        *say_range(
            view, lines, share="women", each=each, subject="Women and girls among victims"
        ),
        *say_range(
            view, lines, share="children", each=each, subject="Victims under eighteen"
        ),
    )  # fmt: skip
    return said or (say("Too few victims are recorded to compare sub-themes."),)


def _whole_statement(row: pd.Series) -> tuple[Statement, ...]:
    if pd.isna(row["women"]) or pd.isna(row["children"]):
        return (say(TOO_FEW_TO_DESCRIBE),)
    return (
        say(
            "Of these victims {women:p} are women and girls; {children:p} are under eighteen.",
            women=as_stated(row["women"].shown),
            children=as_stated(row["children"].shown),
        ),
    )


def _table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("people", "Victims who are persons", "count"),
            Column("largest", "Largest age group, both sexes"),
            Column("women", "Women and girls, %", "share"),
            Column("children", "Under 18, %", "share"),
            Column("repeat_share", "Repeats, %", "share"),
        ],
        caption=f"Victims by sub-theme in {view.name}, {view.period.label}",
        row_header="name",
        table_id="victim-profiles",
    )


def _notes(view: View) -> tuple[str, ...]:
    return (
        "Shares are of the victims whose age or sex is recorded; none is shown on fewer than "
        f"{view.small.minimum} of them, or where less than half is recorded. A victim of a crime "
        "that two sub-themes count stands in both lines.",
        f"Repeats: share of the crimes of {year_to_end(view).label} that fell on somebody already "
        "harmed within those twelve months; not available where too few people are identified.",
    )
