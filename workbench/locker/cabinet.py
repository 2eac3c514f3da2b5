"""A simulated cabinet: several lines, each with boards of its own family, behind one wall of painted numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.locker.bank import Board, Listener, SimulatedBank
from workbench.locker.faults import Fault
from workbench.locker.furniture import Coil
from workbench.locker.speech import Speech


@dataclass(frozen=True, slots=True)
class Section:
    """One line of a cabinet: its boards, their family, and whatever else `SimulatedBank` takes."""

    boards: Sequence[Board]
    family: str | Speech = "8a"
    options: Mapping[str, Any] = field(default_factory=dict)


class SimulatedCabinet:
    """`lines`: one `SimulatedBank` a section, by the section's name; compartments count from 1 through all of them.

    What a hand can do is asked by painted number alone; what belongs to a line (its path, boards, adapter) is asked of
    `lines[name]`.
    """

    def __init__(self, sections: Mapping[str, Section]) -> None:
        self.lines: dict[str, SimulatedBank] = {}
        self._by_number: dict[int, SimulatedBank] = {}
        try:
            for name, one in sections.items():
                first = len(self._by_number) + 1
                bank = SimulatedBank(one.boards, one.family, first=first, **one.options)
                self.lines[name] = bank
                self._by_number.update(dict.fromkeys(bank.compartments, bank))
        except BaseException:
            self.close()
            raise

    def line_of(self, compartment: int) -> SimulatedBank:
        """The line behind a painted number; raises KeyError."""
        return self._by_number[compartment]

    @property
    def compartments(self) -> tuple[int, ...]:
        """All painted numbers."""
        return tuple(self._by_number)

    def door(self, compartment: int) -> bool:
        """True when the door really stands open, whatever its switch says."""
        return self.line_of(compartment).door(compartment)

    def pull(self, compartment: int, *, by_force: bool = False) -> bool:
        """As `SimulatedBank.pull`."""
        return self.line_of(compartment).pull(compartment, by_force=by_force)

    def push(self, compartment: int) -> bool:
        """As `SimulatedBank.push`."""
        return self.line_of(compartment).push(compartment)

    def put(self, compartment: int, thing: str) -> None:
        """Put a thing in; raises DoorShut."""
        self.line_of(compartment).put(compartment, thing)

    def take(self, compartment: int, thing: str | None = None) -> str | None:
        """As `SimulatedBank.take`."""
        return self.line_of(compartment).take(compartment, thing)

    def things(self, compartment: int) -> tuple[str, ...]:
        """What lies inside, seen through the wall."""
        return self.line_of(compartment).things(compartment)

    def coil(self, compartment: int) -> Coil:
        """As `SimulatedBank.coil`."""
        return self.line_of(compartment).coil(compartment)

    @property
    def pulses(self) -> Mapping[int, int]:
        """How many pulses each compartment's coil has had."""
        return {number: count for bank in self.lines.values() for number, count in bank.pulses.items()}

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the compartment at every change of a door or its contents."""
        for bank in self.lines.values():
            bank.listen(listener)

    def fault(
        self,
        fault: Fault | str,
        *,
        line: str | None = None,
        board: int | None = None,
        compartment: int | None = None,
        times: int | None = None,
        detail: int | None = None,
    ) -> None:
        """As `SimulatedBank.fault`, on one line, or on the compartment's own, or on every line.

        Raises ValueError when a board is named without its line.
        """
        if board is not None and line is None:
            raise ValueError(f"board {board} of which line? There are {', '.join(self.lines)}")
        for bank in self._banks(line, compartment):
            bank.fault(fault, board=board, compartment=compartment, times=times, detail=detail)

    def clear(
        self, fault: Fault | str | None = None, compartment: int | None = None, *, line: str | None = None
    ) -> None:
        """As `SimulatedBank.clear`, on one line, or on the compartment's own, or on every line."""
        for bank in self._banks(line, compartment):
            bank.clear(fault, compartment)

    @property
    def faults(self) -> list[str]:
        """Faults in force, each behind the name of its line when there is more than one."""
        named = len(self.lines) > 1
        return [f"{name}: {one}" if named else one for name, bank in self.lines.items() for one in bank.faults]

    def close(self) -> None:
        """Switch everything off."""
        for bank in self.lines.values():
            bank.close()

    def _banks(self, line: str | None, compartment: int | None) -> list[SimulatedBank]:
        if compartment is not None:
            return [self.line_of(compartment)]
        return list(self.lines.values()) if line is None else [self.lines[line]]


def demo_cabinet(name_of: Callable[[str], Path | None] = lambda line: None) -> SimulatedCabinet:
    """A wall of every family: line `a` is the demo's bank (doors 1..24), then one small board of each other family.

    `name_of` gives the place for each line's symlink.
    """
    others = {"b": ("kerong_cu16", Board(0, 8)), "c": ("modbus_waveshare", Board(1, 8))}
    others |= {"d": ("winnsen", Board(1, 8)), "e": ("wkly", Board(0, 8)), "f": ("dc02", Board(1, 8))}
    sections = {"a": Section((Board(1, 12), Board(2, 12)), "8a", {"name": name_of("a")})}
    sections |= {line: Section((board,), family, {"name": name_of(line)}) for line, (family, board) in others.items()}
    return SimulatedCabinet(sections)
