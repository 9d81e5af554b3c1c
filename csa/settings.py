"""What may an officer set, and what is it set to?

Every file under ``config/`` is read into a frozen model; an unknown key is an error, so a
mistyped one never passes silently.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from csa.errors import SettingsError

Unit = Literal["crime", "asb", "fire", "environment"]
Edition = Literal["officer", "partner", "public"]
# By source and column of a raw file: the values that are kept, each with other ways of writing it.
Vocabulary = dict[str, dict[str, dict[str, tuple[str, ...]]]]
PUBLISHED_EDITIONS: tuple[Edition, ...] = ("partner", "public")


class Model(BaseModel):
    """A frozen setting that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Partnership(Model):
    """The partnership itself: names, code, force, year, confidence and last month of data."""

    name: str
    slug: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    body: str
    code: str
    force: str
    force_name: str
    crs: str = "EPSG:27700"
    year_starts_in_month: int = Field(4, ge=1, le=12)
    confidence: float = Field(0.95, ge=0.9, le=0.999)
    data_cut_off: str | None = Field(None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")


class District(Model):
    """One district: GSS code, slug and name."""

    code: str = Field(pattern=r"^[A-Z]\d{8}$")
    slug: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    name: str


class Place(Model):
    """A named place in metres (EPSG:27700): a circle, an outline of corners, or a GeoJSON file."""

    slug: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    name: str
    district: str
    easting: int | None = None
    northing: int | None = None
    radius_m: int | None = Field(None, gt=0, le=5000)
    outline: tuple[tuple[float, float], ...] = ()
    file: str | None = Field(None, pattern=r"^[\w-]+\.geojson$")

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
    school: dict[str, tuple[tuple[date, date], ...]] = {}


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


class Rule(Model):
    """Which incidents belong: a unit, and values its columns may take.

    ``any_of`` is a list of ``{column: [values]}``; an incident belongs when one of them matches
    in all its columns. An empty list takes every incident of the unit.
    """

    unit: Unit
    any_of: tuple[dict[str, tuple[str | bool, ...]], ...] = ()


class SubTheme(Model):
    """One sub-theme: a part of its priority's total, or an overlay that is never added."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    label: str
    kind: Literal["part", "overlay"] = "part"
    sensitive: bool = False
    rules: tuple[Rule, ...] = Field(min_length=1)


class Priority(Model):
    """One priority and its sub-themes."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    number: int = Field(ge=1)
    label: str
    short_label: str
    headline_unit: Unit = "crime"
    cross_cutting: bool = False
    sensitive: bool = False
    pcc_themes: tuple[str, ...] = ()
    subthemes: tuple[SubTheme, ...] = Field(min_length=1, alias="subtheme")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Break(Model):
    """A dated change in how something is recorded."""

    id: str
    start: str = Field(pattern=r"^\d{4}-\d{2}$")
    end: str | None = Field(None, pattern=r"^\d{4}-\d{2}$")
    label: str
    caveat: str
    affects: tuple[str, ...]
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

    by: str = Field(min_length=1)
    role: str = Field(min_length=1)
    date: date
    fingerprint: str


class Disclosure(Model):
    """Thresholds of disclosure control. The base cannot be weakened below 5."""

    base: int = Field(5, ge=5, le=10)
    minimum_base_for_percent: int = Field(20, ge=20)
    small_base: int = Field(50, ge=20)
    minimum_group: int = Field(10, ge=10)
    rules: DesignRules = DesignRules()
    merge: dict[Mergeable, tuple[MergeStep, ...]] = {}
    nearest_public: dict[str, str] = {}
    public_dimensions: dict[Unit, tuple[str, ...]]
    approval: Approval | None = None


class Settings(Model):
    """All settings of one project root."""

    root: Path
    partnership: Partnership
    districts: tuple[District, ...]
    places: tuple[Place, ...]
    holidays: Holidays = Holidays()
    cases: CaseCriteria = CaseCriteria()
    priorities: tuple[Priority, ...]
    breaks: tuple[Break, ...]
    disclosure: Disclosure
    sources: dict[str, dict[str, Any]]
    vocabulary: Vocabulary = {}
    fingerprint: str

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
    def area_slugs(self) -> list[str]:
        """Slugs of every area a report is made for: the partnership, then its districts."""
        return [self.partnership.slug, *(district.slug for district in self.districts)]

    def area_name(self, slug: str) -> str:
        """Return the name of the partnership or of a district."""
        if slug == self.partnership.slug:
            return self.partnership.name
        return self.district(slug).name

    def district(self, slug: str) -> District:
        """Return the district with this slug.

        Raises
        ------
        SettingsError
            If there is none; the message lists those there are.
        """
        return _find(self.districts, slug, kind="district", attribute="slug")

    def priority(self, priority_id: str) -> Priority:
        """Return the priority with this id; an unknown one is a :class:`SettingsError`."""
        return _find(self.priorities, priority_id, kind="priority", attribute="id")

    def place(self, slug: str) -> Place:
        """Return the named place with this slug; an unknown one is a :class:`SettingsError`."""
        return _find(self.places, slug, kind="named place", attribute="slug")


def _find(items: tuple[Any, ...], wanted: str, *, kind: str, attribute: str) -> Any:
    for item in items:
        if getattr(item, attribute) == wanted:
            return item
    known = ", ".join(getattr(item, attribute) for item in items)
    raise SettingsError(f"'{wanted}' is not a {kind} of this partnership. Choose from: {known}.")


def find_root(start: Path | None = None) -> Path:
    """Return the project folder: the one that holds ``config/partnership.toml``.

    ``start``, or else the environment variable ``CSA_ROOT``, names it outright. Without either
    it is the nearest at or above the working folder; the folder this package was installed from
    (an editable install) is tried last, so that notebooks work from wherever they are opened.

    Raises
    ------
    SettingsError
        If there is none.
    """
    named = os.environ.get("CSA_ROOT")
    start = start or (Path(named) if named else None)
    here = (start or Path.cwd()).resolve()
    elsewhere = [] if start else [*here.parents, Path(__file__).resolve().parents[1]]
    for folder in [here, *elsewhere]:
        if (folder / "config" / "partnership.toml").is_file():
            return folder
    raise SettingsError(
        f"{here} holds no config/partnership.toml. Run csa inside a project folder, "
        "or name one with --root."
    )


def load_settings(root: Path | str | None = None) -> Settings:
    """Read and check every file under ``config/``.

    Parameters
    ----------
    root : Path or str, optional
        The project folder; by default the nearest one (see :func:`find_root`).

    Raises
    ------
    SettingsError
        If a file is missing, is not TOML, or has a key or value that is not allowed.
    """
    folder = find_root(Path(root) if root is not None else None)
    config = folder / "config"
    files = ("partnership", "priorities", "breaks", "disclosure", "sources", "vocabulary")
    documents = {name: _read_toml(config / f"{name}.toml") for name in files}
    partnership = documents["partnership"]
    known = {"partnership", "district", "place", "holidays", "cases"}
    _refuse_unknown(partnership, known, config / "partnership.toml")
    settings = _validate(
        {
            "root": folder,
            "partnership": partnership.get("partnership", {}),
            "districts": partnership.get("district", []),
            "places": partnership.get("place", []),
            "holidays": partnership.get("holidays", {}),
            "cases": partnership.get("cases", {}),
            "priorities": documents["priorities"].get("priority", []),
            "breaks": documents["breaks"].get("break", []),
            "disclosure": documents["disclosure"],
            "sources": documents["sources"],
            "vocabulary": documents["vocabulary"],
            "fingerprint": _fingerprint(
                [
                    *(config / f"{name}.toml" for name in files),
                    *sorted((config / "places").glob("*.geojson")),
                ]
            ),
        },
        where=config,
    )
    _check_consistency(settings)
    return settings


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise SettingsError(f"The settings file {path} is missing.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{path} is not valid TOML: {problem}.") from problem


def _refuse_unknown(document: dict[str, Any], known: set[str], path: Path) -> None:
    unknown = sorted(set(document) - known)
    if unknown:
        raise SettingsError(f"{path} has unknown tables: {', '.join(unknown)}.")


def _validate(values: dict[str, Any], *, where: Path) -> Settings:
    try:
        return Settings(**values)
    except ValidationError as problem:
        lines = [
            f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
            for error in problem.errors()
        ]
        raise SettingsError(f"Settings under {where} are not valid. {'; '.join(lines)}.") from None


def _check_consistency(settings: Settings) -> None:
    slugs = {district.slug for district in settings.districts}
    if not slugs:
        raise SettingsError("config/partnership.toml names no district.")
    for kind, names in (
        ("district slug", [d.slug for d in settings.districts]),
        ("district code", [d.code for d in settings.districts]),
        ("priority id", [p.id for p in settings.priorities]),
        ("named place", [p.slug for p in settings.places]),
        ("sub-theme id", [s.id for p in settings.priorities for s in p.subthemes]),
    ):
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise SettingsError(f"The {kind} {', '.join(repeated)} is used more than once.")
    _check_nearest_public(settings)
    for place in settings.places:
        _check_place(place, slugs)
    _check_holidays(settings)


def _check_place(place: Place, slugs: set[str]) -> None:
    if place.district not in slugs:
        raise SettingsError(
            f"Named place '{place.slug}' lies in '{place.district}', which is no district here."
        )
    if place.forms != 1:
        raise SettingsError(
            f"Named place '{place.slug}' needs one of three: easting, northing and radius_m; "
            "an outline of three corners or more; or the name of a file in config/places."
        )


def _check_holidays(settings: Settings) -> None:
    for year, spans in settings.holidays.school.items():
        if any(first > last for first, last in spans):
            raise SettingsError(
                f"A school holiday of {year} in config/partnership.toml ends before it starts."
            )


def _check_nearest_public(settings: Settings) -> None:
    unknown = sorted(set(settings.disclosure.nearest_public) - {p.id for p in settings.priorities})
    if unknown:
        raise SettingsError(
            "config/disclosure.toml names the nearest public figure of priorities that do not "
            f"exist: {', '.join(unknown)}."
        )


def _fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(_without_approval(path))
    return digest.hexdigest()


def _without_approval(path: Path) -> bytes:
    """Return the settings of a file: to approve them changes nothing about them."""
    if path.name != "disclosure.toml":
        return path.read_bytes()
    document = {name: value for name, value in _read_toml(path).items() if name != "approval"}
    return json.dumps(document, sort_keys=True).encode()
