"""Nothing the project writes holds a reference, name, birthday or address of a person."""

import json
import logging
import stat

import pandas as pd
import pytest

from csa.errors import CsaError
from csa.exhibits.desk import PriorityDesk
from csa.exhibits.view import View
from csa.report.cases import write_cases

MARKS = (
    "SYN-P-", "SYN-C-", "SYN-CR-", "SYN-B-", "SYN-S-", "Synthetic Person", "Synthetic Business",
    "Canary Street", "ZZ9 9ZZ", "PLANTEDREFERENCE",
)  # fmt: skip


def marks_in(text):
    return [mark for mark in MARKS if mark in text]


def text_of(path):
    """All a file says, Parquet files as the table they hold."""
    if path.suffix == ".parquet":
        table = pd.read_parquet(path)
        return "\n".join([*map(str, table.columns), *_texts(table)])
    return path.read_bytes().decode("utf-8", errors="ignore")


def _texts(table):
    for name in table:
        column = table[name]
        if column.dtype == object or str(column.dtype) in ("str", "string"):
            yield from set(map(str, column.dropna()))


def test_the_raw_files_hold_what_is_searched_for(people):
    raw = "".join(path.read_text() for path in (people.settings.raw / "police").glob("2016-12*"))
    assert {"SYN-P-", "Synthetic Person", "Canary Street", "PLANTEDREFERENCE"} <= set(marks_in(raw))


def test_the_planted_faults_were_set_aside_by_row_and_column(people):
    quarantine = people.store.load("quarantine")
    assert len(quarantine) >= 3


def test_the_synthetic_partners_write_nothing_that_is_on_no_list(people):
    assert not people.store.accounts()["note"].fillna("").str.contains("on no list").any()


def test_no_processed_table_log_or_manifest_holds_one(people):
    written = [path for path in people.settings.root.rglob("*") if path.is_file()]
    searched = [path for path in written if not path.is_relative_to(people.settings.raw)]
    assert len(searched) > 20
    for path in searched:
        assert marks_in(text_of(path)) == [], path.name
        assert marks_in(path.name) == []


def test_nothing_that_a_release_is_made_of_holds_one(people):
    counted = people.counted
    for table in (counted.cells, counted.relations, *counted.reference.values()):
        assert marks_in("\n".join([*map(str, table.columns), *_texts(table)])) == []
    assert marks_in(json.dumps(counted.about, default=str)) == []


def test_no_list_of_cases_or_log_message_holds_one(people, caplog):
    caplog.set_level(logging.DEBUG)
    written = write_cases(people.settings, people.store, district="redditch", last="2017-01")
    paths = [*written.folder.rglob("*"), *written.folder.parent.glob("*.jsonl")]
    assert len(paths) > 4
    for path in paths:
        if path.is_file():
            assert marks_in(text_of(path)) == [], path.name
    assert marks_in(caplog.text) == []


def test_no_exhibit_of_people_holds_one(people):
    view = View(
        settings=people.settings, release=people.release, slug="redditch", edition="officer"
    )
    pseudonyms = set(people.store.load("victim")["person_id"].dropna().head(2000))
    for priority in people.settings.priorities:
        desk = PriorityDesk(view.of_priority(priority.id))
        for group in (
            desk.victims,
            desk.suspects,
            desk.crosscutting,
            desk.searches,
            desk.standout,
        ):
            for name in group.names():
                exhibit = getattr(group, name)()
                data, metadata = exhibit._repr_mimebundle_(), exhibit.data.to_csv()
                text = json.dumps(data, default=str) + metadata
                assert marks_in(text) == []
                assert not any(one in text for one in pseudonyms)


def test_an_error_names_row_and_column_but_no_value(people):
    quarantine = people.store.load("quarantine")
    text = quarantine.to_csv() + people.store.accounts().to_csv()
    assert marks_in(text) == []
    with pytest.raises(CsaError) as problem:
        write_cases(people.settings, people.store, district="PLANTEDREFERENCE-district")
    assert stat.S_ISDIR(people.settings.root.stat().st_mode)
    assert "SYN-P-" not in str(problem.value)
