"""One slot that is closed without the resident handing anything in, and where that came from (domain 2.5)."""

from enum import StrEnum, unique

from pydantic import AwareDatetime, Field

from contract.part import Part
from contract.source import LookUpAnswer
from contract.text import Text


@unique
class Way(StrEnum):
    """How a slot is filled, in the order in which the ways are tried (domain 2.5)."""

    VERIFICATION = "verification"
    CERTIFICATE = "certificate"
    FILED_BEFORE = "filed_before"
    SCAN = "scan"
    PAPER = "paper"


WAY_TEXT: dict[Way, Text] = {
    Way.VERIFICATION: Text(zh="部门核查", en="Checked with an office"),
    Way.CERTIFICATE: Text(zh="电子证照", en="E-certificate"),
    Way.FILED_BEFORE: Text(zh="以前交过的材料", en="Handed in before"),
    Way.SCAN: Text(zh="在这里拍照", en="Photographed here"),
    Way.PAPER: Text(zh="原件放进柜子", en="Original goes into the locker"),
}


class Covered(Part):
    """A closed slot. `source`: the office or library; `reference`: its number for this; `question`: as it was asked.

    `disputed`: the resident says that the office's record is wrong, and a correction of it is asked for.
    """

    material: str = Field(max_length=40)
    way: Way
    source: Text
    reference: str = Field(default="", max_length=80)
    at: AwareDatetime
    answer: LookUpAnswer | None = None
    question: str = Field(default="", max_length=80)
    disputed: bool = False
