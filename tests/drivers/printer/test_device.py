"""The printer driver over a real pseudo-terminal, printer healthy and broken."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from drivers.printer.device import EscPosPrinter
from drivers.printer.errors import CoverOpen, PaperOut, PrinterLost, SlipUncertain
from drivers.roles import Barcode, Big, Line, Pair, Paper, Qr, Rule, Slip, Title
from workbench.printer.server import BAUD, PrinterFault, SimulatedPrinter

SLIP = Slip(
    (
        Title("收件凭证"),
        Line("仅证明收到材料", small=True),
        Rule(),
        Pair("申请人", "陈＊＊"),
        Big("07"),
        Barcode("YGT26030200017"),
        Qr("https://example.org/c/17", "扫码查询"),
    )
)
CODES = ("YGT26030200017", "https://example.org/c/17")


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    printer = SimulatedPrinter(tmp_path)
    yield printer
    printer.close()


@pytest.fixture
def printer(simulated: SimulatedPrinter) -> Iterator[EscPosPrinter]:
    driver = EscPosPrinter(simulated.path, BAUD, answer_s=0.3, slowest_mm_s=400)
    yield driver
    driver.close()


@pytest.fixture
def patient(simulated: SimulatedPrinter) -> Iterator[EscPosPrinter]:
    """As it ships: an answer that a busy machine holds up is waited for, not taken for the next one's."""
    driver = EscPosPrinter(simulated.path, BAUD)
    yield driver
    driver.close()


def test_a_slip_is_printed_cut_and_readable(simulated, printer):
    printer.print(SLIP)
    assert simulated.wait_for_slips(1)
    assert simulated.slips[0].codes == CODES
    assert simulated.unknown == []
    with Image.open(simulated.files[0]) as picture:
        assert picture.width == 640
        assert picture.height > 600


def test_print_returns_only_when_the_slip_is_out(simulated, printer):
    printer.print(SLIP)
    assert len(simulated.slips) == 1


@pytest.mark.parametrize(
    ("fault", "paper", "cover_open", "ready"),
    [
        (None, Paper.OK, False, True),
        (PrinterFault.PAPER_LOW, Paper.LOW, False, True),
        (PrinterFault.PAPER_OUT, Paper.OUT, False, False),
        (PrinterFault.COVER_OPEN, Paper.OK, True, False),
    ],
)
def test_status_says_what_is_so(simulated, patient, fault, paper, cover_open, ready):
    simulated.set_faults(*([fault] if fault else []))
    status = patient.status()
    assert (status.online, status.paper, status.cover_open, status.ready) == (True, paper, cover_open, ready)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (PrinterFault.PAPER_OUT, PaperOut),
        (PrinterFault.COVER_OPEN, CoverOpen),
        (PrinterFault.SILENT, PrinterLost),
    ],
)
def test_a_printer_that_cannot_print_is_told_before_a_byte_of_the_slip(simulated, printer, fault, error):
    simulated.set_faults(fault)
    begun = time.monotonic()
    with pytest.raises(error) as raised:
        printer.print(SLIP)
    assert time.monotonic() - begun < 2
    assert not isinstance(raised.value, SlipUncertain)
    simulated.set_faults()
    printer.print(SLIP)
    assert simulated.wait_for_slips(1)
    assert len(simulated.slips) == 1, "the refused slip must not come out later"


def test_paper_that_is_low_still_prints(simulated, printer):
    simulated.set_faults(PrinterFault.PAPER_LOW)
    printer.print(SLIP)
    assert simulated.slips[0].codes == CODES


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (PrinterFault.PAPER_OUT, PaperOut),
        (PrinterFault.COVER_OPEN, CoverOpen),
        (PrinterFault.SILENT, PrinterLost),
    ],
)
def test_a_fault_in_the_middle_of_a_slip_is_not_taken_for_success(simulated, printer, fault, error):
    simulated.break_later(300, fault)
    with pytest.raises(error):
        printer.print(SLIP)
    assert simulated.slips == []


def test_a_printer_that_cannot_forget_prints_what_it_held_once_and_apart_from_the_next_slip(simulated, printer):
    simulated.forgets = False
    simulated.break_later(300, PrinterFault.PAPER_OUT)
    with pytest.raises(PaperOut):
        printer.print(SLIP)
    simulated.set_faults()
    printer.print(Slip((Barcode("NEXT-1"),)))
    assert simulated.slips[-1].codes == ("NEXT-1",)
    assert sum(slip.codes == CODES for slip in simulated.slips) <= 1


def test_a_pulled_cable_is_lost_and_comes_back_under_the_same_name(simulated, printer):
    printer.print(SLIP)
    simulated.hang_up()
    for _ in range(2):
        with pytest.raises(PrinterLost):
            printer.print(SLIP)
    simulated.plug()
    printer.print(SLIP)
    assert len(simulated.slips) == 2


def test_a_port_that_is_not_there(tmp_path):
    with pytest.raises(PrinterLost):
        EscPosPrinter(str(tmp_path / "nothing")).status()


def test_another_device_on_the_line_is_not_taken_for_a_printer(tmp_path):
    """A lock board, say, that answers every question with bytes of its own."""
    master, slave = os.openpty()
    driver = EscPosPrinter(os.ttyname(slave), answer_s=0.3)
    try:
        os.write(master, b"\x8a\x01\x80\xff" * 3)
        with pytest.raises(PrinterLost, match="no answer"):
            driver.status()
    finally:
        driver.close()
        os.close(master)
        os.close(slave)


def test_a_client_killed_in_the_middle_of_a_raster_spoils_nothing_that_follows(simulated):
    """kill -9 leaves half a band in the printer; the next client's slip must be whole."""
    victim = (
        "import os, sys, termios, time\n"
        "fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\n"
        "speed = termios.tcgetattr(fd); speed[4] = speed[5] = termios.B921600\n"
        "termios.tcsetattr(fd, termios.TCSANOW, speed)\n"
        "os.write(fd, b'\\x1b@\\x1dv0\\x00\\x48\\x00\\x30\\x00' + b'\\xaa' * 700)\n"
        "print('half', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", victim, simulated.path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "half\n"
    process.kill()
    process.wait(5)
    process.stdout.close()
    driver = EscPosPrinter(simulated.path, BAUD, answer_s=0.5)
    try:
        driver.print(SLIP)
    finally:
        driver.close()
    assert simulated.slips[-1].codes == CODES
    assert len(simulated.slips) == 2, "what the dead client left in the slot is cut off, not joined to this slip"
    assert simulated.unknown == []
