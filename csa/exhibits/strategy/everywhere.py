"""Is the same so in every district? Then it is the partnership's to tell, and no district's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.exhibits.view import View


def is_everywhere(view: View, told: Callable[[View], Any]) -> bool:
    """Say whether what is found in a district is found in every other one and in them together.

    Parameters
    ----------
    view : View
        A district; of the partnership nothing is everywhere.
    told : callable
        What is found in an area, empty where nothing is.
    """
    if view.is_partnership:
        return False
    first, *others = (replace(view, slug=slug) for slug in view.settings.area_slugs)
    found = told(first)
    return bool(found) and all(told(one) == found for one in others)
