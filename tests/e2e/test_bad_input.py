"""Bad input at the card slot, the keypad and the camera: one sentence, the operator's move, nothing kept or doubled."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.failures import ENTRIES, Failure
from contract.text import Language
from tests.e2e.wrong import (
    Log,
    in_both_languages,
    nothing_personal,
    press_digits,
    says,
    shown,
    start_kiosk,
    to_attract,
)
from workbench.camera import papers
from workbench.card import Fault, VirtualCard, people
from workbench.road import Road
from workbench.world import World, wait_until

pytestmark = pytest.mark.timeout(180)

ROOT = Path(__file__).resolve().parents[2]

NAMED = {
    "Not a social-security card": [Failure.NOT_SOCIAL_SECURITY_CARD, Failure.CARD_AUTH_REQUIRED],
    "mute or upside-down card": [Failure.CARD_MUTE],
    "card pulled while being read": [Failure.CARD_PULLED],
    "wrong pick-up code (5 tries, then locked 10 minutes)": [Failure.CODE_WRONG, Failure.CODE_LOCKED],
    "full bank": [Failure.BANK_FULL],
    "door that does not open": [Failure.DOOR_STUCK, Failure.DOOR_UNCERTAIN],
    "board silent": [Failure.BOARD_SILENT],
    "camera or printer missing": [
        Failure.CAMERA_MISSING,
        Failure.PRINTER_MISSING,
        Failure.PAPER_OUT,
        Failure.PRINTER_COVER_OPEN,
    ],
    "hall answering 4xx": [Failure.HALL_REFUSED],
    "5xx": [Failure.HALL_FAULT],
    "garbage": [Failure.HALL_GARBAGE],
    "never": [Failure.HALL_UNREACHABLE],
    "a disk that is full": [Failure.DISK_FULL],
    "the reader's daemon gone": [Failure.READER_MISSING],
    "wrong staff PIN": [Failure.SIGN_IN_WRONG, Failure.SIGN_IN_LOCKED],
}
"""Every bad input that was promised, with what it must be called."""


@pytest.fixture(scope="module")
def kiosk(world: World) -> World:
    """The module's city with its terminal running."""
    start_kiosk(world)
    return world


@pytest.fixture
def log(kiosk: World) -> Log:
    """What the terminal logs in this test."""
    return Log(kiosk.folder)


@pytest.fixture
def here(kiosk: World, told: list[str], log: Log) -> Iterator[Road]:
    """A person at the attract screen; afterwards the terminal is usable and keeps nothing of them."""
    road = Road(kiosk, told.append)
    road.hand.wait("Attract")
    yield road
    to_attract(kiosk)
    nothing_personal(kiosk, *people.RESIDENTS)


def test_every_bad_input_has_its_page_in_the_documents_and_its_own_test() -> None:
    page = (ROOT / "docs" / "failures.md").read_text("utf-8")
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_bad_*.py"))
    outside_this_table = tests.replace(tests[tests.index("NAMED = {") : tests.index("Every bad input that")], "")
    for words, failures in NAMED.items():
        for failure in failures:
            entry = ENTRIES[failure]
            assert f"## `{failure.value}` ({entry.severity.value})" in page, words
            assert f"- {entry.sentence.zh} {entry.next_step.zh}" in page, words
            assert f"- Operator: {entry.operator}" in page, words
            assert f"Failure.{failure.name}" in outside_this_table, f"no test plays {words}: {failure.name}"


# --- the card -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "failure"),
    [
        pytest.param(VirtualCard(people.BANK), Failure.NOT_SOCIAL_SECURITY_CARD, id="bank card"),
        pytest.param(VirtualCard(people.ZHAO), Failure.CARD_AUTH_REQUIRED, id="3.0 card"),
        pytest.param(VirtualCard(people.CHEN, fault=Fault.MUTE), Failure.CARD_MUTE, id="mute or upside down"),
    ],
)
def test_a_card_that_cannot_sign_on(here: Road, log: Log, card: VirtualCard, failure: Failure) -> None:
    here.world.pcscd.insert(card)
    in_both_languages(here, "InsertCard", failure)
    log.wait_for(failure)
    assert here.hand.screen["signed_in"] == ""
    here.world.pcscd.insert(VirtualCard(people.CHEN))
    here.hand.wait("Home", lambda v: bool(v["name"]))


@pytest.mark.parametrize("at", [0, 2, 5])
def test_a_card_pulled_at_the_nth_exchange(here: Road, log: Log, at: int) -> None:
    here.world.pcscd.insert(VirtualCard(people.CHEN, fault=Fault.REMOVED, at=at))
    here.hand.wait("InsertCard", says(Failure.CARD_PULLED))
    log.wait_for(Failure.CARD_PULLED)
    assert people.CHEN.name[0] not in shown(here.hand.values)
    here.world.pcscd.insert(VirtualCard(people.WANG))
    here.hand.wait("Home", lambda v: v["name"].startswith(people.WANG.name[0]))


def _page_with_mobile(road: Road) -> str:
    """Turn the form to the page that asks for the mobile number; the question's name."""
    while True:
        form = road.hand.wait("Form")
        asked = [question["id"] for question in form["questions"] if question["kind"] == "mobile"]
        if asked:
            return str(asked[0])
        road.hand.tap("next")
        road.hand.wait("Form", lambda v, page=form["page"]: v["page"] != page)  # type: ignore[misc]


def test_a_card_pulled_in_mid_form_wipes_the_visit(here: Road, log: Log) -> None:
    here.sign_on()
    here.choose_item()
    mobile = _page_with_mobile(here)
    here.hand.tap(f"field:{mobile}")
    press_digits(here, "13000000000")
    here.hand.tap("key:ok")
    wait_until(lambda: "13000000000" in shown(here.hand.values), "the number on the form")
    here.hand.tap("language")
    wait_until(lambda: here.hand.screen["language"] == "en", "English")
    assert "13000000000" in shown(here.hand.values), "the language cost the resident what was typed"
    here.hand.tap("language")

    here.world.pcscd.remove()
    values = in_both_languages(here, "Fault", Failure.CARD_PULLED)
    log.wait_for(Failure.CARD_PULLED)
    for secret in (people.CHEN.name, people.CHEN.number, "13000000000", people.CHEN.name[0]):
        assert secret not in shown(values)
    assert here.hand.screen["signed_in"] == ""
    to_attract(here.world)

    here.sign_on()
    here.choose_item()
    _page_with_mobile(here)
    assert "13000000000" not in shown(here.hand.values), "the next visit sees the last one's answers"
    assert here.world.case_count() == 0


def test_pcscd_killed_is_said_and_got_over_in_five_seconds(here: Road, log: Log) -> None:
    here.world.pcscd.kill()
    in_both_languages(here, "Attract", Failure.READER_MISSING)
    log.wait_for(Failure.READER_MISSING)
    here.world.pcscd.start()
    began = time.monotonic()
    here.hand.wait("Attract", lambda v: not says(Failure.READER_MISSING)(v), timeout_s=10)
    assert time.monotonic() - began < 5.0
    here.sign_on()


def test_pcscd_killed_under_a_signed_in_person_ends_the_visit(here: Road, log: Log) -> None:
    here.sign_on()
    here.choose_item()
    here.world.pcscd.kill()
    here.hand.wait("Fault", says(Failure.READER_MISSING))
    assert here.hand.screen["signed_in"] == ""
    log.wait_for(Failure.READER_MISSING)
    here.world.pcscd.remove()
    here.world.pcscd.start()
    to_attract(here.world)
    here.sign_on()


# --- staff ----------------------------------------------------------------------------------------------


def _sign_in(road: Road, number: str, pin: str) -> None:
    road.hand.tap("field:number")
    press_digits(road, number)
    road.hand.tap("field:pin")
    press_digits(road, pin)
    road.hand.tap("sign_in")


def test_wrong_pins_lock_the_number_over_a_power_cut(here: Road, log: Log) -> None:
    right = here.world.secrets["staff"]["4001"]
    wrong = "0" * len(right) if right != "0" * len(right) else "1" * len(right)
    here.hand.tap("staff")
    _sign_in(here, "4001", wrong)
    in_both_languages(here, "SignIn", Failure.SIGN_IN_WRONG)
    log.wait_for(Failure.SIGN_IN_WRONG)
    for _ in range(4):
        press_digits(here, wrong)
        here.hand.tap("sign_in")
        here.hand.wait("SignIn")
    in_both_languages(here, "SignIn", Failure.SIGN_IN_LOCKED)
    log.wait_for(Failure.SIGN_IN_LOCKED)
    assert right not in shown(log.lines())

    here.world.cut_power()
    start_kiosk(here.world)
    here.hand.wait("Attract")
    here.hand.tap("staff")
    _sign_in(here, "4001", right)
    here.hand.wait("SignIn", says(Failure.SIGN_IN_LOCKED))
    here.hand.tap("cancel")
    here.staff_sign_in("2001", "CourierHome")


# --- the camera -----------------------------------------------------------------------------------------


def test_a_camera_pulled_out_during_capture_costs_nothing(here: Road, log: Log) -> None:
    here.sign_on()
    here.choose_item()
    here.fill_form()
    here.by_hand()
    here.world.camera.show(papers.id_card())
    here.hand.tap("shoot")
    here.hand.wait("Capture", lambda v: v["state"] == "review")
    here.hand.tap("accept")
    here.hand.wait("Capture", lambda v: v["state"] == "live" and len(v["thumbs"]) == 1)

    here.world.camera.unplug()
    in_both_languages(here, "Capture", Failure.CAMERA_MISSING)
    log.wait_for(Failure.CAMERA_MISSING)
    here.hand.tap("shoot")
    here.hand.wait("Capture", lambda v: says(Failure.CAMERA_MISSING)(v) and len(v["thumbs"]) == 1)

    here.world.camera.plug()
    here.hand.wait("Capture", lambda v: not says(Failure.CAMERA_MISSING)(v) and len(v["thumbs"]) == 1)
    here.world.camera.show(papers.id_card_back())
    here.hand.tap("shoot")
    here.hand.wait("Capture", lambda v: v["state"] == "review")


def test_a_camera_missing_from_the_start_is_said_before_the_form(here: Road, log: Log) -> None:
    here.world.camera.unplug()
    try:
        in_both_languages(here, "Attract", Failure.CAMERA_MISSING, timeout_s=60)
        log.wait_for(Failure.CAMERA_MISSING)
        here.sign_on()
        here.hand.tap("choose:apply")
        here.hand.wait("Catalogue")
        here.hand.tap("choose:OLD-CARD")
        guide = here.hand.wait("Guide")
        assert guide["blocked"] == ENTRIES[Failure.CAMERA_MISSING].sentence.in_(Language.ZH)
        assert not guide["can_start"]
        to_attract(here.world)
    finally:
        here.world.camera.plug()
    here.hand.wait("Attract", lambda v: not says(Failure.CAMERA_MISSING)(v), timeout_s=60)
