"""What partners have to share: received, in part, not received, not read."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from builders import ROOT

from csa.disclosure.ledger.release import Release
from csa.errors import SettingsError
from csa.exhibits.trust.services import ServiceExhibits
from csa.exhibits.view import View
from csa.settings import load_settings
from csa.sources import sources_of

BROMSGROVE, REDDITCH, WYRE_FOREST = "E07000234", "E07000236", "E07000239"
ABOUT = {"year": "2016-17", "period": {"start": "2016-04", "end": "2016-06"}}


def duties(slug, *rows):
    columns = ["source", "unit", "district", "month", "status", "doubt"]
    coverage = pd.DataFrame(
        [(s, s, d, m, status, None) for s, d, m, status in rows], columns=columns
    )
    settings = load_settings()
    listed = [
        {"information": one.information, "body": one.body, "law": one.law,
         "sources": ";".join(one.sources)}
        for one in settings.duties
    ]  # fmt: skip
    reference = {"coverage": coverage, "duty": pd.DataFrame(listed)}
    release = Release(cells=pd.DataFrame({"key": []}), reference=reference, about=dict(ABOUT))
    view = View(settings=settings, release=release, slug=slug, edition="partner")
    exhibit = ServiceExhibits(view).duties()
    return exhibit, exhibit.data.set_index("information")


def test_a_duty_is_received_since_its_first_month_and_gaps_are_named():
    months = ["2016-04", "2016-05", "2016-07"]
    rows = [("fire", REDDITCH, month, "ok") for month in months]
    rows += [("fire", REDDITCH, "2016-06", "missing")]
    rows += [("police_crimes", REDDITCH, month, "ok") for month in months[:2]]
    rows += [("police_uk_street", REDDITCH, "2016-04", "ok")]  # no force sent it
    exhibit, told = duties("redditch", *rows)
    fires = told[told.index.str.startswith("Each deliberate fire")].iloc[0]
    assert (fires["status"], fires["since"], fires["last"], fires["lacking"]) == (
        "In part", "April 2016", "July 2016", "June 2016",
    )  # fmt: skip
    crimes = told[told.index.str.startswith("Each crime")].iloc[0]
    assert (crimes["status"], crimes["last"], crimes["lacking"]) == ("Received", "May 2016", "none")
    calls = told[told.index.str.startswith("Each ambulance call")].iloc[0]
    assert (calls["status"], calls["since"]) == ("Not received", "–")
    pupils = told[told.index.str.startswith("Pupils")].iloc[0]
    assert pupils["status"] == "Not read"
    assert "2 were received, at least in part" in exhibit.sentence


def test_the_partnership_has_received_what_every_district_has():
    rows = [("asb", code, "2016-04", "ok") for code in (BROMSGROVE, REDDITCH)]
    _, told = duties("north-worcestershire", *rows)
    row = told[told["status"] != "Not received"].iloc[0]
    assert (row["status"], row["lacking"]) == ("In part", "April 2016")  # Wyre Forest's is lacking
    rows += [("asb", WYRE_FOREST, "2016-04", "ok")]
    _, told = duties("north-worcestershire", *rows)
    assert told["status"].iloc[0] == "Received"


def test_duties_are_settings_that_need_not_be_there(tmp_path):
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "duties.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('["ambulance"]', '["ambulances"]'), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"config/duties.toml, .*ambulances is no source"):
        sources_of(load_settings(tmp_path))
    path.unlink()
    assert load_settings(tmp_path).duties == ()
