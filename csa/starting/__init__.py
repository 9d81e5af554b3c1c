"""How does a partnership begin: its own folder of settings and notebooks, from what csa ships.

No data are read but look-ups of districts, and nothing is written over. What the settings mean is
in ``csa/settings``; how open data come is in ``csa/fetch``.
"""

from __future__ import annotations

from csa.starting.plan import Wanted
from csa.starting.project import Begun, begin, begin_demo

__all__ = ["Begun", "Wanted", "begin", "begin_demo"]
