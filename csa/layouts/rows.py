"""How does a row of a foreign file become a row of a source's own columns?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from csa.errors import SettingsError
from csa.layouts.ages import Ages
from csa.layouts.orders import Orders
from csa.layouts.places import NO_DISTRICT, AreaNames, read_degrees, read_grid_reference
from csa.layouts.telling import Watch
from csa.layouts.values import Cell, Misread, make_cell, names_of, texts_of
from csa.layouts.words import Patterns
from csa.reading.files.discovery import RawFile
from csa.reading.model import CATEGORY, MOMENT, Column, Context, Source
from csa.reading.rows.values import Unreadable
from csa.settings.layout_tables import ELSEWHERE, Rule, Table, Way
from csa.settings.layouts import Layout
from csa.sources.context.postcodes import Directory, directory_of

DISTRICT, LSOA = "district_code", "lsoa_code"
EAST, NORTH, QUALITY, AGE = "easting", "northing", "coord_quality", "age"
START, END = "committed_from", "committed_to"
MIDNIGHT = re.compile(r"( 00:00(:00)?)?")
DATE_ONLY, LAST_MINUTE = len("2016-04-09"), "23:59"
Row = Mapping[str, str]


@dataclass
class Rows:
    """Rows that a table takes from a sheet, as columns of texts.

    Attributes
    ----------
    columns : dict of str to list of str
        By column of the source, the text of each row; empty where nothing is known.
    position : list of int
        The place of each row in its block.
    verdicts : list of (int, str, str, str)
        Position of a row that cannot be read, the column of ours, the reason, and the heading to
        blame.
    by_postcode, no_postcode : int
        Rows that were placed by their postcode, and rows whose postcode is in no directory.
    """

    columns: dict[str, list[str]]
    position: list[int] = field(default_factory=list)
    by_postcode: int = 0
    no_postcode: int = 0
    verdicts: list[tuple[int, str, str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.position)


@dataclass(frozen=True)
class _Kind:
    """A rule about rows, ready to be asked."""

    heading: str
    patterns: Patterns
    why: str
    keep: bool

    def leaves_out(self, row: Row) -> bool:
        return self.patterns.fit(row.get(self.heading, "")) != self.keep


class Kinds:
    """The rules of a table about which rows are of its kind.

    Parameters
    ----------
    table : Table
        What the layout says of the table.
    """

    def __init__(self, table: Table) -> None:
        self._rules = [*_kinds(table.only, keep=True), *_kinds(table.leave_out, keep=False)]

    def why_left_out(self, row: Row) -> str:
        """Return why a row is of another kind, or nothing if it is of this one."""
        return next((rule.why for rule in self._rules if rule.leaves_out(row)), "")


class TableReader:
    """Reads the rows of one sheet for one table.

    Parameters
    ----------
    table : Table
        What the layout says of the table.
    layout : Layout
        The layout.
    file : RawFile
        The file, of the source that the table is of.
    context : Context
        Settings, look-ups and keys.
    """

    def __init__(self, table: Table, *, layout: Layout, file: RawFile, context: Context) -> None:
        source = file.source
        refuse_unfit(table, source, layout)
        self.table, self._layout = table, layout
        self._file, self._context = file, context
        self._columns = {column.name: column for column in source.columns}
        self._order = [c for c in source.columns if c.name in table.columns]
        self._names = AreaNames(context.settings, context.geography)
        root = context.settings.root
        self.orders = Orders(layout)
        self._cells: dict[str, list[tuple[Way, Cell]]] = {
            name: [
                (way, make_cell(way, self._columns[name], layout, root=root, orders=self.orders))
                for way in ways
            ]
            for name, ways in table.columns.items()
        }
        self.kinds = Kinds(table)
        self.watch = Watch(table, layout, self._columns)
        self._postcodes = directory_of(context.settings) if table.place.postcode else Directory(())
        self._ages = Ages(table.age, layout, context) if table.age else None

    def start(self) -> Rows:
        """Return no rows yet."""
        names = [column.name for column in self._order]
        place = self.table.place
        if START in names and END not in names:
            names.append(END)
        if place.headings:
            names += [n for n in (EAST, NORTH, QUALITY) if n not in names]
        if place.postcode and LSOA not in names:
            names.append(LSOA)
        if self._ages:
            names.append(AGE)
        if any(way.by == "name" for way in self.table.columns.get(LSOA, ())):
            names += [DISTRICT] if DISTRICT not in names else []
        return Rows({name: [] for name in names})

    def add(self, rows: Rows, row: Row, *, sheet: str, position: int) -> None:
        """Read one more row."""
        names = names_of(sheet, self._file.file_name)
        found: dict[str, str] = {}
        for column in self._order:
            try:
                found[column.name] = self._value(column, row, names)
            except Unreadable as problem:
                rows.verdicts.append(
                    (position, column.name, str(problem), self._blamed(column, problem))
                )
        try:
            self._locate(found, row)
            self._look_up_postcode(rows, found, row)
        except Unreadable as problem:
            rows.verdicts.append((position, EAST, str(problem), self.table.place.headings[0]))
        if self._ages:
            self._ages.see(row.get(self._ages.heading, ""), found.get("crime_ref", ""))
        for name, texts in rows.columns.items():
            texts.append(found.get(name, ""))
        rows.position.append(position)

    def finish(self, rows: Rows) -> None:
        """Fill in what is only known of all rows together.

        A workbook has a date as a midnight: where no row of a column has a time, none is known.
        """
        for column in (one for one in self._order if one.kind == MOMENT):
            texts = rows.columns[column.name]
            if all(MIDNIGHT.fullmatch(text[DATE_ONLY:]) for text in texts):
                rows.columns[column.name] = [text[:DATE_ONLY] for text in texts]
        if START in rows.columns:
            pairs = zip(rows.columns[START], rows.columns[END], strict=True)
            rows.columns[END] = [end_of_span(start, end) for start, end in pairs]
        if self._ages:
            rows.columns[AGE] = self._ages.work_out(rows.position, rows.verdicts)

    def _value(self, column: Column, row: Row, names: Mapping[str, str]) -> str:
        ways = self._cells[column.name]
        if column.name == DISTRICT:
            return self._district(ways, row, names)
        for way, cell in ways:
            value = cell.read(texts_of(cell.headings, row, names))
            if value and column.name == LSOA and way.by == "name":
                value = self._names.lsoa(value)
            if value:
                return value
        return ""

    def _district(
        self, ways: Sequence[tuple[Way, Cell]], row: Row, names: Mapping[str, str]
    ) -> str:
        """Return the code of a row's district; a text that is none where only such was given."""
        last = ""
        for way, cell in ways:
            try:
                text = cell.read(texts_of(cell.headings, row, names))
            except Unreadable:
                last = NO_DISTRICT
                continue
            if text:
                find = self._names.ward if way.by == "ward" else self._names.district
                last = find(text)
                if last != NO_DISTRICT:
                    return last
        return last

    def _locate(self, found: dict[str, str], row: Row) -> None:
        if found.get(LSOA) == ELSEWHERE:
            found[LSOA], found[DISTRICT] = "", ELSEWHERE
        place = self.table.place
        reference = row.get(place.grid_reference, "") if place.grid_reference else ""
        if reference:
            east, north, quality = read_grid_reference(reference)
            found |= {EAST: str(east), NORTH: str(north), QUALITY: found.get(QUALITY) or quality}
        latitude, longitude = (row.get(one, "") for one in (place.latitude, place.longitude))
        if latitude and longitude:
            east, north = read_degrees(latitude, longitude)
            found |= {EAST: str(east), NORTH: str(north)}

    def _look_up_postcode(self, rows: Rows, found: dict[str, str], row: Row) -> None:
        """Place a row by its postcode where nothing better does, and count whether it was found."""
        heading = self.table.place.postcode
        text = row.get(heading, "") if heading else ""
        if not text or any(found.get(name) for name in (LSOA, EAST)):
            return
        spot = self._postcodes.find(text)
        if spot is None:
            rows.no_postcode += 1
            return
        rows.by_postcode += 1
        if spot.lsoa:
            found[LSOA] = spot.lsoa
        else:
            found |= {EAST: spot.east, NORTH: spot.north, QUALITY: "street"}

    def _blamed(self, column: Column, problem: Unreadable) -> str:
        headings = self.table.columns[column.name][0].headings
        if isinstance(problem, Misread):
            return headings[problem.number]
        return " + ".join(headings)

    def blamed_headings(self, written: Mapping[str, str]) -> dict[str, str]:
        """Return, by column of ours, the heading that faults in it are told by."""
        found = {}
        for column in self._order:
            headings = [h for h in self.table.columns[column.name][0].headings if h in written]
            shown = headings if column.kind == CATEGORY else headings[:1]
            if shown:
                found[column.name] = " + ".join(written[one] for one in shown)
        if self._ages and self._ages.heading in written:
            found[AGE] = written[self._ages.heading]
        return found


def end_of_span(start: str, end: str) -> str:
    """Return when a crime ended at the latest: a date alone leaves all of its day open.

    Examples
    --------
    >>> end_of_span("2016-04-09", ""), end_of_span("2016-04-09 22:00", "2016-04-10")
    ('2016-04-09 23:59', '2016-04-10 23:59')
    """
    last = end or (start if len(start) == DATE_ONLY else "")
    return f"{last} {LAST_MINUTE}" if len(last) == DATE_ONLY else last


def _kinds(rules: Sequence[Rule], *, keep: bool) -> list[_Kind]:
    return [_Kind(rule.heading, Patterns(rule.values), rule.why, keep) for rule in rules]


def refuse_unfit(table: Table, source: Source, layout: Layout) -> None:
    """Refuse a table that lacks what its source needs, or has what the source does not.

    Raises
    ------
    SettingsError
        Naming the layout, the source and the columns.
    """
    known = [column.name for column in source.columns]
    if not source.needs:
        raise SettingsError(f"{layout.path}: no layout can be made for {source.name}.")
    for name in table.columns:
        if name not in known:
            raise SettingsError(
                f"{layout.path}: {source.name} has no column '{name}'. It has: {', '.join(known)}."
            )
    if table.age is not None and AGE not in known:
        raise SettingsError(f"{layout.path}: {source.name} has no ages. Take age out of its table.")
    missing = [name for name in source.needs if name not in table.columns]
    if missing:
        raise SettingsError(
            f"{layout.path} does not say what gives {', '.join(missing)}, without which "
            f"{source.name} cannot be read."
        )
