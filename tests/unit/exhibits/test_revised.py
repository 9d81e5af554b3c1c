"""A figure that is not the one first published bears an r, and a note says what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.exhibits.base import show
from csa.exhibits.view import View
from csa.exhibits.wording.revised import revised_keys, with_marks, with_notes
from csa.present.exhibit import FigurePart
from csa.present.number import Number
from csa.present.origin import Origin
from csa.present.tables import Column, Table
from csa.settings import load_settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ABOUT = {"year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"}, "base": 5}
CELLS = pd.DataFrame({"key": ["a", "b"], "value": [10, 5], "mark": ["r", ""]})


def test_only_marked_cells_are_revised():
    assert revised_keys(CELLS) == {"a"}
    assert revised_keys(CELLS.drop(columns="mark")) == frozenset()


def test_the_figure_of_a_revised_cell_is_marked_and_no_other():
    april, may = Number(10, Origin.of("a")), Number(5, Origin.of("b"))
    frame = pd.DataFrame({"name": ["April", "May", "Both"], "count": [april, may, april + may]})
    columns = [Column("name", "Month"), Column("count", "Crimes", "count")]
    table = Table(frame, columns, caption="Crimes", row_header="name")
    assert "revised" not in table.to_html()
    (marked,) = with_marks([table], revised_keys(CELLS))
    html = marked.to_html()
    assert '<td class="num revised" data-key="a">10</td>' in html
    assert '<td class="num" data-key="b">5</td>' in html
    assert '<td class="num revised" data-key="a,b">15</td>' in html
    assert marked.to_csv_text() == table.to_csv_text()


def test_a_chart_of_revised_figures_says_so_below_itself():
    def nothing() -> Figure:
        raise NotImplementedError

    drawn = FigurePart(draw=nothing, alt="Line of crimes by month", caption="Crimes by month")
    (noted,) = with_notes([drawn])
    assert noted.caption == (
        "Crimes by month. r: holds figures revised since they were first published."
    )
    assert noted.alt == drawn.alt


@pytest.mark.parametrize(("mark", "is_revised"), [("r", True), ("", False)])
def test_an_exhibit_marks_its_charts_only_where_its_figures_are_revised(mark, is_revised):
    cells = CELLS.assign(mark=[mark, ""], period="2016-04/2017-01", **{"class": "public"})
    view = View(
        settings=load_settings(),
        release=Release(cells=cells, reference={}, about=ABOUT),
        slug="redditch",
        edition="public",
    )
    drawn = FigurePart(draw=lambda: None, alt="Line of crimes", caption="Crimes by month")
    parts = show(view, title="Crimes", cells=[cells], figures=(drawn,))
    assert ("r: holds figures revised" in parts["figures"][0].caption) is is_revised
