"""The store: raw files built into processed tables, and those tables read.

>>> from csa.store import Store, build  # doctest: +SKIP
"""

from __future__ import annotations

from csa.store.build import BuildReport, build
from csa.store.catalogue import Catalogue
from csa.store.reading import Store

__all__ = ["BuildReport", "Catalogue", "Store", "build"]
