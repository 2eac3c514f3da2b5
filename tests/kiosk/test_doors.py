"""At the locker: originals in, results out, and doors that jam, stay open, or say nothing."""

import base64
import threading
from datetime import timedelta
from typing import Any

import pytest

from contract.envelope import Kind, new_id
from contract.failures import ENTRIES, Failure
from contract.orders import ExpectedParcel
from contract.parcel import Holder, ParcelKind, barcode
from contract.pickup import LOCK_MINUTES, MAX_TRIES, hash_secret, person_tag
from drivers.printer.errors import PrinterLost
from drivers.roles import CardEvent
from kiosk.clock import stamp
from kiosk.custody.at_doors import KEPT_S
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, BoxState, Purpose
from kiosk.events import Said
from kiosk.steps.presence import UNATTENDED_S
from kiosk.visit import Who
from offline_queue.errors import StoreFull
from tests.kiosk.conftest import DEADLINE_S, NUMBER, PERSON_KEY, Play, PrinterOnDesk
from workbench.locker import Fault

TAG = person_tag(NUMBER, PERSON_KEY)
CODE = "12345678"


def on_locker(play: Play, call: Any) -> Any:
    return play.terminal.submit("locker", call).result(30)


def owe(play: Play, original: str = "HKB") -> str:
    """An application of this person that waits for its originals, as a visit that broke off leaves it."""
    from contract.life import CaseState
    from kiosk.cases import CaseRow

    case_id, now = new_id(), play.clock.now()

    def work() -> str:
        with play.terminal.store.transaction() as tx:
            parcel = play.terminal.custody.start_drop_in(tx, case_id, TAG)
            row = CaseRow(case_id, ["OLD-CARD"], f"L-{parcel}", "", CaseState.RECEIVED, parcel, [original], now, None)
            play.terminal.cases.add(tx, row, TAG)
        return parcel

    return str(play.terminal.submit("queue", work).result(30))


def result(play: Play, serial: int = 1, code: str = CODE, tag: str = TAG, keep_days: int = 7) -> tuple[str, int]:
    """A result lying in a box, put there by a courier; its barcode and compartment."""
    parcel, salt, custody = barcode(ParcelKind.RESULT, "HALL", serial), b"s" * 16, play.terminal.custody
    play.announced = [*getattr(play, "announced", []), parcel]  # type: ignore[attr-defined]
    expected = ExpectedParcel.model_validate(
        {
            "parcel": parcel,
            "case_id": new_id(),
            "case_number": f"C-{serial}",
            "size": "S",
            "person_tag": tag,
            "code_salt": base64.b64encode(salt),
            "code_hash": base64.b64encode(hash_secret(code, salt)),
            "keep_days": keep_days,
        }
    )
    on_locker(play, lambda: custody.expect([expected]))
    box = on_locker(play, lambda: custody.reserve(Size.S, False, parcel))
    on_locker(play, lambda: custody.open(box, Authority("courier", "600001"), Purpose.LOAD, parcel))
    play.bank.put(box, parcel)
    play.bank.push(box)
    on_locker(play, lambda: custody.look(box))
    on_locker(play, lambda: custody.loaded(parcel, box, "600001"))
    return parcel, int(box)


def state(play: Play, box: int) -> BoxState:
    return BoxState(on_locker(play, play.terminal.custody.cells)[box].state)


def sound(play: Play) -> bool:
    return on_locker(play, play.terminal.custody.verify) == []


def to_deposit(play: Play) -> str:
    play.begin()
    parcel = owe(play)
    play.card()
    play.until("Home")
    play.say("choose", id="deposit")
    assert play.until("Deposit").parcel == parcel
    return parcel


def open_box(play: Play) -> int:
    play.say("open", size=play.screen.size, low=False)
    play.until("DoorScreen", phase="open")
    return int(play.screen.compartment)


# --- putting in ---------------------------------------------------------------------------------------


def test_originals_go_in_and_are_held_only_when_the_door_is_shut(play: Play, printer: PrinterOnDesk) -> None:
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.wait(5)
    assert play.screen.phase == "open"
    play.say("done")
    assert play.screen.phase == "open"
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    assert [one.id for one in play.screen.actions] == ["done", "reopen", "does_not_fit"]
    play.say("done")
    play.until("Dropped")
    assert state(play, box) is BoxState.HOLDING
    assert len(printer.tray) == 1
    assert parcel in printer.text
    assert sound(play)
    play.say("finish")
    assert not next(tile for tile in play.until("Home").tiles if tile.id == "deposit").enabled


def test_06_original_too_valuable_is_refused_with_its_reason_before_any_door_opens(play: Play) -> None:
    play.begin()
    parcel = owe(play, "ESTATE")
    play.card()
    play.until("Home")
    play.say("choose", id="deposit")
    assert play.until("Fault").sentence == ENTRIES[Failure.TOO_VALUABLE].sentence.zh
    assert not any(play.bank.pulses.values())
    assert {cell.state for cell in on_locker(play, play.terminal.custody.cells).values()} == {BoxState.FREE}
    assert on_locker(play, lambda: play.terminal.custody.parcel(parcel)).holder is Holder.RESIDENT


def test_09_clock_wrong_screen_and_slip_of_a_deposit_show_both_times(play: Play, printer: PrinterOnDesk) -> None:
    play.begin()
    on_locker(play, lambda: play.terminal.custody.heard(play.clock.now()))
    hall = play.clock.now()
    play.clock.time += timedelta(hours=5)
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    rows = {row.label: row.value for row in play.until("Dropped").lines}
    shown, bounded = rows["时间"], rows["按大厅时间"]
    assert bounded.startswith(stamp(hall)[:13])
    assert shown.startswith(stamp(hall + timedelta(hours=5))[:13])
    assert shown in printer.text
    assert bounded in printer.text


def test_a_visit_that_leaves_while_a_box_is_being_kept_gives_it_back(play: Play) -> None:
    to_deposit(play)
    play.session.handle(Said("open", {"size": play.screen.size, "low": False}))  # the answer is still under way
    play.session.handle(Said("later", {}))
    play.until("Home")
    assert {cell.state for cell in on_locker(play, play.terminal.custody.cells).values()} == {BoxState.FREE}


def test_the_smallest_free_size_is_proposed_and_a_larger_one_after_it_did_not_fit(play: Play) -> None:
    parcel = to_deposit(play)
    assert play.screen.size == "S"
    first = open_box(play)
    play.bank.push(first)
    play.until("DoorScreen", phase="closed")
    play.say("does_not_fit")
    assert play.until("Deposit").size == "M"
    assert state(play, first) is BoxState.FREE
    second = open_box(play)
    assert second != first
    play.bank.put(second, parcel)
    play.bank.push(second)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    assert sound(play)


def test_a_person_who_put_nothing_in_opens_again(play: Play) -> None:
    to_deposit(play)
    box = open_box(play)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("reopen")
    play.until("DoorScreen", phase="open")
    assert play.bank.pulses[box] == 2


def test_the_sensor_is_believed_before_the_person(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    to_deposit(play)
    box = open_box(play)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    monkeypatch.setattr(play.terminal.locker, "occupied", lambda number: False)
    play.say("done")
    assert play.session.message.text == "柜里没有放入信封。"
    assert (play.view, play.screen.phase) == ("DoorScreen", "closed")
    play.say("reopen")
    play.until("DoorScreen", phase="open")


def test_a_jammed_door_is_tried_thrice_and_another_box_is_used(play: Play) -> None:
    parcel = to_deposit(play)
    play.bank.fault(Fault.JAMMED, compartment=1)
    play.say("open", size="S", low=False)
    play.until("DoorScreen", phase="stuck")
    assert play.screen.compartment == 1
    for _ in range(2):
        play.wait(4)
        play.say("try_again")
        play.until("DoorScreen", phase="stuck")
    play.wait(4)
    play.say("try_again")
    play.until("DoorScreen", phase="stuck")
    assert play.bank.pulses[1] == 3
    assert [one.id for one in play.screen.actions] == ["other_box", "finish"]
    play.say("other_box")
    play.until("Deposit")
    assert state(play, 1) is BoxState.OUT_OF_SERVICE
    box = open_box(play)
    assert box != 1
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    assert sound(play)


def test_trying_too_soon_waits_for_the_coil_by_itself(play: Play) -> None:
    to_deposit(play)
    play.bank.fault(Fault.JAMMED, compartment=1, times=1)
    play.say("open", size="S", low=False)
    play.until("DoorScreen", phase="stuck")
    play.say("try_again")
    assert play.screen.phase == "opening"
    play.until("DoorScreen", phase="open")
    assert play.bank.pulses[1] == 2


def test_giving_up_at_a_jammed_door_sets_it_aside_and_keeps_the_case_open(play: Play) -> None:
    to_deposit(play)
    play.bank.fault(Fault.JAMMED, compartment=1)
    play.say("open", size="S", low=False)
    play.until("DoorScreen", phase="stuck")
    play.say("finish")
    assert play.until("Fault").code == "door_stuck"
    play.say("finish")
    play.until("Home")
    assert state(play, 1) is BoxState.OUT_OF_SERVICE
    play.say("choose", id="deposit")
    assert play.until("Deposit").size == "S"


def test_a_silent_board_is_not_pulsed_and_goes_on_when_it_is_back(play: Play) -> None:
    to_deposit(play)
    open_box(play)
    play.bank.push(1)
    play.until("DoorScreen", phase="closed")
    play.bank.fault(Fault.SILENT)
    play.say("reopen")
    play.until("DoorScreen", phase="unknown")
    assert play.bank.pulses[1] == 1
    play.bank.clear(Fault.SILENT)
    play.until("DoorScreen", phase="stuck")
    play.say("try_again")
    play.until("DoorScreen", phase="open")
    assert play.bank.pulses[1] == 2


def test_a_box_on_a_silent_board_is_not_chosen(play: Play) -> None:
    to_deposit(play)
    play.bank.fault(Fault.SILENT, board=1)
    play.say("open", size="S", low=False)
    assert play.until("DoorScreen", phase="open").compartment > 12
    assert all(play.bank.pulses[number] == 0 for number in range(1, 13))


def test_a_silent_bank_is_said_before_a_box_is_kept(play: Play) -> None:
    to_deposit(play)
    play.bank.fault(Fault.SILENT)
    play.say("open", size="S", low=False)
    assert play.until("Fault").code == "board_silent"
    assert sum(play.bank.pulses.values()) == 0
    assert {cell.state for cell in on_locker(play, play.terminal.custody.cells).values()} == {BoxState.FREE}


def test_a_board_that_stays_silent_does_not_hold_the_visit_for_ever(play: Play) -> None:
    to_deposit(play)
    open_box(play)
    play.bank.push(1)
    play.until("DoorScreen", phase="closed")
    play.bank.fault(Fault.SILENT)
    play.say("reopen")
    play.until("DoorScreen", phase="unknown")
    step = play.session.trail.step
    assert step.never_idle(play.session)
    play.clock.steady += 181
    assert not step.never_idle(play.session)
    play.say("finish")
    assert play.until("Fault").code == "board_silent"


def test_05_a_full_bank_is_said_with_the_terminals_nearby_and_the_case_stays(play: Play) -> None:
    play.terminal.neighbours = {"恩宁社区 2 号终端": 350}
    to_deposit(play)
    authority = Authority("technician", "900001")
    for number in range(1, 25):
        on_locker(play, lambda number=number: play.terminal.custody.set_aside(number, authority, "test"))
    play.say("open", size="S", low=False)
    assert play.until("Fault").code == "bank_full"
    assert "稍后再来" in play.screen.next_step
    assert [(row.label, row.value) for row in play.screen.nearby] == [("恩宁社区 2 号终端", "步行约 350 米")]
    play.say("finish")
    assert next(tile for tile in play.until("Home").tiles if tile.id == "deposit").enabled


def test_a_box_whose_person_walked_away_from_its_jam_is_given_back_once_nobody_is_there(play: Play) -> None:
    to_deposit(play)
    play.bank.fault(Fault.JAMMED, compartment=1)
    play.say("open", size="S", low=False)
    play.until("DoorScreen", phase="stuck")
    play.say("home")
    play.until("Home")
    play.card(CardEvent.REMOVED)
    play.until("Attract")
    assert state(play, 1) is BoxState.RESERVED
    play.clock.steady += KEPT_S
    play.wait(11)  # the first screen has the terminal look at itself
    assert state(play, 1) is BoxState.FREE
    assert sound(play)


def test_another_open_door_refuses_and_gives_the_reserved_box_back(play: Play) -> None:
    to_deposit(play)
    play.bank.pull(20, by_force=True)
    play.say("open", size="S", low=False)
    assert play.until("Fault").code == "door_busy"
    play.drain()
    assert state(play, 1) is BoxState.FREE


def test_a_door_left_ajar_is_spoken_about_more_and_more(play: Play) -> None:
    play.terminal.doors_watch.start()
    to_deposit(play)
    open_box(play)
    assert play.screen.warning == ""
    play.clock.steady += 31
    play.wait(1)
    first = play.screen.warning
    play.clock.steady += 31
    play.wait(1)
    assert first
    assert play.screen.warning not in ("", first)


def test_nobody_leaves_an_open_door(play: Play) -> None:
    to_deposit(play)
    open_box(play)
    play.say("home")
    assert play.view == "DoorScreen"
    assert play.session.message.text == "请先把柜门关好"
    play.card(CardEvent.REMOVED)
    assert play.view == "DoorScreen"


def test_who_leaves_without_answering_leaves_a_parcel_to_be_checked(play: Play) -> None:
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.wait(85)
    assert play.view == "Attract"
    assert state(play, box) is BoxState.CLOSED_UNKNOWN
    assert [row.doubtful for row in on_locker(play, play.terminal.custody.to_collect)] == [True]
    assert sound(play)


def test_a_slip_that_is_not_printed_is_said(play: Play, printer: PrinterOnDesk) -> None:
    printer.error = PrinterLost()
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    assert "打印机暂时不可用" in play.until("Dropped").printing_text
    printer.error = None
    play.say("print")
    assert "已打印" in play.screen.printing_text


# --- at the start -------------------------------------------------------------------------------------


def test_doors_are_read_first_and_an_open_one_is_shown_until_it_is_shut(play: Play) -> None:
    play.bank.pull(7, by_force=True)
    play.session.start()
    assert play.until("DoorScreen").compartment == 7
    assert sum(play.bank.pulses.values()) == 0
    play.bank.push(7)
    play.until("Attract")


def test_a_door_that_nobody_shuts_does_not_lock_staff_out(play: Play) -> None:
    play.bank.pull(7, by_force=True)
    play.session.start()
    play.until("DoorScreen")
    play.clock.steady += 61
    play.until("Attract")
    assert any("柜门还开着" in notice for notice in play.screen.notices)


def test_an_open_door_out_of_service_does_not_keep_the_terminal_from_starting(play: Play) -> None:
    on_locker(play, lambda: play.terminal.custody.set_aside(7, Authority("technician", "900001"), "broken"))
    play.bank.pull(7, by_force=True)
    play.begin()


def test_a_silent_bank_is_said_calmly_and_looked_at_again(play: Play) -> None:
    play.bank.fault(Fault.SILENT)
    play.begin()
    assert any("智能柜" in notice for notice in play.screen.notices)
    serial = play.session.serial
    play.wait(25)
    assert play.session.serial == serial, "the attract screen must not flicker while a board is silent"
    play.bank.pull(5, by_force=True)
    play.bank.clear(Fault.SILENT)
    assert play.until("DoorScreen", seconds=30).compartment == 5


# --- taking out ---------------------------------------------------------------------------------------


def take(play: Play, box: int, parcel: str) -> None:
    play.until("DoorScreen", phase="open")
    assert play.screen.compartment == box
    assert play.bank.take(box) == parcel
    play.bank.push(box)
    play.until("Collected")


def test_a_result_is_taken_by_card_and_rated_once(play: Play) -> None:
    play.begin()
    parcel, box = result(play)
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    take(play, box, parcel)
    assert state(play, box) is BoxState.FREE
    assert "C-1" in repr(play.screen.lines)
    play.session.handle(_said("rate", level=5))
    play.session.handle(_said("skip"))
    play.drain()
    assert play.view == "Goodbye"
    kinds = play.terminal.submit("queue", lambda: play.terminal.store.read("SELECT kind FROM outbox")).result()
    assert [row["kind"] for row in kinds].count("rating") == 1
    assert sound(play)


def _said(name: str, **data: Any) -> Any:
    from kiosk.events import Said

    return Said(name, data)


def test_a_result_is_taken_by_code_without_a_card(play: Play) -> None:
    play.begin()
    parcel, box = result(play)
    play.say("pickup")
    play.say("code", code=CODE)
    take(play, box, parcel)
    play.say("skip")
    assert play.view == "Goodbye"
    play.until("Attract")
    play.say("pickup")
    play.say("code", code=CODE)
    assert play.screen.error


def test_five_wrong_codes_lock_the_panel_over_a_restart(play: Play, build: Any) -> None:
    play.begin()
    _, box = result(play)
    play.say("pickup")
    for left in range(MAX_TRIES - 1, 0, -1):
        play.say("code", code="00000000")
        assert str(left) in play.screen.error
    play.say("code", code="00000000")
    assert play.screen.locked
    play.say("language", language="en")
    assert play.screen.locked.startswith("Too many wrong tries")
    again = build()
    again.begin()
    again.say("pickup")
    assert again.screen.locked
    again.say("code", code=CODE)
    assert again.view == "PickupCode"
    assert again.bank.pulses[box] == 1
    again.clock.advance(LOCK_MINUTES * 60 + 1)
    again.until("Attract")
    again.say("pickup")
    again.say("code", code=CODE)
    again.until("DoorScreen", phase="open")
    again.bank.take(box)
    again.bank.push(box)
    again.until("Collected")


def test_half_a_code_and_a_second_tap_cost_no_try(play: Play) -> None:
    play.begin()
    play.say("pickup")
    for code in ("", "1234", "123456789"):
        play.say("code", code=code)
    assert play.screen.error == ""
    play.session.handle(_said("code", code="00000000"))
    play.session.handle(_said("code", code="00000000"))
    play.drain()
    assert str(MAX_TRIES - 1) in play.screen.error


def test_an_overdue_result_is_not_opened(play: Play) -> None:
    play.begin()
    _, box = result(play, keep_days=1)
    play.clock.time += timedelta(days=2)  # the wall clock alone, set forward, makes nothing overdue
    assert on_locker(play, lambda: play.terminal.custody.for_code(CODE)).compartment == box
    play.clock.steady += 2 * 86400
    play.say("pickup")
    play.say("code", code=CODE)
    assert play.until("Fault").code == "code_expired"
    assert play.bank.pulses[box] == 1


def test_a_frozen_result_does_not_hide_the_ready_one(play: Play) -> None:
    play.begin()
    first, box = result(play, 1)
    authority = Authority("station", "700001")
    on_locker(play, lambda: play.terminal.custody.disputed(first, box, authority, "test"))
    second, other = result(play, 2, "87654321")
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    take(play, other, second)


def test_a_result_left_in_the_box_is_asked_about(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.begin()
    parcel, box = result(play)
    monkeypatch.setattr(play.terminal.locker, "occupied", lambda number: bool(play.bank.things(number)))
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    assert [one.id for one in play.screen.actions] == ["reopen", "finish"]
    play.say("reopen")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("finish")
    play.until("Home")
    assert state(play, box) is BoxState.HOLDING
    assert play.bank.things(box) == (parcel,)
    assert sound(play)


def test_somebody_who_found_the_box_empty_says_so(play: Play) -> None:
    play.begin()
    parcel, box = result(play)
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    take(play, box, parcel)
    assert play.screen.reopen
    play.session.handle(Said("dispute"))  # and before it is on disk
    play.say("reopen")
    assert play.view == "Collected"
    assert play.screen.reopen == ""
    assert play.bank.pulses[box] == 2
    assert "已记下" in play.session.message.text
    play.say("skip")
    assert play.view == "Goodbye"


def test_the_code_panel_takes_a_card_instead(play: Play) -> None:
    play.begin()
    play.say("pickup")
    play.card()
    play.until("Home")
    play.say("end")
    play.card(CardEvent.REMOVED)
    assert play.view == "Attract"


def test_the_code_panel_of_a_paused_terminal_signs_nobody_on(play: Play) -> None:
    play.begin()
    play.terminal.pause(True, "700001")
    play.say("pickup")
    play.card()
    assert play.view == "PickupCode"
    assert "暂停服务" in play.session.message.text
    play.say("card")
    assert play.view == "PickupCode"


def test_a_size_that_does_not_exist_is_not_asked_for(play: Play) -> None:
    to_deposit(play)
    play.until("Deposit")
    play.say("open", size="XL")
    assert (play.view, play.screen.size) == ("Deposit", "S")


# --- a screen that was left is no right (decision 043) ----------------------------------------------------


def pass_s(play: Play, seconds: float) -> None:
    """Time that is looked at only at its end."""
    play.clock.steady += seconds
    play.wait(0.5)


def stuck_by_code(play: Play) -> tuple[str, int]:
    """A result whose door does not open for the code that was typed; barcode and compartment."""
    play.begin()
    parcel, box = result(play)
    play.bank.fault(Fault.JAMMED, compartment=box)
    play.say("pickup")
    play.say("code", code=CODE)
    play.until("DoorScreen", phase="stuck")
    play.bank.clear(Fault.JAMMED)
    return parcel, box


def test_whoever_comes_next_to_a_stuck_door_cannot_try_it_and_the_code_can(play: Play) -> None:
    parcel, box = stuck_by_code(play)
    assert [one.id for one in play.screen.actions] == ["try_again", "finish"]
    pass_s(play, UNATTENDED_S)
    assert [one.id for one in play.screen.actions] == ["finish"]
    assert "取件码" in play.screen.instruction
    tried = play.bank.pulses[box]
    play.say("try_again")  # from a screen of before
    assert (play.screen.phase, play.bank.pulses[box]) == ("stuck", tried)
    play.say("finish")
    play.until("Fault")
    play.say("finish")
    play.until("Attract")
    play.say("pickup")
    play.say("code", code=CODE)
    take(play, box, parcel)
    assert sound(play)


def test_who_goes_on_trying_at_a_stuck_door_may_do_so_without_a_card(play: Play) -> None:
    parcel, box = stuck_by_code(play)
    play.bank.fault(Fault.JAMMED, compartment=box)
    pass_s(play, UNATTENDED_S - 2)
    play.say("try_again")
    play.until("DoorScreen", phase="stuck")
    play.bank.clear(Fault.JAMMED)
    pass_s(play, UNATTENDED_S - 2)  # counted from the last try, not from the first
    play.say("try_again")
    take(play, box, parcel)


def test_a_shut_door_whose_card_was_taken_out_opens_for_nobody_and_gives_no_box_away(play: Play) -> None:
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.card(CardEvent.REMOVED)
    assert [one.id for one in play.screen.actions] == ["done", "sign_on"]
    assert "重新刷卡" in play.screen.instruction
    for answer in ("reopen", "nothing_inside", "does_not_fit"):
        play.say(answer)
        assert (play.view, play.screen.phase, play.bank.pulses[box]) == ("DoorScreen", "closed", 1)
    play.say("done")
    play.until("Dropped")
    assert state(play, box) is BoxState.HOLDING
    assert sound(play)


def test_a_card_in_the_slot_may_try_a_door_however_late(play: Play) -> None:
    to_deposit(play)
    play.bank.fault(Fault.JAMMED, compartment=1)
    play.say("open", size="S", low=False)
    play.until("DoorScreen", phase="stuck")
    play.bank.clear(Fault.JAMMED)
    pass_s(play, UNATTENDED_S + 5)
    play.say("try_again")
    play.until("DoorScreen", phase="open")


def test_who_shut_the_box_too_soon_signs_on_again_and_puts_the_envelope_in(play: Play) -> None:
    parcel = to_deposit(play)
    box = open_box(play)
    play.say("sign_on")  # not offered while her card is there
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("sign_on")
    assert [one.id for one in play.screen.actions] == ["done", "reopen", "does_not_fit"]
    play.card(CardEvent.REMOVED)
    play.say("sign_on")
    assert (play.view, play.session.visit.who) == ("InsertCard", Who.NOBODY)
    play.card()
    play.until("Home")
    play.say("choose", id="deposit")
    play.until("Deposit")
    assert open_box(play) == box
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    assert (state(play, box), play.bank.pulses[box]) == (BoxState.HOLDING, 2)
    assert sound(play)


def test_a_pulled_card_opens_no_box_for_whoever_comes_next(play: Play) -> None:
    to_deposit(play)
    play.card(CardEvent.REMOVED)
    assert play.view == "Deposit"
    pass_s(play, 50)
    play.say("open", size="S", low=False)
    assert (play.view, play.session.visit.who) == ("InsertCard", Who.NOBODY)
    assert sum(play.bank.pulses.values()) == 0


def test_a_card_pulled_while_a_box_is_being_kept_opens_none_and_gives_it_back(play: Play) -> None:
    to_deposit(play)
    play.session.handle(Said("open", {"size": "S", "low": False}))  # and before the answer
    play.card(CardEvent.REMOVED)
    assert play.view == "InsertCard"
    assert sum(play.bank.pulses.values()) == 0
    assert state(play, 1) is BoxState.FREE


def test_a_result_left_in_a_box_that_was_left_says_how_its_person_gets_it(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.begin()
    _, box = result(play)
    monkeypatch.setattr(play.terminal.locker, "occupied", lambda number: bool(play.bank.things(number)))
    play.say("pickup")
    play.say("code", code=CODE)
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    assert "取件码" not in play.screen.instruction
    pass_s(play, UNATTENDED_S)
    assert [one.id for one in play.screen.actions] == ["finish"]
    assert "取件码" in play.screen.instruction


def test_a_dispute_that_is_not_on_disk_yet_is_not_skipped_and_its_failure_is_said(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.begin()
    parcel, box = result(play)
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    take(play, box, parcel)
    real, gate = play.terminal.store.enqueue, threading.Event()

    def full(tx: Any, kind: Kind, *args: Any, **named: Any) -> Any:
        if kind is not Kind.RATING:
            raise StoreFull("no room")
        return real(tx, kind, *args, **named)

    monkeypatch.setattr(play.terminal.store, "enqueue", full)
    play.terminal.submit("locker", gate.wait)  # a line that takes its time
    play.session.handle(Said("dispute"))
    play.session.handle(Said("skip"))
    play.terminal.submit("queue", lambda: None).result(DEADLINE_S)  # what a skip writes would be on disk by now
    gate.set()
    play.drain()
    assert (play.view, play.screen.code) == ("Fault", Failure.DISK_FULL.value)
