"""Which months does a file with a layout speak for, as far as names say?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from csa.errors import SettingsError, SourceError
from csa.settings.layouts import Layout

Span = tuple[str, str]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<year>\d{2})",
    "Month": r"(?P<month>[A-Za-z]{3,9})",
    "Mmm": r"(?P<month>[A-Za-z]{3,9})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"\d{2}",
}
TOKEN = re.compile("|".join(TOKENS))


def month_number(text: str) -> int:
    """Return the number of a month written as a word or in figures, 0 for none.

    Examples
    --------
    >>> month_number("Sept"), month_number("07"), month_number("Foo")
    (9, 7, 0)
    """
    if text.isdigit():
        return int(text) if 1 <= int(text) <= len(MONTHS) else 0
    start = text[:3].casefold()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def read_month(text: str, form: str) -> str:
    """Return the month that a text gives in a form such as ``Mmm-YY``, or nothing.

    Examples
    --------
    >>> read_month("Jun-16", "Mmm-YY"), read_month("20161130", "YYYYMMDD")
    ('2016-06', '2016-11')
    """
    match = _form(form).fullmatch(text.strip())
    month = month_number(match["month"]) if match else 0
    if not month or match is None:
        return ""
    year = int(match["year"])
    return f"{year + 2000 if year < 100 else year:04d}-{month:02d}"


@lru_cache
def _form(form: str) -> re.Pattern[str]:
    marks = TOKEN.split(form)
    tokens = TOKEN.findall(form)
    if sum(t.startswith("Y") for t in tokens) != 1 or sum(t[0] == "M" for t in tokens) != 1:
        raise SettingsError(
            f"The form '{form}' of a layout's period must hold one year (YYYY or YY) and one month "
            "(MM, Mmm or Month)."
        )
    parts = [re.escape(marks[0])]
    for token, mark in zip(tokens, marks[1:], strict=True):
        parts += [TOKENS[token], re.escape(mark)]
    return re.compile("".join(parts), re.IGNORECASE)


def span_of_file(layout: Layout, name: str) -> Span | tuple[()]:
    """Return the first and last month of a file; nothing where its sheets say so.

    Raises
    ------
    SourceError
        If its name does not say what the layout expects there.
    """
    period = layout.period
    if period.sheet:
        return ()
    found = _named(layout, name) if period.file else {}
    first = period.first or found.get("first") or found.get("month") or ""
    last = period.last or found.get("last") or found.get("month") or ""
    if not first or not last or first > last:
        raise SourceError(
            f"The name of {name} does not give the months that it holds in the form that "
            f"{layout.path} says under [period]. Name it as before, or correct the layout."
        )
    return first, last


def _named(layout: Layout, name: str) -> dict[str, str]:
    match = re.search(layout.period.file, PurePosixPath(name).name)
    groups = match.groupdict() if match else {}
    return {key: read_month(text or "", layout.period.form) for key, text in groups.items()}


def span_of_sheet(layout: Layout, sheet: str, *, name: str) -> Span | tuple[()]:
    """Return the one month that a sheet is named after; nothing where sheets are not.

    Raises
    ------
    SourceError
        If its name is no month in the form that the layout says.
    """
    if not layout.period.sheet:
        return ()
    month = read_month(sheet, layout.period.form)
    if not month:
        raise SourceError(
            f"Sheet '{sheet}' of {name} is not named after a month in the form "
            f"'{layout.period.form}' that {layout.path} says. Rename it, or leave it out of sheets."
        )
    return month, month


def choose_version(layouts: Sequence[Layout], name: str) -> Layout:
    """Return the version of a layout that was in use for the months of a file.

    Raises
    ------
    SettingsError
        If two layouts of one month are for the file.
    """
    ordered = sorted(layouts, key=lambda one: one.since, reverse=True)
    for newer, older in pairwise(ordered):
        if newer.since == older.since:
            raise SettingsError(
                f"{newer.path} and {older.path} are both for {name}. Make their files more narrow, "
                "or give the newer one a later month under from."
            )
    return next((one for one in ordered if one.since <= _last(one, name)), ordered[-1])


def _last(layout: Layout, name: str) -> str:
    try:
        span = span_of_file(layout, name)
    except SourceError:
        return ""
    return span[1] if span else "9999-12"
