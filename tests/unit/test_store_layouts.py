"""Files with a layout in the store: months they fill, months sent again, versions, mappings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import (
    BROMSGROVE,
    REDDITCH,
    WYRE_FOREST,
    as_csv,
    asb,
    crime,
    make_project,
    write,
)
from layout_files import HEADINGS, line, write_csv

from csa.errors import SettingsError, SourceError
from csa.layouts.proposing.offer import offer, write_offer
from csa.proposals import trials_text
from csa.schemas import check_table
from csa.settings import Settings, load_settings
from csa.store import BuildReport, Store, build
from csa.store.trial import try_file

LOG = """\
from = "2016-04"
files = ["asb/log*.csv"]
period = { file = '(?P<first>\\d{6})-(?P<last>\\d{6})', form = "YYYYMM" }
ignored = ["Grade"]
personal = ["Caller"]

[[table]]
source = "asb"

[table.columns]
incident_ref = "No"
created_at = "When"
repeat_caller = "Again?"
district_code = "Council"

[table.columns.nsir_category]
from = "Type"
values = { "ASB - NUISANCE" = "Nuisance" }
"""


@pytest.fixture(autouse=True)
def _person_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    settings = make_project(tmp_path / "project")
    return with_layout(settings, LOG)


def with_layout(settings: Settings, text: str, *, name: str = "asb-log") -> Settings:
    """Write a layout and read the settings anew."""
    path = settings.root / "config" / "layouts" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_settings(settings.root)


def send(settings: Settings, span: str, *days: str, **changed: str) -> None:
    """Write a log with one line for each day."""
    lines = [line(n, When=day, **changed) for n, day in enumerate(days)]
    write_csv(settings.raw, [HEADINGS, *lines], name=f"asb/log {span}.csv")


def built(settings: Settings) -> tuple[BuildReport, Store]:
    return build(settings), Store(settings)


def months(store: Store) -> dict[str, int]:
    return store.load("asb")["month"].value_counts().sort_index().to_dict()


def standing(store: Store, district: str = REDDITCH) -> dict[str, str]:
    rows = store.coverage()
    rows = rows[(rows["unit"] == "asb") & (rows["district"] == district)]
    return dict(zip(rows["month"], rows["status"], strict=True))


def test_a_file_fills_its_months_and_one_without_rows_is_missing(project: Settings) -> None:
    send(project, "201604-201607", "01/04/2016", "02/04/2016", "03/06/2016")
    _, store = built(project)
    assert months(store) == {"2016-04": 2, "2016-06": 1}
    # The file holds Redditch's incidents only: it speaks for the others as well.
    for district in (REDDITCH, BROMSGROVE, WYRE_FOREST):
        assert standing(store, district) == {"2016-04": "ok", "2016-05": "missing", "2016-06": "ok"}
    for table in ("asb", "account", "coverage", "quarantine"):
        check_table(table, store.load(table))


def test_a_month_declared_to_be_without_rows_is_a_zero(project: Settings) -> None:
    send(project, "201604-201606", "01/04/2016", "03/06/2016")
    path = project.root / "config" / "sources.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + '\n[asb]\ndeclared_zero = ["2016-05"]\n',
        encoding="utf-8",
    )
    _, store = built(load_settings(project.root))
    assert standing(store)["2016-05"] == "ok"


def test_a_second_build_reads_nothing(project: Settings) -> None:
    send(project, "201604-201604", "01/04/2016")
    build(project)
    assert build(project).read == 0


def test_a_year_to_date_supersedes_what_it_holds_again(project: Settings) -> None:
    send(project, "201604-201605", "01/04/2016", "02/04/2016", "01/05/2016")
    send(project, "201604-201606", "01/04/2016", "01/05/2016", "02/05/2016", "03/06/2016")
    _, store = built(project)
    assert months(store) == {"2016-04": 1, "2016-05": 2, "2016-06": 1}
    accounts = store.accounts().set_index("path")
    earlier = accounts.loc["asb/log 201604-201605.csv"]
    assert (earlier["accepted"], earlier["superseded"]) == (0, 3)
    told = store.load("revision").set_index("month")
    assert told["accepted_before"].to_dict() == {"2016-04": 2, "2016-05": 1}
    assert told["accepted"].to_dict() == {"2016-04": 1, "2016-05": 2}


def test_a_quarter_that_follows_supersedes_nothing(project: Settings) -> None:
    send(project, "201604-201604", "01/04/2016")
    send(project, "201605-201605", "01/05/2016")
    _, store = built(project)
    assert months(store) == {"2016-04": 1, "2016-05": 1}
    assert not len(store.load("revision"))


def test_a_copy_under_another_name_counts_once(project: Settings) -> None:
    for span in ("201604-201604", "201604-201604 (1)"):
        send(project, span, "01/04/2016")
    _, store = built(project)
    assert months(store) == {"2016-04": 1}


def test_a_changed_mapping_says_how_the_months_moved(project: Settings) -> None:
    send(project, "201604-201605", "01/04/2016", "01/05/2016", Type="ASB - PERSONAL")
    write_csv(
        project.raw,
        [
            HEADINGS,
            line(1, When="01/04/2016"),
            line(2, When="02/04/2016", Type="ASB - PERSONAL"),
            line(3, When="03/05/2016"),
        ],
        name="asb/log 201604-201605.csv",
    )
    build(project)
    wider = LOG.replace('= "Nuisance" }', '= "Nuisance", "ASB - PERSONAL" = "Personal" }')
    report, store = built(with_layout(project, wider))
    assert months(store) == {"2016-04": 2, "2016-05": 1}
    (told,) = report.revisions
    assert (told["before"], told["after"]) == (2, 3)


def test_months_of_an_older_version_stay_with_it(project: Settings) -> None:
    newer = LOG.replace('from = "2016-04"', 'from = "2016-05"').replace('"No"', '"Number"')
    settings = with_layout(project, newer, name="asb-log-2")
    send(settings, "201604-201604", "01/04/2016")
    changed = ["Number" if name == "No" else name for name in HEADINGS]
    write_csv(settings.raw, [changed, line(1, When="01/05/2016")], name="asb/log 201605-201605.csv")
    assert months(built(settings)[1]) == {"2016-04": 1, "2016-05": 1}


def test_two_layouts_of_one_month_for_a_file_are_refused(project: Settings) -> None:
    settings = with_layout(project, LOG, name="asb-other")
    send(settings, "201604-201604", "01/04/2016")
    with pytest.raises(SettingsError, match=r"asb-log.toml and .*asb-other.toml are both for"):
        build(settings)


def test_files_of_our_own_are_read_beside_those_with_a_layout(project: Settings) -> None:
    send(project, "201604-201604", "01/04/2016")
    write(project.raw, "asb/2016-05-asb.csv", [asb(1, month="2016-05")])
    _, store = built(project)
    assert months(store) == {"2016-04": 1, "2016-05": 1}


def test_a_council_without_a_row_may_not_have_sent_any(project: Settings) -> None:
    reports = (
        'from = "2016-04"\nfiles = ["environment/all*.csv"]\n'
        'period = { first = "2016-04", last = "2016-04" }\n[[table]]\nsource = "environment"\n'
        '[table.columns]\nreport_ref = "No"\nreported_at = "When"\ndistrict_code = "Council"\n'
        'report_type = { value = "litter" }\n'
    )
    settings = with_layout(project, reports, name="environment-all")
    write_csv(
        settings.raw,
        [["No", "When", "Council"], ["1", "01/04/2016", "Redditch BC"]],
        name="environment/all.csv",
    )
    rows = built(settings)[1].coverage()
    rows = rows[rows["unit"] == "environment"]
    assert dict(zip(rows["district"], rows["status"], strict=True)) == {
        REDDITCH: "ok",
        BROMSGROVE: "missing",
        WYRE_FOREST: "missing",
    }


def test_fires_without_motives_are_kept_and_speak_for_no_month(project: Settings) -> None:
    fires = (
        'from = "2016-04"\nfiles = ["fire/list*.csv"]\n'
        'period = { first = "2016-04", last = "2016-04" }\n[[table]]\nsource = "fire"\n'
        '[table.columns]\nincident_ref = "No"\ncall_datetime = "When"\n'
        'incident_class = { from = "Kind", values = { Secondary = "secondary" } }\n'
    )
    settings = with_layout(project, fires, name="fire-list")
    write_csv(
        settings.raw,
        [["No", "When", "Kind"], ["1", "01/04/2016", "Secondary"]],
        name="fire/list.csv",
    )
    _, store = built(settings)
    assert len(store.load("fire")) == 1
    coverage = store.coverage()
    assert not len(coverage[coverage["unit"] == "fire"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('personal = ["Caller"]', 'personnel = ["Caller"]', "personnel is no setting or table"),
        ('from = "2016-04"', 'from = "April"', "from must be a month such as 2017-01"),
        ('source = "asb"\n', 'sauce = "asb"\n', r"\[\[table\]\] number 1: source is missing"),
    ],
)
def test_a_fault_in_a_layout_names_file_and_table(
    project: Settings, old: str, new: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=f"config/layouts/asb-log.toml.*{said}"):
        with_layout(project, LOG.replace(old, new))


def test_a_layout_of_no_source_is_refused(project: Settings) -> None:
    settings = with_layout(project, LOG.replace('"asb"\n', '"abs"\n'))
    send(settings, "201604-201604", "01/04/2016")
    with pytest.raises(SettingsError, match=r"abs is no source .the nearest is 'asb'"):
        build(settings)


def test_a_trial_says_what_would_become_of_a_file_and_keeps_nothing(project: Settings) -> None:
    send(project, "201604-201605", "01/04/2016", "soon", "01/07/2016")
    path = project.raw / "asb" / "log 201604-201605.csv"
    text = trials_text(project, try_file(project, path))
    assert "rows 3, accepted 1, quarantined 2, superseded 0, out of area 0, left out 0" in text
    assert "set aside, 'When': a date that cannot be read or does not exist (line 3)" in text
    assert "Redditch: 2016-04 1" in text
    assert "lsoa in 1" in text
    assert "Quux" not in text
    assert not project.processed.exists()


def test_a_trial_of_a_file_without_a_layout_says_so(project: Settings) -> None:
    path = write(project.raw, "asb/2016-05-asb.csv", [asb(1, month="2016-05")])
    with pytest.raises(
        SourceError, match=r"No layout under config/layouts is for asb/2016-05-asb.*own format"
    ):
        try_file(project, path)
    with pytest.raises(SourceError, match="is a folder"):
        try_file(project, path.parent)
    with pytest.raises(SourceError, match="does not lie below data/raw"):
        try_file(project, project.root / "config" / "sources.toml")


def test_no_build_takes_a_layout_that_is_not_finished(project: Settings) -> None:
    text = LOG.replace('ignored = ["Grade"]', 'ignored = ["Grade"]  # open: is it read?')
    text += '# Open: "# open: no" once more\n# opened by us\n'
    settings = with_layout(project, text)
    assert build(settings).read  # none of the files has this layout
    send(settings, "201604-201604", "01/04/2016")
    last = len(text.splitlines()) - 1
    lines = rf"line 4 \(is it read\?\), line {last} \(.* once more\)"
    said = rf"config/layouts/asb-log\.toml is not finished; marked open: {lines}\. Settle each"
    with pytest.raises(SettingsError, match=said) as told:
        build(settings)
    assert told.value.exit_code == 10
    (trial,) = try_file(settings, settings.raw / "asb" / "log 201604-201604.csv")
    assert "Not finished, and no build takes it so; marked open: line 4" in trials_text(
        settings, [trial]
    )
    assert months(built(with_layout(settings, LOG))[1]) == {"2016-04": 1}


def test_a_proposal_is_built_once_it_is_finished(tmp_path: Path) -> None:
    rows = [crime(n, flag_weapon="yes" if n % 2 else "no") for n in range(4)]
    own, renamed = (make_project(tmp_path / name) for name in ("own", "renamed"))
    write(own.raw, "police/2016-04-crimes.csv", rows)
    text = as_csv(rows).replace("crime_ref", "Crime Number").replace(",", ";")
    path = write(renamed.raw, "police/new.csv", text)
    write_offer(renamed, found := offer(renamed, path), path)
    with pytest.raises(SettingsError, match=r"police_crimes-new\.toml is not finished"):
        build(load_settings(renamed.root))
    settled = found.text.replace("# open:", "# settled:")
    finished = with_layout(renamed, settled, name="police_crimes-new")
    tables = []
    for settings in (own, finished):
        table = built(settings)[1].load("crime").sort_values("row_number")
        tables.append(table.drop(columns=["source", "file_id", "row_hash"]).reset_index(drop=True))
    assert len(tables[0]) == 4
    assert_frame_equal(*tables)


def test_a_layout_for_another_delimiter_says_what_to_write(project: Settings) -> None:
    text = "\n".join(";".join(cells) for cells in [HEADINGS, line(1), line(2)])
    write(project.raw, "asb/log 201604-201604.csv", text)
    with pytest.raises(
        SourceError, match=r'by semicolons\. Write delimiter = ";" into .*asb-log\.toml'
    ):
        build(project)


def test_headings_below_a_title_are_told_by_their_line(project: Settings) -> None:
    titled = "Incidents of May\n\n" + as_csv([asb(1, month="2016-05")])
    write(project.raw, "asb/2016-05-asb.csv", titled)
    with pytest.raises(SourceError, match="The headings seem to stand in line 3: delete the lines"):
        build(project)


def test_a_figure_for_a_quarter_speaks_for_each_of_its_months(project: Settings) -> None:
    named = '"Q1" = "2016-06", "Q2" = "2016-09"'
    settings = with_layout(
        project,
        'from = "2016-04"\nfiles = ["domestic-abuse/*.csv"]\n'
        'period = { first = "2016-04", last = "2017-03" }\n'
        '[[table]]\nsource = "domestic_abuse"\n[table.columns]\n'
        f'month = {{ from = "Quarter", values = {{ {named} }} }}\nmonths = {{ value = "3" }}\n'
        'measure = "Measure"\ncount = "Number"\ndistrict_code = "Council"\n',
        name="domestic_abuse-quarterly",
    )
    rows = [["Q1", "referrals", "12", "Redditch"], ["Q2", "referrals", "<5", "Redditch"]]
    lines = [["Quarter", "Measure", "Number", "Council"], *rows]
    write_csv(settings.raw, lines, name="domestic-abuse/year.csv")
    _, store = built(settings)
    found = store.coverage()
    found = found[(found["source"] == "domestic_abuse") & (found["district"] == REDDITCH)]
    quarters = [f"2016-{month:02d}" for month in range(4, 10)]
    assert dict(zip(found["month"], found["status"], strict=True)) == dict.fromkeys(quarters, "ok")
    assert not found["suspicious"].any()
