"""Both ends of a line: simulated boards on a real pty and the driver's bank on the other side of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from drivers.link import SerialLink
from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.family import family, family_names
from workbench.locker import Board, SimulatedBank

# How an open frame is known on the wire: bytes at fixed places, straight from the facts.
OPENINGS: dict[str, dict[int, int]] = {
    "8a": {0: 0x8A, 3: 0x11},
    "kerong_cu16": {0: 0x02, 2: 0x31},
    "modbus_waveshare": {1: 0x05, 2: 0x02},
    "winnsen": {0: 0x90, 2: 0x05},
    "wkly": {0: 0x57, 6: 0x82},
    "dc02": {0: 0xDC, 3: 0x10},
}
ANSWERS_OPEN = set(OPENINGS) - {"kerong_cu16"}
REPORTS_ITSELF = {"8a", "wkly"}


class RecordingLink(SerialLink):
    """The product's link, which also keeps what it was given to send."""

    def __init__(self, path: str, baud: int, sent: list[bytes]) -> None:
        super().__init__(path, baud)
        self._sent = sent

    def write(self, data: bytes) -> None:
        self._sent.append(data)
        super().write(data)


class Pair:
    """Boards 1 and 2 with as many locks as the family has, twelve at most; compartments counted on from 1."""

    def __init__(self, name: str, **simulated: Any) -> None:
        self.family = name
        self.declared = family(name)
        self.locks = min(12, len(self.declared.locks))
        self.boards = ((1, self.locks), (2, self.locks))
        self.sim = SimulatedBank([Board(*board) for board in self.boards], name, **simulated)
        self.told: list[tuple[int, object]] = []
        self.sent: list[bytes] = []
        self.bank = self.another(make_link=lambda path, baud: RecordingLink(path, baud, self.sent))

    def another(self, **more: Any) -> Bank:
        """One more bank on the same line; keywords go to `Bank`."""
        more.setdefault("tell", lambda number, door: self.told.append((number, door)))
        return Bank([Line("a", self.sim.path, self.family)], numbered("a", self.boards), **more)

    @property
    def numbers(self) -> range:
        """All compartments."""
        return range(1, 2 * self.locks + 1)

    def heard_openings(self) -> list[bytes]:
        """The open frames that the boards have heard."""
        return [data for data in self.sim.heard if self._opens(data)]

    def openings_on_the_wire(self) -> list[bytes]:
        """The open frames that `bank` sent or tried to send, whether or not a board could hear them."""
        return [data for data in self.sent if self._opens(data)]

    def _opens(self, data: bytes) -> bool:
        return all(data[at] == byte for at, byte in OPENINGS[self.family].items())

    def close(self) -> None:
        self.bank.close()
        self.sim.close()


PairOf = Callable[..., Pair]


def on_every_family(check: Callable[[Pair], None]) -> Callable[[PairOf], None]:
    """Turn a check of one pair into a test of all families side by side: most of the time is spent waiting."""

    def one(pair_of: PairOf, name: str) -> None:
        try:
            check(pair_of(name))
        except BaseException as error:
            error.add_note(f"family {name}")
            raise

    def test(pair_of: PairOf) -> None:
        with ThreadPoolExecutor() as pool:
            for _ in pool.map(lambda name: one(pair_of, name), family_names()):
                pass

    test.__name__, test.__doc__ = check.__name__, check.__doc__
    return test
