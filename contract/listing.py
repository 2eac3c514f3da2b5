"""The long list: every service the city and its districts publish, one line a basic item (domain 2.4).

A line is what a search shows and a guide begins with; the services that can be filed here are items of the catalogue
besides. Lines carry their sounds ready made: making them on a terminal would take longer than everything else.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contract.item import Here
from contract.search import Entry, Index, entry_of


class BadListing(ValueError):
    """A line of the list is not what it should be; the message names it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One published service. `unit`: the department; `promised_workdays`: None, or by district code where they differ.

    `bodies` maps a district's six-digit code to the 18-character code of the body that does it there.
    """

    id: str
    title: str
    short: str
    unit: str
    here: Here
    bodies: Mapping[str, str]
    promised_workdays: Mapping[str, int | None]


class Listing:
    """All lines, searched together. Raises `BadListing` for a record that is no line."""

    def __init__(self, records: Iterable[str], synonyms: Iterable[tuple[str, ...]] = ()) -> None:
        self.lines: dict[str, Line] = {}
        entries = []
        for record in records:
            line, entry = _read(record)
            self.lines[line.id] = line
            entries.append(entry)
        self._index = Index(entries, tuple(synonyms))

    def search(self, words: str) -> list[Line]:
        """Lines by everyday words, best first."""
        return [self.lines[id_] for id_ in self._index.find(words)]


def record(line: Line, keywords: Iterable[str] = ()) -> str:
    """A line as it travels and is kept: one JSON text, always the same for the same line."""
    entry = entry_of(line.id, (line.short, line.title, *keywords))
    content = {
        "id": line.id,
        "title": line.title,
        "short": line.short,
        "unit": line.unit,
        "here": line.here.value,
        "bodies": dict(line.bodies),
        "promised": dict(line.promised_workdays),
        "names": entry.names,
        "full": entry.full,
        "initials": entry.initials,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(text: str) -> tuple[Line, Entry]:
    try:
        said: dict[str, Any] = json.loads(text)
        line = Line(
            id=said["id"],
            title=said["title"],
            short=said["short"],
            unit=said["unit"],
            here=Here(said["here"]),
            bodies=said["bodies"],
            promised_workdays=said["promised"],
        )
        entry = Entry(line.id, tuple(said["names"]), tuple(said["full"]), tuple(said["initials"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadListing(f"{text[:60]}: {error!r}") from error
    return line, entry
