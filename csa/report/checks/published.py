"""What does a release make public, as far as pages are judged by it?

Its cells with their places among the others, the names that carry digits, and the public figures
that counts are set against.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.keys import Key, read_dims
from csa.periods import Period
from csa.present.origin import number_cells
from csa.report.checks.wording import results_in
from csa.schemas.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    from csa.disclosure.ledger.release import Release

PARTNERSHIP = "partnership"
PUBLIC_CLASSES = ("public", "structural")
# Columns of reference tables that name things; free text of authors is not among them.
_NAMES = frozenset({
    "name", "called", "measure", "lsoa_name", "ward_name", "district_name", "label", "lead",
    "place", "source", "deprivation_source",
})  # fmt: skip
_YEARS = ("year", "vintage", "edition")
# How a year of public figures is named in words.
_YEAR_NAMES = (
    "mid-{}", "those of {}", "Census {}", "mid-year estimate {}", "Indices of Deprivation {}",
    "Period: {}", "Harm Index {}", "Severity Score {}",
)  # fmt: skip
_TRAITS = ("sex", "age_band", "ethnicity")


@dataclass(frozen=True)
class CellFacts:
    """One cell of the ledger: its value (None where withheld) and its place among the others."""

    value: int | None
    axes: tuple[str, ...]
    family: tuple[str, ...]
    is_protected: bool

    @property
    def area(self) -> str:
        """Code of its area."""
        return self.axes[0]

    @property
    def level(self) -> str:
        """Level of its area."""
        return self.family[1]

    @property
    def period(self) -> Period:
        """The months that it counts."""
        return Period.from_key(self.axes[1])

    def of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return its classes of some dimensions, empty where it has none."""
        classes = dict(zip(self.family[3:], self.axes[2:], strict=True))
        return tuple(classes.get(name, "") for name in names)


@dataclass(frozen=True)
class Published:
    """What a release makes public, as far as pages are judged by it.

    Attributes
    ----------
    cells : mapping of str to CellFacts
        The ledger by key.
    vocabulary : frozenset of str
        Names that carry numbers: areas, places, projects, licences, years of public figures.
    classes : frozenset of str
        Classes that carry digits, such as age bands; they name rows and columns.
    population : mapping of tuple to int
        Residents by area, sex, age band and ethnic group, each empty where it is all, and under
        ``households`` in place of the sex the homes of an area.
    known : frozenset of int
        How many neighbourhoods, wards, residents and homes the areas have, and what projects got
        and were allocated in all.
    base : int
        Base of the rounding.
    areas : mapping of (level, name) to frozenset of str
        Codes of the areas of a level that bear a name.
    nesting : mapping of str to str
        District of each ward and neighbourhood, by code.
    """

    cells: Mapping[str, CellFacts]
    vocabulary: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    population: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    base: int = 5
    areas: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    nesting: Mapping[str, str] = field(default_factory=dict)
    _results: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, release: Release, *, partnership: str, stated: Iterable[str] = ()) -> Published:
        """Read what matters from a release of the partnership of that name.

        ``stated`` are names of the release itself, such as its digest.
        """
        columns = release.cells[["key", "level", "class", "value"]]
        cells = {row["key"]: _facts(row) for row in columns.to_dict("records")}
        whole = _whole(cells)
        classes = _classes(release)
        return cls(
            cells=cells,
            vocabulary=_with_numbers((*_names(release), *map(str, stated), *_named(classes))),
            classes=classes,
            population=_population(release.reference, whole=whole),
            known=_known(release.reference),
            base=int(release.about["base"]),
            areas={**_areas_by_name(release.reference), (PARTNERSHIP, partnership): whole},
            nesting=_districts_by_code(release.reference),
        )

    def people_at(self, cells: Collection[CellFacts], *, homes: bool = False) -> int | None:
        """Return the residents, or homes, that counts are set against; None if not known."""
        keys = {
            (cell.area, "households", "", "") if homes else (cell.area, *cell.of(_TRAITS))
            for cell in cells
        }
        found = [self.population.get(key) for key in keys]
        return None if None in found else sum(one for one in found if one is not None)

    def is_label(self, text: str) -> bool:
        """Say whether a text is made of classes and of nothing else."""
        parts = re.split(r" or (?!over|more)|, ", text)
        return all(one in self.classes for one in parts)

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {number: key for key, number in number_cells(self.cells).items()}

    def key_of(self, number: str) -> str:
        """Return the key of the cell that pages call by a number; nothing if there is none."""
        return self._keys.get(number, "")

    def areas_called(self, name: str, *, level: str) -> frozenset[str]:
        """Return the codes of the areas of a level that bear a name."""
        return self.areas.get((level, name), frozenset())

    def is_inside(self, code: str, area: str) -> bool:
        """Say whether an area is the one named, or lies within it."""
        if self.areas_called(area, level=PARTNERSHIP):
            return True
        district = self.nesting.get(code, code.partition(":")[0])
        return district in self.areas_called(area, level="district")

    def value(self, key: str) -> int | None:
        """Return the published value of a cell, None where there is none."""
        return self.cells[key].value if key in self.cells else None

    @cached_property
    def longest_names(self) -> list[str]:
        """The vocabulary, longest first, so that a name is taken whole."""
        return sorted(self.vocabulary, key=lambda name: (-len(name), name))

    def results_in(self, text: str) -> tuple[str, ...]:
        """Return the numbers in a text that are part of no name and have to be traced."""
        if text not in self._results:
            self._results[text] = tuple(results_in(self.without_names(text)))
        return self._results[text]

    def without_names(self, text: str) -> str:
        """Return a text without the names that carry numbers."""
        for name in self.longest_names if results_in(text) else ():
            if name in text:
                # Only where it stands by itself: "6 to 9" is no part of "66 to 93".
                text = re.sub(rf"(?<![\w.,]){re.escape(name)}(?!\w|[.,]\d)", " ", text)
        return text


def _facts(row: Mapping[str, Any]) -> CellFacts:
    key = Key.read(row["key"])
    months = "month" if len(key.span) == 1 else "span"
    family = (key.unit, row["level"], months, *(name for name, _ in key.dims))
    axes = (key.area, key.period, *(value for _, value in key.dims))
    value = None if pd.isna(row["value"]) else int(row["value"])
    return CellFacts(value, axes, family, row["class"] not in PUBLIC_CLASSES)


def _areas_by_name(
    reference: Mapping[str, pd.DataFrame],
) -> dict[tuple[str, str], frozenset[str]]:
    """Gather the names of areas, those of wards also with their district as tables give them."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    nesting = reference.get("geography", pd.DataFrame())
    for row in nesting.to_dict("records"):
        ward, district = row["ward_name"], row["district_name"]
        called = row.get("called", row["lsoa_name"])
        for name in (row["lsoa_name"], called, called[:1].upper() + called[1:]):
            found["lsoa", name].add(row["lsoa"])
            found["lsoa", f"{name} ({district})"].add(row["lsoa"])
        found["district", district].add(row["district"])
        for name in (ward, f"{ward} ({district})"):
            found["ward", name].add(row["ward"])
    if not len(nesting):
        districts = reference.get("area_profile", pd.DataFrame(columns=["name", "area"]))
        for name, code in zip(districts["name"], districts["area"], strict=True):
            found["district", name].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _whole(cells: Mapping[str, CellFacts]) -> frozenset[str]:
    return frozenset(cell.area for cell in cells.values() if cell.level == PARTNERSHIP)


def _districts_by_code(reference: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    nesting = reference.get("geography", pd.DataFrame())
    return {
        code: row["district"]
        for row in nesting.to_dict("records")
        for code in (row["lsoa"], row["ward"])
    }


def _names(release: Release) -> Iterator[str]:
    for source in release.about.get("sources", ()):
        yield from map(str, source.values())
    yield f"settings {release.about.get('approval', {}).get('settings', '')}"
    for table in release.reference.values():
        for column in _NAMES & set(table.columns):
            yield from map(str, table[column].dropna().unique())
        for column in set(_YEARS) & set(table.columns):
            for year in table[column].dropna().unique():
                yield from (form.format(year) for form in _YEAR_NAMES)
    neighbourhoods = release.reference.get("geography", pd.DataFrame({"lsoa_name": []}))
    yield from (str(name).rpartition(" ")[2] for name in neighbourhoods["lsoa_name"])
    # What stands between the placeholders of commentary was judged when it was read.
    commentary = release.reference.get("commentary", pd.DataFrame({"text": []}))
    for text in commentary["text"]:
        yield from (" ".join(part.split()) for part in PLACEHOLDER.sub("\0", text).split("\0"))


def _classes(release: Release) -> frozenset[str]:
    """Return the classes of all dimensions as they are and as they read in words."""
    plain = {one for dims in release.cells["dims"].unique() for one in read_dims(dims).values()}
    spoken = {
        re.sub(r"^(\d+)-(\d+)$", r"\1 to \2", re.sub(r"^(\d+)\+$", r"\1 or over", one))
        for one in plain
    }
    return frozenset(one for one in plain | spoken if results_in(one))


def _named(classes: Iterable[str]) -> Iterator[str]:
    """Yield the ways in which words name a class, none of which reads as a count."""
    for one in classes:
        yield from (f"aged {one}", f"'{one}'")
        if re.search(r"\d[-+]", one):
            yield one


def _with_numbers(names: Iterable[str]) -> frozenset[str]:
    """Return the names that carry a number and are not just one, in either case of the first."""
    telling = {one for one in names if results_in(one) and re.search(r" |\d[^\d,]|[^\d,]\d", one)}
    cases = (str.upper, str.lower)
    return frozenset(case(one[0]) + one[1:] for one in telling for case in cases)


def _population(
    reference: Mapping[str, pd.DataFrame], *, whole: Collection[str]
) -> dict[tuple[str, ...], int]:
    """Return residents and homes by area and traits; the partnership's are those of its parts."""
    found: dict[tuple[str, ...], int] = {}
    for table in reference.values():
        if "area" not in table or "residents" not in table:
            continue
        for row in table.dropna(subset=["residents"]).to_dict("records"):
            found[row["area"], *(row.get(name, "") for name in _TRAITS)] = int(row["residents"])
            if not pd.isna(row.get("households")):
                found[row["area"], "households", "", ""] = int(row["households"])
    districts = set(_districts_by_code(reference).values())
    parts: Counter[tuple[str, ...]] = Counter()
    for (area, *traits), value in found.items():
        if area in districts:
            parts.update({(code, *traits): value for code in whole})
    return {**parts, **found}


def _known(reference: Mapping[str, pd.DataFrame]) -> frozenset[int]:
    profile = reference.get("area_profile", pd.DataFrame())
    numbers = (
        {int(one) for one in profile.select_dtypes("number").stack().dropna()}
        if len(profile)
        else ()
    )
    base = reference.get("locality_base", pd.DataFrame({"lsoa": [], "group": []}))
    groups = base.groupby(base["lsoa"].map(_districts_by_code(reference)))["group"].nunique()
    projects = reference.get("project", pd.DataFrame())
    money = (
        projects.filter(["allocated_gbp", "spent_gbp"]).stack().dropna() if len(projects) else ()
    )
    stated = reference.get("allocation", pd.DataFrame({"total_gbp": []}))["total_gbp"]
    return frozenset(
        (*numbers, *map(int, groups), int(groups.sum()), *map(int, money), *map(int, stated))
    )
