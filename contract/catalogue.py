"""The catalogue: every service item, field and material, read once from the TOML files beside this module.

An unknown key, a missing one, or a name that leads nowhere is a `CatalogueError` that names file and key.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from contract import search as _search
from contract.item import (
    HERE_TEXT,
    AdminLevel,
    Check,
    Field,
    FieldType,
    FieldUse,
    FindingLevel,
    Here,
    Item,
    ItemKind,
    Material,
    MaterialUse,
    Option,
    Part,
    Prefill,
    Rule,
    When,
)

__all__ = [
    "HERE_TEXT",
    "AdminLevel",
    "Catalogue",
    "CatalogueError",
    "Check",
    "Field",
    "FieldType",
    "FieldUse",
    "FindingLevel",
    "Here",
    "Item",
    "ItemKind",
    "Material",
    "MaterialUse",
    "Option",
    "Prefill",
    "Rule",
    "When",
    "load",
    "read",
]

_HERE = Path(__file__).parent
_P = TypeVar("_P", bound=Part)


class CatalogueError(Exception):
    """A catalogue file is wrong; the message names file and key."""


@dataclass(frozen=True)
class Catalogue:
    """All items (in their order), fields and materials; `version` is a short digest of the files' content."""

    items: dict[str, Item]
    fields: dict[str, Field]
    materials: dict[str, Material]
    version: str

    @cached_property
    def _index(self) -> list[_search.Entry]:
        return [_search.entry(item) for item in self.items.values()]

    def search(self, words: str) -> list[Item]:
        """Items by everyday words, best first: names, synonyms, pinyin (full or initials), English; all when empty."""
        return [self.items[id_] for id_ in _search.find(self._index, words)]


@cache
def load() -> Catalogue:
    """The catalogue shipped with the product; read once. Raises `CatalogueError`."""
    return read(_HERE)


def read(folder: Path) -> Catalogue:
    """Read fields.toml, materials.toml and items/*.toml of `folder`. Raises `CatalogueError`."""
    paths = [folder / "fields.toml", folder / "materials.toml", *sorted((folder / "items").glob("*.toml"))]
    digest = hashlib.sha256()
    tables: dict[Path, dict[str, Any]] = {}
    for path in paths:
        tables[path], raw = _toml(path)
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
    fields = dict(_named(paths[0], tables[paths[0]], Field))
    materials = dict(_named(paths[1], tables[paths[1]], Material))
    items = [_item(path, tables[path], fields, materials) for path in paths[2:]]
    items.sort(key=lambda item: (item.order, item.id))
    return Catalogue({item.id: item for item in items}, fields, materials, digest.hexdigest()[:12])


def _toml(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        raw = path.read_bytes()
        return tomllib.loads(raw.decode()), raw
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _named(path: Path, table: dict[str, Any], model: type[_P]) -> Iterator[tuple[str, _P]]:
    for id_, content in table.items():
        if not isinstance(content, dict):
            raise CatalogueError(f"{path.name}: {id_}: must be a table")
        yield id_, _parsed(path, model, {"id": id_} | content, prefix=id_)


def _parsed(path: Path, model: type[_P], content: dict[str, Any], prefix: str = "") -> _P:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in (prefix, *first["loc"]) if step != "")
        raise CatalogueError(f"{path.name}: {key}: {first['msg']}") from error


def _item(path: Path, table: dict[str, Any], fields: dict[str, Field], materials: dict[str, Material]) -> Item:
    item = _parsed(path, Item, table)
    if path.stem != item.id.lower():
        raise CatalogueError(f"{path.name}: id: {item.id} belongs in {item.id.lower()}.toml")
    for key, id_, known in _references(item):
        if id_ not in (fields if known == "field" else materials):
            raise CatalogueError(f"{path.name}: {key}: no {known} is called {id_!r}")
    for need in item.materials:
        if need.original and materials[need.material].by_hand:
            raise CatalogueError(f"{path.name}: materials: {need.material} is never left in a locker (by_hand)")
    own = [use.field for use in item.fields]
    if len(set(own)) != len(own):
        raise CatalogueError(f"{path.name}: fields: one is named twice")
    return item


def _references(item: Item) -> Iterable[tuple[str, str, str]]:
    """Every (key, id, "field" or "material") an item points to."""
    for use in item.fields:
        yield "fields", use.field, "field"
    for need in item.materials:
        yield "materials", need.material, "material"
    whens = [use.when for use in item.fields] + [need.when for need in item.materials]
    for when in whens:
        if when is not None:
            yield "when", when.field, "field"
    for rule in item.rules:
        if rule.field is not None:
            yield "rules", rule.field, "field"
        if rule.material is not None:
            yield "rules", rule.material, "material"
    for id_ in item.sample:
        yield "sample", id_, "field"
