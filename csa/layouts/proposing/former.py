"""What do the layouts that there are say of a file that is laid out anew?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from csa.layouts.proposing.lexicon import plain
from csa.layouts.proposing.look import Seen, Sheet
from csa.layouts.proposing.proposal import Fill
from csa.settings.layout_tables import Table, Way
from csa.settings.layouts import OPEN, Layout

AS_BEFORE = "as in a layout there is"
HALF = 0.5


def known_fills(
    source: str, layouts: Sequence[Layout], *, there: Mapping[str, Seen], own: Mapping[str, Seen]
) -> dict[str, Fill]:
    """Return how layouts fill the columns of a source from the headings that there are.

    What is known of another heading counts less than one with the column's own name, unless the
    layout names that one too, and so does not want it.

    Parameters
    ----------
    source : str
        The source.
    layouts : sequence of Layout
        The layouts, the first of which counts.
    there : mapping of str to Seen
        The columns of the file by their plain headings.
    own : mapping of str to Seen
        Those among them that have the own name of a column, by that.
    """
    fills: dict[str, Fill] = {}
    for layout in layouts:
        named = set(map(plain, _named(layout)))
        for column, ways in _ways(source, [layout]):
            seen = there.get(plain(ways[0].headings[0])) if ways[0].headings else None
            better = own.get(column, seen)
            wanted = better is seen or (better is not None and plain(better.heading) in named)
            first, *later = [_written(way, there) for way in ways]
            if column not in fills and seen is not None and wanted and first is not None:
                others = tuple(way for way in later if way is not None)
                fills[column] = Fill(first, AS_BEFORE, seen, later=others)
    return fills


def known_constants(source: str, former: Layout | None, sheet: Sheet) -> dict[str, Fill]:
    """Return what every row has by the layout that fits best; open where it does not fit whole."""
    if former is None:
        return {}
    why = AS_BEFORE if _share(former, sheet) == 1 else f"{OPEN}: {AS_BEFORE}"
    return {column: Fill(ways[0], why) for column, ways in _ways(source, [former]) if ways[0].value}


def known_rules(source: str, sheet: Sheet, layouts: Sequence[Layout]) -> Iterator[Table]:
    """Yield the tables of a source whose rules about rows fit the headings of a sheet."""
    there = {seen.heading for seen in sheet.columns}
    for layout in layouts:
        for table in layout.tables:
            rules = (*table.only, *table.leave_out)
            if table.source == source and rules and {r.heading for r in rules} <= there:
                yield table


def former_of(source: str, sheet: Sheet, layouts: Iterable[Layout]) -> Layout | None:
    """Return the layout of a source most of whose headings a sheet has, if more than half."""
    fitting = [one for one in layouts if any(t.source == source for t in one.tables)]
    best = max(fitting, key=lambda one: _share(one, sheet), default=None)
    return best if best is not None and _share(best, sheet) > HALF else None


def _share(layout: Layout, sheet: Sheet) -> float:
    """Return the share of the headings that a layout reads which a sheet has."""
    there = {plain(seen.heading) for seen in sheet.columns}
    read = {plain(h) for table in layout.tables for h in table.headings}
    return len(read & there) / max(len(read), 1)


def _ways(source: str, layouts: Iterable[Layout]) -> Iterator[tuple[str, tuple[Way, ...]]]:
    for layout in layouts:
        for table in layout.tables:
            if table.source == source:
                yield from table.columns.items()


def _written(way: Way, there: Mapping[str, Seen]) -> Way | None:
    """Return a way with its headings as the file writes them; nothing if it lacks one."""
    names = [plain(one) for one in way.headings]
    if not set(names) <= set(there):
        return None
    return way.model_copy(update={"headings": tuple(there[one].heading for one in names)})


def _named(layout: Layout) -> Iterator[str]:
    for table in layout.tables:
        yield from table.headings
    yield from (*layout.ignored, *layout.personal)
