"""pcscd killed and started again after outages of every length: the slot is back within five seconds, every time."""

import random
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from drivers.card.reader import PcscCardReader
from drivers.card.watch import Patience
from drivers.roles import CardEvent
from tests.drivers.card.wire import PSAM
from workbench.card import PrivatePcscd, VirtualCard, VirtualPsam, people

PROMISE_S = 5.0
LOST = (CardEvent.READER_LOST, CardEvent.READER_BACK, CardEvent.INSERTED)


class Log:
    """What the watch has told, and a wait for the next of a kind."""

    def __init__(self) -> None:
        self.heard: list[CardEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: CardEvent) -> None:
        with self._changed:
            self.heard.append(event)
            self._changed.notify_all()

    def wait_for(self, count: int, timeout_s: float = 15.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.heard) >= count, timeout_s), self.heard


@pytest.fixture
def watched(pcscd: PrivatePcscd) -> Iterator[tuple[PcscCardReader, Log]]:
    """The product's reader with its default patience, CHEN's card in the slot and told."""
    reader, told = PcscCardReader(), Log()
    reader.watch(told)
    pcscd.insert(VirtualCard(people.CHEN))
    told.wait_for(1)
    yield reader, told
    reader.close()


def outage(pcscd: PrivatePcscd, told: Log, length_s: float, back: Callable[[], None]) -> float:
    """Seconds from the service's return until the card is INSERTED again, after it was away for `length_s`."""
    before = len(told.heard)
    told.wait_for(before)
    pcscd.kill()
    told.wait_for(before + 1)
    time.sleep(length_s)  # pcscd really is away for so long: the pauses between our tries grow with it
    began = time.monotonic()
    back()
    told.wait_for(before + 3)
    assert tuple(told.heard[before:]) == LOST
    return time.monotonic() - began


def test_every_outage_is_got_over_within_five_seconds(pcscd: PrivatePcscd, watched: tuple[PcscCardReader, Log]) -> None:
    reader, told = watched
    took = [outage(pcscd, told, length_s, pcscd.start) for length_s in (0.0, 1.2, 3.4)]
    assert max(took) <= PROMISE_S, took
    assert reader.read_identity().name == people.CHEN.name


def test_the_default_pauses_leave_half_of_the_promise_to_a_slow_machine() -> None:
    patience = Patience()
    pcscd_sees_the_card_s = 0.5
    worst_s = patience.last_backoff_s + pcscd_sees_the_card_s + 2 * patience.settle_s
    assert worst_s <= PROMISE_S / 2


def test_a_reader_that_comes_back_later_than_its_service(
    pcscd: PrivatePcscd, watched: tuple[PcscCardReader, Log]
) -> None:
    reader, told = watched

    def back() -> None:
        pcscd.start(reader=False)
        time.sleep(1.5)  # the service is up for a while without a reader
        pcscd.restart()

    assert outage(pcscd, told, 0.2, back) - 1.5 <= PROMISE_S
    assert reader.read_identity().name == people.CHEN.name


def test_the_module_is_back_with_its_service(pcscd: PrivatePcscd) -> None:
    from dataclasses import replace

    told = Log()
    reader = PcscCardReader(psam=replace(PSAM, reader="00 01"))
    reader.watch(told)
    pcscd.plug_sam(VirtualPsam())
    pcscd.insert(VirtualCard(people.ZHAO))
    told.wait_for(1)
    assert reader.read_identity().name == people.ZHAO.name
    assert outage(pcscd, told, 0.1, pcscd.start) <= PROMISE_S
    # The card's slot may be told before the module's has power again: a card laid in that moment stays closed.
    until_s = time.monotonic() + PROMISE_S
    while reader.read_identity().name != people.ZHAO.name:
        assert time.monotonic() < until_s, "the module did not come back with its service"
    reader.close()


@pytest.mark.storm
@pytest.mark.timeout(300)
def test_a_day_of_restarts(pcscd: PrivatePcscd, watched: tuple[PcscCardReader, Log]) -> None:
    reader, told = watched
    dice = random.Random(13)
    lengths = [7.55, *(dice.uniform(0, 9) for _ in range(12))]
    took = [outage(pcscd, told, length_s, pcscd.start) for length_s in lengths]
    assert max(took) <= PROMISE_S, took
    assert reader.read_identity().name == people.CHEN.name
