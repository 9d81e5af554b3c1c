"""How few neighbourhoods hold half: what is said without a year before, and in one ward alone."""

from __future__ import annotations

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, cells, desk

LSOAS = [f"Z{number}" for number in range(8)]


@pytest.mark.parametrize(("wards", "told"), [(2, False), (8, True)])
def test_one_year_alone_has_not_moved_and_all_its_wards_are_not_more_than_elsewhere(wards, told):
    geography = pd.DataFrame(
        {
            "lsoa": LSOAS,
            "lsoa_name": LSOAS,
            "ward": [f"W{number % wards}" for number in range(8)],
            "ward_name": [f"Ward {number % wards}" for number in range(8)],
            "district": REDDITCH,
        }
    )
    families = [
        cells("crime", {(("priority", PRIORITY),): 40 + at}, kind="public", area=lsoa, level="lsoa")
        for at, lsoa in enumerate(LSOAS)
    ]
    one = desk(*families, edition="partner", reference={"geography": geography})
    said = one.concentration.half().sentence
    assert "of 8 neighbourhoods" in said
    assert "moved" not in said
    assert ("of these lie in" in said) is told
