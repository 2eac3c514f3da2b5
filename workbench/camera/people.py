"""The people of the simulated cards, as their papers show them: nobody exists (domain 3.4)."""

from dataclasses import dataclass

from workbench.card.people import RESIDENTS, Resident

_SEX = {"1": "男", "2": "女"}
_ETHNIC = {"01": "汉", "05": "维吾尔"}


@dataclass(frozen=True, slots=True)
class Person:
    """What is printed on papers; `birth` as printed."""

    name: str
    id_number: str
    sex: str
    birth: str
    address: str
    ethnic: str = "汉"


def person_of(resident: Resident) -> Person:
    """The holder of a simulated card, so that card and papers agree."""
    born = resident.birth
    return Person(
        name=resident.name,
        id_number=resident.number,
        sex=_SEX[resident.sex],
        birth=f"{born.year}年{born.month}月{born.day}日" if born else "",
        address=f"广州市荔湾区样本街{resident.serial}号{resident.serial}01房",
        ethnic=_ETHNIC.get(resident.ethnic, ""),
    )


PEOPLE: dict[str, Person] = {resident.key: person_of(resident) for resident in RESIDENTS}
CHEN = PEOPLE["chen"]
