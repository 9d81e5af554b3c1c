"""Make the release that every page of an assessment is drawn from.

A release that was counted from the same rows, by the same rules and code, is taken as it is. A new
one prints what readers know already as they know it, and is attacked together with every release
before it. Everything that this module imports counts as code that a release is made by.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csa.code import code_digest
from csa.counting.assessment import open_assessment
from csa.counting.received_period import resolve_period
from csa.counting.tables.names import ACCOUNTS, TOLD
from csa.disclosure.attack.across import AcrossReport, Display, attack_across
from csa.disclosure.attack.gate import make_safe
from csa.disclosure.ledger.chain import Entry, History, Past, make_entry
from csa.disclosure.ledger.counted_from import CountedFrom, mark_content
from csa.disclosure.ledger.frozen import is_sealed, sealed
from csa.disclosure.ledger.history import open_history, record_release
from csa.disclosure.ledger.release import (
    LEDGER_COLUMNS,
    Release,
    is_intact,
    read_about,
    write_release,
)
from csa.disclosure.ledger.revision import (
    REVISED,
    Earlier,
    doubtful_cells,
    earlier_values,
    mark_revised,
    revised_totals,
)
from csa.disclosure.ledger.spans import key_ties
from csa.disclosure.rules.approval import approval_facts
from csa.disclosure.rules.design_rules import (
    refuse_short_period,
    refuse_too_fine,
    refuse_two_classifications,
)
from csa.disclosure.rules.policy import ALREADY_SHOWN, coarsen_tables, is_protected, protect_cells
from csa.errors import StoreError
from csa.keys import release_secret
from csa.settings.counting import settings_to_count_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from csa.counting.assessment import Counted, Wanted
    from csa.disclosure.attack.gate import GateReport
    from csa.settings import Settings
    from csa.store import Catalogue, Store

ROUNDS = 8
NEW = "the new release"
# Tables whose rows are told and not counted, and those that tell what became of files.
NOT_COUNTED = {*TOLD, *ACCOUNTS, "recommendation", "quarantine", "revision"}


def _nobody(_: str) -> None:
    """Tell nobody how far the release is."""


def check_ready(settings: Settings, store: Store, *, year: str, to: str | None) -> None:
    """Refuse what cannot be assessed, before anything is written.

    Raises
    ------
    SettingsError
        If the year or month is malformed, or the month lies outside the year.
    StoreError
        If the period has no data, or the tables are not those of the raw files as they are.
    """
    if store.is_stale():
        raise StoreError(
            "Raw files or settings have changed since the tables were built. Run csa build, then "
            "csa assess again."
        )
    if damaged := store.find_damaged():
        raise StoreError(
            f"{damaged[0]}.parquet in data/processed is damaged. Run csa build, which makes it "
            "anew, then csa assess again."
        )
    resolve_period(settings, store.coverage(), year=year, to=to)


def make_release(
    settings: Settings,
    store: Store,
    *,
    year: str,
    to: str | None,
    folder: Path,
    wanted: Wanted,
    code: str | None = None,
    tell: Callable[[str], None] = _nobody,
) -> Entry:
    """Count, protect and freeze one assessment, or take the release that is there already.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    year, to : str
        Assessment year and last month.
    folder : Path
        Where to freeze it; an earlier one there is replaced.
    wanted : Wanted
        What is to be counted.
    code : str, optional
        What tells this code from any other; by default the digest of all that makes a release.
    tell : callable
        Is told what is done where it takes a while.

    Returns
    -------
    Entry
        What the release states about itself and its place in the ledger.

    Raises
    ------
    StoreError
        If the period has no data.
    DisclosureError
        If protection fails, or the ledger is not whole; nothing is written then.
    """
    there = find_release(settings, store, year=year, to=to, folder=folder, wanted=wanted, code=code)
    if there is not None:
        return there
    secret = release_secret(settings.root)
    history = open_history(settings.reports, secret=secret)
    asked = _asked(settings, store, year=year, to=to, wanted=wanted, code=code)
    tell("Counting.")
    counted = count_assessment(settings, store, year=year, to=to, wanted=wanted, tell=tell)
    tell(f"Protecting {len(counted.cells):,} counts, and attacking them as published.")
    return _freeze(counted, history, settings=settings, asked=asked, secret=secret, folder=folder)


def find_release(
    settings: Settings,
    store: Store,
    *,
    year: str,
    to: str | None,
    folder: Path,
    wanted: Wanted,
    code: str | None = None,
) -> Entry | None:
    """Take the release that is there already, if it is what would be made now.

    Parameters are those of :func:`make_release`.

    Returns
    -------
    Entry or None
        What the release states; None if it has to be made.

    Raises
    ------
    DisclosureError
        If the ledger is not whole.
    """
    secret = release_secret(settings.root)
    history = open_history(settings.reports, secret=secret)
    asked = _asked(settings, store, year=year, to=to, wanted=wanted, code=code)
    for made in (folder, settings.reports / year / "release"):
        entry = _reusable(made, history, asked, secret=secret)
        if entry is not None:
            if made != folder:
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(made, folder)
            return entry
    return None


def count_assessment(
    settings: Settings,
    store: Store,
    *,
    year: str,
    to: str | None = None,
    wanted: Wanted,
    tell: Callable[[str], None] = _nobody,
) -> Counted:
    """Count an assessment that may be published, before its numbers are protected.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    year : str
        Assessment year.
    to : str, optional
        Last month; by default the last complete one.
    wanted : Wanted
        What is to be counted.
    tell : callable
        Is told what is done where it takes a while.

    Raises
    ------
    StoreError
        If no month of the year was received.
    DisclosureError
        If a family of counts breaks a design rule, or the period is too short to show people.
    """
    assessment = open_assessment(settings, store, year=year, to=to, wanted=wanted, tell=tell)
    rules = settings.disclosure.rules
    refuse_too_fine(assessment.families, rules=rules, used_by=wanted.used_by)
    refuse_short_period(assessment.period, assessment.families_with_rows, rules=rules)
    refuse_two_classifications(assessment.countables)
    return assessment.count(ties=key_ties)


def record(settings: Settings, *, year: str) -> None:
    """Add the release of a published set to the ledger.

    Raises
    ------
    DisclosureError
        If it cannot be added; the next run tries again before it does anything else.
    """
    record_release(
        settings.reports,
        settings.reports / year / "release",
        secret=release_secret(settings.root),
    )


def _asked(
    settings: Settings,
    store: Store,
    *,
    year: str,
    to: str | None,
    wanted: Wanted,
    code: str | None,
) -> dict[str, str]:
    """Return all that a release depends on."""
    period = resolve_period(settings, store.coverage(), year=year, to=to)
    return {
        "year": year,
        "period": period.key,
        "inputs": _hash_of(_counted_rows(store.catalogue)),
        "settings": settings_to_count_by(settings).fingerprint,
        "approval": json.dumps(approval_facts(settings), sort_keys=True),
        "wanted": _hash_of(wanted.names),
        "code": code or code_digest(__name__),
    }


def _counted_rows(catalogue: Catalogue) -> list[object]:
    """Return what tells the rows that are counted from any others: files, tables, and whose."""
    words = {name for name, one in catalogue.sources.items() if set(one["units"]) <= NOT_COUNTED}
    return [
        catalogue.synthetic,
        {n: [o["open"], o["units"]] for n, o in catalogue.sources.items() if n not in words},
        [one for one in catalogue.inputs if one["source"] not in words],
        {n: d for n, d in catalogue.digests.items() if n.partition("/")[0] not in NOT_COUNTED},
    ]


def _hash_of(stated: object) -> str:
    text = json.dumps(stated, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _reusable(
    folder: Path, history: History, asked: Mapping[str, str], *, secret: bytes
) -> Entry | None:
    """Return the release in a folder if it is whole, in its place, and what would be made anew."""
    about = read_about(folder)
    if about.get("made_from") != dict(asked) or not is_intact(folder):
        return None
    if not is_sealed(about, secret):
        return None
    entry = Entry.from_stated(about["ledger"])
    return entry if history.follows(entry) or history.holds(entry) else None


def _freeze(
    counted: Counted,
    history: History,
    *,
    settings: Settings,
    asked: Mapping[str, str],
    secret: bytes,
    folder: Path,
) -> Entry:
    pasts, base = history.releases(), settings.disclosure.base
    rows = CountedFrom(mark_content(counted.content, secret))
    earlier = earlier_values(pasts, rows)
    protected = protect_cells(
        counted.cells, counted.relations, rules=settings.disclosure, secret=secret, earlier=earlier
    )
    while doubtful := doubtful_cells(protected, earlier):
        protected = coarsen_tables(protected, doubtful, reason=ALREADY_SHOWN)
    safe, gate = make_safe(protected, counted.relations, base=base)
    safe, across = _safe_across(
        Display(NEW, safe, counted.relations, rows),
        pasts=pasts, earlier=earlier, alone=gate, base=base,
    )  # fmt: skip
    stated: list[Entry] = []

    def complete(about: Mapping[str, Any]) -> Mapping[str, object]:
        fresh = make_entry(
            history, base=base, cells=safe[LEDGER_COLUMNS], relations=counted.relations,
            files=about["files"], made_from=asked,
        )  # fmt: skip
        stated.append(history.same_as(fresh) or fresh.signed(secret))
        return sealed({**about, "ledger": stated[0].as_stated()}, secret)

    if folder.exists():
        shutil.rmtree(folder)
    about = {
        **counted.about,
        "approval": approval_facts(settings),
        "disclosure": _summary(counted.cells, safe, found=(gate, across)),
        "made_from": dict(asked),
    }
    reference = {**counted.reference, **revised_totals(safe, pasts)}
    release = Release(cells=safe, reference=reference, about=about)
    write_release(
        release, relations=counted.relations, counted_from=rows.marks,
        folder=folder, complete=complete,
    )  # fmt: skip
    return stated[0]


def _safe_across(
    new: Display, *, pasts: list[Past], earlier: Earlier, alone: GateReport, base: int
) -> tuple[pd.DataFrame, AcrossReport]:
    """Attack a release with all before it; give up tables that tell too much together.

    Raises
    ------
    DisclosureError
        If tables still leak after several rounds, or releases contradict each other.
    """
    if not pasts:
        return new.cells.assign(mark=""), AcrossReport((NEW,), alone.cells, alone.narrowest)
    before = [
        Display(past.entry.name, past.cells, past.relations, past.counted_from) for past in pasts
    ]
    lowest = min([base, *(past.entry.base for past in pasts)])
    cells = new.cells
    for _ in range(ROUNDS):
        cells = mark_revised(cells, earlier)
        report = attack_across([*before, replace(new, cells=cells)], base=lowest)
        if not report.cells_of_last:
            break
        cells = coarsen_tables(cells, set(report.cells_of_last), reason=ALREADY_SHOWN)
    report.raise_if_failed()
    return cells, report


def _summary(
    true: pd.DataFrame,
    published: pd.DataFrame,
    *,
    found: tuple[GateReport, AcrossReport],
) -> dict[str, object]:
    """Return what the manifest prints about protection."""
    hidden = is_protected(published)
    revised = published["mark"] == REVISED
    return {
        **{name: value for report in found for name, value in report.summary().items()},
        **_errors(true, published),
        "revised": {"protected": int((revised & hidden).sum()), "all": int(revised.sum())},
        "withheld_for_earlier": int((published["reason"] == ALREADY_SHOWN).sum()),
    }


def _errors(true: pd.DataFrame, published: pd.DataFrame) -> dict[str, float]:
    """Return how far published counts lie from the truth, over all protected cells together."""
    hidden = is_protected(published) & published["value"].notna()
    error = (published["value"] - true["value"])[hidden].abs()
    if not len(error):
        return {"mean_error": 0.0, "largest_error": 0}
    return {"mean_error": round(float(error.mean()), 2), "largest_error": int(error.max())}
