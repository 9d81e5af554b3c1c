"""Workbooks that anyone can read, sort and hear: the year to date of all areas, and projects.

They draw the exhibits that pages draw, from the same release, so a figure is the same in both. Each
sheet but the first holds one table with a heading row; numbers are numbers, and what is withheld
says so in words. The same release gives the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from csa.exhibits.projects.delivery import DeliveryExhibits
from csa.exhibits.projects.evaluated import EvaluationExhibits
from csa.exhibits.projects.funding import SEPARATE, FundingExhibits
from csa.exhibits.strategy.context import ContextExhibits
from csa.exhibits.strategy.to_date import ToDateExhibits
from csa.exhibits.view import View
from csa.present.saving.sheets import NONE, PERCENT, Sheet, Value, cell_value, write_workbook
from csa.present.tables import Column, Table
from csa.report.checks.page import ROUNDING_NOTE
from csa.report.pages.layout import EDITION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from csa.disclosure.ledger.release import Release
    from csa.present.exhibit import Exhibit
    from csa.report.pages.facts import ReleaseFacts
    from csa.settings import Edition, Settings

FILE, PROJECTS_FILE = "year-to-date.xlsx", "projects.xlsx"
# What a link to each of them says.
LINKS = {FILE: "Year to date of all areas (Excel)", PROJECTS_FILE: "Funded projects (Excel)"}
ABOUT, TO_DATE, YEARS = "About this workbook", "Year to date", "Earlier years"
MONEY, OUTPUTS, EFFECTS, CONCLUSIONS = "Money", "Outputs", "Effects", "Conclusions"


def draw_workbooks(
    settings: Settings, release: Release, facts: ReleaseFacts, editions: Sequence[str]
) -> dict[str, dict[str, bytes]]:
    """Return the workbooks of each edition by the name of the file; none where nothing is counted.

    Parameters
    ----------
    settings : Settings
        The partnership.
    release : Release
        What has been published.
    facts : ReleaseFacts
        What the release says about itself.
    editions : sequence of str
        ``partner``, ``public``.
    """
    found = {}
    for edition in editions:
        view = View(
            settings, release, slug=settings.partnership.slug, edition=cast("Edition", edition)
        )
        drawn = {
            FILE: draw_workbook(view, facts),
            PROJECTS_FILE: draw_projects_workbook(view, facts),
        }
        books = {name: book for name, book in drawn.items() if book is not None}
        if books:
            found[edition] = books
    return found


def draw_workbook(view: View, facts: ReleaseFacts) -> bytes | None:
    """Return the workbook of one edition; None where no crime can be counted.

    Parameters
    ----------
    view : View
        The partnership in the edition.
    facts : ReleaseFacts
        What the release says about itself.
    """
    views = [replace(view, slug=slug) for slug in view.settings.area_slugs]
    to_date = _shown((one.name, ToDateExhibits(one).year_to_date()) for one in views)
    if not to_date:
        return None
    years = _shown((one.name, ContextExhibits(one).years()) for one in views)
    period = view.period.label
    sheets = [
        _sheet(TO_DATE, f"Year to date, {period}, and {view.before.label}", _first(to_date)),
        *(
            [_sheet(YEARS, f"The same months of earlier years, to {period}", _first(years))]
            if years
            else []
        ),
    ]
    name = view.settings.partnership.name
    title = f"{name}: crime and disorder in the year to date, {period}"
    about = _about(view, facts, sheets, [shown for _, shown in (*to_date, *years)], title=title)
    return write_workbook([about, *sheets])


def draw_projects_workbook(view: View, facts: ReleaseFacts) -> bytes | None:
    """Return all projects of the year, as the Commissioner asks for them; None without a project.

    Parameters
    ----------
    view : View
        The partnership in the edition.
    facts : ReleaseFacts
        What the release says about itself.
    """
    money = FundingExhibits(view).table()
    if not money.tables:
        return None
    outputs, outcomes = DeliveryExhibits(view).outputs(), EvaluationExhibits(view).effects()
    year, period = view.year, view.period.label
    money_tables = [
        ("Separate" if table.caption == SEPARATE else "In the allocation", table)
        for table in money.tables
    ]
    found = [(MONEY, "Money", money_tables)]
    found += [
        (name, "", [("", table) for table in tables])
        for name, tables in (
            (OUTPUTS, outputs.tables),
            (EFFECTS, outcomes.tables[:-1]),
            (CONCLUSIONS, outcomes.tables[-1:]),
        )
    ]
    sheets = [
        _sheet(name, f"{name} of projects of {year}, to {period}", tables, first=first)
        for name, first, tables in found
        if tables
    ]
    title = f"{view.settings.partnership.name}: funded projects of {year}, to {period}"
    shown = [one for one in (money, outputs, outcomes) if one.tables]
    about = _about(view, facts, sheets, shown, title=title)
    return write_workbook([about, *sheets])


def _first(shown: Sequence[tuple[str, Exhibit]]) -> list[tuple[str, Table]]:
    return [(area, one.tables[0]) for area, one in shown]


def _shown(exhibits: Iterable[tuple[str, Exhibit]]) -> list[tuple[str, Exhibit]]:
    return [(name, one) for name, one in exhibits if one.tables]


def _sheet(
    name: str, title: str, tables: Sequence[tuple[str, Table]], *, first: str = "Area"
) -> Sheet:
    """Put tables one below the other, with what each is of, such as its area, in front."""
    columns = {column.label: column for _, table in tables for column in table.columns}
    lines = [(area, table, row) for area, table in tables for row in table.frame.to_dict("records")]
    front = [first] if first else []
    rows = [
        [*([area] if first else []), *_cells(table, row, columns.values())]
        for area, table, row in lines
    ]
    headings = [*front, *columns]
    cautions = [_caution(table, row) for _, table, row in lines]
    if set(cautions) != {NONE}:
        headings.append("Caution")
        rows = [[*row, caution] for row, caution in zip(rows, cautions, strict=True)]
    notes = dict.fromkeys(note for _, table in tables for note in table.notes)
    return Sheet(name, title, " ".join(notes), headings, rows)


def _cells(table: Table, row: dict[str, Any], columns: Iterable[Column]) -> Iterator[Value]:
    """Yield the cells of a row; where only other areas have a column there is none to tell."""
    own = {column.label for column in table.columns}
    for column in columns:
        yield cell_value(column, row) if column.label in own else NONE


def _caution(table: Table, row: dict[str, Any]) -> str:
    """Return what a page says in brackets behind a percentage, such as "small numbers"."""
    found = (PERCENT.fullmatch(column.text(row)) for column in table.columns)
    return next((one[3] for one in found if one and one[3]), NONE)


def _about(
    view: View,
    facts: ReleaseFacts,
    sheets: Sequence[Sheet],
    shown: Sequence[Exhibit],
    *,
    title: str,
) -> Sheet:
    """Return the cover: what the workbook holds, of when, from whom, and how it is protected."""
    sources = dict.fromkeys(part for one in shown for part in one.source.split("; "))
    notes = dict.fromkeys(note for one in shown for note in one.notes)
    fixed = [
        ["Edition", EDITION_NAMES[view.edition]],
        ["Period", f"{view.period_label}; compared with {view.before.label}"],
        ["Sources", "; ".join(sources)],
        ["Licences", "; ".join(dict.fromkeys(str(one["licence"]) for one in facts.sources))],
        ["Protection", ROUNDING_NOTE],
        [
            "Withheld or missing",
            "A figure that is withheld or missing is given in words, never as 0.",
        ],
    ]
    synthetic = ["Data", "Synthetic: every person, incident and number is made up."]
    rows = [
        *fixed,
        *([synthetic] if facts.synthetic else []),
        *(["Sheet", f"{one.name}: {one.title}"] for one in sheets),
        *(["Note", note] for note in notes),
    ]
    note = "Each of the other sheets holds one table, with its headings in row 3."
    return Sheet(ABOUT, title, note, ["What", "Text"], rows, kept_in_sight=1)
