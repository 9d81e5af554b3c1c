"""The gate: what a reader of the whole release could work out is found before it is published."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.gate import attack_release, make_safe
from csa.errors import DisclosureError

PERIOD = "2016-04/2017-01"


def _cells(values):
    """Build published cells of one period from {(area, dims): (class, value)}."""
    rows = [
        {
            "key": f"victim|{area}|{PERIOD}|{dims}",
            "measure": "victim",
            "by": "sex" if dims else "",
            "level": "partnership" if area == "P" else "district",
            "area": area,
            "period": PERIOD,
            "dims": dims,
            "class": klass,
            "value": value,
            "reason": "",
        }
        for (area, dims), (klass, value) in values.items()
    ]
    return pd.DataFrame(rows).astype({"value": "Int64"})


def _sums(*sums):
    rows = [
        ("sum", f"sum {n}", f"victim|{p[0]}|{PERIOD}|{p[1]}", f"victim|{c[0]}|{PERIOD}|{c[1]}")
        for n, (p, *children) in enumerate(sums)
        for c in children
    ]
    return pd.DataFrame(rows, columns=["kind", "relation", "parent", "child"])


WOMEN, MEN, ALL = ("P", "sex=F"), ("P", "sex=M"), ("P", "")


def test_counts_rounded_together_keep_their_full_range():
    cells = _cells({ALL: ("person", 25), WOMEN: ("person", 15), MEN: ("person", 10)})
    report = attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)
    assert report.failures == {}
    assert (report.cells, report.narrowest) == (3, 8)  # 15 ± 4 and its like: nine values each


def test_an_exact_public_total_can_give_its_parts_away():
    # Parts shown as 5 and 5 lie in 1 to 9; with an exact total of 2 each of them must be 1.
    cells = _cells({ALL: ("public", 2), WOMEN: ("person", 5), MEN: ("person", 5)})
    report = attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)
    assert {"G2", "G3", "G4"} <= set(report.failures)
    assert report.narrowest == 0


def test_a_leaking_table_is_withheld_and_the_total_stays():
    cells = _cells({ALL: ("public", 2), WOMEN: ("person", 5), MEN: ("person", 5)})
    safe, report = make_safe(cells, _sums((ALL, WOMEN, MEN)), base=5)
    assert report.failures == {}
    broken_down = safe["by"] == "sex"
    assert safe.loc[broken_down, "value"].isna().all()
    assert safe.loc[broken_down, "reason"].ne("").all()
    assert safe.loc[~broken_down, "value"].tolist() == [2]


def test_values_that_contradict_each_other_stop_the_release():
    cells = _cells({ALL: ("person", 40), WOMEN: ("person", 5), MEN: ("person", 5)})
    with pytest.raises(DisclosureError):
        attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)


def test_a_protected_value_that_is_no_multiple_of_the_base_stops_the_release():
    cells = _cells({ALL: ("person", 25), WOMEN: ("person", 13), MEN: ("person", 12)})
    with pytest.raises(DisclosureError):
        attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)
