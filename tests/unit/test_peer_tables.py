"""Which districts are taken for peers, and which of their counts are taken for whole."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.tables.peers import build_peers, gather_traits, plain_name, together
from csa.periods import Period
from csa.schemas import TABLES
from csa.settings import load_settings

SETTINGS = load_settings()
OWN = [one.code for one in SETTINGS.districts]
PERIOD = Period("2025-06", "2025-07")
ELSEWHERE = [f"E0800{n:04}" for n in range(30)]


def empty(name):
    """A table that was not received."""
    return pd.DataFrame(columns=list(TABLES[name].fields))


def traits(**changed):
    """Figures of ours and of thirty districts elsewhere, each a step further from ours."""
    rows = []
    for step, code in enumerate([*OWN, *ELSEWHERE]):
        given = {"residents": 100_000, "income_deprivation": 0.10 + step / 1000, "age_10_24": 0.17}
        given["age_10_24"] += step / 10_000
        rows += [(code, f"District {code}", trait, value) for trait, value in given.items()]
    table = pd.DataFrame(rows, columns=["district", "name", "trait", "value"])
    return table.assign(source="traits", **changed)


def counts(codes, n, *, months=PERIOD.months, source="peer_counts", named=False):
    """Counts of burglary and disorder in some districts, n of each a month."""
    rows = [
        (None if named else code, f"District {code}", month, category, n, source)
        for code in codes
        for month in months
        for category in ("Burglary", "Anti-social behaviour")
    ]
    return pd.DataFrame(rows, columns=["code", "name", "month", "category", "n", "source"])


def made(**tables):
    """The tables made of what was received."""
    names = ("population", "deprivation_district", "district_trait", "district_partnership",
             "peer_count")  # fmt: skip
    received = {name: empty(name) for name in names} | {"district_trait": traits()} | tables
    return build_peers(received, settings=SETTINGS, period=PERIOD)


def test_the_nearest_fifteen_elsewhere_are_chosen_and_never_our_own():
    peers = made(peer_count=counts(ELSEWHERE, 400))["peer"]
    for code in OWN:
        rows = peers[peers["of_area"] == code]
        assert rows["code"].tolist() == [code, *ELSEWHERE[:15]]
        assert rows["place"].tolist() == list(range(16))
        assert rows["distance"].is_monotonic_increasing
        assert rows["is_counted"].tolist() == [False, *[True] * 15]


def test_the_peers_do_not_depend_on_whose_counts_were_received():
    peers = made(peer_count=counts(ELSEWHERE[5:], 400))["peer"]
    rows = peers[peers["of_area"] == OWN[0]]
    assert rows["code"].tolist() == [OWN[0], *ELSEWHERE[:15]]
    assert rows["is_counted"].tolist() == [False, *[False] * 5, *[True] * 10]


def test_a_few_rows_beyond_a_border_are_no_months_count():
    # 100,000 residents: 99 a month are what another force records there, 200 a whole month.
    few, enough = counts(ELSEWHERE[:1], 49), counts(ELSEWHERE[1:2], 100)
    others = counts(ELSEWHERE[2:], 400)
    peers = made(peer_count=pd.concat([few, enough, others]))["peer"]
    known = peers[peers["of_area"] == OWN[0]].set_index("code")["is_counted"]
    assert known[ELSEWHERE[:3]].tolist() == [False, True, True]


def test_the_fuller_of_two_sources_counts_and_they_are_never_added():
    street = counts(ELSEWHERE, 390, source="police_uk_street", named=True)
    table = counts(ELSEWHERE, 400)
    found = made(peer_count=pd.concat([street, table]))["peer_total"]
    assert set(found["n"]) == {400}
    found = made(peer_count=pd.concat([street, table.assign(n=10)]))["peer_total"]
    assert set(found["n"]) == {390}


def test_a_district_without_a_month_is_not_counted():
    lacking = counts(ELSEWHERE[:1], 400, months=PERIOD.months[:1])
    peers = made(peer_count=pd.concat([lacking, counts(ELSEWHERE[1:], 400)]))["peer"]
    known = peers[peers["of_area"] == OWN[0]].set_index("code")["is_counted"]
    assert known[ELSEWHERE[:2]].tolist() == [False, True]
    assert set(peers["months"]) == {"2025-06 2025-07"}


def test_a_month_that_no_peer_has_is_left_out_of_all():
    peers = made(peer_count=counts(ELSEWHERE, 400, months=["2025-06"]))["peer"]
    assert set(peers["months"]) == {"2025-06"}
    assert peers.loc[peers["place"] > 0, "is_counted"].all()


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Herefordshire, County of", "herefordshire"), ("Bristol, City of", "bristol"),
     ("Bournemouth, Christchurch and Poole", "bournemouth, christchurch and poole")],
)  # fmt: skip
def test_districts_are_found_by_the_name_that_their_neighbourhoods_bear(name, plain):
    assert plain_name(name) == plain


def test_fewer_than_two_figures_choose_nobody():
    one = traits()
    assert made(district_trait=one[one["trait"] != "age_10_24"]) == {}


def test_a_figure_known_of_few_is_left_out_and_one_of_ours_is_needed():
    few = pd.DataFrame(
        {"district": [*OWN, ELSEWHERE[0]], "name": "", "trait": "density", "value": 500.0}
    )
    received = {name: empty(name) for name in ("population", "deprivation_district")}
    received["district_trait"] = pd.concat([traits(), few])
    assert list(gather_traits(received, year=2025)) == [
        "residents", "income_deprivation", "age_10_24",
    ]  # fmt: skip
    without = traits()
    assert made(district_trait=without[without["district"] != OWN[1]]) == {}


def test_a_partnership_is_all_its_residents_on_all_its_land():
    figures = pd.DataFrame(
        {"residents": [100_000.0, 300_000.0], "income_deprivation": [0.10, 0.20],
         "density": [100.0, 1000.0]},
        index=["A", "B"],
    )  # fmt: skip
    members = pd.DataFrame({"district": ["A", "B", "C"], "partnership": ["P", "P", "Q"]})
    found = together(figures, members)
    # 0.1 of 100,000 and 0.2 of 300,000 are 70,000 of 400,000; 1,000 and 300 square kilometres.
    assert found.loc["P"].to_dict() == pytest.approx(
        {"residents": 400_000, "income_deprivation": 0.175, "density": 400_000 / 1300}
    )
    assert "Q" not in found.index


def test_partnerships_are_compared_with_partnerships_whose_every_district_was_counted():
    members = pd.DataFrame(
        {"district": ELSEWHERE, "partnership": [f"P{n // 2:02}" for n in range(30)]}
    )
    members = members.assign(name=members["district"], partnership_name=members["partnership"])
    received = counts([code for code in ELSEWHERE if code != ELSEWHERE[3]], 400)
    tables = made(peer_count=received, district_partnership=members)
    rows = tables["peer"][tables["peer"]["of_area"] == SETTINGS.partnership.code]
    assert len(rows) == 16
    assert set(rows["code"]) == {SETTINGS.partnership.code, *members["partnership"]}
    known = rows.set_index("code")["is_counted"]
    assert not known["P01"]
    assert known[["P00", "P02"]].all()
    total = tables["peer_total"]
    assert set(total.loc[total["code"] == "P00", "n"]) == {800}
