"""What has been published so far, in which order, and is the record of it whole?

The ledger in ``reports/ledger`` holds every release ever published: a numbered folder with its
cells and relations, and a line of ``chain.jsonl`` that states its hashes and the hash of the
release before it. Nothing is taken out or changed. A release counts as published when its set of
reports is; a run that ended between the two steps is put right by the next one, from the copy of
the release in the published set.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from csa.disclosure.ledger.chain import Entry, History, entry_folder
from csa.disclosure.ledger.release import RELEASE_FILE
from csa.errors import DisclosureError
from csa.keys import release_secret
from csa.moving import put_in_place
from csa.said import read_said, sign_anew

if TYPE_CHECKING:
    from collections.abc import Iterable

LEDGER_FOLDER = "ledger"
SETTINGS_FOLDER = "config"
CHAIN_FILE = "chain.jsonl"
_UNFINISHED = ".new-"


def open_history(reports: Path, *, secret: bytes) -> History:
    """Read the ledger, put right what a killed run left, and check that it is whole.

    Parameters
    ----------
    reports : Path
        The reports folder.
    secret : bytes
        The release key.

    Raises
    ------
    DisclosureError
        If the ledger is missing beside published sets, or a release is missing, changed, out of
        order or not made with this key. The message names the release and its hash; nothing may
        be published then.
    """
    published = published_releases(reports)
    if not published:
        # Made before anything is published, so that pages without a ledger tell that it was lost.
        (reports / LEDGER_FOLDER).mkdir(parents=True, exist_ok=True)
    history = _with_published(reports, published, secret=secret)
    if history.entries:
        _refuse_other_key(history.entries[-1], secret)
    return history


def restore_ledger(root: Path | str) -> History:
    """Put a lost ledger together again from the published sets, if they are all there.

    Parameters
    ----------
    root : Path or str
        Project folder.

    Raises
    ------
    DisclosureError
        If there is a ledger, or a release between those published is missing. Sets that were
        published anew took the place of earlier ones, which only a copy of the ledger holds.
    """
    reports, secret = Path(root) / "reports", release_secret(Path(root))
    folder = reports / LEDGER_FOLDER
    if folder.is_dir():
        raise DisclosureError(
            f"There is a ledger in {folder}, so nothing was restored. If it is damaged, put your "
            "copy in its place."
        )
    folder.mkdir(parents=True)
    try:
        return _with_published(reports, published_releases(reports), secret=secret)
    except DisclosureError:
        shutil.rmtree(folder)
        raise


def _with_published(reports: Path, published: Iterable[Path], *, secret: bytes) -> History:
    """Read the ledger and record what was published without being recorded."""
    history = read_history(reports)
    for folder in published:
        entry = _stated_by(folder)
        if entry is None or history.holds(entry):
            continue
        if not history.follows(entry):
            raise DisclosureError(
                f"The ledger {history.folder} does not hold {entry.name}, which {folder.parent} "
                "was made from. Nothing is published without the record of what was; restore the "
                "ledger from your copy."
            )
        _refuse_other_key(entry, secret)
        history = record_release(reports, folder, secret=secret)
    return history


def _refuse_other_key(entry: Entry, secret: bytes) -> None:
    if not entry.is_signed_by(secret):
        raise DisclosureError(
            f"{entry.name[:1].upper()}{entry.name[1:]} was made with another release key. Put that "
            "key back; if it is lost or replaced for good, check that the ledger is your own and "
            "run csa ledger --adopt."
        )


def published_releases(reports: Path) -> list[Path]:
    """Return the folder of the release in each published set, oldest release first."""
    found = [path.parent for path in reports.glob(f"[0-9]*/release/{RELEASE_FILE}")]
    stated = [(entry.number, folder) for folder in found if (entry := _stated_by(folder))]
    return [folder for _, folder in sorted(stated)]


def _stated_by(folder: Path) -> Entry | None:
    """Return what a release states about its place in the ledger; None for one without any."""
    try:
        about = json.loads((folder / RELEASE_FILE).read_text(encoding="utf-8"))
        return Entry.from_stated(about["ledger"]) if "ledger" in about else None
    except (OSError, ValueError, TypeError, RecursionError) as problem:
        raise DisclosureError(
            f"{folder / RELEASE_FILE} cannot be read or was changed, so nothing says which release "
            f"was published there ({problem}). Restore it from your copy."
        ) from problem


def read_history(reports: Path) -> History:
    """Read the ledger and check every hash; needs no key.

    Raises
    ------
    DisclosureError
        If the ledger is missing beside published sets, or a release is missing, changed or out of
        order.
    """
    folder = reports / LEDGER_FOLDER
    if not folder.is_dir() and published_releases(reports):
        raise DisclosureError(
            f"The ledger {folder} is missing beside published reports. Without the record of what "
            "was shown, new figures could give people away beside the old ones. Put the folder "
            "back from your copy, or run csa ledger --restore."
        )
    chain = folder / CHAIN_FILE
    text = chain.read_text(encoding="utf-8", errors="replace") if chain.is_file() else ""
    lines = text.splitlines()
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        entry = _entry_of(line, number=number, chain=chain)
        previous = entries[-1].release if entries else ""
        if (entry.number, entry.previous) != (number, previous):
            raise DisclosureError(
                f"Line {number} of {chain} states {entry.name} after hash "
                f"{previous[:12] or 'none'}, but it followed {entry.previous[:12] or 'none'}: "
                "releases are missing or out of order. Restore the ledger from your copy."
            )
        _refuse_changed(folder, entry)
        entries.append(entry)
    _refuse_unlisted(folder, len(entries))
    return History(folder, tuple(entries))


def _entry_of(line: str, *, number: int, chain: Path) -> Entry:
    try:
        return Entry.from_stated(json.loads(line))
    except (ValueError, TypeError, RecursionError) as problem:
        raise DisclosureError(
            f"Line {number} of {chain}, for release {number}, was changed: it is {problem}. "
            "Restore the ledger from your copy."
        ) from problem


def _refuse_changed(folder: Path, entry: Entry) -> None:
    for name in entry.recorded_files:
        path = entry_folder(folder, entry) / name
        if not path.is_file():
            raise DisclosureError(
                f"{path}, part of {entry.name}, is missing. Restore the ledger from your copy."
            )
        if hashlib.sha256(path.read_bytes()).hexdigest() != entry.files.get(name):
            raise DisclosureError(
                f"{path} was changed since {entry.name} was published. Restore the ledger from "
                "your copy."
            )


def _refuse_unlisted(folder: Path, known: int) -> None:
    # One more is what a run leaves that was killed before it could add the line: its folder is the
    # first one, or the chain is there already.
    allowed = known + 1 if known or not (folder / CHAIN_FILE).exists() else 0
    for path in sorted(folder.glob("[0-9]*")):
        if path.name.isdigit() and int(path.name) > allowed:
            raise DisclosureError(
                f"{folder / CHAIN_FILE} ends at release {known}, but {path} is there: lines are "
                "missing. Restore the ledger from your copy."
            )


def record_release(reports: Path, published: Path, *, secret: bytes) -> History:
    """Add a published release to the ledger; one that is there already is not added again.

    Parameters
    ----------
    reports : Path
        The reports folder.
    published : Path
        The release in the published set.
    secret : bytes
        The release key.

    Raises
    ------
    DisclosureError
        If the release does not follow the last one, is not signed with the key, or its files are
        not those it states.
    """
    history = read_history(reports)
    entry = _stated_by(published)
    if entry is None or history.holds(entry):
        return history
    if not history.follows(entry):
        raise DisclosureError(
            f"{entry.name[:1].upper()}{entry.name[1:]} does not follow the last release of "
            f"{history.folder}. Run csa assess again."
        )
    _refuse_other_key(entry, secret)
    _write_entry(history.folder, entry, published)
    extended = History(history.folder, (*history.entries, entry))
    _write_chain(extended)
    return extended


def check_recorded(reports: Path, published: Path) -> None:
    """Check that the ledger beside a published set is whole and holds its release.

    What is remembered of what was said has to be whole too. A set that was copied out of its
    project without the ledger is not checked against it. Needs no key.

    Raises
    ------
    DisclosureError
        If the ledger is missing in a project or not whole, or does not hold the release.
    """
    entry = _stated_by(published)
    is_in_project = (reports.parent / SETTINGS_FOLDER).is_dir()
    if entry is None or not (is_in_project or (reports / LEDGER_FOLDER).is_dir()):
        return
    history = read_history(reports)
    read_said(reports)
    if not history.holds(entry) and not history.follows(entry):
        raise DisclosureError(
            f"The ledger {history.folder} does not hold {entry.name}. Restore it from your copy."
        )


def _write_entry(folder: Path, entry: Entry, published: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    fresh = Path(tempfile.mkdtemp(dir=folder, prefix=_UNFINISHED))
    fresh.chmod(0o755)
    for name in entry.recorded_files:
        content = (published / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry.files.get(name):
            shutil.rmtree(fresh)
            raise DisclosureError(
                f"{published / name} is not the file that {entry.name} states, so it was not "
                "recorded. Run csa assess again."
            )
        _write_synced(fresh / name, content)
    target = entry_folder(folder, entry)
    shutil.rmtree(target, ignore_errors=True)
    put_in_place(fresh, target)


def _write_chain(history: History) -> None:
    lines = (
        json.dumps(entry.as_stated(), sort_keys=True, ensure_ascii=False)
        for entry in history.entries
    )
    fresh = history.folder / f"{_UNFINISHED}{CHAIN_FILE}"
    _write_synced(fresh, "".join(f"{line}\n" for line in lines).encode())
    put_in_place(fresh, history.folder / CHAIN_FILE)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def adopt_ledger(root: Path | str) -> Entry:
    """Go on with a new release key, after the earlier one was lost or replaced.

    The values published so far stay as they are; they do not depend on any key. The last release,
    and through the chain of hashes all before it, is signed with the key there is now.

    Parameters
    ----------
    root : Path or str
        Project folder.

    Returns
    -------
    Entry
        The last release.

    Raises
    ------
    DisclosureError
        If the ledger is empty, or missing, changed or out of order in itself.
    """
    folder = Path(root)
    history = read_history(folder / "reports")
    if not history.entries:
        raise DisclosureError(f"The ledger {history.folder} holds no release yet.")
    sign_anew(history.folder.parent, secret=release_secret(folder))
    last = history.entries[-1].signed(release_secret(folder))
    _write_chain(History(history.folder, (*history.entries[:-1], last)))
    return last
