"""Simulated lockers: boards of any family on ptys, doors that a hand can pull and push, and faults by name."""

from workbench.locker.bank import Board, SimulatedBank, demo_bank
from workbench.locker.cabinet import Section, SimulatedCabinet, demo_cabinet
from workbench.locker.faults import Fault, Unasked
from workbench.locker.furniture import Coil, DoorShut
from workbench.locker.speech import families

__all__ = [
    "Board",
    "Coil",
    "DoorShut",
    "Fault",
    "Section",
    "SimulatedBank",
    "SimulatedCabinet",
    "Unasked",
    "demo_bank",
    "demo_cabinet",
    "families",
]
