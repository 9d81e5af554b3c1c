"""A partnership publishes again and again: to December, to January, the year after, revised."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from builders import copy_project

from csa.counting.assessment import Wanted
from csa.counting.families import Count
from csa.counting.records.persons import LINKING_COUNTS
from csa.disclosure.attack.across import Display, attack_across
from csa.disclosure.ledger.history import open_history, read_history
from csa.disclosure.ledger.release import read_release
from csa.disclosure.ledger.revision import is_relative
from csa.disclosure.rules.approval import protection_fingerprint
from csa.disclosure.rules.policy import is_protected
from csa.errors import DisclosureError
from csa.keys import release_secret
from csa.report.run.release import make_release, record
from csa.settings import Settings, load_settings
from csa.store import Store

FAMILIES = [
    Count("crime", by=("priority",)),
    Count("crime", by=("priority",), months=True),
    Count("victim", by=("priority",)),
    Count("victim", by=("priority", "sex")),
    Count("victim", by=("priority", "age_band")),
]
# The years matter here, not the exhibits: few families and no reference table.
FEW = Wanted((*FAMILIES, *LINKING_COUNTS), tables=False)
CODE = "this code"
YEAR_BEFORE = {"year": "2015-16", "to": "2016-01"}
TO_DECEMBER = {"year": "2016-17", "to": "2016-12"}
TO_JANUARY = {"year": "2016-17", "to": "2017-01"}
BEFORE = "2015-04/2016-01"


class Partnership:
    """A project with the synthetic tables and no reports yet."""

    def __init__(self, root: Path, tables: Path) -> None:
        copy_project(root)
        (root / "data").symlink_to(tables, target_is_directory=True)
        self.settings: Settings = load_settings(root)

    @property
    def history(self):
        return open_history(self.settings.reports, secret=release_secret(self.settings.root))

    def freeze(self, *, year: str, to: str, files: str = "", store: type[Store] = Store, code=CODE):
        """Freeze a release in staging; ``files`` tells raw files from those received before."""
        store = store(self.settings)
        last = store.catalogue.inputs[-1]
        store.catalogue.inputs[-1] = {**last, "sha256": files or last["sha256"]}
        folder = self.settings.reports / ".staging" / year / "release"
        folder.mkdir(parents=True, exist_ok=True)
        return make_release(
            self.settings, store, year=year, to=to, folder=folder, wanted=FEW, code=code
        )

    def show(self, *, year: str, **_):
        """Make the staged release public."""
        published = self.settings.reports / year / "release"
        shutil.rmtree(published, ignore_errors=True)
        shutil.copytree(self.settings.reports / ".staging" / year / "release", published)

    def publish(self, **asked):
        """Freeze, make public and record."""
        entry = self.freeze(**asked)
        self.show(**asked)
        record(self.settings, year=asked["year"])
        return entry

    def cells(self, year: str) -> pd.DataFrame:
        return read_release(self.settings.reports / year / "release").cells.set_index("key")


@pytest.fixture(scope="module")
def tables(synthetic_built: Path) -> Path:
    """The tables of the synthetic partnership."""
    return synthetic_built / "data"


@pytest.fixture(scope="module")
def three(tmp_path_factory, tables):
    """Three releases in a row; only to be read."""
    partnership = Partnership(tmp_path_factory.mktemp("three") / "project", tables)
    for asked in (YEAR_BEFORE, TO_DECEMBER, TO_JANUARY):
        partnership.publish(**asked)
    return partnership


@pytest.fixture
def fork(three, tables, tmp_path):
    """The three releases once more, for a test that goes on from there."""
    partnership = Partnership(tmp_path / "project", tables)
    shutil.copytree(three.settings.reports, partnership.settings.reports)
    return partnership


class StruckOff(Store):
    """One crime in a hundred, and its victims, are struck off the record."""

    def load(self, table, **asked):
        rows = super().load(table, **asked)
        if table not in ("crime", "victim", "suspect"):
            return rows
        crimes = super().load("crime")["crime_id"]
        gone = set(crimes[np.random.default_rng(7).random(len(crimes)) < 0.01])
        return rows[~rows["crime_id"].isin(gone)].reset_index(drop=True)


class Closed(Store):
    """Records that nobody may read."""

    def load(self, table, **asked):
        assert table == "coverage", "counted again"
        return super().load(table, **asked)


def test_every_release_is_in_the_ledger_in_order(three):
    entries = three.history.entries
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.period for entry in entries] == [BEFORE, "2016-04/2016-12", "2016-04/2017-01"]
    assert entries[2].previous == entries[1].release


def test_last_years_column_is_what_was_published_last_year(three):
    then, now = three.cells("2015-16"), three.cells("2016-17")
    column = then[(then["period"] == BEFORE) & is_protected(then) & then["value"].notna()]
    # People are counted for the period of each set alone.
    column = column[column.index.isin(now.index)]
    column = column[now.loc[column.index, "value"].notna() & ~is_relative(column)]
    assert len(column) > 10
    assert now.loc[column.index, "value"].tolist() == column["value"].tolist()
    assert (now["mark"] == "").all()


def test_months_published_in_december_stay_in_january(three):
    december = three.history.releases()[1].cells.set_index("key")
    january = three.cells("2016-17")
    months = december[~december["period"].str.contains("/") & december["value"].notna()]
    months = months[january.loc[months.index, "value"].notna()]
    assert len(months) > 100
    assert january.loc[months.index, "value"].tolist() == months["value"].tolist()


def test_the_longer_period_is_tied_to_the_shorter_one(three):
    december = three.history.releases()[1].cells
    january = three.cells("2016-17")["value"]
    longer = december["key"].str.replace("2016-04/2016-12", "2016-04/2017-01")
    both = december[
        is_protected(december) & ~is_relative(december) & december["period"].eq("2016-04/2016-12")
        & december["value"].notna() & longer.map(january).notna()
        # Twelve months that end a month later hold other people, not more of them.
        & ~december["measure"].isin(["followed"])
    ]  # fmt: skip
    assert len(both) > 100
    fewer = longer[both.index].map(january) < both["value"]
    assert both.loc[fewer, "key"].tolist() == []


def test_the_manifest_learns_what_was_attacked(three):
    path = three.settings.reports / "2016-17" / "release" / "release.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    assert about["ledger"]["number"] == 3
    assert about["disclosure"]["releases_attacked"] == 3
    assert about["disclosure"]["narrowest_over_years"] >= 3
    assert about["disclosure"]["largest_error"] <= 4
    assert about["disclosure"]["mean_error"] > 0
    assert about["disclosure"]["revised"] == {"protected": 0, "all": 0}
    assert about["approval"]["approved"] is False


def test_an_approval_is_stated_and_is_no_new_release(fork):
    settings = fork.settings
    with (settings.root / "config" / "disclosure.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[approval]\nby = "R. Officer"\nrole = "Data controller"\ndate = 2026-04-01\n'
            f'fingerprint = "{protection_fingerprint(settings)}"\n'
        )
    before = fork.history.entries
    fork.settings = load_settings(settings.root)
    assert fork.publish(**TO_JANUARY).number == 3
    assert fork.history.entries == before
    folder = fork.settings.reports / "2016-17" / "release"
    about = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    assert about["approval"]["approved"] is True
    assert "R. Officer" not in json.dumps(about)


def test_a_rerun_counts_nothing_and_adds_nothing(fork):
    shutil.rmtree(fork.settings.reports / ".staging")
    assert fork.publish(**TO_JANUARY, store=Closed).number == 3
    assert fork.publish(**YEAR_BEFORE, store=Closed).number == 1
    assert len(fork.history.entries) == 3


def test_a_recount_of_the_same_files_says_the_same_and_adds_nothing(fork):
    published = fork.cells("2016-17")
    assert fork.publish(**TO_JANUARY, code="newer code") == fork.history.entries[2]
    pd.testing.assert_frame_equal(fork.cells("2016-17"), published)
    assert len(fork.history.entries) == 3


def test_another_key_rounds_otherwise_and_is_refused_beside_this_ledger(
    fork, tables, tmp_path, monkeypatch
):
    for home in ("csa.report.run.release", "csa.disclosure.ledger.history"):
        monkeypatch.setattr(f"{home}.release_secret", lambda root: b"another key, of these tests")
    with pytest.raises(DisclosureError, match="another release key"):
        fork.freeze(**TO_JANUARY)
    fresh = Partnership(tmp_path / "fresh", tables)
    fresh.publish(**YEAR_BEFORE)
    ours, other = fork.cells("2015-16"), fresh.cells("2015-16")
    shown = is_protected(ours) & ours["value"].notna() & other["value"].notna()
    assert (ours["value"] != other["value"])[shown].mean() > 0.1


def test_a_release_is_in_the_ledger_once_it_was_published_and_marks_what_was_revised(fork):
    shown = [past.cells.dropna(subset=["value"]) for past in fork.history.releases()]
    before = pd.concat(shown).drop_duplicates("key", keep="last").set_index("key")
    entry = fork.freeze(**TO_JANUARY, files="struck off", store=StruckOff)
    assert len(fork.history.entries) == 3
    # Killed after publishing and before recording: the next run puts that right.
    fork.show(**TO_JANUARY)
    assert len(read_history(fork.settings.reports).entries) == 3
    assert fork.history.entries[3] == entry
    record(fork.settings, year="2016-17")
    assert (entry.number, len(read_history(fork.settings.reports).entries)) == (4, 4)
    after = fork.cells("2016-17")
    before = before.reindex(after.index)
    both = before["value"].notna() & after["value"].notna() & ~is_relative(after)
    changed = both & (before["value"] != after["value"])
    marked = changed | ((before["mark"] == "r") & after["value"].notna())
    assert (after["mark"] == "r").tolist() == marked.tolist()
    hidden = changed & is_protected(after)
    # Of a count up to 200, one in a hundred struck off is two at most: few have to move by five.
    small = both & is_protected(after) & (after["value"] <= 200)
    assert 0 < (hidden & small).sum() < 0.2 * small.sum()
    public = changed & (after["class"] == "public")
    assert public.any()


def test_a_second_rounding_of_a_release_is_found(three):
    pasts = three.history.releases()
    last = pasts[-1]
    place = last.cells.index[is_protected(last.cells) & last.cells["value"].gt(20)][0]
    moved = last.cells.copy()
    moved.loc[place, "value"] += 5
    shown = [Display(past.entry.name, past.cells, past.relations) for past in pasts]
    report = attack_across([*shown, Display("a draft", moved, last.relations)], base=5)
    assert report.failures["rounded twice"] == (moved.loc[place, "key"],)
    assert last.entry.name in report.blame()


def test_a_tampered_ledger_stops_the_next_release(fork):
    path = fork.settings.reports / "ledger" / "0002" / "cells.parquet"
    path.write_bytes(path.read_bytes() + b"0")
    with pytest.raises(DisclosureError, match=r"0002.*release 2 \(2016-17, 2016-04/2016-12, hash"):
        fork.freeze(**TO_JANUARY)
