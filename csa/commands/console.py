"""How results read in a terminal: row accounts, coverage, a run of the batch."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.periods import Period, as_spans
from csa.schemas import NOT_LISTED, OWN_COUNTS
from csa.schemas.coverage import best_of
from csa.visible import MOST_OF_A_NAME, as_lines, visible

if TYPE_CHECKING:
    from csa.disclosure.ledger.chain import Entry, History
    from csa.fetch import FetchReport, Outcome
    from csa.present.exhibit import Exhibit
    from csa.present.tables import Table
    from csa.report.handouts import Handout
    from csa.report.run.result import AssessmentResult, Progress
    from csa.report.trial import Trial
    from csa.settings import Settings
    from csa.starting import Begun
    from csa.store import BuildReport, Store

ACCOUNT_COLUMNS = [
    "rows",
    "accepted",
    "quarantined",
    "superseded",
    "out_of_area",
    "left_out",
    "not_located",
]
MARKS = {"ok": "■", "partial": "◧", "suspicious": "?", "missing": "·"}

LEFT_TO_DO = (
    "Yours to write, in config: named places and school holidays (partnership.toml), priorities "
    "if they are others (priorities.toml), the approval of disclosure control (disclosure.toml). "
    "Plan, members, projects, proposals, risk and outlook hold an example each; pages do without.",
    "Next, with files of your own put below data/raw whenever you have them:",
)
NEXT_COMMANDS = (
    "  csa fetch                          open data of police, ONS and deprivation",
    "  csa build",
    "  csa status                         which months there are",
    "  csa assess --year YYYY-YY          the pages, in reports",
)

ADOPTION = """\
Adopting signs the last of these releases, and through its hash all before it, with the release
key there is now (CSA_RELEASE_KEY). No published figure and no hash changes; the next csa assess
goes on from here. Adopt only a ledger that you know to be your own: compare the hashes with those
that your published reports state. If the earlier key can still be found, put it back instead."""


def account_text(report: BuildReport) -> str:
    """Return the account of every file, the totals by source, and what needs attention."""
    paths = report.accounts["path"].map(lambda path: visible(path, MOST_OF_A_NAME))
    accounts = report.accounts.assign(path=paths)
    lines = [_heading("file", accounts["path"]), *_account_lines(accounts, "path")]
    totals = accounts.groupby("source", sort=True)[ACCOUNT_COLUMNS].sum().reset_index()
    lines += ["", _heading("source", accounts["path"]), *_account_lines(totals, "source", accounts)]
    lines += ["", f"{report.read} files read, {report.reused} unchanged."]
    lines += [f"Damaged, and made anew: {name}.parquet" for name in report.mended]
    lines += [f"Not read by any source: {path}" for path in report.unrecognised]
    lines += report.left_out
    lines += [_revision_text(one) for one in report.revisions]
    lines += [f"Warning: {one}" for one in (*report.idle_rules, *mostly_set_aside(report))]
    if totals["quarantined"].sum():
        lines.append('Rows set aside are listed, with reasons, by csa.load("quarantine").')
    if accounts["note"].str.contains(NOT_LISTED, na=False).any():
        lines.append(
            f'Some texts were stored as "{NOT_LISTED}": csa.load("account") notes the rows.'
        )
    return as_lines(lines)


def mostly_set_aside(report: BuildReport) -> list[str]:
    """Name each file of which more rows were set aside than not: it is seldom what it seems."""
    found = report.accounts[2 * report.accounts["quarantined"] > report.accounts["rows"]]
    return [
        f"{visible(one.path, MOST_OF_A_NAME)} is mostly set aside, {one.quarantined:,} of "
        f"{one.rows:,} rows. See that its columns and values are as docs/raw_formats.md has them."
        for one in found.itertuples()
    ]


def _heading(first: str, names: pd.Series) -> str:
    width = int(names.str.len().max())
    return first.ljust(width) + "".join(name.rjust(13) for name in ACCOUNT_COLUMNS)


def _account_lines(
    accounts: pd.DataFrame, name: str, widest: pd.DataFrame | None = None
) -> list[str]:
    names = accounts[name] if widest is None else widest["path"]
    width = int(names.str.len().max())
    return [
        str(row[name]).ljust(width)
        + "".join(f"{int(row[column]):,}".rjust(13) for column in ACCOUNT_COLUMNS)
        for _, row in accounts.iterrows()
    ]


def _revision_text(revision: dict[str, Any]) -> str:
    before, after = revision["before"], revision["after"]
    change = f" ({100 * (after - before) / before:+.1f}%)" if before else ""
    return (
        f"{revision['source']}: {revision['months']} restated, {before:,} rows before and "
        f"{after:,} now{change}."
    )


def account_json(report: BuildReport) -> dict[str, Any]:
    """Return the same account for a machine."""
    columns = ["source", "path", "sha256", *ACCOUNT_COLUMNS]
    return {
        "read": report.read,
        "unchanged": report.reused,
        "mended": report.mended,
        "unrecognised": report.unrecognised,
        "left_out": report.left_out,
        "revisions": report.revisions,
        "warnings": [*report.idle_rules, *mostly_set_aside(report)],
        "files": report.accounts[columns].to_dict("records"),
    }


def coverage_text(settings: Settings, store: Store) -> str:
    """Return source by district by month, a mark for each month; a missing one is never blank."""
    coverage = store.coverage()
    if not len(coverage):
        return "No monthly source was received."
    # Own figures fill one table, but each of their sources has its own months.
    is_own = coverage["unit"] == OWN_COUNTS
    coverage = coverage.assign(unit=coverage["unit"].mask(is_own, coverage["source"]))
    span = Period(coverage["month"].min(), coverage["month"].max())
    names = {district.code: district.name for district in settings.districts}
    width = max(len(f"{unit} {names.get(code, code)}") for unit, code in _pairs(coverage))
    lines = [
        f"Months {span.start} to {span.end}: " + ", ".join(f"{m} {s}" for s, m in MARKS.items()),
        " " * width + "  " + _years_line(span),
    ]
    for unit, code in _pairs(coverage):
        rows = coverage[(coverage["unit"] == unit) & (coverage["district"] == code)]
        states = {str(month): _state(here) for month, here in rows.groupby("month")}
        marks = "".join(MARKS.get(states.get(month, ""), " ") for month in span.months)
        lines.append(f"{unit} {names.get(code, code)}".ljust(width) + "  " + marks)
    best = best_of(coverage)
    gaps = best.loc[best["status"] != "ok", ["unit", "month", "status"]].drop_duplicates()
    lines += [
        f"{unit}: {status} {', '.join(span.label for span in as_spans(here['month']))}"
        for (unit, status), here in gaps.groupby(["unit", "status"])
    ]
    lines += _reason_lines(coverage, names)
    if store.is_stale():
        lines.append("Raw files or settings have changed since: run csa build.")
    return as_lines(lines)


def _state(rows: pd.DataFrame) -> str:
    """Return how a month of one unit and district stands: the best source counts."""
    status = min(rows["status"], key=list(MARKS).index)
    return "suspicious" if status == "ok" and rows["suspicious"].all() else str(status)


def _reason_lines(coverage: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Say why months are suspicious or partial, each reason once."""
    noted = coverage[coverage["note"].notna()]
    lines = []
    for (source, unit, month, note), rows in noted.groupby(["source", "unit", "month", "note"]):
        here = [names.get(code, code) for code in rows["district"]]
        where = "" if len(here) == len(names) else f" {', '.join(here)}"
        kind = "partial" if (rows["status"] == "partial").any() else "suspicious"
        lines.append(f"{unit}{where}: {kind} {month}, {note} ({source})")
    return lines


def _pairs(coverage: pd.DataFrame) -> list[tuple[str, str]]:
    pairs = coverage[["unit", "district"]].drop_duplicates().sort_values(["unit", "district"])
    return list(pairs.itertuples(index=False, name=None))


def _years_line(span: Period) -> str:
    """Write each year above its first month, as far as there is room."""
    line = ""
    for position, month in enumerate(span.months):
        if (month.endswith("-01") or position == 0) and len(line) <= position:
            line = line.ljust(position) + month[:4]
    return line


def coverage_json(store: Store) -> dict[str, Any]:
    """Return the coverage for a machine; a missing month has no row count."""
    columns = ["source", "unit", "district", "month", "status", "rows", "suspicious", "note"]
    coverage = store.coverage()[columns]
    rows = coverage.astype(object).where(coverage.notna(), None)
    return {
        "synthetic": store.catalogue.synthetic,
        "stale": store.is_stale(),
        "coverage": rows.to_dict("records"),
    }


def progress_text(progress: Progress) -> str:
    """Return one line for a chapter that has ended."""
    outcome = progress.outcome
    state = "failed" if outcome.reason else "kept" if outcome.cached else "done"
    line = f"[{progress.done:>2}/{progress.total}] {outcome.label}: {state}"
    if outcome.seconds:
        line += f", {outcome.seconds:.1f} s"
    return visible(f"{line}. {outcome.reason}" if outcome.reason else line)


def assessment_text(result: AssessmentResult) -> str:
    """Return how a run went and where to open what it published."""
    if not result.outcomes:
        return as_lines(f"would run {task.label}" for task in result.plan.tasks)
    lines = [f"{one.label}: {one.reason}" for one in result.failures]
    lines += list(result.problems)
    lines += [f"Warning: {one}" for one in result.warnings]
    if result.unchanged:
        lines.append(
            f"Nothing has changed: {result.folder} is what would be made ({result.seconds:.0f} s)."
        )
    elif result.published:
        lines += [
            f"Published in {result.seconds:.0f} s ({_parts_text(result)}). Open:",
            *(f"  {result.folder / edition / 'index.html'}" for edition in result.plan.editions),
        ]
    else:
        lines.append(
            "Nothing was published; the last complete set, if there is one, is untouched. Run the "
            "same command again: only what failed is run."
        )
    return as_lines(lines)


def _parts_text(result: AssessmentResult) -> str:
    parts = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in result.parts.items())
    return f"{parts}; pages are drawn while chapters run"


def assessment_json(result: AssessmentResult) -> dict[str, Any]:
    """Return how a run went for a machine."""
    return {
        "published": result.published,
        "folder": str(result.folder),
        "seconds": result.seconds,
        "parts": dict(result.parts),
        "missing": list(result.missing),
        "problems": list(result.problems),
        "warnings": list(result.warnings),
        "chapters": [
            {"label": one.label, "reason": one.reason, "seconds": one.seconds}
            for one in result.outcomes
        ],
        "plan": [task.label for task in result.plan.tasks],
    }


def ledger_text(history: History) -> str:
    """Return one line for each release published so far."""
    if not history.entries:
        return visible(f"The ledger {history.folder} holds no release yet.")
    lines = [
        f"{one.number:>7}  {one.year}  {one.period}  {one.release[:12]}" for one in history.entries
    ]
    head = "release  year     period           hash"
    return as_lines([f"Ledger {history.folder}, whole and in order:", head, *lines])


def adopted_text(before: History, last: Entry) -> str:
    """Say what adopting a ledger did."""
    name = f"{last.name[:1].upper()}{last.name[1:]}"
    if last == before.entries[-1]:
        return f"{name} was signed with this key already; nothing was changed."
    return f"{name} is signed with the release key there is now. No published figure was changed."


def fetch_text(report: FetchReport) -> str:
    """Return what became of each dataset as a table, and what is to be known of some."""
    rows = [("dataset", "file", "size", "status")]
    rows += [
        (one.dataset, one.file, _size_text(one.size), _status_text(one)) for one in report.outcomes
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        f"{name.ljust(widths[0])}  {file.ljust(widths[1])}  {size.rjust(widths[2])}  {status}"
        for name, file, size, status in rows
    ]
    told = [one for one in report.outcomes if one.reason and one.status != "failed"]
    return as_lines([*lines, *(f"{one.dataset}: {one.reason}" for one in told)])


def _status_text(outcome: Outcome) -> str:
    more = {"failed": f": {outcome.reason}", "would fetch": f" {outcome.address}"}
    return f"{outcome.status}{more.get(outcome.status, '')}"


def _size_text(size: int | None) -> str:
    return "" if size is None else f"{size / 1000:,.0f} kB"


def by_hand_text(report: FetchReport, *, reasons: bool) -> str:
    """Return how to do without what failed, and the reasons if they were not shown."""
    return as_lines(
        f"{one.dataset}: {f'{one.reason} ' if reasons else ''}{one.by_hand}"
        for one in report.failures
    )


def begun_text(begun: Begun) -> str:
    """Say what a new project is of, what is left to do, and the commands that come next."""
    settings = begun.settings
    districts = ", ".join(f"{one.name} ({one.code})" for one in settings.districts)
    return as_lines(
        [
            f"A project for {settings.partnership.name} was made in {settings.root}:",
            f"  {districts}; {settings.partnership.force_name}.",
            *begun.remarks,
            *LEFT_TO_DO,
            f"  cd {settings.root}",
            *NEXT_COMMANDS,
        ]
    )


def fetch_json(report: FetchReport) -> dict[str, Any]:
    """Return what became of each dataset for a machine."""
    return {
        "failed": len(report.failures),
        "datasets": [
            {
                "dataset": one.dataset,
                "file": one.file,
                "status": one.status,
                "size": one.size,
                "address": one.address,
                "files": one.files,
                "reason": one.reason,
                "by_hand": one.by_hand,
            }
            for one in report.outcomes
        ],
    }


def trial_text(trial: Trial, edition: str) -> str:
    """Say what an exhibit tried shows, where its page is, and what the checks found."""
    lines = [trial.exhibit.sentence or trial.exhibit.unavailable]
    if trial.page is None:
        return as_lines([*lines, f"The {edition} edition does not show it."])
    return as_lines([*lines, str(trial.page), *(trial.faults or ["No faults found."])])


def handout_text(handout: Handout) -> str:
    """Say what a handout says first, and where its page is."""
    return as_lines([handout.title, *handout.said, str(handout.page)])


def exhibit_text(exhibit: Exhibit) -> str:
    """Say in a terminal what an exhibit says on a page: its sentences, tables and notes."""
    if exhibit.unavailable:
        return as_lines([exhibit.title, exhibit.unavailable])
    tables = [[table.caption, *_columns(table)] for table in exhibit.tables]
    said = [str(one) for one in exhibit.statements]
    parts = [[exhibit.title], said, *tables, [*exhibit.notes]]
    return as_lines(line for part in parts for line in (*part, ""))


def _columns(table: Table) -> list[str]:
    """Return a table as lines of columns as wide as their longest text."""
    rows = [next(csv.reader([line])) for line in table.to_csv_text().splitlines()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
