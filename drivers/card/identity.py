"""Turning the card's records into an `Identity`: padding, characters, dates, remarks. Pure; never raises."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum, unique

from drivers.card import numbers
from drivers.roles import Generation, Genuineness, Identity, NotRead

PADDING = b"\x00\x20\xff"
"""Bytes found behind short texts on real cards (card facts 2.3)."""

NAME_BYTES = 30
"""A name longer than this goes on in tag 4E (card facts 2.5)."""


@unique
class Tag(StrEnum):
    """Items of the card by the name `Identity.not_read` uses (card facts 2.4, 2.5)."""

    CARD_ID_CODE = "card_id_code"
    SPEC_VERSION = "spec_version"
    ISSUED = "issued"
    EXPIRES = "expires"
    CARD_NUMBER = "card_number"
    ID_NUMBER = "id_number"
    NAME = "name"
    SEX = "sex"
    ETHNIC = "ethnic"
    BIRTH_PLACE = "birth_place"
    BIRTH = "birth"


TAGS: Mapping[Tag, int] = {
    Tag.CARD_ID_CODE: 0x01,
    Tag.SPEC_VERSION: 0x03,
    Tag.ISSUED: 0x05,
    Tag.EXPIRES: 0x06,
    Tag.CARD_NUMBER: 0x07,
    Tag.ID_NUMBER: 0x08,
    Tag.NAME: 0x09,
    Tag.SEX: 0x0A,
    Tag.ETHNIC: 0x0B,
    Tag.BIRTH_PLACE: 0x0C,
    Tag.BIRTH: 0x0D,
}
NAME_EXTENSION = 0x4E
HOLDER_ITEMS = (Tag.ID_NUMBER, Tag.NAME, Tag.SEX, Tag.ETHNIC, Tag.BIRTH_PLACE, Tag.BIRTH)
"""Those of EF06."""

NO_TERMINAL = "000000000000"
"""Terminal number of a terminal without a security module (card facts 3.7)."""


@unique
class Remark(StrEnum):
    """What looks odd on a card that was read; never a reason to refuse it (card facts 6)."""

    LAYOUT_UNSURE = "layout_unsure"
    ID_CHECK_DIGIT = "id_check_digit"
    ID_BIRTH_INVALID = "id_birth_invalid"
    SEX_DIFFERS = "sex_differs"
    BIRTH_DIFFERS = "birth_differs"
    CARD_NUMBER_CHECK = "card_number_check"
    NAME_CUT = "name_cut"
    VERSION_UNKNOWN = "version_unknown"
    RESET_UNREADABLE = "reset_unreadable"


class _Malformed(Exception):
    """An item is there but makes no sense; caught in this module."""


def generation_of(version: str) -> tuple[Generation, bool]:
    """Generation from the first three characters of EF05/03, and whether they are known (card facts 1).

    Empty means 1.0 (one source says otherwise; fields are read by tag, so it does not matter). An unknown
    version is taken by its first digit, a still newer one as the third.
    """
    if not version:
        return Generation.FIRST, True
    for generation in Generation:
        if version[:3] == generation.value:
            return generation, True
    newer = {"2": Generation.SECOND}.get(version[0])
    if newer is None:
        newer = Generation.THIRD if "3" <= version[0] <= "9" else Generation.FIRST
    return newer, False


class _Items:
    """The records of one card, each decoded once; remembers why an item is missing and what looks odd."""

    def __init__(self, records: Mapping[int, bytes], refused: Mapping[int, NotRead], remarks: Iterable[Remark]) -> None:
        self._records = records
        self._refused = refused
        self.not_read: dict[str, NotRead] = {}
        self.remarks = list(remarks)

    def take(self, item: Tag, decode: Callable[[bytes], str]) -> str:
        """The decoded item, or "" with its reason noted."""
        tag = TAGS[item]
        raw = self._records.get(tag)
        if raw is None:
            self.not_read[item.value] = self._refused.get(tag, NotRead.ABSENT)
            return ""
        try:
            text = decode(raw)
        except _Malformed:
            self.not_read[item.value] = NotRead.MALFORMED
            return ""
        if not text:
            self.not_read[item.value] = NotRead.ABSENT
        return text

    def take_day(self, item: Tag) -> date | None:
        """A YYYYMMDD item as a date, or None with its reason noted."""
        digits = self.take(item, packed)
        found = numbers.day(digits)
        if digits and found is None:  # all zeros is another way of never having been written
            self.not_read[item.value] = NotRead.MALFORMED if digits.strip("0") else NotRead.ABSENT
        return found

    def take_version(self) -> tuple[str, Generation]:
        """The version of the specification, and the generation it means."""
        version = self.take(Tag.SPEC_VERSION, text)
        generation, known = generation_of(version)
        if not known or self.not_read.get(Tag.SPEC_VERSION.value) is NotRead.MALFORMED:
            self.remarks.append(Remark.VERSION_UNKNOWN)
        return version, generation

    def take_card_number(self) -> str:
        """The card's number, remarked on when its check character is wrong."""
        card_number = self.take(Tag.CARD_NUMBER, _card_number)
        if card_number and not numbers.card_number_check_ok(card_number):
            self.remarks.append(Remark.CARD_NUMBER_CHECK)
        return card_number

    def take_name(self) -> str:
        """The name: bytes of 09 and 4E joined before decoding, since a character may straddle them."""
        return self.take(Tag.NAME, self._name)

    def _name(self, first: bytes) -> str:
        rest = self._records.get(NAME_EXTENSION, b"").rstrip(PADDING)
        whole = first.rstrip(PADDING) + rest
        if rest and len(whole) - len(rest) == NAME_BYTES - 1 and first[-1:] == b" ":
            whole = first + rest  # a Latin name whose space falls just where the extension begins
        try:
            return _printable(whole.decode("gb18030"))
        except UnicodeDecodeError as error:
            if rest or len(whole) < NAME_BYTES or error.end < len(whole):
                raise _Malformed from error
            self.remarks.append(Remark.NAME_CUT)  # a first-generation card has nowhere to go on
            return _printable(whole[: error.start].decode("gb18030"))


def text(raw: bytes) -> str:
    """An `an` item that is plain ASCII, padding gone (card facts 2.3)."""
    trimmed = raw.rstrip(PADDING)
    if not trimmed.isascii():
        raise _Malformed
    return _printable(trimmed.decode("ascii"))


def text_or_nothing(raw: bytes) -> str:
    """As `text`, "" for what makes no sense."""
    try:
        return text(raw)
    except _Malformed:
        return ""


def packed(raw: bytes) -> str:
    """A `cn` item as digits: packed BCD, right-padded with F; unwritten (all F) is "" (card facts 2.3).

    An old card rewritten to a newer definition may be padded with E (card facts 2.6, one source).
    """
    digits = raw.hex().upper().rstrip("F").rstrip("E")
    if digits and not digits.isdigit():
        raise _Malformed
    return digits


def _printable(decoded: str) -> str:
    if not decoded.isprintable():
        raise _Malformed
    return decoded.strip()


def _id_number(raw: bytes) -> str:
    number = text(raw).upper()
    if number and (len(number) != 18 or not number.isalnum()):
        raise _Malformed
    return number


def _card_number(raw: bytes) -> str:
    return text(raw[:9])  # only the first nine bytes count, even when there are more (card facts 2.4)


def _card_id_code(raw: bytes) -> str:
    if not raw.strip(b"\xff"):
        return ""
    if len(raw) != 16:
        raise _Malformed
    return raw.hex().upper()  # its authentication code may truly be FFFFFFFF: nothing is trimmed


def number_remarks(identity_number: str, sex: str, birth: date | None) -> list[Remark]:
    """What looks odd about a citizen number beside the sex ("1", "2") and birth written next to it (card facts 6.1)."""
    if not numbers.is_citizen_number(identity_number):
        return []
    remarks = []
    if not numbers.id_check_ok(identity_number):
        remarks.append(Remark.ID_CHECK_DIGIT)
    birth_in_number = numbers.birth_in(identity_number)
    if birth_in_number is None:
        remarks.append(Remark.ID_BIRTH_INVALID)
    elif birth is not None and birth != birth_in_number:
        remarks.append(Remark.BIRTH_DIFFERS)
    if sex in ("1", "2") and (sex == "1") != numbers.is_male(identity_number):
        remarks.append(Remark.SEX_DIFFERS)
    return remarks


def identity(
    records: Mapping[int, bytes],
    refused: Mapping[int, NotRead],
    reset_information: bytes,
    genuine: Genuineness = Genuineness.NOT_CHECKED,
    remarks: Iterable[Remark] = (),
) -> Identity:
    """Build the `Identity` from `{tag: value}`; `refused` says why a tag is not there, else it is ABSENT."""
    items = _Items(records, refused, remarks)
    version, generation = items.take_version()
    card_id_code, card_number = items.take(Tag.CARD_ID_CODE, _card_id_code), items.take_card_number()
    id_number, sex = items.take(Tag.ID_NUMBER, _id_number), items.take(Tag.SEX, text)
    birth = items.take_day(Tag.BIRTH)
    return Identity(
        generation=generation,
        card_number=card_number,
        card_id_code=card_id_code,
        area_code=card_id_code[:6],
        spec_version=version,
        reset_information=reset_information.hex().upper(),
        id_number=id_number,
        name=items.take_name(),
        sex=sex,
        ethnic=items.take(Tag.ETHNIC, packed),
        birth_place=items.take(Tag.BIRTH_PLACE, packed),
        birth=birth,
        issued=items.take_day(Tag.ISSUED),
        expires=items.take_day(Tag.EXPIRES),
        warnings=tuple(remark.value for remark in (*items.remarks, *number_remarks(id_number, sex, birth))),
        not_read=items.not_read,
        genuine=genuine,
    )


def eleven_fields(card: Identity, terminal: str = NO_TERMINAL, device: str = "") -> str:
    """The line vendors' iReadCardBas returns: 11 fields, each closed by a bar (card facts 3.7)."""
    fields = (
        card.area_code,
        card.id_number,
        card.card_number,
        card.card_id_code,
        card.name,
        card.reset_information,
        card.spec_version,
        f"{card.issued:%Y%m%d}" if card.issued else "",
        f"{card.expires:%Y%m%d}" if card.expires else "",
        terminal,
        device,
    )
    return "".join(f"{value}|" for value in fields)
