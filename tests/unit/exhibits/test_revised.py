"""A figure that is not the one first published bears an r, and a note says what that means."""

from __future__ import annotations

import pandas as pd

from csa.exhibits.revised import revised_keys, with_marks
from csa.present.tables import Column, Table

CELLS = pd.DataFrame({"key": ["a", "b"], "value": [10, 5], "mark": ["r", ""]})


def test_only_marked_cells_are_revised():
    assert revised_keys(CELLS) == {"a"}
    assert revised_keys(CELLS.drop(columns="mark")) == frozenset()


def test_the_figure_of_a_revised_cell_is_marked_and_no_other():
    frame = pd.DataFrame(
        {"name": ["April", "May", "Both"], "count": [10, 5, 15], "count_cells": ["a", "b", "a + b"]}
    )
    columns = [Column("name", "Month"), Column("count", "Crimes", "count")]
    table = Table(frame, columns, caption="Crimes", row_header="name")
    assert "revised" not in table.to_html()
    (marked,) = with_marks([table], revised_keys(CELLS))
    html = marked.to_html()
    assert '<td class="num revised" data-key="a">10</td>' in html
    assert '<td class="num" data-key="b">5</td>' in html
    assert '<td class="num revised" data-key="a + b">15</td>' in html
    assert marked.to_csv_text() == table.to_csv_text()
