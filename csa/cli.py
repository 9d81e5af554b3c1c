"""Where the groups of commands come together, in the order in which help lists them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from csa.commands import publishing, raw, restricted, tables
from csa.commands.endings import run
from csa.commands.output import put

app = typer.Typer(
    name="csa",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # frames and colours are for no log, and not for every console
)


def main() -> None:
    """Run the command line; every end is a sentence and an exit code of its kind."""
    raise SystemExit(run(app, sys.argv[1:]))


@app.callback(invoke_without_command=True)
def choose(
    context: typer.Context,
    debug: Annotated[  # noqa: ARG001 - read where the command ends, in csa.commands.endings
        bool, typer.Option("--debug", help="Show where an error came from; with any command.")
    ] = False,
) -> None:
    """Run the Strategic Assessment workbench of a Community Safety Partnership."""
    if context.invoked_subcommand is None:
        put(context.get_help())


for group in (raw, tables, publishing, restricted):
    app.add_typer(group.commands)

if __name__ == "__main__":
    main()
