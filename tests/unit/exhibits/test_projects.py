"""Money adds up once, and what was delivered is never called an outcome."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from planned import REDDITCH, area_desk, pair

from csa.errors import SettingsError, TotalsError
from csa.exhibits.desk import AreaDesk
from csa.exhibits.projects.funding import SEPARATE
from csa.report.run.funding import refuse_other_total, refuse_unknown_designs
from csa.settings import load_settings
from csa.settings.projects import Allocation, Evaluation, Programme
from csa.synthetic.programme import project_outputs, projects

ALLOCATION = {"year": "2016-17", "total_gbp": 161500, "funder": "", "synthetic": False}


def register(**changed):
    """The synthetic partnership's projects as a processed table."""
    rows = projects().replace("", None)
    money = {
        name: pd.to_numeric(rows[name]) for name in ("requested_gbp", "allocated_gbp", "spent_gbp")
    }
    flags = {"in_allocation_total": (rows["in_allocation_total"] == "yes").astype("boolean")}
    return rows.assign(**money, **flags).assign(**changed)


def desk(slug="north-worcestershire", *, rows=None, edition="partner", **allocation):
    outputs = project_outputs()
    return area_desk(
        pair(10, 12, area=REDDITCH),
        slug=slug,
        edition=edition,
        reference={
            "project": register() if rows is None else rows,
            "project_output": outputs,
            "allocation": pd.DataFrame([ALLOCATION | allocation]),
        },
    )


def shown(table):
    """Rows of a table as a reader sees them."""
    lines = [line.split(",") for line in table.to_csv_text().splitlines()]
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


def test_the_allocation_is_added_up_once_and_cameras_stand_apart():
    """By hand: 28,000 + 16,500 + 62,000 + 34,000 + 6,000 + 5,000 + 10,000, without 95,000."""
    exhibit = desk().funding.table()
    inside, apart = exhibit.tables
    total = inside.frame.iloc[-1]
    assert total["allocated_gbp"] == 161_500
    assert total["requested_gbp"] == 167_000
    assert total["spent_gbp"] == 27_450 + 16_500 + 61_120 + 29_870 + 5_400 + 4_910
    assert list(apart.frame["name"]) == ["Camera renewal"]
    assert apart.caption == SEPARATE
    assert not apart.total_row
    assert "£161,500, which is what was allocated." in exhibit.sentence


def test_a_district_has_its_own_projects_and_no_sum_of_shared_ones():
    exhibit = desk("redditch").funding.table()
    inside = exhibit.tables[0]
    assert "Evening Ground" not in set(inside.frame["name"])
    assert {"Shop Front", "Fair Ground"} <= set(inside.frame["name"])
    assert not inside.total_row
    assert any("not divided" in note for note in exhibit.notes)


def test_another_total_is_told_with_both_sums():
    said = desk(total_gbp=199_950).funding.table().sentence
    assert "do not add up: the allocation is £199,950, and £161,500 was given" in said


def test_how_much_is_spent_and_how_much_time_gone():
    rows = desk().funding.table().tables[0].frame.set_index("name")
    assert rows.loc["Shop Front", "part"] == 100
    # April to January are ten of its twelve months
    assert rows.loc["Fair Ground", "gone"] == pytest.approx(100 * 10 / 12)
    assert rows.loc["Matchborough Young Voices", "gone"] == 0
    assert "Not begun by then: Matchborough Young Voices." in desk().funding.table().sentence


def test_outputs_stand_beside_targets_with_what_one_cost():
    exhibit = desk().delivery.outputs()
    rows = exhibit.tables[0].frame.set_index("measure")
    assert rows.loc["Students reached", ["target", "actual", "reading"]].tolist() == [
        1400, 1445, "reached",
    ]  # fmt: skip
    assert rows.loc["Homes fitted with better locks", "reading"] == "short of it"
    assert rows.loc["Information packs handed out", "each"] == pytest.approx(4910 / 250)
    assert exhibit.sentence.startswith("Every target was reached by Evening Ground")
    assert "Short of a target: Fair Ground, Journey Mates, Safer Doors and Shop Front." in (
        exhibit.sentence
    )
    assert "outcome" not in exhibit.sentence
    assert any("not what came of it" in note for note in exhibit.notes)


def test_figures_of_a_few_people_are_for_the_officer_alone():
    few = project_outputs().assign(actual=3)
    for edition, told in (("officer", 3), ("partner", "<5"), ("public", "<5")):
        one = area_desk(
            pair(10, 12),
            edition=edition,
            reference={"project": register(), "project_output": few},
        )
        rows = one.delivery.outputs().tables[0].frame
        assert set(rows["actual"]) == {told}
        assert rows["each"].isna().all() == (edition != "officer")


def test_outputs_of_months_to_come_are_not_told():
    later = project_outputs().assign(period="2016-04/2017-03")
    one = area_desk(pair(10, 12), reference={"project": register(), "project_output": later})
    assert one.delivery.outputs().unavailable


def test_projects_of_another_year_are_not_listed():
    exhibit = desk(rows=register(year="2015-16")).funding.table()
    assert exhibit.unavailable
    assert exhibit.editions == ("officer",)


class Kept:
    """A store that holds the register and nothing else."""

    def __init__(self, rows, *, synthetic=True):
        self.rows = rows
        self.catalogue = self
        self.synthetic = synthetic
        self.tables = {"project": []}

    def load(self, _):
        return self.rows


def settings(*, synthetic=False, **allocation):
    given = {"year": "2016-17", "total_gbp": 161_500} | allocation
    programme = Programme(synthetic=synthetic, allocation=(Allocation(**given),))
    return load_settings().model_copy(update={"programme": programme})


def test_publishing_stops_where_projects_do_not_add_up():
    refuse_other_total(settings(), Kept(register()))
    with pytest.raises(TotalsError, match="add up to £161,500, £38,450 less than the £199,950"):
        refuse_other_total(settings(total_gbp=199_950), Kept(register()))
    counted_in = register(in_allocation_total=True)
    with pytest.raises(TotalsError, match="£95,000 more than the £161,500"):
        refuse_other_total(settings(), Kept(counted_in))


def test_a_project_without_a_sum_stops_it_too():
    rows = register()
    rows.loc[rows["name"] == "Safer Doors", "allocated_gbp"] = float("nan")
    with pytest.raises(TotalsError, match="allocated_gbp of 'Safer Doors' is empty"):
        refuse_other_total(settings(), Kept(rows))


def test_an_example_is_not_held_against_real_projects():
    refuse_other_total(settings(synthetic=True, total_gbp=1), Kept(register(), synthetic=False))
    with pytest.raises(TotalsError):
        refuse_other_total(settings(synthetic=True, total_gbp=1), Kept(register()))
    other = settings(total_gbp=0, funder="Another funder")
    refuse_other_total(other, Kept(register()))


class Known(Kept):
    """A store that knows the wards too."""

    def __init__(self, rows):
        super().__init__(rows)
        self.tables = {"project": [], "geography": []}

    def load(self, table):
        wards = {"ward_name": ["Abbey", "Greenlands", "Elsewhere"],
                 "district": ["E07000236", "E07000236", "E07000239"]}  # fmt: skip
        return self.rows if table == "project" else pd.DataFrame(wards)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"project": "P-8"}, "project names 'P-8', which is in no row of data/raw/projects"),
        ({"ward": "Abey"}, "ward names 'Abey', which is no ward .*nearest is 'Abbey'"),
        ({"comparator": ("Greenland",)}, "comparator names 'Greenland'.*nearest is 'Greenlands'"),
        ({"buffer": ("Elsewhere",)}, "buffer names 'Elsewhere', which is no ward of the district"),
    ],
)
def test_a_design_of_what_there_is_not_is_refused_with_file_and_key(changed, said):
    rows = register().assign(project_id=lambda frame: [f"P{n}" for n in range(len(frame))])
    rows["districts"] = "redditch"
    design = {"project": "P1", "declared": "2016-01-11", "unit": "asb", "ward": "Abbey",
              "comparator": ("rest of the district",)}  # fmt: skip

    def designed(**changed):
        evaluations = (Evaluation(**design | changed),)
        programme = Programme(evaluation=evaluations)
        return load_settings().model_copy(update={"programme": programme})

    refuse_unknown_designs(designed(buffer=("Greenlands",)), Known(rows))
    with pytest.raises(SettingsError, match=f"config/projects.toml, .*{said}"):
        refuse_unknown_designs(designed(**changed), Known(rows))


def test_a_day_that_there_is_not_is_none_that_a_design_was_declared_on():
    with pytest.raises(ValueError, match="must be a date in quotes, such as 2017-02-01"):
        Evaluation(project="P", declared="2017-02-30", unit="asb")


DESIGN = {
    "project": "P1", "declared": "2016-01-11", "ward": "Greenlands",
    "comparator": "rest of the district",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ward": None}, "names neither a ward nor a place"),
        ({"buffer": ("Greenlands",)}, "names a ward twice"),
        ({"comparator": ("Abbey", "rest of the district")}, "is either"),
        ({"comparator": ("Abbey",), "buffer": ("Abbey",)}, "names a ward twice"),
        ({"category": "Burglry"}, "the nearest is 'Burglary'"),
        ({"subtheme": "burglary"}, "sub-themes are counted by district"),
    ],
)
def test_designs_that_cannot_be_evaluated_are_refused(changed, said):
    from csa.settings.plan_checks import check_plan

    programme = Programme(evaluation=(Evaluation(**DESIGN | changed),))
    with pytest.raises(SettingsError, match=said):
        check_plan(load_settings().model_copy(update={"programme": programme}))


def test_two_designs_of_one_project_are_refused():
    from csa.settings.plan_checks import check_plan

    twice = Programme(evaluation=(Evaluation(**DESIGN), Evaluation(**DESIGN)))
    with pytest.raises(SettingsError, match="there is another one of it"):
        check_plan(load_settings().model_copy(update={"programme": twice}))


def test_a_few_beside_a_small_target_are_not_said_to_reach_it():
    """Four are wanted, and "<5 reached" can only be four."""
    own = desk()
    outputs = project_outputs().head(1).assign(actual=4, target=4)
    reference = own.view.release.reference | {"project_output": outputs}
    view = replace(own.view, release=replace(own.view.release, reference=reference))
    (row,) = shown(AreaDesk(view).delivery.outputs().tables[0])
    assert (row["Delivered"], row["Reached or short"]) == ("<5", "too few to say")


def test_projects_of_one_name_stay_apart_in_the_return():
    rows = register().head(2).assign(name="Same name")
    table = (
        desk(rows=rows, total_gbp=int(rows["allocated_gbp"].sum())).returned.projects().tables[0]
    )
    assert len(shown(table)) == 2 + 1, "two projects and their total"


def test_spending_that_nobody_recorded_is_said_to_be_missing():
    rows = register(spent_gbp=float("nan"))
    for told in (desk(rows=rows).returned.projects(), desk(rows=rows).funding.table()):
        assert "What these projects spent is not recorded." in told.sentence
        assert all("Spent" not in one.to_csv_text().splitlines()[0] for one in told.tables)
    assert "not recorded" not in desk().returned.projects().sentence
