"""The catalogue: every service item, package, field and material, read once from the TOML files beside this module.

An unknown key, a missing one, or a name that leads nowhere is a `CatalogueError` that names file and key.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from contract import answer
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
from contract.package import Package
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
    "Package",
    "Prefill",
    "Rule",
    "When",
    "files_of",
    "load",
    "parse",
    "read",
]

_HERE = Path(__file__).parent
_SHARED = ("fields.toml", "materials.toml", "rules.toml", "synonyms.toml")
_FOLDERS = ("items", "packages")
_P = TypeVar("_P", bound=Part)
_E = TypeVar("_E", Item, Package)


class CatalogueError(Exception):
    """A catalogue file is wrong; the message names file and key."""


class _Synonyms(Part):
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Catalogue:
    """All items and packages (in their order), fields, materials, the rules for every item, words that mean the same.

    `version` is a short digest of the files' content.
    """

    items: dict[str, Item]
    fields: dict[str, Field]
    materials: dict[str, Material]
    rules: tuple[CommonRule, ...]
    synonyms: tuple[tuple[str, ...], ...]
    version: str
    packages: dict[str, Package] = field(default_factory=dict)

    def asked(self, items: Sequence[str], package: str = "") -> list[Item]:
        """The items of an application; within a package without the papers that its own chain produces."""
        found = [self.items[item] for item in items]
        return self.packages[package].relieved(found) if package else found

    def find_packages(self, words: str) -> list[Package]:
        """Packages by everyday words as `search`; none when nothing was asked for."""
        return [self.packages[id_] for id_ in self._packages_index.find(words)] if words.strip() else []

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What others have worked out of these files and would work out again; each under a key of its own."""
        return {}

    @cached_property
    def _packages_index(self) -> _search.Index:
        entries = [
            _search.entry_of(one.id, (one.short.zh, one.title.zh, *one.keywords), (one.short.en, one.title.en))
            for one in self.packages.values()
        ]
        return _search.Index(entries, self.synonyms)

    @cached_property
    def _index(self) -> _search.Index:
        return _search.Index([_search.entry(item) for item in self.items.values()], self.synonyms)

    def search(self, words: str) -> list[Item]:
        """Items by everyday words, best first: names, synonyms, pinyin (full or initials), English; all when empty."""
        return [self.items[id_] for id_ in self._index.find(words)]


@cache
def load() -> Catalogue:
    """The catalogue shipped with the product; read once. Raises `CatalogueError`."""
    return read(_HERE)


def read(folder: Path) -> Catalogue:
    """The catalogue in the files of `folder`. Raises `CatalogueError`."""
    return parse(files_of(folder))


def files_of(folder: Path = _HERE) -> dict[str, str]:
    """Every file of a catalogue by its path: the shared ones, `items/*.toml`, `packages/*.toml`."""
    paths = [folder / name for name in _SHARED]
    paths += [path for kind in _FOLDERS for path in sorted((folder / kind).glob("*.toml"))]
    files = {}
    for path in paths:
        try:
            files[path.relative_to(folder).as_posix()] = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{path.name}: {error}") from error
    return files


def parse(files: Mapping[str, str]) -> Catalogue:
    """The catalogue in these files (path to content, as `files_of` gives them). Raises `CatalogueError`."""
    digest = hashlib.sha256()
    tables: dict[str, dict[str, dict[str, Any]]] = {"": {}, **{kind: {} for kind in _FOLDERS}}
    inside = [path for kind in _FOLDERS for path in sorted(path for path in files if path.startswith(f"{kind}/"))]
    for path in (*_SHARED, *inside):
        kind, _, name = path.rpartition("/")
        tables[kind][name] = _toml(name, files.get(path))
        digest.update(name.encode() + b"\0" + files[path].encode() + b"\0")
    shared = [tables[""][name] for name in _SHARED]
    fields = dict(_named(_SHARED[0], shared[0], Field))
    materials = dict(_named(_SHARED[1], shared[1], Material))
    for id_, material in materials.items():
        if material.verify is not None and material.verify.stated not in (None, *fields):
            raise CatalogueError(f"{_SHARED[1]}: {id_}: verify.stated: no field is called {material.verify.stated!r}")
    rules = _rules(_SHARED[2], shared[2], fields)
    items = _by_order(_item(name, table, fields, materials) for name, table in tables["items"].items())
    packages = _by_order(_package(name, table, items, materials, fields) for name, table in tables["packages"].items())
    synonyms = _parsed(_SHARED[3], _Synonyms, shared[3]).groups
    return Catalogue(items, fields, materials, rules, synonyms, digest.hexdigest()[:12], packages)


def _by_order(entries: Iterable[_E]) -> dict[str, _E]:
    return {entry.id: entry for entry in sorted(entries, key=lambda one: (one.order, one.id))}


def _package(
    name: str, table: dict[str, Any], items: dict[str, Item], materials: dict[str, Material], fields: dict[str, Field]
) -> Package:
    package = _parsed(name, Package, table)
    if name != f"{package.id.lower()}.toml":
        raise CatalogueError(f"{name}: id: {package.id} belongs in {package.id.lower()}.toml")
    for one in package.items:
        if one.item not in items:
            raise CatalogueError(f"{name}: items: no item is called {one.item!r}")
        for material in one.gives:
            if material not in materials:
                raise CatalogueError(f"{name}: gives: no material is called {material!r}")
    for fill in package.fills:
        if fill.field not in fields or answer.shape_problem(fields[fill.field], fill.value) is not None:
            raise CatalogueError(f"{name}: fills: {fill.field}: no such field, or not an answer to it")
    return package


def _toml(name: str, content: str | None) -> dict[str, Any]:
    if content is None:
        raise CatalogueError(f"{name}: is missing")
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{name}: {error}") from error


def _named(name: str, table: dict[str, Any], model: type[_P]) -> Iterator[tuple[str, _P]]:
    for id_, content in table.items():
        if not isinstance(content, dict):
            raise CatalogueError(f"{name}: {id_}: must be a table")
        yield id_, _parsed(name, model, {"id": id_} | content, prefix=id_)


def _parsed(name: str, model: type[_P], content: dict[str, Any], prefix: str = "") -> _P:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in (prefix, *first["loc"]) if step != "")
        raise CatalogueError(f"{name}: {key}: {first['msg']}") from error


def _item(name: str, table: dict[str, Any], fields: dict[str, Field], materials: dict[str, Material]) -> Item:
    item = _parsed(name, Item, table)
    if name != f"{item.id.lower()}.toml":
        raise CatalogueError(f"{name}: id: {item.id} belongs in {item.id.lower()}.toml")
    for key, id_, known in _references(item):
        if id_ not in (fields if known == "field" else materials):
            raise CatalogueError(f"{name}: {key}: no {known} is called {id_!r}")
    for need in item.materials:
        if need.original and materials[need.material].by_hand:
            raise CatalogueError(f"{name}: materials: {need.material} is never left in a locker (by_hand)")
    own = [use.field for use in item.fields]
    if len(set(own)) != len(own):
        raise CatalogueError(f"{name}: fields: one is named twice")
    for problem in _contradictions(item, fields, materials):
        raise CatalogueError(f"{name}: {problem}")
    return item


def _rules(name: str, table: dict[str, Any], fields: dict[str, Field]) -> tuple[CommonRule, ...]:
    found = tuple(
        _parsed(name, CommonRule, content, prefix=f"rules {place}")
        for place, content in enumerate(table.get("rules", []), 1)
    )
    for rule in found:
        for id_ in (*rule.fields, *([rule.against] if rule.against else [])):
            if id_ not in fields:
                raise CatalogueError(f"{name}: {rule.rule}: no field is called {id_!r}")
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
