"""Which areas are counted, and in which does each thing counted lie?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from csa.counting.families import LEVELS, Level


@dataclass(frozen=True)
class Areas:
    """The areas of a partnership and how they nest.

    Attributes
    ----------
    partnership : str
        Code of the partnership.
    nesting : DataFrame
        One row per LSOA: ``lsoa``, ``ward``, ``district`` (codes); none without look-ups.
    districts : tuple of str
        Codes of the districts; by default those of ``nesting``.
    """

    partnership: str
    nesting: pd.DataFrame
    districts: tuple[str, ...] = ()

    def codes(self, level: Level) -> list[str]:
        """Return the codes of a level; the wards of a district include one "not located"."""
        if level == "partnership":
            return [self.partnership]
        if level == "district" and self.districts:
            return sorted(self.districts)
        codes = sorted(self.nesting[level].unique())
        if level != "ward":
            return codes
        return codes + [not_located(district) for district in self.codes("district")]

    def parent(self, level: Level) -> dict[str, str]:
        """Return, for each area of a level, the area of the next coarser level it lies in."""
        if level == "district":
            return dict.fromkeys(self.codes("district"), self.partnership)
        above = LEVELS[LEVELS.index(level) - 1]
        pairs = self.nesting[[level, above]].drop_duplicates()
        parents = dict(zip(pairs[level], pairs[above], strict=True))
        for district in self.codes("district"):
            parents[not_located(district)] = not_located(district) if above == "ward" else district
        return parents

    def district_of(self, level: Level) -> dict[str, str]:
        """Return the district of each area of a level below the partnership."""
        if level == "district":
            codes = self.codes("district")
            return dict(zip(codes, codes, strict=True)) | {not_located(one): one for one in codes}
        pairs = self.nesting[[level, "district"]].drop_duplicates()
        districts = dict(zip(pairs[level], pairs["district"], strict=True))
        for district in self.codes("district"):
            districts[not_located(district)] = district
        return districts


def not_located(district: str) -> str:
    """Return the code that stands for incidents of a district whose place is unknown."""
    return f"{district}:not-located"


def areas_of(rows: pd.DataFrame, level: Level, areas: Areas) -> pd.Series:
    """Return the code of the area of a level that each row lies in."""
    if level == "partnership":
        return pd.Series(areas.partnership, index=rows.index)
    if level == "ward":
        return rows["ward"].where(rows["ward"].notna(), rows["district"].map(not_located))
    return rows[level]


def districts_of(level: Level, areas: Areas) -> dict[str, list[str]]:
    """Return the districts that each area of a level lies in, or is made of."""
    if level == "partnership":
        return {areas.partnership: areas.codes("district")}
    return {area: [district] for area, district in areas.district_of(level).items()}
