"""Commands about processed tables: make them, and see what was received."""

from __future__ import annotations

import os
import sys

import typer

from csa.commands.options import Json, Quiet, Root
from csa.commands.output import as_json_text, overwrite, put, say

commands = typer.Typer()


@commands.command()
def build(root: Root = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Read the raw files into processed tables and account for every row."""
    # Memory that Arrow gave back at once would be asked for again with the next block of rows.
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")
    from csa.commands.console import account_json, account_text
    from csa.settings import load_settings
    from csa.store import build as build_tables

    told = sys.stderr.isatty() and not (quiet or as_json)
    try:
        report = build_tables(load_settings(root), progress=_show_reading if told else None)
    finally:
        if told:
            overwrite("")
    if as_json:
        put(as_json_text(account_json(report)))
    else:
        say(account_text(report), quiet=quiet)


@commands.command()
def status(root: Root = None, as_json: Json = False) -> None:
    """Show which months of which source were received for each district."""
    from csa.commands.console import coverage_json, coverage_text
    from csa.settings import load_settings
    from csa.store import Store

    settings = load_settings(root)
    store = Store(settings)
    text = as_json_text(coverage_json(store)) if as_json else coverage_text(settings, store)
    put(text)


def _show_reading(name: str, done: int, total: int) -> None:
    overwrite(f"Reading {done + 1} of {total}: {name}" if total else f"Reading {name}")
