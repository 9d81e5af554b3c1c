"""Crimes of one type, subgroup and weight are one kind of harm; no weight is never a weight."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from csa.counting.cells import Countable
from csa.counting.records.harm_classes import (
    describe_harm,
    harm_steps,
    latest_weights,
    with_harm_classes,
)
from csa.counting.tables.harm import harm_class_table
from csa.errors import SettingsError
from csa.settings import HarmIndex, load_settings

VIOLENCE = "Violence and sexual offences"


def weights(*rows):
    columns = ["scheme", "edition", "unit", "offence_code", "weight"]
    return pd.DataFrame(rows, columns=columns)


BOTH = weights(
    ("cambridge_harm", 2016, "days", "8N", 100.0),
    ("cambridge_harm", 2016, "days", "5D", 1460.0),
    ("cambridge_harm", 2016, "days", "46", 2.0),
    ("ons_severity", 2016, "score", "8N", 200.0),
    ("ons_severity", 2016, "score", "46", 5.0),
    ("ons_severity", 2016, "score", "92E", 7.0),
)


def crimes(*rows):
    columns = ["category", "offence_subgroup", "ho_offence_code"]
    return pd.DataFrame(rows, columns=columns, dtype="object")


RECORDED = crimes(
    (VIOLENCE, "Violence with injury", "008N"),
    (VIOLENCE, "Violence with injury", "5D"),
    (VIOLENCE, "Violence with injury", " 8n"),
    ("Shoplifting", "Shoplifting", "46"),
    ("Drugs", "Possession of drugs", "92E"),
    ("Shoplifting", "Shoplifting", None),
)


def test_a_subgroup_of_two_weights_is_two_kinds_and_a_code_is_read_as_it_is_written():
    found = describe_harm(RECORDED, BOTH, indices={})["harm_class"]
    assert found[0] == found[2] != found[1]
    assert found[0].startswith(f"{VIOLENCE}, Violence with injury: cambridge_harm 100, ons")
    assert found[1].endswith("cambridge_harm 1460, ons_severity no weight")
    assert found[3] == "Shoplifting: cambridge_harm 2, ons_severity 5"
    assert found[5] == "Shoplifting: cambridge_harm no weight, ons_severity no weight"


def test_what_an_index_leaves_out_the_other_still_counts():
    indices = {"cambridge_harm": HarmIndex(leave_out=("Drugs",))}
    found = describe_harm(RECORDED, BOTH, indices=indices)["harm_class"]
    assert found[4] == "Drugs, Possession of drugs: cambridge_harm left out, ons_severity 7"


def test_long_ago_is_left_out_only_of_the_subgroups_named():
    day = pd.Timestamp("2016-05-01", tz="UTC")
    old = RECORDED.assign(
        recorded_date=day, committed_from=day, committed_to=day - pd.DateOffset(months=13)
    )
    indices = {"cambridge_harm": HarmIndex(historic=("Shoplifting",), historic_months=12)}
    found = describe_harm(old, BOTH, indices=indices)["cambridge_harm"]
    assert found.tolist() == ["100", "1460", "100", "left out", "no weight", "left out"]
    recent = old.assign(committed_to=day - pd.DateOffset(months=11))
    assert describe_harm(recent, BOTH, indices=indices)["cambridge_harm"][3] == "2"


def test_the_edition_that_is_set_is_used_and_one_not_received_is_refused():
    two = pd.concat([BOTH, weights(("cambridge_harm", 2020, "days", "46", 4.0))])
    used = latest_weights(two, {}).set_index(["scheme", "offence_code"])["weight"]
    assert used["cambridge_harm", "46"] == 4
    assert ("cambridge_harm", "8N") not in used
    chosen = latest_weights(two, {"cambridge_harm": HarmIndex(edition=2016)})
    assert chosen.loc[chosen["offence_code"] == "46", "weight"].tolist() == [2, 5]
    with pytest.raises(SettingsError, match="edition 2023 was not received; received were 2016,"):
        latest_weights(two, {"cambridge_harm": HarmIndex(edition=2023)})


def test_a_code_listed_on_several_lines_has_their_mean():
    lines = weights(*(("cambridge_harm", 2020, "days", "8N", n) for n in (10.0, 20.0)))
    assert latest_weights(lines, {})["weight"].tolist() == [15]


def countable(rows):
    return Countable(rows=rows, membership=pd.DataFrame(), domains={"category": ()})


def test_types_of_few_kinds_are_put_together_in_one_step():
    rows = pd.concat([RECORDED, RECORDED.assign(ho_offence_code="8N")], ignore_index=True)
    made = with_harm_classes({"crime": countable(rows)}, BOTH, indices={})["crime"]
    (step,) = harm_steps(made)
    assert set(step) == {f"{name}: several weights" for name in ("Shoplifting", VIOLENCE, "Drugs")}
    assert all(len(parts) in (2, 3) for parts in step.values())
    assert {part for parts in step.values() for part in parts} == set(made.domains["harm_class"])


def test_without_weights_or_codes_there_is_a_reason_and_no_number():
    for rows, table in ((RECORDED, BOTH.iloc[:0]), (RECORDED.assign(ho_offence_code=None), BOTH)):
        made = with_harm_classes({"crime": countable(rows)}, table, indices={})["crime"]
        assert "no weights of harm were received" in made.unavailable["harm_class"]
        assert harm_steps(made) == ()
        assert harm_class_table(made, table, settings=SimpleNamespace()) == {}


def test_each_kind_names_the_priority_that_counts_all_of_it():
    extra = crimes(("Other crime", "Miscellaneous crimes against society", "99"))
    rows = pd.concat([RECORDED, extra], ignore_index=True)
    settings = load_settings()
    made = with_harm_classes({"crime": countable(rows)}, BOTH, indices=settings.harm)["crime"]
    table = harm_class_table(made, BOTH, settings=settings)["harm_class"]
    owner = table.drop_duplicates("type").set_index("type")["priority"]
    assert owner.to_dict() == {
        VIOLENCE: "violence-and-abuse", "Shoplifting": "theft-and-acquisitive-crime",
        "Drugs": "offending-drugs-and-alcohol", "Other crime": "",
    }  # fmt: skip
    assert len(table) == 2 * table["harm_class"].nunique()
