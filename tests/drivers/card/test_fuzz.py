"""Nothing a card or a module sends comes out of the driver as anything but its own errors; ten thousand cases."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.card import pin, social
from drivers.card.apdu import MAX_ROUNDS, Channel
from drivers.card.application import Algorithm
from drivers.card.atr import historical_bytes
from drivers.card.auth import Attempts
from drivers.card.errors import CardError
from drivers.card.psam import Psam
from drivers.card.tlv import ber_find, records
from tests.drivers.card.wire import PSAM, channel, psam
from workbench.card import Habits, VirtualCard, VirtualPsam, keys, people
from workbench.card.chip import Fault

MANY = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
CARDS = (people.LI, people.CHEN, people.ZHAO)
STATUS = [0x9000, 0x6100, 0x6110, 0x6C00, 0x6C12, 0x63C0, 0x63C3, 0x6982, 0x6983, 0x6984, 0x6A83, 0x6A86, 0x6A88]
status_words = st.one_of(st.sampled_from(STATUS), st.integers(0, 0xFFFF)).map(lambda sw: sw.to_bytes(2, "big"))
tlv = st.tuples(st.sampled_from([1, 3, 5, 6, 7, 8, 9, 0x4E, 0x0A, 0x0D]), st.binary(max_size=32)).map(
    lambda item: bytes((item[0], len(item[1]))) + item[1]
)
answers = st.one_of(
    st.binary(max_size=260), st.builds(bytes.__add__, st.one_of(tlv, st.binary(max_size=40)), status_words)
)


def scripted(script: list[bytes], rest: bytes = b"\x6a\x83") -> Callable[[bytes], bytes]:
    """A card that says what it likes, then only `rest`; a driver that never stops asking fails."""
    left, asked = list(script), [0]

    def transmit(_: bytes) -> bytes:
        asked[0] += 1
        assert asked[0] < 40 * MAX_ROUNDS, "the driver never comes to an end"
        return left.pop(0) if left else rest

    return transmit


@MANY
@given(st.lists(answers, max_size=40), st.booleans(), st.binary(max_size=33), answers)
def test_a_card_that_says_anything(script: list[bytes], t0: bool, atr: bytes, rest: bytes) -> None:
    with suppress(CardError):
        social.read(Channel(scripted(script, rest), t0), atr, psam(VirtualPsam()), Attempts())


@MANY
@given(st.lists(answers, max_size=20), answers)
def test_a_module_that_says_anything(script: list[bytes], rest: bytes) -> None:
    @contextmanager
    def connect() -> Iterator[Channel]:
        yield Channel(scripted(script, rest), t0=True)

    card = VirtualCard(people.ZHAO)
    with suppress(CardError):
        social.read(channel(card), card.atr, Psam(PSAM, connect), Attempts())
    assert sum(command[2:4] == "82" for command in card.commands) <= 1


@MANY
@given(st.lists(answers, max_size=6), st.text("0123456789", max_size=18))
def test_a_pin_against_a_card_that_says_anything(script: list[bytes], typed: str) -> None:
    with suppress(CardError):
        pin.verify(Channel(scripted(script), t0=True), typed)


@MANY
@given(st.binary(max_size=80))
def test_any_bytes_as_tlv_or_answer_to_reset(said: bytes) -> None:
    records(said)
    with suppress(CardError):
        ber_find(said, 0x6F, 0xA5, 0x9F0C, 0x86)
    with suppress(CardError):
        historical_bytes(said)


def spoilt(answer: bytes, dice: random.Random) -> bytes:
    """The answer with a byte changed, cut, doubled, or replaced; or as it is."""
    if not answer:
        return answer
    at = dice.randrange(len(answer))
    match dice.randrange(12):
        case 0:
            return answer[:at] + bytes((answer[at] ^ dice.randrange(1, 256),)) + answer[at + 1 :]
        case 1:
            return answer[:at]
        case 2:
            return answer[:at] + answer[at:] * 2
        case 3:
            return answer[:-2] + dice.choice(STATUS).to_bytes(2, "big")
        case 4:
            return dice.randbytes(dice.randrange(260))
    return answer


@pytest.mark.parametrize("seed", range(6))
def test_a_thousand_cards_that_stray_now_and_then(seed: int) -> None:
    """Mutations of real conversations get further into the driver than noise does."""
    dice = random.Random(seed)
    for _ in range(1000):
        person = dice.choice(CARDS)
        habits = Habits(
            t0=dice.random() < 0.5,
            block_reads=dice.random() < 0.5,
            tag_reads=dice.random() < 0.8,
            number_closed=dice.random() < 0.3,
        )
        card = VirtualCard(person, habits=habits, fault=dice.choice((None, None, Fault.STALE_ONCE)))
        algorithm = keys.SM4_ID if person.third_generation else keys.DES_ID
        module = psam(
            VirtualPsam(algorithm),
            replace(PSAM, algorithm=Algorithm(algorithm)),
            spoil=lambda answer: spoilt(answer, dice) if dice.random() < 0.3 else answer,
        )
        wire = channel(card, spoil=lambda answer: spoilt(answer, dice))
        with suppress(CardError):
            social.read(wire, card.atr, module, Attempts())
        assert sum(command[2:4] == "82" for command in card.commands) <= 2
