"""Bad input at the lockers: wrong codes, a full bank, doors that jam, boards that are silent."""

import time
from collections.abc import Iterator

import pytest
import requests

from contract.failures import ENTRIES, Failure
from contract.pickup import MAX_TRIES
from contract.text import Language
from kiosk.custody.words import BoxState, Purpose
from kiosk.steps.door_words import SAY
from tests.e2e import seeds
from tests.e2e.wrong import (
    Log,
    in_both_languages,
    nothing_personal,
    press_digits,
    pulses,
    says,
    shown,
    start_kiosk,
    store_is_sound,
    stored,
    to_attract,
)
from workbench.card import people
from workbench.locker.faults import Fault
from workbench.road import Road
from workbench.world import World, wait_until

pytestmark = pytest.mark.timeout(240)

CODE = "20261123"
WRONG = "00000000"
RESULT_BOX = 1


@pytest.fixture(scope="module")
def kiosk(world: World) -> World:
    """A terminal with one result for 王思远 in compartment 1 and two applications of 陈秀英 whose originals are due."""
    with seeds.opened(world) as terminal:
        _, box = seeds.loaded(world, terminal, people.WANG, CODE)
        assert box == RESULT_BOX
        for _ in range(2):
            seeds.filed(terminal)
    start_kiosk(world)
    return world


@pytest.fixture
def log(kiosk: World) -> Log:
    """What the terminal logs in this test."""
    return Log(kiosk.folder)


@pytest.fixture
def here(kiosk: World, told: list[str], log: Log) -> Iterator[Road]:
    """A person at the attract screen; afterwards everything works again and nothing of them is kept."""
    road = Road(kiosk, told.append)
    road.hand.wait("Attract", timeout_s=60)
    yield road
    kiosk.bank.clear()
    to_attract(kiosk)
    store_is_sound(kiosk)
    nothing_personal(kiosk, *people.RESIDENTS)


def _state(world: World, compartment: int) -> BoxState:
    """What the terminal's store believes of a compartment, read while it runs."""
    return BoxState(stored(world, "SELECT state FROM compartments WHERE number = ?", compartment)[0]["state"])


def _to_deposit(road: Road) -> str:
    """Card in, hand in originals; the barcode."""
    road.sign_on()
    road.hand.wait("Home", lambda v: any(tile["id"] == "deposit" and tile["enabled"] for tile in v["tiles"]))
    road.hand.tap("choose:deposit")
    return str(road.hand.wait("Deposit", lambda v: any(one["free"] for one in v["sizes"]))["parcel"])


def _jammed(road: Road, purpose: Purpose) -> None:
    door = road.hand.wait("DoorScreen", lambda v: v["phase"] == "stuck")
    assert door["title"] == SAY["stuck", purpose][0].zh.format(door["compartment"])
    assert ENTRIES[Failure.DOOR_STUCK].sentence.zh.rstrip("。") in door["title"]


# --- wrong codes ------------------------------------------------------------------------------------------


def test_five_wrong_codes_lock_the_panel_and_no_power_cut_opens_it(here: Road, log: Log) -> None:
    before = pulses(here.world)
    here.hand.tap("pickup")
    here.hand.wait("PickupCode")
    press_digits(here, WRONG[:4])
    here.hand.tap("language")
    here.hand.tap("language")
    press_digits(here, WRONG[4:])  # the first four digits are still there, or this would be half a code
    here.hand.tap("code")
    in_both_languages(here, "PickupCode", Failure.CODE_WRONG)
    log.wait_for(Failure.CODE_WRONG)
    for left in range(MAX_TRIES - 2, 0, -1):
        press_digits(here, WRONG)
        here.hand.tap("code")
        here.hand.wait("PickupCode", lambda v, left=left: str(left) in v["error"])  # type: ignore[misc]
    press_digits(here, WRONG)
    here.hand.tap("code")
    in_both_languages(here, "PickupCode", Failure.CODE_LOCKED)
    log.wait_for(Failure.CODE_LOCKED)

    here.world.cut_power()
    start_kiosk(here.world)
    here.hand.tap("pickup")
    here.hand.wait("PickupCode", says(Failure.CODE_LOCKED))
    here.hand.tap("cancel")
    here.hand.wait("Attract")
    assert pulses(here.world) == before
    assert here.world.bank.things(RESULT_BOX), "the result is where it was"


# --- doors that jam ---------------------------------------------------------------------------------------


def test_a_jammed_door_gets_three_pulses_and_the_envelope_another_box(here: Road, log: Log) -> None:
    box = 2
    here.world.bank.fault(Fault.JAMMED, compartment=box)
    parcel = _to_deposit(here)
    here.hand.tap("open")
    _jammed(here, Purpose.DROP)
    log.wait_for(Failure.DOOR_STUCK)
    for count in (2, 3):
        here.hand.tap("try_again")
        wait_until(lambda count=count: here.world.bank.pulses[box] == count, f"pulse {count}")  # type: ignore[misc]
        _jammed(here, Purpose.DROP)
    here.hand.tap("try_again")
    here.hand.wait("DoorScreen", lambda v: all(action["id"] != "try_again" for action in v["actions"]))
    assert here.world.bank.pulses[box] == 3, "a coil gets three pulses and no more"

    here.hand.tap("other_box")
    here.hand.wait("Deposit", lambda v: any(one["free"] for one in v["sizes"]))
    here.hand.tap("open")
    here.through_door(put=parcel)
    here.hand.tap("done")
    here.hand.wait("Dropped")
    other = here.played.compartment
    assert other != box
    assert here.world.bank.pulses[other] == 1
    assert here.world.bank.things(other) == (parcel,)
    assert _state(here.world, box) is BoxState.OUT_OF_SERVICE


def test_a_jammed_door_with_a_result_behind_it_is_given_up_and_the_result_waits(here: Road, log: Log) -> None:
    before = here.world.bank.pulses[RESULT_BOX]
    here.world.bank.fault(Fault.JAMMED, compartment=RESULT_BOX)
    here.sign_on(people.WANG)
    here.hand.wait("Home", lambda v: any(tile["id"] == "collect" and tile["enabled"] for tile in v["tiles"]))
    here.hand.tap("choose:collect")
    _jammed(here, Purpose.TAKE)
    here.hand.tap("finish")
    in_both_languages(here, "Fault", Failure.DOOR_STUCK)
    log.wait_for(Failure.DOOR_STUCK)
    assert here.world.bank.pulses[RESULT_BOX] == before + 1
    assert here.world.bank.things(RESULT_BOX)
    here.hand.tap("finish")
    here.hand.wait("Home", lambda v: any(tile["id"] == "collect" and tile["enabled"] for tile in v["tiles"]))


# --- a silent board ---------------------------------------------------------------------------------------


def test_a_silent_board_is_said_and_the_other_one_used(here: Road, log: Log) -> None:
    before = dict(here.world.bank.pulses)
    here.world.bank.fault(Fault.SILENT, board=1)
    in_both_languages(here, "Attract", Failure.BOARD_SILENT, timeout_s=60)
    log.wait_for(Failure.BOARD_SILENT)
    parcel = _to_deposit(here)
    here.hand.tap("open")
    here.through_door(put=parcel)
    here.hand.tap("done")
    here.hand.wait("Dropped")
    assert here.played.compartment > 12
    assert here.world.bank.things(here.played.compartment) == (parcel,)
    after = here.world.bank.pulses
    assert all(after[number] == before[number] for number in range(1, 13)), "a board nobody hears was pulsed"


def test_a_result_behind_a_silent_board_is_not_pulsed_blindly_and_opens_once_it_answers(here: Road, log: Log) -> None:
    before = here.world.bank.pulses[RESULT_BOX]
    here.sign_on(people.WANG)
    here.hand.wait("Home", lambda v: any(tile["id"] == "collect" and tile["enabled"] for tile in v["tiles"]))
    here.world.bank.fault(Fault.SILENT, board=1)
    here.hand.tap("choose:collect")
    here.hand.wait("DoorScreen", lambda v: v["phase"] == "unknown")
    in_both_languages(here, "DoorScreen", Failure.DOOR_UNCERTAIN)
    log.wait_for(Failure.DOOR_UNCERTAIN)
    time.sleep(1.5)  # time for a pulse nobody should send
    assert here.world.bank.pulses[RESULT_BOX] == before
    here.world.bank.clear()
    here.hand.wait("DoorScreen", lambda v: v["phase"] == "stuck")
    here.hand.tap("try_again")
    here.through_door(take=True)
    here.hand.wait("Collected")
    assert here.world.bank.pulses[RESULT_BOX] == before + 1
    assert not here.world.bank.things(RESULT_BOX)


# --- a door nobody commanded ------------------------------------------------------------------------------


def _in_alarm(world: World) -> str:
    """How many doors the hall would send somebody to."""
    figures = requests.get(f"{world.hall_url.rstrip('/')}/metrics", timeout=10).text
    return next(line.split()[1] for line in figures.splitlines() if line.startswith("hall_doors_in_alarm "))


def test_a_forced_door_is_told_at_the_terminal_and_at_the_hall(here: Road, log: Log) -> None:
    before = pulses(here.world)
    here.world.bank.pull(20, by_force=True)
    in_both_languages(here, "Attract", Failure.DOOR_UNEXPECTED, timeout_s=60)
    log.wait_for(Failure.DOOR_UNEXPECTED)
    assert _state(here.world, 20) is BoxState.OUT_OF_SERVICE
    wait_until(lambda: _in_alarm(here.world) == "1.0", "the hall to be told", 30)
    here.world.bank.push(20)
    wait_until(lambda: _in_alarm(here.world) == "0.0", "the hall to hear that it is shut", 30)
    assert ENTRIES[Failure.DOOR_UNEXPECTED].sentence.in_(Language.ZH) in shown(here.hand.values)
    with seeds.opened(here.world) as terminal:
        seeds.freed(terminal, [20])
    sentence = ENTRIES[Failure.DOOR_UNEXPECTED].sentence.zh
    wait_until(lambda: sentence not in shown(here.hand.values), "the notice to go", 30)
    assert pulses(here.world) == before


# --- a full bank, and none at all -------------------------------------------------------------------------


@pytest.fixture
def one_more(kiosk: World) -> None:
    """Another application of 陈秀英 whose originals are due."""
    with seeds.opened(kiosk) as terminal:
        seeds.filed(terminal)


@pytest.mark.usefixtures("one_more")
def test_a_full_bank_keeps_the_case_and_pulses_nothing(here: Road, log: Log) -> None:
    before = pulses(here.world)
    with seeds.opened(here.world) as terminal:
        taken = seeds.occupied(terminal)
    here.sign_on()
    here.hand.wait("Home", lambda v: any(tile["id"] == "deposit" and tile["enabled"] for tile in v["tiles"]))
    here.hand.tap("choose:deposit")
    in_both_languages(here, "Fault", Failure.BANK_FULL)
    log.wait_for(Failure.BANK_FULL)
    assert pulses(here.world) == before
    here.hand.tap("finish")
    here.hand.wait("Home", lambda v: any(tile["id"] == "deposit" and tile["enabled"] for tile in v["tiles"]))
    with seeds.opened(here.world) as terminal:
        seeds.freed(terminal, taken)
    assert _to_deposit_again(here), "the same envelope is still asked for"


def _to_deposit_again(road: Road) -> str:
    road.hand.tap("choose:deposit")
    return str(road.hand.wait("Deposit", lambda v: any(one["free"] for one in v["sizes"]))["parcel"])


def test_a_bank_without_any_answer_keeps_no_box_and_pulses_nothing(here: Road, log: Log) -> None:
    before = pulses(here.world)
    _to_deposit(here)
    here.world.bank.fault(Fault.SILENT)
    here.hand.tap("open")
    in_both_languages(here, "Fault", Failure.BOARD_SILENT)
    log.wait_for(Failure.BOARD_SILENT)
    assert pulses(here.world) == before
    here.world.bank.clear()
    to_attract(here.world)
    parcel = _to_deposit(here)
    here.hand.tap("open")
    here.through_door(put=parcel)
    here.hand.tap("done")
    here.hand.wait("Dropped")
    assert pulses(here.world) == before + 1
    assert here.world.bank.things(here.played.compartment) == (parcel,)
    assert ENTRIES[Failure.BOARD_SILENT].sentence.in_(Language.ZH) not in shown(here.hand.values)
