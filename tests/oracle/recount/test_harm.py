"""The harm of the raw files, added up row by row, lies within what pages say of it.

Nothing of the product is imported.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Project

sys.path.insert(0, str(Path(__file__).parent))

from shown import Page

INDICES = {"Cambridge": "crime-harm-index", "ONS": "crime-severity-weights"}
LEFT_OUT = {"Drugs", "Possession of weapons"}  # by config/harm.toml, of Cambridge alone
LONG_AGO = {"Rape", "Other sexual offences"}
VIOLENCE = {
    "Violence with injury", "Violence without injury", "Homicide", "Rape", "Other sexual offences",
}  # fmt: skip
CODES = {"Bromsgrove": "E07000234", "Redditch": "E07000236", "Wyre Forest": "E07000239"}


def weights(folder: Path, index: str) -> dict[str, float]:
    (path,) = folder.glob(f"harm/{INDICES[index]}*.csv")
    rows = [*csv.reader(path.read_text(encoding="utf-8-sig").splitlines())]
    return {row[0]: float(row[2]) for row in rows if len(row) > 2 and row[2].isdigit()}


def crimes(folder: Path, months: list[str]) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("police/*-crimes*.csv")):
        if path.name[:7] in months:
            rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
            yield from (row for row in rows if row["status"] == "recorded")


def is_left_out(row: dict[str, str]) -> bool:
    ended = (row["committed_to"] or row["committed_from"])[:10]
    a_year_before = f"{int(row['recorded_date'][:4]) - 1}{row['recorded_date'][4:10]}"
    is_old = row["offence_subgroup"] in LONG_AGO and bool(ended) and ended <= a_year_before
    return row["police_uk_category"] in LEFT_OUT or is_old


@pytest.mark.parametrize("index", INDICES)
def test_true_harm_lies_within_what_is_published(small: Project, index: str) -> None:
    page = Page(*(one.read_text("utf-8") for one in small.files("partner", "redditch")))
    weight = weights(small.root / "data" / "raw", index)
    harm: dict[str, float] = defaultdict(float)
    for row in crimes(small.root / "data" / "raw", page.months):
        if index == "Cambridge" and is_left_out(row):
            continue
        days = weight.get(row["ho_offence_code"], 0.0)
        harm[row["district_code"]] += days
        harm[f"violence {row['district_code']}"] += days * (row["offence_subgroup"] in VIOLENCE)
    (table,) = [one for one in page.tables if one.exhibit == "by_priority"]
    column = table.labels.index(f"Share of harm, {index}")
    (shown,) = [row[column] for row in table.rows if row[0] == "Violence and abuse"]
    low, *more = [int(one) for one in re.findall(r"\d+", shown)]
    share = 100 * harm["violence E07000236"] / harm["E07000236"]
    assert low - 0.5 <= share <= (more or [low])[0] + 0.5
    (table,) = [one for one in page.tables if one.exhibit == "by_district"]
    column = next(n for n, one in enumerate(table.labels) if one.startswith(f"{index} "))
    residents = {
        row[0]: float(row[1].replace(",", "")) / float(row[2]) * 1000 for row in table.rows
    }
    for name, code in CODES.items():
        (shown,) = [row[column] for row in table.rows if row[0] == name]
        low, high = (float(one.replace(",", "")) for one in shown.split(" to "))
        rate = 1000 * harm[code] / residents[name]
        assert low * 0.99 - 1 <= rate <= high * 1.01 + 1
