"""Cryptograms from an HSM behind the network: between begin and finish the card hears nothing."""

import pytest

from drivers.card.auth import AuthReply
from drivers.card.errors import (
    ChallengeStale,
)
from drivers.roles import Genuineness, NotRead
from tests.drivers.card.wire import exchange, sent
from workbench.card import Fault, VirtualCard, VirtualHsm, people


def test_the_hsm_opens_the_card_between_begin_and_finish() -> None:
    card, hsm = VirtualCard(people.ZHAO), VirtualHsm()
    held = exchange(card)
    line = held.begin().line
    before = len(card.commands)
    reply = AuthReply.from_line(hsm.ask(line))
    assert len(card.commands) == before
    found = held.finish(reply).identity
    assert (found.name, found.genuine) == (people.ZHAO.name, Genuineness.GENUINE)
    assert card.commands[before] == "0082000A"
    fields = line.split("|")
    assert (fields[0], fields[2], len(fields)) == (people.ZHAO.area, "03", 9)


def test_an_hsm_that_says_nothing_leaves_a_partial_read() -> None:
    held = exchange(VirtualCard(people.ZHAO))
    held.begin()
    found = held.finish(AuthReply()).identity
    assert (found.not_read["name"], found.genuine) == (NotRead.AUTH_REQUIRED, Genuineness.NOT_CHECKED)


def test_the_hsm_finds_a_clone_before_anything_is_given_away() -> None:
    card = VirtualCard(people.ZHAO, clone=True)
    held = exchange(card)
    reply = AuthReply.from_line(VirtualHsm().ask(held.begin().line))
    assert held.finish(reply).identity.genuine is Genuineness.CLONE
    assert sent(card, "82") == 0


def test_a_late_reply_may_begin_once_more_and_no_more() -> None:
    card, hsm = VirtualCard(people.ZHAO, fault=Fault.STALE_CHALLENGE), VirtualHsm()
    held = exchange(card)
    for _ in range(2):
        reply = AuthReply.from_line(hsm.ask(held.begin().line))
        with pytest.raises(ChallengeStale):
            held.finish(reply)
    with pytest.raises(ChallengeStale, match="third"):
        held.begin()
    with pytest.raises(RuntimeError):
        held.finish(AuthReply())


def test_a_reply_cannot_be_used_twice() -> None:
    held = exchange(VirtualCard(people.ZHAO))
    reply = AuthReply.from_line(VirtualHsm().ask(held.begin().line))
    held.finish(reply)
    with pytest.raises(RuntimeError, match="without begin"):
        held.finish(reply)


@pytest.mark.parametrize("line", ["", "|", "zz|00|", "00|00|", "00" * 7 + "|" + "00" * 8 + "|"])
def test_a_spoilt_reply_is_a_value_error_or_empty(line: str) -> None:
    if line == "|":
        assert AuthReply.from_line(line) == AuthReply()
    else:
        with pytest.raises(ValueError, match=r"hex|parts"):
            AuthReply.from_line(line)
