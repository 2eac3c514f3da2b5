"""The bank's doors and boxes, as steps ask for them; on the locker thread unless said."""

from contextlib import suppress

import structlog

from contract.failures import Failure
from drivers.locker.errors import BoardSilent
from drivers.roles import Door, Locker
from kiosk.custody.bank import BankFull, Size
from kiosk.custody.custody import Custody
from kiosk.custody.words import BoxState, Finding, WrongState
from kiosk.doors_watch import DoorsWatch
from kiosk.terminal.troubles import Troubles
from kiosk.terminal.workers import Workers

log = structlog.get_logger("terminal")


class Doors:
    """`known`: the doors were read at least once since the start."""

    def __init__(
        self, custody: Custody, locker: Locker, watch: DoorsWatch, workers: Workers, troubles: Troubles
    ) -> None:
        self._custody, self._locker, self._watch = custody, locker, watch
        self._workers, self._troubles = workers, troubles
        self.known = False

    def reconcile(self) -> dict[int, Door]:
        """Bring custody together with the doors' real state, before anyone is served.

        The doors in service: one set aside may stand open for days and must not keep the terminal from starting.
        """
        self._log(self._custody.reconcile())
        self._watch.look()  # from here on a door that was shut and is open is news
        doors, answering = self.now()
        self.known = answering or not doors
        return doors

    def now(self) -> tuple[dict[int, Door], bool]:
        """The doors in service, and whether any board answers."""
        cells = self._custody.cells()
        self._log(self._custody.found_meanwhile())
        doors = {number: cell.door for number, cell in cells.items() if cell.state is not BoxState.OUT_OF_SERVICE}
        self._troubles.mark(Failure.BOARD_SILENT, any(cell.door is Door.UNKNOWN for cell in cells.values()))
        self._troubles.mark(Failure.DOOR_LEFT_OPEN, Door.OPEN in doors.values())
        return doors, any(cell.door is not Door.UNKNOWN for cell in cells.values())

    def free(self, parcel: str) -> dict[Size, int]:
        """How many boxes of each size can be used for `parcel` now: free or kept for it, and on a board that answers.

        Raises `BoardSilent` when no board answers.
        """
        doors = self._locker.doors()
        silent = {number for number, door in doors.items() if door is Door.UNKNOWN}
        if doors and len(silent) == len(doors):
            raise BoardSilent("no board of the bank answers")
        return self._custody.free_for(parcel, silent)

    def reserve(self, size: Size, low: bool, parcel: str) -> int:
        """A fitting box that reads shut, kept for `parcel`.

        Raises `BankFull`, or `BoardSilent` when the boxes that would fit are on a board that does not answer.
        """
        doors = self._locker.doors()
        silent = {number for number, door in doors.items() if door is Door.UNKNOWN}
        ajar = {number for number, door in doors.items() if door is Door.OPEN}
        try:
            return self._custody.reserve(size, low, parcel, silent | ajar)
        except BankFull as full:
            if silent:
                raise BoardSilent(f"{len(silent)} compartments are on a board that does not answer") from full
            raise

    def look_again(self, unused: str = "") -> None:
        """A door step was left half-way: settle what the doors say, and give back the box kept for `unused`.

        From any thread.
        """

        def settle() -> None:
            self._custody.reconcile()
            if unused:
                with suppress(WrongState):  # the door did open meanwhile: the box is no longer merely reserved
                    self._custody.release(unused)

        self._workers.do("locker", settle)

    def _log(self, findings: list[Finding]) -> None:
        for finding in findings:
            log.warning("found_at_doors", kind=finding.kind.value, compartment=finding.compartment)
