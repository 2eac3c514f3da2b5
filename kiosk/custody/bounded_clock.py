"""Time that decides about codes, keeping times and locks: the terminal's own clock is never trusted alone (case 9).

Two bounds, both taken from what is certain: the hall's last word, and the seconds this machine has run since. *At
least* is their sum; a power cut adds nothing to it, so neither a clock set forward nor one set back ends or revives
anything. *Now* is what is written down: the wall clock where it lies between that sum and the longest absence we
believe, the nearer bound where it does not; within one run it follows the steady clock only.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.clock import Clock
from kiosk.custody import journal, parcels
from kiosk.custody.journal import Entry
from offline_queue.store import Tx

LONGEST_ABSENCE = timedelta(hours=72)  # ours: a wall clock further ahead than this is set wrong, not right after all
JITTER = timedelta(seconds=5)  # an answer's way from the hall; not worth a step of the clock
_KEPT_EVERY_S = 60.0
DIFFERS_S = 60.0
"""From here on receipts print both times, and the journal notes that the clock was off."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What the time was, and at least was, when the steady clock read `steady_s`."""

    now: datetime
    at_least: datetime
    steady_s: float


class BoundedClock:
    """See the module. `now`, `at_least` and `skew_s` may be asked from any thread; the rest runs on the store's."""

    def __init__(self, clock: Clock, tx: Tx) -> None:
        self._clock = clock
        wall = clock.now()
        row = tx.execute("SELECT at_least, heard_at FROM clock_mark").fetchone()
        certain = datetime.fromtimestamp(row[0], UTC) if row else wall
        self.heard_at = datetime.fromtimestamp(row[1], UTC) if row and row[1] is not None else None
        """The hall's last word, None before the first."""
        self._anchor = _Anchor(min(max(wall, certain), certain + LONGEST_ABSENCE), certain, clock.monotonic())
        self._kept_s = 0.0
        self._write(tx)
        self._note(tx, timedelta(seconds=self.skew_s()), "start")

    def now(self) -> datetime:
        """The time as it is written down; never goes back within a run unless the hall says so."""
        return self._anchor.now + self._run()

    def at_least(self) -> datetime:
        """What has certainly passed: only by this does anything end."""
        return self._anchor.at_least + self._run()

    def wall(self) -> datetime:
        """What the terminal's own clock shows."""
        return self._clock.now()

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return self._clock.monotonic()

    def skew_s(self) -> float:
        """How far the terminal's own clock is ahead of `now`, in seconds."""
        return (self._clock.now() - self.now()).total_seconds()

    def heard(self, tx: Tx, hall_time: datetime) -> None:
        """The hall has said what time it is: that counts from here on.

        What was loaded since its last word was stamped by guess; it moves along, so that nobody's keeping time is cut.
        """
        off = hall_time - self.now()
        if abs(off) > JITTER:
            parcels.shift_loaded(tx, self.heard_at, off)
            self._note(tx, -off, "hall")
            self._anchor = _Anchor(hall_time, hall_time, self._clock.monotonic())
        else:
            self._anchor = _Anchor(self.now(), min(hall_time, self.now()), self._clock.monotonic())
        self.heard_at = hall_time
        self._write(tx)

    def keep(self, tx: Tx) -> None:
        """Write down how long we have run, once a minute: what is lost by a power cut is at most that."""
        if (self.at_least() - datetime.fromtimestamp(self._kept_s, UTC)).total_seconds() >= _KEPT_EVERY_S:
            self._write(tx)

    def _run(self) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - self._anchor.steady_s)

    def _write(self, tx: Tx) -> None:
        self._kept_s = self.at_least().timestamp()
        heard_at = self.heard_at.timestamp() if self.heard_at else None
        tx.execute(
            "INSERT INTO clock_mark (one, at_least, heard_at) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE"
            " SET at_least = excluded.at_least, heard_at = excluded.heard_at",
            (self._kept_s, heard_at),
        )

    def _note(self, tx: Tx, ahead: timedelta, by: str) -> None:
        """Into the journal when it matters: how far the time we went by was ahead of what is believed now."""
        if abs(ahead.total_seconds()) > DIFFERS_S:
            journal.append(tx, self.now(), Entry.CLOCK, ahead_s=round(ahead.total_seconds()), by=by)
