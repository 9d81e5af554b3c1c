"""The plan of the synthetic partnership is on its pages row by row, and what is planted is told."""

from __future__ import annotations

import html
import json
import re
import tomllib
from html.parser import HTMLParser

from builders import ROOT, Project

DISTRICT = "redditch"


class Rows(HTMLParser):
    """The rows of a page's tables by the table's id: each the texts of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._table, self._in_cell = "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self._table = dict(attrs).get("id") or ""
            self.tables.setdefault(self._table, [])
        elif tag == "tr":
            self.tables[self._table].append([])
        elif tag in ("td", "th"):
            self.tables[self._table][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data):
        if self._in_cell:
            self.tables[self._table][-1][-1] += data


def rows_of(project: Project, edition: str, area: str, name: str) -> dict[str, list[str]]:
    """Return the rows of a table by the cell that names each."""
    tables = Rows(project.page(edition, area)).tables
    (found,) = (rows for place, rows in tables.items() if place.endswith(name))
    return {cell: row for row in found for cell in row}


def plan() -> dict:
    """Return the plan as its file has it."""
    return tomllib.loads((ROOT / "config" / "plan.toml").read_text(encoding="utf-8"))


def concerns(one: dict) -> bool:
    return not one.get("districts") or DISTRICT in one["districts"]


def test_every_action_and_indicator_of_the_plan_is_a_row(synthetic: Project) -> None:
    indicators = {one["id"]: one["text"] for one in plan()["indicator"]}
    shown = rows_of(synthetic, "partner", DISTRICT, "indicators")
    for one in filter(concerns, plan()["indicator"]):
        assert one["text"] in shown
    assert not any(one["text"] in shown for one in plan()["indicator"] if not concerns(one))
    shown = rows_of(synthetic, "partner", DISTRICT, "actions")
    for one in filter(concerns, plan()["action"]):
        row = shown[one["what"]]
        assert one.get("owner", "nobody yet") in row
        assert indicators.get(one.get("indicator", ""), "not measured yet") in row
        assert row[-3:] == [one["year_1"], one["year_2"], one["year_3"]]


PLANTED = {
    "Youth workers at Matchborough Centre on school evenings": "not done",
    "Property marking for homes on the edge of town": "done, no change",
    "Better lighting between the shops and the flats at Church Hill": (
        "done, changed: rose, not as wanted"
    ),
    "A single leaflet on whom to call about what": "cannot be told: nothing measures it",
}


def test_what_became_of_last_years_recommendations_is_told(synthetic: Project) -> None:
    shown = rows_of(synthetic, "partner", DISTRICT, "said")
    assert {text: shown[text][-1] for text in PLANTED} == PLANTED
    elsewhere = rows_of(synthetic, "partner", "wyre-forest", "said")
    evenings = elsewhere["Evening sports in Oldington and Foley Park"]
    assert evenings[-1] == "done, changed: fell, as wanted"


def test_what_residents_say_and_what_expired_is_told(synthetic: Project) -> None:
    page = html.unescape(synthetic.page("public", DISTRICT))
    # 203 of 500 and 142 of 480, rounded to multiples of five
    assert re.search("4[01]% feel unsafe after dark", page)
    assert re.search("more than the (29|30)% of the year before", page)
    # Of a few who were asked nothing is told, and no total that they could be taken from.
    for area in ("bromsgrove", "north-worcestershire"):
        asked = rows_of(synthetic, "partner", area, "residents")
        assert "Feel unsafe after dark" in asked
        assert "Trust the local police" not in asked
    page = html.unescape(synthetic.page("partner", "bromsgrove"))
    assert "wrote of burglary held until November 2016 and is no longer shown" in page
    assert "Visits to neighbours of burgled homes have begun" not in page


def test_the_year_is_remembered_for_the_next(synthetic: Project) -> None:
    path = synthetic.root / "reports" / "ledger" / "said.jsonl"
    (line,) = path.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)["told"]
    named = {one["headline"] for one in told["findings"] if one["area"] == DISTRICT}
    assert 1 <= len(named) <= 6
    damage = next(
        one
        for one in told["indicators"]
        if (one["id"], one["area"]) == ("church-hill-damage", DISTRICT)
    )
    assert (damage["before"], damage["after"]) == (46, 161)
    assert {one["id"] for one in told["proposals"]} == {
        "church-hill-centre", "repeat-domestic-abuse", "kidderminster-shops", "bromsgrove-burglary",
        "bromsgrove-hate", "redditch-licensing", "oldington-evenings",
    }  # fmt: skip


def test_governance_stands_on_the_page_of_the_partnership(synthetic: Project) -> None:
    shown = rows_of(synthetic, "partner", "north-worcestershire", "members")
    listed = tomllib.loads((ROOT / "config" / "membership.toml").read_text(encoding="utf-8"))
    assert all(one["kind"] in shown[one["name"]] for one in listed["member"])
    assert "Who belongs to the partnership" not in synthetic.page("partner", DISTRICT)
    assert "Who belongs to the partnership" not in synthetic.page("public", "north-worcestershire")
