"""From the lines of papers to suggestions for the form, never an answer: the resident confirms each (L-15)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from enum import StrEnum, unique

from contract.form import Origin
from contract.people import birth_of, fold_id, id_problem, is_resident_number, sex_of
from kiosk.papers.reading import Line

SURE = 0.9  # of the reader; a design, to be set on real papers
SAME_ROW = 0.6  # of a line's height: two lines nearer than that stand beside each other
_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_NAME = re.compile(r"姓名[:：]?([\u3400-\u9fff·]{2,12}?)(?=$|[^\u3400-\u9fff·]|性别|户主)")
# Which fields a material's holder fills: name, number, birth, sex. Others say nothing the form asks, or lie too freely.
_FIELDS: dict[str, tuple[str, str, str, str]] = {
    "ID": ("p.name", "p.id_no", "p.birth", "p.sex"),
    "HKB": ("p.name", "p.id_no", "p.birth", "p.sex"),
    "RP": ("p.name", "p.id_no", "p.birth", "p.sex"),
    "AGID": ("agent.name", "agent.id_no", "", ""),
    "SPID": ("s.name", "s.id_no", "", ""),
}


@unique
class Compared(StrEnum):
    """A paper's name or number beside the card's."""

    SAME = "same"
    DIFFERS = "differs"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field of `contract/fields.toml`, how sure the reader was, and where it comes from."""

    field: str
    value: str = part(repr=False)
    confidence: float = 0.0
    origin: Origin = Origin.CAPTURED
    material: str = ""
    page: int = 0  # its number, once it is known on which page of the material it stands

    @property
    def sure(self) -> bool:
        """False: to be shown as doubtful."""
        return self.confidence >= SURE


def suggestions(material: str, lines: Sequence[Line]) -> tuple[Suggestion, ...]:
    """What one page of `material` says of its holder; a number only with the right check digit."""
    if material not in _FIELDS:
        return ()
    name_field, number_field, birth_field, sex_field = _FIELDS[material]
    found = []
    if name := _first(_NAME, lines):
        found.append(Suggestion(name_field, *name, material=material))
    if number := _number(lines):
        found.append(Suggestion(number_field, *number, material=material))
        birth, sex = birth_of(number[0]), sex_of(number[0])
        if birth_field and isinstance(birth, date) and sex:
            found.append(Suggestion(birth_field, birth.isoformat(), number[1], Origin.DERIVED, material))
            found.append(Suggestion(sex_field, sex.value, number[1], Origin.DERIVED, material))
    return tuple(found)


def named_fields(material: str) -> tuple[str, str]:
    """The form's fields for name and number of a material's holder; "" where it has none."""
    return _FIELDS.get(material, ("", "", "", ""))[:2]


def compare(material: str, lines: Sequence[Line], name: str, id_number: str) -> tuple[Compared, Compared]:
    """Name and number on the page beside those of the card or the form."""
    said = {one.field: one.value for one in suggestions(material, lines)}
    name_field, number_field = named_fields(material)
    return _compared(said.get(name_field, ""), name), _compared(said.get(number_field, ""), id_number)


def _compared(found: str, known: str) -> Compared:
    if not found or not known:
        return Compared.UNREAD
    return Compared.SAME if fold_id(found) == fold_id(known) else Compared.DIFFERS


def _number(lines: Sequence[Line]) -> tuple[str, float] | None:
    for line in lines:
        for match in _NUMBER.findall(line.text.replace(" ", "")):
            number = fold_id(match)
            if is_resident_number(number) and id_problem(number) is None:
                return number, line.confidence
    return None


def _first(pattern: re.Pattern[str], lines: Sequence[Line]) -> tuple[str, float] | None:
    for row in _rows(lines):
        if match := pattern.search("|".join(line.text.replace(" ", "") for line in row).replace("姓名|", "姓名")):
            name = match.group(1)
            return name, min((one.confidence for one in row if name in one.text.replace(" ", "")), default=0.0)
    return None


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand beside each other, from left to right; the rows from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        if rows and _middle(line) - _middle(rows[-1][0]) < SAME_ROW * _height(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: min(x for x, _ in line.box)) for row in rows]


def _middle(line: Line) -> float:
    return sum(y for _, y in line.box) / len(line.box)


def _height(line: Line) -> float:
    return max(y for _, y in line.box) - min(y for _, y in line.box)
