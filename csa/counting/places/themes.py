"""Of what are hotspots looked for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csa.counting.units import UNIT_NOUNS

if TYPE_CHECKING:
    from csa.settings import Settings, Unit


@dataclass(frozen=True)
class Theme:
    """What a hotspot is of: a priority's headline count, one of its sub-themes, or a type."""

    priority: str
    theme: str
    label: str
    unit: Unit
    is_total: bool
    is_headline: bool
    public_type: str = ""
    part_of: str = ""
    parts: tuple[str, ...] = ()

    @property
    def detail(self) -> tuple[str, str]:
        """Dimension and value of the cells that count the theme by month."""
        if self.public_type:
            return "category", self.public_type
        return "priority" if self.is_total else "subtheme", self.theme

    @property
    def keys(self) -> dict[str, str]:
        """What names it in a table."""
        return {"priority": self.priority, "theme": self.theme, "unit": self.unit}


def list_themes(settings: Settings) -> Iterator[Theme]:
    """Yield the themes whose hotspots are looked for.

    A sensitive priority is looked at as the nearest public type of crime, if there is one; a
    sensitive sub-theme of another priority is not looked at.
    """
    for priority in settings.priorities:
        headline = priority.headline_unit
        if priority.sensitive:
            name = settings.disclosure.nearest_public.get(priority.id)
            if name:
                label = f"All recorded crimes of the type {name}"
                yield Theme(
                    priority.id, priority.id, label, "crime",
                    is_total=True, is_headline=True, public_type=name,
                )  # fmt: skip
            continue
        label = f"All {UNIT_NOUNS[headline]} of the priority"
        parts = () if priority.cross_cutting else tuple(
            s.id
            for s in priority.subthemes
            if s.kind == "part" and any(rule.unit == headline for rule in s.rules)
        )  # fmt: skip
        yield Theme(
            priority.id, priority.id, label, headline,
            is_total=True, is_headline=True, parts=parts,
        )  # fmt: skip
        for subtheme in priority.subthemes:
            for unit in dict.fromkeys(rule.unit for rule in subtheme.rules):
                if subtheme.sensitive:
                    continue
                yield Theme(
                    priority.id, subtheme.id, subtheme.label, unit,
                    is_total=False, is_headline=unit == headline,
                    part_of=priority.id if unit == headline and subtheme.id in parts else "",
                )  # fmt: skip
