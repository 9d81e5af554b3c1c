"""At most eight places get a number: what clearly changed before what did not, each place once."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csa.exhibits.where.numbered import as_ward, choose_items, way_of

COLUMNS = ["name", "what", "before", "after", "reading", "place", "ward"]


def items(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return candidates at one point."""
    return pd.DataFrame(rows, columns=COLUMNS).assign(x=0.0, y=0.0)


PLACES = items(
    ("Mill Green", "Damage", 13, 61, "rose", "mill-green", "W1"),
    ("Mill Green", "Disorder", 80, 82, "no clear change", "mill-green", "W1"),
    ("Town centre", "Disorder", 400, 390, "no clear change", "town-centre", "W2"),
)


def test_what_changed_comes_first_and_a_place_has_one_number_whatever_is_told_of_it() -> None:
    chosen = choose_items(PLACES)
    assert chosen[["number", "name", "what", "way"]].values.tolist() == [
        [1, "Mill Green", "Damage", "risen"],
        [1, "Mill Green", "Disorder", "as before"],
        [2, "Town centre", "Disorder", "as before"],
    ]


def test_a_ward_gives_way_to_a_place_in_it_of_which_the_same_is_told() -> None:
    wards = items(
        ("Mill ward", "Damage", 46, 161, "rose", "", "W1"),
        ("Hill ward", "Disorder", 210, 124, "fell", "", "W3"),
    )
    chosen = choose_items(PLACES, wards)
    assert "Mill ward" not in set(chosen["name"])
    hill = chosen.set_index("name").loc["Hill ward"]
    assert (hill["number"], hill["way"]) == (1, "fallen")


def test_no_more_than_eight_places_have_a_number() -> None:
    many = items(
        *((f"Place {n}", "Damage", 9, n, "no clear change", f"p{n}", "W") for n in range(20))
    )
    chosen = choose_items(many)
    assert chosen["number"].tolist() == list(range(1, 9))
    assert chosen["name"].iloc[0] == "Place 19"


def test_three_symbols_for_all_verdicts_and_the_district_stays_behind_the_ward() -> None:
    readings = ("rose", "rose slightly", "fell", "no clear change", "no comparison")
    assert [way_of(one) for one in readings] == [
        "risen", "risen", "fallen", "as before", "as before",
    ]  # fmt: skip
    assert as_ward("Central (Redditch)") == "Central ward (Redditch)"
