"""What a person at the workbench can do, as named acts on the `World`; no Qt here.

An act's name is "place.act"; the place says which device it belongs to, because acts on one device happen one after
another and acts on different devices need not wait for each other.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

from workbench.camera import papers
from workbench.camera.drawing import Paper
from workbench.camera.people import PEOPLE, Person
from workbench.camera.scene import SceneFault
from workbench.camera.server import WireFault
from workbench.card import Fault as CardFault
from workbench.card import VirtualCard, people
from workbench.idcard import SimulatedIdReader
from workbench.idcard import people as id_people
from workbench.locker import Fault as LockFault
from workbench.printer.server import PrinterFault
from workbench.world import World

Act = Callable[..., object]
SHEETS: dict[str, Callable[[Person], Paper]] = {
    "id": papers.id_card,
    "idback": papers.id_card_back,
    "register": papers.household_register,
    "permit": papers.residence_permit,
    "photo": papers.photo,
    "form": papers.application_form,
    "blank": lambda _: papers.blank_sheet(),
}
CAMERA_FAULTS: dict[str, SceneFault | WireFault] = {fault.value: fault for fault in (*SceneFault, *WireFault)}
PRINTER_FAULTS: dict[str, PrinterFault] = {
    fault.value: fault
    for fault in (PrinterFault.PAPER_LOW, PrinterFault.PAPER_OUT, PrinterFault.COVER_OPEN, PrinterFault.SILENT)
}
MUTE = "mute"  # a card of the main resident that does not answer


class Refused(Exception):
    """The things themselves do not allow it; the message says why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class Bench:
    """`acts` by name. `start_kiosk` starts the terminal's process as this demonstration shows it."""

    def __init__(self, world: World, start_kiosk: Callable[[], object]) -> None:
        self.world = world
        self._start_kiosk = start_kiosk
        self.card = ""  # key of the card that was put in
        self.person = people.CHEN.key  # whose papers are at hand
        self.paper = ""
        self.camera_faults: list[str] = []
        self.camera_plugged = True
        self.printer_faults: list[str] = []
        self.printer_plugged = True
        self.bus_plugged = True
        self.silent_boards: list[int] = []
        self.acts = self._named(world)

    def _named(self, world: World) -> dict[str, Act]:
        return {
            "card.insert": self._insert,
            "card.remove": self._remove,
            "idcard.lay": self._lay_id_card,
            "idcard.take": self._take_id_card,
            "camera.lay": self._lay,
            "camera.envelope": self._lay_envelope,
            "camera.clear": self._clear_table,
            "camera.fault": self._camera_fault,
            "camera.plug": self._camera_plug,
            "bank.pull": self._pull,
            "bank.force": lambda door: world.bank.pull(door, by_force=True),
            "bank.push": lambda door: world.bank.push(door),
            "bank.put": lambda door, thing: world.bank.put(door, thing),
            "bank.take": lambda door: world.bank.take(door),
            "bank.jam": lambda door: self._door_fault(LockFault.JAMMED, door),
            "bank.dead": lambda door: self._door_fault(LockFault.SENSOR_DEAD, door),
            "bank.silence": self._silence,
            "bank.plug": self._bus_plug,
            "printer.fault": self._printer_fault,
            "printer.plug": self._printer_plug,
            "cable.cut": world.cable.cut,
            "cable.mend": world.cable.mend,
            "kiosk.kill": self._kill,
            "kiosk.start": self._start,
        }

    # --- card -----------------------------------------------------------------------------------------

    def _insert(self, card: str) -> None:
        """One of `workbench.card.people`, or the mute one; takes the other out first, as a hand must."""
        holder = people.CHEN if card == MUTE else people.ALL[card]
        self.world.pcscd.insert(VirtualCard(holder, fault=CardFault.MUTE if card == MUTE else None))
        self.card = card
        if card in PEOPLE:
            self.person = card

    def _remove(self) -> None:
        self.world.pcscd.remove()
        self.card = ""

    def _lay_id_card(self, card: str) -> None:
        """One of `workbench.idcard.people`, laid anew even when it lies there."""
        self._id_reader.lay(id_people.ALL[card])
        if card in PEOPLE:
            self.person = card

    def _take_id_card(self) -> None:
        self._id_reader.take()

    @property
    def _id_reader(self) -> SimulatedIdReader:
        if self.world.id_reader is None:
            raise Refused("这台终端没有身份证阅读机", "this terminal has no identity-card reader")
        return self.world.id_reader

    # --- camera ---------------------------------------------------------------------------------------

    def _lay(self, sheet: str) -> None:
        self.world.camera.show(SHEETS[sheet](PEOPLE[self.person]))
        self.paper = sheet

    def _lay_envelope(self, barcode: str) -> None:
        self.world.camera.show(papers.envelope(barcode))
        self.paper = barcode

    def _clear_table(self) -> None:
        self.world.camera.show(None)
        self.paper = ""

    def _camera_fault(self, fault: str) -> None:
        """Turn one fault on or off."""
        self.camera_faults = toggled(self.camera_faults, fault)
        self.world.camera.set_faults(*(CAMERA_FAULTS[name] for name in self.camera_faults))

    def _camera_plug(self) -> None:
        if self.camera_plugged:
            self.world.camera.unplug()
        else:
            self.world.camera.plug()
        self.camera_plugged = not self.camera_plugged

    # --- bank -----------------------------------------------------------------------------------------

    def _pull(self, door: int) -> None:
        if not self.world.bank.pull(door):
            raise Refused(f"{door} 号柜门锁着，拉不开", f"door {door} is latched and does not give way")

    def _door_fault(self, fault: LockFault, door: int) -> None:
        """Turn a door's fault on or off."""
        if f"{fault.value} {door}" in self.world.bank.faults:
            self.world.bank.clear(fault, compartment=door)
        else:
            self.world.bank.fault(fault, compartment=door)

    def _silence(self, board: int) -> None:
        """Turn one board's power off or on; the bank lifts a fault from all boards at once."""
        self.silent_boards = toggled(self.silent_boards, board)
        self.world.bank.clear(LockFault.SILENT)
        for address in self.silent_boards:
            self.world.bank.fault(LockFault.SILENT, board=address)

    def _bus_plug(self) -> None:
        if self.bus_plugged:
            self.world.bank.unplug()
        else:
            self.world.bank.plug()
        self.bus_plugged = not self.bus_plugged

    # --- printer --------------------------------------------------------------------------------------

    def _printer_fault(self, fault: str) -> None:
        self.printer_faults = toggled(self.printer_faults, fault)
        self.world.printer.set_faults(*(PRINTER_FAULTS[name] for name in self.printer_faults))

    def _printer_plug(self) -> None:
        if self.printer_plugged:
            self.world.printer.hang_up()
        else:
            self.world.printer.plug()
        self.printer_plugged = not self.printer_plugged

    # --- power ----------------------------------------------------------------------------------------

    def _kill(self) -> None:
        if not self.world.kiosk_running:
            raise Refused("终端没有在运行", "the terminal is not running")
        self.world.cut_power()

    def _start(self) -> None:
        if self.world.kiosk_running:
            raise Refused("终端已在运行", "the terminal is running already")
        self._start_kiosk()


def toggled(values: list[Any], value: Any) -> list[Any]:
    """The list without `value`, or with it at the end."""
    return [one for one in values if one != value] if value in values else [*values, value]


def names_of(kind: type[Enum]) -> list[str]:
    """The values of a kind of fault, in order."""
    return [str(one.value) for one in kind]
