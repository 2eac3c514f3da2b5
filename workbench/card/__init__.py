"""The far side of the card reader: synthetic people, a simulated card, and a private pcscd to put it in.

`with PrivatePcscd(directory) as pcscd:` start your process with `pcscd.environment` merged in, then
`pcscd.insert(VirtualCard(people.CHEN))` and `pcscd.remove()`.
"""

from workbench.card import people
from workbench.card.pcscd import PrivatePcscd, available, pcscd_for_this_process
from workbench.card.virtual_card import Fault, Habits, VirtualCard

__all__ = ["Fault", "Habits", "PrivatePcscd", "VirtualCard", "available", "pcscd_for_this_process", "people"]
