"""How is a proposed layout written as settings for an officer to finish?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from csa.layouts.proposing.former import AS_BEFORE
from csa.layouts.proposing.look import Sheet, month_in
from csa.layouts.proposing.proposal import Fill, Proposal
from csa.layouts.proposing.propose import PEOPLE
from csa.layouts.words import folded
from csa.reading.files.spans import read_month
from csa.settings.layout_tables import Way
from csa.settings.layouts import OPEN, Layout
from csa.settings.texts import quoted

LINES_NAMED = 5
FORMS = ("Mmm-YY", "Mmm YY", "Month YYYY", "YYYY-MM", "Mmm-YYYY", "Mmm YYYY")


def as_toml(proposal: Proposal, pattern: str) -> str:
    """Return a proposal as the text of a settings file; what is not sure is marked as open.

    Parameters
    ----------
    proposal : Proposal
        What the file seems to hold.
    pattern : str
        The files that it is for, below ``data/raw``.
    """
    return "\n".join([*_of_file(proposal, pattern), *_of_tables(proposal)]) + "\n"


def _of_file(proposal: Proposal, pattern: str) -> Iterator[str]:
    sheets = [sheet.name for sheet in proposal.sheets if sheet.name]
    first, last = _months(proposal)
    yield "# Proposed by csa layout. Settle every line that says open and take the remark away."
    yield f"from = {quoted(first)}  # {OPEN}: the first month that this is used for"
    yield f"files = [{quoted(pattern)}]  # {OPEN}: a star for what changes from file to file"
    if not sheets and proposal.encoding != "utf-8":
        yield 'encoding = "cp1252"'
    if proposal.delimiter != ",":
        yield f"delimiter = {quoted(proposal.delimiter)}"
    if sheets:
        yield f"sheets = {_list(sheets)}"
    yield _period(sheets, pattern, first=first, last=last)
    yield from _totals(proposal)
    yield from _as_before(proposal.former)
    for sheet in proposal.sheets:
        if sheet.odd:
            where = f"{sheet.name}, " if sheet.name else ""
            lines = ", ".join(map(str, sheet.odd[:LINES_NAMED]))
            yield f"# {OPEN}: {where}line {lines} has one cell only; say under notes how it begins"
    what = f"  # {OPEN}: is one of them a column of the table?" if proposal.ignored else ""
    yield f"ignored = {_list(proposal.ignored)}{what}"
    yield f"personal = {_list(proposal.personal)}  # never kept"
    if proposal.optional:
        yield f"optional = {_list(proposal.optional)}"
    if proposal.dates:
        yield f"# {OPEN}: {_list(proposal.dates)} hold dates too. Is the right one read below?"
    yield from _other_headings(proposal)


def _period(sheets: list[str], pattern: str, *, first: str, last: str) -> str:
    form = _form(sheets)
    if form:
        return f"period = {{ sheet = true, form = {quoted(form)} }}"
    return _named_period(pattern) or (
        f"period = {{ first = {quoted(first)}, last = {quoted(last)} }}  "
        f"# {OPEN}: the months of its dates; which does it speak for?"
    )


def _as_before(former: Layout | None) -> Iterator[str]:
    """Say what a layout there is says of the whole file."""
    if former is None:
        return
    for name in ("blank", "notes"):
        if getattr(former, name):
            yield f"{name} = {_list(getattr(former, name))}  # {AS_BEFORE}"
    for name, usual in (("zone", ""), ("date_order", "day")):
        if getattr(former, name) != usual:
            yield f"{name} = {quoted(getattr(former, name))}  # {AS_BEFORE}"


def _totals(proposal: Proposal) -> Iterator[str]:
    found = sorted({one for sheet in proposal.sheets for one in sheet.totals})
    parts = [one for one in found if "sub" in folded(one)]
    for name, texts in (("totals", [t for t in found if t not in parts]), ("subtotals", parts)):
        if texts:
            yield f"{name} = {_list(texts)}"


def _other_headings(proposal: Proposal) -> Iterator[str]:
    """Say which headings of other sheets are on no list."""
    if proposal.same:
        yield "\n[headings]"
        for ours, others in sorted(proposal.same.items()):
            yield f"{quoted(ours)} = {_list(others)}"
    same = {folded(one): ours for ours, others in proposal.same.items() for one in others}
    first = {folded(one.heading): one.heading for one in proposal.sheets[0].columns}
    for sheet in proposal.sheets[1:]:
        names = {folded(one.heading): one.heading for one in sheet.columns}
        meant = {*names, *(folded(same[one]) for one in names if one in same)}
        gone = [first[one] for one in first if one not in meant]
        new = [names[one] for one in names if one not in first and one not in same]
        if gone:
            yield (
                f"# {OPEN}: sheet {quoted(sheet.name)} lacks {_list(gone)} and has {_list(new)}:"
                " say under [headings] which are the same, and under optional what it may lack"
            )


def _of_tables(proposal: Proposal) -> Iterator[str]:
    for source, fills in proposal.tables.items():
        yield ""
        yield "[[table]]"
        yield f"source = {quoted(source)}"
        yield from _rules(proposal, source)
        yield ""
        yield "[table.columns]"
        for column, fill in fills.items():
            if fill.later:
                ways = ", ".join(map(_way, (fill.way, *fill.later)))
                yield f"{column} = [{ways}]  # {fill.reason}"
            elif not (fill.way.values or fill.like):
                yield f"{column} = {_way(fill.way)}  # {fill.reason}"
                yield from _missing(fill)
        for column, fill in fills.items():
            if (fill.way.values or fill.like) and not fill.later:
                yield from _with_values(column, fill)


def _rules(proposal: Proposal, source: str) -> Iterator[str]:
    """Say which rows are of our kind, and what the table has besides its columns."""
    known = proposal.rules.get(source)
    for name in ("only", "leave_out") if known else ():
        rules = getattr(known, name)
        if rules:
            told = ", ".join(_value(rule.model_dump()) for rule in rules)
            yield f"{name} = [{told}]  # {AS_BEFORE}"
    if known is None and source in PEOPLE:
        yield f"# {OPEN}: which rows? only = [{{ heading = ..., values = [...], why = ... }}]"
    if source in PEOPLE and proposal.born:
        yield f"age = {_value({'born': proposal.born, **_blank_of_age(proposal.former, source)})}"
    if source not in PEOPLE and proposal.place:
        yield f"place = {{ grid_reference = {quoted(proposal.place)} }}"


def _blank_of_age(former: Layout | None, source: str) -> dict[str, tuple[str, ...]]:
    ages = [one.age for one in former.tables if one.source == source] if former else []
    return next(({"blank": age.blank} for age in ages if age and age.blank), {})


def _with_values(column: str, fill: Fill) -> Iterator[str]:
    yield ""
    yield f"[table.columns.{column}]  # {fill.reason}"
    for name, value in fill.way.model_dump(by_alias=True, exclude_defaults=True).items():
        if name != "values":
            yield f"{name} = {_value(value)}"
    yield ""
    yield f"[table.columns.{column}.values]"
    for text, meaning in fill.way.values.items():
        yield f"{quoted(text)} = {quoted(meaning)}"
    for text, meaning in fill.like.items():
        rows = fill.seen.texts[text] if fill.seen is not None else 0
        yield f"{quoted(text)} = {quoted(meaning)}  # {OPEN}: on no list; is it this? {rows:,} rows"
    yield from _missing(fill)


def _missing(fill: Fill) -> Iterator[str]:
    """Count the texts of a column that are on no list, without saying them."""
    if fill.seen is None or not fill.missing:
        return
    rows = sum(fill.seen.texts[text] for text in fill.missing)
    lines = sorted(line for text in fill.missing for line in fill.seen.lines[text])
    shown = ", ".join(map(str, lines[:LINES_NAMED]))
    more = " and more" if len(lines) > LINES_NAMED else ""
    yield (
        f"# {OPEN}: {len(fill.missing)} more texts in {rows} rows (line {shown}{more}) are on no "
        f"list; --show {quoted(fill.seen.heading)} shows them"
    )


def _way(way: Way) -> str:
    said = way.model_dump(by_alias=True, exclude_defaults=True)
    if list(said) == ["from"] and len(way.headings) == 1:
        return quoted(way.headings[0])
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in said.items()) + " }"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return _list([str(one) for one in value])
    return quoted(str(value))


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z_]+", text) else quoted(text)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _form(sheets: list[str]) -> str:
    forms = (form for form in FORMS if sheets and all(read_month(s, form) for s in sheets))
    return next(forms, "")


def _named_period(pattern: str) -> str:
    """Return the period as two dates in a file's name give it, or nothing."""
    match = re.search(r"(?<!\d)(\d{8})(\D+)(\d{8})(?!\d)", pattern)
    if match is None:
        return ""
    forms = [f for f in ("YYYYMMDD", "DDMMYYYY") if all(read_month(match[n], f) for n in (1, 3))]
    between = re.escape(match[2])
    return (
        f"period = {{ file = '(?P<first>\\d{{8}}){between}(?P<last>\\d{{8}})', "
        f"form = {quoted(forms[0])} }}"
        if forms
        else ""
    )


def _months(proposal: Proposal) -> tuple[str, str]:
    """Return the first and last month that more than a stray date of the table is of."""
    counts: dict[str, int] = {}
    for fills in proposal.tables.values():
        for fill in fills.values():
            if fill.seen is not None and fill.seen.is_dates and not counts:
                heading = fill.seen.heading
                counts = _count_months(proposal.sheets, {heading, *proposal.same.get(heading, ())})
    usual = [m for m, n in counts.items() if m and n * len(counts) * 2 >= sum(counts.values())]
    return (min(usual), max(usual)) if usual else ("2016-04", "2017-03")


def _count_months(sheets: list[Sheet], headings: set[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sheet in sheets:
        for seen in sheet.columns:
            if seen.heading in headings:
                for text, n in seen.texts.items():
                    month = month_in(text)
                    counts[month] = counts.get(month, 0) + n
    return counts
