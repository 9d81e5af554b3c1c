"""How is a place drawn at the desk, and how does it get a name that everybody knows it by?

``csa.place(...)`` takes a name, a ward, neighbourhoods, a point and a radius, an outline or a
GeoJSON file, and ``.save("Mill Green")`` writes what it gave into the settings.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csa.areas import list_wards
from csa.counting.handouts.ground import Ground
from csa.counting.places.shapes import PLACE_FOLDER
from csa.counting.records.loaded import Records
from csa.errors import SettingsError, folded
from csa.officer.grounds import CIRCLE, MAP_FILE, PLACE_NAMES, find_ground
from csa.present.words import list_text
from csa.settings import District, Settings, load_settings
from csa.settings.adding import add_place, replace_whole
from csa.settings.naming import called
from csa.settings.texts import NATIONAL_GRID
from csa.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

FOLDER = Path("config") / PLACE_FOLDER
MOST_TOLD = 6
AREA_NAMES = ("slug", "name", "code")
# What settings allow in a link.
LONGEST_SLUG = 60
NO_BUILD = (
    "No build is needed: csa.load(place=...), csa.open and csa place know it now, and pages have "
    "it after csa assess."
)


@dataclass(frozen=True, kw_only=True, repr=False)
class DrawnPlace(Ground):
    """A place at the desk; :meth:`save` gives it a name in the settings.

    Attributes
    ----------
    settings : Settings
        Those it may be written into.
    lsoa_names : tuple of str
        Names of the neighbourhoods that make it up.
    look_up : mapping of str to str
        What the look-ups call wards and neighbourhoods, in small letters: no place takes it over.

    Examples
    --------
    >>> _ = csa.place((404150, 267750, 300)).save("The old quarter")
    The old quarter is in config/partnership.toml as 'the-old-quarter'. ...
    >>> len(csa.load("asb", place="The old quarter", last="6 weeks")) > 0
    asb (Redditch; ...
    True
    """

    settings: Settings
    lsoa_names: tuple[str, ...] = ()
    look_up: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Say what ground it is, and by which neighbourhoods it is counted."""
        told = [*self.lsoa_names[:MOST_TOLD]]
        more = len(self.lsoa_names) - len(told)
        told += [f"{more} more"] if more else []
        counted = list_text(told) or "no neighbourhood: their boundaries were not received"
        known = "" if self.on_pages else '\nNot in the settings: .save("a name") writes it there.'
        return f"{self.name} ({self._home.name}), counted by {counted}.{known}"

    @property
    def _home(self) -> District:
        return next(one for one in self.settings.districts if one.code == self.district)

    def save(self, name: str) -> DrawnPlace:
        """Write it into ``config/partnership.toml`` as a named place.

        A circle is written there; any other ground as a GeoJSON file under ``config/places``. From
        then on the name means the same ground at the desk, for ``csa place`` and on pages.

        Parameters
        ----------
        name : str
            What it is called from now on.

        Returns
        -------
        DrawnPlace
            The place as the settings have it.

        Raises
        ------
        SettingsError
            If there is such a name or file, or the settings cannot be written.
        """
        settings = load_settings(self.settings.root)
        name = " ".join(str(name).split())
        slug = folded(name)
        self._check_new(settings, name, slug)
        ground: dict[str, str | int] = {}
        outline = settings.root / FOLDER / f"{slug}{MAP_FILE}"
        if self.circle is not None:
            ground = dict(zip(("easting", "northing", "radius_m"), self.circle, strict=True))
        else:
            ground = {"file": outline.name}
            outline.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(outline, self._as_geojson(name))
        try:
            known = {"slug": slug, "name": name, "district": self._home.slug}
            add_place(settings.root, known | ground)
        except SettingsError:
            if self.circle is None:
                outline.unlink()
            raise
        sys.stdout.write(f"{name} is in config/partnership.toml as '{slug}'. {NO_BUILD}\n")
        words = f"the ground of {name} itself"
        return replace(
            self, name=name, slug=slug, words=words, on_pages=True, column="", codes=(),
            settings=load_settings(settings.root),
        )  # fmt: skip

    def _check_new(self, settings: Settings, name: str, slug: str) -> None:
        if not name:
            raise SettingsError('Give the place a name, such as "Mill Green".')
        if not slug:
            raise SettingsError(f"'{name}' has no letter that a name in a link could be made of.")
        if len(slug) > LONGEST_SLUG:
            raise SettingsError(
                f"The name has {len(name)} characters: one of up to {LONGEST_SLUG} fits a link."
            )
        if CIRCLE.fullmatch(name) or name.lower().endswith(MAP_FILE):
            raise SettingsError(f"'{name}' would be read as a circle or a file. Name it otherwise.")
        if taken := self._taken(settings, name, slug):
            raise SettingsError(f"There is {taken} already. Choose another name.")
        if (settings.root / FOLDER / f"{slug}{MAP_FILE}").exists():
            raise SettingsError(
                f"There is a file {(FOLDER / slug).as_posix()}{MAP_FILE} already. Choose another "
                "name, or move the file."
            )

    def _taken(self, settings: Settings, name: str, slug: str) -> str:
        """Return what is called so already, for it could not be asked for by name any more."""
        areas = (settings.partnership, *settings.districts)
        taken = [*called(settings.places, name, names=PLACE_NAMES)]
        taken += called(settings.places, slug, names=("slug",))
        taken += called(areas, name, names=AREA_NAMES)
        if taken:
            return f"a place or an area called '{taken[0].name}' ({taken[0].slug})"
        themes = called(settings.priorities, name, names=("id", "label", "short_label"))
        if themes:
            return f"a priority called '{themes[0].label}'"
        return self.look_up.get(slug, "")

    def _as_geojson(self, name: str) -> bytes:
        import shapely

        code = NATIONAL_GRID.replace(":", "::")
        document = {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{code}"}},
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": name},
                    "geometry": json.loads(shapely.to_geojson(self.shape)),
                }
            ],
        }
        return f"{json.dumps(document, ensure_ascii=False)}\n".encode()


def place(what: Any, *, root: str | None = None) -> DrawnPlace:
    """Name or draw a place.

    Parameters
    ----------
    what : str, Path or sequence
        A named place or a ward by any of its names; a list of neighbourhoods (LSOAs) by code or
        name; ``(easting, northing, radius)`` in metres; the corners of an outline as pairs of
        eastings and northings; the name of a ``.geojson`` file.
    root : str, optional
        The project folder; by default the nearest one.

    Returns
    -------
    DrawnPlace
        What ``csa.load(place=...)`` and ``csa.place_profile`` take; ``.save("a name")`` writes it
        into the settings.

    Raises
    ------
    SettingsError
        If nothing is meant by it, or it lies outside the partnership or crosses itself.
    StoreError
        If the boundaries it needs were not received.

    Examples
    --------
    >>> csa.place((404150, 267750, 500)).name
    'Circle of 500 m around 404150, 267750'
    """
    settings = load_settings(root)
    table = Records(settings, Store(settings), is_checked=False).table
    return as_drawn(find_ground(settings, table, what), settings, table("geography"))


def as_drawn(ground: Ground, settings: Settings, nesting: pd.DataFrame) -> DrawnPlace:
    """Return a ground as a place that can be saved.

    Parameters
    ----------
    ground : Ground
        The ground.
    settings : Settings
        Those it may be written into.
    nesting : DataFrame
        The table ``geography``, of all districts.
    """
    column = ground.column or "lsoa"
    own = nesting[nesting[column].isin(ground.codes if ground.column else ground.lsoas)]
    parts = {one.name: getattr(ground, one.name) for one in fields(Ground)}
    parts["lsoas"] = tuple(sorted(own["lsoa"]))
    return DrawnPlace(
        **parts, settings=settings, lsoa_names=tuple(own["lsoa_name"]), look_up=_look_up(nesting)
    )


def _look_up(nesting: pd.DataFrame) -> dict[str, str]:
    """Return what wards and neighbourhoods are called, folded, and what that is in words."""
    areas = [("a neighbourhood", name, (code, name))
             for code, name in nesting[["lsoa", "lsoa_name"]].itertuples(index=False)]  # fmt: skip
    areas += [("a ward", one.name, (one.code, one.name)) for one in list_wards(nesting)]
    return {folded(one): f"{kind} called '{name}'" for kind, name, names in areas for one in names}
