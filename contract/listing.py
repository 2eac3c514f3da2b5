"""The long list: every service the city and its districts publish, one line a basic item (domain 2.4).

A line is what a search shows and a guide begins with; the services that can be filed here are items of the catalogue
besides. Lines carry their sounds ready made: making them on a terminal would take longer than everything else. Which
body does the work of a department in a district is said once a department, not once a line.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from sys import intern
from typing import Any

from contract.item import AdminLevel, Here
from contract.part import Part
from contract.search import Entry, Index, entry_of
from contract.text import Text

_LINES, _UNITS = "list/", "units/"  # where they lie in a pack
_DISTRICT = re.compile(r"\d{6}")
_BETWEEN = "\t"  # two names; names hold no space of any kind
EVERYWHERE = ""
"""The key of `Line.promised_workdays` for every district that has none of its own."""


class BadListing(ValueError):
    """A line of the list or a department is not what it should be; the message names it."""


class Unit(Part):
    """A department. `bodies` maps a district's six-digit code to the 18-character code of the body there."""

    name: Text
    bodies: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One published service. `unit`: the department's id; `promised_workdays`: by district code, or `EVERYWHERE`.

    `districts`: the codes of those in which it is taken; none for the whole city.
    """

    id: str
    title: Text
    short: str
    unit: str
    level: AdminLevel
    here: Here
    promised_workdays: Mapping[str, int | None]
    districts: tuple[str, ...] = ()

    def promised_in(self, district: str) -> int | None:
        """Working days promised in a district; None: no number is published."""
        return self.promised_workdays.get(district, self.promised_workdays.get(EVERYWHERE))


class Listing:
    """All lines, searched together. Raises `BadListing` for a record that is no line."""

    def __init__(
        self,
        records: Mapping[str, str],
        units: Mapping[str, Unit] | None = None,
        synonyms: Iterable[tuple[str, ...]] = (),
    ) -> None:
        self.units = dict(units or {})
        self._facts: dict[str, str] = {}
        self._levels: dict[str, str] = {}
        self._districts: dict[str, str] = {}  # of those lines that are not of the whole city
        entries = [self._take(id_, text) for id_, text in records.items()]
        self._index = Index(entries, tuple(synonyms))

    def _take(self, id_: str, text: str) -> Entry:
        try:
            names, full, initials, level, self._facts[id_], *districts = text.split("\n")
        except ValueError as error:
            raise BadListing(f"{id_}: a line has five rows, or six") from error
        if districts:
            self._districts[id_] = intern(_BETWEEN.join(districts))
        self._levels[id_] = intern(level)
        own = ((one.replace(_BETWEEN, "\n"),) for one in (names, full, initials))  # as the index strings them together
        return Entry(id_, *own)

    def __len__(self) -> int:
        return len(self._facts)

    def line(self, id_: str) -> Line | None:
        """One line, or None; raises `BadListing`."""
        if id_ not in self._facts:
            return None
        return _read(id_, self._levels[id_], self._facts[id_], self._districts.get(id_, ""))

    def search(
        self, words: str, *, level: AdminLevel | None = None, district: str = "", most: int | None = None
    ) -> list[Line]:
        """The `most` best lines by everyday words, of one level or of all, and taken in one district or anywhere."""
        found = (id_ for id_ in self._index.find(words) if level is None or self._levels[id_] == level)
        if district:
            found = (id_ for id_ in found if district in self._districts.get(id_, district))
        chosen = islice(found, len(self) if most is None else most)
        return [_read(id_, self._levels[id_], self._facts[id_], self._districts.get(id_, "")) for id_ in chosen]


def record(line: Line, keywords: Iterable[str] = ()) -> str:
    """A line as it travels and is kept: names, sounds, initials, level and facts in a row each.

    One that is not of the whole city has its districts in a sixth; other lines are as they were before there were such.
    """
    entry = entry_of(line.id, (line.short, line.title.zh, *keywords), (line.title.en,))
    facts = {
        "title": line.title.model_dump(),
        "short": line.short,
        "unit": line.unit,
        "here": line.here.value,
        "promised": dict(line.promised_workdays),
    }
    rows = [_BETWEEN.join(names) for names in (entry.names, entry.full, entry.initials)]
    said = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return "\n".join([*rows, line.level.value, said, *([_BETWEEN.join(line.districts)] if line.districts else [])])


def files_of(records: Mapping[str, str], units: Mapping[str, Unit]) -> dict[str, str]:
    """Lines and departments as files of a pack."""
    lines = {f"{_LINES}{id_}": text for id_, text in records.items()}
    return lines | {f"{_UNITS}{id_}.json": unit.model_dump_json() for id_, unit in units.items()}


def is_part(path: str) -> bool:
    """Whether a file of a pack belongs to the long list and not to the catalogue of items."""
    return path.startswith((_LINES, _UNITS))


def parse(files: Mapping[str, str], synonyms: Iterable[tuple[str, ...]] = ()) -> Listing:
    """The list in a pack's files, which may be empty. Raises `BadListing`."""
    records = {path.removeprefix(_LINES): text for path, text in files.items() if path.startswith(_LINES)}
    units = {}
    for path in files:
        if path.startswith(_UNITS):
            try:
                units[path.removeprefix(_UNITS).removesuffix(".json")] = Unit.model_validate_json(files[path])
            except ValueError as error:
                raise BadListing(f"{path}: {error}") from error
    return Listing(records, units, synonyms)


def check(listing: Listing) -> None:
    """Read every line as it will be read on a terminal; raises `BadListing` for the first that cannot be."""
    for line in listing.search(""):
        if line.unit not in listing.units:
            raise BadListing(f"{line.id}: no department is called {line.unit!r}")


def _codes(row: str) -> tuple[str, ...]:
    codes = tuple(row.split(_BETWEEN)) if row else ()
    if wrong := [code for code in codes if not _DISTRICT.fullmatch(code)]:
        raise ValueError(f"{wrong[0]!r} is not the code of a district")
    return codes


def _read(id_: str, level: str, facts: str, districts: str) -> Line:
    try:
        said: dict[str, Any] = json.loads(facts)
        return Line(
            id=id_,
            title=Text.model_validate(said["title"]),
            short=said["short"],
            unit=said["unit"],
            level=AdminLevel(level),
            here=Here(said["here"]),
            promised_workdays=dict(said["promised"]),
            districts=_codes(districts),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadListing(f"{id_}: {error!r}") from error
