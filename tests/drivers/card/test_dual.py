"""A reader with a contact and a contactless slot, as two slots of the real pcscd: one card at a time, whichever way."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card.dual import DualCardReader, Interface
from drivers.card.errors import NoCard
from drivers.card.pcsc import Context
from drivers.card.watch import Patience
from drivers.roles import CardEvent
from tests.drivers.card.test_recovery import Log
from workbench.card import Habits, PrivatePcscd, VirtualCard, people

QUICK = Patience(settle_s=0.05, retry_s=0.02, first_backoff_s=0.1)
TAPPED = Habits(t0=False)
IN, OUT, MUTE = CardEvent.INSERTED, CardEvent.REMOVED, CardEvent.MUTE
LOST, BACK = CardEvent.READER_LOST, CardEvent.READER_BACK


@pytest.fixture
def reader(pcscd: PrivatePcscd) -> Iterator[DualCardReader]:
    made = DualCardReader("pcd 00 00", "pcd 00 01", QUICK)
    yield made
    made.close()


def test_a_card_is_read_on_whichever_slot_it_comes(reader: DualCardReader, pcscd: PrivatePcscd) -> None:
    told = Log()
    reader.watch(told)
    pcscd.plug_sam(VirtualCard(people.CHEN, habits=TAPPED))  # the second slot
    told.wait_for(1)
    found = reader.read_identity()
    assert (found.name, found.reset_information) == (people.CHEN.name, people.CHEN.atr[4:].hex().upper())
    pcscd.pull_sam()
    told.wait_for(2)
    with pytest.raises(NoCard):
        reader.read_identity()
    pcscd.insert(VirtualCard(people.WANG))
    told.wait_for(3)
    assert reader.read_identity().name == people.WANG.name
    assert told.heard == [IN, OUT, IN]
    assert reader.status()["contactless card"] == "empty"


def test_a_second_card_waits_until_the_first_has_gone(reader: DualCardReader, pcscd: PrivatePcscd) -> None:
    told = Log()
    reader.watch(told)
    pcscd.insert(VirtualCard(people.CHEN))
    told.wait_for(1)
    pcscd.plug_sam(VirtualCard(people.WANG, habits=TAPPED))
    assert reader.read_identity().name == people.CHEN.name
    pcscd.remove()
    told.wait_for(3)
    assert told.heard == [IN, OUT, IN]
    assert reader.read_identity().name == people.WANG.name


def test_the_service_gone_and_back(reader: DualCardReader, pcscd: PrivatePcscd, until: Callable[..., None]) -> None:
    told = Log()
    pcscd.insert(VirtualCard(people.CHEN))
    reader.watch(told)
    told.wait_for(1)
    pcscd.kill()
    until(lambda: told.heard[-1] is LOST)
    before = len(told.heard)  # whether a REMOVED came first depends on which slot noticed first
    pcscd.start()
    told.wait_for(before + 2)
    assert told.heard[before:] == [BACK, IN]


def test_one_slots_name_may_lie_within_the_others(monkeypatch: pytest.MonkeyPatch, pcscd: PrivatePcscd) -> None:
    names = ["Maker PICC 00 00", "Maker ICC 00 01", "Maker SAM 00 02"]
    monkeypatch.setattr(Context, "readers", lambda context: names)
    status = DualCardReader("icc", "picc", QUICK).status()
    assert (status["reader"], status["contactless reader"]) == (names[1], names[0])
    status = DualCardReader("", "picc", QUICK).status()
    assert (status["reader"], status["contactless reader"]) == (names[1], names[0])


# --- what two slots say, merged ---------------------------------------------------------------------------


def merged(*news: tuple[Interface, CardEvent]) -> list[CardEvent]:
    made, heard = DualCardReader("a", "b"), list[CardEvent]()
    tell: Callable[[CardEvent], None] = heard.append
    for interface, event in news:
        made._hear(interface, event, tell)
    return heard


C, T = Interface.CONTACT, Interface.CONTACTLESS


@pytest.mark.parametrize(
    ("news", "heard"),
    [
        ([(C, LOST)], []),  # the other slot still serves
        ([(C, LOST), (T, LOST), (T, BACK)], [LOST, BACK]),
        ([(T, IN), (T, LOST)], [IN, OUT]),
        ([(T, IN), (C, IN), (T, OUT)], [IN, OUT, IN]),
        ([(T, IN), (C, IN), (C, OUT)], [IN]),
        ([(C, MUTE), (T, IN), (C, OUT)], [MUTE, OUT, IN]),
        ([(C, LOST), (T, IN), (T, LOST)], [IN, LOST]),
    ],
)
def test_what_is_told(news: list[tuple[Interface, CardEvent]], heard: list[CardEvent]) -> None:
    assert merged(*news) == heard


@given(st.lists(st.tuples(st.sampled_from(Interface), st.sampled_from(CardEvent)), max_size=30))
def test_no_news_are_told_twice_or_out_of_turn(news: list[tuple[Interface, CardEvent]]) -> None:
    there = lost = False
    for event in merged(*news):
        match event:
            case CardEvent.INSERTED | CardEvent.MUTE:
                assert not there
                assert not lost
                there = True
            case CardEvent.REMOVED:
                assert there
                there = False
            case CardEvent.READER_LOST:
                lost, there = True, False
            case CardEvent.READER_BACK:
                assert lost
                lost = False
