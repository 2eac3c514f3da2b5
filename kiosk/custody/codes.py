"""Pick-up codes on the panel: five tries, then a lock that doubles; on disk, so that pulling the plug buys no try."""

from datetime import UTC, datetime, timedelta

from contract.pickup import LOCK_MINUTES, MAX_TRIES
from kiosk.custody import journal
from kiosk.custody.journal import Entry
from kiosk.custody.words import Authority, CodeLocked
from offline_queue.store import Tx

_LONGEST_LOCK = timedelta(hours=24)
_PANEL = Authority("pickup-code", "unknown")


def locked_until(tx: Tx, now: datetime) -> datetime | None:
    """Until when the panel takes no code; None when it does. A clock set back never makes the lock longer."""
    locked_at, until = tx.execute("SELECT locked_at, locked_until FROM code_lock").fetchone()
    if now.timestamp() >= until:
        return None
    # Set back while locked: what the lock had in full still applies from now, not from the far future.
    return datetime.fromtimestamp(min(until, now.timestamp() + until - locked_at), UTC)


def charge(tx: Tx, now: datetime) -> int:
    """Count one try before it is looked at; returns how many are left after it. Raises `CodeLocked`."""
    until = locked_until(tx, now)
    if until is not None:
        raise CodeLocked(until.isoformat())
    tries, level = tx.execute("SELECT tries, level FROM code_lock").fetchone()
    tries += 1
    journal.append(tx, now, Entry.CODE_TRIED, authority=_PANEL, tries=tries)
    if tries < MAX_TRIES:
        tx.execute("UPDATE code_lock SET tries = ?", (tries,))
        return int(MAX_TRIES - tries)
    lock = min(timedelta(minutes=LOCK_MINUTES) * 2 ** min(level, 10), _LONGEST_LOCK)
    tx.execute(
        "UPDATE code_lock SET tries = 0, level = level + 1, locked_at = ?, locked_until = ?",
        (now.timestamp(), (now + lock).timestamp()),
    )
    journal.append(tx, now, Entry.CODE_LOCKED, authority=_PANEL, minutes=lock.total_seconds() / 60)
    return 0


def accepted(tx: Tx, parcel: str, now: datetime) -> None:
    """The code was right: tries and escalation start afresh."""
    tx.execute("UPDATE code_lock SET tries = 0, level = 0, locked_at = 0, locked_until = 0")
    journal.append(tx, now, Entry.CODE_ACCEPTED, parcel=parcel, authority=_PANEL)
