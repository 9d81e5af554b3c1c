"""What is one thing a reader sees, with everything needed to judge it?

An :class:`Exhibit` holds the sentences, figures and tables of one question with source, period
and notes, and shows itself in a notebook. The report reads what it promises from its JSON.
"""

from __future__ import annotations

import base64
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from csa.present.notes import StandingNote
from csa.present.numbers import NOT_AVAILABLE, is_missing, plain_value
from csa.present.tables import Table
from csa.present.theme import render_png
from csa.present.words import Statement
from csa.settings import Edition

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

DECIMALS_STATED = 3
NOT_CLEAR = "not clear"
EXHIBIT_MIME = "application/vnd.csa.exhibit+json"
NO_SOURCE = "no source received"
ON_PAGE = "CSA_RELEASE"  # set in the kernels that make pages
MARK = "Unprotected: officer's view, not for release"
UNPROTECTED = f'<p class="unprotected">{MARK}</p>'


@dataclass(frozen=True)
class FigurePart:
    """A figure that is drawn when it is shown.

    Attributes
    ----------
    draw : callable
        Returns the Matplotlib figure.
    alt : str
        What the figure shows, for those who cannot see it; required.
    caption : str
        How to read the figure; required.
    noun : str
        What the figure is, as in "Data behind this map".
    is_keyed : bool
        Whether its table is its key, which stands beside it and is not folded.
    """

    draw: Callable[[], Figure]
    alt: str
    caption: str
    noun: str = "chart"
    is_keyed: bool = False

    def __post_init__(self) -> None:
        """Refuse a figure without alt text or caption."""
        if not self.alt.strip() or not self.caption.strip():
            raise ValueError("A figure needs alt text and a caption.")

    def to_html(self, drawn: bytes = b"") -> str:
        """Return the figure as HTML that holds its own picture, or one that was drawn already."""
        picture = base64.b64encode(drawn or render_png(self.draw())).decode("ascii")
        image = f'<img src="data:image/png;base64,{picture}" alt="{escape(self.alt)}">'
        caption = escape(self.caption)
        # On a phone a map is as wide as its names need, and is moved from side to side.
        box = f'<div class="figure-scroll" role="group" tabindex="0" aria-label="{caption}">'
        shown = f"{box}{image}</div>" if self.noun == "map" and not self.is_keyed else image
        return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


@dataclass(frozen=True)
class Point:
    """One point of a list: a headline, what stands behind it, and where the evidence is.

    Attributes
    ----------
    headline, statement : Statement
        The point in short, and with its counts.
    evidence, priority : str
        Name of the exhibit that shows it in full, and the priority whose chapter it stands in;
        both may be empty.
    """

    headline: Statement
    statement: Statement
    evidence: str = ""
    priority: str = ""

    def to_html(self) -> str:
        """Return the point as HTML; a page resolves or leaves out the link to the evidence."""
        link = (
            f'<a class="evidence" data-exhibit="{escape(self.evidence)}" '
            f'data-priority="{escape(self.priority)}">Evidence</a>'
        )
        return (
            f'<div class="point"><p class="point-headline">{escape(str(self.headline))}</p>'
            f"<p>{escape(str(self.statement))}</p>{link if self.evidence else ''}</div>"
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Exhibit:
    """Sentences, figures and tables that answer one question.

    Attributes
    ----------
    name : str
        The exhibit's name in manifests and links.
    title : str
        What it shows, in one line.
    statements : tuple of Statement
        The answer in words; the first is the main finding.
    points : tuple of Point
        What a summary lists, in order.
    heading : str
        The heading of a section of a page that begins with it; empty where it stands in one.
    findings : tuple
        What the exhibit offers to summaries, see :class:`csa.findings.finding.Finding`.
    figures : tuple of FigurePart
        The figures. The first table belongs to the first figure, and so on.
    tables : tuple of Table
        At least one for each figure, folded behind it; any further ones are shown.
    notes : tuple of str
        Cautions a reader must know.
    source, period : str
        Where the figures come from and which months they speak for; required.
    editions : tuple of str
        The editions it may appear in.
    numbers : mapping of str to number
        Every published number by the key of its cell.
    unavailable : str
        Why nothing can be shown; empty when something can.
    officer : bool
        Whether it shows unprotected figures.
    data : DataFrame
        The frame behind it; empty where nothing is counted.

    Examples
    --------
    >>> week = csa.open("Redditch")["Violence and abuse"].time.week()
    >>> week.data.loc["Fri"].index.tolist()[-2:]
    ['18–21', '21–00']
    >>> week.save("week.docx").name
    'week.docx'
    """

    name: str
    title: str
    source: str
    period: str
    editions: tuple[str, ...]
    data: pd.DataFrame = field(default_factory=pd.DataFrame)
    statements: tuple[Statement, ...] = ()
    points: tuple[Point, ...] = ()
    heading: str = ""
    findings: tuple[Any, ...] = ()
    figures: tuple[FigurePart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)
    unavailable: str = ""
    officer: bool = False
    area: str = ""

    def __post_init__(self) -> None:
        """Refuse an exhibit that a reader could not judge or a report not place."""
        for part in ("name", "title", "source", "period"):
            if not getattr(self, part).strip():
                raise ValueError(f"Exhibit '{self.name}' has no {part}.")
        if len(self.tables) < len(self.figures):
            raise ValueError(f"Exhibit '{self.name}' has a figure without the table behind it.")
        if not all(isinstance(statement, Statement) for statement in self.said):
            raise ValueError(f"Exhibit '{self.name}' has text that does not come from say().")
        unknown = sorted(set(self.editions) - set(get_args(Edition)))
        if unknown or not self.editions:
            raise ValueError(f"Exhibit '{self.name}' names no edition or unknown ones: {unknown}.")

    def __repr__(self) -> str:
        """Return the title and the words, as a terminal shows them."""
        return self._text()

    @property
    def said(self) -> tuple[Statement, ...]:
        """Every statement, those of the points included, in reading order."""
        points = (said for one in self.points for said in (one.headline, one.statement))
        return (*self.statements, *points)

    @property
    def sentence(self) -> str:
        """The statements as text."""
        return str(Statement.join(self.said))

    @property
    def figure(self) -> Figure | None:
        """The first figure, newly drawn; None where there is none."""
        return self.figures[0].draw() if self.figures else None

    @property
    def table(self) -> pd.DataFrame | None:
        """The first table under its headings, numbers as numbers; None where there is none."""
        from csa.present.saving.sheets import cell_value

        if not self.tables:
            return None
        first = self.tables[0]
        rows = first.frame.to_dict("records")
        values = [[cell_value(column, row) for column in first.columns] for row in rows]
        frame = pd.DataFrame(values, columns=[column.label for column in first.columns])
        return frame.mask(frame == NOT_AVAILABLE)

    @property
    def about(self) -> tuple[str, ...]:
        """What stands with it wherever it goes: its protection, area, source and period."""
        mark = (f"{MARK}.",) if self.officer else ()
        where = f"Area: {self.area}. " if self.area and self.area not in self.title else ""
        return (*mark, f"{where}Source: {_stop(self.source)} Period: {_stop(self.period)}")

    def save(self, name: str | Path) -> Path:
        """Save it with its title, source, period and protection, by the ending of the name.

        Parameters
        ----------
        name : str or Path
            Ends in ``.png`` or ``.svg`` (charts), ``.xlsx`` (tables, numbers as numbers) or
            ``.docx`` (all of it). A name alone is saved under ``data/saved`` of the project.

        Returns
        -------
        Path
            Where it is.

        Raises
        ------
        SettingsError
            If it has nothing of that kind, or would lie unprotected where files are shared.
        StoreError
            If the file cannot be written.
        """
        from csa.present.saving.exhibits import save_exhibit

        return save_exhibit(self, name)

    def _repr_html_(self) -> str:
        title = f'<p class="exhibit-title">{escape(self.title)}</p>'
        body = self._unavailable_html() if self.unavailable else self._body_html()
        return (
            f'<section class="exhibit" data-exhibit="{escape(self.name)}">{title}'
            f"{UNPROTECTED if self.officer else ''}{body}{self._foot_html()}</section>"
        )

    def _unavailable_html(self) -> str:
        return f'<p class="unavailable">Not available: {escape(self.unavailable)}</p>'

    def _body_html(self) -> str:
        said = "".join(f"<p>{escape(str(statement))}</p>" for statement in self.statements)
        points = "".join(point.to_html() for point in self.points)
        listed = f'<div class="points">{points}</div>' if points else ""
        pairs = zip_longest(self.figures, self.tables)
        return said + listed + "".join(self._part_html(figure, table) for figure, table in pairs)

    def _part_html(self, figure: FigurePart | None, table: Table) -> str:
        if figure is None:
            return table.to_html()
        drawn = figure.to_html(self._to_copy(figure) if self.officer else b"")
        if figure.is_keyed:
            return f'<div class="keyed">{drawn}{table.to_html()}</div>'
        summary = f"Data behind this {escape(figure.noun)}"
        return f"{drawn}<details><summary>{summary}</summary>{table.to_html()}</details>"

    def _to_copy(self, figure: FigurePart) -> bytes:
        """Return a picture that says what it is wherever it is copied to; none on a page."""
        from csa.present.saving.picture import draw_png

        if ON_PAGE in os.environ:
            return b""
        return draw_png(replace(self, figures=(figure,)))

    def _foot_html(self) -> str:
        items = "".join(_note_html(note) for note in self.notes)
        notes = f'<ul class="notes">{items}</ul>' if items else ""
        return (
            f'{notes}<p class="source">Source: {escape(_stop(self.source))} '
            f"Period: {escape(_stop(self.period))}</p>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Return the HTML, the plain text and the promises that the report checks."""
        del include, exclude
        return {
            "text/html": self._repr_html_(),
            "text/plain": self._text(),
            EXHIBIT_MIME: self._promises(),
        }

    def _text(self) -> str:
        said = f"Not available: {self.unavailable}" if self.unavailable else self.sentence
        return "\n".join(line for line in (self.title, said) if line)

    def _promises(self) -> dict[str, Any]:
        shown = not self.unavailable
        return {
            "name": self.name,
            "title": self.title,
            "heading": self.heading,
            "findings": sum(one.certainty != NOT_CLEAR for one in self.findings),
            "editions": list(self.editions),
            "numbers": {key: _json_number(value) for key, value in self.numbers.items()},
            "statements": [
                {"text": str(statement), "values": _stated(statement.values)} | _cited(statement)
                for statement in self.said
                if shown
            ],
            "worked": [table.recorded() for table in self.tables if shown],
            "figures": len(self.figures) if shown else 0,
            "tables": len(self.tables) if shown else 0,
            "unavailable": not shown,
            "reason": self.unavailable,
            "officer": self.officer,
        }


def _note_html(note: str) -> str:
    topic = f' data-topic="{escape(note.topic)}"' if isinstance(note, StandingNote) else ""
    return f"<li{topic}>{escape(note)}</li>"


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    # The sentence shows fewer digits than the value has; the rest is nobody's to read.
    return {
        name: _cut(value) if isinstance(value, float) else value for name, value in values.items()
    }


def _cited(statement: Statement) -> dict[str, Any]:
    """Return the cells that its numbers are made of: those added, and those taken off."""
    cited = {name: [[*one.plus], [*one.minus]] for name, one in statement.origins.items()}
    return {"cells": cited} if cited else {}


def _cut(value: float) -> float:
    """Leave out digits that no sentence shows; what a sentence shows of it stays the same."""
    if not math.isfinite(value):
        return value
    scale = 10**DECIMALS_STATED
    near = [round(value, DECIMALS_STATED)]
    near += [step(value * scale) / scale for step in (math.floor, math.ceil)]
    places = range(DECIMALS_STATED)
    same = [one for one in near if all(f"{one:.{n}f}" == f"{value:.{n}f}" for n in places)]
    return (same or near)[0]


def _json_number(value: Any) -> Any:
    return None if is_missing(value) else plain_value(value)
