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


def test_every_priority_has_a_line_and_every_group_a_column():
    counts, rates = people().equality.victims().tables
    lines = counts.frame.set_index("priority")
    assert lines.index.tolist() == ["Violence and abuse", "Theft and acquisitive crime"]
    assert lines.loc["Theft and acquisitive crime", "Asian"] == 100
    assert lines.loc["Violence and abuse", "unknown"] == 0
    # 100 of 10,000 in ten months: 10 per 1,000, 12 a year; ten people carry no rate
    told = rates.frame.set_index("name")["rate"]
    assert told["Theft and acquisitive crime: Asian"] == 12
    assert "Violence and abuse: Asian" not in told


def test_no_public_page_has_them():
    assert people(unit="suspect").equality.suspects().editions == ("partner",)


def test_nothing_received_is_said():
    nothing = area(cells("crime", {(): 5}), edition="partner").equality.victims()
    assert nothing.unavailable
