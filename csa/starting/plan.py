"""Who is the partnership, worked out from what was typed and from look-ups?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csa.errors import SettingsError, did_you_mean
from csa.reading.reference.forces import slug_of_force
from csa.starting.districts import (
    CODE,
    Known,
    find_district,
    left_out,
    named_as,
    partnership_of,
    slug_of,
    without_style,
)
from csa.starting.forces import AREAS, name_of_force, slug_of_area
from csa.visible import UNSEEN, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_GIVEN = "="
STREET = "-street.csv"
BODY = "Community Safety Partnership"


@dataclass(frozen=True)
class Wanted:
    """What somebody who begins a project says.

    Attributes
    ----------
    folder : Path
        Where it shall be.
    districts : tuple of str
        A name or GSS code of each district, or both, as ``Name=E07000001``.
    name : str
        What the partnership is called; by default as the look-up has it.
    police : str
        The force, as data.police.uk names its files; by default that of the look-up.
    lookups : Path, optional
        Folder of look-ups; by default that of the project.
    """

    folder: Path
    districts: tuple[str, ...]
    name: str = ""
    police: str = ""
    lookups: Path | None = None

    @property
    def needs_lookups(self) -> bool:
        """Whether only a look-up can say which districts are meant."""
        return any(AS_GIVEN not in one for one in self.districts)


@dataclass(frozen=True)
class Plan:
    """The partnership that settings are written for.

    Attributes
    ----------
    name, slug, code, body : str
        As in ``config/partnership.toml``.
    force, force_name : str
        The police force.
    districts : tuple of Known
        Its districts, in the order in which they were named.
    remarks : tuple of str
        What whoever begins it should know, a sentence each.
    """

    name: str
    slug: str
    code: str
    body: str
    force: str
    force_name: str
    districts: tuple[Known, ...]
    remarks: tuple[str, ...]

    @property
    def is_welsh(self) -> bool:
        """Whether it is in Wales."""
        return all(one.is_welsh for one in self.districts)


def plan_of(wanted: Wanted, known: Mapping[str, Known]) -> Plan:
    """Return the partnership that was asked for.

    Parameters
    ----------
    wanted : Wanted
        What was typed.
    known : mapping
        The districts of the look-ups, by code; there need not be any.

    Raises
    ------
    SettingsError
        If a district is unknown or named twice, or nothing says which police force there is.
    """
    _refuse_unseen(wanted.name, wanted.police, *wanted.districts)
    districts = tuple(_district(one, known) for one in wanted.districts)
    if not districts:
        raise SettingsError(
            "Name the districts of the partnership after the folder, such as: csa new FOLDER "
            '"First District" "Second District".'
        )
    for number, one in enumerate(districts):
        if one.code in [other.code for other in districts[:number]]:
            raise SettingsError(f"{one.name} ({one.code}) is named more than once.")
    found = partnership_of(districts, known.values())
    code, name = found or ("", " and ".join(one.name for one in districts))
    name = wanted.name or without_style(name)
    _refuse_letterless(name, *(one.name for one in districts))
    body = name if name.endswith(BODY) else f"{name} {BODY}"
    if slug_of(name) in [one.slug for one in districts]:
        name = f"{name} partnership"
    force, force_name = _force(wanted, districts)
    return Plan(
        name=name,
        slug=slug_of(name),
        code=code or slug_of(name),
        body=body,
        force=force,
        force_name=force_name,
        districts=districts,
        remarks=tuple(_remarks(wanted, districts, known=known, is_whole=bool(found))),
    )


def _refuse_unseen(*texts: str) -> None:
    for text in texts:
        if UNSEEN.search(text):
            raise SettingsError(
                f"'{visible(text)}' holds a line break or another character that is not seen. "
                "Type it without."
            )


def _refuse_letterless(*names: str) -> None:
    for name in names:
        if not slug_of(name):
            raise SettingsError(
                f"'{visible(name)}' has no letter from a to z, and pages are named after it. Write "
                "it in English or Welsh."
            )


def _district(text: str, known: Mapping[str, Known]) -> Known:
    name, given, code = (part.strip() for part in text.partition(AS_GIVEN))
    if not given:
        return find_district(text.strip(), known)
    code = code.upper()
    if not (name and CODE.fullmatch(code)):
        raise SettingsError(
            f"'{visible(text)}' is no name and code of a district, such as 'Name=E07000001'."
        )
    if known and (code not in known or find_district(name, known).code != code):
        there = known[code].name if code in known else "no district"
        raise SettingsError(f"'{visible(text)}': in the look-ups {code} is {there}.")
    return known.get(code) or Known(code, name, {})


def _force(wanted: Wanted, districts: Sequence[Known]) -> tuple[str, str]:
    areas = sorted({one.force for one in districts if one.force})
    there = {slug_of_area(area): area for area in areas}
    if wanted.police:
        slug, known = slug_of_force(wanted.police), AREAS | there
        if slug not in known:
            raise SettingsError(
                f"data.police.uk has no force '{visible(wanted.police)}' of England or Wales "
                f"(--police).{did_you_mean(wanted.police, known)} Name it as its files are named, "
                "such as --police north-wales."
            )
        return slug, name_of_force(known[slug])
    if not there:
        there = {slug: AREAS[slug] for slug in _forces_received(wanted.folder) if slug in AREAS}
    if len(there) == 1:
        ((slug, area),) = there.items()
        return slug, name_of_force(area)
    if there:
        raise SettingsError(
            f"The districts are in several police force areas: {', '.join(there)}. A partnership "
            "has one: say which by --police."
        )
    raise SettingsError(
        "Nothing here says which police force it is. Name it as data.police.uk names its files, "
        "such as --police north-wales."
    )


def _forces_received(folder: Path) -> list[str]:
    names = {path.name for path in folder.glob(f"data/raw/police_uk/*/*{STREET}")}
    return sorted({name.removesuffix(STREET)[len("2025-01-") :] for name in names})


def _remarks(
    wanted: Wanted, districts: Sequence[Known], *, known: Mapping[str, Known], is_whole: bool
) -> Iterator[str]:
    for text, one in zip(wanted.districts, districts, strict=True):
        if not named_as(text.partition(AS_GIVEN)[0], one):
            yield f"'{visible(text)}' is taken for {one.name}."
    others = left_out(districts, known.values())
    for name, missing in others.items():
        yield f"The look-up has {' and '.join(missing)} in the partnership {name} as well."
    if not known:
        yield (
            "No look-up was read: names and codes are as you gave them. csa fetch brings the "
            "look-ups, and csa build says where a code is not in them."
        )
    elif not is_whole:
        yield (
            "These districts are no partnership of the look-up: code, name and body in "
            "config/partnership.toml are made of theirs, so set them right; as a whole it is "
            "compared with no other partnership."
        )
    if any(one.is_welsh for one in districts):
        yield (
            "The Welsh Index of Multiple Deprivation is not read, so pages say nothing of "
            "deprivation; peers are chosen by the other figures."
        )
