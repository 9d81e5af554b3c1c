"""Which district does a name or code mean, and what do look-ups know of it?

Look-ups are those of the Office for National Statistics, told by their columns: districts with
their partnerships and police forces, with their fire services, or with their LSOAs and wards.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from csa.errors import SettingsError, did_you_mean, folded
from csa.reading.reference.headings import (
    DISTRICT,
    DISTRICT_NAME,
    PARTNERSHIP,
    PARTNERSHIP_NAME,
    WARD_NAME,
    Heading,
    year_of,
)
from csa.visible import visible

FORCE_NAME = Heading(r"pfa(20)?(\d\d)?(name|nm)", "the police force area (PFA24NM)")
FIRE_NAME = Heading(r"fra(20)?(\d\d)?(name|nm)", "the fire and rescue authority (FRA24NM)")
WANTED = {
    "code": DISTRICT,
    "name": DISTRICT_NAME,
    "partnership": PARTNERSHIP,
    "partnership_name": PARTNERSHIP_NAME,
    "force": FORCE_NAME,
    "fire": FIRE_NAME,
    "ward": WARD_NAME,
}
CODE = re.compile(r"[EW]\d{8}")
WALES = "W"
LONGEST_SLUG = 40
# LSOAs are named after the first part: "Herefordshire 001A".
STYLES = re.compile(r", (?:City|County) of$")
WELSH_NAMES = {
    "Abertawe": "Swansea",
    "Bro Morgannwg": "Vale of Glamorgan",
    "Caerdydd": "Cardiff",
    "Caerffili": "Caerphilly",
    "Casnewydd": "Newport",
    "Castell-nedd Port Talbot": "Neath Port Talbot",
    "Merthyr Tudful": "Merthyr Tydfil",
    "Pen-y-bont ar Ogwr": "Bridgend",
    "Rhondda Cynon Taff": "Rhondda Cynon Taf",
    "Sir Benfro": "Pembrokeshire",
    "Sir Ddinbych": "Denbighshire",
    "Sir Fynwy": "Monmouthshire",
    "Sir Gaerfyrddin": "Carmarthenshire",
    "Sir Ceredigion": "Ceredigion",
    "Sir y Fflint": "Flintshire",
    "Tor-faen": "Torfaen",
    "Wrecsam": "Wrexham",
    "Ynys Môn": "Isle of Anglesey",
}


@dataclass(frozen=True)
class Known:
    """What is known of a district.

    Attributes
    ----------
    code, name : str
        Its GSS code, and its name as the names of its LSOAs begin.
    partnerships : dict of str to str
        Names of its partnerships by code; nearly always one.
    force, fire : str
        Its police force area and its fire and rescue authority, as the look-up names them.
    wards : tuple of str
        Its wards, by name.
    """

    code: str
    name: str
    partnerships: Mapping[str, str]
    force: str = ""
    fire: str = ""
    wards: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """What its pages are named after."""
        return slug_of(self.name)

    @property
    def is_welsh(self) -> bool:
        """Whether it is in Wales."""
        return self.code.startswith(WALES)


def slug_of(name: str) -> str:
    """Return the slug of an area's name.

    Examples
    --------
    >>> slug_of("Ynys Môn")
    'ynys-mon'
    """
    return _form(name)[:LONGEST_SLUG].strip("-")


def without_style(name: str) -> str:
    """Return a name as it begins the names of its LSOAs.

    Examples
    --------
    >>> without_style("Herefordshire, County of")
    'Herefordshire'
    """
    return STYLES.sub("", name)


def named_as(text: str, known: Known) -> bool:
    """Return whether a text is a district's code or its name, in any case and marks."""
    return _form(text) in (_form(known.code), _form(known.name))


def read_districts(folder: Path) -> dict[str, Known]:
    """Return the districts of all look-ups below a folder, by code.

    Of look-ups that know the same thing, the latest is believed; a district that only older ones
    have is none any more.

    Raises
    ------
    SettingsError
        If a look-up is not a CSV file in UTF-8.
    """
    found: dict[str, Known] = {}
    tables = sorted(_read_tables(folder), key=lambda table: table.year)
    latest = max((table.year for table in tables if "partnership" in table.columns), default="")
    for table in tables:
        if latest and "partnership" in table.columns and table.year < latest:
            continue
        for code, rows in table.by_district.items():
            found[code] = _with(found.get(code, Known(code, "", {})), rows)
    if latest:
        found = {code: one for code, one in found.items() if one.partnerships}
    return {code: one for code, one in found.items() if one.name and CODE.fullmatch(code)}


@dataclass(frozen=True)
class _Table:
    """A look-up: the columns of it that are known, its year, and its rows by district."""

    columns: Mapping[str, str]
    year: str
    by_district: Mapping[str, list[Mapping[str, str]]]


def _read_tables(folder: Path) -> Iterator[_Table]:
    for path in sorted([*folder.glob("*.csv"), *folder.glob("lookups/*.csv")]):
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                table = _read_table(csv.DictReader(file))
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            raise SettingsError(
                f"{visible(str(path))} cannot be read as a look-up ({type(problem).__name__}). "
                "Save it as CSV in UTF-8, or name another folder with --lookups."
            ) from None
        if table:
            yield table


def _read_table(rows: csv.DictReader[str]) -> _Table | None:
    headings = [one for one in rows.fieldnames or () if one]
    columns = {
        name: there[0] for name, heading in WANTED.items() if (there := heading.among(headings))
    }
    if not {"code", "name"} <= set(columns):
        return None
    by_district: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        told = {name: (row[column] or "").strip() for name, column in columns.items()}
        by_district.setdefault(told["code"].upper(), []).append(told)
    return _Table(columns, year_of(columns["code"]), by_district)


def _with(known: Known, rows: Sequence[Mapping[str, str]]) -> Known:
    """Return a district with what some rows say of it besides."""
    first = rows[0]
    partnerships = {
        row["partnership"]: row.get("partnership_name", "")
        for row in rows
        if row.get("partnership")
    }
    wards = tuple(sorted({row["ward"] for row in rows if row.get("ward")}))
    return replace(
        known,
        name=without_style(first["name"]) or known.name,
        partnerships=partnerships or known.partnerships,
        force=first.get("force") or known.force,
        fire=first.get("fire") or known.fire,
        wards=wards or known.wards,
    )


def find_district(wanted: str, known: Mapping[str, Known]) -> Known:
    """Return the district of a code or name.

    Parameters
    ----------
    wanted : str
        A GSS code, or a name in English or Welsh in any case, or a part of a name that only one
        district has.
    known : mapping
        What :func:`read_districts` returned.

    Raises
    ------
    SettingsError
        If there is none, or several; the message names what there is.
    """
    if wanted.upper() in known:
        return known[wanted.upper()]
    for found in (_called(wanted, known.values()), _holding(wanted, known.values())):
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{one.name} ({one.code})" for one in found)
            raise SettingsError(
                f"'{visible(wanted)}' is a part of several districts' names: {names}. Give the "
                "whole name or the code."
            )
    if partnerships := _partnerships_called(wanted, known.values()):
        raise SettingsError(
            f"'{visible(wanted)}' is no district. Of the partnerships called so, "
            f"{'; '.join(partnerships)}. Name each district that is yours."
        )
    spellings = [*(one.name for one in known.values()), *WELSH_NAMES]
    raise SettingsError(
        f"The look-ups have no district '{visible(wanted)}'.{did_you_mean(wanted, spellings)} "
        "Give the name of a district, borough, city or unitary authority of England or Wales or "
        "its code, such as E07000001."
    )


def _called(wanted: str, known: Iterable[Known]) -> list[Known]:
    english = {_form(welsh): name for welsh, name in WELSH_NAMES.items()}
    form = _form(english.get(_form(wanted), wanted))
    return [one for one in known if _form(one.name) == form]


def _holding(wanted: str, known: Iterable[Known]) -> list[Known]:
    """Return the districts in whose name all that was typed stands, word for word."""
    form = f"-{_form(without_style(wanted))}-"
    return [one for one in known if form in f"-{_form(one.name)}-"]


def _partnerships_called(wanted: str, known: Iterable[Known]) -> list[str]:
    """Return the partnerships in whose name all that was typed stands, with their districts."""
    districts = [*known]
    named = {code: name for one in districts for code, name in one.partnerships.items()}
    members, form = _members(districts), f"-{_form(wanted)}-"
    return sorted(
        f"{name} has {', '.join(one.name for one in members[code])}"
        for code, name in named.items()
        if form in f"-{_form(name)}-"
    )


def _form(name: str) -> str:
    """Return a name as it is compared: without case, marks and accents."""
    plain = unicodedata.normalize("NFKD", name)
    return folded("".join(one for one in plain if not unicodedata.combining(one)))


def partnership_of(chosen: Collection[Known], known: Iterable[Known]) -> tuple[str, str] | None:
    """Return code and name of the partnership that is just these districts, if there is one."""
    codes = {one.code for one in chosen}
    members = _members(known)
    for one in chosen:
        for code, name in one.partnerships.items():
            if {member.code for member in members[code]} == codes:
                return code, name
    return None


def left_out(chosen: Collection[Known], known: Iterable[Known]) -> dict[str, list[str]]:
    """Return the names of districts that are in a partnership of the chosen ones and not chosen."""
    codes, members = {one.code for one in chosen}, _members(known)
    return {
        name: others
        for one in chosen
        for code, name in one.partnerships.items()
        if (others := [other.name for other in members[code] if other.code not in codes])
    }


def _members(known: Iterable[Known]) -> dict[str, list[Known]]:
    members: dict[str, list[Known]] = {}
    for one in known:
        for code in one.partnerships:
            members.setdefault(code, []).append(one)
    return members
