"""What may an officer set: one frozen model for each table of the files under ``config/``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, RootModel

from csa.settings.frozen import Model
from csa.settings.judged import HarmIndex, Judged
from csa.settings.layouts import Layout
from csa.settings.membership import Membership
from csa.settings.naming import find_named
from csa.settings.plan import Agreed, Plan, Proposal
from csa.settings.projects import Programme
from csa.settings.texts import (
    NATIONAL_GRID,
    AreaCode,
    Code,
    Crs,
    Force,
    Id,
    Month,
    Name,
    PlaceFile,
    RawPattern,
    SchoolYear,
    Slug,
    Words,
    as_tuple,
    rule_value,
)

Unit = Literal["crime", "asb", "fire", "environment"]
Edition = Literal["officer", "partner", "public"]
# By source and column of a raw file: the values that are kept, each with other ways of writing it.
Vocabulary = dict[str, dict[str, dict[str, tuple[str, ...]]]]
PUBLISHED_EDITIONS: tuple[Edition, ...] = ("partner", "public")
Easting = Annotated[int, Field(ge=0, le=700_000)]
Northing = Annotated[int, Field(ge=0, le=1_300_000)]
MOST_RADIUS_M = 5000
Metres = Annotated[float, Field(ge=0, le=1_300_000)]


class Partnership(Model):
    """The partnership itself: names, code, force, year, confidence and last month of data."""

    name: Name
    slug: Slug
    body: Name
    code: Code
    force: Force
    force_name: Name
    crs: Crs = NATIONAL_GRID
    year_starts_in_month: int = Field(4, ge=1, le=12)
    confidence: float = Field(0.95, ge=0.9, le=0.999)
    data_cut_off: Month | None = None


class District(Model):
    """One district: GSS code, slug and name."""

    code: AreaCode
    slug: Slug
    name: Name


class Place(Model):
    """A named place in metres (EPSG:27700): a circle, an outline of corners, or a GeoJSON file."""

    slug: Id
    name: Name
    district: str
    easting: Easting | None = None
    northing: Northing | None = None
    radius_m: int | None = Field(None, gt=0, le=MOST_RADIUS_M)
    outline: tuple[tuple[Metres, Metres], ...] = ()
    file: PlaceFile | None = None

    @property
    def circle(self) -> tuple[int, int, int] | None:
        """Easting, northing and radius, where the ground is given by them."""
        if self.easting is None or self.northing is None or self.radius_m is None:
            return None
        return self.easting, self.northing, self.radius_m

    @property
    def forms(self) -> int:
        """In how many of the three ways the ground is given; a circle without a part is none."""
        parts = {"easting", "northing", "radius_m"} & self.model_fields_set
        if parts and self.circle is None:
            return 0
        return (self.circle is not None) + (len(self.outline) > 2) + (self.file is not None)


class Holidays(Model):
    """Changes to the bank holidays of England and Wales, and the school holidays by school year."""

    bank_holidays_added: tuple[date, ...] = ()
    bank_holidays_dropped: tuple[date, ...] = ()
    school: dict[SchoolYear, tuple[tuple[date, date], ...]] = Field({})


class CaseCriteria(Model):
    """What puts a person or a place on a restricted list; never what everybody meets.

    Attributes
    ----------
    months : int
        Months counted, up to the last one.
    victim_crimes : int
        Crimes that make a repeat victim.
    caller_incidents : int
        Anti-social behaviour reports that make a repeat caller.
    suspect_crimes : int
        Crimes that make a persistent suspect.
    place_incidents : int
        Anti-social behaviour incidents within one square of 100 m that make a place of concern.
    """

    months: int = Field(12, ge=1, le=36)
    victim_crimes: int = Field(3, ge=2)
    caller_incidents: int = Field(3, ge=2)
    suspect_crimes: int = Field(5, ge=2)
    place_incidents: int = Field(10, ge=2)


class Verdicts(Model):
    """When a change is said, besides ``confidence``: see ``docs/verdicts.md``.

    Attributes
    ----------
    false_discovery : float
        Share of what is called clear in a table that may be chance.
    slight_percent : float
        A clear change of fewer per cent is called slight.
    """

    false_discovery: float = Field(0.10, ge=0.01, le=0.20)
    slight_percent: float = Field(5.0, ge=0, le=20)


RuleValues = Annotated[
    tuple[Annotated[str | bool, PlainValidator(rule_value)], ...], Field(min_length=1)
]
Condition = Annotated[dict[str, RuleValues], Field(min_length=1)]


class Rule(Model):
    """Which incidents belong: a unit, and values its columns may take.

    ``any_of`` is a list of ``{column: [values]}``; an incident belongs when one of them matches
    in all its columns. An empty list takes every incident of the unit.
    """

    unit: Unit
    any_of: tuple[Condition, ...] = ()


class SubTheme(Model):
    """One sub-theme: a part of its priority's total, or an overlay that is never added."""

    id: Id
    label: Name
    kind: Literal["part", "overlay"] = "part"
    sensitive: bool = False
    rules: tuple[Rule, ...] = Field(min_length=1)


class Priority(Model):
    """One priority and its sub-themes."""

    id: Id
    number: int = Field(ge=1)
    label: Name
    short_label: Name
    headline_unit: Unit = "crime"
    cross_cutting: bool = False
    sensitive: bool = False
    harm: float = Field(1.0, gt=0, le=10)
    pcc_themes: tuple[Name, ...] = ()
    subthemes: tuple[SubTheme, ...] = Field(min_length=1, alias="subtheme")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Break(Model):
    """A dated change in how something is recorded."""

    id: Id
    start: Month
    end: Month | None = None
    label: Words
    caveat: Words
    affects: tuple[str, ...] = Field(min_length=1)
    synthetic: bool = False


class DesignRules(Model):
    """How fine tables about people and sensitive offences may be; only stricter values pass."""

    minimum_months: int = Field(3, ge=3, le=12)
    most_attributes: int = Field(2, ge=1, le=2)
    least_per_cell: int = Field(5, ge=5)


# One step of a variable: by each class it makes, the classes of the step before it is made of.
MergeStep = dict[str, tuple[str, ...]]
Mergeable = Literal["age_band", "ethnicity", "relationship", "residence", "journey", "nth"]


class Approval(Model):
    """Who approved the protection settings with a fingerprint, and when."""

    by: Name
    role: Name
    date: date
    fingerprint: str


class Disclosure(Model):
    """Thresholds of disclosure control. The base is 5: every page explains its counts by it."""

    base: int = Field(5, ge=5, le=5)
    minimum_base_for_percent: int = Field(20, ge=20)
    small_base: int = Field(50, ge=20)
    minimum_group: int = Field(10, ge=10)
    rules: DesignRules = DesignRules()
    merge: dict[Mergeable, tuple[MergeStep, ...]] = Field({})
    nearest_public: dict[str, str] = Field({})
    public_dimensions: dict[Unit, tuple[str, ...]]
    approval: Approval | None = None


class SourceSettings(Model):
    """What ``config/sources.toml`` may set for a source in place of what its module states."""

    pattern: Annotated[tuple[RawPattern, ...], Field(min_length=1), BeforeValidator(as_tuple)] = ()
    publisher: Name = ""
    licence: Name = ""
    declared_zero: tuple[Month, ...] = ()
    cut_off: Month = ""


class PartnershipFile(Model):
    """The tables of ``config/partnership.toml``."""

    partnership: Partnership
    district: tuple[District, ...] = Field(min_length=1)
    place: tuple[Place, ...] = ()
    holidays: Holidays = Holidays()
    cases: CaseCriteria = CaseCriteria()
    verdicts: Verdicts = Verdicts()


class PrioritiesFile(Model):
    """The tables of ``config/priorities.toml``."""

    priority: tuple[Priority, ...] = Field(min_length=1)


class BreaksFile(Model):
    """The tables of ``config/breaks.toml``."""

    breaks: tuple[Break, ...] = Field((), alias="break")


class Duty(Model):
    """What a partner has to share: by which law, and the sources that it is read as, if any."""

    body: Name
    information: Words
    law: Name
    sources: tuple[Name, ...] = ()


class DutiesFile(Model):
    """The tables of ``config/duties.toml``."""

    duty: tuple[Duty, ...] = ()


class SourcesFile(RootModel[dict[str, SourceSettings]]):
    """The tables of ``config/sources.toml``, each named after a source."""


class VocabularyFile(RootModel[Vocabulary]):
    """The tables of ``config/vocabulary.toml``, each named after a source and a column."""


class Settings(Model):
    """All settings of one project root."""

    root: Path
    partnership: Partnership
    districts: tuple[District, ...]
    places: tuple[Place, ...]
    holidays: Holidays = Holidays()
    cases: CaseCriteria = CaseCriteria()
    verdicts: Verdicts = Verdicts()
    priorities: tuple[Priority, ...]
    breaks: tuple[Break, ...]
    disclosure: Disclosure
    sources: dict[str, dict[str, Any]]
    vocabulary: Vocabulary = Field({})
    layouts: tuple[Layout, ...] = ()
    duties: tuple[Duty, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    actions: tuple[Agreed, ...] = ()
    plan: Plan = Plan()
    harm: dict[str, HarmIndex] = Field({})
    programme: Programme = Programme()
    membership: Membership = Membership()
    judged: Judged = Judged()
    fingerprint: str

    def __repr__(self) -> str:
        """Say in a line whose settings these are; each has its own name."""
        return f"<settings of {self.partnership.name} in {self.root}>"

    @property
    def raw(self) -> Path:
        """Folder of the raw files."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Folder of the processed tables."""
        return self.root / "data" / "processed"

    @property
    def restricted(self) -> Path:
        """Folder of the restricted lists, beside the raw data."""
        return self.root / "data" / "restricted"

    @property
    def reports(self) -> Path:
        """Folder of the published reports."""
        return self.root / "reports"

    @property
    def own_lines(self) -> dict[int, tuple[str, str]]:
        """What the pages have on each line for figures of the partnership's own, and whose."""
        return {
            line: (": ".join(filter(None, (table.label, measure))), table.publisher or "")
            for layout in self.layouts
            for table in layout.tables
            for measure, line in table.report.items()
        }

    @property
    def priority_ids(self) -> list[str]:
        """Ids of the priorities, in order."""
        return [priority.id for priority in self.priorities]

    @property
    def subjects(self) -> list[str]:
        """Whatever commentary and breaks may be about: priorities, each with its sub-themes."""
        return [name for p in self.priorities for name in (p.id, *(s.id for s in p.subthemes))]

    @property
    def area_slugs(self) -> list[str]:
        """Slugs of every area a report is made for: the partnership, then its districts."""
        return [self.partnership.slug, *(district.slug for district in self.districts)]

    def area(self, name: str) -> Partnership | District:
        """Return the partnership or the district of this slug, name or code."""
        areas = (self.partnership, *self.districts)
        return find_named(areas, name, kind="district", names=("slug", "name", "code"))

    def area_name(self, slug: str) -> str:
        """Return the name of the partnership or of a district."""
        return self.area(slug).name

    def district(self, name: str) -> District:
        """Return the district of this slug, name or code.

        Raises
        ------
        SettingsError
            If there is none; the message lists those there are.
        """
        return find_named(self.districts, name, kind="district", names=("slug", "name", "code"))

    def priority(self, name: str) -> Priority:
        """Return the priority of this id or label; an unknown one is a :class:`SettingsError`."""
        names = ("id", "label", "short_label")
        return find_named(self.priorities, name, kind="priority", names=names)

    def place(self, name: str) -> Place:
        """Return the named place of this slug or name; no such one is a :class:`SettingsError`."""
        return find_named(self.places, name, kind="named place", names=("slug", "name"))
