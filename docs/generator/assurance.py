"""What the page on assurance draws from the project: its data, settings, checks and oracles."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import csa
from csa import errors
from csa.disclosure.rules.approval import approval_facts
from csa.sources import all_sources
from generator.project import ROOT, settings
from generator.text import first_line, in_code, plain, table

CHECKED_BY = ("csa/report/checks", "csa/disclosure/attack", "csa/disclosure/leaks")
TESTED_BY = ("tests/oracle", "tests/property")


def exit_codes() -> str:
    """Return what each way to end means."""
    kinds = {
        one.exit_code: first_line(one.__doc__)
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.CsaError) and "exit_code" in vars(one)
    }
    rows = [(f"{code}", plain(kinds[code])) for code in sorted(kinds) if code > 1]
    return table(
        ("Code", "Means"), [("0", "Fine."), ("1", "Answered no."), ("2", "Mistyped."), *rows]
    )


def data_log() -> str:
    """Return every source: whose it is, under what, and which tables it fills."""
    rows = [
        (
            plain(one.label), plain(one.publisher), plain(one.law or one.licence),
            ", ".join(map(in_code, one.units)) or "only looked things up in",
            in_code(one.patterns[0]),
        )
        for one in sorted(all_sources().values(), key=lambda one: (not one.open, one.label))
    ]  # fmt: skip
    return table(("Source", "Sent by", "Under", "Fills", "Read from"), rows)


def recording() -> str:
    """Return the changes in recording that comparisons are warned of."""
    rows = [
        (one.start, plain(one.label), plain(one.caveat))
        for one in sorted(settings().breaks, key=lambda one: one.start)
    ]
    return table(("From", "Change", "What is said of it"), rows)


def thresholds() -> str:
    """Return the numbers of the settings that judgement and protection rest on."""
    rules, judged = settings().disclosure, settings().verdicts
    rows = [
        ("Confidence of limits", f"{settings().partnership.confidence:.0%}", "partnership.toml"),
        ("Share of what is called clear that may be chance", f"{judged.false_discovery:.0%}",
         "partnership.toml"),
        ("A clear change of less is called slight", f"{judged.slight_percent:g}%",
         "partnership.toml"),
        ("Protected counts are multiples of", f"{rules.base}", "disclosure.toml"),
        ("Least base of a percentage", f"{rules.minimum_base_for_percent}", "disclosure.toml"),
        ("Base below which numbers are called small", f"{rules.small_base}", "disclosure.toml"),
        ("Least group that is broken down", f"{rules.minimum_group}", "disclosure.toml"),
        ("Least months of a figure about people", f"{rules.rules.minimum_months}",
         "disclosure.toml"),
    ]  # fmt: skip
    return table(("Setting", "Value", "Stands in"), [(*row[:2], in_code(row[2])) for row in rows])


def checks() -> str:
    """Return what is asked of every set before it is published."""
    return _asked(CHECKED_BY, "*.py", ("Question", "Asked by"))


def oracles() -> str:
    """Return what results are held to that shares nothing with how they are worked out."""
    return _asked(TESTED_BY, "test_*.py", ("What is shown", "Test"))


def version() -> str:
    """Return which version and settings these pages are of."""
    facts = approval_facts(settings())
    approved = "approved" if facts["approved"] else "not approved"
    return (
        f"csa {csa.__version__}, settings of protection {in_code(facts['settings'])} ({approved}), "
        f"for {settings().partnership.body}."
    )


def _asked(folders: tuple[str, ...], pattern: str, headings: tuple[str, str]) -> str:
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob(pattern))]
    told = [
        (plain(first_line(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))), path)
        for path in files
        if path.stem != "__init__"
    ]
    return table(
        headings, [(text, in_code(path.relative_to(ROOT).as_posix())) for text, path in told]
    )


PARTS: Mapping[str, Callable[[], str]] = {
    "data_log": data_log,
    "recording": recording,
    "thresholds": thresholds,
    "checks": checks,
    "oracles": oracles,
    "version": version,
}
