"""The simulated printer against bytes made by python-escpos and by hand, not by our driver."""

import os
import select
import subprocess
import sys
import termios
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import qrcode
from escpos.printer import Dummy
from PIL import Image

from workbench.printer.interpreter import Interpreter
from workbench.printer.server import PrinterFault, SimulatedPrinter


def qr_picture(data: str) -> Image.Image:
    code = qrcode.QRCode(box_size=6, border=4)
    code.add_data(data)
    return code.make_image().get_image().convert("1")


def printed(implementation: str) -> bytes:
    out = Dummy(profile="TM-T20II")
    out.hw("INIT")
    out.image(qr_picture("https://example.org/q"), impl=implementation)
    out.cut()
    return bytes(out.output)


@pytest.mark.parametrize("implementation", ["bitImageRaster", "bitImageColumn"])
def test_rasters_and_column_images_are_printed(implementation):
    engine = Interpreter()
    engine.take(printed(implementation))
    assert [slip.codes for slip in engine.slips] == [("https://example.org/q",)]
    assert engine.unknown == []


def test_bytes_may_arrive_one_by_one():
    whole, slowly = Interpreter(), Interpreter()
    whole.take(printed("bitImageRaster"))
    for byte in printed("bitImageRaster"):
        slowly.take(bytes((byte,)))
    assert np.array_equal(whole.slips[0].image, slowly.slips[0].image)


def test_a_raster_is_dot_for_dot_what_was_sent():
    dots = np.zeros((16, 24), bool)
    dots[3, 5] = dots[15, 23] = True
    engine = Interpreter()
    engine.take(b"\x1b@\x1dv0\x00\x03\x00\x10\x00" + np.packbits(dots, axis=1).tobytes() + b"\x1dV\x00")
    black = np.argwhere(engine.slips[0].image == 0)
    assert (black[1] - black[0]).tolist() == [12, 18]
    assert len(black) == 2


def test_text_feed_and_alignment():
    engine = Interpreter()
    engine.take(b"\x1b@" + "收件凭证".encode("gb18030") + b"\n\x1ba\x02RIGHT\n\x1bJ\x50\x1dVB\x00")
    image = engine.slips[0].image
    left, right = np.argwhere(image[:62] < 128), np.argwhere(image[62:] < 128)
    assert left[:, 1].min() < 60
    assert right[:, 1].min() > 400
    assert image.shape[0] == 32 + 30 + 30 + 80 + 32


def test_what_is_not_understood_is_kept_for_the_test_to_see():
    engine = Interpreter()
    engine.take(b"\x1b\xfe\x1d\xfdok\n\x1dV\x00")
    assert engine.unknown == [b"\x1b\xfe", b"\x1d\xfd"]
    assert len(engine.slips) == 1


def test_done_is_answered_in_its_turn():
    engine = Interpreter()
    assert engine.take(b"\x1dr\x01") == b"\x00"
    assert engine.take(b"\x1dv0\x00\x01\x00\x02\x00\xff") == b""
    assert engine.take(b"\xff\x1dr\x01") == b"\x00"


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    printer = SimulatedPrinter(tmp_path / "slips")
    yield printer
    printer.close()


def ask(path: str, question: bytes, wait_s: float = 1.0) -> bytes:
    port = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        tty.setraw(port)
        settings = termios.tcgetattr(port)
        settings[4] = settings[5] = termios.B921600
        termios.tcsetattr(port, termios.TCSANOW, settings)
        os.write(port, question)
        return os.read(port, 16) if select.select([port], [], [], wait_s)[0] else b""
    finally:
        os.close(port)


@pytest.mark.parametrize(
    ("fault", "printer", "cause", "paper"),
    [
        (None, 0x12, 0x12, 0x12),
        (PrinterFault.PAPER_LOW, 0x12, 0x12, 0x1E),
        (PrinterFault.PAPER_OUT, 0x1A, 0x32, 0x7E),
        (PrinterFault.COVER_OPEN, 0x1A, 0x16, 0x12),
    ],
)
def test_real_time_status(simulated, fault, printer, cause, paper):
    simulated.set_faults(*([fault] if fault else []))
    answers = [ask(simulated.path, bytes((0x10, 0x04, n))) for n in (1, 2, 4)]
    assert answers == [bytes((printer,)), bytes((cause,)), bytes((paper,))]


def test_silent_means_silent(simulated):
    simulated.set_faults(PrinterFault.SILENT)
    assert ask(simulated.path, b"\x10\x04\x01", 0.2) == b""


def test_slips_are_kept_as_pictures_in_order_and_told(tmp_path):
    told: list[Path] = []
    printer = SimulatedPrinter(tmp_path, on_slip=told.append)
    try:
        for _ in range(2):
            ask(printer.path, printed("bitImageRaster"), 0)
        assert printer.wait_for_slips(2)
    finally:
        printer.close()
    assert [path.name for path in printer.files] == ["slip-001.png", "slip-002.png"] == [path.name for path in told]
    with Image.open(printer.files[1]) as picture:
        assert picture.width == 640


def test_paper_out_holds_the_slip_until_the_roll_is_changed(simulated):
    simulated.set_faults(PrinterFault.PAPER_OUT)
    ask(simulated.path, printed("bitImageRaster"), 0)
    assert ask(simulated.path, b"\x10\x04\x04") == b"\x7e"
    assert simulated.slips == []
    simulated.set_faults()
    assert simulated.wait_for_slips(1)


def test_a_hang_up_is_seen_by_who_holds_the_port_and_the_name_comes_back(simulated):
    port = os.open(simulated.path, os.O_RDWR | os.O_NOCTTY)
    try:
        simulated.hang_up()
        assert not os.path.lexists(simulated.path)
        with pytest.raises(OSError, match="Input/output"):
            os.write(port, b"x")
    finally:
        os.close(port)
    simulated.plug()
    assert ask(simulated.path, b"\x10\x04\x01") == b"\x12"


def test_it_outlives_a_client_killed_while_printing(simulated):
    program = (
        "import os, sys\nf = os.open(sys.argv[1], os.O_RDWR)\nos.write(f, b'x' * 99)\nprint('in', flush=True)\ninput()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, simulated.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "in\n"
    process.kill()
    process.wait(5)
    process.stdout.close()
    process.stdin.close()
    assert ask(simulated.path, b"\x10\x04\x01") == b"\x12"


def test_by_hand(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench.printer", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        path = process.stdout.readline().strip()
        print("paper_low", file=process.stdin, flush=True)
        deadline = time.monotonic() + 5
        while ask(path, b"\x10\x04\x04") != b"\x1e":
            assert time.monotonic() < deadline
        print("quit", file=process.stdin, flush=True)
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()
