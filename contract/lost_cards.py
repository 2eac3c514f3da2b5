"""Cards reported lost, as the hall tells its terminals: keyed hashes, in the order of the reports (domain 2.3).

One key serves the whole city: nothing but hashes lies at the hall, and each report is told with one line. The person's
number is part of what is hashed, so that a card is its holder's card and no list of nine characters opens the hashes.
"""

import hashlib
import hmac
import re
from datetime import date
from enum import StrEnum, unique

from pydantic import Base64Bytes, Field

from contract.message import Message
from contract.people import fold_id

MOST_WORDS = 500
"""How many words one answer holds."""
_CARD_NUMBER = re.compile(r"[0-9A-Z]{9}")


@unique
class Standing(StrEnum):
    """What was said of a card last. `REPLACED`: out of use for good, and its holder has another one."""

    FREE = "free"
    LOST = "lost"
    REPLACED = "replaced"


class CardWord(Message):
    """What one report came to. `tag`: the card, or its holder when the card's number is not known.

    `issued_before`: with a holder's tag, the cards this is about; a newer one is not.
    """

    number: int = Field(ge=1)
    tag: str = Field(pattern=r"^[0-9a-f]{32}$")
    holder: str = Field(pattern=r"^[0-9a-f]{32}$")
    issued_before: date | None = None
    standing: Standing


class CardWords(Message):
    """Words after the number `since` and up to `until`; the hall's last one is `last`.

    `since` 0: they are all there are so far, whatever was held before is forgotten.
    """

    key: Base64Bytes
    since: int = Field(ge=0)
    until: int = Field(ge=0)
    last: int = Field(ge=0)
    words: list[CardWord]


def fold_card(number: str) -> str:
    """A card's number as it is compared: nine characters, capitals, without the printed hyphen; "" stays empty.

    Raises ValueError. The check character is not looked at: real numbers in the sources fail it (card facts 6.2).
    """
    folded = number.replace("-", "").replace(" ", "").upper()
    if folded and not _CARD_NUMBER.fullmatch(folded):
        raise ValueError("a card's number has nine letters and digits")
    return folded


def holder_tag(id_number: str, key: bytes) -> str:
    """The keyed hash of a person, for what concerns all their cards."""
    return _tag(f"holder|{fold_id(id_number)}", key)


def card_tag(id_number: str, card_number: str, key: bytes) -> str:
    """The keyed hash of one card of a person."""
    return _tag(f"card|{fold_id(id_number)}|{card_number}", key)


def key_name(key: bytes) -> str:
    """Eight hex digits that name a key and tell nothing of it."""
    return hashlib.sha256(b"lost cards|" + key).hexdigest()[:8]


def _tag(what: str, key: bytes) -> str:
    return hmac.new(key, what.encode(), hashlib.sha256).hexdigest()[:32]
