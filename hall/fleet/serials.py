"""Where a terminal's own numbers go on when it is enrolled again: its disk and what it had counted may be gone.

Numbers begun anew from 1 would be other people's: an envelope's barcode and a slip's number are given once.
"""

from django.db.models import Max

from contract.parcel import BARCODE_LENGTH
from hall.cases.models import Case
from hall.fleet.models import Terminal
from hall.parcels.models import Parcel

UNSEEN = 1000
"""Numbers left out, for what was given and never reached the hall; ours."""
_DIGITS = 6


def first_free(terminal: Terminal) -> int:
    """The first serial this terminal may give; 1 for one that was never enrolled before.

    Beyond what the hall has seen and beyond where the last disk began: that one may be lost without a word.
    """
    if terminal.enrolled_at is None:
        return 1
    slip, envelope = f"P{terminal.id}-", f"M{terminal.id:0>{BARCODE_LENGTH - 2 - _DIGITS}}"
    cases = Case.objects.filter(terminal=terminal)
    newest = [
        terminal.serials_from,
        _serial(slip, cases.filter(provisional_number__startswith=slip).aggregate(one=Max("provisional_number"))),
        _serial(envelope, cases.filter(originals_parcel__startswith=envelope).aggregate(one=Max("originals_parcel"))),
        _serial(envelope, Parcel.objects.filter(barcode__startswith=envelope).aggregate(one=Max("barcode"))),
    ]
    return max(newest) + UNSEEN + 1


def _serial(prefix: str, found: dict[str, str | None]) -> int:
    digits = (found["one"] or "")[len(prefix) :][:_DIGITS]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
