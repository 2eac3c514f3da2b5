"""Synthetic residents and one bank card. Nobody here exists: the numbers use order code 000, which is never
issued, or births long past (domain 3.4, card facts 6.1); the names are invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.card import layout

DES, SSF33, SM4 = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Resident:
    """A person as their card has it. `number` has 18 characters; `version` is EF05/03 as written."""

    key: str
    name: str
    number: str
    sex: str
    birth: date | None
    card_number: str
    version: bytes = b"2.00"
    ethnic: str = "01"
    birth_place: str = "440103"
    area: str = "440100"
    serial: int = 1
    algorithm: int | None = DES
    issued: date | None = date(2024, 1, 1)
    expires: date | None = date(2034, 1, 1)
    note: str = ""

    @property
    def first_generation(self) -> bool:
        """True for a 1.0 card, whose version may be empty."""
        return self.version[:1] in (b"", b"1", b"\x00")

    @property
    def third_generation(self) -> bool:
        """True for a 3.0 card: EF06 wants external authentication (card facts 1)."""
        return self.version.startswith(b"3")

    @property
    def atr(self) -> bytes:
        """Contact ATR with this card's own historical bytes."""
        return layout.contact_atr(layout.history_of(self.area, self.serial))

    @property
    def files(self) -> layout.Files:
        """EF05 and EF06."""
        return {
            0xEF05: layout.issuer_file(
                area=self.area,
                serial=self.serial,
                version=self.version,
                issued=self.issued,
                expires=self.expires,
                card_number=self.card_number,
            ),
            0xEF06: layout.holder_file(
                number=self.number,
                name=self.name,
                sex=self.sex,
                ethnic=self.ethnic,
                birth_place=self.birth_place,
                birth=self.birth,
                extension=not self.first_generation,
            ),
        }


@dataclass(frozen=True, slots=True)
class BankCard:
    """A chip card without the social-security application."""

    key: str = "bank"
    name: str = "银行卡"
    note: str = "a bank card: 6A82 to the social-security application"

    @property
    def atr(self) -> bytes:
        """Invented ATR of a T=0 card."""
        return layout.contact_atr(bytes.fromhex("8031806600000000B183009000"))


CHEN = Resident(
    key="chen",
    name="陈秀英",
    number="440103195603010005",
    sex="2",
    birth=date(1956, 3, 1),
    card_number="A00000003",
    note="the main resident: 2.0 card, turns 60 on 2016-03-01",
)
LI = Resident(
    key="li",
    name="李桂芳",
    number="440103194608150002",
    sex="2",
    birth=date(1946, 8, 15),
    card_number="B00000019",
    version=b"1.00",
    serial=2,
    algorithm=None,
    expires=None,
    note="1.0 card: no name extension, no algorithm id, no expiry",
)
WANG = Resident(
    key="wang",
    name="王思远",
    number="440103198802290007",
    sex="2",
    birth=date(1988, 2, 29),
    card_number="C00000016",
    version=b"2.0\x00",
    serial=3,
    algorithm=SSF33,
    note="2.0 card written as 2.0+NUL, born on a leap day",
)
ZHAO = Resident(
    key="zhao",
    name="赵文博",
    number="440000189912310057",
    sex="1",
    birth=date(1899, 12, 31),
    card_number="D00000013",
    version=b"3.00",
    birth_place="440000",
    serial=4,
    algorithm=SM4,
    note="3.0 card: name and number stay closed without authentication",
)
MAI = Resident(
    key="mai",
    name="买买提江·阿卜杜热西提·库尔班艾力",
    number="11000018800101001X",
    sex="1",
    birth=date(1880, 1, 1),
    card_number="E00000010",
    ethnic="05",
    birth_place="110000",
    area="110000",
    serial=5,
    algorithm=None,
    note="2.0 card: a long name, which goes on in tag 4E",
)
BANK = BankCard()

RESIDENTS: tuple[Resident, ...] = (CHEN, LI, WANG, ZHAO, MAI)
ALL: Mapping[str, Resident | BankCard] = {**{person.key: person for person in RESIDENTS}, BANK.key: BANK}
