"""A try of the card's key is never spent twice: refusals, lost answers, removal at every exchange."""

from dataclasses import replace

import pytest

from drivers.card import social
from drivers.card.application import Algorithm
from drivers.card.auth import Attempts, CardOfKeys
from drivers.card.errors import (
    AuthError,
    AuthFailed,
    AuthUncertain,
    CardFault,
    CardMute,
    CardRemoved,
    ChallengeStale,
    KeyBlocked,
    KeyMissing,
    ReaderLost,
)
from drivers.roles import NotRead
from tests.drivers.card.wire import channel, exchange, psam, read, sent
from workbench.card import Fault, Habits, VirtualCard, VirtualPsam, keys, people


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault.KEY_REFUSES, AuthFailed), (Fault.KEY_BLOCKED, KeyBlocked), (Fault.KEY_MISSING, KeyMissing)],
)
def test_a_refusal_is_an_error_and_the_card_is_left_alone_from_then_on(fault: Fault, kind: type[AuthError]) -> None:
    card, module, attempts = VirtualCard(people.ZHAO, fault=fault), psam(VirtualPsam()), Attempts()
    with pytest.raises(kind):
        read(card, module, attempts)
    assert sent(card, "82") == 1
    for _ in range(3):
        with pytest.raises(AuthFailed, match="refused the terminal before"):
            read(card, module, attempts)
        assert sent(card, "82") == sent(card, "84") == 0
    assert read(VirtualCard(people.MAI), module, attempts).identity.complete
    assert not read(card, None, attempts).identity.complete, "without authentication it reads as ever"


def test_the_tries_left_are_told() -> None:
    with pytest.raises(AuthFailed) as refused:
        read(VirtualCard(people.ZHAO, fault=Fault.KEY_REFUSES), psam(VirtualPsam()))
    assert refused.value.tries_left == 2


def test_a_module_with_wrong_keys_costs_a_card_one_try_and_no_more() -> None:
    card, attempts = VirtualCard(people.ZHAO), Attempts()
    module = psam(VirtualPsam(master={**keys.MASTER, keys.RKSSSE: bytes(16)}))
    for _ in range(5):
        with pytest.raises(AuthFailed):
            read(card, module, attempts)
    assert card.ring is not None
    assert card.ring.left(keys.RKSSSE) == 2


def refusing(serial: int) -> VirtualCard:
    return VirtualCard(replace(people.ZHAO, serial=serial), fault=Fault.KEY_REFUSES)


def test_a_module_that_one_card_after_the_other_refuses_is_not_trusted_any_more() -> None:
    attempts, module = Attempts(), psam(VirtualPsam())
    for serial in (100, 101, 102):
        with pytest.raises(AuthFailed, match="cryptogram"):
            read(refusing(serial), module, attempts)
    card = VirtualCard(people.ZHAO)
    assert read(card, module, attempts).identity.not_read["name"] is NotRead.SAM_REFUSED
    assert sent(card, "82") == 0
    with pytest.raises(AuthFailed, match="too many cards"):
        exchange(card, attempts).begin()


def test_cards_whose_key_is_locked_already_say_nothing_about_the_module() -> None:
    attempts, module = Attempts(), psam(VirtualPsam())
    for serial in range(100, 105):
        with pytest.raises(KeyBlocked):
            read(VirtualCard(replace(people.ZHAO, serial=serial), fault=Fault.KEY_BLOCKED), module, attempts)
    assert read(VirtualCard(people.ZHAO), module, attempts).identity.complete


def test_a_card_that_opens_restores_the_trust() -> None:
    attempts, module = Attempts(), psam(VirtualPsam())
    for serial in range(100, 108):
        if serial % 3 == 2:
            assert read(VirtualCard(people.ZHAO), module, attempts).identity.complete
            continue
        with pytest.raises(AuthFailed, match="cryptogram"):
            read(refusing(serial), module, attempts)


def test_a_used_up_challenge_is_done_over_once() -> None:
    card = VirtualCard(people.ZHAO, fault=Fault.STALE_ONCE)
    assert read(card, psam(VirtualPsam())).identity.complete
    assert (sent(card, "82"), sent(card, "84")) == (2, 4)
    card = VirtualCard(people.ZHAO, fault=Fault.STALE_CHALLENGE)
    with pytest.raises(ChallengeStale):
        read(card, psam(VirtualPsam()))
    assert sent(card, "82") == 2


def external_spoilt(card: VirtualCard, error: Exception) -> object:
    wire = channel(card)

    def transmit(command: bytes) -> bytes:
        if command[1] == 0x82:
            card.answer(command)
            raise error
        return wire.transmit(command)

    card.reset()
    return replace(wire, transmit=transmit)


@pytest.mark.parametrize("error", [CardFault("the wire broke"), CardMute("nothing")])
def test_an_answer_lost_is_uncertain_and_not_a_reason_to_send_again(error: Exception) -> None:
    card = VirtualCard(people.ZHAO)
    with pytest.raises(AuthUncertain):
        social.read(external_spoilt(card, error), card.atr, psam(VirtualPsam()))  # type: ignore[arg-type]
    assert sent(card, "82") == 1


def test_a_hand_may_pull_the_card_once_at_the_worst_moment_but_not_for_ever() -> None:
    card, attempts, module = VirtualCard(people.ZHAO), Attempts(), psam(VirtualPsam())
    for _ in range(2):
        with pytest.raises(CardRemoved):
            social.read(external_spoilt(card, CardRemoved("pulled")), card.atr, module, attempts)  # type: ignore[arg-type]
    with pytest.raises(AuthFailed, match="nothing was sent"):
        read(card, module, attempts)


def test_success_forgets_what_was_pulled() -> None:
    card, attempts, module = VirtualCard(people.ZHAO), Attempts(), psam(VirtualPsam())
    for _ in range(4):
        with pytest.raises(ReaderLost):
            social.read(external_spoilt(card, ReaderLost("gone")), card.atr, module, attempts)  # type: ignore[arg-type]
        assert read(card, module, attempts).identity.complete


def test_what_is_remembered_names_nobody() -> None:
    attempts, card = Attempts(), CardOfKeys("44" * 16, bytes(13), Algorithm.SM4)
    attempts.refused(card, wrong=True)
    assert card.card_id_code not in repr(vars(attempts))
    assert card.card_id_code not in repr(card)
    assert not attempts.allows(card)
    assert attempts.allows(replace(card, history=bytes(12) + b"\x01"))


@pytest.mark.parametrize("habits", [Habits(), Habits(t0=False), Habits(block_reads=False)], ids=["t0", "t1", "single"])
def test_removal_at_every_apdu_of_the_authentication(habits: Habits) -> None:
    whole = VirtualCard(people.ZHAO, habits=habits)
    read(whole, psam(VirtualPsam()))
    assert len(whole.commands) >= 9
    for at in range(len(whole.commands)):
        with pytest.raises(CardRemoved):
            read(VirtualCard(people.ZHAO, fault=Fault.REMOVED, at=at, habits=habits), psam(VirtualPsam()))


def test_a_module_pulled_at_every_apdu_leaves_a_partial_read() -> None:
    sam = VirtualPsam()
    read(VirtualCard(people.ZHAO), psam(sam))
    for at in range(len(sam.commands)):
        found = read(VirtualCard(people.ZHAO), psam(VirtualPsam(fault=Fault.REMOVED, at=at))).identity
        assert found.not_read["name"] is NotRead.SAM_MISSING
