"""The PIN: asking costs nothing, the last try is never spent, and nothing is tried by itself."""

import re
from pathlib import Path

import pytest

import drivers.card
from drivers.card import pin
from drivers.card.apdu import Channel
from drivers.card.errors import CardFault, PinAtLastTry, PinBlocked, PinMalformed, PinNotSet, PinWrong
from tests.drivers.card.wire import channel
from workbench.card import Habits, VirtualCard, keys, people
from workbench.card.virtual_card import PIN


@pytest.mark.parametrize(
    ("typed", "packed"),
    [("123456", "123456"), ("1234", "1234"), ("12345", "12345f"), ("1" * 16, "1" * 16), ("0" * 15, "0" * 15 + "f")],
)
def test_packing(typed: str, packed: str) -> None:
    assert pin.pack(typed).hex() == packed


@pytest.mark.parametrize("typed", ["", "123", "1" * 17, "12a4", "12 34", "１２３４", "-123"])
def test_what_is_no_pin_is_not_sent(typed: str) -> None:
    card = VirtualCard(people.CHEN)
    with pytest.raises(PinMalformed):
        pin.verify(channel(card), typed)
    assert card.commands == []


@pytest.mark.parametrize("habits", [Habits(), Habits(t0=False)], ids=["t0", "t1"])
def test_asking_spends_nothing(habits: Habits) -> None:
    card = VirtualCard(people.CHEN, habits=habits)
    assert [pin.tries_left(channel(card)) for _ in range(5)] == [3] * 5
    assert card.pin_tries == 3


def test_what_asking_sends_under_t0_is_the_facts_command() -> None:
    asked: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return b"\x63\xc2"

    assert pin.tries_left(Channel(transmit, t0=True)) == 2
    assert asked == [bytes.fromhex("0020000000")]


def test_a_right_pin_and_a_wrong_one() -> None:
    card = VirtualCard(people.CHEN)
    pin.verify(channel(card), PIN)
    with pytest.raises(PinWrong) as wrong:
        pin.verify(channel(card), "000000")
    assert wrong.value.tries_left == card.pin_tries == 2
    assert "000000" not in str(wrong.value)
    pin.verify(channel(card), PIN)
    assert card.pin_tries == 3


def test_the_last_try_is_never_spent_here() -> None:
    card = VirtualCard(people.CHEN)
    for _ in range(2):
        with pytest.raises(PinWrong):
            pin.verify(channel(card), "9999")
    for typed in ("9999", PIN):
        with pytest.raises(PinAtLastTry):
            pin.verify(channel(card), typed)
    assert card.pin_tries == 1


def test_blocked_and_none_are_told() -> None:
    with pytest.raises(PinBlocked):
        pin.verify(channel(VirtualCard(people.CHEN, pin_tries=0)), PIN)
    assert pin.tries_left(channel(VirtualCard(people.CHEN, pin_tries=0))) == 0
    with pytest.raises(PinNotSet):
        pin.verify(channel(VirtualCard(people.CHEN, pin=None)), PIN)
    assert pin.tries_left(channel(VirtualCard(people.CHEN, pin=None))) is None


@pytest.mark.parametrize("answer", ["6C04", "6700", "6D00", "6984", "6A86"])
def test_a_card_that_does_not_say_what_is_left_gets_no_pin(answer: str) -> None:
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return bytes.fromhex(answer)

    with pytest.raises(CardFault):
        pin.verify(Channel(transmit, t0=True), PIN)
    assert sent == [bytes.fromhex("0020000000")]


@pytest.mark.parametrize("answer", ["6C03", "6103", "6700", "63C0", "6983"])
def test_a_pin_is_sent_once_whatever_the_answer(answer: str) -> None:
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return bytes.fromhex("63C3") if len(command) == 5 and command[1] == 0x20 else bytes.fromhex(answer)

    with pytest.raises((CardFault, PinBlocked)):
        pin.verify(Channel(transmit, t0=True), PIN)
    assert sum(command[1] == 0x20 and len(command) > 5 for command in sent) == 1


def test_no_default_pin_is_in_the_driver() -> None:
    """The initial PINs people tell each other (card facts 4) must not appear in anything that ships."""
    for path in Path(drivers.card.__path__[0]).glob("*.py"):
        assert not re.search(r"""["'](123456|888888|000000)["']""", path.read_text("utf-8")), path


def test_no_cipher_and_no_key_is_in_the_driver() -> None:
    """Keys live in the module or the HSM (decision 013); the far side's test keys must not come over either."""
    keys_known = {key.hex() for key in (*keys.MASTER.values(), *keys.FORGED.values())}
    for path in Path(drivers.card.__path__[0]).glob("*.py"):
        source = path.read_text("utf-8")
        assert not re.search(r"(?i)cryptography|TripleDES|\bDES3\b|pyDes|gmssl|Crypto\.Cipher", source), path
        assert not [key for key in keys_known if key in source.lower()], path
