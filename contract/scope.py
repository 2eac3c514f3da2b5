"""Where a service is taken (domain 2.9): in the whole city, or at terminals of some districts; decided anywhere, or
in the district of the resident's household or home. Judged by the same code on the terminal and in the hall.
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Annotated, Self

from pydantic import Field, model_validator

from contract.part import Part
from contract.text import Text

OUTSIDE = "outside"
"""Said instead of a district by who has none in this city."""
DISTRICTS: dict[str, Text] = {
    "440103": Text(zh="荔湾区", en="Liwan"),
    "440104": Text(zh="越秀区", en="Yuexiu"),
    "440105": Text(zh="海珠区", en="Haizhu"),
    "440106": Text(zh="天河区", en="Tianhe"),
    "440111": Text(zh="白云区", en="Baiyun"),
    "440112": Text(zh="黄埔区", en="Huangpu"),
    "440113": Text(zh="番禺区", en="Panyu"),
    "440114": Text(zh="花都区", en="Huadu"),
    "440115": Text(zh="南沙区", en="Nansha"),
    "440117": Text(zh="从化区", en="Conghua"),
    "440118": Text(zh="增城区", en="Zengcheng"),
}
"""Guangzhou's districts by their division codes of GB/T 2260."""
CITY = "440100"
"""The city itself by the same table: no district, so it decides nothing that an address decides about."""
_District = Annotated[str, Field(pattern=r"^\d{6}$")]
SaidDistrict = Annotated[str, Field(pattern=r"^(\d{6}|outside)$")]
"""A division code, or `OUTSIDE`."""


@unique
class Address(StrEnum):
    """Which of a person's two addresses says who decides; a person may have both in different districts."""

    HOUSEHOLD = "household"
    HOME = "home"


@unique
class Taken(StrEnum):
    """What a terminal may do with a service for one person."""

    HERE = "here"
    SENT_ON = "sent_on"  # accepted here, decided in the person's own district
    ELSEWHERE = "elsewhere"
    ASK = "ask"  # it stands on an address that is not known yet


class Scope(Part):
    """One service's reach; the empty one is the whole city, decided wherever it is handed in.

    `districts`: division codes where terminals take it, none for all. `by`: it is decided in the district of this
    address. `sent_on_workdays`: terminals of other districts take it too and send it on, which adds so many.
    """

    districts: tuple[_District, ...] = ()
    by: Address | None = None
    sent_on_workdays: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _somewhere_to_send(self) -> Self:
        if self.sent_on_workdays is not None and self.by is None:
            raise ValueError("sent_on_workdays: only what an address decides about can be sent on")
        return self

    def taken(self, terminal: str, homes: Mapping[Address, str]) -> Taken:
        """What a terminal in this district does; `homes`: by `Address`, a division code or `OUTSIDE`."""
        if not self.reaches(terminal):
            return Taken.ELSEWHERE
        if self.by is None:
            return Taken.HERE
        home = homes.get(self.by)
        if home is None:
            return Taken.ASK
        if home == terminal:
            return Taken.HERE
        return Taken.ELSEWHERE if self.sent_on_workdays is None or home == OUTSIDE else Taken.SENT_ON

    def reaches(self, district: str) -> bool:
        """Whether terminals of a district take it from anybody."""
        return not self.districts or district in self.districts

    def decided_in(self, homes: Mapping[Address, str]) -> str:
        """The district that decides; empty where no address says it, or it is outside the city."""
        home = homes.get(self.by, "") if self.by else ""
        return "" if home == OUTSIDE else home

    def added_workdays(self, terminal: str, homes: Mapping[Address, str]) -> int:
        """Working days that sending on adds to what is promised."""
        return (self.sent_on_workdays or 0) if self.taken(terminal, homes) is Taken.SENT_ON else 0


def district_name(code: str) -> Text:
    """A district in words; one that is not known by its code."""
    return DISTRICTS.get(code, Text(zh=f"行政区划 {code}", en=f"district {code}"))
