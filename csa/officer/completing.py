"""Which names does a notebook offer within quotes: ``csa.load("cr⇥``, ``place="mat⇥``?

Tables, areas, places, wards, priorities, sub-themes and the values of columns are completed where
they are asked for. Nothing is read before somebody asks for a completion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from IPython.core.completer import SimpleCompletion, context_matcher
from IPython.core.getipython import get_ipython

from csa.counting.units import INCIDENT_UNITS
from csa.errors import CsaError
from csa.schemas import TABLES
from csa.settings import load_settings

# A call that is still open, the keyword if there is one, and what is typed of the name.
OPEN_QUOTE = re.compile(
    r"""(?:\bcsa\.(?P<verb>\w+)|\.(?P<asked>priority|at|ward))\(
        (?P<before>[^()]*?)(?:\b(?P<key>\w+)\s*=\s*\[?(?:[^()=]*,)?\s*)?
        ["'](?P<typed>[^"']*)$""",
    re.VERBOSE,
)
TABLE = re.compile(r"""^\s*(?:table\s*=\s*)?["'](\w+)["']""")
FLAG_PREFIX = "flag_"
# What the first name in the brackets of a verb is.
FIRST_OF = {
    "load": "table",
    "open": "name",
    "place": "ground",
    "place_profile": "ground",
    "district_monitor": "district",
}


def offer_names() -> None:
    """Have the notebook that runs this complete names; nothing where none runs."""
    shell = get_ipython()
    if shell is not None and complete_names not in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.append(complete_names)


@context_matcher()  # type: ignore[untyped-decorator]
def complete_names(context: Any) -> dict[str, Any]:
    """Return the names that may stand where the cursor is."""
    found = OPEN_QUOTE.search(context.text_until_cursor)
    if found is None:
        return {"completions": []}
    try:
        names = _names(found)
    except CsaError:  # a project that cannot be read has its say when something is asked of it
        names = []
    typed = found["typed"]
    chosen = [one for one in names if one.casefold().startswith(typed.casefold())]
    return {
        "completions": [SimpleCompletion(one) for one in chosen],
        "matched_fragment": typed,
        "suppress": bool(chosen),
    }


def _names(found: re.Match[str]) -> list[str]:
    key = found["asked"] or found["key"] or FIRST_OF.get(found["verb"], "")
    if key in NAMED:
        return NAMED[key]()
    table = TABLE.search(found["before"])
    fields = TABLES[table[1]].fields if table and table[1] in TABLES else {}
    field = fields.get(key) or fields.get(FLAG_PREFIX + key)
    return [*(field.values or field.parts)] if field else []


def _districts() -> list[str]:
    return [one.slug for one in load_settings().districts]


def _places() -> list[str]:
    return [one.slug for one in load_settings().places]


def _subthemes() -> list[str]:
    return [one.id for priority in load_settings().priorities for one in priority.subthemes]


def _wards() -> list[str]:
    from csa.officer.lists import wards

    return [*wards()["called"]]


NAMED: Mapping[str, Callable[[], list[str]]] = {
    "table": lambda: sorted(TABLES),
    "name": lambda: [*load_settings().area_slugs, *_places(), *_wards()],
    "ground": lambda: [*_places(), *_wards()],
    "theme": lambda: [*INCIDENT_UNITS, *load_settings().priority_ids, *_subthemes()],
    "district": _districts,
    "place": _places,
    "at": _places,
    "ward": _wards,
    "priority": lambda: load_settings().priority_ids,
    "subtheme": _subthemes,
    "edition": lambda: ["officer", "partner", "public"],
    "last": lambda: ["12 months", "6 weeks"],
}
