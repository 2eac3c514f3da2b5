"""Correcting (补正): what is asked for, once and in one list, and the second hand-in that brings exactly that.

The list travels sealed so that only the resident's own card opens it at the terminal: it is the content of a case,
and may hold an officer's own words (design rule 10).
"""

import hashlib
import hmac
from datetime import date
from uuid import UUID

import pydantic
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from contract.message import Message
from contract.people import fold_id

MOST_WORDS = 40
"""Sentences one list may have; ours: a longer one is no list but a refusal to read what was handed in."""
CORRECTION_WORKDAYS = 15
"""How long the resident has; ours, no rule of law."""


class Wants(Message):
    """What one office asks for: sentences in the resident's language, materials to bring, fields to fill in again."""

    words: tuple[str, ...] = pydantic.Field(min_length=1, max_length=MOST_WORDS)
    materials: tuple[str, ...] = pydantic.Field(default=(), max_length=MOST_WORDS)
    fields: tuple[str, ...] = pydantic.Field(default=(), max_length=MOST_WORDS)


class Asked(Message):
    """One list as the resident gets it; `id` is the hall's, `items` the services it is about."""

    id: int
    items: tuple[str, ...]
    until: date
    wants: Wants


class AskedOfOne(Message):
    """Everything that is asked of one person for one case, by however many offices."""

    lists: tuple[Asked, ...] = pydantic.Field(min_length=1)

    @property
    def materials(self) -> tuple[str, ...]:
        """Every material asked for, each once."""
        return tuple(dict.fromkeys(one for asked in self.lists for one in asked.wants.materials))

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field to be filled in again, each once."""
        return tuple(dict.fromkeys(one for asked in self.lists for one in asked.wants.fields))

    @property
    def until(self) -> date:
        """The first of the last days."""
        return min(asked.until for asked in self.lists)


class NotTheirs(Exception):
    """The sealed list is not this person's, not this case's, or spoilt."""


def seal_for(number: str, person_key: bytes, case_id: UUID, asked: AskedOfOne) -> bytes:
    """Sealed to one person at one terminal; the same bytes for the same list, so that an unchanged order stays so."""
    return _cipher(number, person_key).encrypt(asked.model_dump_json().encode(), [case_id.bytes])


def open_for(number: str, person_key: bytes, case_id: UUID, sealed: bytes) -> AskedOfOne:
    """What `seal_for` sealed; raises `NotTheirs`."""
    try:
        plain = _cipher(number, person_key).decrypt(sealed, [case_id.bytes])
        return AskedOfOne.model_validate_json(plain)
    except (InvalidTag, ValueError) as error:
        raise NotTheirs from error


def _cipher(number: str, person_key: bytes) -> AESSIV:
    key = hmac.new(person_key, b"correction\0" + fold_id(number).encode(), hashlib.sha512).digest()
    return AESSIV(key)
