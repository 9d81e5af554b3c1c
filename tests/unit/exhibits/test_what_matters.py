"""How bad, what comes first and how firmly, what no priority counts, which theme nobody serves."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from csa.counting.keys import write_dims
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import AreaDesk
from csa.exhibits.view import View
from csa.settings import load_settings

REDDITCH, WARDS = "E07000236", ("E05007868", "E05007869")
NOW, BEFORE = "2016-04/2017-01", "2015-04/2016-01"
VIOLENCE, THEFT = "violence-and-abuse", "theft-and-acquisitive-crime"
ASB, HATE = "asb-damage-and-nuisance", "protecting-vulnerable-communities"
DRUGS = "offending-drugs-and-alcohol"
GEOGRAPHY = pd.DataFrame(
    [
        {"lsoa": f"L{n}", "ward": ward, "ward_name": f"Ward {name}", "district": REDDITCH}
        for n, (ward, name) in enumerate(zip(WARDS, ("North", "South"), strict=True))
    ]
)


def cell(value, *, unit="crime", area=REDDITCH, level="district", period=NOW, bound=0, **dims):
    text = write_dims(dims)
    return {
        "key": "|".join((unit, area, period, text)), "measure": unit, "by": "+".join(sorted(dims)),
        "level": level, "area": area, "period": period, "dims": text, "value": value,
        "class": "sensitive" if bound else "public", "printed_bound": bound, "reason": "",
    }  # fmt: skip


def both(before, after, **more):
    return [cell(before, period=BEFORE, **more), cell(after, **more)]


def weights(*rows):
    """Kinds of harm as (kind, type, priority, days, score)."""
    return pd.DataFrame(
        [
            {
                "harm_class": kind, "type": of, "subgroup": kind, "priority": priority,
                "partly": "", "scheme": scheme, "edition": 2016, "unit": "days",
                "weight": weight, "is_left_out": False,
            }
            for kind, of, priority, days, score in rows
            for scheme, weight in (("cambridge_harm", days), ("ons_severity", score))
        ]
    )  # fmt: skip


def desk(cells, *, edition="officer", settings=None, slug="redditch", **reference):
    frame = pd.DataFrame(cells).drop_duplicates("key")
    frame["value"] = frame["value"].astype("Int64")
    about = {
        "year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"},
        "synthetic": {"seed": 1},
        "unit_sources": {unit: ["Invented (nobody)"] for unit in ("crime", "asb")},
    }  # fmt: skip
    tables = {"geography": GEOGRAPHY, **reference}
    release = Release(cells=frame, reference=tables, about=about)
    settings = settings or load_settings()
    return AreaDesk(View(settings=settings, release=release, slug=slug, edition=edition))


def said(exhibit):
    return " ".join(str(one) for one in exhibit.statements)


V, S, D = "Violence and sexual offences", "Shoplifting", "Drugs"
KINDS = weights(
    ("grave", V, VIOLENCE, 1000.0, 500.0),
    ("slight", V, VIOLENCE, 10.0, 20.0),
    ("shop", S, THEFT, 2.0, 5.0),
    ("drug", D, DRUGS, None, 7.0),
)


def harm_cells(*, bound=0, grave=20, slight=180):
    return [
        cell(grave, bound=bound, harm_class="grave"),
        cell(slight, bound=bound, harm_class="slight"),
        cell(400, bound=bound, harm_class="shop"), cell(50, bound=bound, harm_class="drug"),
        cell(200, category=V), cell(401, category=S), cell(50, category=D),
        cell(200, bound=bound, priority=VIOLENCE), cell(401, priority=THEFT),
    ]  # fmt: skip


def test_harm_is_the_sum_by_hand_and_puts_another_first_than_counts():
    """Days: 20×1000 + 180×10 = 21,800 of 22,602; score: 13,600 of 13,600 + 2,005 + 350."""
    exhibit = desk(harm_cells(), harm_class=KINDS).harm.by_priority()
    rows = exhibit.tables[0].frame.set_index("priority")
    assert rows.loc[VIOLENCE, ["cambridge_harm_share", "ons_severity_share"]].tolist() == [
        "96%", "85%",
    ]  # fmt: skip
    assert rows.loc[THEFT, ["number_rank", "cambridge_harm_rank"]].tolist() == ["1", "2"]
    assert rows.loc[DRUGS, "cambridge_harm_share"] == "left out"
    (finding,) = exhibit.findings
    assert "does most harm, though theft and acquisitive crime is counted more often" in str(
        finding.headline
    )
    assert "50 crimes have no weight by Cambridge" in said(exhibit)


AREAS = [one.code for one in load_settings().districts] + [load_settings().partnership.code]


def everywhere(*, but=None):
    """The same counts in every area; in one of them violence is counted most often as well."""
    cells, grown = [], ("harm_class=slight", f"category={V}", f"priority={VIOLENCE}")
    for area in AREAS:
        level = "district" if area != AREAS[-1] else "partnership"
        more = 400 if area == but else 0
        for one in harm_cells():
            value = one["value"] + more * (one["dims"] in grown)
            own = {"area": area, "level": level, "value": value}
            cells.append({**one, **own, "key": one["key"].replace(REDDITCH, area)})
    return cells


def test_what_leads_by_harm_in_every_district_is_the_partnerships_to_tell():
    (finding,) = desk(everywhere(), harm_class=KINDS).harm.by_priority().findings
    assert finding.is_everywhere
    (of_all,) = (
        desk(everywhere(), harm_class=KINDS, slug="north-worcestershire")
        .harm.by_priority()
        .findings
    )
    assert not of_all.is_everywhere
    other = next(code for code in AREAS if code != REDDITCH)
    (own,) = desk(everywhere(but=other), harm_class=KINDS).harm.by_priority().findings
    assert not own.is_everywhere


def test_rounded_counts_give_a_range_that_the_exact_type_narrows():
    """Of 200 violent crimes 16 to 24 are grave: 17,840 to 25,760 days; the shops are exact."""
    exhibit = desk(harm_cells(bound=4), edition="partner", harm_class=KINDS).harm.by_priority()
    rows = exhibit.tables[0].frame.set_index("priority")
    low, high = rows.loc[VIOLENCE, ["cambridge_harm_low", "cambridge_harm_high"]]
    assert (low, high) == (16 * 1000 + 184 * 10, 24 * 1000 + 176 * 10)
    assert rows.loc[THEFT, ["cambridge_harm_low", "cambridge_harm_high"]].tolist() == [802, 802]
    assert rows.loc[VIOLENCE, "cambridge_harm_share"] == "96% to 97%"
    assert rows.loc[VIOLENCE, "ons_severity_share"] == "83% to 87%"


def test_where_rounding_leaves_the_order_open_no_rank_is_claimed():
    close = weights(("grave", V, VIOLENCE, 30.0, 30.0), ("slight", V, VIOLENCE, 1.0, 1.0),
                    ("shop", S, THEFT, 2.0, 2.0))  # fmt: skip
    cells = [one for one in harm_cells(bound=4) if "drug" not in one["dims"]]
    cells = [one for one in cells if "Drugs" not in one["dims"]]
    exhibit = desk(cells, edition="partner", harm_class=close).harm.by_priority()
    rows = exhibit.tables[0].frame.set_index("priority")
    assert rows.loc[VIOLENCE, "cambridge_harm_rank"] == rows.loc[THEFT, "cambridge_harm_rank"]
    assert rows.loc[THEFT, "cambridge_harm_rank"] == "1 to 2"
    assert "is not certain" in said(exhibit)
    assert exhibit.findings == ()


def test_kinds_put_together_weigh_between_their_weights():
    cells = [one for one in harm_cells() if "slight" not in one["dims"]]
    cells[0] = cell(200, harm_class=f"{V}: several weights")
    rows = desk(cells, harm_class=KINDS).harm.by_priority().tables[0].frame.set_index("priority")
    assert rows.loc[VIOLENCE, ["cambridge_harm_low", "cambridge_harm_high"]].tolist() == [
        2000, 200_000,
    ]  # fmt: skip


def test_without_weights_harm_is_refused_in_one_line():
    exhibit = desk(harm_cells()).harm.by_priority()
    assert exhibit.unavailable.startswith("Harm cannot be told: no published weights")


CRITERIA = pd.DataFrame(
    [
        {
            "id": name, "label": name, "weight": weight, "figure": "", "synthetic": True,
            **{f"level_{n}": str(n) for n in range(5)}, **{f"above_{n}": n for n in range(1, 5)},
        }
        for name, weight in (("vulnerability", 1.0), ("capacity", 1.0))
    ]
)  # fmt: skip


def scores(marks, **more):
    """Scores as {priority: (vulnerability, capacity)}."""
    told = {"by": "Analyst", "date": "2016-12", "evidence": "Review", "until": "2017-12"}
    told |= {"districts": "", "synthetic": True, **more}
    return pd.DataFrame(
        [
            {"priority": one, "criterion": name, "score": mark, **told}
            for one, pair in marks.items()
            for name, mark in zip(("vulnerability", "capacity"), pair, strict=True)
        ]
    )


STABLE = {VIOLENCE: (4, 4), THEFT: (2, 3), ASB: (1, 2), HATE: (3, 2), DRUGS: (1, 1)}
UNSTABLE = {**STABLE, VIOLENCE: (4, 0), THEFT: (0, 4), HATE: (1, 2)}


def ranked(marks, extra=None, **more):
    told = pd.concat([scores(marks, **more), *([] if extra is None else [extra])])
    return desk([cell(1)], criterion=CRITERIA, score=told).risk_matrix.ranked()


def test_a_ranking_that_no_weighting_changes_is_called_firm():
    exhibit = ranked(STABLE)
    assert "Violence and abuse comes first, in 100% of the weightings" in said(exhibit)
    assert exhibit.tables[0].frame["name"].iloc[0] == "Violence and abuse"


def test_a_ranking_that_weights_decide_is_called_not_firm():
    exhibit = ranked({**UNSTABLE, VIOLENCE: (4, 1)})
    assert exhibit.tables[0].frame.set_index("priority").loc[VIOLENCE, "worst_dropped"] > 1
    assert "not firm" in said(exhibit)
    assert "share the first place" in said(ranked(UNSTABLE))


def test_a_mark_for_the_district_goes_before_one_for_all():
    own = scores({THEFT: (4, 4), VIOLENCE: (0, 0)}, districts="redditch")
    assert "Theft and acquisitive crime comes first" in said(ranked(STABLE, own))
    elsewhere = scores({THEFT: (4, 4), VIOLENCE: (0, 0)}, districts="bromsgrove")
    assert "Violence and abuse comes first" in said(ranked(STABLE, elsewhere))


def test_a_mark_out_of_date_or_missing_is_said_and_never_nought():
    fresh = scores({name: pair for name, pair in STABLE.items() if name != ASB})
    old = scores({ASB: STABLE[ASB]}, until="2016-12").iloc[1:]
    whole = scores({ASB: STABLE[ASB]}).iloc[:1]
    told = pd.concat([fresh, old, whole])
    matrix = desk([cell(1)], criterion=CRITERIA, score=told).risk_matrix
    exhibit = matrix.ranked()
    assert "Not reckoned with: capacity; the mark of anti-social behaviour, damage and nuisance is "
    assert "out of date" in said(exhibit)
    marks = matrix.marks().tables[0].frame.set_index("name")
    assert marks.loc["Anti-social behaviour, damage and nuisance", "capacity"] == "out of date"
    lacking = desk([cell(1)], criterion=CRITERIA, score=pd.concat([fresh, whole]))
    assert "is missing" in said(lacking.risk_matrix.ranked())


def test_an_example_is_not_told_of_real_data():
    own = desk([cell(1)], criterion=CRITERIA, score=scores(STABLE))
    about = {**own.view.release.about, "synthetic": None}
    real = replace(own.view, release=replace(own.view.release, about=about))
    assert AreaDesk(real).risk_matrix.ranked().unavailable


TYPES = ("Possession of weapons", S, "Burglary")


def scanned(changes, *, shown="candidates", **more):
    """Counts of types in two wards as {type: ((before, after) north, south)}."""
    cells = []
    for name, pairs in changes.items():
        for ward, pair in zip(WARDS, pairs, strict=True):
            cells += both(*pair, area=ward, level="ward", category=name)
        cells += both(*(sum(one) for one in zip(*pairs, strict=True)), category=name)
    for number, ward in enumerate(WARDS):
        pairs = [changes[name][number] for name in changes]
        cells += both(*(sum(one) for one in zip(*pairs, strict=True)), area=ward, level="ward")
    return getattr(desk(cells, **more).outside, shown)()


STEADY = {S: ((200, 205), (150, 148)), "Burglary": ((90, 88), (80, 83))}


def test_a_type_that_no_priority_counts_is_found_where_it_changed():
    exhibit = scanned({**STEADY, "Possession of weapons": ((20, 22), (25, 140))})
    (finding,) = exhibit.findings
    assert "Possession of weapons" in str(finding.headline)
    assert "no priority counts it" in str(finding.headline)
    names = exhibit.tables[1].frame["name"].tolist()
    assert "Possession of weapons, Ward South ward" in names
    assert "No priority counts these types of crime: possession of weapons." in said(exhibit)


def test_a_change_that_a_priority_counts_is_no_candidate():
    exhibit = scanned({**STEADY, S: ((200, 205), (150, 420))})
    assert exhibit.findings == ()
    assert "none of them in what no priority counts" in said(exhibit)


def test_a_ward_that_rose_in_all_a_little_belongs_to_nobody():
    names = (S, "Burglary", "Robbery", "Bicycle theft", "Vehicle crime", "Other theft")
    exhibit = scanned(dict.fromkeys(names, ((100, 100), (60, 100))))
    clear = exhibit.data[exhibit.data["is_clear"]]
    assert set(zip(clear["kind"], clear["area"], strict=True)) == {("Wards", WARDS[1])}
    assert not clear["is_owned"].any()
    (finding,) = exhibit.findings
    assert "All recorded crime, Ward South ward rose" in str(finding.headline)


def test_the_kinds_of_comparison_add_up_to_what_the_page_says_of_all():
    (table,) = scanned({**STEADY, S: ((200, 205), (150, 420))}, shown="scanned").tables
    rows = table.frame.set_index("kind")
    # Two types, two wards, each type in each ward.
    assert rows["all"].to_dict() == {"Types": 2, "Wards": 2, "Types in wards": 4, "Together": 8}
    whole = scanned({**STEADY, S: ((200, 205), (150, 420))}).tables[0].frame.iloc[0]
    assert rows.loc["Together"].to_dict() == whole.drop("kind").to_dict()


def test_chance_alone_makes_no_candidate():
    exhibit = scanned({**STEADY, "Possession of weapons": ((20, 27), (25, 22))})
    assert "none changed clearly" in said(exhibit)
    assert exhibit.findings == ()


def test_a_fact_has_one_verdict_and_a_candidate_is_asked_more_strictly():
    types = ("Drugs", "Robbery", "Bicycle theft", "Other theft", "Vehicle crime", "Public order")
    weapons = {"Possession of weapons": ((60, 115), (60, 115))}
    exhibit = scanned({**STEADY, **dict.fromkeys(types, ((50, 52), (40, 41))), **weapons})
    rows = exhibit.data[exhibit.data["category"] == "Possession of weapons"]
    # In the district and in both wards it rose, as every other table says; among all it is chance.
    assert set(rows["word"]) == {"rose"}
    assert not rows["stands_out"].any()
    (outside,) = [one for one in exhibit.tables if one.table_id == "types-outside"]
    assert outside.frame["word"].tolist() == ["rose"]
    assert "3 changed clearly, and none stands out among so many" in said(exhibit)
    assert exhibit.findings == ()


THEMES = pd.DataFrame(
    [{"name": name, "text": "", "plan": "Safer Shire"} for name in ("Secure", "Reassure", "Reform")]
)


def proposal(**more):
    row = {
        "id": "x",
        "what": "Street wardens",
        "owner": "Chair",
        "by": "2017-04",
        "success": "Calm",
    }
    return pd.DataFrame([row | {"districts": "", "priority": THEFT, "synthetic": True} | more])


@pytest.mark.parametrize(
    ("told", "gap"),
    [
        (proposal(), "No priority serves Reform."),
        (proposal(priority=DRUGS), "A priority serves Reassure, and no proposal does."),
        (proposal(priority=""), "No theme is served by the proposal 'Street wardens'."),
        (
            proposal(districts="bromsgrove"),
            "A priority serves Secure and Reassure, and no proposal",
        ),
    ],
)
def test_gaps_between_themes_and_what_is_done_are_named_either_way(told, gap):
    exhibit = desk([cell(1)], theme=THEMES, proposal=told).alignment.themes()
    assert gap in said(exhibit)
    assert exhibit.title == "How this serves Safer Shire"


def test_a_priority_without_a_theme_is_named():
    only = THEMES[THEMES["name"] == "Reassure"]
    exhibit = desk([cell(1)], theme=only, proposal=proposal()).alignment.themes()
    assert "No theme is named by violence and abuse" in said(exhibit)


def outlook(**more):
    row = {"by": "Analyst", "date": "2016-12", "evidence": "Survey", "until": "2017-06"}
    row |= {"districts": "", "synthetic": True, "heading": "legal", "text": "A new act", **more}
    return pd.DataFrame([row])


def test_what_is_judged_of_outside_is_dated_named_and_ends():
    exhibit = desk([cell(1)], influence=outlook()).outside.influences()
    row = exhibit.tables[0].frame.iloc[0]
    assert row[["heading", "by", "evidence"]].tolist() == [
        "Legal", "Analyst, December 2016", "Survey",
    ]  # fmt: skip
    assert "not a computed result" in exhibit.source
    assert desk([cell(1)], influence=outlook(until="2016-12")).outside.influences().unavailable
    assert (
        desk([cell(1)], influence=outlook(districts="bromsgrove")).outside.influences().unavailable
    )
    issue = outlook().rename(columns={"text": "what"})
    assert desk([cell(1)], emerging=issue).outside.emerging().tables[0].frame["what"].tolist() == [
        "A new act"
    ]
