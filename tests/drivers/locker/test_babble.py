"""A line on which something babbles without end: only the driver's own errors come out, and no door is made up."""

import contextlib
import os
import random
import threading
import time
import tty
from concurrent.futures import ThreadPoolExecutor

import pytest

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.errors import LockerError
from drivers.locker.family import family, family_names
from drivers.roles import Door


class Babbler:
    """The far end of a pty: vendor bytes with one byte changed, and plain noise; it keeps what it said."""

    def __init__(self, name: str) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)
        self.said = bytearray()
        self._stock = [bytes.fromhex(golden.hex) for golden in family(name).manual]
        self._rng = random.Random(name)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._talk)
        self._thread.start()

    def _talk(self) -> None:
        os.set_blocking(self.master, False)
        while not self._over.wait(0.004):
            part = bytearray(self._rng.choice(self._stock))
            part[self._rng.randrange(len(part))] ^= self._rng.randrange(1, 256)
            part += self._rng.randbytes(self._rng.randrange(4))
            with contextlib.suppress(BlockingIOError):
                self.said += part[: os.write(self.master, part)]
                os.read(self.master, 999)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        os.close(self.slave)
        os.close(self.master)


def believable(name: str, said: bytes) -> bool:
    """Whether a whole valid state answer stands anywhere in what was said."""
    for exchange in family(name).reads:
        assert exchange.reply is not None
        if any(exchange.reply.decode(said[at:], ended=True)[0] is not None for at in range(len(said))):
            return True
    return False


def meet(name: str) -> None:
    declared, babbler = family(name), Babbler(name)
    board = declared.boards.start
    bank = Bank([Line("a", babbler.path, name)], numbered("a", [(board, 4)]))
    try:
        doors = [*bank.doors().values(), bank.door(1)]
        bank.status()
        bank.occupancy()
        bank.versions()
        began = time.monotonic()
        opened = False
        with contextlib.suppress(LockerError):
            opened = bank.open(2).seen_open_at is not None
        # The bound holds to a tenth; a loaded machine is given two seconds more.
        assert time.monotonic() - began < declared.open_limit_s() * 1.1 + 2
        seen = opened or any(door is not Door.UNKNOWN for door in doors)
        assert not seen or believable(name, bytes(babbler.said)), f"{name} made up a door"
    finally:
        bank.close()
        babbler.close()


@pytest.mark.timeout(60)
def test_babble_raises_nothing_foreign_and_makes_up_no_door() -> None:
    with ThreadPoolExecutor(6) as pool:
        for _ in pool.map(meet, family_names()):
            pass
