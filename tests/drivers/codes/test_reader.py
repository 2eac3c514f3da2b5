"""A code reader on a serial line: whole codes are told once, whatever the line does to them; nothing else is."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from drivers.codes.errors import CodeReaderLost
from drivers.codes.frame import MORE, MOST, decode
from drivers.codes.reader import SerialCodeReader
from workbench.codes import Fault, SimulatedCodeScanner

TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJSMDBIQUxMMDAwMDAxWiJ9." + "s" * 170
PATIENCE_S = 20.0


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", (None, MORE)),
        (b"ABC", (None, MORE)),
        (b"ABC\r\nDEF", ("ABC", 4)),
        (b"\nDEF\r", (None, 1)),
        (b"ABC\n", ("ABC", 4)),
        (b"  ABC D \r", ("ABC D", 9)),
        (b"A\x00C\r", (None, 4)),
        (b"\xe4\xb8\xad\r", (None, 4)),
        (b"A" * MOST + b"\r", ("A" * MOST, MOST + 1)),
        (b"A" * (MOST + 1) + b"\r", (None, MOST + 2)),
    ],
)
def test_a_line_is_a_code_when_it_is_whole_and_printable(data: bytes, found: tuple[str | None, int]) -> None:
    assert decode(data) == found


class Desk:
    """The simulated reader, the product's driver, and what it told."""

    def __init__(self, first: str = "", fault: Fault | None = None, tell: Callable[[str], None] | None = None) -> None:
        self.far = SimulatedCodeScanner(9600)
        self.far.fault = fault
        self.far.present(first)
        self.near = SerialCodeReader(self.far.path, 9600, quiet_s=0.3, retry_s=0.02)
        self.told: queue.Queue[str] = queue.Queue()
        self.near.watch(tell or self.told.put)
        self.marks = 0
        self.listening()

    def close(self) -> None:
        self.near.close()
        self.far.close()

    def heard(self) -> list[str]:
        """Everything told up to a mark that is presented now, faultless: nothing before it can still be under way."""
        self.far.fault, self.marks = None, self.marks + 1
        mark = f"MARK-{self.marks}"
        self.far.present(mark)
        found = []
        while (code := self.told.get(timeout=PATIENCE_S)) != mark:
            found.append(code)
        return found

    def listening(self) -> None:
        """Until the port is open and joined in a pause."""
        deadline_s, pause = time.monotonic() + PATIENCE_S, threading.Event()
        while self.near.status().get("state") != "listening":
            assert time.monotonic() < deadline_s, dict(self.near.status())
            pause.wait(0.01)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


@pytest.mark.parametrize("fault", [None, Fault.SPLIT, Fault.CR_ONLY, Fault.LF_ONLY])
def test_a_code_is_told_once_however_it_is_sent(desk: Desk, fault: Fault | None) -> None:
    desk.far.fault = fault
    desk.far.present(TOKEN)
    assert desk.told.get(timeout=PATIENCE_S) == TOKEN
    assert desk.heard() == []
    assert TOKEN not in repr(dict(desk.near.status()))


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.GARBAGE, Fault.ENDLESS])
def test_what_is_no_whole_code_is_dropped_and_the_next_one_is_heard(desk: Desk, fault: Fault) -> None:
    torn = desk.near.status()["torn"]
    desk.far.fault = fault
    desk.far.present(TOKEN)
    assert desk.heard() == []
    assert (desk.near.status()["torn"] == torn) is (fault is Fault.SILENT)


def test_half_a_code_is_not_joined_to_the_next_one() -> None:
    """The driver's own reading of quiet, without the wire's time."""
    near = SerialCodeReader("/dev/null")
    assert list(near._taken(b"R00HALL0")) == []
    assert list(near._taken(b"")) == []
    assert list(near._taken(b"R00HALL000001Z\r\n")) == ["R00HALL000001Z"]
    assert near.status()["torn"] == "1"


def test_pulled_out_in_the_middle_of_a_code_and_back_it_is_listened_to_again(desk: Desk) -> None:
    desk.far.fault = Fault.SPLIT
    desk.far.present(TOKEN)
    desk.far.unplug()
    while "error" not in desk.near.status():
        time.sleep(0)
    with pytest.raises(CodeReaderLost):
        desk.near.check()
    desk.far.plug()
    desk.listening()
    assert desk.heard() == []
    desk.near.check()


def test_who_joins_in_the_middle_of_a_code_tells_nothing_of_it() -> None:
    made = Desk(TOKEN, Fault.SPLIT)
    assert made.heard() == []
    made.close()


def test_a_reader_that_is_not_there_says_so_and_costs_nothing() -> None:
    near = SerialCodeReader("/dev/not-there", retry_s=0.02)
    told: list[str] = []
    with pytest.raises(CodeReaderLost):
        near.check()
    near.watch(told.append)
    near.close()
    with pytest.raises(CodeReaderLost):
        near.check()
    assert "error" in near.status()
    assert told == []


def test_a_reader_whose_listener_failed_no_longer_says_that_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: queue.Queue[threading.ExceptHookArgs] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", ended.put)

    def fail(code: str) -> None:
        raise RuntimeError("whoever is told cannot take it")

    made = Desk(tell=fail)
    made.far.present(TOKEN)
    assert ended.get(timeout=PATIENCE_S).exc_type is RuntimeError
    with pytest.raises(CodeReaderLost):
        made.near.check()
    assert "state" not in made.near.status()
    made.close()
