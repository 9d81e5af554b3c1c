"""What other services of the synthetic partnership share is read as it is written."""

from __future__ import annotations

import csv
from collections import Counter

import pandas as pd
from builders import tiny_project

from csa.settings import load_settings
from csa.store import Store, build
from csa.synthetic.draws import MONTHS, stream
from csa.synthetic.services import draw_attendances, draw_figures


def test_every_row_is_read_and_small_counts_stay_ranges(tmp_path):
    root = tiny_project(tmp_path / "project")
    settings = load_settings(root)
    attendances = draw_attendances(stream(2017, "attendances"), settings)
    figures = draw_figures(stream(2017, "domestic abuse"), settings)
    month = MONTHS[0]
    for folder, rows in (
        ("ae-assaults", attendances.drop(columns="month")),
        ("domestic-abuse", figures),
    ):
        path = settings.raw / folder / f"{month}-{folder}.csv"
        path.parent.mkdir()
        of_month = attendances["month"] if folder == "ae-assaults" else figures["month"]
        rows[of_month == month].to_csv(path, index=False)
    accounts = build(settings).accounts.set_index("source")
    assert accounts.loc[["ae_assaults", "domestic_abuse"], "quarantined"].tolist() == [0, 0]
    store = Store(settings)
    with (settings.raw / "domestic-abuse" / f"{month}-domestic-abuse.csv").open() as file:
        written = Counter(row["count"].startswith("<") for row in csv.DictReader(file))
    table = store.load("domestic_abuse")
    assert int(table["count"].isna().sum()) == written[True] > 0
    assert len(store.load("ae_assault")) == int((attendances["month"] == month).sum()) > 20


def test_each_month_of_the_partnership_has_attendances_and_figures():
    settings = load_settings()
    attendances = draw_attendances(stream(2017, "attendances"), settings)
    figures = draw_figures(stream(2017, "domestic abuse"), settings)
    assert set(attendances["month"]) == set(figures["month"]) == set(MONTHS)
    again = draw_attendances(stream(2017, "attendances"), settings)
    pd.testing.assert_frame_equal(attendances, again)
