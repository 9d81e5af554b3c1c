"""What is published reads in the order the officer sees, and a release that is older says so."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pandas as pd
import pytest
from builders import Project

import csa
from csa.counting.families import Count
from csa.counting.tables.names import TABLE_NAMES
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import AreaDesk, declared_counts
from csa.settings import Priority

WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
NEWER = "This release was made before this exhibit existed. Run csa assess again."
THEFT, VIOLENCE = "theft-and-acquisitive-crime", "violence-and-abuse"


@pytest.fixture(scope="module")
def published(small: Project) -> AreaDesk:
    """Redditch as partners see it."""
    return csa.open(
        district="redditch", year="2016-17", to="2016-06", edition="partner", root=str(small.root)
    )


def first_seen(values: pd.Series) -> list[str]:
    return list(dict.fromkeys(values))


def without(desk: AreaDesk, **changed: object) -> AreaDesk:
    """Return the desk with another release or other settings."""
    return AreaDesk(replace(desk.view, **changed))


def test_every_family_is_read_in_the_same_order_in_every_edition(area, published) -> None:
    for count in declared_counts():
        true, shown = (desk.view.frame(count)["key"] for desk in (area, published))
        both = set(true) & set(shown)
        assert [one for one in shown if one in both] == [one for one in true if one in both]


@pytest.mark.parametrize("edition", ["officer", "partner"])
def test_weeks_start_on_monday_ages_with_the_youngest_and_months_with_the_first(
    edition, area, published
) -> None:
    desk = {"officer": area, "partner": published}[edition]
    week = desk.view.frame(Count("crime", by=("priority", "time_slot")))["time_slot"]
    days = first_seen(week.str.split(" ").str[0])
    assert days == [*WEEK, "unknown"]
    hours = first_seen(week[week.str.startswith("Mon")].str.split(" ").str[1])
    assert hours == sorted(hours)
    shown = desk.priority(VIOLENCE)
    assert [*shown.time.week().data.index] == WEEK
    drawn = [shown.victims.age_and_sex(), shown.suspects.age_and_sex()]
    assert not drawn[0].unavailable
    for people in (one for one in drawn if not one.unavailable):
        starts = [band[:2].rstrip("-+") for band in first_seen(people.data["age_band"])]
        known = [int(start) for start in starts if start.isdigit()]
        assert known == sorted(known)
        assert len(known) > 1
    months = first_seen(shown.season.months().data["month"])
    assert months == sorted(months)


@pytest.mark.parametrize("edition", ["officer", "partner"])
def test_the_classes_of_a_breakdown_stand_in_their_one_order(edition, area, published) -> None:
    desk = {"officer": area, "partner": published}[edition].priority(THEFT)
    orders = published.view.release.about["order"]
    for unit, name, exhibit in (
        ("victim", "victim_type", desk.victims.kinds()),
        ("victim", "relationship", desk.victims.relationship()),
        ("victim", "ethnicity", desk.victims.ethnicity()),
        ("suspect", "ethnicity", desk.suspects.ethnicity()),
        ("suspect", "residence", desk.suspects.residence()),
        ("suspect", "journey", desk.suspects.journey()),
        ("crime", "suspects", desk.suspects.together()),
    ):
        order = orders[unit][name]
        shown = first_seen(exhibit.data["code"]) if not exhibit.unavailable else []
        assert shown == [one for one in order if one in shown], (unit, name)


def test_a_release_says_what_was_looked_for(published) -> None:
    said = set(published.view.release.about["looked_for"])
    assert said >= {one.family for one in declared_counts()} | set(TABLE_NAMES)
    assert set(published.view.release.reference) <= {
        *TABLE_NAMES, "residents_by_age_sex_together", "residents_by_ethnicity_together",
    }  # fmt: skip


def older(release: Release, *, families: set[str] = frozenset(), tables: set[str] = frozenset()):
    """Return a release as it was before some families and tables were looked for."""
    lost = {*families, *tables}
    about = {**release.about, "looked_for": sorted({*release.about["looked_for"]} - lost)}
    gone = release.cells["by"].map(lambda by: by in families)
    reference = {name: one for name, one in release.reference.items() if name not in tables}
    return Release(cells=release.cells[~gone], reference=reference, about=about)


def test_an_exhibit_newer_than_the_release_says_so(published) -> None:
    family = Count("crime", by=("category", "maturity", "outcome_group"))
    lost = older(published.view.release, families={family.dimensions, family.family})
    exhibit = without(published, release=lost).priority(VIOLENCE).suspects.outcomes()
    assert exhibit.unavailable == NEWER
    # Where it was looked for and is not there, its source was not received.
    about = {**lost.about, "looked_for": [*lost.about["looked_for"], family.family]}
    about["unit_sources"] = {**about["unit_sources"], "crime": []}
    unsent = without(published, release=replace(lost, about=about))
    said = unsent.priority(VIOLENCE).suspects.outcomes().unavailable
    assert said == "No source of recorded crimes was received."


@pytest.mark.parametrize(
    ("table", "exhibit"),
    [
        ("population", lambda desk: desk.priority(VIOLENCE).location.ward_table()),
        ("area_profile", lambda desk: desk.profile()),
        ("coverage", lambda desk: desk.data_quality.coverage()),
        ("boundary_lsoa", lambda desk: desk.at("redditch-town-centre").summary()),
        ("near_repeat", lambda desk: desk.priority(THEFT).near_repeat.pairs()),
        ("hotspot_trial", lambda desk: desk.priority(VIOLENCE).hotspots.places()),
    ],
)  # fmt: skip
def test_an_exhibit_that_draws_on_a_newer_table_says_so(published, table, exhibit) -> None:
    lost = older(published.view.release, tables={table})
    assert exhibit(without(published, release=lost)).unavailable == NEWER


def test_a_release_of_an_earlier_version_is_taken_for_older(small: Project, published) -> None:
    about = {k: v for k, v in published.view.release.about.items() if k != "looked_for"}
    about["looked_for"] = []  # as read_release gives it
    empty = replace(published.view.release, cells=published.view.release.cells[:0], about=about)
    assert without(published, release=empty).year_to_date().unavailable == NEWER


def test_settings_newer_than_the_release_are_said(published) -> None:
    settings = published.view.settings
    text = """
        id = "knives"
        number = 9
        label = "Reducing knife crime"
        short_label = "Knife crime"
        [[subtheme]]
        id = "knife-crime"
        label = "Knife crime"
        rules = [{ unit = "crime", any_of = [{ flag_weapon = [true] }] }]
    """
    knives = Priority(**tomllib.loads(text))
    changed = settings.model_copy(
        update={"priorities": (*settings.priorities, knives), "fingerprint": "another"}
    )
    desk = without(published, settings=changed)
    exhibit = desk.priority("knives").change.headline()
    assert "newer than this release. Run csa assess again." in exhibit.unavailable
    note = "The settings have changed since this release was made. Run csa assess again."
    assert note in desk.year_to_date().notes
    assert note not in published.year_to_date().notes
