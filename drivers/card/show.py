"""What a reading looks like to a technician or to a program: rows, JSON, or the vendors' line. Masked unless asked."""

import json
from enum import Enum, unique

from drivers.card.identity import NO_TERMINAL, eleven_fields
from drivers.card.social import Reading


@unique
class Format(Enum):
    """How `read` prints; a LINE is always in full, since municipal software reads it."""

    TEXT = "text"
    JSON = "json"
    LINE = "line"


def shown(reading: Reading, form: Format, *, full: bool, terminal: str = NO_TERMINAL) -> str:
    """The reading as it is printed, with its last newline."""
    if form is Format.LINE:
        return eleven_fields(reading.identity, terminal) + "\n"
    rows = _rows(reading, full=full)
    if form is Format.JSON:
        return json.dumps({label.replace(" ", "_"): value for label, value in rows}, ensure_ascii=False) + "\n"
    return "".join(f"{label:<12} {value}\n" for label, value in rows)


def encoded(text: str, encoding: str) -> tuple[bytes, bool]:
    """The bytes, and whether every character could be written; one that cannot becomes a question mark."""
    try:
        return text.encode(encoding), True
    except UnicodeEncodeError:
        return text.encode(encoding, "replace"), False


def _rows(reading: Reading, *, full: bool) -> list[tuple[str, str]]:
    card = reading.identity
    name = card.name if full else card.name[:1] + "*" * len(card.name[1:])
    return [
        ("name", name),
        ("number", _masked(card.id_number, full)),
        ("sex", card.sex if full else "*" * len(card.sex)),
        ("birth", str(card.birth or "") if full else f"{card.birth:%Y}-**-**" if card.birth else ""),
        ("card number", _masked(card.card_number, full)),
        ("card id", _masked(card.card_id_code, full)),
        ("area", card.area_code),
        ("generation", f"{card.generation.value} ({card.spec_version})"),
        ("algorithm", reading.algorithm.name),
        ("issued", str(card.issued or "")),
        ("expires", str(card.expires or "")),
        ("genuine", card.genuine.value),
        ("remarks", " ".join(card.warnings)),
        ("not read", " ".join(f"{item}:{why.value}" for item, why in card.not_read.items())),
    ]


def _masked(number: str, full: bool) -> str:
    """First and last four characters, the rest starred (kiosk requirements H-03); short ones all starred."""
    if full:
        return number
    if len(number) < 12:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]
