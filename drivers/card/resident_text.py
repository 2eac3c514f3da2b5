"""The 256 bytes of text on an identity card, as an `Identity`: three layouts and one half known. Pure.

The text carries no signature that we could check: the reader's security module speaks with the card, and we believe
the reader (card facts 8). Address, issuer, country and photograph are not taken: nobody here needs them.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, unique

from drivers.card import numbers
from drivers.card.errors import CardFault, NotIdentityCard
from drivers.card.identity import Remark, number_remarks
from drivers.card.resident_frames import TEXT_BYTES
from drivers.roles import Credential, Identity, NotRead

FOR_EVER = "长期"
PADDING = " \x00"
LETTER_AT = 248
"""Where every layout has its letter; a blank is a resident's card (card facts 8, J from memory)."""


@unique
class Item(Enum):
    """Items by the name `Identity.not_read` uses."""

    NAME = "name"
    OTHER_NAME = "other_name"
    SEX = "sex"
    ETHNIC = "ethnic"
    BIRTH = "birth"
    ID_NUMBER = "id_number"
    ISSUED = "issued"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the items are, as (offset, length) in bytes; how long the number may be; how far the source is trusted."""

    kind: Credential
    places: Mapping[Item, tuple[int, int]]
    number_lengths: tuple[int, ...]
    remarks: tuple[Remark, ...] = ()


_RESIDENT: Mapping[Item, tuple[int, int]] = {
    Item.NAME: (0, 30),
    Item.SEX: (30, 2),
    Item.BIRTH: (36, 16),
    Item.ID_NUMBER: (122, 36),
    Item.ISSUED: (188, 16),
    Item.EXPIRES: (204, 16),
}
_FOREIGN_2017: Mapping[Item, tuple[int, int]] = {
    Item.NAME: (0, 120),
    Item.SEX: (120, 2),
    Item.ID_NUMBER: (122, 30),
    Item.OTHER_NAME: (158, 30),
    Item.ISSUED: (188, 16),
    Item.EXPIRES: (204, 16),
    Item.BIRTH: (220, 16),
}
# One source, cut off behind the dates, its letter from memory: every read of it carries LAYOUT_UNSURE.
_FOREIGN_2023: Mapping[Item, tuple[int, int]] = {
    Item.OTHER_NAME: (0, 30),
    Item.SEX: (30, 2),
    Item.BIRTH: (36, 16),
    Item.NAME: (52, 70),
    Item.ID_NUMBER: (122, 36),
    Item.ISSUED: (188, 16),
    Item.EXPIRES: (204, 16),
}

LAYOUTS: Mapping[str, Layout] = {
    "": Layout(Credential.RESIDENT_ID_CARD, {**_RESIDENT, Item.ETHNIC: (32, 4)}, (18,)),
    "J": Layout(Credential.HMT_RESIDENCE_PERMIT, _RESIDENT, (18,)),
    "I": Layout(Credential.FOREIGN_RESIDENT_CARD, _FOREIGN_2017, (15,)),
    "Y": Layout(Credential.FOREIGN_RESIDENT_CARD, _FOREIGN_2023, (15, 18), (Remark.LAYOUT_UNSURE,)),
}


class _Malformed(Exception):
    """An item is there but makes no sense; caught in this module."""


@dataclass(slots=True)
class _Items:
    """The items of one card; remembers why one is missing."""

    raw: bytes
    places: Mapping[Item, tuple[int, int]]
    not_read: dict[str, NotRead] = field(default_factory=dict)

    def take(self, item: Item, check: Callable[[str], str]) -> str:
        """The item, "" when the layout has none, or when it is not there or makes no sense (noted)."""
        if item not in self.places:
            return ""
        offset, length = self.places[item]
        try:
            text = check(_text(self.raw[offset : offset + length]))
        except _Malformed:
            self.not_read[item.value] = NotRead.MALFORMED
            return ""
        if not text:
            self.not_read[item.value] = NotRead.ABSENT
        return text

    def take_day(self, item: Item) -> date | None:
        """A YYYYMMDD item; None when it is no day (noted), or 长期, which is not."""
        text = self.take(item, str)
        if item is Item.EXPIRES and text == FOR_EVER:
            return None
        found = numbers.day(text)
        if text and found is None:
            self.not_read[item.value] = NotRead.MALFORMED
        return found

    def take_name(self) -> str:
        """The name the card is issued in; a foreigner's Latin one as in the passport, else the Chinese one."""
        name = self.take(Item.NAME, str)
        if name or Item.OTHER_NAME not in self.places:
            return name
        other = self.take(Item.OTHER_NAME, str)
        self.not_read.pop(Item.OTHER_NAME.value, None)
        if other:
            del self.not_read[Item.NAME.value]
        return other


def identity(text: bytes) -> Identity:
    """What the card says. Items that make no sense are named in `not_read`, odd ones in `warnings`.

    Raises `CardFault` when these are not 256 bytes, `NotIdentityCard` for a layout nobody has described to us.
    """
    if len(text) != TEXT_BYTES:
        raise CardFault(f"{len(text)} bytes of text, an identity card has {TEXT_BYTES}")
    letter = text[LETTER_AT : LETTER_AT + 2].decode("utf-16-le", "replace").strip(PADDING)
    layout = LAYOUTS.get(letter)
    if layout is None:
        raise NotIdentityCard("an identity card with a layout letter this driver does not know")
    items = _Items(text, layout.places)
    number, sex = items.take(Item.ID_NUMBER, _number_of(layout.number_lengths)), items.take(Item.SEX, _digit)
    birth = items.take_day(Item.BIRTH)
    return Identity(
        kind=layout.kind,
        id_number=number,
        name=items.take_name(),
        sex=sex,
        ethnic=items.take(Item.ETHNIC, _digit),
        birth=birth,
        issued=items.take_day(Item.ISSUED),
        expires=items.take_day(Item.EXPIRES),
        warnings=tuple(remark.value for remark in (*layout.remarks, *number_remarks(number, sex, birth))),
        not_read=items.not_read,
    )


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-16-le").strip(PADDING)
    except UnicodeDecodeError as error:
        raise _Malformed from error
    # Rare characters of names are stored in the private use area: no font may show them, yet they are the name.
    if not all(sign.isprintable() or unicodedata.category(sign) == "Co" for sign in text):
        raise _Malformed
    return text


def _digit(text: str) -> str:
    if text and not (text.isascii() and text.isdigit()):
        raise _Malformed
    return text


def _number_of(lengths: tuple[int, ...]) -> Callable[[str], str]:
    def check(text: str) -> str:
        number = text.upper()
        if number and (len(number) not in lengths or not (number.isascii() and number.isalnum())):
            raise _Malformed
        return number

    return check
