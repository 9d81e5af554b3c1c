"""Which layout fits a file that nobody described yet, as far as headings and words tell?

Nothing is chosen in silence: what is not sure is left open, with a remark. No text of a cell is
shown unless it is on a list of known words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from csa.errors import SourceError
from csa.layouts.offences import CODES, GIVEN
from csa.layouts.proposing.content import (
    LSOA_CODE,
    Clues,
    alike,
    cells_that_fit,
    find_by_content,
    time_beside,
)
from csa.layouts.proposing.former import former_of, known_constants, known_fills, known_rules
from csa.layouts.proposing.lexicon import (
    BORN,
    GRID_REFERENCE,
    SUBJECTS,
    is_personal,
    meaning,
    own_names,
    plain,
)
from csa.layouts.proposing.look import Seen, Sheet, look_at
from csa.layouts.proposing.proposal import Fill, Proposal
from csa.layouts.telling import find_telling
from csa.layouts.words import Patterns, folded
from csa.reading.files.discovery import RawFile
from csa.reading.model import CATEGORY, MOMENT, Column, Source
from csa.settings.layout_tables import SHEET, Way
from csa.settings.layouts import Layout

PEOPLE = ("police_victims", "police_suspects")
HALF = 0.5
OUTCOME_AFTER_WORDS = re.compile(r"^\D+\b\d{1,2}[A-Z]?\b")
UNIQUE = "open: every cell is another"
CONSTANTS = {("police_crimes", "status"): "recorded"}


def propose(
    file: RawFile,
    sources: Sequence[Source],
    *,
    layouts: Sequence[Layout],
    clues: Clues,
) -> Proposal:
    """Look at a file and say how it might be laid out.

    Parameters
    ----------
    file : RawFile
        The file, of whatever source.
    sources : sequence of Source
        The sources that a layout can be made for.
    layouts : sequence of Layout
        Layouts that there are: what they say of a heading is believed first.
    clues : Clues
        What is known of the partnership and of words.

    Raises
    ------
    SourceError
        If the file cannot be read, or holds no table.
    """
    sheets, opened = look_at(file)
    if not sheets:
        raise SourceError(
            f"{file.name} holds no table: no line has headings for at least four columns."
        )
    found = Proposal(sheets, opened.encoding, opened.delimiter)
    first = sheets[0]
    fills = {one.name: _fill(one, first, layouts, clues) for one in sources}
    for one in sources:
        _add_constants(fills[one.name], one, about=f"{file.file_name} {first.name}", sheet=first)
        if any(c.name == "district_code" for c in one.columns) and all(
            clues.is_district(sheet.name) for sheet in sheets
        ):
            way = Way.model_validate({"from": SHEET})
            fills[one.name]["district_code"] = Fill(way, "each sheet is named after a council")
    fitting = {
        name: found
        for name, found in fills.items()
        if set(next(s.needs for s in sources if s.name == name)) <= set(found)
    }
    best = max(fitting, key=lambda name: _weight(fitting[name]), default="")
    chosen = [name for name in fitting if name == best or (best in PEOPLE and name in PEOPLE)]
    found.tables = {name: fitting[name] for name in chosen}
    found.rules = {name: table for name in chosen for table in known_rules(name, first, layouts)}
    found.former = next((former_of(name, first, layouts) for name in chosen), None)
    _find_same(found, layouts)
    for sheet in sheets[1:]:
        _add_later(found, sheet)
    for sheet in sheets:
        _sort_rest(found, sheet)
    return found


def _weight(fills: Mapping[str, Fill]) -> float:
    return sum(fill.weight for fill in fills.values())


def _find_same(found: Proposal, layouts: Sequence[Layout]) -> None:
    """Find headings of later sheets that are known to mean what one of the first does."""
    first = {seen.heading for seen in found.sheets[0].columns}
    alike = set(map(folded, first))
    known = {
        one: ours
        for layout in layouts
        for ours, others in layout.headings.items()
        for one in others
    }
    for sheet in found.sheets[1:]:
        there = {seen.heading for seen in sheet.columns}
        for name in (one for one in there if folded(one) not in alike):
            ours = known.get(name, "") or _meant_alike(name, first - there, list(found.tables))
            if ours in first - there and name not in found.same.get(ours, []):
                found.same.setdefault(ours, []).append(name)


def _add_later(found: Proposal, sheet: Sheet) -> None:
    """Fill columns from headings that only a later sheet has; the others may lack them."""
    same = {one for others in found.same.values() for one in others}
    for source, fills in found.tables.items():
        for seen in sheet.columns:
            column = meaning(seen.heading, source)
            if column and column not in fills and seen.heading not in same:
                fills[column] = Fill(_plain_way(column, seen), "of some sheets only", seen)
                found.optional.append(seen.heading)


def _meant_alike(name: str, gone: set[str], sources: Sequence[str]) -> str:
    for source in sources:
        column = meaning(name, source)
        same = [one for one in sorted(gone) if column and meaning(one, source) == column]
        if len(same) == 1:
            return same[0]
    return ""


def _fill(source: Source, sheet: Sheet, layouts: Sequence[Layout], clues: Clues) -> dict[str, Fill]:
    """Return how the columns of a source would be filled from a sheet."""
    by_name = {plain(seen.heading): seen for seen in sheet.columns}
    own = {c: by_name[name] for name, c in own_names(source.name).items() if name in by_name}
    former = former_of(source.name, sheet, layouts)
    nearest = [former, *layouts] if former else layouts
    fills = known_fills(source.name, nearest, there=by_name, own=own)
    for column, seen in own.items():
        fills.setdefault(column, Fill(_plain_way(column, seen), "by its own name", seen))
    for seen in sheet.columns:
        column = meaning(seen.heading, source.name)
        if column and column not in fills and not is_personal(seen.heading):
            fills[column] = Fill(_plain_way(column, seen), "by its heading", seen)
    _add_offences(fills)
    words = {c.name: clues.words.get(f"{source.name}.{c.name}", {}) for c in source.columns}
    columns = {column.name: column for column in source.columns}
    fills = {**known_constants(source.name, former, sheet), **fills}
    likely = {n: fill for n, fill in fills.items() if _is_likely(fill, columns[n], words[n])}
    _add_by_content(likely, source, sheet, clues)
    for name, fill in likely.items():
        _add_time(fill, columns[name], sheet)
        _give_words(fill, words[name])
        if fill.seen is not None and _says_itself(fill):
            fill.fitting = cells_that_fit(fill.seen, columns[name], words[name], clues)
    return likely


def _says_itself(fill: Fill) -> bool:
    """Return whether a cell by itself, as it stands, can tell what it means."""
    way = fill.way
    joined = len(way.headings) > 1 and bool(way.values)
    return not (
        way.look_up or way.part or fill.missing or fill.later or joined or "*" in way.values
    )


def _add_by_content(fills: dict[str, Fill], source: Source, sheet: Sheet, clues: Clues) -> None:
    """Fill what no heading fits from columns whose cells can be it."""
    used = {heading for fill in fills.values() for heading in fill.way.headings}
    left = [seen for seen in sheet.columns if seen.heading not in used and not seen.is_telling]
    kinds = [column for column in source.columns if column.kind == CATEGORY]
    _take(fills, find_by_content(_missing(fills, kinds), left, source.name, clues), left)
    known = kinds or [column for column in source.columns if column.name in source.needs]
    if not any(column.name in fills for column in known):
        return  # dates and places alone tell no kind of table
    others = [c for c in source.columns if c.kind != MOMENT or c.name in source.needs]
    _take(fills, find_by_content(_missing(fills, others), left, source.name, clues), left)
    for name in source.needs:
        seen = _reference(left)
        if name not in fills and name.endswith("_ref") and kinds and seen is not None:
            _take(fills, [(name, seen, UNIQUE)], left)


def _missing(fills: Mapping[str, Fill], columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.name not in fills]


def _take(fills: dict[str, Fill], found: Iterable[tuple[str, Seen, str]], left: list[Seen]) -> None:
    for name, seen, why in list(found):
        fills[name] = Fill(_plain_way(name, seen), why, seen, weight=HALF)
        left.remove(seen)


def _reference(left: Sequence[Seen]) -> Seen | None:
    """Return the first column in which every cell is another and holds a figure."""
    return next(
        (
            seen
            for seen in left
            if len(seen.texts) == seen.texts.total() > 0
            and not seen.is_dates
            and all(any(map(str.isdigit, text)) for text in seen.texts)
        ),
        None,
    )


def _add_time(fill: Fill, column: Column, sheet: Sheet) -> None:
    """Read the time beside a day, where it stands in a column of its own."""
    if column.kind != MOMENT or fill.seen is None or len(fill.way.headings) > 1:
        return
    time = time_beside(fill.seen, sheet.columns)
    if time is not None:
        both = (*fill.way.headings, time.heading)
        fill.way = fill.way.model_copy(update={"headings": both})
        fill.why += ", with the time beside it"


def _add_offences(fills: dict[str, Fill]) -> None:
    """Take type, group and subgroup from the offence code where no column gives them."""
    code = fills.get("ho_offence_code")
    if code is None:
        return
    for column, take in GIVEN.items():
        table = {"file": CODES, "key": "code", "take": take}
        way = {"from": code.way.headings, "join": code.way.join, "code": True, "look_up": table}
        fills.setdefault(column, Fill(Way.model_validate(way), "by the offence code", code.seen))


def _plain_way(column: str, seen: Seen) -> Way:
    """Return how a column is filled from one of the file; places may be given by their names."""
    said = {"from": seen.heading}
    if column == "lsoa_code" and seen.share(LSOA_CODE) < HALF:
        said["by"] = "name"
    if column == "district_code" and plain(seen.heading).startswith("ward"):
        said["by"] = "ward"
    if column == "outcome_code" and seen.share(OUTCOME_AFTER_WORDS) > HALF:
        said["part"] = r"\b(\d{1,2}[A-Z]?)\b"
    return Way.model_validate(said)


def _is_likely(fill: Fill, column: Column, known: Mapping[str, str]) -> bool:
    """Return whether the cells of a column can be what its heading says."""
    if fill.seen is None or not fill.seen.texts:
        return column.name != "district_code"  # another column may say it
    by_code = fill.way.by == "code" and fill.way.look_up is None
    if by_code and find_telling(fill.seen.texts, column) is not None:
        return False
    if column.kind == CATEGORY and column.values:
        return any(folded(text) in known for text in fill.seen.texts)
    return column.kind != MOMENT or fill.seen.is_dates


def _give_words(fill: Fill, known: Mapping[str, str]) -> None:
    """Say what those texts of a column mean that are known; the others are only counted."""
    seen, way = fill.seen, fill.way
    told = way.look_up or way.part or way.code or way.by != "code" or fill.later
    if seen is None or told or len(way.headings) > 1 or not known:
        return
    covered = Patterns(way.values)
    texts = [one for one in seen.texts if not covered.fit(one)]
    parts = {
        one: [p.strip() for p in one.split(way.split) if p.strip()] if way.split else [one]
        for one in texts
    }
    new = {p: known[folded(p)] for ps in parts.values() for p in ps if folded(p) in known}
    fill.missing = [
        one
        for one, ps in parts.items()
        if any(folded(p) not in known and not covered.fit(p) for p in ps)
    ]
    fill.like = {
        one: meant
        for one in fill.missing
        if not way.split and one not in new and (meant := alike(one, known))
    }
    fill.missing = [one for one in fill.missing if one not in fill.like]
    if (new or fill.like) and (
        way.values or fill.like or any(folded(k) != folded(v) for k, v in new.items())
    ):
        fill.way = way.model_copy(update={"values": {**way.values, **new}})
        fill.why += " and its words"


def _add_constants(fills: dict[str, Fill], source: Source, *, about: str, sheet: Sheet) -> None:
    for column in source.columns:
        value = CONSTANTS.get((source.name, column.name), "")
        if column.kind == CATEGORY and source.name == "environment":
            told = plain(" ".join([about, *(one.heading for one in sheet.columns)]))
            value = next((kind for word, kind in SUBJECTS.items() if word in told), "")
        if value and column.name not in fills:
            fills[column.name] = Fill(Way(value=value), "open: no column says so")


def _sort_rest(found: Proposal, sheet: Sheet) -> None:
    """Sort the headings that no column is made of."""
    used = {
        plain(heading)
        for fills in found.tables.values()
        for fill in fills.values()
        for heading in fill.way.headings
    }
    used |= {
        plain(rule.heading)
        for table in found.rules.values()
        for rule in (*table.only, *table.leave_out)
    }
    used |= {plain(one) for others in found.same.values() for one in others}
    used |= {plain(one) for one in (*found.personal, *found.ignored, found.place, found.born)}
    for seen in sheet.columns:
        name = plain(seen.heading)
        if name in used:
            continue
        if re.fullmatch(BORN, name) and any(
            "age" not in fills for kind, fills in found.tables.items() if kind in PEOPLE
        ):
            found.born = seen.heading
        elif re.fullmatch(GRID_REFERENCE, name):
            found.place = seen.heading
        elif is_personal(seen.heading) or seen.is_telling:
            found.personal.append(seen.heading)
        else:
            found.ignored.append(seen.heading)
            if seen.is_dates:
                found.dates.append(seen.heading)
