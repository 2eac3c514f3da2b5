"""A terminal's custody over a real file, a bank whose doors spring open, and a clock that only tests move."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.bodies import Custody as CustodyBody
from contract.envelope import Kind, bound, new_id
from contract.orders import ExpectedParcel
from contract.parcel import ParcelKind, barcode
from contract.pickup import hash_secret, person_tag
from contract.seal import HallPrivateKey
from drivers.locker.errors import NotSent
from drivers.roles import DeviceError, Door, Opening
from kiosk.custody.bank import Compartment, Size
from kiosk.custody.custody import Custody
from offline_queue.store import Store

BANK = (
    Compartment(1, Size.S),
    Compartment(2, Size.S, low=True),
    Compartment(3, Size.M),
    Compartment(4, Size.M, low=True),
    Compartment(5, Size.L),
)
NAME, NUMBER = "王小明", "440106195203150012"
TAG = person_tag(NUMBER, b"k" * 32)


class Silent(DeviceError):
    """The board does not answer."""


class SteppedClock:
    """Wall and steady time that only a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 23, 40, tzinfo=UTC)
        self.steady = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.steady

    def later(self, seconds: float, call: Callable[[], None]) -> Any:
        raise NotImplementedError("custody never waits")

    def pass_s(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.steady += seconds


@dataclass
class SprungBank:
    """The Locker role with real door semantics: a pulse springs the door, only a hand shuts it."""

    doors_: dict[int, Door] = field(default_factory=lambda: {box.number: Door.CLOSED for box in BANK})
    inside_: dict[int, str | None] = field(default_factory=dict)
    pulses: list[int] = field(default_factory=list)
    jammed: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    answer_lost: set[int] = field(default_factory=set)
    unsent: set[int] = field(default_factory=set)  # the line refuses before a byte has left
    sensor: bool = True
    before_pulse: Callable[[int], None] = lambda number: None

    def open(self, compartment: int) -> Opening:
        if compartment in self.silent:
            raise Silent(compartment)
        if compartment in self.unsent:
            raise NotSent(compartment)
        self.before_pulse(compartment)
        self.pulses.append(compartment)
        if compartment not in self.jammed:
            self.doors_[compartment] = Door.OPEN
        if compartment in self.answer_lost:
            raise Silent(compartment)
        return Opening(compartment, 1.0, 1.1, 1.5 if self.doors_[compartment] is Door.OPEN else None)

    def doors(self) -> Mapping[int, Door]:
        return {number: self.door_or_unknown(number) for number in self.doors_}

    def door_or_unknown(self, number: int) -> Door:
        return Door.UNKNOWN if number in self.silent else self.doors_[number]

    def door(self, compartment: int) -> Door:
        if compartment in self.silent:
            raise Silent(compartment)
        return self.doors_[compartment]

    def occupied(self, compartment: int) -> bool | None:
        return (self.inside_.get(compartment) is not None) if self.sensor else None

    def status(self) -> Mapping[str, str]:
        return {}

    def close(self) -> None:
        """Nothing to release."""

    # what a person's hands do

    def shut(self, number: int) -> None:
        self.doors_[number] = Door.CLOSED

    def put(self, number: int, thing: str) -> None:
        assert self.doors_[number] is Door.OPEN
        assert self.inside_.get(number) is None, f"box {number} already holds {self.inside_[number]}"
        self.inside_[number] = thing

    def take(self, number: int) -> str | None:
        assert self.doors_[number] is Door.OPEN
        thing, self.inside_[number] = self.inside_.get(number), None
        return thing


def inline(call: Callable[[], Any]) -> Any:
    """The queue worker of a test: the same thread."""
    return call()


@dataclass
class World:
    """Everything of one terminal; `restart` is the power coming back."""

    path: Path
    hall: HallPrivateKey
    bank: SprungBank = field(default_factory=SprungBank)
    clock: SteppedClock = field(default_factory=SteppedClock)

    def __post_init__(self) -> None:
        self.boot()

    def boot(self) -> None:
        self.store = Store(self.path)
        self.custody = Custody(self.store, self.bank, self.clock, "T1", BANK, lambda: self.hall.public, inline)

    def restart(self) -> None:
        self.store.close()
        self.boot()

    def told(self) -> list[CustodyBody]:
        """What the hall would read in the CUSTODY envelopes, in order."""
        rows = self.store.read("SELECT id, case_id, sealed FROM outbox WHERE kind = 'custody' ORDER BY seq")
        return [
            CustodyBody.model_validate_json(
                self.hall.unseal(row["sealed"], bound(UUID(row["id"]), Kind.CUSTODY, UUID(row["case_id"])))
            )
            for row in rows
        ]

    def result(self, code: str = "12345678", serial: int = 1, tag: str = TAG) -> str:
        """A result announced by the hall; its barcode."""
        made = barcode(ParcelKind.RESULT, "HALL", serial)
        self.custody.expect([*getattr(self, "announced", []), expected(made, code, tag)])
        self.announced = [*getattr(self, "announced", []), expected(made, code, tag)]
        return made


_hash = cache(hash_secret)  # slow on purpose, and the same few codes again and again


def expected(
    parcel: str, code: str = "12345678", tag: str = TAG, keep_days: int = 7, size: str = "S", **more: Any
) -> ExpectedParcel:
    salt = b"s" * 16
    return ExpectedParcel.model_validate(
        {
            "parcel": parcel,
            "case_id": new_id(),
            "case_number": "C-1",
            "size": size,
            "person_tag": tag,
            "code_salt": base64.b64encode(salt),
            "code_hash": base64.b64encode(_hash(code, salt)),
            "keep_days": keep_days,
            **more,
        }
    )
