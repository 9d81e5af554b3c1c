"""The small partnership goes through build, assess and check, and no row is lost."""

from __future__ import annotations

import csv

from builders import Project
from small_partnership import MONTHS

from csa.store import Store


def test_small_partnership_publishes_and_passes_its_check(small: Project) -> None:
    assert "No faults found." in small.csa("check", f"reports/{small.year}").stdout
    assert all("<h1>" in page for _, _, page in small.pages())


def test_every_row_of_the_small_partnership_is_accounted_for(small: Project) -> None:
    account = Store(small.settings).load("account").set_index("path")
    for kind in ("police/{}-crimes", "police/{}-victims", "asb/{}-asb"):
        for month in MONTHS:
            path = f"{kind.format(month)}.csv"
            with (small.settings.raw / path).open(encoding="utf-8") as file:
                written = sum(1 for _ in csv.DictReader(file))
            row = account.loc[path]
            others = row["quarantined"] + row["superseded"] + row["out_of_area"]
            assert row["accepted"] + others == written, path
