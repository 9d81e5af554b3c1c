"""How is a file that is packed like an archive written without the time of day?

What libraries write for offices is a ZIP whose members, and what it says of itself, carry the time.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

NO_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - such a file knows no zones
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def without_time(content: bytes) -> bytes:
    """Return the same file without the time at which it was written, its members in order."""
    out = io.BytesIO()
    stated = NO_TIME.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            part = _MODIFIED.sub(rb"\g<1>" + stated, old.read(name))
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
