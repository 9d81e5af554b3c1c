"""Does what is weighed up when priorities are set name what there is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.schemas import CRIME_CATEGORIES
from csa.settings.files import refuse_unknown

if TYPE_CHECKING:
    from csa.settings.models import Settings

HARM = "config/harm.toml"


def check_judged(settings: Settings) -> None:
    """Refuse judgements of what there is not.

    Raises
    ------
    SettingsError
        Naming file, table and the nearest name there is.
    """
    _check_harm(settings)


def _check_harm(settings: Settings) -> None:
    """Refuse to leave out what is no type and no subgroup: it would leave nothing out."""
    subgroups = settings.vocabulary.get("police_crimes", {}).get("offence_subgroup", {})
    known = (*CRIME_CATEGORIES, *subgroups)
    for scheme, index in settings.harm.items():
        for name in ("leave_out", "historic"):
            where, what = f"{HARM}, [index.{scheme}]: {name}", "no police.uk category, no subgroup"
            refuse_unknown(getattr(index, name), known, where, what)
