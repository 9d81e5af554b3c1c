"""A web server on this computer that answers as it is told to: slowly, in part, or wrongly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Answer:
    """One answer.

    ``stop_after`` closes the connection after so many bytes of the body, whatever length was
    announced. ``length`` announces the right one. ``ranges`` honours Range and If-Range;
    ``careless`` honours Range whatever If-Range says.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    wait_s: float = 0
    stall_s: float = 0
    stop_after: int | None = None
    ranges: bool = True
    careless: bool = False
    length: bool = True
    reason: str | None = None


Query = dict[str, str]
Answers = list[Answer] | Callable[[Query], Answer]


class Origin:
    """The server: what it answers at each path, and what it was asked.

    The answers at a path are given in turn; the last one is repeated.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, Answers] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"{self.address}{path}"

    def serve(self, path: str, *answers: Answer) -> str:
        """Answer at a path, and return its address."""
        self.answers[path] = list(answers)
        return self.url(path)

    def requests(self, path: str) -> list[dict[str, str]]:
        """Return the headers of each request for a path."""
        return [headers for asked, headers in self.asked if asked == path]

    def next_answer(self, path: str, query: Query) -> Answer:
        """Return the answer to a request."""
        found = self.answers.get(path, [Answer(status=404)])
        if callable(found):
            return found(query)
        return found.pop(0) if len(found) > 1 else found[0]


@contextmanager
def running() -> Iterator[Origin]:
    """Run a server on a free port of this computer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    origin = Origin(f"http://127.0.0.1:{server.server_address[1]}")
    server.origin = origin  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        origin: Origin = self.server.origin  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        origin.asked.append((parts.path, dict(self.headers.items())))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = origin.next_answer(parts.path, query)
        time.sleep(answer.wait_s)
        try:
            self._send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up, as some tests mean it to

    def _send(self, answer: Answer) -> None:
        status, body, headers = answer.status, answer.body, dict(answer.headers)
        if answer.etag:
            headers["ETag"] = answer.etag
            if self.headers.get("If-None-Match") == answer.etag:
                status, body = 304, b""
        asked = self.headers.get("Range", "")
        same = answer.careless or self.headers.get("If-Range") in (answer.etag, None)
        if status == 200 and asked and answer.ranges and same:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                status, body = 416, b""
            else:
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                status, body = 206, body[start:]
        self.send_response(status, answer.reason)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._write(answer, body)

    def _write(self, answer: Answer, body: bytes) -> None:
        end = len(body) if answer.stop_after is None else answer.stop_after
        self.wfile.write(body[:end])
        if answer.stall_s:
            self.wfile.flush()
            time.sleep(answer.stall_s)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""
