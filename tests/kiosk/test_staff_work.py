"""Couriers, station staff and technicians: signed in by number, shown no names, every envelope scanned."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from contract.envelope import new_id
from contract.failures import ENTRIES, Failure
from contract.orders import ExpectedParcel, StaffMember
from contract.parcel import Holder, ParcelKind, barcode
from contract.pickup import MAX_TRIES, hash_secret
from drivers.printer.errors import PaperOut
from kiosk.clock import stamp
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, BoxState, Purpose
from kiosk.events import CodeRead, FrameSeen, QueueMoved, Said
from kiosk.news import ManifestTaken
from kiosk.visit import DoorTask
from tests.kiosk.conftest import CardInHand, Play, PrinterOnDesk, photograph, resident
from workbench.locker import Fault

SALT = b"s" * 16
PINS = {"600001": ("courier", "246810"), "700001": ("station", "135790"), "900001": ("technician", "112233")}
STROKES = [[[10.0 + i, 20.0, i * 8] for i in range(12)]]


def on_locker(play: Play, call: Any) -> Any:
    return play.terminal.submit("locker", call).result(30)


def sign_in(play: Play, number: str) -> None:
    members = [
        StaffMember.model_validate(
            {
                "number": one,
                "role": role,
                "pin_salt": base64.b64encode(SALT),
                "pin_hash": base64.b64encode(hash_secret(pin, SALT)),
            }
        )
        for one, (role, pin) in PINS.items()
    ]
    play.terminal.submit("queue", lambda: play.terminal.staff.orders(members)).result(30)
    play.begin()
    play.say("staff")
    play.say("sign_in", number=number, pin=PINS[number][1])


def dropped(play: Play) -> tuple[str, int]:
    """Originals lying in a box; barcode and compartment."""
    custody = play.terminal.custody
    parcel = on_locker(play, lambda: custody.start_drop(new_id(), "tag"))
    box = on_locker(play, lambda: custody.reserve(Size.S, False, parcel))
    on_locker(play, lambda: custody.open(box, Authority("resident-card", "tag"), Purpose.DROP, parcel))
    play.bank.put(box, parcel)
    play.bank.push(box)
    on_locker(play, lambda: custody.look(box))
    on_locker(play, lambda: custody.dropped(parcel, box))
    return parcel, int(box)


def announce(play: Play, count: int = 1, size: str = "S") -> list[str]:
    """Results on their way to this terminal."""
    parcels = [barcode(ParcelKind.RESULT, "HALL", serial) for serial in range(1, count + 1)]
    expected = [
        ExpectedParcel.model_validate(
            {
                "parcel": parcel,
                "case_id": new_id(),
                "case_number": "C-1",
                "size": size,
                "person_tag": "tag",
                "code_salt": base64.b64encode(SALT),
                "code_hash": base64.b64encode(hash_secret("12345678", SALT)),
            }
        )
        for parcel in parcels
    ]
    on_locker(play, lambda: play.terminal.custody.expect(expected))
    return parcels


def scan(play: Play, code: str) -> None:
    play.frame(photograph("envelope", code))
    play.drain()


def state(play: Play, box: int) -> BoxState:
    return BoxState(on_locker(play, play.terminal.custody.cells)[box].state)


def kinds(play: Play) -> list[str]:
    rows = play.terminal.submit("queue", lambda: play.terminal.store.read("SELECT kind FROM outbox ORDER BY seq"))
    return [row["kind"] for row in rows.result(30)]


@pytest.fixture(autouse=True)
def _custody_is_sound(play: Play) -> Iterator[None]:
    yield
    assert on_locker(play, play.terminal.custody.verify) == []


# --- signing in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "view"), [("600001", "CourierHome"), ("700001", "StationHome")])
def test_each_role_has_its_home(play: Play, number: str, view: str) -> None:
    sign_in(play, number)
    assert play.until(view).number == number
    play.say("finish")
    assert play.view == "Attract"
    assert play.session.visit.staff_number == ""


def test_a_wrong_pin_is_refused_and_five_lock(play: Play) -> None:
    sign_in(play, "600001")
    play.say("finish")
    play.say("staff")
    for _ in range(MAX_TRIES - 1):
        play.say("sign_in", number="600001", pin="0")
        assert play.screen.error == ENTRIES[Failure.SIGN_IN_WRONG].sentence.zh
    play.say("sign_in", number="600001", pin="0")
    assert play.screen.locked
    assert play.screen.error == ""
    play.say("language", language="en")
    assert play.screen.locked.startswith("Too many wrong tries")
    play.say("sign_in", number="600001", pin="246810")
    assert play.view == "SignIn"
    play.say("cancel")
    assert play.view == "Attract"


# --- courier: taking originals away ---------------------------------------------------------------------


def collect(play: Play, box: int) -> None:
    play.say("open", compartment=box)
    play.until("DoorScreen", phase="open")
    play.bank.take(box)
    play.bank.push(box)
    play.until("ScanEnvelope")


def test_a_round_is_scanned_signed_and_countersigned(play: Play, printer: PrinterOnDesk) -> None:
    parcels = dict(reversed(dropped(play)) for _ in range(2))
    sign_in(play, "600001")
    assert play.until("CourierHome", to_collect=2)
    play.say("collect")
    play.until("CourierCollect", expected=2)
    for done, (box, parcel) in enumerate(parcels.items()):
        collect(play, box)
        assert play.session.visit.tour.lines[done].state == "waiting"
        scan(play, parcel)
        play.until("CourierCollect", scanned=done + 1)
        assert state(play, box) is BoxState.FREE
    play.say("manifest")
    assert play.until("Manifest").courier == "600001"
    play.say("sign", strokes=[])
    assert play.view == "Manifest"
    play.session.handle(Said("sign", {"strokes": STROKES}))
    play.session.handle(Said("sign", {"strokes": STROKES}))
    play.drain()
    assert not play.until("ManifestDone").countersigned
    assert kinds(play).count("manifest") == 1
    play.say("print")
    assert len(printer.tray) == 1
    assert all(parcel in printer.text for parcel in parcels.values())
    manifest_id = play.session.visit.manifest_id
    assert manifest_id is not None
    play.event(QueueMoved(ManifestTaken(manifest_id)))
    assert play.screen.countersigned
    play.say("finish")
    assert play.until("CourierHome", to_collect=0).message


def test_another_envelope_is_not_taken_for_the_right_one(play: Play) -> None:
    parcel, box = dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    wrong = barcode(ParcelKind.ORIGINALS, "GZ0001", 999)
    scan(play, wrong)
    assert (play.screen.tone, wrong in play.screen.message) == ("bad", True)
    play.say("language", language="en")
    assert play.screen.message.startswith(f"This is {wrong}")
    scan(play, parcel)
    play.until("CourierCollect", scanned=1)


def test_a_code_reader_serves_the_courier_too_also_while_a_picture_is_read(play: Play) -> None:
    parcel, box = dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    wrong = barcode(ParcelKind.ORIGINALS, "GZ0001", 999)
    play.session.handle(FrameSeen(photograph("id_card")))
    play.event(CodeRead(wrong))
    assert (play.screen.tone, wrong in play.screen.message) == ("bad", True)
    play.event(CodeRead("6901234567892"))  # whatever else is held before it
    assert play.view == "ScanEnvelope"
    play.event(CodeRead(parcel))
    play.until("CourierCollect", scanned=1)


def test_an_empty_box_is_reported_and_frozen(play: Play) -> None:
    _, box = dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    play.say("absent")
    assert [line.state for line in play.until("CourierCollect").lines] == ["absent"]
    assert state(play, box) is BoxState.OUT_OF_SERVICE


def test_a_damaged_envelope_is_taken_and_said(play: Play) -> None:
    _, box = dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    play.say("damaged")
    assert [line.state for line in play.until("CourierCollect").lines] == ["damaged"]
    assert state(play, box) is BoxState.FREE


def test_what_custody_refuses_is_not_on_the_manifest(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    parcel, box = dropped(play)
    monkeypatch.setattr(play.terminal.locker, "occupied", lambda number: True)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    scan(play, parcel)
    assert play.until("Fault").code == "box_not_empty"
    assert play.session.visit.tour.lines[0].state == "waiting"
    play.say("finish")
    assert play.until("CourierHome", to_collect=1)


def test_a_courier_who_walks_away_leaves_a_parcel_to_be_checked_and_signs_out(play: Play) -> None:
    _, box = dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    play.wait(85)
    assert play.view == "Attract"
    assert state(play, box) is BoxState.CLOSED_UNKNOWN


def test_a_round_that_broke_is_gone_on_with_and_signed(play: Play) -> None:
    dropped(play)
    dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=2)
    play.say("collect")
    play.until("CourierCollect", expected=2)
    first, second = play.session.visit.tour.lines
    collect(play, first.compartment)
    scan(play, first.parcel)
    play.until("CourierCollect", scanned=1)
    play.bank.fault(Fault.JAMMED, compartment=second.compartment)
    play.say("open", compartment=second.compartment)
    play.until("DoorScreen", phase="stuck")
    play.say("finish")
    play.until("Fault")
    play.say("finish")
    assert play.until("CourierCollect").scanned == 1
    play.say("back")
    assert play.view == "CourierCollect", "a round with scanned envelopes is left by signing it"
    play.say("manifest")
    assert len(play.until("Manifest").lines) >= 1


# --- courier: loading results ---------------------------------------------------------------------------


def test_results_are_loaded_one_after_another_and_signed(play: Play) -> None:
    parcels = announce(play, 2)
    sign_in(play, "600001")
    play.until("CourierHome")
    play.say("load")
    for parcel in parcels:
        play.until("ScanEnvelope")
        scan(play, parcel)
        play.until("DoorScreen", phase="open")
        box = play.screen.compartment
        play.bank.put(box, parcel)
        play.bank.push(box)
        play.until("DoorScreen", phase="closed")
        play.say("done")
        play.until("ScanEnvelope")
        assert state(play, box) is BoxState.HOLDING
    scan(play, parcels[0])
    assert play.view == "ScanEnvelope"
    play.say("back")
    assert len(play.until("Manifest").lines) == 2
    play.say("sign", strokes=STROKES)
    play.until("ManifestDone")
    assert kinds(play) == ["custody", "custody", "manifest"]


def test_an_envelope_for_elsewhere_is_refused_before_any_door(play: Play) -> None:
    sign_in(play, "600001")
    play.until("CourierHome")
    play.say("load")
    play.until("ScanEnvelope")
    stranger = barcode(ParcelKind.RESULT, "HALL", 77)
    scan(play, stranger)
    assert stranger in play.screen.message
    assert sum(play.bank.pulses.values()) == 0
    play.say("back")
    play.until("CourierHome")


def test_a_result_that_does_not_fit_goes_into_a_larger_box(play: Play) -> None:
    (parcel,) = announce(play)
    sign_in(play, "600001")
    play.until("CourierHome")
    play.say("load")
    play.until("ScanEnvelope")
    scan(play, parcel)
    play.until("DoorScreen", phase="open")
    small = play.screen.compartment
    play.bank.push(small)
    play.until("DoorScreen", phase="closed")
    play.say("does_not_fit")
    play.until("ScanEnvelope")
    scan(play, parcel)
    play.until("DoorScreen", phase="open")
    cells = on_locker(play, play.terminal.custody.cells)
    assert (cells[small].size, cells[play.screen.compartment].size) == ("S", "M")
    play.bank.put(play.screen.compartment, parcel)
    play.bank.push(play.screen.compartment)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("ScanEnvelope")


# --- station --------------------------------------------------------------------------------------------


def test_the_station_sees_cells_but_no_names_and_pauses_the_service(play: Play, card: CardInHand) -> None:
    parcel, box = dropped(play)
    sign_in(play, "700001")
    cells = {cell.number: cell for cell in play.until("StationHome", columns=4).cells}
    play.drain()
    cells = {cell.number: cell for cell in play.screen.cells}
    assert (cells[box].detail, cells[box].tone) == (parcel, "good")
    play.say("pause")
    assert play.screen.paused
    play.say("finish")
    assert "暂停服务" in play.until("Attract").closed
    play.card()
    play.say("start")
    assert play.view == "Attract"
    play.say("pickup")
    assert play.view == "PickupCode"


def test_a_doubtful_box_is_opened_by_the_station_and_emptied(play: Play) -> None:
    parcel, box = dropped(play)
    sign_in(play, "700001")
    play.until("StationHome")
    play.drain()
    play.say("recover", compartment=box)
    play.until("DoorScreen", phase="open")
    assert play.bank.take(box) == parcel
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("StationHome")
    assert state(play, box) is BoxState.FREE


def test_a_compartment_is_set_aside_and_taken_back(play: Play) -> None:
    sign_in(play, "700001")
    play.until("StationHome")
    play.say("out_of_service", compartment=9)
    play.drain()
    assert next(cell for cell in play.screen.cells if cell.number == 9).tone == "bad"
    play.say("back_in_service", compartment=9)
    play.drain()
    assert next(cell for cell in play.screen.cells if cell.number == 9).tone == "plain"


# --- technician -----------------------------------------------------------------------------------------


def test_the_technician_sees_every_device_with_live_values(play: Play, printer: PrinterOnDesk) -> None:
    sign_in(play, "900001")
    page = play.until("Technician")
    results = {device.id: device.result for device in page.devices}
    assert results == {
        "card": "PASS",
        "locker": "PASS",
        "camera": "PASS",
        "printer": "PASS",
        "hall": "FAIL",
        "store": "PASS",
        "clock": "PASS",
    }
    assert next(d for d in page.devices if d.id == "camera").values[-1].label == "mean grey"
    play.say("test", id="printer")
    assert len(printer.tray) == 1
    printer.error = PaperOut()
    play.say("test", id="printer")
    assert play.session.message.text == "打印纸用完了。"
    play.wait(6)
    assert next(d for d in play.screen.devices if d.id == "printer").result == "FAIL"
    play.say("finish")
    assert play.view == "Attract"


def test_a_resident_card_means_nothing_to_staff(play: Play, card: CardInHand) -> None:
    sign_in(play, "600001")
    play.until("CourierHome")
    card.identity = resident()
    play.card()
    assert play.view == "CourierHome"


def at_the_manifest(play: Play) -> None:
    """A courier has scanned one envelope and is about to sign."""
    parcel, box = dropped(play)
    sign_in(play, "600001")
    play.until("CourierHome", to_collect=1)
    play.say("collect")
    play.until("CourierCollect", expected=1)
    collect(play, box)
    scan(play, parcel)
    play.until("CourierCollect", scanned=1)
    play.say("manifest")
    play.until("Manifest")


@pytest.mark.parametrize("way_out", ["home", "back"])
def test_who_leaves_while_signing_does_not_sign_twice(play: Play, way_out: str) -> None:
    at_the_manifest(play)
    play.session.handle(Said("sign", {"strokes": STROKES}))
    play.say(way_out)
    play.until("ManifestDone")
    play.say("home")
    assert play.until("CourierHome").to_collect == 0
    play.say("load")
    play.until("ScanEnvelope")
    assert kinds(play).count("manifest") == 1


def test_a_round_that_is_not_signed_is_not_left_by_signing_out(play: Play) -> None:
    at_the_manifest(play)
    play.say("end")
    play.until("CourierCollect", scanned=1)
    play.say("manifest")
    play.until("Manifest")


def test_a_disputed_box_is_emptied_by_the_station(play: Play) -> None:
    parcel, box = dropped(play)
    custody = play.terminal.custody
    on_locker(play, lambda: custody.disputed(parcel, box, Authority("resident-card", "tag"), "resident"))
    sign_in(play, "700001")
    play.until("StationHome")
    play.say("recover", compartment=box)
    play.until("DoorScreen", phase="open")
    assert play.bank.take(box) == parcel
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("StationHome")
    assert state(play, box) is BoxState.FREE


def test_a_box_that_the_station_finds_empty_makes_nobody_its_parcels_holder(play: Play) -> None:
    parcel, box = dropped(play)
    custody = play.terminal.custody
    sign_in(play, "700001")
    play.until("StationHome")
    play.drain()
    play.say("recover", compartment=box)
    play.until("DoorScreen", phase="open")
    play.bank.take(box)  # as if it had never been there
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("was_empty")
    play.until("StationHome")
    row = on_locker(play, lambda: custody.parcel(parcel))
    assert (row.holder, row.frozen) == (Holder.BOX, True)
    assert state(play, box) is BoxState.OUT_OF_SERVICE
    last = play.terminal.submit("queue", lambda: journal_end(play)).result(30)
    assert last == ("missing", parcel, "700001")


def test_a_box_left_in_doubt_that_the_station_finds_empty_is_free_and_the_originals_still_owed(play: Play) -> None:
    custody = play.terminal.custody
    parcel = on_locker(play, lambda: custody.start_drop(new_id(), "tag"))
    box = on_locker(play, lambda: custody.reserve(Size.S, False, parcel))
    on_locker(play, lambda: custody.open(box, Authority("resident-card", "tag"), Purpose.DROP, parcel))
    play.bank.push(box)
    on_locker(play, custody.reconcile)
    assert state(play, box) is BoxState.CLOSED_UNKNOWN
    sign_in(play, "700001")
    play.until("StationHome")
    play.drain()
    play.say("recover", compartment=box)
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("was_empty")
    play.until("StationHome")
    assert state(play, box) is BoxState.FREE
    assert [row.parcel for row in on_locker(play, lambda: custody.undropped("tag"))] == [parcel]


def journal_end(play: Play) -> tuple[str, str, str]:
    """The journal's last row that tells of a parcel: (entry, parcel, who)."""
    (row,) = play.terminal.store.read(
        "SELECT entry, parcel, actor FROM journal WHERE parcel IS NOT NULL ORDER BY sequence DESC LIMIT 1"
    )
    return row["entry"], row["parcel"], row["actor"]


def test_a_dispute_about_a_box_that_is_somebody_elses_by_now_is_shown_to_the_station(play: Play) -> None:
    custody, resident, (first, second) = play.terminal.custody, Authority("resident-card", "tag"), announce(play, 2)
    courier = Authority("courier", "600001")
    box = on_locker(play, lambda: custody.reserve(Size.S, False, first))
    on_locker(play, lambda: custody.open(box, courier, Purpose.LOAD, first))
    play.bank.push(box)
    on_locker(play, lambda: custody.loaded(first, box, "600001"))
    on_locker(play, lambda: custody.open(box, resident, Purpose.TAKE, first))
    play.bank.push(box)
    on_locker(play, lambda: custody.taken(first, box))
    others = [number for number in on_locker(play, custody.cells) if number != box]
    on_locker(play, lambda: custody.reserve(Size.S, False, second, others))
    on_locker(play, lambda: play.terminal.records.dispute(DoorTask(Purpose.TAKE, first, box, resident)))
    sign_in(play, "700001")
    shown = play.until("StationHome").waiting
    assert [(row.label, row.value, row.tone) for row in shown] == [(str(box), first, "bad")]
    assert state(play, box) is BoxState.RESERVED


def test_pressing_refresh_often_asks_the_devices_no_oftener(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    report = play.terminal.diagnose()

    def diagnose() -> Any:
        asked.append(play.clock.monotonic())
        return report

    monkeypatch.setattr(play.terminal, "diagnose", diagnose)
    sign_in(play, "900001")
    play.until("Technician", checked_at=stamp(report.at))
    for _ in range(6):
        play.say("refresh")
    asked.clear()
    play.wait(20)
    assert len(asked) <= 4
