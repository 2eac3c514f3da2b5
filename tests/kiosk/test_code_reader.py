"""A fixed code reader in a visit: the signed QR held before it, from the wire to the door; wrong ones refused."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.failures import ENTRIES, Failure
from contract.parcel import ParcelKind, barcode
from kiosk.diagnosis import diagnose
from kiosk.events import CodeRead, Event
from tests.kiosk.conftest import Play
from tests.kiosk.test_doors import result, sound, take
from tests.kiosk.test_qr_pick_up import altered, journal, token
from workbench.codes import Fault, SimulatedCodeScanner

PATIENCE_S = 20.0


@pytest.fixture
def far() -> Iterator[SimulatedCodeScanner]:
    made = SimulatedCodeScanner(115200)
    yield made
    made.close()


@pytest.fixture
def config_file(config_file: Path, far: SimulatedCodeScanner) -> Path:
    text = config_file.read_text("utf-8") + f'\n[codes]\nport = "{far.path}"\nbaud = 115200\n'
    config_file.write_text(text, "utf-8")
    return config_file


class Counter:
    """The terminal with its reader listening; `show` holds a code before it and waits until the visit has heard it."""

    def __init__(self, play: Play, far: SimulatedCodeScanner) -> None:
        self.play, self.far = play, far
        self._heard: queue.Queue[Event] = queue.Queue()
        post = play.terminal._post

        def told(event: Event) -> None:
            post(event)
            if isinstance(event, CodeRead):
                self._heard.put(event)

        play.terminal._post = told
        play.terminal.listen_for_codes()
        play.begin()
        while play.terminal.codes is not None and play.terminal.codes.status().get("state") != "listening":
            play.drain()

    def show(self, text: str) -> None:
        self.far.present(text)
        self._heard.get(timeout=PATIENCE_S)
        self.play.drain()


@pytest.fixture
def counter(play: Play, far: SimulatedCodeScanner) -> Counter:
    return Counter(play, far)


def test_a_qr_held_before_the_reader_opens_its_box_straight_from_the_first_screen(
    counter: Counter, hall_signs: Ed25519PrivateKey
) -> None:
    play = counter.play
    parcel, box = result(play)
    counter.show("6901234567892")  # a bottle's barcode means nothing here
    assert play.view == "Attract"
    counter.far.fault = Fault.SPLIT
    counter.show(token(play, parcel, hall_signs))
    take(play, box, parcel)
    play.say("skip")
    play.until("Attract")
    counter.show(token(play, parcel, hall_signs))  # replayed
    assert ENTRIES[Failure.QR_USED].sentence.zh in play.until("PickupQr").message
    assert play.bank.pulses[box] == 2
    assert journal(play)[-1] == ("refused", parcel, '{"reason": "QrUsed"}')
    assert sound(play)


def test_forged_expired_and_other_banks_codes_are_refused_by_name_and_the_right_one_then_opens(
    counter: Counter, hall_signs: Ed25519PrivateKey
) -> None:
    play = counter.play
    parcel, box = result(play)
    play.say("pickup")
    wrong = [
        (Failure.QR_WRONG, token(play, parcel, Ed25519PrivateKey.generate())),
        (Failure.QR_WRONG, altered(token(play, parcel, hall_signs, terminal="GZ0002"))),
        (Failure.QR_ELSEWHERE, token(play, parcel, hall_signs, terminal="GZ0002")),
        (Failure.QR_EXPIRED, token(play, parcel, hall_signs, days=-1)),
        (Failure.QR_WRONG, "https://example.org/pay?id=1"),
    ]
    for failure, text in wrong:  # the first from the screen of the code, which leads on
        counter.show(text)
        screen = play.until("PickupQr")
        assert (screen.tone, ENTRIES[failure].sentence.zh in screen.message) == ("bad", True), failure
    assert play.bank.pulses[box] == 1
    assert [reason for _, _, reason in journal(play)] == [
        *['{"reason": "BadQr"}'] * 2,
        *['{"reason": "QrElsewhere"}', '{"reason": "QrExpired"}'],
    ]
    counter.show(token(play, parcel, hall_signs))
    play.until("DoorScreen", phase="open", compartment=box)


def test_a_reader_pulled_out_is_said_on_the_first_screen_and_by_the_doctor_and_comes_back(counter: Counter) -> None:
    play, far = counter.play, counter.far
    terminal = play.terminal
    assert terminal.codes is not None

    def doctor() -> str:
        report = terminal.submit("doctor", lambda: diagnose(terminal)).result(60)
        return next(check.result for check in report.checks if check.device == "codes")

    assert doctor() == "PASS"
    far.unplug()
    while "error" not in terminal.codes.status():
        play.drain()
    assert doctor() == "FAIL"
    terminal.submit("doctor", terminal.health.check).result(60)
    assert Failure.CODE_READER_MISSING in terminal.troubles.told()
    far.plug()
    while "error" in terminal.codes.status():
        play.drain()
    terminal.submit("doctor", terminal.health.check).result(60)
    assert Failure.CODE_READER_MISSING not in terminal.troubles.told()


@pytest.mark.parametrize("lying", ["6901234567892", barcode(ParcelKind.RESULT, "HALL", 9), "e30.e30.AAAA"])
def test_codes_that_lie_before_the_reader_do_not_keep_a_visit_alive(play: Play, lying: str) -> None:
    play.begin()
    play.say("pickup")
    play.say("qr")
    play.until("PickupQr")
    for _ in range(9):
        for code in (lying, "another bottle", lying):
            play.event(CodeRead(code))
        play.wait(10)
        if play.view == "Attract":
            break
    assert play.view == "Attract"


def test_a_new_code_of_ours_is_a_sign_of_life(play: Play) -> None:
    play.begin()
    play.say("pickup")
    play.say("qr")
    for serial in range(1, 10):
        play.wait(20)
        play.event(CodeRead(barcode(ParcelKind.RESULT, "HALL", serial)))
        assert (play.view, play.session.idle.left_s) == ("PickupQr", -1)
