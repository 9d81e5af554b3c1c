"""People of each ethnic group, all priorities in one table and beside their residents."""

from dataclasses import replace

import pandas as pd
from people_cells import REDDITCH, by, cells, desk

from csa.exhibits.desk import AreaDesk

OTHER = "violence-and-abuse"
RESIDENTS = pd.DataFrame(
    {
        "area": REDDITCH, "ethnicity": ["White", "Asian"], "residents": [90_000, 10_000],
        "source": "census", "year": 2011,
    }
)  # fmt: skip


def area(*families, edition="officer", reference=None):
    one = desk(*families, edition=edition, reference=reference)
    return AreaDesk(replace(one.view, chosen=None))


def people(edition="officer", unit="victim"):
    return area(
        cells(unit, by("ethnicity", {"White": 450, "Asian": 100, "unknown": 50})),
        cells(unit, by("ethnicity", {"White": 300, "Asian": 10, "unknown": 0}, priority=OTHER)),
        edition=edition,
        reference={"residents_by_ethnicity": RESIDENTS},
    )


def test_every_priority_has_a_line_for_each_group_with_its_rate():
    (table,) = people().equality.victims().tables
    lines = table.frame.set_index("name")
    assert lines.index.tolist() == [
        "Violence and abuse: White", "Violence and abuse: Asian",
        "Violence and abuse: Not stated or not recorded",
        "Theft and acquisitive crime: White", "Theft and acquisitive crime: Asian",
        "Theft and acquisitive crime: Not stated or not recorded",
    ]  # fmt: skip
    assert lines["value"].tolist() == [300, 10, 0, 450, 100, 50]
    # 100 of 10,000 in ten months: 10 per 1,000, 12 a year; ten people carry no rate
    assert lines.loc["Theft and acquisitive crime: Asian", "rate"] == 12
    assert pd.isna(lines.loc["Violence and abuse: Asian", "rate"])


def test_no_public_page_has_them():
    assert people(unit="suspect").equality.suspects().editions == ("partner",)


def test_nothing_received_is_said():
    nothing = area(cells("crime", {(): 5}), edition="partner").equality.victims()
    assert nothing.unavailable
