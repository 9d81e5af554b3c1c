"""Commands of the officer's own: what is drawn from true counts and belongs to no edition."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csa.commands.options import Quiet, Root
from csa.commands.output import put, say
from csa.visible import as_lines

commands = typer.Typer()


@commands.command()
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
    from csa.private import said_of_rights
    from csa.report.cases import write_cases
    from csa.settings import load_settings
    from csa.store import Store

    settings = load_settings(root)
    written = write_cases(settings, Store(settings), district=district, last=to, edition=edition)
    lines = [f"{name}: {count} ({written.criteria[name]})" for name, count in written.rows.items()]
    say(as_lines([f"Restricted lists in {written.folder}", *lines, *said_of_rights()]), quiet=quiet)


@commands.command("design-evaluation")
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
    from csa.commands.console import exhibit_text

    asked: dict[str, Any] = {"ward": ward, "place": place, "unit": unit, "priority": priority}
    asked |= {"category": category, "cost_gbp": cost, "root": root and str(root)}
    put(exhibit_text(explore.design_evaluation(district, **asked)))


@commands.command()
def place(
    name: Annotated[
        str,
        typer.Argument(help="A named place, a ward, codes of LSOAs, or easting,northing,radius."),
    ],
    theme: Annotated[
        str | None,
        typer.Option("--theme", "--priority", help="A priority, sub-theme or unit; else all."),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help="First month, 2016-02.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last month, 2017-01.")] = None,
    edition: Annotated[
        str, typer.Option(help="officer (exact, unprotected), partner or public.")
    ] = "officer",
    root: Root = None,
    quiet: Quiet = False,
) -> None:
    """Profile one place on two sheets: what, when, where, who, what was tried; true counts."""
    from csa.commands.console import handout_text
    from csa.handouts import write_profile

    asked: dict[str, Any] = {"theme": theme, "since": since, "until": until, "edition": edition}
    asked["root"] = root and str(root)
    say(handout_text(write_profile(name, **asked)), quiet=quiet)


@commands.command()
def monitor(
    district: Annotated[str, typer.Argument(help="A district of the partnership.")],
    until: Annotated[
        str | None, typer.Option("--to", help="Last day or month, such as 2017-01-31.")
    ] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks, 2 to 12.")] = 6,
    edition: Annotated[
        str, typer.Option(help="officer only: no published edition holds weeks.")
    ] = "officer",
    root: Root = None,
    quiet: Quiet = False,
) -> None:
    """Tell the last six weeks of a district: what is new, places, hours, actions; true counts."""
    from csa.commands.console import handout_text
    from csa.handouts import write_monitor

    asked: dict[str, Any] = {"until": until, "weeks": weeks, "edition": edition}
    asked["root"] = root and str(root)
    say(handout_text(write_monitor(district, **asked)), quiet=quiet)
