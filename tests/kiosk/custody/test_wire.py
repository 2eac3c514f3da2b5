"""Custody over the simulated bank on a real pty: the product's own driver, the vendor's bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.envelope import new_id
from contract.parcel import Holder, ParcelEvent
from drivers.locker import board
from drivers.locker.bank import Bank, Line, numbered
from drivers.roles import Door
from kiosk.custody.bank import Compartment, Size
from kiosk.custody.custody import Custody
from kiosk.custody.doors import AFRESH_S, REST_S
from kiosk.custody.words import Authority, BoxState, DoorOutcome, FindingKind, Purpose, TooManyPulses, TooSoon
from offline_queue.store import Store
from tests.kiosk.custody.world import TAG, SteppedClock, inline
from workbench.locker.bank import Board, SimulatedBank
from workbench.locker.faults import Fault

CARD = Authority("resident-card", TAG)
BANK = tuple(Compartment(number, Size.S if number < 4 else Size.M) for number in range(1, 7))


@dataclass
class Wired:
    """One terminal's custody and the bank at the other end of its wire."""

    path: Path
    sim: SimulatedBank
    hall: object
    clock: SteppedClock

    def boot(self) -> None:
        self.store = Store(self.path)
        self.locker = Bank([Line("a", self.sim.path, "8a")], numbered("a", [(1, 6)]))
        self.custody = Custody(self.store, self.locker, self.clock, "T1", BANK, lambda: self.hall.public, inline)

    def off(self) -> None:
        self.locker.close()
        self.store.close()

    def reserved(self) -> tuple[str, int]:
        parcel = self.custody.start_drop(new_id(), TAG)
        return parcel, self.custody.reserve(Size.S, False, parcel)


@pytest.fixture
def wired(tmp_path: Path, hall_secret: object) -> Iterator[Wired]:
    sim = SimulatedBank([Board(1, 6)], "8a", name=tmp_path / "line")
    wired = Wired(tmp_path / "terminal.db", sim, hall_secret, SteppedClock())
    wired.boot()
    yield wired
    assert wired.custody.verify() == []
    wired.off()
    sim.close()


def test_a_drop_over_the_wire_with_the_power_cut_while_the_door_is_open(wired):
    parcel, box = wired.reserved()
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert wired.sim.door(box)
    wired.off()
    wired.boot()
    assert [finding.kind for finding in wired.custody.reconcile()] == [FindingKind.RESUMED]
    wired.sim.put(box, parcel)
    wired.sim.push(box)
    assert wired.custody.look(box) is Door.CLOSED
    wired.custody.dropped(parcel, box)
    assert wired.custody.parcel(parcel).holder is Holder.BOX
    assert wired.sim.things(box) == (parcel,)
    assert wired.sim.pulses[box] == 1
    events = wired.store.read("SELECT entry FROM journal WHERE parcel = ? ORDER BY sequence", (parcel,))
    assert events[-1]["entry"] == ParcelEvent.DROPPED


def test_a_jam_on_the_wire_is_pulsed_once_a_try(wired):
    parcel, box = wired.reserved()
    wired.sim.fault(Fault.JAMMED, compartment=box)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    wired.clock.pass_s(REST_S)
    wired.sim.clear()
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert wired.sim.pulses[box] == 2


def test_an_answer_lost_on_the_wire_asks_the_door(wired):
    parcel, box = wired.reserved()
    wired.custody.look(box)
    wired.sim.fault(Fault.BAD_CHECKSUM, board=1, times=1)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert wired.sim.pulses[box] == 1


def test_a_board_without_power_is_not_pulsed(wired):
    parcel, box = wired.reserved()
    wired.sim.fault(Fault.SILENT, board=1)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.UNKNOWN
    assert wired.sim.pulses[box] == 0


def test_a_jammed_coil_rests_and_has_three_pulses_in_all(wired):
    """Lock-board facts 7.7: at most two more, 3 s apart, only while the door still reads closed."""
    parcel, box = wired.reserved()
    wired.sim.fault(Fault.JAMMED, compartment=box)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    for pulses in (1, 2):
        wired.clock.pass_s(REST_S - 0.1)
        with pytest.raises(TooSoon):
            wired.custody.open(box, CARD, Purpose.DROP, parcel)
        assert wired.sim.pulses[box] == pulses
        wired.clock.pass_s(0.1)
        assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    wired.clock.pass_s(AFRESH_S - 1)
    with pytest.raises(TooManyPulses):
        wired.custody.open(box, CARD, Purpose.DROP, parcel)
    assert wired.sim.pulses[box] == 3


def test_a_door_that_sprang_late_is_not_pulsed_again(wired):
    parcel, box = wired.reserved()
    wired.sim.fault(Fault.JAMMED, compartment=box)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    wired.clock.pass_s(3)
    wired.sim.pull(box, by_force=True)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    assert wired.sim.pulses[box] == 1


def test_a_board_gone_silent_after_a_jam_is_not_pulsed_again(wired):
    parcel, box = wired.reserved()
    wired.sim.fault(Fault.JAMMED, compartment=box)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.JAMMED
    wired.clock.pass_s(3)
    wired.sim.fault(Fault.SILENT, board=1)
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.UNKNOWN
    assert wired.sim.pulses[box] == 1


def test_a_line_that_comes_back_is_reconciled_at_the_first_look(wired, monkeypatch):
    monkeypatch.setattr(board, "SILENT_REST_S", 0.0)  # a silent board is left alone for a moment of the real clock
    parcel, box = wired.reserved()
    assert wired.custody.open(box, CARD, Purpose.DROP, parcel) is DoorOutcome.OPENED
    wired.sim.put(box, parcel)
    wired.sim.fault(Fault.SILENT, board=1)
    assert {cell.door for cell in wired.custody.cells().values()} == {Door.UNKNOWN}
    wired.sim.push(box)
    wired.sim.clear()
    assert wired.custody.cells()[box].state is BoxState.CLOSED_UNKNOWN
    assert [(finding.kind, finding.compartment) for finding in wired.custody.found_meanwhile()] == [
        (FindingKind.UNSEEN, box)
    ]
    assert wired.sim.pulses[box] == 1
