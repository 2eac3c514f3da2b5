"""What every `CardReader` promises, PC/SC slot and serial pad alike: one suite, each on its real wire."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from drivers.card.errors import NoCard, ReaderLost
from drivers.card.reader import PcscCardReader
from drivers.card.resident_reader import PadPatience, ResidentCardReader
from drivers.card.watch import Patience
from drivers.roles import CardEvent, CardReader
from tests.drivers.card.conftest import Ear, Until
from workbench.card import PrivatePcscd, VirtualCard, available, pcscd_for_this_process
from workbench.card import people as social
from workbench.idcard import SimulatedIdReader
from workbench.idcard import people as resident

IN, OUT, LOST, BACK = CardEvent.INSERTED, CardEvent.REMOVED, CardEvent.READER_LOST, CardEvent.READER_BACK


class Bench(Protocol):
    """A reader of the product, and the hand on the far side."""

    reader: CardReader

    def give(self) -> None:
        """Put or lay 陈秀英's card."""

    def take(self) -> None:
        """Take it away."""

    def unplug(self) -> None:
        """Pull the reader's cable."""

    def plug(self) -> None:
        """Put it back."""


class Slot:
    """PC/SC."""

    def __init__(self, pcscd: PrivatePcscd) -> None:
        self._pcscd = pcscd
        quick = Patience(settle_s=0.05, retry_s=0.02, first_backoff_s=0.1, last_backoff_s=1.0)
        self.reader: CardReader = PcscCardReader(patience=quick)

    def give(self) -> None:
        self._pcscd.insert(VirtualCard(social.CHEN))

    def take(self) -> None:
        self._pcscd.remove()

    def unplug(self) -> None:
        self._pcscd.restart(reader=False)

    def plug(self) -> None:
        self._pcscd.restart()


class Pad:
    """Serial."""

    def __init__(self, far: SimulatedIdReader) -> None:
        self._far = far
        quick = PadPatience(poll_s=0.05, answer_s=0.5, retry_s=0.02, first_backoff_s=0.1, last_backoff_s=0.5)
        self.reader: CardReader = ResidentCardReader(far.path, patience=quick)

    def give(self) -> None:
        self._far.lay(resident.CHEN)

    def take(self) -> None:
        self._far.take()

    def unplug(self) -> None:
        self._far.unplug()

    def plug(self) -> None:
        self._far.plug()


@pytest.fixture(params=["slot", "pad"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "pad":
        far = SimulatedIdReader()
        pad = Pad(far)
        yield pad
        pad.reader.close()
        far.close()
        return
    if not available():
        pytest.skip("pcscd or vsmartcard-vpcd is not installed")
    with pcscd_for_this_process(tmp_path) as pcscd:
        slot = Slot(pcscd)
        yield slot
        slot.reader.close()


def test_both_cards_of_one_person_say_the_same(bench: Bench, ear: Ear) -> None:
    bench.reader.watch(ear)
    bench.give()
    ear.wait(IN)
    found = bench.reader.read_identity()
    assert found.complete
    assert (found.name, found.id_number) == (social.CHEN.name, social.CHEN.number)
    assert (found.sex, found.birth, found.warnings) == (social.CHEN.sex, social.CHEN.birth, ())


def test_no_card(bench: Bench) -> None:
    with pytest.raises(NoCard):
        bench.reader.read_identity()
    status = bench.reader.status()
    assert status["reader"]
    assert status["card"] == "empty"


def test_no_reader(bench: Bench) -> None:
    bench.unplug()
    with pytest.raises(ReaderLost):
        bench.reader.read_identity()
    status = bench.reader.status()
    assert (status["reader"], status["card"]) == ("", "gone")
    assert "last_error" in status


def test_a_card_comes_and_goes_unread(bench: Bench, ear: Ear) -> None:
    bench.reader.watch(ear)
    bench.give()
    ear.wait(IN)
    bench.take()
    ear.wait(IN, OUT)
    bench.give()
    ear.wait(IN, OUT, IN)
    assert len(ear.threads) == 1


def test_a_card_that_is_there_at_the_start_is_told_and_can_be_read(bench: Bench, ear: Ear) -> None:
    bench.give()
    bench.reader.watch(ear)
    ear.wait(IN)
    assert bench.reader.read_identity().name == social.CHEN.name
    assert ear.heard == [IN]


def test_the_reader_goes_and_is_back_within_five_seconds(bench: Bench, ear: Ear) -> None:
    bench.reader.watch(ear)
    bench.give()
    ear.wait(IN)
    bench.unplug()
    ear.wait(IN, LOST)
    bench.plug()
    ear.wait(IN, LOST, BACK, IN, timeout_s=5.0)
    assert bench.reader.read_identity().name == social.CHEN.name


def test_one_watch_a_reader_and_none_after_closing(bench: Bench, ear: Ear) -> None:
    bench.reader.watch(ear)
    with pytest.raises(RuntimeError):
        bench.reader.watch(ear)
    bench.reader.close()
    bench.reader.close()
    with pytest.raises(RuntimeError):
        bench.reader.watch(ear)
    bench.give()
    assert ear.heard == []


def test_a_listener_that_fails_hears_the_next_event(bench: Bench, ear: Ear) -> None:
    def fail_once(event: CardEvent) -> None:
        ear(event)
        if event is IN:
            raise ValueError("the listener's bug")

    bench.reader.watch(fail_once)
    bench.give()
    ear.wait(IN)
    bench.take()
    ear.wait(IN, OUT)


def test_the_listener_may_close_the_reader(bench: Bench, until: Until) -> None:
    before = threading.active_count()
    heard = []

    def close(event: CardEvent) -> None:
        heard.append(event)
        bench.reader.close()

    bench.reader.watch(close)
    bench.give()
    until(lambda: heard)
    until(lambda: threading.active_count() <= before + 1, what="the watch ends")
    assert heard == [IN]
