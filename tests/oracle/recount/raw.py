"""What was received: raw files as a careful reader counts them by hand, without the product.

Nothing of the product is imported. Where a row lies, which rows count and what belongs together is
worked out here anew, from what docs/raw_formats.md tells the senders.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

REVISION = re.compile(r"-r(\d+)$")
ASB = "Anti-social behaviour"
GRID = "EPSG:27700"
KEPT_SUSPECTS = ("suspect", "arrested", "charged", "convicted")

CODES = ("lsoa11_code", "lsoa21_code", "lsoa_code")
RESIDENTS = ("total_population", "total_residents", "Persons")
HOMES = ("total_households", "Households")
CLASSES = (
    "month", "district", "lsoa", "ward", "category", "offence_subgroup", "outcome_code", "status",
    "flag_domestic", "flag_hate", "flag_cse", "flag_alcohol", "flag_drugs", "flag_nte",
    "flag_youth", "Last outcome category", "police_uk_category", "motive",
)  # fmt: skip
# Columns that no recipe reads; without them rows are picked faster.
UNREAD = (
    "location_text", "easting", "northing", "coord_quality", "offence_description",
    "offence_group", "ho_offence_code", "caller_ref", "closed_at", "file", "lsoa_code",
    "flag_weapon", "flag_business", "flag_rural", "flag_cyber", "complaint_ref", "district_code",
)  # fmt: skip


def _people_in(path: Path, homes: bool) -> tuple[int, bool, Path, str, str] | None:
    """Return year, whether it is a census, file, columns of code and number; none without them."""
    head = pd.read_csv(path, nrows=0).columns
    code = next((c for c in head if c.lower().replace(" ", "_") in CODES), "")
    column = next((c for c in head if c in (HOMES if homes else RESIDENTS)), "")
    if not code or not column or {"ethnic_group", "type"} & set(head):
        return None
    digits = re.search(r"(?:census|population)(\d{4}|\d\d)_", path.name)
    year = int(digits[1]) if len(digits[1]) == 4 else 2000 + int(digits[1])
    return year, path.name.startswith("census"), path, code, column


class Raw:
    """The raw files of a project, and its settings of what belongs to which priority."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "data" / "raw"
        partnership = tomllib.loads((root / "config" / "partnership.toml").read_text("utf-8"))
        self.names = {d["code"]: d["name"] for d in partnership["district"]}
        self.slugs = {d["slug"]: d["code"] for d in partnership["district"]}
        self.whole = partnership["partnership"]["name"]
        every = {partnership["partnership"]["slug"]: list(self.names)}
        self.areas = {slug: [code] for slug, code in self.slugs.items()} | every
        priorities = tomllib.loads((root / "config" / "priorities.toml").read_text("utf-8"))
        self.priorities = priorities["priority"]
        self.disclosure = tomllib.loads((root / "config" / "disclosure.toml").read_text("utf-8"))

    # --- Files

    @cache  # noqa: B019 - there are but a few
    def files(self, pattern: str) -> list[Path]:
        """Return the files of a pattern; of one sent again the last revision alone."""
        last: dict[str, tuple[int, Path]] = {}
        for path in sorted(self.folder.glob(pattern)):
            found = REVISION.search(path.stem)
            number, name = (int(found[1]), path.stem[: found.start()]) if found else (1, path.stem)
            last[f"{path.parent}/{name}"] = max(last.get(f"{path.parent}/{name}", (0, path)),
                                                (number, path))  # fmt: skip
        return [path for _, path in sorted(last.values(), key=lambda pair: pair[1])]

    @cache  # noqa: B019
    def read(self, pattern: str) -> pd.DataFrame:
        """Return all rows of the files of a pattern as text, with the file's own month."""
        frames = [
            pd.read_csv(path, dtype=str, keep_default_na=False).assign(
                file=path.name, month=path.name[:7]
            )
            for path in self.files(pattern)
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @cache  # noqa: B019
    def months(self, unit: str, district: str) -> set[str]:
        """Return the months of which a unit's files were received for a district."""
        slug = next(slug for slug, code in self.slugs.items() if code == district)
        patterns = {
            "crime": ("police/*-crimes*.csv", "police_uk/*/*-street.csv"),
            "asb": ("asb/*.csv", "police_uk/*/*-street.csv"),
            "fire": ("fire/*.csv",),
            "environment": (f"environment/*-{slug}-*.csv",),
            "stop_search": ("stop_search/*.csv",),
            "victim": ("police/*-victims*.csv",),
            "suspect": ("police/*-suspects*.csv",),
        }[unit]
        return {path.name[:7] for pattern in patterns for path in self.files(pattern)}

    # --- Places

    @cached_property
    def lsoas(self) -> pd.DataFrame:
        """Return today's neighbourhoods of the districts: name, ward, district, by code."""
        rows = pd.concat(
            [pd.read_csv(path, dtype=str) for path in self.files("lookups/lsoa21_ward*_ltla*.csv")]
        )
        part = {re.sub(r"\d\d_", "_", name): name for name in rows}
        table = pd.DataFrame({new: rows[old] for new, old in part.items()})
        return table[table["ltla_code"].isin(self.names)].set_index("lsoa_code")

    @cached_property
    def called(self) -> pd.Series:
        """Return what pages call each neighbourhood, by code; nothing is counted of it."""
        found = next((self.folder.parents[1] / "reports").glob("*/release/reference/geography.*"))
        return pd.read_parquet(found).set_index("lsoa")["called"].str.casefold()

    @cached_property
    def earlier(self) -> pd.Series:
        """Return today's codes, as a list, by the neighbourhoods' code of 2011."""
        pairs = pd.concat([pd.read_csv(p, dtype=str) for p in self.files("lookups/lsoa11_lsoa21*")])
        ours = pairs[pairs["lsoa21_code"].isin(self.lsoas.index)]
        return ours.groupby("lsoa11_code")["lsoa21_code"].agg(list)

    @cached_property
    def shapes(self) -> gpd.GeoSeries:
        """Return the outlines of today's neighbourhoods on the national grid."""
        (path,) = self.folder.glob("boundaries/lsoa21_*.geojson")
        drawn = gpd.read_file(path)
        code = next(c for c in drawn if c.lower() in ("lsoa21cd", "lsoa21_code"))
        return drawn.set_index(code).to_crs(GRID).geometry.reindex(self.lsoas.index)

    def place(self, rows: pd.DataFrame, *, code: str, points: gpd.GeoSeries) -> pd.DataFrame:
        """Say of each row in which neighbourhood and district it lies; rows elsewhere are left out.

        The code decides. Of one of 2011 that was split, the point says which part; of a row
        without a code, the point; without either, the district that the row names.
        """
        children = (
            rows[code].map(self.earlier).map(lambda one: one if isinstance(one, list) else [])
        )
        lsoa = rows[code].where(rows[code].isin(self.lsoas.index)).astype(object)
        lsoa = lsoa.fillna(children.map(lambda some: some[0] if len(some) == 1 else None))
        district = lsoa.fillna(children.str[0]).map(self.lsoas["ltla_code"]).astype(object)
        known = ~points.is_empty
        for index in rows.index[(children.str.len() > 1) & known]:
            away = self.shapes[children[index]].distance(points[index])
            lsoa[index] = away.idxmin()
        by_point = (rows[code] == "") & known
        inside = gpd.sjoin(points[by_point].to_frame("geometry"), self.shapes.to_frame("geometry"))
        inside = inside[~inside.index.duplicated()]
        lsoa = lsoa.fillna(inside.iloc[:, -1])
        district = district.fillna(lsoa.map(self.lsoas["ltla_code"]))
        if "district_code" in rows:
            district = district.fillna(rows["district_code"].where(rows[code] == ""))
        placed = rows.assign(lsoa=lsoa, district=district, ward=lsoa.map(self.lsoas["ward_name"]))
        return placed[placed["district"].isin(self.names)].reset_index(drop=True)

    def _grid(self, rows: pd.DataFrame) -> gpd.GeoSeries:
        east, north = (pd.to_numeric(rows[name]) for name in ("easting", "northing"))
        return gpd.GeoSeries(gpd.points_from_xy(east, north), index=rows.index, crs=GRID)

    def _degrees(self, rows: pd.DataFrame) -> gpd.GeoSeries:
        east, north = (pd.to_numeric(rows[name]) for name in ("Longitude", "Latitude"))
        points = gpd.GeoSeries(gpd.points_from_xy(east, north), index=rows.index, crs="EPSG:4326")
        grid = points.to_crs(GRID)
        return gpd.GeoSeries(gpd.points_from_xy(grid.x.round(), grid.y.round()), rows.index, GRID)

    # --- Residents

    @cache  # noqa: B019
    def people_of(self, year: int, *, homes: bool = False) -> tuple[pd.Series, str]:
        """Return residents, or households, by neighbourhood for the nearest year, and the vintage.

        An earlier year goes before a later one as near, a census before an estimate.
        """
        found = [one for path in self.files("population/*.csv") if (one := _people_in(path, homes))]
        nearest = min(found, key=lambda one: (abs(one[0] - year), one[0] > year, not one[1]))
        _, _, path, code, column = nearest
        rows = pd.read_csv(path, dtype=str)
        numbers = rows[column].str.replace(",", "").astype(float)
        return pd.Series(numbers.to_numpy(), rows[code]), "lsoa21" if "21" in code else "lsoa11"

    def sum_of(self, people: pd.Series, vintage: str, codes: Iterable[str]) -> float | None:
        """Sum over today's neighbourhoods; none where one was cut out of a larger one."""
        wanted = set(codes)
        if vintage == "lsoa11":
            whole = self.earlier[self.earlier.map(lambda parts: not wanted.isdisjoint(parts))]
            if not all(wanted >= set(parts) for parts in whole):
                return None
            wanted = set(whole.index)
        return float(people[list(wanted)].sum()) if wanted <= set(people.index) else None

    def deprivation(self, year: int, districts: list[str]) -> pd.Series:
        """Return the decile of each neighbourhood as it was drawn for the last index by a year."""
        found = {}
        for path in self.files("deprivation/imd*_lsoa*.csv"):
            rows = pd.read_csv(path, dtype=str)
            decile = next((c for c in rows if c.lower() in ("imd_decile", "decile")), "")
            code = next((c for c in rows if c.lower() in CODES), "")
            if decile and code:
                found[int(path.name[3:7])] = pd.to_numeric(rows.set_index(code)[decile])
        index = found[max((one for one in found if one <= year), default=min(found))]
        now = self.lsoas.index[self.lsoas["ltla_code"].isin(districts)]
        then = self.earlier.index[self.earlier.map(lambda parts: parts[0] in set(now))]
        return index[index.index.isin({*now, *then})]

    # --- Incidents

    @cached_property
    def street(self) -> pd.DataFrame:
        """Return the rows of data.police.uk in our districts; a crime counts once."""
        rows = self.read("police_uk/*/*-street.csv")
        if not len(rows):
            return rows
        ours = rows[rows["LSOA code"].isin({*self.lsoas.index, *self.earlier.index})]
        ours = ours.reset_index(drop=True)
        columns = [name for name in ours if name not in ("file", "month")]
        copies = (ours["Crime ID"] != "") & ours.duplicated([*columns, "file"])
        first = ours.groupby("Crime ID")["month"].transform("min")
        again = (ours["Crime ID"] != "") & (ours["month"] != first)
        ours = ours[~copies & ~again].reset_index(drop=True)
        placed = self.place(ours, code="LSOA code", points=self._degrees(ours))
        return placed.assign(category=placed["Crime type"], offence_subgroup="")

    @cached_property
    def incidents(self) -> dict[str, pd.DataFrame]:
        """Return what is counted, by unit; columns of few values as classes, which are fast."""
        found = {unit: self._incidents(unit) for unit in ("crime", "asb", "fire", "environment")}
        return {
            unit: rows.astype({name: "category" for name in rows if name in CLASSES})
            for unit, rows in found.items()
        }

    def _incidents(self, unit: str) -> pd.DataFrame:
        if len(self.street) and unit in ("crime", "asb"):
            return self.street[(self.street["category"] == ASB) == (unit == "asb")]
        pattern, identity, start, end = {
            "crime": ("police/*-crimes*.csv", "crime_ref", "committed_from", "committed_to"),
            "asb": ("asb/*.csv", "incident_ref", "created_at", "created_at"),
            "fire": ("fire/*.csv", "incident_ref", "call_datetime", "call_datetime"),
            "environment": ("environment/*.csv", "report_ref", "reported_at", "reported_at"),
        }[unit]
        rows = self.read(pattern)
        if not len(rows):
            return rows
        if unit == "crime":  # the latest row of a reference counts
            rows = rows.drop_duplicates(identity, keep="last").rename(
                columns={"police_uk_category": "category"}
            )
            rows = rows[rows["status"] == "recorded"]
        elif unit == "fire":
            rows = rows[rows["motive"].str.startswith("deliberate")]
        rows = rows.reset_index(drop=True)
        placed = self.place(rows, code="lsoa_code", points=self._grid(rows))
        placed = placed[[name for name in placed if name not in UNREAD]]
        began, ended = (pd.to_datetime(placed[name].replace("", None)) for name in (start, end))
        return placed.assign(began=began, ended=ended.fillna(began))

    # --- People

    @cached_property
    def victims(self) -> pd.DataFrame:
        """Return the victims of recorded crimes, each with month, date and place of the crime."""
        return self._people("police/*-victims*.csv", "victim_ref")

    @cached_property
    def suspects(self) -> pd.DataFrame:
        """Return the suspects of recorded crimes but those eliminated."""
        rows = self._people("police/*-suspects*.csv", "suspect_ref")
        return (
            rows[rows["status"].isin(KEPT_SUSPECTS) | (rows["status"] == "")] if len(rows) else rows
        )

    def _people(self, pattern: str, reference: str) -> pd.DataFrame:
        rows = self.read(pattern)
        if not len(rows):
            return rows
        columns = [name for name in rows if name not in ("file", "month")]
        rows = rows[~rows.duplicated([*columns, "file"])]
        latest = rows.groupby(["crime_ref", reference])["file"].transform("max")
        rows = rows[(rows["file"] == latest) | (rows[reference] == "")].drop(columns=["month"])
        crimes = self.incidents["crime"]
        own = ["crime_ref", "month", "district", "recorded_date", "lsoa"]
        joined = rows.rename(columns={reference: "person"}).merge(
            crimes[own].assign(crime=crimes.index), on="crime_ref"
        )
        return joined.assign(date=pd.to_datetime(joined["recorded_date"]))

    @cached_property
    def searches(self) -> pd.DataFrame:
        """Return stops and searches in our districts, by the month of the file."""
        rows = self.read("stop_search/*.csv")
        if not len(rows):
            return rows
        rows = rows.assign(code="")
        return self.place(rows, code="code", points=self._degrees(rows))

    # --- Priorities

    @cache  # noqa: B019
    def theme(self, name: str) -> dict[str, set[int]]:
        """Return the rows of each unit that belong to a priority or sub-theme, by its id."""
        for one in self.priorities:
            parts = one["subtheme"]
            if one["id"] == name:
                kept = [s for s in parts if s.get("kind") != "overlay" or one.get("cross_cutting")]
                return self._belonging(kept)
            for part in parts:
                if part["id"] == name:
                    return self._belonging([part])
        raise LookupError(name)

    def _belonging(self, subthemes: list[dict]) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for rule in (rule for one in subthemes for rule in one["rules"]):
            rows = self.incidents[rule["unit"]]
            for condition in rule.get("any_of", [{}]):
                fits = pd.Series(data=True, index=rows.index)
                for column, values in condition.items():
                    fits &= self._has(rows, column, values)
                found.setdefault(rule["unit"], set()).update(rows.index[fits])
        return found

    def _has(self, rows: pd.DataFrame, column: str, values: list) -> pd.Series:
        if column == "is_deliberate":  # others are not among the rows
            return pd.Series(data=True, index=rows.index)
        if column == "flag_youth" and "qualifiers" in rows:
            return rows["qualifiers"].str.split(";").map(lambda some: "youth" in some)
        if column == "flag_hate" and column in rows:
            return ~rows[column].isin(["", "no"])
        if column not in rows:
            return pd.Series(data=False, index=rows.index)
        wanted = ["yes" if value is True else value for value in values]
        return rows[column].isin(wanted)
