"""What do chapters depend on, as it is now?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from csa.code import PACKAGE, code_digest, modules_below
from csa.disclosure.ledger.words import about_words
from csa.exhibits.desk import rooms_told
from csa.exhibits.kept import ROOMS, Basis, table_thing
from csa.report.pages.facts import digest_of
from csa.report.pages.manifest import package_versions

if TYPE_CHECKING:
    from pathlib import Path

    from csa.report.pages.facts import ReleaseFacts
    from csa.settings import Settings

# Everything there is: of a chapter that does not say what it was drawn from.
EVERYTHING = "everything"
EVERY_EXHIBIT = ("csa.exhibits.desk", "csa.exhibits.base")
EVERY_CHAPTER = ("csa.explore", "csa.report.run.chapter", "csa.report.run.kernels")
# Settings that exhibits do not read: those of files, and those that are frozen with the words.
NOT_DRAWN = {"root", "fingerprint", "sources", "vocabulary", "layouts", "duties", "proposals",
             "plan", "membership", "programme", "cases"}  # fmt: skip


def basis_now(settings: Settings, facts: ReleaseFacts, words: Path) -> Basis:
    """Return what drawings depend on.

    Parameters
    ----------
    settings : Settings
        The partnership.
    facts : ReleaseFacts
        What the release says about itself.
    words : Path
        The words beside it.
    """
    said = about_words(words)
    drawn_with = settings.model_dump(mode="json", exclude=NOT_DRAWN)
    drawn_with["disclosure"].pop("approval")
    common = [
        facts.digest,
        {name: said.get(name) for name in ("sources", "unit_sources")},
        drawn_with,
        package_versions(),
        code_digest(*EVERY_EXHIBIT),
    ]
    rooms = {name: code_digest(name) for name in modules_below("csa.exhibits")}
    tables = {
        table_thing(name.removesuffix(".parquet")): digest
        for name, digest in said.get("files", {}).items()
    }
    whole = [facts.words, settings.fingerprint, code_digest(PACKAGE, *modules_below(PACKAGE))]
    told = {ROOMS: _hash(rooms_told()), EVERYTHING: _hash([*common, *whole])}
    return Basis(_hash(common), rooms | tables | told)


def chapter_basis(basis: Basis) -> list[str]:
    """Return what every chapter depends on, whatever its exhibits are."""
    return [basis.common, code_digest(*EVERY_CHAPTER)]


def _hash(stated: Any) -> str:
    return digest_of(json.dumps(stated, sort_keys=True))
