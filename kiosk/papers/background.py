"""Accepted pages are read in the background; what was read by then is used, and a page that was not is as good."""

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from typing import Protocol

import structlog

from kiosk.papers.kept import Kept
from kiosk.papers.ocr import PageGone, PageReader, Reading
from kiosk.papers.prefill import Suggestion, suggestions
from kiosk.papers.reading import Line

log = structlog.get_logger("papers")

READING_S = 8.0  # two A4 pages' worth: nobody stands before a receipt for the sake of a search


class Page(Protocol):
    """What is read: a page with its picture (upright) and the answer to come."""

    picture: Kept
    number: int
    advice: str
    reading: "Future[Reading] | None"


class BackgroundReader:
    """Hands pages to the reading process one after the other; without one, nothing is read."""

    def __init__(self, reader: PageReader | None, submit: Callable[[Callable[[], Reading]], "Future[Reading]"]) -> None:
        self._reader, self._submit = reader, submit

    def begin(self, page: Page) -> None:
        """Read it when its turn comes; a page that nobody keeps any more by then is not read (`PageGone`)."""
        reader = self._reader
        if reader is None:
            return
        kept = weakref.ref(page.picture)  # a visit that ends takes its pages along, also those that wait here

        def read() -> Reading:
            picture = kept()
            if picture is None:
                raise PageGone("the page was dropped before it was read")
            return reader.read(picture.image())

        page.reading = self._submit(read)

    def close(self) -> None:
        """End the reading process, also in the middle of a page."""
        if self._reader is not None:
            self._reader.close()


def still_reading(pages: Mapping[str, Sequence[Page]]) -> bool:
    """Whether an answer is still to come."""
    return any(not reading.done() for reading in _readings(pages))


def wait_for(pages: Mapping[str, Sequence[Page]]) -> None:
    """Wait for what is still being read, all together at most `READING_S`; not on the Qt thread."""
    wait(list(_readings(pages)), timeout=READING_S)


def lines_on(page: Page) -> tuple[Line, ...]:
    """What was read on it; nothing when that failed or is not there yet: a copy without text is a copy all the same."""
    reading = page.reading
    if reading is None or not reading.done() or reading.cancelled():
        return ()
    if (error := reading.exception()) is not None:
        log.warning("page_not_read", error=type(error).__name__)
        return ()
    return reading.result().lines


def suggested(pages: Mapping[str, Sequence[Page]]) -> list[Suggestion]:
    """What the pages read so far say in answer to the form."""
    return [
        replace(one, page=page.number)
        for material, some in pages.items()
        for page in some
        for one in suggestions(material, lines_on(page))
    ]


def _readings(pages: Mapping[str, Sequence[Page]]) -> "Iterator[Future[Reading]]":
    return (page.reading for some in pages.values() for page in some if page.reading is not None)
