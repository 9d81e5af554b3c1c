"""Which settings are counted and protected by?

All but words: what pages call a priority or a change in recording, what they say of verdicts, and
how files are read, which the rows themselves tell. Counting is given no others, so that nothing
else can change a number; a setting that is new counts until it is named here.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from csa.settings.judged import Judged
from csa.settings.membership import Membership
from csa.settings.models import CaseCriteria, Settings, Verdicts
from csa.settings.plan import Plan
from csa.settings.projects import Programme

WORDS: dict[str, Any] = {
    "cases": CaseCriteria(),
    "verdicts": Verdicts(),
    "sources": {},
    "vocabulary": {},
    "layouts": (),
    "duties": (),
    "proposals": (),
    "actions": (),
    "plan": Plan(),
    "programme": Programme(),
    "membership": Membership(),
    "judged": Judged(),
}


def settings_to_count_by(settings: Settings) -> Settings:
    """Return the settings that counting and protection may read; their fingerprint is of these.

    Parameters
    ----------
    settings : Settings
        The project's settings. Of their names those of districts and places stay: areas are told
        apart by them.
    """
    priorities = tuple(
        one.model_copy(
            update={
                "label": one.id,
                "short_label": one.id,
                "harm": 1.0,
                "pcc_themes": (),
                "subthemes": tuple(s.model_copy(update={"label": s.id}) for s in one.subthemes),
            }
        )
        for one in settings.priorities
    )
    breaks = tuple(
        one.model_copy(update={"label": one.id, "caveat": one.id}) for one in settings.breaks
    )
    kept = settings.model_copy(update={"priorities": priorities, "breaks": breaks, **WORDS})
    return kept.model_copy(update={"fingerprint": _fingerprint(kept)})


def _fingerprint(kept: Settings) -> str:
    dumped = kept.model_dump(
        mode="json",
        exclude={"root": True, "fingerprint": True, "disclosure": {"approval"}},
    )
    digest = hashlib.sha256(json.dumps(dumped, sort_keys=True).encode())
    for path in sorted((kept.root / "config" / "places").glob("*.geojson")):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
