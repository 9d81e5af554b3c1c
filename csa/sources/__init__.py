"""The sources: one module each, which says what its files hold and which tables they fill.

To add one, write a module here that exposes ``SOURCE``. How files are read at all is not here, but
in :mod:`csa.reading`.
"""

from __future__ import annotations

import importlib
import pkgutil

from csa.errors import SettingsError, SourceError
from csa.reading.model import Source
from csa.settings import Settings
from csa.settings.files import nearest_or_all
from csa.sources.services.own import own_sources


def all_sources() -> dict[str, Source]:
    """Return every source by name: whatever module below this folder exposes ``SOURCE``.

    Raises
    ------
    SourceError
        If two sources have the same name.
    """
    found: dict[str, Source] = {}
    for module in sorted(
        pkgutil.walk_packages(__path__, f"{__name__}."), key=lambda module: module.name
    ):
        source = getattr(importlib.import_module(module.name), "SOURCE", None)
        if isinstance(source, Source):
            if source.name in found:
                raise SourceError(f"Two modules of csa/sources are named '{source.name}'.")
            found[source.name] = source
    return found


def sources_of(settings: Settings) -> dict[str, Source]:
    """Return every source by name, as its module states it or a layout of own figures.

    Raises
    ------
    SettingsError
        If ``config/sources.toml``, a duty or a layout names a source that does not exist.
    """
    known = all_sources() | own_sources(settings)
    named = [(f"config/sources.toml, [{name}]", name) for name in settings.sources]
    for duty in settings.duties:
        named += [
            (f"config/duties.toml, '{duty.information}': {name}", name) for name in duty.sources
        ]
    for layout in settings.layouts:
        named += [(f"{layout.path}: {table.source}", table.source) for table in layout.tables]
    for where, name in named:
        if name not in known:
            raise SettingsError(f"{where} is no source{nearest_or_all(name, sorted(known))}.")
    return known
