"""One month that makes much of a change: which, and whether it was rather the year before."""

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, cells, desk

from csa.counting.families import Count
from csa.counting.keys import write_dims
from csa.exhibits.what.month import tell_earlier_years, tell_months
from csa.exhibits.wording.verdicts import verdict_of
from csa.periods import shift_month

MONTHS = [f"2016-{n:02}" for n in range(4, 13)] + ["2017-01"]


def months(before, after):
    """Cells of both years by month, the others at 500 a month each year."""
    counts = dict.fromkeys(MONTHS, 500) | {"2016-09": after}
    counts |= {shift_month(month, -12): 500 for month in MONTHS} | {"2015-09": before}
    dims = write_dims({"priority": PRIORITY})
    return pd.DataFrame(
        [
            {
                "key": f"crime|{REDDITCH}|{month}|{dims}", "area": REDDITCH, "level": "district",
                "dims": dims, "period": month, "measure": "crime", "class": "public",
                "value": value, "printed_bound": 0, "reason": "", "mark": "",
            }
            for month, value in counts.items()
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        # 500 a month else: 300 above it this year, none below the year before
        (500, 800, ""),
        (200, 550, "; mostly because that month was low the year before"),
        (350, 650, ""),  # as far below as above
        (150, 450, ""),  # a month that is low each year
    ],
)
def test_a_month_that_was_low_the_year_before_is_said_to_have_been(before, after, cause):
    whole = cells("crime", {(("priority", PRIORITY),): 4500 + after})
    earlier = whole.assign(
        period="2015-04/2016-01", value=4500 + before,
        key=whole["key"].str.replace("2016-04/2017-01", "2015-04/2016-01"),
    )  # fmt: skip
    both = pd.concat([whole, earlier], ignore_index=True).astype({"value": "Int64"})
    (said,), _ = tell_months(desk(both).view, months(before, after), both, way="rise")
    assert str(said) == (
        f"September 2016 alone made the whole rise (from {before} to {after}{cause})."
    )


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        # 601 to 704 took back what had gone: 695 and 699 the years before
        ((70, 70), "In the same months it was 700 in 2013-14 and 700 in 2014-15, so the year "
                   "compared with was low."),
        ((58, 61), ""),  # the year compared with was like the others
        ((90, 60), ""),  # one high year before does not make it low
    ],
)  # fmt: skip
def test_a_rise_that_only_takes_back_a_low_year_is_said_to(earlier, said):
    whole = cells("crime", {(("priority", PRIORITY),): 704})
    before = whole.assign(
        period="2015-04/2016-01", value=601,
        key=whole["key"].str.replace("2016-04/2017-01", "2015-04/2016-01"),
    )  # fmt: skip
    both = pd.concat([whole, before], ignore_index=True).astype({"value": "Int64"})
    view = desk(both).view
    counted = view.frame(Count("crime", by=("priority",)))
    verdict = verdict_of(view, counted, priority=PRIORITY)
    by_month = months(500, 500)
    shifted = [
        by_month[by_month["period"].isin(MONTHS)].assign(
            period=[shift_month(month, -12 * back) for month in MONTHS], value=value,
            key=[f"crime|{REDDITCH}|{shift_month(month, -12 * back)}|" for month in MONTHS],
        )
        for back, value in zip((3, 2), earlier, strict=True)
    ]  # fmt: skip
    told, _ = tell_earlier_years(view, pd.concat(shifted), verdict)
    assert " ".join(map(str, told)) == said
