"""Issued together (统一出件): one envelope a case, or results as they are ready, and the box it needs (domain 2.11)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum, unique

from contract.workdays import add_workdays

LATE_WORKDAYS = 3
"""How many working days over the promise results wait for the slowest; ours, the facts name only that there is one."""
BOX_THICK_MM: dict[str, int] = {"S": 80, "M": 180, "L": 380}
"""What each size of compartment takes, as the terminal tells residents, smallest first."""
ENVELOPE_MM = 4
"""The envelope itself and what it bulges."""


@unique
class IssuePolicy(StrEnum):
    """Whether an item's result may wait for the others of its case."""

    TOGETHER = "together"
    AS_READY = "as_ready"


class TooThick(ValueError):
    """No compartment takes all of it at once."""


def box_for(thick_mm: Iterable[int]) -> str:
    """The smallest size that takes results of these thicknesses in one envelope; raises `TooThick`."""
    whole = sum(thick_mm) + ENVELOPE_MM
    fitting = next((size for size, room in BOX_THICK_MM.items() if whole <= room), None)
    if fitting is None:
        raise TooThick(f"{whole} mm")
    return fitting


def waits_no_longer(promised_by: date | None, today: date) -> bool:
    """Whether what is ready is issued without the slowest: it stands still, or is `LATE_WORKDAYS` over the promise.

    Raises `contract.workdays.CalendarEnds`.
    """
    return promised_by is None or today >= add_workdays(promised_by, LATE_WORKDAYS)
