"""Which rows answer the officer's question, and what was not received of them?

``csa.load`` gives a processed table as a frame, cut to what is asked. It writes in a few lines what
the frame holds and what is missing of it; where nothing of it was received it says so and stops,
for an empty frame would read as a zero.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from csa.areas import find_ward
from csa.counting.records.loaded import Records
from csa.errors import StoreError, did_you_mean
from csa.lately import read_span
from csa.officer.filters import read_filters
from csa.officer.grounds import find_ground
from csa.officer.question import Question
from csa.officer.readable import as_points, readable
from csa.officer.themes import unit_of
from csa.periods import parse_month
from csa.present.words import list_text
from csa.priorities import unrecorded_subthemes
from csa.schemas import OWN_COUNTS, contract
from csa.settings import load_settings
from csa.settings.layout_tables import OWN
from csa.settings.naming import find_named
from csa.sources.services.own import own_sources
from csa.store import Store
from csa.store.coverage import describe_gaps
from csa.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from csa.areas import Ward
    from csa.settings import District, Priority, Settings, SubTheme

NOT_COUNTED = {
    "crime": "crimes that were cancelled or transferred",
    "fire": "fires that are not known to be deliberate",
    "suspect": "suspects who were eliminated, or of crimes that were cancelled or transferred",
}
OF_CANCELLED = "those of crimes that were cancelled or transferred"
ABOUT = "csa"


def load(
    table: str,
    *,
    district: str | None = None,
    ward: str | None = None,
    place: Any = None,
    exact: bool = False,
    outside: bool = False,
    since: str | None = None,
    until: str | None = None,
    last: str | None = None,
    priority: str | None = None,
    subtheme: str | None = None,
    labels: bool = False,
    points: bool = False,
    root: str | None = None,
    **filters: Any,
) -> pd.DataFrame:
    """Load a processed table, and write what it holds and what was not received of it.

    Parameters
    ----------
    table : str
        Name of the table, for example ``crime``, or of own figures, such as ``own_housing``;
        ``csa.tables()`` lists them.
    district, ward : str, optional
        Slug, name or code: only its rows. A place lies in one district anyway.
    place : str or other, optional
        Slug or name of a named place, or whatever else ``csa.place`` takes: only rows of the
        neighbourhoods (LSOAs) that make it up, which is what the name means on every page.
    exact : bool
        With a place: rows whose own point lies within its circle or outline instead, which no
        page shows.
    outside : bool
        With a place: the rest of its district instead. A row of which it is not known where it
        belongs is in neither.
    since, until : str, optional
        First and last month, ``YYYY-MM``; by default the first and last received.
    last : str, optional
        ``"12 months"`` or ``"6 weeks"`` up to the end of ``until`` or of the last month received.
    priority, subtheme : str, optional
        Id or label: only what is counted in it, each row once. Victims, suspects and outcomes are
        those of its crimes.
    labels : bool
        Whether codes of areas become names, flags yes and no, and times naive ones of the clock
        here, as a spreadsheet takes them.
    points : bool
        Whether to return a GeoDataFrame in metres (EPSG:27700), for maps and QGIS; people have
        the points of their crimes.
    root : str, optional
        The project folder; by default the nearest one.
    **filters
        Columns of the table, or of the crimes that its rows belong to, each with a value or a list
        of values: ``category="shoplifting"``, ``alcohol=True``, ``age_band=["10-17", "18-24"]``.
        None stands for rows that do not say.

    Returns
    -------
    DataFrame or GeoDataFrame
        Unprotected rows, for the officer's eyes. A frame without rows means that there are none
        among what was received; what was not is named in the lines written. ``attrs["csa"]`` has
        what it is of, its sources and those lines.

    Raises
    ------
    StoreError
        If there is no such table, or nothing that is asked for was received; the message says
        what there is.
    SettingsError
        If there is no such name, column or value, a month is malformed, or the span ends before it
        starts; the message says what there is.

    Examples
    --------
    >>> asb = csa.load("asb", district="Redditch", youth=True, last="12 months")
    asb (Redditch; ...; youth: yes): ... of ... rows.
    ...
    >>> asb["flag_youth"].unique().tolist()
    [True]
    """
    settings = load_settings(root)
    question = read_question(
        Records(settings, Store(settings), is_checked=False), table,
        district=district, ward=ward, place=place, exact=exact, outside=outside, since=since,
        until=until, last=last, priority=priority, subtheme=subtheme, filters=filters,
    )  # fmt: skip
    rows = answer(question, labels=labels, points=points)
    sys.stdout.write("\n".join(rows.attrs[ABOUT]["lines"]) + "\n")
    return rows


def read_question(
    records: Records,
    table: str,
    *,
    district: str | None = None,
    ward: str | None = None,
    place: Any = None,
    exact: bool = False,
    outside: bool = False,
    since: str | None = None,
    until: str | None = None,
    last: str | None = None,
    priority: str | None = None,
    subtheme: str | None = None,
    filters: Mapping[str, Any] | None = None,
) -> Question:
    """Return what is asked of some records, names and all understood; see :func:`load`.

    Raises
    ------
    StoreError, SettingsError
        As for :func:`load`.
    """
    settings, store = records.settings, records.store
    table, own = _read_table(settings, table)
    since, until = (None if month is None else parse_month(month) for month in (since, until))
    ground = find_ground(settings, records.table, place) if place is not None else None
    area = district if district is not None or ground is None else ground.district
    within = settings.district(area) if area is not None else None
    found = _read_ward(store, table, ward, within) if ward is not None else None
    within = settings.district(found.district) if found else within
    tables = list(dict.fromkeys((table, unit_of(table))))
    theme = _read_theme(settings, priority, subtheme)
    question = Question(
        settings=settings,
        store=store,
        table=table,
        district=within,
        months=(since, until),
        lately=read_span(last) if last is not None else None,
        priority=theme[0],
        subtheme=theme[1],
        place=ground,
        exact=exact,
        outside=outside,
        source=own,
        ward=found,
        filters=read_filters(filters or {}, tables, settings=settings),
    )
    question.check()
    return question


def _read_table(settings: Settings, name: str) -> tuple[str, str]:
    """Return the table that is named, and the source of it where that is one of own figures."""
    own = own_sources(settings)
    if name in own:
        return OWN_COUNTS, name
    if name.startswith(OWN) and name != OWN_COUNTS:
        raise StoreError(
            f"No layout declares own figures '{name}'.{did_you_mean(name, own)} Declared: "
            f"{', '.join(own) or 'none'}. docs/desk.md says how."
        )
    contract(name)
    return name, ""


def _read_theme(
    settings: Settings, priority: str | None, subtheme: str | None
) -> tuple[Priority | None, SubTheme | None]:
    """Return the priority and sub-theme that are named; a sub-theme alone names its priority."""
    chosen = settings.priority(priority) if priority is not None else None
    if subtheme is None:
        return chosen, None
    priorities = (chosen,) if chosen else settings.priorities
    owners = {one.id: p for p in priorities for one in p.subthemes}
    themes = [one for p in priorities for one in p.subthemes]
    where = f"the priority '{chosen.id}'" if chosen else ""
    found = find_named(themes, subtheme, kind="sub-theme", names=("id", "label"), where=where)
    return owners[found.id], found


def _read_ward(store: Store, table: str, name: str, within: District | None) -> Ward:
    if "ward" not in contract(unit_of(table)).fields:
        raise StoreError(f"The rows of the table '{table}' have no ward.")
    nesting = store.load("geography", district=within.code if within else None)
    return find_ward(nesting, name, where=within.name if within else "")


def answer(question: Question, *, labels: bool = False, points: bool = False) -> pd.DataFrame:
    """Return the rows that answer a question, with what there is to say of them in their attrs."""
    rows = question.rows
    question.check_recorded()
    kept = rows[question.is_wanted]
    if question.is_of_figures and not len(kept):
        raise StoreError(f"No figure was received of {_title(question)}: that is not a nought.")
    lines, source = (
        [visible(line) for line in _describe(question, kept)],
        question.source_text(kept),
    )
    if labels:
        kept = readable(kept, question.table, nesting=question.store.load("geography"))
    if points:
        located, kept = len(kept), as_points(question.located(kept), question.table)
        located -= int(kept.geometry.isna().sum())
        lines.append(f"On the map: {located:,} of {len(kept):,} rows; no point is known of others.")
    kept.attrs[ABOUT] = {
        "table": question.table,
        "noun": question.noun,
        "asked": "; ".join(_asked_for(question)),
        "title": _title(question),
        "period": question.span_label,
        "months": question.received_of_span,
        "source": source,
        "rows": len(kept),
        "lines": lines,
        "root": str(question.settings.root),
    }
    return kept


def _title(question: Question) -> str:
    return f"{question.name} ({'; '.join(_asked_for(question))})"


def _asked_for(question: Question) -> Iterator[str]:
    """Yield what was asked for, in words."""
    district, ward, place = question.district, question.ward, question.place
    area = district.name if district else question.settings.partnership.name
    yield f"the ward {ward.name} in {area}" if ward else area
    if question.span_label:
        yield question.span_label
    if question.subtheme:
        yield question.subtheme.label
    elif question.priority:
        yield question.priority.short_label
    if place:
        words = place.words if question.exact else place.neighbourhoods
        yield f"without {words}" if question.outside else words
    yield from (one.words for one in question.filters)


def _describe(question: Question, kept: pd.DataFrame) -> Iterator[str]:
    """Say what a frame holds, and what it does not."""
    rows = question.rows
    total = f" of {len(rows):,}" if question.is_narrowed else ""
    yield f"{_title(question)}: {len(kept):,}{total} rows."
    if question.standing is not None and question.span is not None:
        months = question.span.months
        yield from describe_gaps(question.standing, months, districts=question.districts)
    if question.is_of_figures and (silent := _silent(question, kept)):
        yield f"No figure was received for {list_text(silent)}."
    if not_counted := int((~question.is_counted & question.is_wanted).sum()):
        what = NOT_COUNTED.get(question.table, OF_CANCELLED)
        yield f"On no page, but among these rows: {not_counted:,} {what}."
    yield from _unplaced(question)
    for one in question.filters:
        unknown, whole = question.unknown(one)
        if unknown and None not in one.values:
            yield f"{unknown:,} of {whole:,}: {one.name} not recorded, so not among these rows."
    unknown, whole = question.unknown_of_theme()
    if unknown and (theme := question.subtheme or question.priority):
        yield (
            f"{unknown:,} of {whole:,}: not recorded whether they are {theme.label}, so not "
            "among these rows."
        )
    if question.priority and not question.subtheme and (names := _not_recognised(question)):
        yield f"Nothing in these rows says whether they are: {list_text(names, last='or')}."


def _silent(question: Question, kept: pd.DataFrame) -> list[str]:
    """Return the districts asked for that no figure is of, where any is of a district."""
    told = {*kept["district"].dropna()}
    return [one.name for one in question.districts if one.code not in told] if told else []


def _unplaced(question: Question) -> Iterator[str]:
    """Say of how many rows it is not known where, or on what day, they belong."""
    for column, what in question.placed_by.items():
        unknown = int(question.of_rows(question.incidents[column].isna()).sum())
        of = f"{unknown:,} of the {len(question.rows):,} rows"
        if unknown:
            yield f"No {what} is known of {of}: they are left out."


def _not_recognised(question: Question) -> list[str]:
    priority = question.priority
    if not len(question.incidents) or priority is None:
        return []
    names = {one.id: one.label for one in priority.subthemes}
    unknown = unrecorded_subthemes(question.incidents, unit=question.unit, priorities=[priority])
    return [names[one] for one in unknown]
