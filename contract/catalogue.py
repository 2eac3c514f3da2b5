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
    Field,
    FieldType,
    FieldUse,
    Here,
    Item,
    ItemKind,
    Material,
    MaterialUse,
    Option,
    Prefill,
    When,
)
from contract.part import Part
from contract.rule import Check, CommonRule, FindingLevel, Rule

__all__ = [
    "HERE_TEXT",
    "AdminLevel",
    "Catalogue",
    "CatalogueError",
    "Check",
    "CommonRule",
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
    """All items (in their order), fields, materials, and the rules for every item.

    `version` is a short digest of the files' content.
    """

    items: dict[str, Item]
    fields: dict[str, Field]
    materials: dict[str, Material]
    rules: tuple[CommonRule, ...]
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
    """Read fields.toml, materials.toml, rules.toml and items/*.toml of `folder`. Raises `CatalogueError`."""
    paths = [folder / name for name in ("fields.toml", "materials.toml", "rules.toml")]
    paths += sorted((folder / "items").glob("*.toml"))
    digest = hashlib.sha256()
    tables: dict[Path, dict[str, Any]] = {}
    for path in paths:
        tables[path], raw = _toml(path)
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
    fields = dict(_named(paths[0], tables[paths[0]], Field))
    materials = dict(_named(paths[1], tables[paths[1]], Material))
    rules = _rules(paths[2], tables[paths[2]], fields)
    items = [_item(path, tables[path], fields, materials) for path in paths[3:]]
    items.sort(key=lambda item: (item.order, item.id))
    return Catalogue({item.id: item for item in items}, fields, materials, rules, digest.hexdigest()[:12])


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
    own = [use.field for use in item.fields]
    if len(set(own)) != len(own):
        raise CatalogueError(f"{path.name}: fields: one is named twice")
    for problem in _contradictions(item, fields, materials):
        raise CatalogueError(f"{path.name}: {problem}")
    return item


def _rules(path: Path, table: dict[str, Any], fields: dict[str, Field]) -> tuple[CommonRule, ...]:
    found = tuple(
        _parsed(path, CommonRule, content, prefix=f"rules {place}")
        for place, content in enumerate(table.get("rules", []), 1)
    )
    for rule in found:
        for id_ in (*rule.fields, *([rule.against] if rule.against else [])):
            if id_ not in fields:
                raise CatalogueError(f"{path.name}: {rule.rule}: no field is called {id_!r}")
    return found


def _contradictions(item: Item, fields: dict[str, Field], materials: dict[str, Material]) -> Iterator[str]:
    """Where an item's narrowing leaves nothing, or a department's code list leaves a choice out."""
    for use in item.fields:
        values = {option.value for option in fields[use.field].options}
        if use.limit.choices is not None and not set(use.limit.choices) <= values:
            yield f"fields: {use.field}: limit.choices: not among the field's options"
        mapped = item.department_form.fields.get(use.field)
        if mapped is not None and mapped.codes and set(mapped.codes) != set(use.limit.choices or values):
            yield f"department_form: {use.field}: codes: each choice needs exactly one"
    for need in item.materials:
        if need.spec is not None and materials[need.material].spec.meet(need.spec) is None:
            yield f"materials: {need.material}: spec: contradicts the material's own"


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
    for id_ in (*item.sample, *item.department_form.fields):
        yield "sample or department_form", id_, "field"
