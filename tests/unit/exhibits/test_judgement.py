"""Commentary reaches the readers it was written for, and no others."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.exhibits.trust.judgement import JudgementExhibits
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
