"""Synthetic holders of identity cards, and the 256 bytes their cards say (card facts 8).

Nobody here exists: order code 000 is never issued, the other numbers have births long past, and the country code XXA
belongs to no country.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.card import people as social

TEXT_BYTES = 256


@dataclass(frozen=True, slots=True)
class IdCard:
    """A card as printed. `letter`: "", J, I or Y; `until` None: for ever; `other_name`: a foreigner's Chinese one."""

    key: str
    name: str
    number: str
    sex: str
    birth: date
    since: date
    until: date | None
    letter: str = ""
    nation: str = ""
    other_name: str = ""
    address: str = ""
    issuer: str = ""
    note: str = ""

    @property
    def text(self) -> bytes:
        """The 256 bytes."""
        lay = _foreign_2017 if self.letter == "I" else _foreign_2023 if self.letter == "Y" else _national
        text = b"".join(_cell(*cell) for cell in lay(self))
        if len(text) != TEXT_BYTES:
            raise ValueError(f"{self.key}: {len(text)} bytes")
        return text


Cell = tuple[str, int]


def _cell(words: str, size: int) -> bytes:
    """UTF-16LE, padded with blanks on the right."""
    raw = words.encode("utf-16-le")
    if len(raw) > size:
        raise ValueError(f"{words!r} does not fit {size} bytes")
    return raw + b"\x20\x00" * ((size - len(raw)) // 2)


def _day(day: date | None) -> str:
    return "长期" if day is None else f"{day:%Y%m%d}"


def _national(card: IdCard) -> list[Cell]:
    tail = [("", 18), ("", 4), ("", 6), (card.letter, 2), ("", 6)]
    return [
        (card.name, 30),
        (card.sex, 2),
        (card.nation, 4),
        (_day(card.birth), 16),
        (card.address, 70),
        (card.number, 36),
        (card.issuer, 30),
        (_day(card.since), 16),
        (_day(card.until), 16),
        *tail,
    ]


def _foreign_2017(card: IdCard) -> list[Cell]:
    return [
        (card.name, 120),
        (card.sex, 2),
        (card.number, 30),
        ("XXA", 6),
        (card.other_name, 30),
        (_day(card.since), 16),
        (_day(card.until), 16),
        (_day(card.birth), 16),
        ("01", 4),
        ("1500", 8),
        ("I", 2),
        ("", 6),
    ]


def _foreign_2023(card: IdCard) -> list[Cell]:
    return [
        (card.other_name, 30),
        (card.sex, 2),
        ("00", 4),
        (_day(card.birth), 16),
        (card.name, 70),
        (card.number, 36),
        ("", 30),
        (_day(card.since), 16),
        (_day(card.until), 16),
        ("", 28),
        ("Y", 2),
        ("", 6),
    ]


CHEN = IdCard(
    key="chen",
    name=social.CHEN.name,
    number=social.CHEN.number,
    sex="2",
    nation="01",
    birth=date(1956, 3, 1),
    address="广东省广州市荔湾区示例路1号",
    issuer="广州市公安局荔湾分局",
    since=date(2016, 3, 1),
    until=None,
    note="the main resident, the same person as on the social-security card; valid for ever (长期)",
)
WANG = IdCard(
    key="wang",
    name=social.WANG.name,
    number=social.WANG.number,
    sex="2",
    nation="01",
    birth=date(1988, 2, 29),
    address="广东省广州市荔湾区示例路2号",
    issuer="广州市公安局荔湾分局",
    since=date(2005, 1, 1),
    until=date(2025, 1, 1),
    note="a resident whose card has expired",
)
ODD = IdCard(
    key="odd",
    name="赵文博",
    number="440000189912310058",
    sex="2",
    nation="97",
    birth=date(1899, 12, 30),
    address="广东省",
    issuer="示例公安局",
    since=date(2020, 1, 1),
    until=date(2040, 1, 1),
    note="wrong check digit, and neither sex nor birth agrees with the number",
)
HO = IdCard(
    key="ho",
    name="何示例",
    number="810000189912310005",
    sex="2",
    birth=date(1899, 12, 31),
    address="广东省广州市越秀区示例路3号",
    issuer="广州市公安局",
    since=date(2023, 1, 1),
    until=date(2038, 1, 1),
    letter="J",
    note="residence permit of a Hong Kong resident (type J)",
)
SMITH = IdCard(
    key="smith",
    name="SAMPLE, JOHN ALEXANDER",
    number="XXA440018910101",
    sex="1",
    birth=date(1891, 1, 1),
    since=date(2020, 1, 1),
    until=date(2040, 1, 1),
    letter="I",
    other_name="样约翰",
    note="foreign permanent resident, card of 2017 (type I, 15 characters)",
)
JONES = IdCard(
    key="jones",
    name="SAMPLE, MARY",
    number="911000189101010003",
    sex="2",
    birth=date(1891, 1, 1),
    since=date(2024, 1, 1),
    until=date(2044, 1, 1),
    letter="Y",
    other_name="样玛丽",
    note="foreign permanent resident, card of 2023 (type Y; layout from one source)",
)

ALL: Mapping[str, IdCard] = {card.key: card for card in (CHEN, WANG, ODD, HO, SMITH, JONES)}
