"""What does not work at this terminal now, and its way into the log."""

import structlog

from contract.failures import ENTRIES, Failure
from kiosk.failing import failure_of

log = structlog.get_logger("terminal")

_FOR_STAFF = frozenset({Failure.CUSTODY_GAP, Failure.JOURNAL_BROKEN, Failure.CATALOGUE_REFUSED, Failure.HALL_OLDER})


class Troubles:
    """The failures that stand; each goes into the log once, when it begins. From any thread."""

    def __init__(self) -> None:
        self.down: set[Failure] = set()

    def told(self) -> list[Failure]:
        """Devices that do not work, told before anybody starts; what only staff can act on is in the log and doctor."""
        return sorted(self.down - _FOR_STAFF, key=lambda failure: list(Failure).index(failure))

    def mark(self, failure: Failure, down: bool, **more: str) -> None:
        """Into the log once, when it begins; what is over is taken back at once."""
        if down and failure not in self.down:
            self.note(failure, **more)
        (self.down.add if down else self.down.discard)(failure)

    def note(self, failure: Failure, **more: str) -> None:
        """Write a failure and the operator's next move to the log; `more`: `error`, `code`, `step`."""
        log.warning("failure", failure=failure.value, next=ENTRIES[failure].operator, **more)

    def note_error(self, error: BaseException) -> Failure:
        """The same for an exception; what it was."""
        failure = failure_of(error)
        self.note(failure, error=type(error).__name__)
        return failure
