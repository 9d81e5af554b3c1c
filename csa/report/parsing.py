"""A finished page taken apart once, for everything that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Literal, NamedTuple, TypeVar

Attributes = Sequence[tuple[str, str | None]]


class Event(NamedTuple):
    """The start or end of an element, or text, in the order of the page."""

    kind: Literal["start", "startend", "end", "data"]
    text: str
    attributes: Attributes = ()


class _Recorder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.events.append(Event("start", tag, attrs))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.events.append(Event("startend", tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(Event("end", tag))

    def handle_data(self, data: str) -> None:
        self.events.append(Event("data", data))


class PageReader:
    """What reads a page: it is told of each event, and then that the page has ended."""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Take note of the start of an element."""

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Take note of an element that ends where it starts."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Take note of the end of an element."""

    def handle_data(self, data: str) -> None:
        """Take note of text."""

    def close(self) -> None:
        """Take note that the page has ended."""


Reader = TypeVar("Reader", bound=PageReader)


def events_of(html: str) -> list[Event]:
    """Take a page apart as a browser would."""
    recorder = _Recorder()
    recorder.feed(html)
    recorder.close()
    return recorder.events


def read(page: str | Sequence[Event], reader: Reader) -> Reader:
    """Tell a reader everything of a page, and return it.

    Parameters
    ----------
    page : str or sequence of Event
        The page, or what :func:`events_of` made of it.
    reader : PageReader
        Who is told.
    """
    for event in events_of(page) if isinstance(page, str) else page:
        if event.kind == "data":
            reader.handle_data(event.text)
        elif event.kind == "end":
            reader.handle_endtag(event.text)
        elif event.kind == "start":
            reader.handle_starttag(event.text, event.attributes)
        else:
            reader.handle_startendtag(event.text, event.attributes)
    reader.close()
    return reader
