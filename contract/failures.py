"""Every failure a person can meet, as one closed list; the words are in failures.toml (design rule 8).

Exceptions stay local to their layer; what reaches a screen is a `Failure`: one calm sentence for the resident, what to
do next, and the operator's next move for the log. `python -m contract.failures` prints docs/failures.md.
"""

import sys
import tomllib
from enum import StrEnum, unique
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from contract.text import Text


@unique
class Severity(StrEnum):
    """Who has to act: NOTICE the resident alone, TROUBLE staff before long, ALARM someone now."""

    NOTICE = "notice"
    TROUBLE = "trouble"
    ALARM = "alarm"


@unique
class Failure(StrEnum):
    """The closed list; the value is the word in logs and on the wire."""

    # the card
    NOT_SOCIAL_SECURITY_CARD = "not_social_security_card"
    CARD_MUTE = "card_mute"
    CARD_PULLED = "card_pulled"
    CARD_BLOCKED = "card_blocked"
    CARD_FAULT = "card_fault"
    CARD_AUTH_REQUIRED = "card_auth_required"
    CARD_NOT_VERIFIED = "card_not_verified"
    CARD_WRONG_PERSON = "card_wrong_person"
    CARD_LOST = "card_lost"
    READER_MISSING = "reader_missing"
    SOCIAL_READER_MISSING = "social_reader_missing"
    ID_READER_MISSING = "id_reader_missing"
    ID_CARD_AGAIN = "id_card_again"
    ID_CARD_UNKNOWN = "id_card_unknown"
    # pick-up
    CODE_WRONG = "code_wrong"
    CODE_LOCKED = "code_locked"
    CODE_EXPIRED = "code_expired"
    QR_WRONG = "qr_wrong"
    QR_EXPIRED = "qr_expired"
    QR_ELSEWHERE = "qr_elsewhere"
    QR_USED = "qr_used"
    CARD_NEEDED = "card_needed"
    PARCEL_UNKNOWN = "parcel_unknown"
    PARCEL_WRONG_BOX = "parcel_wrong_box"
    PARCEL_OTHER_COURIER = "parcel_other_courier"
    PARCEL_FROZEN = "parcel_frozen"
    PARCEL_MISSING = "parcel_missing"
    CUSTODY_GAP = "custody_gap"
    JOURNAL_BROKEN = "journal_broken"
    # the locker
    BANK_FULL = "bank_full"
    BANK_TAMPERED = "bank_tampered"
    TOO_VALUABLE = "too_valuable"
    DOOR_STUCK = "door_stuck"
    DOOR_UNCERTAIN = "door_uncertain"
    DOOR_UNEXPECTED = "door_unexpected"
    DOOR_LEFT_OPEN = "door_left_open"
    DOOR_BUSY = "door_busy"
    REOPEN_OVER = "reopen_over"
    BOX_EMPTY = "box_empty"
    BOX_NOT_EMPTY = "box_not_empty"
    BOARD_SILENT = "board_silent"
    # camera, scanner and printer
    CAMERA_MISSING = "camera_missing"
    CAMERA_BAD_PICTURE = "camera_bad_picture"
    SCANNER_MISSING = "scanner_missing"
    SCANNER_SILENT = "scanner_silent"
    SCANNER_BUSY = "scanner_busy"
    SCANNER_JAMMED = "scanner_jammed"
    SCANNER_EMPTY = "scanner_empty"
    SCANNER_COVER_OPEN = "scanner_cover_open"
    SCANNER_BAD_PICTURE = "scanner_bad_picture"
    CODE_READER_MISSING = "code_reader_missing"
    PHONE_OFFLINE = "phone_offline"
    PHONE_LINK_OVER = "phone_link_over"
    PHONE_FILE_BROKEN = "phone_file_broken"
    PHONE_FILE_TOO_HEAVY = "phone_file_too_heavy"
    PRINTER_MISSING = "printer_missing"
    PRINTER_COVER_OPEN = "printer_cover_open"
    PAPER_OUT = "paper_out"
    SLIP_UNCERTAIN = "slip_uncertain"
    # the hall
    HALL_REFUSED = "hall_refused"
    ITEM_RETIRED = "item_retired"
    ITEM_ELSEWHERE = "item_elsewhere"
    HALL_FAULT = "hall_fault"
    HALL_GARBAGE = "hall_garbage"
    HALL_UNREACHABLE = "hall_unreachable"
    RECEIPT_FALSE = "receipt_false"
    REFUSAL_FALSE = "refusal_false"
    HALL_OLDER = "hall_older"
    NOT_ENROLLED = "not_enrolled"
    # the terminal itself
    DISK_FULL = "disk_full"
    DISK_FILLING = "disk_filling"
    STORE_BROKEN = "store_broken"
    STORE_NEWER = "store_newer"
    ENVELOPE_DAMAGED = "envelope_damaged"
    ENVELOPE_NEWER = "envelope_newer"
    ENVELOPE_TOO_LARGE = "envelope_too_large"
    QUEUE_FULL = "queue_full"
    CATALOGUE_BROKEN = "catalogue_broken"
    CATALOGUE_REFUSED = "catalogue_refused"
    SETTINGS_WRONG = "settings_wrong"
    CALENDAR_ENDS = "calendar_ends"
    CLOCK_REFUSED = "clock_refused"
    CLOCK_DOUBTFUL = "clock_doubtful"
    POWER_LOST = "power_lost"
    # people who work here
    SIGN_IN_WRONG = "sign_in_wrong"
    SIGN_IN_LOCKED = "sign_in_locked"
    UNEXPECTED = "unexpected"


class Entry(BaseModel):
    """What is said about one failure: to the resident, and (English, for the log) to the operator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence: Text
    next_step: Text
    operator: str = Field(min_length=1)
    severity: Severity


def _read(path: Path) -> dict[Failure, Entry]:
    """Every failure's words; a missing or unknown one raises `KeyError` or `ValueError` at start, never on a screen."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(table) - set(Failure))
    if unknown:
        raise ValueError(f"{path.name}: {', '.join(unknown)}: no such failure")
    return {failure: Entry.model_validate(table[failure.value]) for failure in Failure}


ENTRIES = MappingProxyType(_read(Path(__file__).with_suffix(".toml")))
"""Failure -> its words; complete, or this module does not import."""

_HEAD = """# Failures

What can go wrong at the terminal, what the resident is told, and the operator's next move. This page is made by
`python -m contract.failures > docs/failures.md` from `contract/failures.toml`; a test holds the two together.

Severity: *notice*, the resident can go on alone; *trouble*, staff act before long; *alarm*, someone acts now.
"""


def page() -> str:
    """docs/failures.md, whole."""
    parts = [_HEAD]
    for failure, entry in ENTRIES.items():
        parts.append(
            f"## `{failure.value}` ({entry.severity.value})\n\n"
            f"- {entry.sentence.zh} {entry.next_step.zh}\n"
            f"- {entry.sentence.en} {entry.next_step.en}\n"
            f"- Operator: {entry.operator}\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
