"""Keeping catalogues, and reading one again."""

from functools import lru_cache

from contract import catalogue
from contract.catalogue import Catalogue
from hall.catalogues.models import KeptCatalogue


class NotKept(Exception):
    """The hall never judged anything by this version, and so never kept it."""


def keep_present() -> Catalogue:
    """The hall's present catalogue, kept from now on. In the caller's transaction."""
    known = catalogue.load()
    if not KeptCatalogue.objects.filter(pk=known.version).exists():
        KeptCatalogue.objects.get_or_create(version=known.version, defaults={"files": catalogue.files_of()})
    return known


def kept(version: str) -> Catalogue:
    """A catalogue as it was; raises `NotKept`."""
    known = catalogue.load()
    return known if known.version == version else _kept(version)


@lru_cache(maxsize=4)
def _kept(version: str) -> Catalogue:
    row = KeptCatalogue.objects.filter(pk=version).first()
    if row is None:
        raise NotKept(version)
    return catalogue.parse(row.files)
