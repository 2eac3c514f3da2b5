"""A fixed QR reader on a pty: whatever is held before it leaves as text with CR and LF, or goes wrong on the way."""

import time
from enum import Enum, unique
from functools import partial
from pathlib import Path

from workbench.wire import Wire

SPLIT_S = 0.02


@unique
class Fault(Enum):
    """One way to misbehave."""

    SILENT = "silent"  # beeps and sends nothing
    SPLIT = "split"  # in pieces, with pauses between them
    GARBAGE = "garbage"  # noise of the line within the code
    TORN = "torn"  # only the first half, and no end
    ENDLESS = "endless"  # far longer than any code
    CR_ONLY = "cr only"
    LF_ONLY = "lf only"


_ENDS = {Fault.CR_ONLY: b"\r", Fault.LF_ONLY: b"\n", Fault.TORN: b""}


class SimulatedCodeScanner:
    """A reader at `path`; `name`: where to put the line's symlink. Safe from any thread."""

    def __init__(self, baud: int = 9600, *, name: Path | None = None) -> None:
        self.fault: Fault | None = None
        self._powered = 0  # how often it got its power: pulled out, it forgets what it was saying
        self.wire = Wire(baud, lambda data: None, name)

    @property
    def path(self) -> str:
        """The steady name of the line."""
        return self.wire.path

    def present(self, text: str) -> None:
        """Hold a code before it."""
        said, fault = text.encode("ascii"), self.fault
        if fault is Fault.SILENT:
            return
        if fault is Fault.GARBAGE:
            said = said[: len(said) // 2] + b"\x00\xfe" + said[len(said) // 2 :]
        elif fault is Fault.TORN:
            said = said[: len(said) // 2]
        elif fault is Fault.ENDLESS:
            said = (said * 1500)[:1500]
        said += b"\r\n" if fault is None else _ENDS.get(fault, b"\r\n")
        pieces = [said[at : at + 40] for at in range(0, len(said), 40)] if fault is Fault.SPLIT else [said]
        power = self._powered
        for count, piece in enumerate(pieces):
            self.wire.at(time.monotonic() + count * SPLIT_S, partial(self._say, piece, power))

    def _say(self, piece: bytes, power: int) -> None:
        self.wire.send(piece, lambda: power == self._powered)

    def unplug(self) -> None:
        """Pull the cable."""
        self._powered += 1
        self.wire.unplug()

    def plug(self) -> None:
        """Plug it in again: usually another node under the same name."""
        self.wire.plug()

    def close(self) -> None:
        """Take the line down."""
        self.wire.close()
