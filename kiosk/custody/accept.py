"""Altered rows of custody made good again: only by somebody who has looked, by number, with a reason, on record."""

from datetime import datetime

from kiosk.custody import journal
from kiosk.custody.journal import Entry
from kiosk.custody.words import Authority
from offline_queue import digests
from offline_queue.store import Store

_LONGEST_REASON = 200
_LONGEST_NUMBER = 20


def accept_altered(store: Store, by: str, reason: str, now: datetime) -> list[str]:
    """What altered rows say now is right: a line each, also in the journal, in one transaction.

    `by` is a staff number; the reason names no person. Raises ValueError when either is missing or too long.
    """
    by, reason = by.strip(), reason.strip()
    if not (by.isascii() and by.isalnum() and len(by) <= _LONGEST_NUMBER):
        raise ValueError("a staff number, letters and digits, is needed")
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise ValueError(f"a reason of at most {_LONGEST_REASON} characters is needed")
    authority = Authority("station", by)
    with store.transaction() as tx:
        accepted = digests.accept(tx)
        for line in accepted:
            journal.append(tx, now, Entry.ROW_ACCEPTED, authority=authority, row=line, reason=reason)
    return accepted
