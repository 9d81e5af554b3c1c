"""Which secrets does a release need, where do they live, and how is a keyed hash made?

Both secrets stay with the user, outside the project and its reports: one drives the random
rounding of a release, the other the pseudonyms of people.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import platform
import secrets
from collections.abc import Hashable
from numbers import Integral
from pathlib import Path

from csa.errors import DisclosureError
from csa.private import OWNER_FILE, OWNER_FOLDER, is_open_to_others

KEY_BYTES = 32


def release_secret(root: Path | None = None) -> bytes:
    """Return the secret that decides how counts are rounded, created on first use.

    Parameters
    ----------
    root : Path, optional
        Project folder; a key inside it is refused.

    Returns
    -------
    bytes
        32 random bytes from the file named by ``CSA_RELEASE_KEY``, by default ``release.key`` in
        the user's own configuration folder.

    Raises
    ------
    DisclosureError
        If the file lies in the project or a ``reports`` folder, others can read it, or it does
        not hold a key.

    Notes
    -----
    Losing the key does no harm once a release is frozen; whoever has it can test guesses of a
    true count, so replace it then.
    """
    return _read_or_create(_key_path("CSA_RELEASE_KEY", "release.key"), root)


def person_key(root: Path | None = None) -> bytes:
    """Return the secret that turns a person's details into a pseudonym, created on first use.

    Parameters
    ----------
    root : Path, optional
        Project folder; a key inside it is refused.

    Returns
    -------
    bytes
        32 random bytes from the file named by ``CSA_PERSON_KEY``, by default ``person.key`` in
        the user's own configuration folder.

    Raises
    ------
    DisclosureError
        As for :func:`release_secret`.

    Notes
    -----
    Losing this key ends the match of people across builds: build every period again.
    """
    return _read_or_create(_key_path("CSA_PERSON_KEY", "person.key"), root)


def keyed_hash(secret: bytes, *parts: Hashable) -> bytes:
    """Hash the parts with HMAC-SHA256, so that only the holder of the secret can repeat it.

    Parameters
    ----------
    secret : bytes
        The key; never empty.
    *parts : Hashable
        Texts, numbers, ``None`` or nested tuples of these. Their boundaries count:
        ``("ab", "c")`` and ``("a", "bc")`` differ.

    Returns
    -------
    bytes
        32 bytes; ``.hex()`` gives the text form.

    Raises
    ------
    DisclosureError
        If the secret is empty.

    References
    ----------
    RFC 2104, HMAC: Keyed-Hashing for Message Authentication.
    """
    if not secret:
        raise DisclosureError("The secret is empty; a hash without a secret protects nobody.")
    return hmac.digest(secret, canonical_bytes(parts), hashlib.sha256)


def canonical_bytes(part: Hashable) -> bytes:
    """Write a key as bytes, equal for equal keys on every machine; also the order of keys.

    Parameters
    ----------
    part : Hashable
        Text, whole number, bytes, ``None``, a tuple of these, or any object whose ``repr`` tells
        its value (a date, a frozen dataclass).

    Returns
    -------
    bytes
        A type mark, the length and the content.

    Raises
    ------
    TypeError
        If the object's ``repr`` is only its memory address.
    """
    mark, content = _mark_and_content(part)
    return b"%s%d:%s" % (mark, len(content), content)


def _mark_and_content(part: Hashable) -> tuple[bytes, bytes]:
    if isinstance(part, str):
        return b"t", str(part).encode("utf-8", "surrogatepass")
    if isinstance(part, Integral):
        return b"i", str(int(part)).encode()
    if isinstance(part, bytes):
        return b"b", part
    if isinstance(part, tuple):
        return b"l", b"".join(canonical_bytes(item) for item in part)
    if type(part).__repr__ is object.__repr__:
        message = f"A {type(part).__name__} cannot be part of a key: it has no stable text."
        raise TypeError(message)
    return b"o", repr(part).encode("utf-8", "surrogatepass")


def _key_path(variable: str, name: str) -> Path:
    named = os.environ.get(variable)
    try:
        path = Path(named).expanduser() if named else _user_folder() / "csa" / name
    except RuntimeError:
        path = None
    if path is None or not (named or path.is_absolute()):
        raise DisclosureError(
            f"No home folder is known in which {name} could be kept. Set HOME to your own folder, "
            f"or {variable} to the file of the key."
        )
    return path.resolve()


def _user_folder() -> Path:
    if platform.system() == "Windows":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    # An empty HOME would be taken for the root of the file system.
    home = Path(os.environ["HOME"]) if "HOME" in os.environ else Path.home()
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")


def _read_or_create(path: Path, root: Path | None) -> bytes:
    _refuse_published_place(path, root)
    try:
        if not path.exists():
            _create(path)
        _refuse_shared(path)
        return _key(path.read_bytes(), path)
    except OSError as error:
        message = (
            f"The key file {path.name} cannot be read or written ({type(error).__name__}); "
            "check that its folder is yours."
        )
        raise DisclosureError(message) from error


def _refuse_published_place(path: Path, root: Path | None) -> None:
    inside = root is not None and path.is_relative_to(root.resolve())
    if inside or "reports" in (parent.name for parent in path.parents):
        message = (
            f"The key file {path.name} lies inside the project or its reports, where it could be "
            "published; move it to a private folder of your own."
        )
        raise DisclosureError(message)


def _create(path: Path) -> None:
    path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")


def _refuse_shared(path: Path) -> None:
    if is_open_to_others(path):
        message = (
            f"Others on this computer can read the key file {path.name}; run "
            "'chmod 600' on it, and replace the key if they may have read it."
        )
        raise DisclosureError(message)


def _key(content: bytes, path: Path) -> bytes:
    try:
        key = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        message = (
            f"The file {path.name} does not hold a key of {2 * KEY_BYTES} hexadecimal characters; "
            "restore it from your copy, or delete it to start with a new key."
        )
        raise DisclosureError(message)
    return key
