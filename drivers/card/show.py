"""What a reading looks like to a technician or to a program: rows, JSON, or the vendors' line. Masked unless asked."""

import json
from datetime import date
from enum import Enum, unique

from drivers.card.identity import NO_TERMINAL, eleven_fields
from drivers.roles import Credential, Identity


@unique
class Format(Enum):
    """How `read` prints; a LINE is always in full, since municipal software reads it."""

    TEXT = "text"
    JSON = "json"
    LINE = "line"


def shown(card: Identity, form: Format, algorithm: str = "", *, full: bool, terminal: str = NO_TERMINAL) -> str:
    """The card as it is printed, with its last newline; of another card than ours only what it has."""
    if form is Format.LINE:
        return eleven_fields(card, terminal) + "\n"
    rows = _rows(card, algorithm, full=full)
    if card.kind is not Credential.SOCIAL_SECURITY_CARD:
        rows = [(label, value) for label, value in rows if value]
    if form is Format.JSON:
        return json.dumps({label.replace(" ", "_"): value for label, value in rows}, ensure_ascii=False) + "\n"
    return "".join(f"{label:<12} {value}\n" for label, value in rows)


def encoded(text: str, encoding: str) -> tuple[bytes, bool]:
    """The bytes, and whether every character could be written; one that cannot becomes a question mark."""
    try:
        return text.encode(encoding), True
    except UnicodeEncodeError:
        return text.encode(encoding, "replace"), False


def _rows(card: Identity, algorithm: str, *, full: bool) -> list[tuple[str, str]]:
    name = card.name if full else card.name[:1] + "*" * len(card.name[1:])
    remarks = [*card.warnings, *(["expired"] if card.expired_on(date.today()) else [])]
    return [
        ("kind", card.kind.value),
        ("name", name),
        ("number", _masked(card.id_number, full)),
        ("sex", card.sex if full else "*" * len(card.sex)),
        ("birth", str(card.birth or "") if full else f"{card.birth:%Y}-**-**" if card.birth else ""),
        ("card number", _masked(card.card_number, full)),
        ("card id", _masked(card.card_id_code, full)),
        ("area", card.area_code),
        ("generation", f"{card.generation.value} ({card.spec_version})" if card.generation else ""),
        ("algorithm", algorithm),
        ("issued", str(card.issued or "")),
        ("expires", str(card.expires or "")),
        ("genuine", card.genuine.value if card.kind is Credential.SOCIAL_SECURITY_CARD else ""),
        ("remarks", " ".join(remarks)),
        ("not read", " ".join(f"{item}:{why.value}" for item, why in card.not_read.items())),
    ]


def _masked(number: str, full: bool) -> str:
    """First and last four characters, the rest starred (kiosk requirements H-03); short ones all starred."""
    if full:
        return number
    if len(number) < 12:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]
