"""The commands: parse, call one library function, print, exit."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from csa.endings import run
from csa.errors import SettingsError
from csa.visible import as_lines, visible

app = typer.Typer(
    name="csa",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # frames and colours are for no log, and not for every console
)

LINE = 79
Root = Annotated[
    Path | None,
    typer.Option("--root", help="Project folder; by default the nearest one with config/."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print errors only.")]


def main() -> None:
    """Run the command line; every end is a sentence and an exit code of its kind."""
    raise SystemExit(run(app, sys.argv[1:]))


@app.callback(invoke_without_command=True)
def choose(
    context: typer.Context,
    debug: Annotated[  # noqa: ARG001 - read where the command ends, in csa.endings
        bool, typer.Option("--debug", help="Show where an error came from; with any command.")
    ] = False,
) -> None:
    """Run the Strategic Assessment workbench of a Community Safety Partnership."""
    if context.invoked_subcommand is None:
        _print(context.get_help())


@app.command()
def demo(
    root: Root = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed gives another partnership.")
    ] = 2017,
    layout: Annotated[
        str,
        typer.Option(help="As other systems send it, with layouts: records or warehouse."),
    ] = "",
    services: Annotated[
        bool, typer.Option("--services", help="Also what hospitals and support services share.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write the synthetic partnership's raw files under data/raw."""
    from csa.settings import load_settings
    from csa.synthetic import write_partnership

    settings = load_settings(root)
    summary = write_partnership(
        settings.raw, seed=seed, settings=settings, world=layout, services=services
    )
    _say(
        visible(
            f"The synthetic partnership (seed {summary.seed}) was written to {summary.folder}: "
            f"{summary.files} files, {sum(summary.rows.values()):,} rows."
        ),
        quiet=quiet,
    )


@app.command()
def fetch(
    first: Annotated[
        str | None, typer.Option("--from", help="First month, such as 2022-04.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="Last month; by default the newest published.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Only this dataset or source; may be repeated.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Download again, and replace files of your own.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be fetched, and from where.")
    ] = False,
    root: Root = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fetch official open data into data/raw: police.uk, ONS, deprivation."""
    from csa.console import by_hand_text, fetch_json, fetch_text
    from csa.fetch import ProgressLines, Wanted
    from csa.fetch import fetch as fetch_data
    from csa.settings import load_settings

    wanted = Wanted(first, to, tuple(source or ()), force=force, dry_run=dry_run)
    lines = ProgressLines(sys.stderr.write, live=sys.stderr.isatty())
    try:
        progress = None if quiet or as_json else lines
        report = fetch_data(load_settings(root), wanted, progress=progress)
    finally:
        lines.end()
    if as_json:
        _print(_json(fetch_json(report)))
    else:
        _say(fetch_text(report), quiet=quiet)
        if report.failures:
            _line(by_hand_text(report, reasons=quiet))
    raise typer.Exit(report.exit_code)


@app.command()
def build(root: Root = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Read the raw files into processed tables and account for every row."""
    # Memory that Arrow gave back at once would be asked for again with the next block of rows.
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")
    from csa.console import account_json, account_text
    from csa.settings import load_settings
    from csa.store import build as build_tables

    told = sys.stderr.isatty() and not (quiet or as_json)
    try:
        report = build_tables(load_settings(root), progress=_show_reading if told else None)
    finally:
        if told:
            _overwrite("")
    if as_json:
        _print(_json(account_json(report)))
    else:
        _say(account_text(report), quiet=quiet)


@app.command()
def layout(
    file: Annotated[Path, typer.Argument(help="A file below data/raw.")],
    root: Root = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what would become of its rows by its layout.")
    ] = False,
    show: Annotated[
        str | None, typer.Option(help="Show the texts of one column, by its heading.")
    ] = None,
) -> None:
    """Propose how a file is read, or say what would become of its rows; no row is kept."""
    from csa.layouts.proposing.offer import texts_under
    from csa.proposals import Looked, trials_text
    from csa.settings import load_settings
    from csa.store.trial import try_file

    settings = load_settings(root)
    if check:
        _print(trials_text(settings, try_file(settings, file)))
    elif show is not None:
        _print(as_lines(f"{n:>7,}  {text}" for text, n in texts_under(settings, file, show)))
    else:
        found = Looked(settings, file)
        found.write()
        _print(str(found))


@app.command()
def status(root: Root = None, as_json: Json = False) -> None:
    """Show which months of which source were received for each district."""
    from csa.console import coverage_json, coverage_text
    from csa.settings import load_settings
    from csa.store import Store

    settings = load_settings(root)
    store = Store(settings)
    text = _json(coverage_json(store)) if as_json else coverage_text(settings, store)
    _print(text)


@app.command()
def assess(
    year: Annotated[str, typer.Option(help="Assessment year, such as 2016-17.")],
    to: Annotated[str | None, typer.Option(help="Last month, such as 2017-01.")] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Only this area; may be repeated.")
    ] = None,
    edition: Annotated[
        list[str] | None, typer.Option(help="partner or public; both by default.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Chapters run at once.")] = None,
    keep_going: Annotated[
        bool,
        typer.Option(
            "--keep-going", help="Run an area's other chapters although one of them failed."
        ),
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Publish the areas that are complete.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the chapters without running them.")
    ] = False,
    root: Root = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run every chapter of every area and publish the reports."""
    from csa.console import assessment_json, assessment_text, progress_text
    from csa.report.run.batch import run_assessment
    from csa.settings import load_settings

    settings = load_settings(root)
    result = run_assessment(
        settings,
        year=year,
        to=to,
        districts=district,
        editions=_editions(edition),
        jobs=jobs,
        keep_going=keep_going,
        partial=partial,
        dry_run=dry_run,
        progress=None if quiet or as_json else lambda one: _line(progress_text(one)),
        tell=None if quiet or as_json else _line,
    )
    if as_json:
        _print(_json(assessment_json(result)))
    else:
        _say(assessment_text(result), quiet=quiet and not result.exit_code)
    raise typer.Exit(result.exit_code)


@app.command()
def cases(
    district: Annotated[str, typer.Option(help="A district of the partnership.")],
    to: Annotated[str | None, typer.Option(help="Last month, such as 2017-01.")] = None,
    edition: Annotated[
        str, typer.Option(help="officer only: the lists belong to no published edition.")
    ] = "officer",
    root: Root = None,
    quiet: Quiet = False,
) -> None:
    """Write restricted lists for case management: repeat victims, suspects, places."""
    from csa.report.cases import write_cases
    from csa.settings import load_settings
    from csa.store import Store

    settings = load_settings(root)
    written = write_cases(settings, Store(settings), district=district, last=to, edition=edition)
    lines = [f"{name}: {count} ({written.criteria[name]})" for name, count in written.rows.items()]
    _say(as_lines([f"Restricted lists in {written.folder}", *lines]), quiet=quiet)


@app.command()
def check(
    reports: Annotated[Path, typer.Argument(help="A published folder, such as reports/2016-17.")],
    limits: Annotated[
        bool,
        typer.Option("--limits", help="Only say what is too long, empty, or said twice."),
    ] = False,
) -> None:
    """Check finished pages: structure, links, self-containment and leaks."""
    from csa.report.checks.audit import check_published
    from csa.report.checks.limits import check_limits

    findings = check_limits(reports) if limits else check_published(reports)
    for finding in findings:
        _print(visible(finding))
    if findings:
        raise typer.Exit(16)
    _print("No faults found.")


@app.command("check-exhibit")
def check_exhibit(
    name: Annotated[str, typer.Argument(help="As a notebook calls it, such as time.week.")],
    district: Annotated[str, typer.Option(help="The area.")],
    year: Annotated[str, typer.Option(help="Assessment year, such as 2016-17.")],
    to: Annotated[str | None, typer.Option(help="Last month, such as 2017-01.")] = None,
    priority: Annotated[str | None, typer.Option(help="Of an exhibit of a priority.")] = None,
    edition: Annotated[str, typer.Option(help="partner or public.")] = "partner",
    root: Root = None,
) -> None:
    """Take one exhibit through counting, protection and the checks of its page."""
    from csa.console import trial_text
    from csa.report.trial import FOLDER, Asked, try_exhibit
    from csa.settings import load_settings
    from csa.store import Store

    settings = load_settings(root)
    chosen: Any = _editions([edition])[0]
    asked = Asked(name, district, year, to=to, priority=priority, edition=chosen)
    trial = try_exhibit(settings, Store(settings), asked, folder=settings.reports / FOLDER)
    _print(trial_text(trial, edition))
    if trial.faults:
        raise typer.Exit(16)


@app.command("design-evaluation")
def design_evaluation(
    district: Annotated[str, typer.Option(help="The district it would be in.")],
    ward: Annotated[str | None, typer.Option(help="Name of its ward, or else --place.")] = None,
    place: Annotated[str | None, typer.Option(help="Slug of its named place.")] = None,
    unit: Annotated[str, typer.Option(help="crime, asb, fire or environment.")] = "crime",
    priority: Annotated[str | None, typer.Option(help="Only of this priority.")] = None,
    category: Annotated[str | None, typer.Option(help="Or only of this police.uk type.")] = None,
    cost: Annotated[int | None, typer.Option(help="What it would cost, in pounds.")] = None,
    root: Root = None,
) -> None:
    """Say what an evaluation of a project could see, before it is paid for; true counts."""
    from csa import explore
    from csa.console import exhibit_text

    asked: dict[str, Any] = {"ward": ward, "place": place, "unit": unit, "priority": priority}
    asked |= {"category": category, "cost_gbp": cost, "root": root and str(root)}
    _print(exhibit_text(explore.design_evaluation(district, **asked)))


@app.command()
def ledger(
    adopt: Annotated[
        bool,
        typer.Option(
            "--adopt", help="Go on with the release key there is now, after another one was lost."
        ),
    ] = False,
    restore: Annotated[
        bool,
        typer.Option("--restore", help="Put a lost ledger together again from published sets."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Adopt without asking.")] = False,
    root: Root = None,
) -> None:
    """List the releases published so far, checked by their hashes; go on with a new key."""
    from csa.console import ADOPTION, adopted_text, ledger_text
    from csa.disclosure.ledger.history import adopt_ledger, read_history, restore_ledger
    from csa.settings import load_settings

    settings = load_settings(root)
    history = restore_ledger(settings.root) if restore else read_history(settings.reports)
    _print(ledger_text(history))
    if not adopt:
        return
    if not yes and history.entries:
        _print(ADOPTION)
        typer.confirm("Adopt this ledger?", abort=True)
    _print(adopted_text(history, adopt_ledger(settings.root)))


def _editions(names: list[str] | None) -> tuple[str, ...]:
    from csa.settings import PUBLISHED_EDITIONS

    chosen = tuple(names or PUBLISHED_EDITIONS)
    wrong = [name for name in chosen if name not in PUBLISHED_EDITIONS]
    if wrong:
        raise SettingsError(
            f"'{wrong[0]}' is not a published edition. Choose from: "
            f"{', '.join(PUBLISHED_EDITIONS)}. The officer's view is for JupyterLab only."
        )
    return chosen


def _show_reading(name: str, done: int, total: int) -> None:
    _overwrite(f"Reading {done + 1} of {total}: {name}" if total else f"Reading {name}")


def _overwrite(text: str) -> None:
    """Write one line of a terminal over and over; a new text takes the place of the old one."""
    for part in ("\r", visible(text)[:LINE].ljust(LINE), "\r"):
        sys.stderr.write(part)
    sys.stderr.flush()


def _line(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        _print(text)


def _json(document: object) -> str:
    """Return JSON in which every character that is no plain one is an escape of JSON's own."""
    return json.dumps(document, indent=1).replace("\x7f", "\\u007f")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
