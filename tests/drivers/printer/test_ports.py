"""The forms of a printer's port."""

import pytest

from drivers.link import SerialLink
from drivers.link_file import FileLink
from drivers.link_tcp import TcpLink
from drivers.printer.ports import BadPort, port_for


@pytest.mark.parametrize(
    ("text", "kind", "path"),
    [
        ("/dev/kiosk/printer", SerialLink, "/dev/kiosk/printer"),
        ("/dev/serial/by-id/usb-1a86-if00", SerialLink, "/dev/serial/by-id/usb-1a86-if00"),
        ("/dev/usb/lp0", FileLink, "/dev/usb/lp0"),
        ("/dev/usblp1", FileLink, "/dev/usblp1"),
        ("lp:/dev/kiosk/printer", FileLink, "/dev/kiosk/printer"),
        ("tcp:192.168.1.50:9100", TcpLink, "192.168.1.50:9100"),
        ("tcp://printer.lan:9100", TcpLink, "printer.lan:9100"),
        ("tcp:[fd00::9]:9100", TcpLink, "fd00::9:9100"),
    ],
)
def test_the_form_chooses_the_link(text, kind, path):
    link = port_for(text, 115200).link
    assert type(link) is kind
    assert link.path == path


@pytest.mark.parametrize(
    "text", ["", "printer", "tcp:", "tcp:host", "tcp:host:0", "tcp:host:70000", "lp:printer", "192.168.1.50:9100"]
)
def test_what_is_no_port_says_which_forms_there_are(text):
    with pytest.raises(BadPort, match="tcp:10"):
        port_for(text, 115200)


def test_only_a_serial_line_may_still_hold_bytes():
    assert port_for("/dev/ttyUSB0", 9600).tail_s > 4 > port_for("/dev/ttyUSB0", 115200).tail_s > 0
    assert port_for("tcp:10.0.0.9:9100", 9600).tail_s == 0
