"""Time as the terminal sees it; injected, so that tests advance it and never sleep."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


class Timer(Protocol):
    """A call that has not happened yet."""

    def cancel(self) -> None:
        """Forget it; harmless when it has happened."""


class Clock(Protocol):
    """Wall time, steady time, and calls in the future (on the thread that drives the session)."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that only grow."""

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call once after `seconds`."""


def local(moment: datetime) -> datetime:
    """The same moment on the city's clock."""
    return moment.astimezone(CITY_ZONE)


def stamp(moment: datetime) -> str:
    """Date and minute as people read it, city time."""
    return local(moment).strftime("%Y-%m-%d %H:%M")


def utc_now() -> datetime:
    """The machine's wall time; the only place that asks it."""
    return datetime.now(UTC)
