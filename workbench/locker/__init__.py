"""A simulated bank of lockers: boards on a pty, doors that a hand can pull and push, and faults by name."""

from workbench.locker.bank import Board, SimulatedBank, demo_bank
from workbench.locker.faults import Fault
from workbench.locker.furniture import DoorShut

__all__ = ["Board", "DoorShut", "Fault", "SimulatedBank", "demo_bank"]
