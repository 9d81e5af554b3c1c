"""The Strategic Assessment workbench: what a notebook imports, and nothing else.

``csa.open(...)`` opens an area, a place or a ward, ``csa.load(...)`` any processed table,
``csa.count(...)`` counts its rows and ``csa.save(...)`` saves them. ``csa.place(...)`` names or
draws a place, ``csa.map(...)`` shows rows on a map, ``csa.place_profile(...)`` tells all of a place
and ``csa.district_monitor(...)`` the last six weeks of a district. ``csa.tables()``,
``csa.districts()``, ``csa.places()``, ``csa.wards()``, ``csa.themes()`` and
``csa.list_exhibits()`` list what there is to ask for. ``csa.layout(...)`` looks at a file that a
partner sent, and ``csa.design_evaluation(...)`` says what could be seen of a project. All are
imported when first used, so that a command or a worker pays only for its needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csa.explore import design_evaluation
    from csa.explore import open_area as open  # noqa: A004 - the notebook's verb is csa.open
    from csa.handouts import district_monitor, place_profile
    from csa.officer.counting import count
    from csa.officer.explorer.showing import draw_map as map  # noqa: A004 - the verb is csa.map
    from csa.officer.lists import districts, list_exhibits, places, tables, themes, wards
    from csa.officer.loading import load
    from csa.officer.places import place
    from csa.officer.saving import save
    from csa.proposals import look as layout

__all__ = [
    "count",
    "design_evaluation",
    "district_monitor",
    "districts",
    "layout",
    "list_exhibits",
    "load",
    "map",
    "open",
    "place",
    "place_profile",
    "places",
    "save",
    "tables",
    "themes",
    "wards",
]
VERBS = {
    "count": ("csa.officer.counting", "count"),
    "design_evaluation": ("csa.explore", "design_evaluation"),
    "layout": ("csa.proposals", "look"),
    "load": ("csa.officer.loading", "load"),
    "save": ("csa.officer.saving", "save"),
    "open": ("csa.explore", "open_area"),
    "map": ("csa.officer.explorer.showing", "draw_map"),
    "place": ("csa.officer.places", "place"),
    **{name: ("csa.handouts", name) for name in ("district_monitor", "place_profile")},
    **{
        name: ("csa.officer.lists", name)
        for name in ("districts", "list_exhibits", "places", "tables", "themes", "wards")
    },
}
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the officer's desk when a notebook first asks for it."""
    if name not in VERBS:
        raise AttributeError(f"module 'csa' has no attribute '{name}'")
    module, function = VERBS[name]
    return getattr(import_module(module), function)


def __dir__() -> list[str]:
    """Offer the verbs to a notebook's completion."""
    return sorted([*__all__, "__version__"])


if "ipykernel" in sys.modules:  # a notebook completes names within quotes
    import_module("csa.officer.completing").offer_names()
