"""Where a sensitive priority is closed, published pages show the nearest public type instead."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csa.counting.families import Count
from csa.disclosure.ledger.release import Release
from csa.exhibits.view import View
from csa.exhibits.wording.nearest import nearest_note, nearest_type, with_nearest_public
from csa.settings import load_settings

SETTINGS = load_settings(Path(__file__).parents[3])
PERIOD = "2016-04/2017-01"
THEME = "violence-and-abuse"
TYPE = "Violence and sexual offences"
WARDS = Count("crime", by=("priority",), level="ward")


def view(edition, *, theme_class="closed", with_type=True):
    rows = [
        ("priority", "district", "E07000236", f"priority={THEME}", "sensitive", 1310),
        ("priority", "ward", "W1", f"priority={THEME}", theme_class, None),
        ("priority", "ward", "W1", "priority=theft-and-acquisitive-crime", "public", 33),
    ]
    if with_type:
        rows += [
            ("category", "district", "E07000236", f"category={TYPE}", "public", 1522),
            ("category", "ward", "W1", f"category={TYPE}", "public", 187),
            ("category", "ward", "W1", "category=Burglary", "public", 12),
        ]
    cells = pd.DataFrame(rows, columns=["by", "level", "area", "dims", "class", "value"])
    cells = cells.assign(measure="crime", period=PERIOD, reason="").astype({"value": "Int64"})
    cells["key"] = "crime|" + cells["area"] + f"|{PERIOD}|" + cells["dims"]
    release = Release(cells=cells, reference={}, about={})
    return View(SETTINGS, release, "redditch", edition).of_priority(THEME)


def drawn(here, count=WARDS):
    return with_nearest_public(here, {"crime": count}, {"crime": here.frame(count)})


@pytest.mark.parametrize("edition", ["partner", "public"])
def test_wards_show_the_exact_figures_of_the_public_type_under_its_name(edition):
    seen, frames, notes = drawn(view(edition))
    shown = frames["crime"][frames["crime"]["priority"] == THEME].set_index("area")
    # The district's figure is that of the type as well, so that wards add up to it.
    assert shown["value"].to_dict() == {"E07000236": 1522, "W1": 187}
    assert set(shown["class"]) == {"public"}
    assert all(f"category={TYPE}" in key for key in shown["key"])
    assert seen.priority.short_label == TYPE
    assert "data.police.uk" in notes[0]
    assert "violence and abuse" in notes[0]


def test_other_priorities_and_the_officer_see_their_own_counts():
    here = view("officer")
    seen, frames, notes = drawn(here)
    assert seen.priority.short_label == "Violence and abuse"
    assert notes == ()
    assert frames["crime"].equals(here.frame(WARDS))
    _, frames, _ = drawn(view("public"))
    others = frames["crime"][frames["crime"]["priority"] != THEME]
    assert others["value"].tolist() == [33]


def test_counts_by_district_stay_those_of_the_priority():
    here = view("public")
    _, frames, notes = drawn(here, Count("crime", by=("priority",)))
    assert notes == ()
    assert frames["crime"]["value"].tolist() == [1310]


def test_without_figures_of_the_type_the_counts_stay_closed():
    _, frames, notes = drawn(view("public", with_type=False))
    ward = frames["crime"].query("level == 'ward' and priority == @THEME")
    assert notes == ()
    assert ward["value"].isna().all()


def test_open_data_are_never_closed():
    here = view("public", theme_class="public")
    assert nearest_type(here) == ""
    assert drawn(here)[2] == ()


def test_it_is_said_once_which_crimes_of_other_priorities_the_type_holds():
    """Stalking and harassment is published as violence, and belongs to another priority."""
    (note,) = drawn(view("public"))[2]
    assert (
        "They hold stalking and harassment as well, which stands under harassment, public order "
        "and hate crime: where both are shown, the same crimes stand in both." in note
    )
    other = view("public").of_priority("protecting-vulnerable-communities")
    assert nearest_note(other).endswith(
        "Stalking and harassment, which the priority counts too, is not in them."
    )
    assert nearest_note(view("public").of_priority("offending-drugs-and-alcohol")).endswith(
        "not published below the district."
    )
