"""Commentary reaches the readers it was written for, and no others."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.ledger import Release
from csa.exhibits.judgement import JudgementExhibits
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
        cells=pd.DataFrame(),
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
    assert list(partner.data["text"]) == inside
    assert public.editions == ("partner", "public")
    assert partner.editions == ("partner",)
