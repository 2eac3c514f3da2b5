"""Which lines a machine has, which doors hang on them, and whether a line is free."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.link import LinkDenied, LinkError
from drivers.locker.bank import Channel, Line, serial_link
from drivers.locker.family import family
from drivers.roles import DeviceError

STEADY = ("serial/by-id/*", "serial/by-path/*")  # names that survive unplugging, the better one first (facts 8)
NODES = ("ttyUSB*", "ttyACM*", "ttyS*")
HELD = "The kiosk holds its lines while it runs: stop it first (sudo systemctl stop kiosk), start it again afterwards."


class CannotUse(DeviceError):
    """A line, a file or a set of words cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wired:
    """Lines, and the doors on them."""

    lines: tuple[Line, ...]
    channels: tuple[Channel, ...]


def candidates(devices: Path) -> list[Path]:
    """Serial ports there are, each by its steadiest name."""
    found: dict[Path, Path] = {}
    for pattern in (*STEADY, *NODES):
        for path in sorted(devices.glob(pattern)):
            found.setdefault(path.resolve(), path)
    return list(found.values())


def must_be_free(lines: Sequence[Line]) -> None:
    """Open and close every line once; raises CannotUse when one is missing, forbidden or in use."""
    for line in lines:
        link = serial_link(line.path, line.baud or family(line.family).baud)
        try:
            link.open()
        except LinkDenied as error:
            raise CannotUse(
                f"{error}\n{HELD}\nOr this user may not use it: it must be in the group dialout."
            ) from error
        except LinkError as error:
            raise CannotUse(
                f"{error}\nIs the adapter plugged in? Its name may have changed: ls -l /dev/serial/by-id"
            ) from (error)
        finally:
            link.close()


def from_config(path: Path) -> Wired:
    """The lockers of a terminal's settings file; only that part is read. Raises CannotUse."""
    try:
        whole = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CannotUse(f"{path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise CannotUse(f"{path}: not TOML: {error}") from error
    part = whole.get("locker", {})
    try:
        lines = tuple(Line(one["name"], one["port"], one["family"], one.get("baud")) for one in part.get("lines", ()))
        channels = tuple(_channel(one) for one in part.get("compartments", ()))
    except (KeyError, TypeError) as error:
        raise CannotUse(f"{path}: an entry of [[locker...]] lacks {error}") from error
    if not channels:
        raise CannotUse(f"{path}: there are no [[locker.compartments]]")
    return Wired(lines, channels)


def _channel(one: Mapping[str, Any]) -> Channel:
    closed_when = one.get("closed_when")
    contact = None if closed_when is None else bool(closed_when)
    return Channel(one["number"], one["line"], one["board"], one["channel"], contact, one.get("sensor", True))
