"""What is proposed for files that nobody described, and what is never shown of them."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from ingest_project import CONFIG, as_csv, asb, crime, fire, report, suspect, victim, write
from layout_files import write_book, write_csv

from csa.errors import SettingsError, SourceError
from csa.layouts.proposing.offer import offer, texts_under, write_offer
from csa.proposals import offer_text
from csa.settings import Layout, Settings, load_settings
from csa.sources import all_sources

LOG = ["Log No", "Call Date/Time", "ASB Type", "Repeat Caller?", "Council", "Caller Name", "Shift"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("examples"))
    return load_settings(tmp_path)


def log(number: int, kind: str = "Nuisance") -> list[str]:
    day = f"{number % 28 + 1:02d}/04/2016 21:15"
    return [f"L{number}", day, kind, "Y", "Redditch", f"Zebedee Quux {number}", "late"]


def read(text: str) -> Layout:
    return Layout.model_validate(tomllib.loads(text))


def test_headings_and_words_tell_the_table_and_its_columns(settings: Settings) -> None:
    lines = [["Run by Zebedee Quux"], LOG, *(log(n) for n in range(8)), ["Total", "8"]]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    found = offer(settings, path)
    layout = read(found.text)
    (table,) = layout.tables
    assert found.name == "config/layouts/asb-new.toml"
    assert table.source == "asb"
    assert {name: ways[0].headings for name, ways in table.columns.items()} == {
        "incident_ref": ("Log No",),
        "created_at": ("Call Date/Time",),
        "nsir_category": ("ASB Type",),
        "repeat_caller": ("Repeat Caller?",),
        "district_code": ("Council",),
    }
    assert (layout.personal, layout.ignored) == (("Caller Name",), ("Shift",))
    assert (layout.period.first, layout.period.last) == ("2016-04", "2016-04")
    assert layout.totals == ("Total",)


def test_a_text_on_no_list_is_counted_and_not_shown(settings: Settings) -> None:
    lines = [LOG, *(log(n) for n in range(8)), log(8, "Zebedee Quux shouting"), log(9, "Odd")]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    found = offer(settings, path)
    assert "2 more texts in 2 rows (line 10, 11) are on no list" in found.text
    for text in (found.text, offer_text(found)):
        assert "Quux" not in text
        assert "Odd" not in text
    assert texts_under(settings, path, "ASB Type")[0] == ("Nuisance", 8)


def test_words_that_may_be_a_name_are_left_out_of_texts_that_are_shown(settings: Settings) -> None:
    told = ["Noise at night"] * 6 + ["Noise re J SMITH", "domestic re Quux", "Verbal Abuse"]
    lines = [LOG, *(log(n, text) for n, text in enumerate(told))]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    shown = dict(texts_under(settings, path, "ASB Type"))
    assert shown["Noise at night"] == 6
    assert not any(name in text for text in shown for name in ("SMITH", "Quux"))
    assert "Noise …" in " ".join(shown)


@pytest.mark.parametrize("heading", ["Caller Name", "Address", "Date of Birth", "Free text"])
def test_a_personal_column_is_never_shown(settings: Settings, heading: str) -> None:
    path = write_csv(settings.raw, [LOG, log(1)], name="asb/log.csv")
    with pytest.raises(SourceError, match="may name somebody and is never shown"):
        texts_under(settings, path, heading)


def test_headings_written_together_are_told_apart_and_those_of_people_are_never_kept(
    settings: Settings,
) -> None:
    headings = ["LogNo", "DateLogged", "NatureOfComplaint", "LastName", "DateOfBirth", "Enquirer"]
    lines = [[f"L{n}", "02/04/2016", "Nuisance", "Quux", "01/02/1970", "A Q"] for n in range(4)]
    path = write_csv(settings.raw, [headings, *lines], name="asb/log.csv")
    layout = read(offer(settings, path).text)
    (table,) = layout.tables
    assert set(table.columns) == {"incident_ref", "created_at", "nsir_category"}
    assert layout.personal == ("LastName", "DateOfBirth", "Enquirer")


def test_an_empty_column_of_wards_does_not_hide_the_town(settings: Settings) -> None:
    lines = [
        [*LOG[:4], "Ward", *LOG[5:], "Town"],
        *([*log(n)[:4], "", *log(n)[5:], "Redditch"] for n in range(4)),
    ]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    (table,) = read(offer(settings, path).text).tables
    assert table.columns["district_code"][0].headings == ("Town",)


def test_a_column_of_telephone_numbers_is_personal_whatever_its_heading(
    settings: Settings,
) -> None:
    lines = [[*LOG, "Ring back"], *([*log(n), f"07700 90012{n}"] for n in range(4))]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    assert "Ring back" in read(offer(settings, path).text).personal
    with pytest.raises(SourceError, match="no column 'Ring back' that may be shown"):
        texts_under(settings, path, "Ring back")


def test_other_dates_are_told_and_not_chosen_from_in_silence(settings: Settings) -> None:
    lines = [[*LOG, "Date typed"], *([*log(n), "02/04/2016"] for n in range(4))]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    assert '# open: ["Date typed"] hold dates too' in offer(settings, path).text


def test_sheets_named_after_months_and_their_other_headings(settings: Settings) -> None:
    later = ["Incident Number", *LOG[1:]]
    sheets = {
        "Apr-16": [LOG, *(log(n) for n in range(3))],
        "May-16": [later, *(log(n) for n in range(3))],
        "Notes": [["Zebedee Quux"]],
    }
    path = write_book(settings.raw, "asb/log.xlsx", sheets)
    layout = read(offer(settings, path).text)
    assert layout.sheets == ("Apr-16", "May-16")
    assert layout.period.sheet
    assert layout.headings == {"Log No": ("Incident Number",)}


def test_nothing_is_proposed_where_no_table_fits(settings: Settings) -> None:
    heading = ["Arrival", "Assault Date", "Assault Method", "Triage"]
    path = write_csv(settings.raw, [heading, ["1", "2", "Zebedee Quux", "3"]], name="a.csv")
    with pytest.raises(SourceError, match=r"No kind of table fits a\.csv.*'Triage'") as told:
        write_offer(settings, offer(settings, path), path)
    assert "Quux" not in str(told.value)


def test_a_proposal_never_overwrites_what_an_officer_wrote(settings: Settings) -> None:
    path = write_csv(settings.raw, [LOG, log(1)], name="asb/log.csv")
    found = offer(settings, path)
    write_offer(settings, found, path)
    assert len(load_settings(settings.root).layouts) == 1
    with pytest.raises(SettingsError, match=r"config/layouts/asb-new\.toml is there already"):
        write_offer(settings, found, path)


@pytest.mark.parametrize(
    ("source", "row", "ours", "theirs"),
    [
        ("police_crimes", crime(1), "crime_ref", "Crime Number"),
        ("police_victims", victim(1), "crime_ref", "Crime Number"),
        ("police_suspects", suspect(1), "crime_ref", "Crime Number"),
        ("asb", asb(1), "nsir_category", "Incident Type"),
        ("fire", fire(1), "call_datetime", "Date of Call"),
        ("environment", report(1), "report_type", "Kind"),
    ],
)
def test_headings_named_as_our_columns_fill_them(
    settings: Settings, source: str, row: dict[str, str], ours: str, theirs: str
) -> None:
    path = write(settings.raw, "new.csv", as_csv([row]).replace(ours, theirs, 1))
    layout = read(offer(settings, path).text)
    (table,) = layout.tables
    assert table.source == source
    there = {c.name for c in all_sources()[source].columns} & set(row)
    found = {name: ways[0].headings for name, ways in table.columns.items()}
    assert found == {name: (theirs if name == ours else name,) for name in there}
    assert not set(layout.ignored) - {"smoke_alarm"}
    assert table.age is None


def test_a_heading_named_as_our_column_counts_before_what_others_mean(settings: Settings) -> None:
    lines = [["nsir_category", "Log No", "created_at", "Call Date/Time", "ASB Type", "Shift"]]
    lines += [["Nuisance", "L1", "2016-04-01 10:00", "02/04/2016 10:00", "x", "late"]]
    path = write_csv(settings.raw, lines, name="asb/log.csv")
    text = offer(settings, path).text
    (table,) = read(text).tables
    assert table.columns["nsir_category"][0].headings == ("nsir_category",)
    assert table.columns["created_at"][0].headings == ("created_at",)
    (ignored,) = [line for line in text.splitlines() if line.startswith("ignored")]
    assert "# open:" in ignored


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_what_separates_the_fields_is_proposed(settings: Settings, mark: str) -> None:
    rows = [[*log(n)[:-1], "late, very late, and, as before, later"] for n in range(3)]
    text = "\n".join(mark.join(cells) for cells in [LOG, *rows])
    path = write(settings.raw, "asb/log.csv", text)
    assert read(offer(settings, path).text).delimiter == mark


def test_a_file_in_our_own_format_needs_no_layout(settings: Settings) -> None:
    path = write(settings.raw, "asb/2016-05-asb.csv", [asb(1)])
    said = r"^asb/2016-05-asb\.csv is in csa's own format and needs no layout: 'csa build' reads it"
    with pytest.raises(SourceError, match=said):
        offer(settings, path)
    path = write(settings.raw, "asb/log.csv", [asb(1)])
    with pytest.raises(
        SourceError, match=r"only a place and name such as data/raw/asb/\*-asb\.csv"
    ):
        offer(settings, path)
    path = write(settings.raw, "asb/titled.csv", "Incidents of May\n\n" + as_csv([asb(1)]))
    assert offer(settings, path).proposal.sheets[0].header == 3


def test_a_folder_is_not_to_be_removed(settings: Settings) -> None:
    folder = write(settings.raw, "asb/log.csv", "").parent
    with pytest.raises(SourceError, match=r"asb is a folder\. Name one of the files in it\.$"):
        offer(settings, folder)
    with pytest.raises(SourceError, match="is a folder"):
        texts_under(settings, folder, "Shift")


FORMER = """\
from = "2016-01"
files = ["asb/old.csv"]
period = { first = "2016-01", last = "2016-12" }
blank = ["n/a"]
notes = ["Printed*"]
zone = "UTC"
ignored = ["Qualifiers"]
[[table]]
source = "asb"
[table.columns]
incident_ref = "Log No"
created_at = "Call Date/Time"
source = { value = "housing" }
nsir_category = { from = "ASB Type", values = { "Odd" = "Personal" } }
qualifiers = { from = "Remark codes", other = "" }
risk = { from = ["Log No", "Remark codes"], join = "|", values = { "*|R" = "high" } }
district_code = [{ from = "Council", values = { "away" = "outside" } }, { from = "Council" }]
"""


def of_former(settings: Settings, headings: list[str]) -> tuple[str, Layout]:
    former = settings.root / "config" / "layouts" / "asb-old.toml"
    former.parent.mkdir(exist_ok=True)
    former.write_text(FORMER, encoding="utf-8")
    lines = [[f"L{n}", "02/04/2016 21:15", "Odd", "Redditch", "Q", "R"] for n in range(4)]
    path = write_csv(settings.raw, [headings, *lines], name="asb/log.csv")
    text = offer(load_settings(settings.root), path).text
    return text, read(text)


def test_a_proposal_goes_on_with_all_that_a_layout_there_is_says(settings: Settings) -> None:
    headings = ["Log No", "Call Date/Time", "ASB Type", "Council", "Qualifiers", "Remark codes"]
    text, layout = of_former(settings, headings)
    columns = layout.tables[0].columns
    assert (layout.blank, layout.notes, layout.zone) == (("n/a",), ("Printed*",), "UTC")
    assert columns["source"][0].value == "housing"
    assert 'source = { value = "housing" }  # as in a layout there is\n' in text
    # Cells that only count together are not said to fit or not by themselves.
    assert "[table.columns.risk]  # as in a layout there is\n" in text
    assert [way.values for way in columns["district_code"]] == [{"away": "outside"}, {}]
    # A heading with a column's own name does not win where the layout knows and ignores it.
    assert columns["qualifiers"][0].headings == ("Remark codes",)


def test_a_constant_is_left_open_where_a_layout_there_is_fits_in_part(settings: Settings) -> None:
    headings = ["Log No", "Call Date/Time", "ASB Type", "Council", "Shift", "Post"]
    text, _ = of_former(settings, headings)
    assert 'source = { value = "housing" }  # open: as in a layout there is\n' in text


def test_the_months_are_those_of_all_sheets_whatever_they_call_the_date(settings: Settings) -> None:
    rows = {m: [[f"{m}{n}", f"02/{m}/2016", "Nuisance", "Y", "Redditch"] for n in range(9)]
            for m in ("05", "04")}  # fmt: skip
    first = ["Log No", "Date Reported", "ASB Type", "Repeat Caller?", "Council"]
    later = [first[0], "Call Date/Time", *first[2:]]
    sheets = {"East": [first, *rows["05"]], "West": [later, *rows["04"]]}
    path = write_book(settings.raw, "asb/log.xlsx", sheets)
    layout = read(offer(settings, path).text)
    assert layout.headings == {"Date Reported": ("Call Date/Time",)}
    assert (layout.period.first, layout.period.last) == ("2016-04", "2016-05")


def test_a_return_of_a_hospital_is_known_by_other_headings_too(settings: Settings) -> None:
    headings = ["Attendance date", "Attendance time", "Date of assault", "Time of assault",
                "Weapon used", "Place of assault", "Patient name", "District"]  # fmt: skip
    row = ["02/04/2016", "2130", "02/04/2016", "905", "Knife", "Street", "Zebedee Quux", "Redditch"]
    path = write_csv(settings.raw, [headings, row, row], name="ae-assaults/return.csv")
    layout = read(offer(settings, path).text)
    (table,) = layout.tables
    assert table.source == "ae_assaults"
    assert {name: ways[0].headings for name, ways in table.columns.items()} == {
        "assaulted_at": ("Date of assault", "Time of assault"),
        "arrived_at": ("Attendance date", "Attendance time"),
        "method": ("Weapon used",),
        "place_type": ("Place of assault",),
        "district_code": ("District",),
    }
    assert layout.personal == ("Patient name",)
