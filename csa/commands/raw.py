"""Commands about a project and its raw files: begin, make up, download, see how one is read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csa.commands.options import Json, Quiet, Root
from csa.commands.output import as_json_text, put, say, tell
from csa.errors import SettingsError
from csa.visible import as_lines, visible

if TYPE_CHECKING:
    from csa.settings import Settings

commands = typer.Typer()


@commands.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Where the project shall be.")],
    districts: Annotated[
        list[str] | None,
        typer.Argument(help="Name or GSS code of each district; or both, as Name=E07000001."),
    ] = None,
    name: Annotated[
        str, typer.Option(help="The partnership's name; by default as the look-up has it.")
    ] = "",
    police: Annotated[
        str, typer.Option(help="The force as data.police.uk names its files, such as kent.")
    ] = "",
    lookups: Annotated[
        Path | None, typer.Option(help="A folder of ONS look-ups; by default one is fetched.")
    ] = None,
    is_demo: Annotated[
        bool, typer.Option("--demo", help="The synthetic partnership, to try csa with.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Begin a project: settings, notebooks and folders of a partnership."""
    from csa.commands.console import begun_text
    from csa.starting import Wanted, begin, begin_demo

    if is_demo:
        if districts:
            raise SettingsError("--demo has districts of its own: leave yours out.")
        _write_demo(begin_demo(folder).settings, quiet=quiet)
        return
    wanted = Wanted(folder, tuple(districts or ()), name=name, police=police, lookups=lookups)
    say(begun_text(begin(wanted, tell=tell)), quiet=quiet)


@commands.command()
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
    """Write the synthetic partnership's raw files under data/raw; a project too, where none is."""
    from csa.settings import load_settings

    settings = _begun_here() if _is_nowhere(root) else load_settings(root)
    _write_demo(settings, seed=seed, world=layout, services=services, quiet=quiet)


def _is_nowhere(root: Path | None) -> bool:
    """Return whether no project is named, and none is at or above the working folder."""
    from csa.settings.reading import project_above

    return root is None and not os.environ.get("CSA_ROOT") and not project_above(Path.cwd())


def _begun_here() -> Settings:
    """Make a project of the working folder, if nothing is in it."""
    from csa.starting import begin_demo

    here = Path.cwd()
    if any(not path.name.startswith(".") for path in here.iterdir()):
        raise SettingsError(
            f"{here} is no project and not empty. Run csa demo in an empty folder, or begin a "
            "project in a new one: csa new FOLDER --demo."
        )
    return begin_demo(here).settings


def _write_demo(settings: Settings, *, quiet: bool, **options: Any) -> None:
    from csa.synthetic import write_partnership

    summary = write_partnership(settings.raw, settings=settings, **options)
    say(
        visible(
            f"The synthetic partnership (seed {summary.seed}) was written to {summary.folder}: "
            f"{summary.files} files, {sum(summary.rows.values()):,} rows."
        ),
        quiet=quiet,
    )


@commands.command()
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
    from csa.commands.console import by_hand_text, fetch_json, fetch_text
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
        put(as_json_text(fetch_json(report)))
    else:
        say(fetch_text(report), quiet=quiet)
        if report.failures:
            tell(by_hand_text(report, reasons=quiet))
    raise typer.Exit(report.exit_code)


@commands.command()
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
        put(trials_text(settings, try_file(settings, file)))
    elif show is not None:
        put(as_lines(f"{n:>7,}  {text}" for text, n in texts_under(settings, file, show)))
    else:
        found = Looked(settings, file)
        found.write()
        put(str(found))
