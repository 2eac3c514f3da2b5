"""What the facts say the locker works by (domain 2.12): a resident's eight days, a courier's list at 15:00."""

from datetime import date

from contract.parcel import Holder
from drivers.roles import CardEvent
from kiosk.custody.words import BoxState
from kiosk.events import QueueMoved
from kiosk.news import CaseNumbered
from tests.kiosk.conftest import FakeClock, Play, PrinterOnDesk
from tests.kiosk.test_apply import STROKES, hand_in
from tests.kiosk.test_doors import on_locker, open_box, result, sound, take
from tests.kiosk.test_offers import at
from tests.kiosk.test_staff_work import collect, dropped, scan, sign_in, state

NUMBER = "11440103MB00T0017W5449990001000202603020001"


def leave(play: Play) -> None:
    play.card(CardEvent.REMOVED)
    play.until("Attract")


def test_at_2340_i_apply_drop_my_papers_get_a_slip_with_a_number_and_eight_days_later_open_one_box_with_everything(
    play: Play, clock: FakeClock, printer: PrinterOnDesk
) -> None:
    at(clock, date(2026, 3, 2), 23, 40)
    hand_in(play)
    application = play.session.visit.application
    assert application.case_id is not None
    play.event(QueueMoved(CaseNumbered(application.case_id, NUMBER)))
    play.say("deposit")
    parcel = play.until("Deposit").parcel
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    receipt, deposited = (repr(slip) for slip in printer.tray)
    assert NUMBER in receipt
    assert "2026-03-02 23:4" in receipt
    assert parcel in deposited
    play.say("finish")
    leave(play)

    at(clock, date(2026, 3, 10), 10, 0)
    barcode, number = result(play)
    play.card()
    play.until("Home")
    pulses = dict(play.bank.pulses)
    play.say("choose", id="collect")
    take(play, number, barcode)
    opened = {one for one, count in play.bank.pulses.items() if count != pulses.get(one, 0)}
    assert opened == {number}
    assert state(play, number) is BoxState.FREE
    assert on_locker(play, lambda: play.terminal.custody.parcel(barcode)).holder is Holder.RESIDENT
    assert sound(play)


def test_my_list_at_1500_equals_what_i_find(play: Play, clock: FakeClock) -> None:
    """The courier's: what lies in the boxes, and nothing else, whatever was opened in vain or is on its way here."""
    at(clock, date(2026, 3, 2), 14, 50)
    lying = dict(reversed(dropped(play)) for _ in range(2))
    at(clock, date(2026, 3, 2), 15, 0)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=len(lying))
    play.say("collect")
    listed = {row.compartment: row.parcel for row in play.until("CourierCollect", expected=len(lying)).lines}
    found = {number: things[0] for number in lying if (things := play.bank.things(number))}
    assert listed == found == lying
    for number, parcel in lying.items():
        collect(play, number)
        scan(play, parcel)
    play.until("CourierCollect", scanned=len(lying))
    play.say("manifest")
    play.until("Manifest")
    play.say("sign", strokes=STROKES)
    play.until("ManifestDone")
    assert not any(play.bank.things(number) for number in lying)
    assert sound(play)
