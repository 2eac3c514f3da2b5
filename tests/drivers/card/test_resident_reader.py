"""The identity-card reader over a real pty: good reads, the same-card rule, every fault by name, coming and going."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from drivers import outage
from drivers.card.errors import (
    CardError,
    CardFault,
    CardRemoved,
    NoCard,
    NothingNew,
    NotIdentityCard,
    ReaderBusy,
    ReaderLost,
    SecurityModuleFault,
)
from drivers.card.resident_line import speed_of
from drivers.card.resident_reader import PadPatience, ResidentCardReader
from drivers.card.trace import TRACE
from drivers.link import SerialLink
from drivers.roles import CardEvent
from tests.drivers.card.conftest import Ear, Until
from workbench.idcard import Fault, SimulatedIdReader, people
from workbench.idcard.reader import FIND, READ, SELECT

QUICK = PadPatience(poll_s=0.05, answer_s=0.5, retry_s=0.02, first_backoff_s=0.1, last_backoff_s=0.5)
IN, OUT, MUTE = CardEvent.INSERTED, CardEvent.REMOVED, CardEvent.MUTE
LOST, BACK = CardEvent.READER_LOST, CardEvent.READER_BACK


@pytest.fixture
def far() -> Iterator[SimulatedIdReader]:
    made = SimulatedIdReader(late_s=0.2)
    yield made
    made.close()


@pytest.fixture
def reader(far: SimulatedIdReader) -> Iterator[ResidentCardReader]:
    made = ResidentCardReader(far.path, patience=QUICK)
    yield made
    made.close()


@pytest.mark.parametrize("card", people.ALL.values(), ids=lambda card: card.key)
def test_everyone_reads(far: SimulatedIdReader, reader: ResidentCardReader, card: people.IdCard) -> None:
    far.lay(card)
    found = reader.read_identity()
    assert (found.name, found.id_number) == (card.name, card.number)


def test_a_card_that_was_read_must_be_lifted_first(far: SimulatedIdReader, reader: ResidentCardReader) -> None:
    with pytest.raises(NoCard) as empty:
        reader.read_identity()
    assert not isinstance(empty.value, NothingNew)
    far.lay(people.CHEN)
    assert reader.read_identity().name == people.CHEN.name
    assert reader.status()["card"] == "read"
    with pytest.raises(NothingNew):
        reader.read_identity()
    far.take()
    with pytest.raises(NothingNew):  # gone or still there: the reader cannot say
        reader.read_identity()
    far.lay(people.CHEN)
    assert reader.read_identity().name == people.CHEN.name


HEALING = [
    (Fault.SILENT, {}),
    (Fault.LATE, {}),
    (Fault.TRUNCATED, {}),
    (Fault.SPLIT, {}),
    (Fault.BIT_FLIP, {"detail": 41}),  # in the length
    (Fault.BIT_FLIP, {"detail": 70}),
    (Fault.BAD_CHECKSUM, {}),
    (Fault.GARBAGE_BEFORE, {}),
    (Fault.GARBAGE_AFTER, {}),
    (Fault.WRONG_LENGTH, {}),
    (Fault.REFUSE, {"detail": 0x10}),
    (Fault.REFUSE, {"detail": 0x24}),
]


@pytest.mark.parametrize(
    ("command", "fault", "more"),
    [(FIND, *one) for one in HEALING] + [(SELECT, *one) for one in HEALING[2:7:2]],
    ids=lambda one: str(getattr(one, "value", one)),
)
def test_one_bad_answer_costs_a_second_question(
    far: SimulatedIdReader, reader: ResidentCardReader, command: bytes, fault: Fault, more: dict[str, int]
) -> None:
    far.lay(people.CHEN)
    far.fault(fault, command=command, times=1, **more)
    assert reader.read_identity().id_number == people.CHEN.number


@pytest.mark.parametrize("fault", [Fault.SPLIT, Fault.GARBAGE_BEFORE, Fault.GARBAGE_AFTER, Fault.LATE])
def test_a_read_survives_what_can_be_survived(far: SimulatedIdReader, reader: ResidentCardReader, fault: Fault) -> None:
    far.lay(people.CHEN)
    far.fault(fault, command=READ)
    assert reader.read_identity().id_number == people.CHEN.number


@pytest.mark.parametrize("at", [1, 5, 6, 10, 14, 270, 1294])
def test_an_answer_split_anywhere(far: SimulatedIdReader, reader: ResidentCardReader, at: int) -> None:
    far.lay(people.CHEN)
    far.fault(Fault.SPLIT, command=READ, detail=at)
    assert reader.read_identity().id_number == people.CHEN.number


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.BIT_FLIP, Fault.WRONG_LENGTH, Fault.SHORT_TEXT])
def test_a_text_that_arrives_torn_is_never_believed(
    far: SimulatedIdReader, reader: ResidentCardReader, fault: Fault
) -> None:
    """The module gives the text once: after that it must be laid anew, and then it is right."""
    far.lay(people.CHEN)
    far.fault(fault, command=READ, times=1)
    with pytest.raises((CardRemoved, CardFault)):
        reader.read_identity()
    far.lay(people.CHEN)
    assert reader.read_identity().id_number == people.CHEN.number


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.SILENT, ReaderLost),
        (Fault.TRUNCATED, CardFault),
        (Fault.WRONG_LENGTH, CardFault),
    ],
)
def test_what_never_heals_is_an_error(far: SimulatedIdReader, fault: Fault, error: type[CardError]) -> None:
    reader = ResidentCardReader(far.path, patience=PadPatience(answer_s=0.3, tries=1))
    far.lay(people.CHEN)
    far.fault(fault)
    with pytest.raises(error):
        reader.read_identity()
    status = reader.status()
    assert status["reader"] == ""
    assert status["last_error"]
    assert int(status["silent"]) + int(status["torn"]) > 2


@pytest.mark.parametrize(
    ("command", "status", "error"),
    [
        (FIND, 0x31, CardFault),
        (FIND, 0x40, NotIdentityCard),
        (FIND, 0x60, SecurityModuleFault),
        (FIND, 0x66, SecurityModuleFault),
        (FIND, 0x10, CardFault),
        (FIND, 0x11, CardFault),
        (FIND, 0x21, CardFault),
        (SELECT, 0x81, CardRemoved),
        (SELECT, 0x32, CardFault),
        (SELECT, 0x33, CardFault),
        (SELECT, 0x47, CardFault),
        (READ, 0x41, CardRemoved),
        (READ, 0x91, CardFault),
        (READ, 0x55, CardFault),  # a status nobody has described
    ],
)
def test_every_refusal_has_its_error(
    far: SimulatedIdReader, reader: ResidentCardReader, command: bytes, status: int, error: type[CardError]
) -> None:
    far.lay(people.CHEN)
    far.fault(Fault.REFUSE, command=command, detail=status)
    with pytest.raises(CardError) as raised:
        reader.read_identity()
    assert type(raised.value) is error


def test_one_refusal_is_tried_again(far: SimulatedIdReader, reader: ResidentCardReader) -> None:
    far.lay(people.CHEN)
    far.fault(Fault.REFUSE, command=SELECT, detail=0x81, times=1)
    far.fault(Fault.REFUSE, command=READ, detail=0x41, times=1)
    assert reader.read_identity().id_number == people.CHEN.number


def test_a_layout_nobody_knows(far: SimulatedIdReader, reader: ResidentCardReader) -> None:
    far.lay(people.CHEN, people.CHEN.text[:248] + "Q".encode("utf-16-le") + people.CHEN.text[250:])
    with pytest.raises(NotIdentityCard):
        reader.read_identity()


def test_a_late_text_of_one_person_is_never_the_next_ones(far: SimulatedIdReader, reader: ResidentCardReader) -> None:
    far.late_s = 1.6  # later than both questions wait
    far.lay(people.CHEN)
    far.fault(Fault.LATE, command=READ, times=1)
    with pytest.raises(ReaderLost):
        reader.read_identity()
    far.lay(people.WANG)
    name = ""
    while not name:
        with contextlib.suppress(ReaderLost):  # the module is still busy with the late answer
            name = reader.read_identity().name
    assert name == people.WANG.name


def test_lifted_while_it_is_read(far: SimulatedIdReader, reader: ResidentCardReader, until: Until) -> None:
    far.lay(people.CHEN)
    thief = threading.Thread(target=lambda: (until(lambda: far.count(READ)), far.take()))
    thief.start()
    with pytest.raises(CardRemoved):
        reader.read_identity()
    thief.join()


def test_unplugged_while_it_is_read(far: SimulatedIdReader, reader: ResidentCardReader, until: Until) -> None:
    far.lay(people.CHEN)
    thief = threading.Thread(target=lambda: (until(lambda: far.count(READ)), far.unplug()))
    thief.start()
    with pytest.raises(ReaderLost):
        reader.read_identity()
    thief.join()
    far.plug()
    assert reader.read_identity().name == people.CHEN.name


def test_the_slowest_speed_is_waited_for() -> None:
    far = SimulatedIdReader(9600)
    reader = ResidentCardReader(far.path, 9600, QUICK)
    try:
        far.lay(people.CHEN)
        assert reader.read_identity().name == people.CHEN.name
    finally:
        reader.close()
        far.close()


def test_a_wrong_speed_is_silence_and_only_the_technician_searches() -> None:
    far = SimulatedIdReader(57600)
    reader = ResidentCardReader(far.path, patience=QUICK)
    try:
        with pytest.raises(ReaderLost):
            reader.read_identity()
        assert far.heard == []
        reader.close()
        assert speed_of(far.path) == 57600
        far.fault(Fault.SILENT)
        with pytest.raises(ReaderLost, match="nowhere"):
            speed_of("/dev/nowhere")
    finally:
        far.close()


def test_a_port_held_by_another_program(
    far: SimulatedIdReader, reader: ResidentCardReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "COOL_DOWN_S", 0.0)  # how long a denied port is left alone: tests/drivers/test_link.py
    other = SerialLink(far.path, 115200)
    other.open()
    try:
        with pytest.raises(ReaderBusy):
            reader.read_identity()
        assert reader.status()["reader"] == ""
    finally:
        other.close()
    assert reader.status()["reader"] == far.path


def test_the_status_of_a_sound_reader(far: SimulatedIdReader, reader: ResidentCardReader) -> None:
    status = reader.status()
    assert status["reader"] == far.path
    assert status["module"].startswith("0501")
    assert (status["card"], status["baud"], status["silent"], status["torn"]) == ("empty", "115200", "0", "0")


def test_nothing_personal_is_logged(
    far: SimulatedIdReader, reader: ResidentCardReader, caplog: pytest.LogCaptureFixture
) -> None:
    far.lay(people.CHEN)
    with caplog.at_level(TRACE):
        found = reader.read_identity()
    assert "read -> 90" in caplog.text
    for secret in (people.CHEN.name, people.CHEN.number, people.CHEN.text[:12].hex(), people.CHEN.text[:6].hex(" ")):
        assert secret not in caplog.text
        assert secret not in repr(found)


# --- watching ---------------------------------------------------------------------------------------


def test_a_card_that_was_read_gives_removed_only_with_the_next(
    far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear
) -> None:
    reader.watch(ear)
    far.lay(people.CHEN)
    ear.wait(IN)
    assert reader.read_identity().name == people.CHEN.name
    seen = far.count(FIND)
    far.take()
    ear.until(lambda: far.count(FIND) > seen + 4)
    assert ear.heard == [IN]
    far.lay(people.WANG)
    ear.wait(IN, OUT, IN)
    assert reader.read_identity().name == people.WANG.name
    assert ear.threads == {"id-card-watch"}


def test_one_look_that_misses_is_no_removal(far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear) -> None:
    reader.watch(ear)
    far.lay(people.CHEN)
    ear.wait(IN)
    far.fault(Fault.REFUSE, command=FIND, detail=0x80, times=1)
    seen = far.count(FIND)
    ear.until(lambda: far.count(FIND) > seen + 4)
    assert ear.heard == [IN]


def test_a_card_of_another_kind_is_mute(far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear) -> None:
    reader.watch(ear)
    far.fault(Fault.REFUSE, command=FIND, detail=0x40)
    ear.wait(MUTE)
    far.clear()
    ear.wait(MUTE, OUT)


def test_a_silent_reader_is_lost_and_back(far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear) -> None:
    reader.watch(ear)
    far.fault(Fault.SILENT)
    ear.wait(LOST)
    far.clear()
    ear.wait(LOST, BACK)


def test_a_broken_security_module_is_a_lost_reader(
    far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear
) -> None:
    far.fault(Fault.REFUSE, detail=0x66)
    reader.watch(ear)
    ear.wait(LOST)
    assert "66" in reader.status()["last_error"]


def test_the_watch_looks_two_to_three_times_a_second_and_never_spins(far: SimulatedIdReader) -> None:
    reader = ResidentCardReader(far.path)
    try:
        reader.watch(lambda event: None)
        time.sleep(2.0)
        moments = [moment for moment, command in far.heard if command == FIND]
        assert 2 <= len(moments) <= 6
        assert min(later - sooner for sooner, later in pairwise(moments)) >= 0.3
    finally:
        reader.close()


def test_a_missing_port_is_not_hammered(monkeypatch: pytest.MonkeyPatch, ear: Ear) -> None:
    opened = []
    real = SerialLink._opened
    monkeypatch.setattr(SerialLink, "_opened", lambda link: opened.append(link) or real(link))
    reader = ResidentCardReader("/dev/nowhere")
    try:
        reader.watch(ear)
        ear.wait(LOST)
        before = len(opened)
        time.sleep(1.5)
        assert 1 <= len(opened) - before <= 4
    finally:
        reader.close()


def test_back_under_another_node_within_five_seconds(far: SimulatedIdReader, ear: Ear) -> None:
    reader = ResidentCardReader(far.path)  # the patience of the product
    try:
        far.lay(people.CHEN)
        reader.watch(ear)
        ear.wait(IN)
        far.unplug()
        ear.wait(IN, LOST)
        far.plug()
        ear.wait(IN, LOST, BACK, IN, timeout_s=5.0)
        assert reader.read_identity().name == people.CHEN.name
    finally:
        reader.close()


def test_noise_without_end_does_not_hold_a_question_for_ever(
    far: SimulatedIdReader, reader: ResidentCardReader
) -> None:
    far.wire.send(b"\xaa\x55" * 12_000)  # two seconds of it
    far.fault(Fault.SILENT)
    began = time.monotonic()
    with pytest.raises((CardFault, ReaderLost)):
        reader.read_identity()
    assert time.monotonic() - began < 20


def test_closing_ends_the_watch(far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear) -> None:
    reader.watch(ear)
    far.lay(people.CHEN)
    ear.wait(IN)
    reader.close()
    assert "id-card-watch" not in {thread.name for thread in threading.enumerate()}


def test_the_log_says_what_was_lost(
    far: SimulatedIdReader, reader: ResidentCardReader, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "drivers.card"):
        reader.watch(ear)
        far.unplug()
        ear.wait(LOST)
    assert "reader_lost" in caplog.text
