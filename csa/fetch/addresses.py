"""Which addresses may be asked for?

Only ``https``; plain ``http`` is allowed where it cannot leave the computer. Redirects are held to
the same rule, and none leads from the internet back into the computer.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from csa.errors import FetchError


def host_of(address: str) -> str:
    """Return the host that an address names, in lower case."""
    return (urlsplit(address).hostname or "").casefold()


def is_loopback(address: str) -> bool:
    """Return whether an address leads to this computer itself."""
    host = host_of(address)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_address(address: str, *, redirected_from: str = "") -> None:
    """Refuse an address that is not safe to ask for.

    Parameters
    ----------
    address : str
        What would be asked for.
    redirected_from : str
        The address whose answer pointed to it.

    Raises
    ------
    FetchError
        If it is not ``https``, names no host, or holds a user name or password.
    """
    by = f" (redirected from {redirected_from})" if redirected_from else ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        raise FetchError(f"'{address}'{by} is not an address. Check config/fetch.toml.") from None
    near = is_loopback(address)
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not near):
        raise FetchError(
            f"{address}{by} is refused: only https addresses are fetched. Check config/fetch.toml."
        )
    if not host:
        raise FetchError(f"'{address}'{by} names no host. Check config/fetch.toml.")
    if parts.username or parts.password:
        raise FetchError(
            f"The address on {host}{by} holds a user name or password. Open data need none: "
            "remove it from config/fetch.toml."
        )
    if redirected_from and near and not is_loopback(redirected_from):
        raise FetchError(f"{redirected_from} redirects into this computer. It is refused.")
