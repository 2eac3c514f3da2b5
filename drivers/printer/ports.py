"""Which link a printer's port means, by its form: a serial line, a USB printer device, or a network address."""

import re
from dataclasses import dataclass

from drivers.link import Link, SerialLink
from drivers.link_file import FileLink
from drivers.link_tcp import TcpLink

FORMS = (
    "serial line: /dev/kiosk/printer; USB printer: /dev/usb/lp0 or lp:/dev/kiosk/printer; network: tcp:10.0.0.9:9100"
)
BITS_PER_BYTE = 10  # on a serial line: start, eight, stop
ADAPTER_BYTES = 4096  # what a USB adapter may still hold after the kernel has passed a write on
_TCP = re.compile(r"tcp:(?://)?(?P<host>\[[0-9a-fA-F:]+\]|[^\[\]:/]+):(?P<port>\d{1,5})/?")


class BadPort(ValueError):
    """The text names no port; the message says which forms there are."""


@dataclass(frozen=True, slots=True)
class Port:
    """A link and how long bytes may still be on their way after a write has returned."""

    link: Link
    tail_s: float


def port_for(text: str, baud: int) -> Port:
    """The port `text` means; `baud` counts for serial lines only. Raises BadPort; opens nothing."""
    if text.startswith("tcp:"):
        found = _TCP.fullmatch(text)
        if found is None or not 0 < int(found["port"]) < 65536:
            raise BadPort(f"{text!r} is no network address. {FORMS}")
        return Port(TcpLink(found["host"].strip("[]"), int(found["port"])), 0.0)
    path = text.removeprefix("lp:")
    if not path.startswith("/"):
        raise BadPort(f"{text!r} is no port. {FORMS}")
    if path != text or re.fullmatch(r"/dev/(usb/)?(usb)?lp\d+", path):
        return Port(FileLink(path), 0.0)
    return Port(SerialLink(path, baud), ADAPTER_BYTES * BITS_PER_BYTE / baud)
