"""How full the disk under the store is."""

import shutil
from pathlib import Path

from contract.failures import Failure
from kiosk.terminal.troubles import Troubles

WARNING_SHARE, FULL_SHARE = 0.70, 0.90
"""From the first on staff is warned, from the second on nothing new is taken; delivering and boxes go on."""
_COUNTED_BYTES = 20 * 2**30


class Disk:
    """`used`: 0 to 1, as last looked at."""

    def __init__(self, folder: Path, troubles: Troubles) -> None:
        self._folder, self._troubles = folder, troubles
        self.used = 0.0
        self._filling = False

    @property
    def full(self) -> bool:
        """Whether nothing new is to be taken."""
        return self.used >= FULL_SHARE

    def look(self) -> float:
        """How full the disk is, 0 to 1; of a large disk only the last 20 GiB count, the rest is room enough.

        Not on the Qt thread: a worn disk may take its time. The answer is kept as `used`.
        """
        usage = shutil.disk_usage(self._folder)
        counted = min(usage.total, _COUNTED_BYTES)
        self.used = 1.0 - min(usage.free, counted) / counted
        self._troubles.mark(Failure.DISK_FULL, self.full)
        filling = WARNING_SHARE <= self.used < FULL_SHARE
        if filling and not self._filling:
            self._troubles.note(Failure.DISK_FILLING)
        self._filling = filling
        return self.used
