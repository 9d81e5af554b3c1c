"""In which line are the headings, and are they those that the layout was made for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csa.errors import SourceError
from csa.layouts.grids import Grid
from csa.layouts.words import folded
from csa.settings.layouts import Layout
from csa.visible import MOST_OF_A_NAME, visible

LINES_SEARCHED = 60
SHARE = 0.5  # of the headings that are read: a line with fewer is no header
NAMED = 8
FIRST_CELLS = 3  # are looked at in every row, to see whether headings come again


@dataclass
class Header:
    """The headings of one sheet.

    Attributes
    ----------
    line : int
        The line they stand in.
    width : int
        How many columns there are.
    positions : dict of str to int
        The column of each heading that is read, by the name that the layout has for it.
    written : dict of str to str
        How each of them is written there.
    names : list of str
        All headings as they are written, told apart by the line above where one occurs twice.
    known : dict of str to str
        The name that the layout has for each way of writing a heading.
    """

    line: int
    width: int
    positions: dict[str, int]
    written: dict[str, str]
    names: list[str]
    known: Mapping[str, str]

    def again(
        self, line: int, cells: Sequence[str], layout: Layout, *, where: str
    ) -> Header | None:
        """Return the headings of a line among the rows, if it holds such; they may have changed.

        Raises
        ------
        SourceError
            If headings are gone, new or renamed.
        """
        known = self.known
        if not any(folded(cell) in known for cell in cells[:FIRST_CELLS]):
            return None
        there = {known[plain] for cell in cells if (plain := folded(cell)) in known}
        if len(there) < max(2, len(_needed(layout)) * SHARE):
            return None
        if not there.issuperset(_needed(layout)):
            raise SourceError(_changed(cells, layout, where=f"{where}, line {line}"))
        return _header(line, list(cells), layout, where=f"{where}, line {line}")


def qualified(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """Return headings; one that occurs twice with the group it stands under.

    Examples
    --------
    >>> qualified(["Ref", "Name", "Name"], ["Case", "Caller", "Neighbour"])
    ['Ref', 'Caller / Name', 'Neighbour / Name']
    """
    plain = [folded(cell) for cell in cells]
    groups, group = [], ""
    for position in range(len(cells)):
        group = (above[position] if position < len(above) else "") or group
        groups.append(group)
    return [
        f"{group} / {cell}" if cell and group and plain.count(folded(cell)) > 1 else cell
        for cell, group in zip(cells, groups, strict=True)
    ]


def find_header(grid: Grid, layout: Layout, *, name: str) -> Header | None:
    """Find the headings of a sheet; nothing if no line is anything like them.

    Raises
    ------
    SourceError
        If headings are gone, new or renamed.
    """
    known = _known(layout)
    best: tuple[int, int, list[str]] = (0, 0, [])
    above: list[str] = []
    for seen, (number, cells) in enumerate(grid):
        names = qualified(cells, above)
        found = {known[plain] for text in names if (plain := folded(text)) in known}
        if len(found) > best[0]:
            best = (len(found), number, names)
        if found.issuperset(_needed(layout)):
            return _header(number, names, layout, where=f"{grid.where}{name}")
        above = cells
        if seen >= LINES_SEARCHED:
            break
    if best[0] and best[0] >= len(layout.named) * SHARE:
        raise SourceError(_changed(best[2], layout, where=f"{grid.where}{name}"))
    return None


def _known(layout: Layout) -> Mapping[str, str]:
    """Return the name that the layout has for each way of writing a heading."""
    known = {folded(one): one for one in layout.named}
    for ours, others in layout.headings.items():
        known |= {folded(other): ours for other in others}
    return known


def _needed(layout: Layout) -> set[str]:
    return set(layout.read) - set(layout.optional)


def _header(number: int, names: list[str], layout: Layout, *, where: str) -> Header:
    known, read = _known(layout), set(layout.read)
    positions: dict[str, int] = {}
    for position, text in enumerate(names):
        ours = known.get(folded(text))
        if ours in positions:
            raise SourceError(
                f"{where} has the heading '{visible(text, MOST_OF_A_NAME)}' more than once. Tell "
                "the columns apart in the line above, or ask for the file without one of them."
            )
        if ours in read:
            positions[ours] = position
    if any(text and folded(text) not in known for text in names):
        raise SourceError(_changed(names, layout, where=where))
    written = {ours: names[position] for ours, position in positions.items()}
    return Header(number, len(names), positions, written, names, known)


def _changed(names: Sequence[str], layout: Layout, *, where: str) -> str:
    known = _known(layout)
    there = {known[folded(text)] for text in names if folded(text) in known}
    gone = [one for one in layout.read if one not in there and one not in layout.optional]
    new = [text for text in names if text and folded(text) not in known]
    if len(gone) == 1 and len(new) == 1:
        old, now = gone[0], visible(new[0], MOST_OF_A_NAME)
        return (
            f"{where}: the heading '{old}' is gone; '{now}' is new; did they rename it? If so, add "
            f'"{old}" = ["{now}"] under [headings] of {layout.path}.'
        )
    said = [f"gone: {_listed(gone)}"] if gone else []
    said += [f"new: {_listed(new)}"] if new else []
    return (
        f"{where} has other headings than {layout.path} was made for ({'; '.join(said)}). Name "
        "each of them there as read, ignored or personal, or say under [headings] what was renamed."
    )


def _listed(names: Iterable[str]) -> str:
    shown = [f"'{visible(name, MOST_OF_A_NAME)}'" for name in names]
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + more
