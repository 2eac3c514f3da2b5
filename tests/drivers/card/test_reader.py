"""The reader over the wire: a real pcscd, a real vpcd, the simulated card behind a socket."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from drivers.card.errors import (
    CardBlocked,
    CardMute,
    CardRemoved,
    NoCard,
    NotSocialSecurityCard,
    ReaderBusy,
    ReaderLost,
)
from drivers.card.pcsc import Context
from drivers.card.reader import PcscCardReader
from drivers.card.watch import Patience
from drivers.roles import CardEvent, NotRead
from tests.drivers.card.conftest import Ear, Until
from workbench.card import Fault, Habits, PrivatePcscd, VirtualCard, people

QUICK = Patience(settle_s=0.05, retry_s=0.02, first_backoff_s=0.1, last_backoff_s=1.0)


@pytest.fixture
def reader(pcscd: PrivatePcscd) -> Iterator[PcscCardReader]:
    """The product's reader on the private pcscd."""
    made = PcscCardReader("virtual pcd 00 00", QUICK)
    yield made
    made.close()


@pytest.fixture
def put_in(pcscd: PrivatePcscd, until: Until) -> Callable[[VirtualCard], VirtualCard]:
    """Insert a card and wait until pcscd has seen it."""

    def put(card: VirtualCard) -> VirtualCard:
        pcscd.insert(card)
        with Context() as context:
            until(lambda: context.wait("Virtual PCD 00 00", 0, 0.05).slot.value in ("present", "mute"))
        return card

    return put


@pytest.mark.parametrize("habits", [Habits(), Habits(t0=False)], ids=["T=0", "T=1"])
@pytest.mark.parametrize("person", people.RESIDENTS, ids=lambda person: person.key)
def test_everyone_reads_over_the_wire(
    reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard], person: people.Resident, habits: Habits
) -> None:
    put_in(VirtualCard(person, habits=habits))
    found = reader.read_identity()
    assert found.card_number == person.card_number
    assert found.reset_information == person.atr[4:].hex().upper()
    if person.third_generation:
        assert found.not_read["name"] is NotRead.AUTH_REQUIRED
    else:
        assert (found.name, found.id_number) == (person.name, person.number)


def test_the_whole_read_takes_less_than_half_a_second(
    reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard]
) -> None:
    put_in(VirtualCard(people.CHEN, habits=Habits(block_reads=False)))  # the slow way: about 20 exchanges
    started = time.perf_counter()
    reader.read_identity()
    assert time.perf_counter() - started < 0.5


def test_a_bank_card(reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard]) -> None:
    put_in(VirtualCard(people.BANK))
    with pytest.raises(NotSocialSecurityCard):
        reader.read_identity()


def test_a_blocked_card(reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard]) -> None:
    put_in(VirtualCard(people.CHEN, fault=Fault.BLOCKED))
    with pytest.raises(CardBlocked):
        reader.read_identity()


def test_a_slow_card_is_waited_for(reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard]) -> None:
    put_in(VirtualCard(people.CHEN, fault=Fault.SLOW, delay_s=0.05))
    started = time.perf_counter()
    assert reader.read_identity().name == people.CHEN.name
    assert time.perf_counter() - started >= 6 * 0.05


def test_an_empty_slot(reader: PcscCardReader) -> None:
    with pytest.raises(NoCard):
        reader.read_identity()
    assert reader.status()["card"] == "empty"
    assert "no card" in reader.status()["last_error"]


def test_a_mute_card(reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard]) -> None:
    put_in(VirtualCard(people.CHEN, fault=Fault.MUTE))
    with pytest.raises(CardMute):
        reader.read_identity()


@pytest.mark.parametrize("at", [0, 1, 3, 5])
def test_a_card_pulled_while_reading(
    reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard], at: int
) -> None:
    put_in(VirtualCard(people.CHEN, fault=Fault.REMOVED, at=at))
    with pytest.raises(CardRemoved):
        reader.read_identity()


def test_a_card_pulled_while_it_thinks(
    reader: PcscCardReader, pcscd: PrivatePcscd, put_in: Callable[[VirtualCard], VirtualCard], until: Until
) -> None:
    card = put_in(VirtualCard(people.CHEN, fault=Fault.SLOW, delay_s=30))
    failed: list[BaseException] = []

    def read() -> None:
        try:
            reader.read_identity()
        except CardRemoved as error:
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    until(lambda: card.commands, what="the first APDU")
    pcscd.remove()
    thread.join(5)
    assert failed


def test_a_card_held_by_another_program(reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard]) -> None:
    put_in(VirtualCard(people.CHEN))
    with Context() as other:
        held = other.connect("Virtual PCD 00 00")
        with pytest.raises(ReaderBusy):
            reader.read_identity()
        held.close()
    assert reader.read_identity().name == people.CHEN.name


def test_pcscd_gone_while_reading(
    reader: PcscCardReader, pcscd: PrivatePcscd, put_in: Callable[[VirtualCard], VirtualCard], until: Until
) -> None:
    card = put_in(VirtualCard(people.CHEN, fault=Fault.SLOW, delay_s=30))
    failed: list[BaseException] = []

    def read() -> None:
        try:
            reader.read_identity()
        except ReaderLost as error:
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    until(lambda: card.commands, what="the first APDU")
    pcscd.kill()
    thread.join(5)
    assert failed


def test_no_such_reader(pcscd: PrivatePcscd) -> None:
    reader = PcscCardReader("no such name", QUICK)
    with pytest.raises(ReaderLost, match="no such name"):
        reader.read_identity()
    assert reader.status()["reader"] == ""


def test_no_pcscd(reader: PcscCardReader, pcscd: PrivatePcscd) -> None:
    pcscd.kill()
    with pytest.raises(ReaderLost):
        reader.read_identity()
    assert reader.status()["card"] == "gone"


def test_watching_cards_come_and_go(reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear) -> None:
    reader.watch(ear)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.INSERTED)
    assert reader.read_identity().name == people.CHEN.name
    pcscd.remove()
    ear.wait(CardEvent.INSERTED, CardEvent.REMOVED)
    pcscd.insert(VirtualCard(people.CHEN, fault=Fault.MUTE))
    ear.wait(CardEvent.INSERTED, CardEvent.REMOVED, CardEvent.MUTE)
    pcscd.remove()
    ear.wait(CardEvent.INSERTED, CardEvent.REMOVED, CardEvent.MUTE, CardEvent.REMOVED)
    assert ear.threads == {"card-watch"}


def test_a_card_in_at_the_start_is_told(
    reader: PcscCardReader, put_in: Callable[[VirtualCard], VirtualCard], ear: Ear
) -> None:
    put_in(VirtualCard(people.LI))
    reader.watch(ear)
    ear.wait(CardEvent.INSERTED)


def test_a_swap_behind_the_watchers_back_is_a_removal_and_an_insertion(
    reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear, until: Until
) -> None:
    """Two cards of one ATR while the listener is busy: only pcscd's event counter can tell."""
    swapped = threading.Event()

    def busy(event: CardEvent) -> None:
        ear(event)
        swapped.wait(10)

    reader.watch(busy)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.INSERTED)
    with Context() as context:
        first = context.wait("Virtual PCD 00 00", 0, 0.05).changes
        pcscd.insert(VirtualCard(people.CHEN))
        until(lambda: context.wait("Virtual PCD 00 00", 0, 0.05).changes == first + 2, what="the second insertion")
    assert ear.heard == [CardEvent.INSERTED]
    swapped.set()
    ear.wait(CardEvent.INSERTED, CardEvent.REMOVED, CardEvent.INSERTED)


def test_pcscd_restarted_is_noticed_within_five_seconds(reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear) -> None:
    reader.watch(ear)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.INSERTED)
    pcscd.kill()
    ear.wait(CardEvent.INSERTED, CardEvent.READER_LOST)
    pcscd.start()
    ear.wait(CardEvent.INSERTED, CardEvent.READER_LOST, CardEvent.READER_BACK, CardEvent.INSERTED, timeout_s=5.0)
    assert reader.read_identity().name == people.CHEN.name


def test_the_default_patience_recovers_within_five_seconds(pcscd: PrivatePcscd, ear: Ear) -> None:
    reader = PcscCardReader()
    reader.watch(ear)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.INSERTED)
    pcscd.restart()
    ear.wait(CardEvent.INSERTED, CardEvent.READER_LOST, CardEvent.READER_BACK, CardEvent.INSERTED, timeout_s=5.0)
    reader.close()


def test_watching_may_begin_before_pcscd(reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear) -> None:
    pcscd.kill()
    reader.watch(ear)
    ear.wait(CardEvent.READER_LOST)
    pcscd.start()
    ear.wait(CardEvent.READER_LOST, CardEvent.READER_BACK)


def test_a_reader_unplugged_and_plugged_in(reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear) -> None:
    pcscd.restart(reader=False)
    reader.watch(ear)
    ear.wait(CardEvent.READER_LOST)
    pcscd.restart()
    ear.wait(CardEvent.READER_LOST, CardEvent.READER_BACK)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.READER_LOST, CardEvent.READER_BACK, CardEvent.INSERTED)


def test_a_listener_that_fails_does_not_stop_the_watch(
    reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_once(event: CardEvent) -> None:
        ear(event)
        if len(ear.heard) == 1:
            raise ValueError("a listener's bug")

    reader.watch(fail_once)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.INSERTED)
    pcscd.remove()
    ear.wait(CardEvent.INSERTED, CardEvent.REMOVED)
    assert "a listener's bug" in caplog.text


def test_closing_ends_the_watch_at_once(reader: PcscCardReader, pcscd: PrivatePcscd, ear: Ear) -> None:
    reader.watch(ear)
    pcscd.insert(VirtualCard(people.CHEN))
    ear.wait(CardEvent.INSERTED)
    started = time.perf_counter()
    reader.close()
    assert time.perf_counter() - started < 0.5
    assert "card-watch" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(RuntimeError):
        reader.watch(ear)
