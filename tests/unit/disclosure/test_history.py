"""The ledger: nothing published is ever lost, changed or put in another order unnoticed."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from releases import (
    AREAS,
    SECRET,
    THREE,
    cells_of,
    digest_below,
    publish,
    publish_and_record,
    sums_of,
)

from csa.disclosure import adopt_ledger
from csa.disclosure.ledger.chain import digest_of
from csa.disclosure.ledger.history import (
    check_recorded,
    open_history,
    read_history,
    record_release,
    restore_ledger,
)
from csa.errors import DisclosureError

OTHER = {key: value + 5 * (key[0] != "B") for key, value in THREE.items()}
YEARS = ("2014-15", "2015-16", "2016-17")


@pytest.fixture
def reports(tmp_path):
    """Three releases, one of each year, recorded one after the other."""
    folder = tmp_path / "reports"
    for number, year in enumerate(YEARS):
        publish_and_record(folder, THREE if number else OTHER, year=year, inputs=f"files {number}")
    return folder


def chain_of(reports):
    return reports / "ledger" / "chain.jsonl"


def rewrite(reports, change):
    """Let ``change`` alter the list of lines of the chain."""
    lines = chain_of(reports).read_text(encoding="utf-8").splitlines()
    changed = change(lines)
    chain_of(reports).write_text("".join(f"{line}\n" for line in changed), encoding="utf-8")


def test_an_empty_reports_folder_has_no_history(tmp_path):
    history = open_history(tmp_path, secret=SECRET)
    assert (history.entries, history.next_number, history.head) == ((), 1, "")


def test_each_release_states_number_and_the_hash_of_the_one_before(reports):
    entries = open_history(reports, secret=SECRET).entries
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.year for entry in entries] == list(YEARS)
    assert [entry.previous for entry in entries] == ["", *(one.release for one in entries[:2])]


def test_the_hash_is_that_of_the_stated_fields(reports):
    line = json.loads(chain_of(reports).read_text(encoding="utf-8").splitlines()[1])
    stated = {name: line[name] for name in line if name not in ("release", "tag")}
    text = json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert line["release"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_recorded_cells_are_the_published_ones(reports):
    last = open_history(reports, secret=SECRET).releases()[-1]
    values = dict(zip(last.cells["area"], last.cells["value"], strict=True))
    assert values == {"P": 25, "A": 15, "B": 10}
    assert len(last.relations) == 2


def test_recording_again_changes_nothing(reports):
    before = digest_below(reports)
    record_release(reports, reports / "2016-17" / "release", secret=SECRET)
    open_history(reports, secret=SECRET)
    assert digest_below(reports) == before


def test_a_release_that_was_published_but_not_recorded_is_recorded_by_the_next_run(reports):
    publish(reports, cells_of(OTHER), sums_of(*AREAS), inputs="later files")
    assert len(read_history(reports).entries) == 3
    assert [entry.number for entry in open_history(reports, secret=SECRET).entries] == [1, 2, 3, 4]


def test_releases_cut_off_the_end_are_taken_back_from_the_published_sets(reports):
    before = digest_below(reports)
    truncated_with_folders(reports)
    open_history(reports, secret=SECRET)
    assert digest_below(reports) == before


def test_a_folder_left_by_a_killed_run_is_replaced(reports):
    stray = reports / "ledger" / "0004"
    stray.mkdir()
    (stray / "cells.parquet").write_bytes(b"half")
    (reports / "ledger" / ".new-left").mkdir()
    publish(reports, cells_of(OTHER), sums_of(*AREAS), inputs="later files")
    history = open_history(reports, secret=SECRET)
    assert history.releases()[3].cells["value"].tolist() == [20, 10, 30]
    assert not (reports / "ledger" / ".new-left").exists()


def test_a_release_that_never_became_public_is_not_recorded(reports):
    folder = publish(reports, cells_of(OTHER), sums_of(*AREAS), inputs="later files")
    shutil.rmtree(folder)
    assert len(open_history(reports, secret=SECRET).entries) == 3


def edited_cells(reports):
    path = reports / "ledger" / "0002" / "cells.parquet"
    cells = pd.read_parquet(path)
    cells.assign(value=cells["value"] + 5).to_parquet(path, index=False)


def edited_relations(reports):
    (reports / "ledger" / "0001" / "relations.parquet").write_bytes(b"")


def edited_line(reports):
    rewrite(reports, lambda lines: [lines[0], lines[1].replace("2015-16", "2012-13"), lines[2]])


def without_first_line(reports):
    rewrite(reports, lambda lines: lines[1:])


def without_middle_line(reports):
    rewrite(reports, lambda lines: [lines[0], lines[2]])


def reordered(reports):
    rewrite(reports, lambda lines: [lines[0], lines[2], lines[1]])


def truncated(reports):
    rewrite(reports, lambda lines: lines[:1])


def truncated_with_folders(reports):
    truncated(reports)
    for number in ("0002", "0003"):
        shutil.rmtree(reports / "ledger" / number)


def truncated_beyond_repair(reports):
    truncated_with_folders(reports)
    shutil.rmtree(reports / "2015-16")


def cut_in_a_line(reports):
    path = chain_of(reports)
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")


def without_folder(reports):
    shutil.rmtree(reports / "ledger" / "0002")


def without_chain(reports):
    chain_of(reports).unlink()


def emptied_after_the_first(reports):
    """All that is left is one release, published, and a chain without a line."""
    for name in ("2015-16", "2016-17", "ledger/0002", "ledger/0003"):
        shutil.rmtree(reports / name)
    chain_of(reports).write_bytes(b"")


def without_ledger(reports):
    shutil.rmtree(reports / "ledger")


def without_lines_and_first_set(reports):
    without_ledger(reports)
    (reports / "ledger").mkdir()
    shutil.rmtree(reports / "2014-15")


def edited_release(reports):
    path = reports / "2016-17" / "release" / "release.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"base": 5', '"base": 6'))


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (edited_cells, r"0002.*release 2 \(2015-16"),
        (edited_relations, r"0001.*release 1 \(2014-15"),
        (edited_line, "Line 2 .*release 2"),
        (without_first_line, r"release 2 \(2015-16.*hash"),
        (without_middle_line, r"release 3 \(2016-17.*hash"),
        (reordered, r"release 3 \(2016-17.*hash"),
        (truncated, "ends at release 1"),
        (truncated_beyond_repair, r"does not hold release 3 \(2016-17.*hash"),
        (cut_in_a_line, "Line 3 .*release 3"),
        (without_folder, r"0002.*release 2 .*missing"),
        (without_chain, "ends at release 0"),
        (emptied_after_the_first, "ends at release 0"),
        (without_ledger, "ledger is missing beside published reports.*csa ledger --restore"),
        (without_lines_and_first_set, r"does not hold release 2 \(2015-16.*hash"),
        (edited_release, "2016-17.*changed"),
    ],
)
def test_harm_to_the_ledger_is_refused_by_name(reports, harm, named):
    harm(reports)
    with pytest.raises(DisclosureError, match=named) as caught:
        open_history(reports, secret=SECRET)
    assert caught.value.exit_code == 14


def test_a_ledger_made_with_another_key_is_refused_until_it_is_adopted(reports, monkeypatch):
    with pytest.raises(DisclosureError, match=r"Release 3 \(2016-17.*another release key"):
        open_history(reports, secret=b"another key")
    published = digest_below(reports / "2016-17"), digest_below(reports / "ledger" / "0001")
    monkeypatch.setattr("csa.disclosure.ledger.history.release_secret", lambda root: b"another key")
    assert adopt_ledger(reports.parent).number == 3
    assert len(open_history(reports, secret=b"another key").entries) == 3
    assert published == (digest_below(reports / "2016-17"), digest_below(reports / "ledger/0001"))


def test_an_unrecorded_release_of_another_key_is_not_taken_in(reports):
    folder = publish(reports, cells_of(OTHER), sums_of(*AREAS), inputs="later files")
    about = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    about["ledger"]["tag"] = "0" * 64
    (folder / "release.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"Release 4 .*another release key"):
        open_history(reports, secret=SECRET)
    assert len(read_history(reports).entries) == 3


def test_an_unrecorded_release_whose_cells_were_changed_is_not_taken_in(reports):
    folder = publish(reports, cells_of(OTHER), sums_of(*AREAS), inputs="later files")
    cells_of(THREE).to_parquet(folder / "cells.parquet", index=False)
    with pytest.raises(DisclosureError, match="release 4"):
        open_history(reports, secret=SECRET)
    assert len(read_history(reports).entries) == 3


def test_a_ledger_that_harms_itself_is_not_adopted(reports):
    reordered(reports)
    with pytest.raises(DisclosureError, match="out of order"):
        adopt_ledger(reports.parent)


def test_reading_a_frozen_year_needs_no_key(reports):
    check_recorded(reports, reports / "2015-16" / "release")
    edited_cells(reports)
    with pytest.raises(DisclosureError, match="release 2"):
        check_recorded(reports, reports / "2015-16" / "release")


def test_a_set_copied_away_from_its_ledger_can_still_be_read(reports, tmp_path):
    copy = shutil.copytree(reports / "2015-16", tmp_path / "copy" / "2015-16")
    check_recorded(copy.parent, copy / "release")


def test_a_set_without_the_ledger_of_its_project_is_refused(reports):
    (reports.parent / "config").mkdir()
    without_ledger(reports)
    with pytest.raises(DisclosureError, match="is missing beside published reports"):
        check_recorded(reports, reports / "2015-16" / "release")


def test_a_lost_ledger_is_restored_from_the_published_sets(reports, monkeypatch):
    monkeypatch.setattr("csa.disclosure.ledger.history.release_secret", lambda root: SECRET)
    before = digest_below(reports)
    with pytest.raises(DisclosureError, match="nothing was restored"):
        restore_ledger(reports.parent)
    without_ledger(reports)
    assert len(restore_ledger(reports.parent).entries) == 3
    assert digest_below(reports) == before


def test_a_ledger_is_not_restored_in_part(reports, monkeypatch):
    monkeypatch.setattr("csa.disclosure.ledger.history.release_secret", lambda root: SECRET)
    without_ledger(reports)
    shutil.rmtree(reports / "2015-16")
    with pytest.raises(DisclosureError, match=r"does not hold release 3"):
        restore_ledger(reports.parent)
    assert not (reports / "ledger").exists()


def test_the_same_statement_is_found_whatever_code_made_it(reports):
    history = open_history(reports, secret=SECRET)
    second = history.entries[1]
    wanted = {**vars(second), "number": 4, "previous": history.head, "code": "newer", "tag": ""}
    assert history.same_as(type(second)(**wanted)) == second
    assert history.same_as(type(second)(**{**wanted, "values": "other"})) is None
    assert history.same_as(type(second)(**{**wanted, "inputs": "other"})) is None


def test_a_digest_depends_on_values_and_not_on_the_order_of_rows():
    cells = cells_of(THREE)
    assert digest_of(cells) == digest_of(cells.iloc[::-1])
    assert digest_of(cells) != digest_of(cells_of(OTHER))


def test_the_ledger_holds_nothing_but_published_values(reports):
    cells = pd.read_parquet(reports / "ledger" / "0001" / "cells.parquet")
    assert (cells["value"] % 5 == 0).all()
    texts = [path.read_bytes() for path in (reports / "ledger").rglob("*") if path.is_file()]
    assert not any(SECRET in text or SECRET.hex().encode() in text for text in texts)
