"""The far side of the card reader: synthetic people, simulated cards and security modules, and a private pcscd.

`with PrivatePcscd(directory) as pcscd:` start your process with `pcscd.environment` merged in, then
`pcscd.insert(VirtualCard(people.CHEN))`, `pcscd.remove()`, `pcscd.plug_sam(VirtualPsam())`.
"""

from workbench.card import people
from workbench.card.chip import Fault
from workbench.card.pcscd import PrivatePcscd, available, pcscd_for_this_process
from workbench.card.virtual_card import Habits, VirtualCard
from workbench.card.virtual_hsm import VirtualHsm
from workbench.card.virtual_psam import SamHabits, VirtualPsam

__all__ = [
    "Fault",
    "Habits",
    "PrivatePcscd",
    "SamHabits",
    "VirtualCard",
    "VirtualHsm",
    "VirtualPsam",
    "available",
    "pcscd_for_this_process",
    "people",
]
