"""The command `trace`: every frame on the lines with its time, direction, bytes and meaning."""

import dataclasses
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from drivers.frame import Frame
from drivers.link import Link
from drivers.locker.bank import Bank, MakeLink
from drivers.locker.family import Exchange, Family
from drivers.locker.tool.console import say
from drivers.locker.tool.look import open_one

Show = Callable[[str], None]

__all__ = ["MakeLink", "Telling", "TracedLink", "frames_of", "run"]


def frames_of(declared: Family) -> tuple[list[Frame], list[Frame]]:
    """(questions, answers and reports) that a family declares, whatever its fields are called."""
    parts = list(_parts(declared))
    exchanges = [one for one in parts if isinstance(one, Exchange)]
    asked = {id(one.request): one.request for one in exchanges}
    told = {id(one.reply): one.reply for one in exchanges if one.reply is not None}
    told |= {id(one): one for one in parts if isinstance(one, Frame) and id(one) not in asked}
    return list(asked.values()), list(told.values())


def _parts(value: object) -> Iterator[object]:
    """A declaration and everything in it, its dataclasses and tuples opened up."""
    yield value
    if dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from _parts(getattr(value, one.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _parts(part)


class Telling:
    """Bytes as lines: the frames in them by name and value, and what is no frame of the family as it came."""

    def __init__(self, name: str, declared: Family, show: Show) -> None:
        self._name = name
        self._show = show
        self._asked, self._told = frames_of(declared)
        self._coming = bytearray()
        self._coming_at = 0.0
        self._asked_at: float | None = None

    def sent(self, data: bytes) -> None:
        """A question is leaving."""
        self.quiet()
        self._asked_at = time.time()
        self._line("->", self._asked_at, data, self._read(data, self._asked))

    def heard(self, data: bytes) -> None:
        """Bytes have come; told at once where they are a whole answer, otherwise when the line is quiet."""
        if not self._coming:
            self._coming_at = time.time()
        self._coming += data
        if any(self._fits(frame, bytes(self._coming), ended=False) for frame in self._told):
            self.quiet()

    def quiet(self) -> None:
        """Nothing more is coming: tell what has come."""
        data = bytes(self._coming)
        self._coming.clear()
        while data:
            length = max((self._used(frame, data) for frame in (*self._told, *self._asked)), default=0)
            part = data[:length] if length else self._rubbish(data)
            meaning = self._read(part, self._told) or self._echo(part) or "no frame of this family"
            self._line("<-", self._coming_at, part, meaning)
            data = data[len(part) :]

    def _rubbish(self, data: bytes) -> bytes:
        """Bytes up to where a frame begins, or all."""
        for at in range(1, len(data)):
            if any(self._used(frame, data[at:]) for frame in (*self._told, *self._asked)):
                return data[:at]
        return data

    def _echo(self, part: bytes) -> str:
        meaning = self._read(part, self._asked)
        return f"{meaning} (our own question come back)" if meaning else ""

    @staticmethod
    def _used(frame: Frame, data: bytes) -> int:
        values, used = frame.decode(data, ended=True)
        return used if values is not None else 0

    @staticmethod
    def _fits(frame: Frame, data: bytes, *, ended: bool) -> bool:
        values, used = frame.decode(data, ended=ended)
        return values is not None and used == len(data)

    def _read(self, part: bytes, frames: list[Frame]) -> str:
        for frame in frames:
            values, used = frame.decode(part, ended=True)
            if values is not None and used == len(part):
                return f"{frame.name:18} " + "  ".join(f"{name} {_shown(value)}" for name, value in values.items())
        return ""

    def _line(self, arrow: str, at: float, data: bytes, meaning: str) -> None:
        after = f"  +{(at - self._asked_at) * 1000:.0f} ms" if arrow == "<-" and self._asked_at is not None else ""
        moment = datetime.fromtimestamp(at).strftime("%H:%M:%S.%f")[:-3]
        self._show(f"{moment} {self._name} {arrow} {data.hex(' '):<32} {meaning}{after}")


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "".join("?" if one is None else str(int(one)) for one in value)
    return value.hex(" ") if isinstance(value, bytes) else str(value)


class TracedLink:
    """A link whose traffic is told."""

    def __init__(self, link: Link, telling: Telling) -> None:
        self._link = link
        self._telling = telling

    @property
    def path(self) -> str:
        """Name of the wire."""
        return self._link.path

    @property
    def opened_count(self) -> int:
        """How often the port was opened so far."""
        return self._link.opened_count

    def open(self) -> None:
        """Open if closed."""
        self._link.open()

    def close(self) -> None:
        """Tell what is left, let go."""
        self._telling.quiet()
        self._link.close()

    def write(self, data: bytes) -> None:
        """Send."""
        self._telling.sent(data)
        self._link.write(data)

    def read(self, max_bytes: int, deadline_s: float) -> bytes:
        """Receive; silence ends what was coming."""
        data = self._link.read(max_bytes, deadline_s)
        if data:
            self._telling.heard(data)
        else:
            self._telling.quiet()
        return data

    def waiting(self) -> bytes:
        """What has come by itself meanwhile."""
        data = self._link.waiting()
        if data:
            self._telling.heard(data)
        return data


def run(bank: Bank, compartment: int | None, *, sure: bool, every_s: float, for_s: float | None) -> int:
    """Trace one opening, or the polling of all doors for `for_s` seconds or until Ctrl-C."""
    if compartment is not None:
        return open_one(bank, compartment, sure=sure)
    until = None if for_s is None else time.monotonic() + for_s
    last: dict[int, str] = {}
    while until is None or time.monotonic() < until:
        for number, door in bank.doors().items():
            if last.get(number, door.value) != door.value:
                say(f"door {number} is {door.value} now")
            last[number] = door.value
        time.sleep(every_s)
    return 0
