"""Deadlines in time turned by hand: whatever a line says and when, an opening ends within its declared bound."""

import contextlib
import heapq

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.clockwork import Clockwork
from drivers.locker.errors import LockerError
from drivers.locker.family import family, family_names

Script = list[tuple[float, bytes]]


class ScriptedLink:
    """A `Link` whose time passes only by waiting; after each write the next of `scripts` is played."""

    def __init__(self, scripts: list[Script]) -> None:
        self.path, self.opened_count, self.now_s = "scripted", 1, 0.0
        self.written: list[bytes] = []
        self._scripts = scripts
        self._due: list[tuple[float, bytes]] = []

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def write(self, data: bytes) -> None:
        self.written.append(data)
        script = self._scripts[len(self.written) % len(self._scripts)] if self._scripts else []
        for after_s, part in script:
            heapq.heappush(self._due, (self.now_s + after_s, part))

    def read(self, max_bytes: int, deadline_s: float) -> bytes:
        if self._due and self._due[0][0] <= max(deadline_s, self.now_s):
            moment_s, part = heapq.heappop(self._due)
            self.now_s = max(self.now_s, moment_s)
            if part[max_bytes:]:
                heapq.heappush(self._due, (self.now_s, part[max_bytes:]))
            return part[:max_bytes]
        self.now_s = max(self.now_s, deadline_s)
        return b""

    def waiting(self) -> bytes:
        taken = b""
        while self._due and self._due[0][0] <= self.now_s:
            taken += heapq.heappop(self._due)[1]
        return taken


def took_s(name: str, scripts: list[Script]) -> tuple[float, list[bytes]]:
    link = ScriptedLink(scripts)
    bank = Bank(
        [Line("a", "scripted", name)],
        numbered("a", [(1, 4)]),
        clockwork=Clockwork(lambda: link.now_s, link.sleep),
        make_link=lambda path, baud: link,
    )
    with contextlib.suppress(LockerError):
        bank.open(3)
    return link.now_s, link.written


@pytest.mark.parametrize("name", family_names())
def test_silence_takes_nearly_the_whole_bound_and_noise_no_more(name: str) -> None:
    declared = family(name)
    silence_s, _ = took_s(name, [])
    limit_s = declared.open_limit_s()
    assert 0.6 * limit_s < silence_s <= limit_s, "a bound far above the truth would hold nothing"
    noise = [(0.001 * i, b"\x55\x80\x02\x90") for i in range(8000)]
    assert took_s(name, [noise])[0] <= limit_s


@pytest.mark.parametrize("name", family_names())
def test_nothing_that_is_said_can_stretch_an_opening_or_double_its_pulse(name: str) -> None:
    declared = family(name)
    stock = [bytes.fromhex(golden.hex) for golden in declared.manual]
    place = declared.address(1, 3)
    open_frame = declared.open.question(place)
    said = st.one_of(st.sampled_from([*stock, open_frame]), st.binary(min_size=1, max_size=8))
    script = st.lists(st.tuples(st.floats(0, 3, allow_nan=False), said), max_size=6)

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(script, max_size=5))
    def held(scripts: list[Script]) -> None:
        spent_s, written = took_s(name, scripts)
        assert spent_s <= declared.open_limit_s() * 1.1
        assert written.count(open_frame) == 1

    held()
