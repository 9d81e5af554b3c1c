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
             "peer_count", "recorded_crime")  # fmt: skip
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


YEAR = Period("2024-04", "2025-03")
PARTNERSHIPS = pd.DataFrame(
    [
        *((code, f"District {code}", f"E2200{n:04}", f"Safer {n}")
          for n, code in enumerate(ELSEWHERE[:-2])),
        # Two districts share the last one.
        *((code, f"District {code}", "E22000900", "Safer Two") for code in ELSEWHERE[-2:]),
    ],
    columns=["district", "name", "partnership", "partnership_name"],
)  # fmt: skip


def recorded(n=1000, *, names=None, is_partnership=True):
    """The Home Office's counts of a year: n burglaries in each quarter of each partnership."""
    rows = [
        {"financial_year": "2024/25", "quarter": quarter, "area": name.upper(),
         "category": category, "n": count, "is_partnership": is_partnership}
        for name in (PARTNERSHIPS["partnership_name"].unique() if names is None else names)
        for quarter in (1, 2, 3, 4)
        for category, count in (("Burglary", n), ("Burglary", -10), (None, 500))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def made_over(period, **tables):
    """The tables made of partnerships and their quarters."""
    names = ("population", "deprivation_district", "peer_count", "recorded_crime")
    received = {name: empty(name) for name in names}
    received |= {"district_trait": traits(), "district_partnership": PARTNERSHIPS} | tables
    return build_peers(received, settings=SETTINGS, period=period)


def test_quarters_of_the_home_office_are_compared_and_transfers_taken_off():
    found = made_over(YEAR, recorded_crime=recorded())
    peers, totals = found["peer"], found["peer_total"]
    rows = peers[peers["of_area"] == OWN[0]]
    assert set(rows["counted_by"]) == {"quarter"}
    assert rows["months"].iloc[0].split() == YEAR.months
    assert rows.loc[rows["place"] > 0, "is_counted"].all()
    one = totals[totals["code"] == ELSEWHERE[0]]
    assert one["month"].tolist() == ["2024-04", "2024-07", "2024-10", "2025-01"]
    # 1,000 less 10 that were transferred; what is of no police type is left out.
    assert set(one["n"]) == {990}


def test_a_district_that_shares_its_partnership_is_not_counted_apart():
    near = traits()
    order = [*OWN, *ELSEWHERE[-2:], *ELSEWHERE[:-2]]
    near["district"] = near["district"].map(dict(zip([*OWN, *ELSEWHERE], order, strict=True)))
    peers = made_over(YEAR, recorded_crime=recorded(), district_trait=near)["peer"]
    known = peers[peers["of_area"] == OWN[0]].set_index("code")["is_counted"]
    assert known[[*ELSEWHERE[-2:], ELSEWHERE[0]]].tolist() == [False, False, True]


def test_only_whole_quarters_within_the_period_are_compared():
    months = made_over(Period("2024-04", "2025-01"), recorded_crime=recorded())["peer"]["months"]
    assert months.iloc[0].split() == Period("2024-04", "2024-12").months
    found = made_over(Period("2024-05", "2024-07"), recorded_crime=recorded())
    assert found["peer"]["waits"].all()
    assert not found["peer"]["is_counted"].any()


def test_a_table_of_forces_is_no_table_of_partnerships():
    found = made_over(YEAR, recorded_crime=recorded(is_partnership=False))
    assert "peer_total" not in found
    assert not found["peer"]["waits"].any()


def test_months_go_before_quarters_unless_fewer_peers_have_them():
    monthly = counts(ELSEWHERE, 400, months=YEAR.months)
    found = made_over(YEAR, recorded_crime=recorded(), peer_count=monthly)["peer"]
    assert set(found.loc[found["of_area"].isin(OWN), "counted_by"]) == {"month"}
    few = counts(ELSEWHERE[:3], 400, months=YEAR.months)
    found = made_over(YEAR, recorded_crime=recorded(), peer_count=few)["peer"]
    assert set(found.loc[found["of_area"].isin(OWN), "counted_by"]) == {"quarter"}


def test_a_quarter_that_is_counted_elsewhere_is_no_count():
    # 100,000 residents: fewer than 300 in a quarter stand under another name.
    few = recorded(100, names=["Safer 0"])
    others = recorded(names=PARTNERSHIPS["partnership_name"].unique()[1:])
    peers = made_over(YEAR, recorded_crime=pd.concat([few, others]))["peer"]
    known = peers[peers["of_area"] == OWN[0]].set_index("code")["is_counted"]
    assert known[ELSEWHERE[:2]].tolist() == [False, True]


def test_the_income_of_neighbourhoods_stands_in_where_no_summary_was_received():
    scores = [(code, 2019, "income_score_of_lsoas", 0.1 + n / 100)
              for n, code in enumerate([*OWN, *ELSEWHERE])]  # fmt: skip
    scores.append((OWN[0], 2019, "income_average_score", 0.5))
    table = pd.DataFrame(scores, columns=["district", "vintage", "measure", "value"])
    table = table.sort_values(["district", "vintage", "measure"])
    ages = traits().query("trait != 'income_deprivation'")
    tables = {"population": empty("population"), "district_trait": ages}
    income = gather_traits(tables | {"deprivation_district": table}, year=2024)[
        "income_deprivation"
    ]
    assert income[OWN[0]] == 0.5
    assert income[OWN[1]] == pytest.approx(0.11)
