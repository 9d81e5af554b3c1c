"""What an officer sees of a file: matches by heading and by cells, what is open, masked rows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import make_project
from layout_files import write_csv

import csa
from csa.errors import SettingsError, SourceError
from csa.layouts.proposing.offer import offer
from csa.layouts.proposing.proposal import Fill
from csa.proposals import Looked, look
from csa.settings import Settings, load_settings

# No heading of this log is known; its cells are.
CALLS = ["Ticket", "Opened by", "Logged", "Clock time", "Nature of it", "From", "Area", "P", "Q"]
KINDS = ("ASB - NUISANCE", "ASB - PERSONAL", "ASB (nuisance)", "RTC")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_project(tmp_path)


def call(number: int) -> list[str]:
    kind = KINDS[0] if number < 6 else KINDS[number % 4]
    where = ["Redditch BC", str(393100 + number * 10), str(270100 + number * 7)]
    who = f"PC Quux {'abcdefghijklmnop'[number]}"
    when = [f"{number + 1:02d}/04/2016", f"{number % 24:02d}30"]
    return [f"T/{number}", who, *when, kind, ("police", "council")[number % 2], *where]


def calls(settings: Settings) -> Path:
    return write_csv(settings.raw, [CALLS, *map(call, range(12))], name="asb/calls.csv")


def fills(settings: Settings) -> dict[str, Fill]:
    return offer(settings, calls(settings)).proposal.tables["asb"]


def test_cells_tell_what_no_heading_does(settings: Settings) -> None:
    found = {name: fill.way.headings for name, fill in fills(settings).items()}
    assert found == {
        "nsir_category": ("Nature of it",),
        "created_at": ("Logged", "Clock time"),
        "source": ("From",),
        "district_code": ("Area",),
        "easting": ("P",),
        "northing": ("Q",),
    }


def test_each_match_says_how_many_cells_speak_for_it(settings: Settings) -> None:
    found = fills(settings)
    assert found["district_code"].reason == "by its cells; 12 of 12 cells fit"
    assert found["easting"].reason == "by its cells; 12 of 12 cells fit"
    assert found["created_at"].reason.endswith("with the time beside it; 12 of 12 cells fit")


def test_likeness_is_proposed_and_left_open_and_other_texts_are_only_counted(
    settings: Settings,
) -> None:
    text = offer(settings, calls(settings)).text
    # Rows 6 and 10: made of listed words, and on no list.
    alike = '"ASB (nuisance)" = '
    (line,) = [one for one in text.splitlines() if one.startswith(alike)]
    assert line.endswith("# open: on no list; is it this? 2 rows")
    assert "1 more texts in 2 rows (line 9, 13) are on no list" in text  # RTC
    assert "RTC" not in text


def test_a_place_far_away_is_no_place_of_ours(settings: Settings) -> None:
    rows = [[*call(n)[:-2], "105000", "20000"] for n in range(12)]
    path = write_csv(settings.raw, [CALLS, *rows], name="asb/calls.csv")
    assert "easting" not in offer(settings, path).proposal.tables["asb"]


def test_a_notebook_shows_the_proposal_what_is_open_and_masked_rows(settings: Settings) -> None:
    path = calls(settings)
    found = csa.layout(path, root=str(settings.root))
    shown = found._repr_html_()
    for told in ("<td>created_at</td>", "<td>Logged + Clock time</td>", "Opened by", "<li>line 2 "):
        assert told in shown
    assert "accepted 10, quarantined 2" in shown
    assert "<td>E07000236</td>" in shown
    for secret in ("Quux", "T/1", "393110"):
        assert secret not in shown + str(found)
    assert not load_settings(settings.root).layouts
    found.write()
    assert [one.name for one in load_settings(settings.root).layouts] == ["asb-new"]
    with pytest.raises(SettingsError, match="is there already"):
        found.write()


def test_a_file_with_a_layout_is_tried_by_it(settings: Settings) -> None:
    path = calls(settings)
    look(path, root=str(settings.root)).write()
    again = Looked(load_settings(settings.root), path)
    assert again.offer is None
    assert "by config/layouts/asb-new.toml\nNot finished" in str(again)


def test_a_file_that_its_layout_does_not_fit_any_more_is_proposed_anew_from_it(
    settings: Settings,
) -> None:
    look(calls(settings), root=str(settings.root)).write()
    rows = [[*CALLS[:4], "Sort", *CALLS[5:]], *map(call, range(12))]
    path = write_csv(settings.raw, rows, name="asb/calls.csv")
    found = Looked(load_settings(settings.root), path)
    assert "'Nature of it' is gone; 'Sort' is new; did they rename it?" in found.problem
    assert found.offer is not None
    assert found.offer.proposal.tables["asb"]["created_at"].why == "as in a layout there is"


def test_a_notebook_is_told_that_no_table_fits_and_nothing_else(settings: Settings) -> None:
    lines = [["Arrival", "Doctor", "Bed", "Triage"], ["1", "Zebedee Quux", "2", "3"]]
    path = write_csv(settings.raw, lines, name="asb/beds.csv")
    found = csa.layout(path, root=str(settings.root))
    said = (
        "No kind of table fits beds.csv, so nothing is proposed. "
        "Its headings are: 'Arrival', 'Doctor', 'Bed', 'Triage'."
    )
    assert str(found) == said
    assert "Triage" in found._repr_html_()
    assert "settle" not in found._repr_html_().casefold()
    with pytest.raises(SourceError, match="No kind of table fits"):
        found.write()
