"""How does a file come over a network that is slow, breaks off, or answers with something else?

Nothing is believed before it is checked: the address, every redirect, the length, a checksum where
one is known. What has come is kept, so that the next attempt, or the next run, asks for the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, cast

from csa.errors import FetchError
from csa.fetch.addresses import check_address, host_of, is_loopback
from csa.fetch.answers import (
    BEYOND,
    OK,
    REDIRECTS,
    REST,
    UNCHANGED,
    Again,
    UnreachableError,
    broken,
    redirected,
    refuse_faults,
    refuse_unasked,
    too_large,
    why_unreachable,
)
from csa.fetch.content import checksum, stated_checksums
from csa.fetch.disk import require_space, writing
from csa.fetch.partial import Partial, Version, is_encoded, starts_at, version_of

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

    from csa.fetch.settings import Transport as Limits

Progress = Callable[[str, int, int | None], None]
CHUNK_BYTES = 1 << 18
CALLER = "csa (Strategic Assessment workbench of a Community Safety Partnership)"


@dataclass(frozen=True)
class Received:
    """What came.

    Attributes
    ----------
    path : Path, optional
        The file; none where the server has no other version than the one that is known.
    address : str
        The address that answered in the end, after all redirects.
    version : Version
        What the server says of the version.
    resumed : bool
        Whether only the rest of the file was sent.
    proven : bool
        Whether it has the checksum that the server states.
    """

    path: Path | None
    address: str
    version: Version
    resumed: bool = False
    proven: bool = False

    @property
    def whole(self) -> Path:
        """The file, where no version was known before."""
        return cast("Path", self.path)


class Transport:
    """Asks for files and keeps what has come.

    Parameters
    ----------
    limits : Transport settings
        How patient to be.
    folder : Path
        Where files are kept until they are whole.
    progress : callable, optional
        Called with a name, the bytes that have come, and the bytes of the whole file if known.
    """

    def __init__(self, limits: Limits, folder: Path, progress: Progress | None = None) -> None:
        import requests

        self._limits = limits
        self._folder = folder
        self._progress = progress or (lambda *_: None)
        self._unreachable: set[str] = set()
        self._http = requests.Session()
        self._http.auth = _without_password
        self._http.headers.update({"User-Agent": CALLER, "Accept-Encoding": "identity"})

    def __enter__(self) -> Transport:
        """Return the transport."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        self._http.close()

    def download(
        self,
        address: str,
        *,
        name: str,
        largest: int,
        known: Version | None = None,
        anew: bool = False,
    ) -> Received:
        """Download a file, going on with what came before.

        Parameters
        ----------
        address : str
            What is asked for.
        name : str
            What it is called in messages of progress and in the folder.
        largest : int
            Bytes beyond which it is refused.
        known : Version, optional
            The version that is known; it is not sent again.
        anew : bool
            Whether to forget what came before.

        Raises
        ------
        UnreachableError
            If no server answers.
        FetchError
            If the server refuses, the file is too large, or it stays incomplete or damaged.
        """
        check_address(address)
        part = Partial(self._folder, name, address)
        if anew:
            part.discard()
        tries, most = 0, part.size
        while True:
            try:
                return self._attempt(address, part, name=name, largest=largest, known=known)
            except Again as fault:
                tries = 0 if part.size > most else tries + 1
                most = max(most, part.size)
                if tries >= self._limits.tries:
                    self._remember(address, fault.problem)
                    raise fault.problem from None
                self._pause(fault, tries)

    def forget(self, address: str, *, name: str) -> None:
        """Remove what came from an address."""
        Partial(self._folder, name, address).discard()

    def _remember(self, address: str, problem: FetchError) -> None:
        if isinstance(problem, UnreachableError):
            self._unreachable.add(host_of(address))

    def _pause(self, fault: Again, tries: int) -> None:
        longest = self._limits.longest_wait_s
        if fault.wait is not None and fault.wait > longest:
            raise FetchError(
                f"{fault.problem} It asks to wait for {fault.wait:.0f} seconds: run the command "
                "again later."
            ) from None
        backoff = min(self._limits.first_wait_s * 2 ** max(tries - 1, 0), longest)
        time.sleep(backoff if fault.wait is None else fault.wait)

    def _attempt(
        self, address: str, part: Partial, *, name: str, largest: int, known: Version | None
    ) -> Received:
        own = part.headers
        asked = own or (known.conditions if known else {})
        with self._open(address, asked) as (answer, final):
            resumed = answer.status_code == REST
            version = version_of(answer.headers, is_rest=resumed)
            refuse_unasked(answer, asked, address)
            if answer.status_code == UNCHANGED and not own:
                return Received(None, final, version)
            if answer.status_code == UNCHANGED and part.is_complete:
                return Received(part.path, final, part.version or version, resumed=True)
            if answer.status_code in (UNCHANGED, BEYOND):
                part.discard()
                raise Again(FetchError(f"{address} sends no rest of the file."), wait=0)
            if resumed:
                self._check_rest(part, answer, version)
            else:
                with writing(part.path):
                    part.start(version)
            self._require_room(address, part, version, largest=largest)
            self._receive(answer, part, name=name, largest=largest)
            proven = self._check_whole(part, answer, address)
        return Received(part.path, final, version, resumed, proven)

    @staticmethod
    def _check_rest(part: Partial, answer: Response, version: Version) -> None:
        """Forget the part if the rest is of another version, or does not begin where it ends."""
        before = part.version or Version()
        same = version.strong == before.strong and version.length == before.length
        if not same or starts_at(answer.headers) != part.size:
            part.discard()
            raise Again(FetchError("The file changed while it was downloaded."), wait=0)

    @staticmethod
    def _require_room(address: str, part: Partial, version: Version, *, largest: int) -> None:
        if version.length is None:
            return
        if version.length > largest:
            part.discard()
            raise too_large(address, largest)
        require_space(part.path.parent, version.length - part.size)

    def _receive(self, answer: Response, part: Partial, *, name: str, largest: int) -> None:
        from urllib3.exceptions import HTTPError

        size = part.size
        whole = part.version.length if part.version else None
        # Unbuffered: what has come is on disk even if the run is killed in the next moment.
        with writing(part.path), part.path.open("ab", buffering=0) as stream:
            try:
                # read1 gives what has come; a longer read would lose it when the rest breaks off
                while chunk := answer.raw.read1(CHUNK_BYTES, decode_content=True):
                    size += len(chunk)
                    if size > largest:
                        break
                    stream.write(chunk)
                    self._progress(name, size, whole)
            except HTTPError as problem:
                raise Again(broken(answer.url, problem)) from None
        if size > largest:
            part.discard()
            raise too_large(answer.url, largest)

    @staticmethod
    def _check_whole(part: Partial, answer: Response, address: str) -> bool:
        """Refuse a file that is not whole; return whether a checksum proves it to be."""
        length = part.version.length if part.version else None
        if length is not None and part.size < length:
            raise Again(
                FetchError(
                    f"{address} broke off after {part.size:,} of {length:,} bytes. Run the command "
                    "again: it goes on from there."
                )
            )
        stated = {}
        if not is_encoded(answer.headers):  # the checksum is that of the packed bytes
            stated = stated_checksums(answer.headers, whole=answer.status_code == OK)
        wrong = [kind for kind, value in stated.items() if checksum(part.path, kind) != value]
        if wrong or (length is not None and part.size > length):
            part.discard()
            raise Again(
                FetchError(
                    f"{address} sent a file that is damaged: it has not the length or checksum "
                    "stated for it. Try again later."
                )
            )
        return bool(stated)

    @contextmanager
    def _open(self, address: str, headers: dict[str, str]) -> Iterator[tuple[Response, str]]:
        """Ask for an address and follow redirects, each of them checked."""
        here = address
        for _ in range(self._limits.redirects + 1):
            answer = self._ask(here, headers)
            try:
                if answer.status_code not in REDIRECTS:
                    refuse_faults(answer, here)
                    yield answer, here
                    return
                target = redirected(answer, here)
            finally:
                answer.close()
            check_address(target, redirected_from=here)
            here = target
        raise FetchError(
            f"{address} redirects more than {self._limits.redirects} times. Check its address in "
            "config/fetch.toml."
        )

    def _ask(self, address: str, headers: dict[str, str]) -> Response:
        import requests
        from urllib3.exceptions import HTTPError

        if host_of(address) in self._unreachable:
            raise UnreachableError(f"{host_of(address)} cannot be reached.")
        self._http.trust_env = not is_loopback(address)  # a proxy cannot reach this computer
        limits = self._limits
        try:
            return self._http.get(
                address,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(limits.connect_timeout_s, limits.read_timeout_s),
            )
        except requests.ReadTimeout:
            raise Again(
                FetchError(
                    f"{address} did not answer within {limits.read_timeout_s:g} seconds. "
                    "Try again later."
                )
            ) from None
        except (requests.ConnectionError, requests.Timeout) as problem:
            raise Again(UnreachableError(why_unreachable(address, problem))) from None
        except (OSError, ValueError, HTTPError) as problem:  # also a certificate file that is gone
            raise FetchError(
                f"{address} cannot be asked for ({type(problem).__name__}). Check the address, "
                "and the variables HTTPS_PROXY and REQUESTS_CA_BUNDLE if they are set."
            ) from None


def _without_password(request: PreparedRequest) -> PreparedRequest:
    """Send no password, whatever a .netrc file of the user holds: open data need none."""
    return request
