"""Knowing a person again without keeping the number: a keyed hash of the hall's own (design rule 10)."""

import os

from django.conf import settings

from contract.pickup import person_tag
from hall.secret_files import once_made


def tag_of(id_number: str) -> str:
    """32 hex digits, the same for one number for as long as this hall's key file lives."""
    return person_tag(id_number, once_made(settings.HALL_DATA / "keys" / "persons", lambda: os.urandom(32)))
