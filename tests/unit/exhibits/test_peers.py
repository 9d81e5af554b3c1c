"""An area among its peers: rank, middle half, funnel, what is missing and what is worth telling."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from area_cells import PERIOD, PROFILE, months_of, of_periods, of_type, view_of
from people_cells import REDDITCH

from csa.exhibits.strategy.answers import AnswerExhibits
from csa.exhibits.strategy.peers import PeerExhibits

PEERS = [f"P{n:02}" for n in range(15)]
# Recorded crimes of each peer, of 100,000 residents: rates of 43 to 57, their median 50.
CRIMES = dict(zip(PEERS, range(4300, 5800, 100), strict=True))
ROBBERIES = dict.fromkeys(PEERS, 50)


def peers(*, counted=PEERS, months=PERIOD.months, own="Redditch"):
    """Redditch and fifteen peers of 100,000 residents, the first the nearest."""
    rows = [(0, REDDITCH, own), *((n, code, f"Peer {n}") for n, code in enumerate(PEERS, 1))]
    table = pd.DataFrame(rows, columns=["place", "code", "name"])
    return table.assign(
        of_area=REDDITCH, distance=table["place"] / 10, residents=100_000.0,
        income_deprivation=0.14, age_10_24=0.17, density=np.nan, urban_share=np.nan,
        is_counted=table["code"].isin(counted), months=" ".join(months),
    )  # fmt: skip


def totals(month=PERIOD.months[0]):
    """What was recorded of each peer, all of it in one month of the period."""
    rows = [(code, month, "Robbery", ROBBERIES[code]) for code in PEERS]
    rows += [(code, month, "Burglary", n - ROBBERIES[code]) for code, n in CRIMES.items()]
    rows += [(code, month, "Anti-social behaviour", 3000) for code in PEERS]
    return pd.DataFrame(rows, columns=["code", "month", "category", "n"])


def standing(crimes=4165, robberies=43, **reference):
    """The exhibit for so many crimes of 85,000 residents."""
    crime = {(): (crimes,), of_type("Robbery"): (robberies,), of_type("Drugs"): (3,)}
    cells = [of_periods("crime", crime, PERIOD), of_periods("asb", {(): (2550,)}, PERIOD)]
    given = {"peer": peers(), "peer_total": totals(), "area_profile": PROFILE} | reference
    return PeerExhibits(view_of(*cells, **given)).standing()


def row_of(shown, name):
    """A row of the table of what is counted."""
    return shown.tables[1].frame.set_index("name").loc[name]


def test_rank_median_and_middle_half_are_those_of_the_rates():
    # 4,165 of 85,000 are 49.0 per 1,000; seven peers have 51 to 57 and one each 50 and 49.
    row = row_of(standing(), "All recorded crime")
    assert (row["rate"], row["median"], row["lower"], row["upper"]) == (49.0, 50.0, 46.5, 53.5)
    assert row["rank"] == 9
    assert "is number 9 from the highest of 16" in standing().sentence


def test_the_funnel_is_widened_by_how_much_the_peers_differ():
    # Of 5,000 expected the peers are up to 700 away, the last two at each end drawn in to 560:
    # 2,354,400 / 15 / 5,000 = 31.4 times what chance makes. Of the 4,250 expected here 4,451 is the
    # 99.8% limit of chance alone; widened by 5.6, the limits are some 4,970 and 5,380.
    counts = (4505, 4940, 5000, 5350, 5410)
    places = [row_of(standing(crimes=n), "All recorded crime")["place"] for n in counts]
    assert places == ["within", "within", "above", "above", "far above"]


def test_a_type_that_peers_hardly_differ_in_is_held_to_chance():
    # 50 of 100,000 everywhere: 42.5 are expected here, 56 at most at 95% and 64 at 99.8%.
    places = [row_of(standing(robberies=n), "Robbery")["place"] for n in (56, 57, 64, 65)]
    assert places == ["within", "above", "above", "far above"]


def test_disorder_is_compared_apart_and_is_not_among_the_crimes():
    row = row_of(standing(), "Anti-social behaviour (incidents)")
    assert (row["rate"], row["median"]) == (30.0, 30.0)


def test_three_drug_offences_have_no_rate_and_no_rank():
    assert "Drugs" not in set(standing().tables[1].frame["name"])


def test_the_highest_and_the_lowest_are_called_so():
    assert "is the highest of 16" in standing(crimes=6000).sentence
    assert "is the lowest of 16" in standing(crimes=3000).sentence


def test_only_what_lies_far_above_its_limits_is_a_finding():
    assert standing().findings == ()
    assert standing(robberies=57).findings == ()
    (found,) = standing(robberies=85).findings
    assert str(found.headline) == ("Robbery is far above what is usual in districts like Redditch.")
    # 85 where 42.5 are expected: half of them.
    assert found.size == pytest.approx(42.5)
    assert found.share == pytest.approx(0.5)
    assert "85 in these months are 1.0 per 1,000 residents" in str(found.statement)


def test_figures_not_received_are_named_and_peers_listed_nearest_first():
    shown = standing()
    assert list(shown.tables[0].frame["name"][:2]) == ["Peer 1", "Peer 2"]
    (rule,) = (note for note in shown.notes if note.startswith("Peers are"))
    assert "Not received of other areas: residents per square kilometre" in rule
    assert "share aged 10 to 24" in rule.partition("Not received")[0]


@pytest.mark.parametrize(
    ("reference", "said"),
    [({"peer": peers(counted=())}, "Counts of none of the most similar districts"),
     ({"peer": peers(counted=PEERS[:7])}, "Counts of too few of the most similar districts")],
)  # fmt: skip
def test_what_is_missing_is_said_in_one_line_with_what_brings_it(reference, said):
    shown = standing(**reference)
    assert not shown.unavailable
    assert shown.sentence.startswith(said)
    assert shown.sentence.endswith("were received (csa fetch brings them).")
    assert set(shown.editions) == {"partner", "public"}


def test_what_the_home_office_does_not_count_is_not_compared():
    crimes = totals().query("category != 'Anti-social behaviour'").assign(counted_by="quarter")
    shown = standing(peer=peers().assign(counted_by="quarter", waits=False), peer_total=crimes)
    assert set(shown.tables[1].frame["name"]) == {"All recorded crime", "Robbery"}
    assert any(
        note.startswith("Counts elsewhere are those of the Home Office") for note in shown.notes
    )


def test_quarters_that_are_not_over_are_said_to_be_waited_for():
    waiting = peers(counted=()).assign(counted_by="month", waits=True)
    assert standing(peer=waiting).sentence.startswith(
        "The Home Office counts partnerships by whole"
    )


def test_without_figures_of_others_nobody_is_chosen():
    assert standing(peer=pd.DataFrame()).sentence == (
        "Residents, ages and deprivation of other districts were not received."
    )


def test_peers_without_whole_counts_have_no_rate_and_no_place():
    shown = standing(peer=peers(counted=PEERS[:10]))
    assert "of 11" in shown.sentence
    assert shown.tables[0].frame["rate"].notna().sum() == 10


def test_months_that_peers_lack_are_left_out_here_too():
    months = PERIOD.months[:3]
    cells = months_of("crime", (), {2016: 500})
    reference = {"peer": peers(months=months), "peer_total": totals(), "area_profile": PROFILE}
    shown = PeerExhibits(view_of(cells, **reference)).standing()
    # Three months of 500, although ten were received.
    assert int(row_of(shown, "All recorded crime")["own"]) == 1500
    assert shown.period == "April 2016 to June 2016"
    assert shown.figures[0].draw().axes


def test_a_priority_stands_among_peers_by_all_its_types_together():
    # Burglary and robbery of a peer are its crimes: 43 to 57 per 1,000. 4,165 here are 49.0.
    theft = "theft-and-acquisitive-crime"
    zeros = [of_type(name) for name in (
        "Shoplifting", "Vehicle crime", "Other theft", "Bicycle theft", "Theft from the person",
    )]  # fmt: skip
    crime = {
        (("priority", theft),): (4165,), of_type("Robbery"): (43,), of_type("Burglary"): (4122,),
        **dict.fromkeys(zeros, (0,)),
    }  # fmt: skip
    view = view_of(
        of_periods("crime", crime, PERIOD),
        peer=peers(), peer_total=totals(), area_profile=PROFILE,
    )  # fmt: skip
    rows = AnswerExhibits(view).each_priority_for_the_public().tables[0].frame
    told = rows.set_index("priority")["peers"]
    assert told[theft] == "9 of 16, usual"
    assert told["violence-and-abuse"] == "not known"
