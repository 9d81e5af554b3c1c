"""Figures of the partnership's own: counts by month and area, each a source by its layout alone.

A housing team's complaints or a hospital's assaults by ward need no module: a layout whose table
names a source ``own_<name>``, with a label and a publisher, is all. What is counted is told in the
words of the layout, for no text of a file is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.schemas import OWN_COUNTS
from csa.settings.layout_tables import OWN, Table
from csa.sources.services.counts import counts_source

if TYPE_CHECKING:
    from csa.reading.model import Source
    from csa.settings import Settings


def own_sources(settings: Settings) -> dict[str, Source]:
    """Return the sources that layouts alone declare, by name."""
    tables: dict[str, list[Table]] = {}
    for layout in settings.layouts:
        for table in layout.tables:
            if table.source.startswith(OWN):
                tables.setdefault(table.source, []).append(table)
    return {name: _source(name, versions) for name, versions in sorted(tables.items())}


def _source(name: str, versions: list[Table]) -> Source:
    """Return the source that the versions of a layout declare; the last has the say of words."""
    return counts_source(
        name,
        label=versions[-1].label or name,
        publisher=versions[-1].publisher or name,
        law="",
        table=OWN_COUNTS,
        measures={text: text for table in versions for text in table.measures},
        lines={text: str(line) for table in versions for text, line in table.report.items()},
    )
