"""The kinds of e-certificate, read from certificates.toml (domain 2.5, 1.1): 158 in three classes."""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum, unique
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pydantic

from contract.part import Part
from contract.text import Text


@unique
class CertificateClass(StrEnum):
    """The three classes of the first batch."""

    PERSONAL = "personal"
    REGISTRATION = "registration"
    CONSTRUCTION = "construction"


@unique
class Certainty(StrEnum):
    """How sure a kind's name is."""

    NAMED = "named"  # the facts name the document
    SYNTHETIC = "synthetic"  # a number for a name: the facts give only the count


@unique
class Trust(StrEnum):
    """How a certificate came into the library, the most trusted first (domain 2.5)."""

    ISSUED = "issued"
    CONVERTED = "converted"
    VERIFIED_SCAN = "verified_scan"


@unique
class Standing(StrEnum):
    """What a certificate is worth on a day (domain 2.5)."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CertificateKind(Part):
    """One kind: class, name, who issues it, its structured fields by the answers they come from, months it is good."""

    id: str
    class_: CertificateClass = pydantic.Field(alias="class")
    title: Text
    issuer: Text
    certainty: Certainty
    months: int | None = pydantic.Field(default=None, ge=1)
    fields: tuple[str, ...] = ("p.name", "p.id_no")


_NOBODY = Text(zh="合成签发机关", en="Synthetic issuer")


class _Class(Part):
    count: int = pydantic.Field(ge=1)
    title: Text


@cache
def kinds() -> Mapping[str, CertificateKind]:
    """Every kind by its id; raises `ValueError` when the file names more of a class than there are."""
    table = tomllib.loads((Path(__file__).parent / "certificates.toml").read_text("utf-8"))
    classes = {CertificateClass(name): _Class.model_validate(content) for name, content in table["classes"].items()}
    named = [CertificateKind.model_validate({"id": id_} | content) for id_, content in table["kinds"].items()]
    every = [*named, *_unnamed(classes, named)]
    return MappingProxyType({kind.id: kind for kind in every})


def _unnamed(classes: Mapping[CertificateClass, _Class], named: list[CertificateKind]) -> Iterator[CertificateKind]:
    """The kinds of which the facts give only the number."""
    for class_, known in classes.items():
        first = sum(kind.class_ is class_ for kind in named) + 1
        if first > known.count + 1:
            raise ValueError(f"certificates.toml: more kinds than classes.{class_}.count")
        for number in range(first, known.count + 1):
            title = Text(zh=f"{known.title.zh} {number:03}(合成)", en=f"{known.title.en} {number:03} (synthetic)")
            said = {"id": f"{class_}-{number:03}", "class": class_, "title": title, "issuer": _NOBODY}
            yield CertificateKind.model_validate(said | {"certainty": Certainty.SYNTHETIC})
