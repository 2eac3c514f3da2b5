"""Second thoughts at the locker: a door opened once more, and originals taken back before the courier came."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.failures import ENTRIES, Failure
from contract.orders import CaseNews
from contract.parcel import Holder
from drivers.roles import CardEvent
from kiosk.custody.doors import REST_S
from kiosk.custody.words import Authority, BoxState, Purpose
from kiosk.steps.presence import UNATTENDED_S
from tests.kiosk.conftest import Play, PrinterOnDesk
from tests.kiosk.test_doors import CODE, on_locker, open_box, result, sound, state, take, to_deposit
from workbench.locker import Fault


@pytest.fixture
def config_file(config_file: Path) -> Path:
    """Half a minute of grace, so that it need not be waited for long."""
    config_file.write_text(config_file.read_text("utf-8") + "\n[locker.reopen]\ngrace_s = 30\nmost = 1\n", "utf-8")
    return config_file


def holder(play: Play, parcel: str) -> Holder:
    return Holder(on_locker(play, lambda: play.terminal.custody.parcel(parcel)).holder)


def home_tile(play: Play, id_: str) -> Any:
    return next(tile for tile in play.screen.tiles if tile.id == id_)


# --- a result ---------------------------------------------------------------------------------------------


def test_a_door_that_fell_shut_is_opened_once_more_in_the_same_visit(play: Play) -> None:
    play.begin()
    parcel, box = result(play)
    play.say("pickup")
    play.say("code", code=CODE)
    play.until("DoorScreen", phase="open", compartment=box)
    play.bank.push(box)  # nobody had reached in
    assert "再打开一次" in play.until("Collected").reopen
    assert holder(play, parcel) is Holder.RESIDENT
    play.say("reopen")
    assert holder(play, parcel) is Holder.BOX
    take(play, box, parcel)
    assert holder(play, parcel) is Holder.RESIDENT
    assert state(play, box) is BoxState.FREE
    assert play.bank.pulses[box] == 3  # loading, taking, once more
    assert play.screen.reopen == ""  # as often as the settings say
    play.say("rate", level=5)
    assert play.view == "Goodbye"
    assert sound(play)


def test_the_button_goes_when_the_grace_is_over_and_the_shell_says_nothing_of_it(play: Play) -> None:
    play.begin()
    _, box = result(play)
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    assert play.until("Collected").reopen
    play.wait(30)
    assert play.view == "Collected"
    assert play.screen.reopen == ""
    play.say("reopen")
    assert play.view == "Collected"
    assert play.bank.pulses[box] == 2


def test_who_comes_back_with_the_card_within_the_grace_has_the_door_opened_again(play: Play) -> None:
    play.begin()
    parcel, box = result(play)
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("Collected")
    play.say("skip")
    play.card(CardEvent.REMOVED)
    play.until("Attract")
    result(play, 2, "22223333")  # another has come meanwhile: it hides nothing
    play.card()
    play.until("Home")
    assert home_tile(play, "collect").badge == "1"
    assert f"{box} 号柜" in home_tile(play, "again").subtitle
    play.say("choose", id="again")
    take(play, box, parcel)
    play.say("home")
    assert "again" not in [tile.id for tile in play.until("Home").tiles]  # as often as the settings say
    assert sound(play)


def put_in(play: Play, parcel: str) -> int:
    """From the list for the envelope to the slip; the compartment."""
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    assert play.until("Dropped").reopen
    return box


def test_who_opened_by_code_and_left_leaves_nobody_a_button_that_opens_the_box(play: Play) -> None:
    play.begin()
    _, box = result(play)
    play.say("pickup")
    play.say("code", code=CODE)
    play.until("DoorScreen", phase="open", compartment=box)
    play.bank.push(box)
    assert play.until("Collected").reopen
    play.wait(UNATTENDED_S)
    play.say("touch")  # somebody else, who was not here when the door fell shut
    assert play.view == "Collected"
    assert play.screen.reopen == ""
    play.say("reopen")
    assert play.view == "Collected"
    assert play.bank.pulses[box] == 2


def test_a_pulled_card_leaves_no_button_that_opens_the_originals_and_signing_on_again_does(play: Play) -> None:
    parcel = to_deposit(play)
    box = put_in(play, parcel)
    play.card(CardEvent.REMOVED)
    assert play.view == "Dropped"
    assert play.screen.reopen == ""
    play.say("reopen")
    play.card()  # the next person's: nobody has read it
    play.say("reopen")
    assert play.view == "Dropped"
    assert play.bank.pulses[box] == 1
    assert (holder(play, parcel), state(play, box)) == (Holder.BOX, BoxState.HOLDING)
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract")
    play.card()
    play.until("Home")
    assert not home_tile(play, "deposit").enabled
    play.say("choose", id="again")
    play.until("DoorScreen", phase="open", compartment=box)
    assert holder(play, parcel) is Holder.RESIDENT
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    assert (holder(play, parcel), state(play, box)) == (Holder.BOX, BoxState.HOLDING)
    assert sound(play)


def test_a_second_opening_that_jams_keeps_the_box_for_its_originals(play: Play) -> None:
    parcel = to_deposit(play)
    box = put_in(play, parcel)
    play.bank.fault(Fault.JAMMED, compartment=box)
    play.say("reopen")
    play.until("DoorScreen", phase="stuck")
    assert [one.id for one in play.screen.actions] == ["try_again", "finish"]
    play.say("other_box")  # from a screen of before
    assert play.view == "DoorScreen"
    play.card(CardEvent.REMOVED)
    assert [one.id for one in play.screen.actions] == ["finish"]
    tried = play.bank.pulses[box]
    play.wait(REST_S)
    play.say("try_again")  # whoever comes next
    assert (play.screen.phase, play.bank.pulses[box]) == ("stuck", tried)
    play.say("finish")
    assert play.until("Fault").code == Failure.DOOR_STUCK.value
    assert state(play, box) is BoxState.CLOSED_UNKNOWN
    (row,) = on_locker(play, play.terminal.custody.to_collect)
    assert (row.parcel, row.doubtful) == (parcel, True)
    assert sound(play)


@pytest.mark.storm
def test_a_board_silent_at_the_second_opening_leaves_the_originals_to_the_courier(play: Play) -> None:
    parcel = to_deposit(play)
    box = put_in(play, parcel)
    play.bank.fault(Fault.SILENT)
    play.say("reopen")
    play.until("DoorScreen", phase="unknown")
    play.bank.clear(Fault.SILENT)
    play.until("DoorScreen", phase="stuck")
    play.say("finish")
    assert play.until("Fault").code == Failure.DOOR_STUCK.value
    assert (holder(play, parcel), state(play, box)) == (Holder.BOX, BoxState.HOLDING)
    assert [row.parcel for row in on_locker(play, play.terminal.custody.to_collect)] == [parcel]
    assert sound(play)


def test_a_box_given_away_in_the_meantime_is_refused_in_words_and_not_pulsed(play: Play) -> None:
    play.begin()
    _, box = result(play)
    play.card()
    play.until("Home")
    play.say("choose", id="collect")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("Collected")
    on_locker(play, lambda: play.terminal.custody.set_aside(box, Authority("station", "700001"), "looked at"))
    play.say("reopen")
    assert play.until("Fault").sentence == ENTRIES[Failure.REOPEN_OVER].sentence.zh
    assert play.bank.pulses[box] == 2


# --- originals --------------------------------------------------------------------------------------------


def test_originals_called_put_in_too_soon_are_put_in_after_all(play: Play, printer: PrinterOnDesk) -> None:
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    assert play.until("Dropped").reopen
    play.say("reopen")
    play.until("DoorScreen", phase="open")
    assert holder(play, parcel) is Holder.RESIDENT
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    assert (holder(play, parcel), state(play, box)) == (Holder.BOX, BoxState.HOLDING)
    assert len(printer.tray) == 2
    assert sound(play)


def deposited(play: Play) -> tuple[str, int]:
    """Originals in the box, and the person at home again."""
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    play.until("Dropped")
    play.say("finish")
    play.until("Home")
    return parcel, box


def to_reclaim(play: Play, parcel: str) -> None:
    play.say("choose", id="cases")
    assert [tile.id for tile in play.until("Cases").reclaim] == [parcel]
    play.say("reclaim", parcel=parcel)
    play.until("Reclaim")


def test_originals_are_taken_back_and_the_case_is_no_longer_among_the_persons(play: Play) -> None:
    parcel, box = deposited(play)
    to_reclaim(play, parcel)
    assert play.bank.pulses[box] == 1  # looking withdraws nothing and opens nothing
    play.say("open")
    play.until("DoorScreen", phase="open", compartment=box)
    assert play.bank.take(box) == parcel
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    assert [one.id for one in play.screen.actions] == ["done", "reopen", "leave_inside"]
    play.say("done")
    assert "已撤回" in play.until("Reclaimed").title
    assert (holder(play, parcel), state(play, box)) == (Holder.RESIDENT, BoxState.FREE)
    play.say("finish")
    play.until("Home")
    assert not home_tile(play, "deposit").enabled  # not asked for again
    assert not home_tile(play, "cases").enabled
    assert sound(play)


def test_a_case_that_the_hall_lets_go_on_is_shown_again_and_no_screen_calls_it_withdrawn(play: Play) -> None:
    parcel, box = deposited(play)
    (case,) = play.session.visit.cases

    def hall_says(state: str, after_s: float) -> None:
        at = play.clock.now() + timedelta(seconds=after_s)
        news = CaseNews(case_id=case.case_id, number="N-1", state=state, updated_at=at)
        play.terminal.submit("queue", lambda: play.terminal.cases.news([news])).result(30)

    hall_says("accepted", 0)
    play.say("home")
    to_reclaim(play, parcel)
    assert "撤回" not in play.screen.title
    play.say("open")
    play.until("DoorScreen", phase="open")
    play.bank.take(box)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")
    assert "已撤回" not in play.until("Reclaimed").title
    hall_says("accepted", -3600)  # from before: the hall has not heard of it
    play.say("finish")
    play.until("Home")
    assert not home_tile(play, "cases").enabled
    hall_says("accepted", 1)
    play.say("home")
    play.until("Home")
    assert home_tile(play, "cases").enabled
    hall_says("withdrawn", 2)
    play.say("home")
    play.until("Home")
    assert not home_tile(play, "cases").enabled


def test_second_thoughts_leave_the_originals_where_they_are(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play.terminal.locker, "occupied", lambda number: bool(play.bank.things(number)))
    parcel, box = deposited(play)
    to_reclaim(play, parcel)
    play.say("open")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("done")  # by mistake: the sensor knows better
    assert ENTRIES[Failure.BOX_NOT_EMPTY].sentence.zh in play.session.message.text
    play.say("reopen")
    play.until("DoorScreen", phase="open")
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.say("leave_inside")
    play.until("Home")
    assert (holder(play, parcel), state(play, box)) == (Holder.BOX, BoxState.HOLDING)
    assert sound(play)


def test_what_a_courier_took_meanwhile_is_refused_and_a_made_up_barcode_opens_nothing(play: Play) -> None:
    parcel, box = deposited(play)
    play.say("choose", id="cases")
    play.until("Cases")
    play.say("reclaim", parcel="M0GZ0001999999")
    assert play.view == "Cases"
    custody, courier = play.terminal.custody, Authority("courier", "600001")
    on_locker(play, lambda: custody.open(box, courier, Purpose.COLLECT, parcel))
    play.bank.take(box)
    play.bank.push(box)
    on_locker(play, lambda: custody.look(box))
    on_locker(play, lambda: custody.collected(parcel, box, "600001"))
    play.say("reclaim", parcel=parcel)  # the list on the screen is from before
    play.say("open")
    assert play.until("Fault").code == Failure.DOOR_UNCERTAIN.value
    assert play.bank.pulses[box] == 2
    assert holder(play, parcel) is Holder.COURIER
    assert sound(play)
