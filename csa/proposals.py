"""What does a file seem to hold, and what would become of its rows, as an officer reads it?

``csa layout`` prints it, ``csa.layout(...)`` shows it in a notebook. No cell of a file is in either
unless it is on a list of known words.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import CsaError
from csa.layouts.proposing.offer import Offer, nothing_fits, offer, write_offer
from csa.reading.files.names import fits
from csa.reading.rows.reasons import in_words
from csa.settings import Layout, load_settings
from csa.settings.layouts import open_lines
from csa.store.trial import Trial, name_below, try_file
from csa.visible import MOST_OF_A_NAME, visible

if TYPE_CHECKING:
    from csa.settings import Settings

FATES = ("rows", "accepted", "quarantined", "superseded", "out_of_area", "left_out")
LINES_NAMED = 5


class Looked:
    """What was found in a file: a proposal if no layout is for it, and what would become of it.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    path : Path
        The file.

    Attributes
    ----------
    offer : Offer, optional
        The layout that is proposed; nothing if there is one that reads it.
    trials : list of Trial
        What would become of its rows, table by table.
    problem : str
        Why that cannot be told.
    """

    def __init__(self, settings: Settings, path: Path) -> None:
        self._settings, self._path = settings, path
        self.offer: Offer | None = None
        self.trials: list[Trial] = []
        self.problem = ""
        if _has_layout(settings, path):
            self._try(settings, "It is not read as it is")
        if not self.trials:  # also where headings have changed: the proposal starts from the old
            self.offer = offer(settings, path)
        if self.offer is not None and not self.offer.name:
            self.problem = self.problem or nothing_fits(self.offer, path)
        elif self.offer is not None and not self.problem:
            self._try(self._with_proposal(), "It cannot be tried yet")

    def _try(self, settings: Settings, otherwise: str) -> None:
        try:
            trials = try_file(settings, self._path)
            # What is open is told once, of the proposal.
            self.trials = [replace(one, still_open="") for one in trials] if self.offer else trials
        except CsaError as problem:
            self.problem = f"{otherwise}: {problem}"

    def _with_proposal(self) -> Settings:
        """Return the settings as they would be with the proposal."""
        if self.offer is None or not self.offer.name:
            return self._settings
        text = self.offer.text
        proposed = Layout.model_validate(tomllib.loads(text)).model_copy(
            update={"name": Path(self.offer.name).stem, "unfinished": open_lines(text)}
        )
        layouts = (*self._settings.layouts, proposed)
        return self._settings.model_copy(update={"layouts": layouts})

    def write(self) -> None:
        """Write the proposal into ``config/layouts``, to be finished there.

        Raises
        ------
        SourceError
            If no table fits the file.
        SettingsError
            If the settings file is there already.
        """
        if self.offer is not None:
            write_offer(self._settings, self.offer, self._path)

    def __str__(self) -> str:
        """Return it as the command line prints it."""
        parts = [offer_text(self.offer)] if self.offer is not None and self.offer.name else []
        parts += [trials_text(self._settings, self.trials)] if self.trials else []
        return "\n\n".join([*parts, *([self.problem] if self.problem else [])])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        parts = list(_offer_html(self.offer)) if self.offer is not None and self.offer.name else []
        for trial in self.trials:
            lines = list(_trial_lines(self._settings, trial.without_preview()))
            parts += [_list_html(lines), _table_html(trial.preview)]
        return "".join([*parts, f"<p>{escape(self.problem)}</p>" if self.problem else ""])


def look(path: str | os.PathLike[str], *, root: str | None = None) -> Looked:
    r"""Look at a file that a partner sent: its layout, or the one that is proposed for it.

    Nothing is kept; ``.write()`` writes the proposal.

    Parameters
    ----------
    path : str or path
        The file, below ``data/raw``.
    root : str, optional
        The project folder; by default the nearest one.

    Raises
    ------
    SourceError
        If it cannot be read, or is in csa's own format.

    Examples
    --------
    >>> from pathlib import Path
    >>> sent = Path("data/raw/disorder.csv")
    >>> headings = "Incident No,Date Reported,Type of ASB,Easting,Northing"
    >>> row = "1,13/04/2016 10:00,Nuisance,404150,267750"
    >>> _ = sent.write_text(f"{headings}\n{row}\n")
    >>> csa.layout(sent)
    As asb:
      created_at: Date Reported ...
      incident_ref: Incident No ...
      nsir_category: Type of ASB ...
    """
    return Looked(load_settings(root), Path(path))


def _has_layout(settings: Settings, path: Path) -> bool:
    try:
        name = name_below(settings.raw, path)
    except CsaError:
        return False
    patterns = [pattern for layout in settings.layouts for pattern in layout.files]
    return any(fits(name, pattern, loosely=True) for pattern in patterns)


def offer_text(offer: Offer) -> str:
    """Return what was proposed for a file, column by column."""
    lines = []
    for source, rows in _fills(offer):
        lines.append(f"As {source}:")
        lines += [f"  {column}: {what} ({why})" for column, what, why in rows]
    lines.append(f"Never kept: {visible(', '.join(offer.proposal.personal) or 'none')}.")
    lines += [f"{offer.name}, {line}" for line in open_lines(offer.text)]
    lines.append(
        f"It would be {offer.name}. Settle each line that says open and take the remark away: "
        "until then csa build refuses it. csa layout --check says what would become of the file."
    )
    return "\n".join(lines)


def _fills(offer: Offer) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield by source, for each column, what it would be made of and why."""
    for source, fills in offer.proposal.tables.items():
        rows = []
        for column, fill in fills.items():
            what = " + ".join(fill.way.headings) or f"always '{fill.way.value}'"
            rows.append((column, visible(what, MOST_OF_A_NAME), fill.reason))
        yield source, rows


def _offer_html(offer: Offer) -> Iterator[str]:
    for source, rows in _fills(offer):
        yield f"<h4>As {escape(source)}</h4>"
        yield _table_html(pd.DataFrame(rows, columns=["column", "made of", "why"]))
    yield f"<p>Never kept: {escape(', '.join(offer.proposal.personal) or 'none')}.</p>"
    still_open = open_lines(offer.text)
    yield f"<p>Open in {escape(offer.name)}, which .write() writes:</p>" if still_open else ""
    yield _list_html(still_open)


def _list_html(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _table_html(rows: pd.DataFrame) -> str:
    return rows.to_html(index=False, na_rep="-", border=0) if len(rows) else ""


def trials_text(settings: Settings, trials: Sequence[Trial]) -> str:
    """Return what would become of a file by its layout, table by table."""
    return "\n\n".join("\n".join(_trial_lines(settings, trial)) for trial in trials)


def _trial_lines(settings: Settings, trial: Trial) -> Iterator[str]:
    entry = trial.entry
    yield f"{entry['path']} as {entry['source']}, by config/layouts/{entry['layout']['name']}.toml"
    if trial.still_open:
        yield f"Not finished, and no build takes it so; marked open: {trial.still_open}."
    yield ", ".join(f"{name.replace('_', ' ')} {entry[name]:,}" for name in FATES)
    yield from (f"  {remark}" for remark in entry["note"].split("; ") if remark)
    yield from _aside_lines(trial.quarantine)
    names = {district.code: district.name for district in settings.districts} | {"": "not known"}
    counts = trial.counts.assign(district=trial.counts["district"].map(names))
    for district, rows in counts.groupby("district", sort=False):
        told = ", ".join(
            f"{month} {n}" for month, n in zip(rows["month"], rows["rows"], strict=True)
        )
        yield f"{district}: {told}"
    if trial.unknown:
        told = ", ".join(f"{name} in {n:,}" for name, n in trial.unknown.items())
        yield f"Not known: {told}. What a file does not say is not available, and never no or 0."
    if trial.masked:
        yield f"Filled as well, and not shown: {', '.join(trial.masked)}."
    if len(trial.preview):
        yield "Some of its rows, without anything that refers to somebody:"
        yield trial.preview.to_string(index=False, na_rep="-")


def _aside_lines(quarantine: pd.DataFrame) -> Iterator[str]:
    groups = quarantine.fillna("").groupby(["column", "reason"], sort=True)
    for (column, reason), rows in groups:
        first = rows[rows["sheet"] == rows["sheet"].iloc[0]].head(LINES_NAMED)
        lines = ", ".join(str(line) for line in first["line"])
        more = f" and {len(rows) - len(first):,} more" if len(rows) > len(first) else ""
        where = f"{first['sheet'].iloc[0]}, " if first["sheet"].iloc[0] else ""
        heading = f"'{column}': " if column else ""
        yield f"  set aside, {heading}{in_words(reason)} ({where}line {lines}{more})"
