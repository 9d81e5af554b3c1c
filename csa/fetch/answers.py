"""What does a server's answer say before the file comes, and what is wrong with it?

Whatever a server writes is only looked at: no number is worked out that is longer than a length can
be, nothing is sent back that could not be sent, and its words are shown and never act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from csa.errors import FetchError
from csa.fetch.addresses import host_of
from csa.fetch.partial import is_encoded
from csa.visible import MOST_OF_A_NAME, visible

if TYPE_CHECKING:
    from requests import Response

OK, REST, UNCHANGED, BEYOND = 200, 206, 304, 416
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
PASSING = BUSY | {408, 500, 502, 504}
LONGEST_WAIT_S = 1e9  # beyond any pause, and short enough to be told
UNPACKED = frozenset({"gzip", "x-gzip", "deflate"})


class UnreachableError(FetchError):
    """No server answered: there is no network, or a proxy or firewall is in the way."""


class Again(Exception):  # noqa: N818 - not an error that anyone sees
    """The attempt failed in a way that may pass."""

    def __init__(self, problem: FetchError, wait: float | None = None) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.wait = wait


def refuse_faults(answer: Response, address: str) -> None:
    """Refuse an answer that is an error; :class:`Again` where it may pass."""
    code = answer.status_code
    if code in (OK, REST, UNCHANGED, BEYOND):
        return
    reason = visible(answer.reason or "no reason given", MOST_OF_A_NAME)
    problem = FetchError(f"{address} answered {code} ({reason}).")
    if code in PASSING:
        raise Again(problem, _asked_to_wait(answer) if code in BUSY else None)
    raise FetchError(f"{problem} {_advice(code)}")


def refuse_unasked(answer: Response, asked: dict[str, str], address: str) -> None:
    """Refuse an answer to another question than the one that was asked."""
    code = answer.status_code
    if (code == UNCHANGED and not asked) or (code in (REST, BEYOND) and "Range" not in asked):
        raise Again(
            FetchError(
                f"{address} answered {code} although the whole file was asked for. Try again later."
            )
        )
    encoding = answer.headers.get("Content-Encoding", "")
    if is_encoded(answer.headers) and encoding.strip().casefold() not in UNPACKED:
        raise FetchError(
            f"{address} sent the file packed as '{visible(encoding, MOST_OF_A_NAME)}', which was "
            "not asked for. A proxy may be in the way."
        )


def redirected(answer: Response, here: str) -> str:
    """Return where an answer points to."""
    place = answer.headers.get("Location", "").strip()
    try:
        target = urljoin(here, place)
    except ValueError:
        target = ""
    if not place or not target:
        raise FetchError(
            f"{here} redirects to no address. It may have moved: see config/fetch.toml."
        )
    return target


def _advice(code: int) -> str:
    if code in (404, 410):
        return "It is not, or not yet, published there, or has moved: see config/fetch.toml."
    if code in (401, 403, 407):
        return "Access is refused: a proxy may be in the way, or the address has moved."
    return "The address may have moved: see config/fetch.toml."


def _asked_to_wait(answer: Response) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as a number or as a date.

    None where it holds neither, or a time that has passed: the pause is then our own.
    """
    from urllib3.exceptions import InvalidHeader
    from urllib3.util import Retry

    try:
        wait = float(Retry().parse_retry_after(answer.headers.get("Retry-After", "")))
    except (InvalidHeader, ValueError, OverflowError):
        return None
    return min(wait, LONGEST_WAIT_S) if wait > 0 else None


def too_large(address: str, largest: int) -> FetchError:
    """Return what is said of a file of more than ``largest`` bytes."""
    return FetchError(
        f"{address} is larger than {largest / 1e6:,.0f} MB. If that is right, raise largest_mb of "
        "this dataset in config/fetch.toml."
    )


def broken(address: str, problem: Exception) -> FetchError:
    """Return what is said of a body that ended by itself."""
    from urllib3.exceptions import DecodeError

    if isinstance(problem, DecodeError):
        return FetchError(
            f"{address} says that the file is packed, and it is not, or it is cut short. Try again "
            "later; a proxy may be in the way."
        )
    kind = "stalled" if "timed out" in str(problem).casefold() else "broke off"
    return FetchError(
        f"The download of {address} {kind}. Run the command again: it goes on from there."
    )


def why_unreachable(address: str, problem: Exception) -> str:
    """Say why no server answers."""
    import requests

    host = host_of(address)
    if isinstance(problem, requests.exceptions.ProxyError):
        return f"{host} cannot be reached: the proxy does not let the request pass."
    if isinstance(problem, requests.exceptions.SSLError):
        return f"{host} cannot be trusted: its certificate is not accepted."
    if isinstance(problem, requests.Timeout):
        return f"{host} cannot be reached: it does not answer."
    if "resol" in str(problem).casefold():
        return f"{host} cannot be reached: its name is not known. Is there a network?"
    return f"{host} cannot be reached: the connection failed."
