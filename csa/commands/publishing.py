"""Commands about what is published: reports, their checks, one exhibit on trial, the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from csa.commands.options import Json, Quiet, Root
from csa.commands.output import as_json_text, put, say, tell
from csa.errors import SettingsError
from csa.visible import visible

commands = typer.Typer()


@commands.command()
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
    from csa.commands.console import assessment_json, assessment_text, progress_text
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
        progress=None if quiet or as_json else lambda one: tell(progress_text(one)),
        tell=None if quiet or as_json else tell,
    )
    if as_json:
        put(as_json_text(assessment_json(result)))
    else:
        say(assessment_text(result), quiet=quiet and not result.exit_code)
    raise typer.Exit(result.exit_code)


@commands.command()
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
        put(visible(finding))
    if findings:
        raise typer.Exit(16)
    put("No faults found.")


@commands.command("check-exhibit")
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
    from csa.commands.console import trial_text
    from csa.report.trial import FOLDER, Asked, try_exhibit
    from csa.settings import load_settings
    from csa.store import Store

    settings = load_settings(root)
    chosen: Any = _editions([edition])[0]
    asked = Asked(name, district, year, to=to, priority=priority, edition=chosen)
    trial = try_exhibit(settings, Store(settings), asked, folder=settings.reports / FOLDER)
    put(trial_text(trial, edition))
    if trial.faults:
        raise typer.Exit(16)


@commands.command()
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
    from csa.commands.console import ADOPTION, adopted_text, ledger_text
    from csa.disclosure.ledger.history import adopt_ledger, read_history, restore_ledger
    from csa.settings import load_settings

    settings = load_settings(root)
    history = restore_ledger(settings.root) if restore else read_history(settings.reports)
    put(ledger_text(history))
    if not adopt:
        return
    if not yes and history.entries:
        put(ADOPTION)
        typer.confirm("Adopt this ledger?", abort=True)
    put(adopted_text(history, adopt_ledger(settings.root)))


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
