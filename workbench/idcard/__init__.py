"""The far side of an identity-card reader: synthetic people, their cards' text, and a simulated reader on a wire.

`reader = SimulatedIdReader()`; open `reader.path` as a serial port; `reader.lay(people.CHEN)` and `reader.take()`.
Shares no code with the drivers, so that one mistake cannot hide in both.
"""

from workbench.idcard import people
from workbench.idcard.reader import Fault, SimulatedIdReader

__all__ = ["Fault", "SimulatedIdReader", "people"]
