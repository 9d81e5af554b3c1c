"""Has the data controller approved the settings that this release was protected with?

Protection itself cannot be switched off and needs nobody's consent. What it rests on, the base,
the rules, what counts as sensitive and what as public, is for the data controller to decide. An
approval names the fingerprint of those settings; as soon as one of them is another, it no longer
counts, and every page says so.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csa.settings import Settings, SubTheme

LENGTH = 16


def protection_fingerprint(settings: Settings) -> str:
    """Return the fingerprint of everything that protection depends on.

    Parameters
    ----------
    settings : Settings
        The project's settings. Names and labels do not count, nor does an approval.

    Returns
    -------
    str
        16 hexadecimal characters.
    """
    rules = settings.disclosure.model_dump(mode="json", exclude={"approval"})
    themes = [
        {
            "id": priority.id,
            "sensitive": priority.sensitive,
            "cross_cutting": priority.cross_cutting,
            "subthemes": [_of_subtheme(one) for one in priority.subthemes],
        }
        for priority in settings.priorities
    ]
    text = json.dumps({"disclosure": rules, "themes": themes}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _of_subtheme(subtheme: SubTheme) -> dict[str, Any]:
    return subtheme.model_dump(mode="json", include={"id", "kind", "sensitive", "rules"})


def approval_facts(settings: Settings) -> dict[str, Any]:
    """Return what a release states about the approval of its protection settings.

    Returns
    -------
    dict
        ``settings`` (their fingerprint) and ``approved``; with an approval that counts also
        ``role`` and ``date``. Who signed is not published.
    """
    fingerprint, approval = protection_fingerprint(settings), settings.disclosure.approval
    if approval is None or approval.fingerprint != fingerprint:
        return {"settings": fingerprint, "approved": False}
    return {
        "settings": fingerprint,
        "approved": True,
        "role": approval.role,
        "date": approval.date.isoformat(),
    }
