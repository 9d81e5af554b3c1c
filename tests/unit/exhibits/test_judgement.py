"""Commentary reaches the readers it was written for, and no others."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.exhibits.trust.judgement import JudgementExhibits, LocalJudgementExhibits
from csa.exhibits.view import View
from csa.settings import load_settings

ROWS = pd.DataFrame(
    [
        ("hate-crime", "Officer", "2017-02-06", "2017-12-31", "partner", "bromsgrove", "Inside."),
        ("harassment", "Officer", "2017-02-06", "2017-12-31", "partner;public", "", "Open."),
        ("harassment", "Officer", "2015-02-06", "2016-12-31", "partner;public", "", "Stale."),
        ("burglary", "Officer", "2017-02-06", "2017-12-31", "partner;public", "", "Other."),
    ],
    columns=["key", "author_role", "date", "expires", "editions", "districts", "text"],
)


def _exhibits(slug):
    settings = load_settings()
    release = Release(
        cells=pd.DataFrame(columns=["key"]),
        reference={"commentary": ROWS},
        about={"year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"}},
    )
    view = View(settings=settings, release=release, slug=slug, edition="partner")
    return JudgementExhibits(view.of_priority("protecting-vulnerable-communities"))


@pytest.mark.parametrize(
    ("slug", "inside"),
    [("bromsgrove", ["Inside."]), ("redditch", []), ("north-worcestershire", ["Inside."])],
)
def test_commentary_for_partners_stays_with_its_district_and_out_of_the_public_edition(
    slug, inside
):
    exhibits = _exhibits(slug)
    public = exhibits.commentary()
    partner = exhibits.commentary_for_partners()
    assert list(public.data["text"]) == ["Open."]
    assert list(partner.data.get("text", [])) == inside
    assert public.editions == ("partner", "public")
    assert "public" not in partner.editions


def _parts(slug, reference, *, end="2017-01", priority="asb-damage-and-nuisance"):
    settings = load_settings()
    release = Release(
        cells=pd.DataFrame(columns=["key"]),
        reference=reference,
        about={"year": "2016-17", "period": {"start": "2016-04", "end": end}},
    )
    view = View(settings=settings, release=release, slug=slug, edition="public")
    return JudgementExhibits(view.of_priority(priority))


@pytest.mark.parametrize(
    ("end", "texts"),
    [("2017-01", ["Groups gather."]), ("2016-09", ["Groups gather."]), ("2016-06", [])],
)
def test_what_was_written_long_after_a_period_is_not_put_beside_it(end, texts):
    # written in January 2017: four months after September 2016, seven after June
    row = ("youth-anti-social-behaviour", "Officer", "2017-01-18", None, "public", "", texts)
    frame = pd.DataFrame([row], columns=ROWS.columns).assign(text="Groups gather.")
    exhibit = _parts("redditch", {"commentary": frame}, end=end).commentary()
    assert list(exhibit.data.get("text", [])) == texts
    assert bool(texts) or "no commentary" in exhibit.unavailable


def test_without_a_source_of_commentary_the_page_says_there_is_none():
    exhibits = _parts("redditch", {})
    assert "no commentary" in exhibits.commentary().unavailable
    assert exhibits.commentary().editions == ("officer",)  # nothing stands on any page


def test_what_expired_within_a_year_is_said_and_not_shown():
    shown = _exhibits("redditch").commentary()
    assert shown.sentence == (
        "What the officer wrote of stalking and harassment held until December 2016 and is no "
        "longer shown."
    )
    assert "Stale." not in shown._repr_html_()
    assert list(shown.data["about"]) == ["Stalking and harassment"]


@pytest.mark.parametrize(("end", "is_told"), [("2016-12", False), ("2017-03", True)])
def test_what_is_still_in_force_or_long_gone_is_not_told_as_expired(end, is_told):
    rows = ROWS[ROWS["text"] == "Stale."]
    old = rows.assign(expires="2015-12-31", text="Ancient.")
    # In force to the end of December 2016: expired for any period that ends later.
    shown = _parts(
        "redditch",
        {"commentary": pd.concat([rows, old])},
        end=end,
        priority="protecting-vulnerable-communities",
    ).commentary()
    assert ("no longer shown" in shown.sentence) is is_told
    assert "Ancient." not in shown._repr_html_()


def test_what_names_one_district_alone_is_gathered_for_every_reader_whatever_its_subject():
    frame = pd.DataFrame(
        [
            ("burglary", "Officer", "2017-02-06", None, "partner;public", "redditch", "Local."),
            ("area", "Officer", "2017-02-06", None, "public", "redditch", "Of the area."),
            ("burglary", "Officer", "2017-02-06", None, "partner", "redditch", "Inside."),
            ("burglary", "Officer", "2017-02-06", None, "public", "redditch;bromsgrove", "Two."),
            ("burglary", "Officer", "2015-02-06", "2016-05-31", "public", "redditch", "Stale."),
        ],
        columns=ROWS.columns,
    )

    def local(slug):
        view = _parts(slug, {"commentary": frame}).view
        return LocalJudgementExhibits(replace(view, chosen=None)).commentary()

    shown = local("redditch")
    assert list(shown.data["text"]) == ["Local."]
    assert list(shown.data["about"]) == ["Burglary"]
    assert local("wyre-forest").unavailable
    assert local("north-worcestershire").unavailable
