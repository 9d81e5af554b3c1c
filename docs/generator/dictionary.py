"""The data dictionary: every table and column of the contracts in csa/schemas.

What columns mean is written in docs/columns.toml; what may be published of them follows from the
declarations of dimensions, the rules of priorities and config/disclosure.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from csa.counting.dimensions import derived_for
from csa.counting.units import UNIT_NOUNS, UNITS
from csa.officer.lists import ROWS_OF
from csa.schemas import TABLES, Contract, Field, to_frame
from csa.schemas.accounts import ACCOUNTS
from csa.schemas.incidents import INCIDENTS
from csa.schemas.reference import REFERENCE
from csa.schemas.services import SERVICE_TABLES
from csa.sources import all_sources
from generator.project import ROOT, settings
from generator.text import in_code, plain, table

ANY, COUNTED_BY = "any", "counted_by"
OFFICER = "the officer alone"
GROUPS: tuple[tuple[str, str, str, Mapping[str, Contract]], ...] = (
    (
        "incidents", "Incidents and people",
        "Rows are seen by the officer alone, in `data/processed`; no page, release or list of a "
        "set holds one. The last column says what may be published of their counts.",
        INCIDENTS,
    ),
    (
        "services", "Other services, and own figures",
        "Rows are seen by the officer alone. Figures made of them are protected like those of "
        "people, by district and period; own figures (`own_count`) stand on pages only where their "
        "layout gives them a line.",
        SERVICE_TABLES,
    ),
    (
        "reference", "Places, residents, weights and the partnership's own texts",
        "What publishers publish may be seen by anybody; `harm_match`, which counts recorded "
        "crimes, by the officer alone. Projects, recommendations and commentary are the "
        "partnership's own, and stand on pages as they are written.",
        REFERENCE,
    ),
    (
        "accounts", "What was received, and what became of it",
        "Counts of rows, by file, month and reason: they stand in the partner edition. Rows that "
        "were set aside are named by file and number, for the officer alone.",
        ACCOUNTS,
    ),
)  # fmt: skip
KINDS = {
    "month": "YYYY-MM", "time": "local time", "flag": "yes, no or not recorded", "text": "text",
    "geometry": "shape",
}  # fmt: skip
# Columns whose dimension is told by another table, or by places and months themselves.
THEMES = ("priority", "subtheme")


class Meaning(NamedTuple):
    """What a column holds, and in which unit."""

    text: str
    unit: str


def pages() -> dict[str, str]:
    """Return the pages of the dictionary."""
    listed = [
        (f"[{name}](data/{page}.md#{name.replace('_', '-')})", plain(rows_are(name)), title)
        for page, title, _, tables in GROUPS
        for name in tables
    ]
    trees = "\n".join(f"data/{page}" for page, *_ in GROUPS)
    front = (
        "# Data dictionary\n\nThe processed tables, which `csa build` writes and `csa.load` reads. "
        "Kinds and values are those that every file is held to (`csa/schemas`). *Always* stands by "
        "a column that every row has a value in; elsewhere an empty one means that it is not "
        "known.\n\n"
        f"```{{toctree}}\n:hidden:\n\n{trees}\n```\n\n"
        f"{table(('Table', 'Its rows are', 'Among'), listed)}\n"
    )
    return {"data.md": front, **{f"data/{group[0]}.md": _page(*group) for group in GROUPS}}


def _page(_: str, title: str, seen: str, tables: Mapping[str, Contract]) -> str:
    told = [f"# {title}\n\n{seen}"]
    told += [_section(name, tables[name]) for name in tables]
    return "\n\n".join([*told, ""])


def _section(name: str, contract: Contract) -> str:
    counted = bool(_units(name))
    rows = [
        (
            in_code(column), plain(meaning(name, column).text) + "; always" * field.required,
            ": ".join(filter(None, (plain(meaning(name, column).unit), _values(field)))),
            *([_published(name, column)] if counted else []),
        )
        for column, field in contract.fields.items()
    ]  # fmt: skip
    names = ("Column", "Holds", "Unit: values")
    shown = (*names, "Counts by it") if counted else names
    sources = [plain(one.label) for one in all_sources().values() if name in one.units]
    told = [
        f"## {name}",
        f"A row is one of: {plain(rows_are(name))}.",
        f"From: {'; '.join(sources)}." if sources else "",
        table(shown, rows),
    ]
    return "\n\n".join(filter(None, told))


def rows_are(name: str) -> str:
    """Return what a row of a table is, in the plural."""
    return ROWS_OF.get(name) or UNIT_NOUNS[name]


@lru_cache
def _meanings() -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "docs" / "columns.toml").read_text(encoding="utf-8"))


def meaning(name: str, column: str) -> Meaning:
    """Return what a column of a table holds.

    Raises
    ------
    KeyError
        If docs/columns.toml does not say it.
    """
    field = TABLES[name].fields[column]
    for section in (name, ANY):
        for pattern, told in _meanings().get(section, {}).items():
            if fnmatchcase(column, pattern):
                text, unit = (told, _kind(field)) if isinstance(told, str) else told
                return Meaning(text, unit)
    raise KeyError(f"docs/columns.toml does not say what {column} of {name} holds")


def _kind(field: Field) -> str:
    return "yes or no" if field.kind == "flag" and field.required else KINDS.get(field.kind, "")


def unused() -> list[str]:
    """Return what docs/columns.toml explains and no table has."""
    everywhere = {column for one in TABLES.values() for column in one.fields}
    known = {**{name: set(one.fields) for name, one in TABLES.items()}, ANY: everywhere}
    told = {section: [*names] for section, names in _meanings().items() if section != COUNTED_BY}
    for column in (one for names in _meanings()[COUNTED_BY].values() for one in names):
        told.setdefault(column.partition(".")[0], []).append(column.partition(".")[2])
    return [
        f"{section}.{pattern}"
        for section, patterns in told.items()
        for pattern in patterns
        if not any(fnmatchcase(column, pattern) for column in known.get(section, ()))
    ]


def _values(field: Field) -> str:
    if field.values:
        return ", ".join(map(in_code, field.values))
    if field.parts:
        return f"any of {', '.join(map(in_code, field.parts))}"
    if field.listed:
        source, column = field.listed.split(".")
        codes = "; codes as the Home Office writes them" if field.pattern else ""
        return f"those listed in `config/vocabulary.toml`, `[{source}.{column}]`{codes}"
    low, high = (f"{one:,.9g}" if one is not None else "" for one in (field.low, field.high))
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else ""


def _units(name: str) -> list[str]:
    return [unit.name for unit in UNITS.values() if unit.table == name and unit.kind != "figures"]


class _Watched(pd.DataFrame):
    """Rows that remember which columns were asked for."""

    def __getitem__(self, name: Any) -> Any:
        self.attrs["asked"].add(name)
        return super().__getitem__(name)


@lru_cache
def _dimensions(unit: str) -> dict[str, set[str]]:
    """Return the dimensions that are worked out of each column of a unit's rows alone."""
    found: dict[str, set[str]] = {}
    for dimension in derived_for(unit):
        if not dimension.needs:
            rows = _Watched(to_frame(TABLES[UNITS[unit].table].arrow.empty_table()))
            rows.attrs["asked"] = set()
            dimension.derive(rows, unit, {})
            for column in rows.attrs["asked"]:
                found.setdefault(column, set()).add(dimension.name)
    return found


@lru_cache
def _of_rules(unit: str) -> dict[str, bool]:
    """Return the columns that rules of priorities ask for, and whether any of these is open."""
    found: dict[str, bool] = {}
    for priority in settings().priorities:
        for theme in priority.subthemes:
            for rule in theme.rules:
                for column in (name for one in rule.any_of if rule.unit == unit for name in one):
                    is_open = not (priority.sensitive or theme.sensitive)
                    found[column] = found.get(column, False) or is_open
    return found


def _published(name: str, column: str) -> str:
    """Say what may be published of the counts by a column."""
    (unit,) = _units(name)
    public = settings().disclosure.public_dimensions.get(unit, ())
    if column in public:
        return "exact, unless the theme is sensitive"
    told = []
    more = {by for by, names in _meanings()[COUNTED_BY].items() if f"{name}.{column}" in names}
    if dimensions := {*_dimensions(unit).get(column, ()), *more}:
        words = ", ".join(one.replace("_", " ") for one in sorted(dimensions))
        told.append(f"{'exact' if dimensions <= {*public} else 'protected'} (as {words})")
    if column in _of_rules(unit):
        told.append("decides priorities and sub-themes")
    if column in ("month", "district"):
        told.append("protected, by district and period")
    return "; ".join(told) or OFFICER
