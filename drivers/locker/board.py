"""One lock board as the bank remembers it: asking it again, giving up on it for a while, believing what it says."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from drivers.fields import Values
from drivers.locker.bus import Bus
from drivers.locker.clockwork import Clockwork
from drivers.locker.errors import BadAnswer, BoardSilent, BusDown, LockerError, Rejected
from drivers.locker.family import READ_TRIES, Exchange
from drivers.locker.turn import Urgency

SILENT_REST_S = 2.0  # a board that does not answer is left alone so long, for the sake of its neighbours

Flags = Mapping[int, bool | None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a board says of its locks, counted from 1: contacts and, where it sees them, objects."""

    contacts: Flags
    objects: Flags


class Board:
    """A board and its `locks` that are wired to compartments. `clock` gives wall-clock seconds."""

    def __init__(
        self,
        bus: Bus,
        address: int,
        locks: Iterable[int],
        *,
        clock: Callable[[], float],
        clockwork: Clockwork,
    ) -> None:
        self.bus = bus
        self.address = address
        self.version = ""
        self._locks = tuple(locks)
        self._clock = clock
        self._clockwork = clockwork
        self._trouble: LockerError | None = None
        self._since = 0.0
        self._failed = 0
        self._rests_until_s = 0.0
        self._last: dict[int, bool | None] = {}

    @property
    def resting(self) -> bool:
        """True while a board that does not answer is left alone."""
        return self._clockwork.now_s() < self._rests_until_s

    def read(self) -> Reading:
        """Every lock; raises BoardSilent, BadAnswer, Rejected, BusDown."""
        return self._believed(self._locks, READ_TRIES, Urgency.POLL)

    def contact(self, lock: int, *, tries: int = READ_TRIES, urgency: Urgency = Urgency.POLL) -> bool | None:
        """One contact by the shortest question, None where the board does not know; raises as `read`."""
        return self._believed((lock,), tries, urgency).contacts.get(lock)

    def health(self) -> str:
        """Asks once: "ok", with the version where it is known, or the trouble and for how long."""
        try:
            self._asked(self._locks[:1], 1, Urgency.MAINTENANCE)
        except LockerError as error:
            return f"{type(error).__name__} for {self._clock() - self._since:.0f} s: {error}"
        return f"ok, version {self.version}" if self.version else "ok"

    def ask_version(self) -> str:
        """The firmware's version as the board gives it, or "" where it has no such answer or gave none."""
        question = self.bus.family.version
        if question is not None and not self.version:
            try:
                place = self.bus.family.address(self.address)
                told = self.bus.read(question, place, Urgency.MAINTENANCE)["version"]
                self.version = told.hex(" ") if isinstance(told, bytes) else str(told)
            except LockerError as error:
                _log.info("board %d: no version: %s", self.address, error)
        return self.version

    def note(self, trouble: LockerError | None) -> None:
        """Remember since when the board has which trouble; None = none."""
        if type(trouble) is not type(self._trouble):
            self._since = self._clock()
            _log.warning("board %d: %s", self.address, trouble or "answers again")
        self._trouble = trouble

    def _believed(self, locks: tuple[int, ...], tries: int, urgency: Urgency) -> Reading:
        """A reading; without a checksum a contact that is news is believed only when it is told twice."""
        found = self._asked(locks, tries, urgency)
        if self.bus.family.checked:
            return found
        contacts = dict(found.contacts)
        news = tuple(lock for lock in locks if contacts.get(lock) != self._last.get(lock))
        again = self._asked(news, tries, urgency).contacts if news else {}
        for lock in news:
            if again.get(lock) != contacts.get(lock):
                contacts[lock] = None
        self._last.update(contacts)
        return Reading(contacts, found.objects)

    def _asked(self, locks: tuple[int, ...], tries: int, urgency: Urgency) -> Reading:
        declared = self.bus.family
        if declared.read_all is not None and (declared.read_one is None or len(locks) > 1):
            answer = self._answer(declared.read_all, declared.address(self.address), tries, urgency)
            return Reading(self._flags(answer, "contacts"), self._flags(answer, "objects"))
        assert declared.read_one is not None  # noqa: S101 (a family has one of the two)
        contacts: dict[int, bool | None] = {}
        for lock in locks:
            try:
                answer = self._answer(declared.read_one, declared.address(self.address, lock), tries, urgency)
            except (BadAnswer, Rejected):
                if len(locks) == 1:
                    raise
                contacts[lock] = None  # a board that answers at all may know its other locks
            else:
                contact = answer["contact"]
                contacts[lock] = contact if isinstance(contact, bool) else None
        return Reading(contacts, {})

    def _flags(self, answer: Values, name: str) -> Flags:
        flags = answer.get(name)
        return dict(enumerate(flags, 1)) if isinstance(flags, tuple) else {}

    def _answer(self, exchange: Exchange, place: Values, tries: int, urgency: Urgency) -> Values:
        """Ask, and again after silence or rubbish; but where a board seems dead only once (lock-board facts 7.6)."""
        if self._failed >= READ_TRIES:
            tries = 1
        while True:
            tries -= 1
            try:
                answer = self.bus.read(exchange, place, urgency)
            except (BusDown, Rejected) as error:
                self.note(error)
                raise
            except (BoardSilent, BadAnswer) as error:
                self._failed += 1
                if tries > 0:
                    continue
                if self._failed >= READ_TRIES:
                    self._rests_until_s = self._clockwork.now_s() + SILENT_REST_S
                self.note(error)
                raise
            self._failed, self._rests_until_s = 0, 0.0
            self.note(None)
            return answer
