"""The far side of the disk: what a run wrote is recorded, and the disks a power cut could have left are rebuilt.

No special rights are needed: a small library (`watch.c`) is loaded in front of libc and sees every write, sync and
rename below one folder. It can also play a disk that is full, or takes no change any more, from the n-th write on.
"""

from workbench.disk.recording import Op, Recording, record
from workbench.disk.remains import NameModel, remains

__all__ = ["NameModel", "Op", "Recording", "record", "remains"]
