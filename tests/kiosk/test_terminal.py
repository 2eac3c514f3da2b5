"""The terminal's own parts: what the hall says, what is down, an unenrolled terminal, slips."""

import base64
import shutil
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.bodies import Rating
from contract.envelope import Kind, new_id
from contract.failures import Failure
from contract.orders import CaseNews, ExpectedParcel, Orders, StaffMember
from contract.parcel import ParcelKind, barcode
from contract.pickup import hash_secret
from contract.proof import sign_seal_key
from contract.seal import HallPrivateKey
from contract.sealed_to import SealedTo
from contract.text import Language
from drivers.roles import Barcode, CardEvent, Paper, PrinterStatus, Qr
from kiosk import slips
from kiosk.absent import NoCamera, NoPrinter
from kiosk.failing import failure_of
from kiosk.keys import NotEnrolled
from kiosk.keys import load as load_keys
from kiosk.staff import SignInRefused
from kiosk.visit import Visit, Who
from offline_queue.news import LinkChanged, OrdersArrived
from offline_queue.store import set_aside
from tests.kiosk.conftest import CameraOnDesk, Play, PrinterOnDesk
from workbench.locker import Fault

SALT = b"s" * 16


def orders(play: Play, state: str = "accepted") -> Orders:
    secret = {"pin_salt": base64.b64encode(SALT), "pin_hash": base64.b64encode(hash_secret("246810", SALT))}
    code = {"code_salt": base64.b64encode(SALT), "code_hash": base64.b64encode(hash_secret("12345678", SALT))}
    parcel = {"parcel": barcode(ParcelKind.RESULT, "HALL", 1), "case_id": new_id(), "case_number": "N-1", "size": "S"}
    return Orders(
        hall_time=play.clock.now(),
        version="1",
        cases=[CaseNews(case_id=new_id(), number="N-1", state=state, updated_at=play.clock.now())],
        expected=[ExpectedParcel.model_validate(parcel | code | {"person_tag": "tag"})],
        staff=[StaffMember.model_validate({"number": "600001", "role": "courier"} | secret)],
    )


def sign_in(play: Play) -> Who:
    staff, now = play.terminal.staff, play.clock.now()
    return Who(play.terminal.submit("queue", lambda: staff.sign_in("600001", "246810", now)).result(30))


def test_orders_reach_staff_and_custody(play: Play) -> None:
    play.begin()
    with pytest.raises(SignInRefused):
        sign_in(play)
    play.terminal.link.hear(OrdersArrived(orders(play)))
    play.drain()
    assert sign_in(play) is Who.COURIER
    parcel = barcode(ParcelKind.RESULT, "HALL", 1)
    assert play.terminal.submit("locker", lambda: play.terminal.custody.to_load(parcel)).result(30).parcel == parcel
    assert play.terminal.custody.times.heard_at == play.clock.now()


def test_one_part_of_the_orders_that_is_not_understood_does_not_cost_the_others(play: Play) -> None:
    play.begin()
    play.terminal.link.hear(OrdersArrived(orders(play, state="a state of the future")))
    play.drain()
    assert sign_in(play) is Who.COURIER
    parcel = barcode(ParcelKind.RESULT, "HALL", 1)
    assert play.terminal.submit("locker", lambda: play.terminal.custody.to_load(parcel)).result(30).parcel == parcel


def test_the_link_is_known(play: Play) -> None:
    play.begin()
    play.terminal.link.hear(LinkChanged(True, None))
    play.drain()
    assert play.terminal.link.online


def test_what_does_not_work_is_told_before_anybody_starts_and_forgotten_when_it_works_again(
    play: Play, printer: PrinterOnDesk
) -> None:
    printer.said = PrinterStatus(online=True, paper=Paper.OUT, cover_open=True)
    play.begin()
    assert play.terminal.troubles.told() == [Failure.PRINTER_COVER_OPEN, Failure.PAPER_OUT]
    assert len(play.screen.notices) >= 2
    printer.said = PrinterStatus(online=False, paper=Paper.UNKNOWN, cover_open=False)
    play.wait(11)
    assert play.terminal.troubles.told() == [Failure.PRINTER_MISSING]
    printer.said = PrinterStatus(online=True, paper=Paper.OK, cover_open=False)
    play.bank.fault(Fault.SILENT, board=2)
    play.wait(15)
    assert play.terminal.troubles.told() == [Failure.BOARD_SILENT]
    play.bank.clear()
    play.wait(15)
    assert play.terminal.troubles.told() == []
    assert play.screen.notices == []


def test_a_missing_reader_is_told(play: Play) -> None:
    play.begin()
    play.terminal.readers.moved(CardEvent.READER_LOST)
    play.drain()
    assert Failure.READER_MISSING in play.terminal.troubles.told()
    play.terminal.readers.moved(CardEvent.READER_BACK)
    play.drain()
    assert play.terminal.troubles.told() == []


def test_a_terminal_that_is_not_enrolled_serves_nobody_and_says_so(build: Any) -> None:
    play = build()
    assert "尚未启用" in play.begin().closed
    play.card()
    play.say("start")
    assert play.view == "Attract"
    with pytest.raises(NotEnrolled) as error:
        _ = play.terminal.keys
    assert failure_of(error.value) is Failure.NOT_ENROLLED


def test_devices_a_terminal_was_installed_without_answer_like_broken_ones() -> None:
    for call in (lambda: NoCamera().still(), lambda: NoCamera().start(lambda image: None)):
        with pytest.raises(Exception) as error:  # noqa: PT011 - which one it means is what is tested
            call()
        assert failure_of(error.value) is Failure.CAMERA_MISSING
    for ask in (lambda: NoPrinter().status(), lambda: NoPrinter().print(slips.Slip(()))):
        with pytest.raises(Exception) as error:  # noqa: PT011
            ask()
        assert failure_of(error.value) is Failure.PRINTER_MISSING


# --- slips --------------------------------------------------------------------------------------------


def test_the_receipt_carries_a_number_to_scan_and_says_it_is_no_acceptance(play: Play) -> None:
    visit = Visit()
    visit.application.provisional = "L-GZ0001-000001"
    slip = slips.receipt(play.terminal, visit, [], "不是受理通知")
    (code,) = [block for block in slip.blocks if isinstance(block, Qr)]
    assert code.data == "YGT:L-GZ0001-000001"
    assert "不是受理通知" in repr(slip)
    visit.application.number = "440103-1"
    assert "YGT:440103-1" in repr(slips.receipt(play.terminal, visit, [], ""))


def test_the_deposit_slip_carries_compartment_and_barcode_in_the_language_of_the_visit(play: Play) -> None:
    visit = Visit(language=Language.EN)
    visit.box.parcel, visit.box.compartment = barcode(ParcelKind.ORIGINALS, "GZ0001", 1), 7
    slip = slips.deposit(play.terminal, visit, [])
    assert [block.data for block in slip.blocks if isinstance(block, Barcode)] == [visit.box.parcel]
    assert "No. 7" in repr(slip)
    assert "Deposit slip" in repr(slip)
    assert "投放" not in repr(slip)


def test_the_test_slip_says_which_terminal(play: Play) -> None:
    assert "GZ0001" in repr(slips.test(play.terminal, "2026-03-02 09:00"))


def test_a_frame_that_comes_after_the_step_was_left_is_shown_to_nobody(
    play: Play, camera: CameraOnDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Callable[[Any], None]] = []
    shown: list[Any] = []
    monkeypatch.setattr(camera, "start", told.append)
    play.terminal.viewfinder.on_frame = shown.append
    play.begin()
    play.terminal.viewfinder.on()
    play.drain()
    paper, late, later, next_persons = (np.full((3, 4, 3), grey, np.uint8) for grey in range(4))
    told[0](paper)
    play.terminal.viewfinder.off()
    told[0](late)
    play.terminal.viewfinder.on()
    play.drain()
    told[0](later)
    told[1](next_persons)
    assert [picture if picture is None else picture[0, 0, 0] for picture in shown] == [0, None, 3]


def test_a_store_that_cannot_be_opened_puts_the_terminal_out_of_service(enrolled: Any, build: Any) -> None:
    play = build()
    path = play.terminal.store.path
    play.terminal.close()
    path.write_bytes(b"no database" * 1000)
    play = build()
    assert "存储有故障" in play.begin().closed
    play.card()
    play.say("start")
    assert play.view == "Attract"
    assert play.terminal.troubles.told() == [Failure.STORE_BROKEN]
    report = play.terminal.submit("doctor", play.terminal.diagnose).result(60)
    assert [check.result for check in report.checks if check.device == "store"] == ["FAIL"]
    stand_in = play.terminal.store.path.parent
    play.terminal.close()
    assert path.read_bytes() == b"no database" * 1000, "nothing touches it"
    assert not stand_in.exists()


def test_a_new_sealing_key_in_the_orders_is_used_from_then_on(
    play: Play, enrolled: Any, hall_signs: Any, hall_key: Any
) -> None:
    play.begin()
    keys, fresh = play.terminal.keys, HallPrivateKey.generate()

    def told(token: str) -> str:
        play.terminal.link.hear(OrdersArrived(orders(play).model_copy(update={"seal_key": token})))
        play.drain()
        return play.terminal.keys.seal.key_id

    assert told(sign_seal_key(Ed25519PrivateKey.generate(), fresh.public.raw, 9)) == hall_key.public.key_id
    assert told(sign_seal_key(hall_signs, b"too short", 9)) == hall_key.public.key_id
    assert told(sign_seal_key(hall_signs, fresh.public.raw, 2)) == fresh.public.key_id
    assert told(sign_seal_key(hall_signs, hall_key.public.raw, 1)) == fresh.public.key_id, "an old word again"
    again = load_keys(keys.folder)
    assert (again.seal.key_id, again.seal_generation) == (fresh.public.key_id, 2)
    assert again.person_key == keys.person_key


def test_the_disk_is_looked_at_beside_the_screen_and_papers_stop_in_time(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.begin()
    usage = shutil.disk_usage("/")
    item = play.terminal.catalogue.items["OLD-CARD"]
    noted: list[Failure] = []
    gib20 = 20 * 2**30
    monkeypatch.setattr(play.terminal.troubles, "note", lambda failure, **_: noted.append(failure))
    for free, blocked in ((0.5, None), (0.29, None), (0.28, None), (0.09, Failure.DISK_FULL), (0.5, None)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, left=free: usage._replace(total=gib20, free=left * gib20))
        play.terminal.submit("doctor", play.terminal.disk.look).result(30)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: pytest.fail("asked on the screen's thread"))
        assert play.terminal.blocks(item) is blocked
    assert noted == [Failure.DISK_FILLING, Failure.DISK_FULL], "each once, when it begins"


def test_the_store_is_tidied_once_a_day_and_open_cases_keep_their_receipts(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.begin()
    told: list[list[Any]] = []
    monkeypatch.setattr(play.terminal.store, "tidy", lambda _, cases: told.append(list(cases)))
    monkeypatch.setattr(play.terminal.cases, "open", lambda: ["an open case"])
    play.terminal.health.tidied_at = None
    for hours_ago in (0, 23, 24):
        if play.terminal.health.tidied_at is not None:
            play.terminal.health.tidied_at = play.clock.monotonic() - hours_ago * 3600
        play.terminal.health.tidy()
        play.drain()
    assert told == [["an open case"], ["an open case"]], "at the start, and a day later"


def test_the_hall_is_told_once_a_day_what_is_sealed_to_and_what_is_still_held(play: Play, hall_key: Any) -> None:
    play.begin()
    terminal, fresh = play.terminal, HallPrivateKey.generate()
    sender = terminal.link.sender
    assert sender is not None

    def said() -> SealedTo | None:
        terminal.health.tidied_at = None
        terminal.health.tidy()
        play.drain()
        return sender.sealed_to

    assert said() == SealedTo(hall_key.public.key_id, ())

    def rated() -> None:
        with terminal.store.transaction() as tx:
            more = {"hall_key": hall_key.public, "terminal": terminal.id, "now": play.clock.now()}
            terminal.store.enqueue(tx, Kind.RATING, new_id(), Rating(level=5), **more)

    terminal.submit("queue", rated).result(30)
    terminal._keys = replace(terminal.keys, seal=fresh.public, seal_generation=2)
    assert said() == SealedTo(fresh.public.key_id, (hall_key.public.key_id,))
    spoilt = terminal.store.path.parent / "spoilt" / "terminal.db"
    spoilt.parent.mkdir()
    spoilt.write_bytes(b"not a database")
    aside = set_aside(spoilt, play.clock.now()).rename(terminal.store.path.parent / "broken-1")
    assert said() is None, "what lies in a store set aside is known to nobody"
    shutil.rmtree(aside)
    assert said() == SealedTo(fresh.public.key_id, (hall_key.public.key_id,)), "a person has cleared it away"


def test_a_journal_that_could_not_be_looked_through_counts_as_broken(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.begin()
    monkeypatch.setattr(play.terminal.workers, "submit", play._counted)  # the product's own, which the test only counts
    play.terminal.workers._workers["queue"].close()  # the store's thread is gone: nothing can be read
    with pytest.raises(RuntimeError):
        play.terminal.health.check_journal()
    assert Failure.JOURNAL_BROKEN in play.terminal.troubles.down


def test_what_is_asked_for_while_the_hall_is_slow_is_looked_for_once_it_has_answered(play: Play) -> None:
    """A lost card named during the download of a catalogue must not wait for the next orders."""
    begun, answered, looks = Event(), Event(), []

    def slow() -> None:
        looks.append(1)
        begun.set()
        answered.wait(20)

    play.terminal.lost_cards.look = slow  # type: ignore[method-assign]
    play.terminal.link.fetch()
    assert begun.wait(20)
    play.terminal.link.fetch()
    play.terminal.link.fetch()
    answered.set()
    play.drain()
    assert len(looks) == 2
    play.terminal.link.fetch()
    play.drain()
    assert len(looks) == 3
