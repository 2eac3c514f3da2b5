"""`./run bench drivers`: lock boards and card against the wire's own limit and against peers, in one run.

Every figure is a median, every ratio is taken between values of the same run. A limit is what no driver could beat:
bytes x 10 / baud, the family's declared gap, and the time the simulated board itself takes.
"""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import minimalmodbus
from pymodbus.client import ModbusSerialClient
from smartcard.CardConnection import CardConnection
from smartcard.scard import SCARD_SHARE_EXCLUSIVE
from smartcard.System import readers

from drivers.card.pcsc import Connection
from drivers.card.reader import PcscCardReader
from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.family import Family, family, family_names
from workbench.bench_standing import hour, idle, row
from workbench.card import VirtualCard, pcscd_for_this_process, people
from workbench.locker import Board, SimulatedBank
from workbench.locker.speech import Answers

BAUDS = (9600, 19200)
WIRE_GOAL, CARD_GOAL, PEER_GOAL = 1.15, 1.10, 1.0
PEER_NOISE = 0.02
"""Differences below this are the machine's, not the drivers'."""
BITS_A_BYTE = 10
LOCKS = 8
QUIET_S = 0.02


def drivers(rounds: int) -> bool:
    """All parts; True when every goal is met."""
    rounds = max(rounds, 5) * 4
    met = [locks(name, baud, rounds) for name in family_names() for baud in BAUDS]
    return all([*met, peers(rounds), card(rounds), hour(), idle()])


# --- (a) lock boards against the wire ------------------------------------------------------------------


class Rig:
    """One board of a family on a line at a speed, and the driver's bank on the other end; bytes are counted."""

    def __init__(self, name: str, baud: int) -> None:
        self.declared: Family = family(name)
        self.locks = min(LOCKS, len(self.declared.locks))
        board = self.declared.boards[1]
        self.baud = baud
        self.sim = SimulatedBank([Board(board, self.locks)], name, baud=baud)
        self.bank = Bank([Line("a", self.sim.path, name, baud)], numbered("a", [(board, self.locks)]))
        self.answered_bytes = 0
        send = self.sim.wire.send

        def counted(data: bytes, still: Callable[[], bool] = lambda: True) -> None:
            self.answered_bytes += len(data)
            send(data, still)

        self.sim.wire.send = counted  # type: ignore[method-assign]

    def limit_s(self, call: Callable[[], object]) -> float:
        """What the questions and answers of one call cost on the wire, with a gap before each question."""
        asked, answered = len(self.sim.heard), self.answered_bytes
        call()
        heard = self.sim.heard[asked:]
        bytes_ = sum(map(len, heard)) + self.answered_bytes - answered
        return bytes_ * BITS_A_BYTE / self.baud + len(heard) * self.declared.timing.gap_at(self.baud)

    def close(self) -> None:
        self.bank.close()
        self.sim.close()


@contextlib.contextmanager
def rig(name: str, baud: int) -> Iterator[Rig]:
    one = Rig(name, baud)
    try:
        one.bank.doors()
        yield one
    finally:
        one.close()


def locks(name: str, baud: int, rounds: int) -> bool:
    """Reading all doors, and unlocking to the board's word (or to the last byte sent where a board says none)."""
    with rig(name, baud) as one:
        limit_s = one.limit_s(one.bank.doors)
        read_s = statistics.median(_took_s(one.bank.doors) for _ in range(rounds))
        ratios = [read_s / limit_s]
        print(f"      {name:17} {baud:6}  all doors {read_s * 1000:6.1f} ms, wire {limit_s * 1000:6.1f} ms", end="")
        opened = [_opened(one, number) for number in range(1, one.locks + 1)]
        unlock_s, limit_s = (statistics.median(column) for column in zip(*opened, strict=True))
        ratios.append(unlock_s / limit_s)
        print(f";  unlock {unlock_s * 1000:6.1f} ms, wire and board {limit_s * 1000:6.1f} ms")
    return row(f"{name} at {baud}: read, unlock against the wire", max(ratios), WIRE_GOAL)


def _opened(one: Rig, number: int) -> tuple[float, float]:
    """Seconds from the call to the last fact the board gives about the pulse, and their limit."""
    timing = one.declared.timing
    time.sleep(max(timing.open_gap_s, timing.gap_at(one.baud)))
    asked, answered = len(one.sim.heard), one.answered_bytes
    began = time.time()
    opening = one.bank.open(number)
    request = one.sim.heard[asked]
    answer_bytes = len(request) if one.declared.open.reply is None else _answer_bytes(one, answered)
    said_at = opening.acknowledged_at
    board_s = one.sim.speech.pulse_s if one.sim.speech.answers_open is Answers.AFTER else 0.0
    if said_at is None:
        said_at, answer_bytes, board_s = opening.sent_at, 0, 0.0
    limit_s = (len(request) + answer_bytes) * BITS_A_BYTE / one.baud + board_s
    return (said_at or began) - began, limit_s


def _answer_bytes(one: Rig, before: int) -> int:
    """Length of the answer to an open frame, which is the first one after it."""
    reply = one.declared.open.reply
    return min(reply.most, one.answered_bytes - before) if reply else 0


def peers(rounds: int) -> bool:
    """Eight inputs of one Modbus board, read by us and by two libraries in turn on the same simulated line.

    Judged is a read on a quiet line, as a poller makes it. Back to back every reader also waits out its own silence
    between frames: ours is 1 ms longer than minimalmodbus's by choice (lock-board facts 4), so that is only shown.
    """
    name, baud = "modbus_waveshare", 9600
    quiet: dict[str, list[float]] = {"ours": [], "pymodbus": [], "minimalmodbus": []}
    close: dict[str, list[float]] = {who: [] for who in quiet}
    with rig(name, baud) as one:
        one.bank.close()  # one owner a line: each opens it for its turn
        for _ in range(5):
            for who, reads in _readers(one, one.declared.boards[1]):
                reads()
                close[who] += [_took_s(reads) for _ in range(rounds // 2)]
                for _ in range(rounds // 2):
                    time.sleep(QUIET_S)
                    quiet[who].append(_took_s(reads))
    for kind, takes in (("back to back", close), ("on a quiet line", quiet)):
        shown = ", ".join(f"{who} {statistics.median(times) * 1000:.2f} ms" for who, times in takes.items())
        print(f"      eight inputs of a Modbus board at {baud}, {kind}: {shown}")
    medians = {who: statistics.median(times) for who, times in quiet.items()}
    fastest = min(medians["pymodbus"], medians["minimalmodbus"])
    return row("Modbus read against the faster library", medians["ours"] / fastest, PEER_GOAL + PEER_NOISE)


def _readers(one: Rig, unit: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each library's own way to read the inputs; its port is closed before the next one's turn."""
    bank = Bank([Line("a", one.sim.path, one.sim.family, one.baud)], numbered("a", [(unit, one.locks)]))
    yield "ours", bank.doors
    bank.close()
    client = ModbusSerialClient(one.sim.path, baudrate=one.baud, timeout=1, retries=3)
    client.connect()
    yield "pymodbus", lambda: client.read_discrete_inputs(0, count=one.locks, device_id=unit)
    client.close()
    instrument = minimalmodbus.Instrument(one.sim.path, unit)
    instrument.serial.baudrate = one.baud
    yield "minimalmodbus", lambda: instrument.read_bits(0, one.locks, 2)
    instrument.serial.close()


# --- (b) a card against its own exchanges --------------------------------------------------------------


def card(rounds: int) -> bool:
    """A whole read beside the same APDUs sent bare through pyscard, on a card with a real card's wire time."""
    with tempfile.TemporaryDirectory() as folder, pcscd_for_this_process(Path(folder)) as pcscd:
        pcscd.insert(VirtualCard(people.CHEN))
        reader = PcscCardReader()
        time.sleep(1.5)  # pcscd polls; insertion is not what is measured
        sent = _recorded(reader)
        ratios = []
        for etu_s in (0.0, 12 / 9600):
            pcscd.insert(_Timed(etu_s))
            time.sleep(1.5)
            pairs = [(_took_s(reader.read), _bare_s(sent)) for _ in range(rounds)]
            ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
            ratios.append(ours / bare)
            kind = "a contact card at 9600 baud" if etu_s else "a card without wire time"
            print(f"      {kind}: whole read {ours * 1000:.1f} ms, {len(sent)} bare APDUs {bare * 1000:.1f} ms")
        reader.close()
    return row(f"whole card read ({len(sent)} APDUs) against its bare APDUs, real wire time", ratios[1], CARD_GOAL)


class _Timed(VirtualCard):
    """A card whose bytes take their time on the contact, 12 elementary time units each."""

    def __init__(self, byte_s: float) -> None:
        super().__init__(people.CHEN)
        self._byte_s = byte_s

    def answer(self, command: bytes) -> bytes:
        answer = super().answer(command)
        time.sleep((len(command) + len(answer)) * self._byte_s)
        return answer


def _recorded(reader: PcscCardReader) -> list[bytes]:
    """The APDUs of one read, as they went to the card."""
    sent: list[bytes] = []
    transmit = Connection.transmit

    def noting(self: Connection, command: bytes) -> bytes:
        sent.append(command)
        return transmit(self, command)

    Connection.transmit = noting  # type: ignore[method-assign]
    try:
        reader.read()
    finally:
        Connection.transmit = transmit  # type: ignore[method-assign]
    return sent


def _bare_s(sent: list[bytes]) -> float:
    """Seconds the same exchanges take with nothing around them."""
    connection = readers()[0].createConnection()
    connection.connect(CardConnection.T0_protocol | CardConnection.T1_protocol, mode=SCARD_SHARE_EXCLUSIVE)
    began = time.perf_counter()
    for command in sent:
        connection.transmit(list(command))
    took_s = time.perf_counter() - began
    connection.disconnect()
    connection.release()
    return took_s


def _took_s(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
