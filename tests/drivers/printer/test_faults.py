"""Everything that may be wrong with a printer, by name, over each kind of port it may hang on."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.printer.device import EscPosPrinter
from drivers.printer.errors import CoverOpen, PaperOut, PrinterBroken, PrinterLost, SlipUncertain
from drivers.roles import Barcode, Big, DeviceError, Line, Paper, PrinterTrouble, Rule, Slip, Title
from kiosk.absent import NoPrinter
from workbench.printer.server import BAUD, PrinterFault, SimulatedPrinter

MINE = Slip((Title("收件凭证"), Line("申请人 陈*英"), Rule(), Big("07"), Line("说明" * 40), Barcode("MINE-1")))
NEXT = Slip((Title("收件凭证"), Barcode("NEXT-1")))
UNREADY = {
    PrinterFault.PAPER_OUT: PaperOut,
    PrinterFault.COVER_OPEN: CoverOpen,
    PrinterFault.CUTTER: PrinterBroken,
    PrinterFault.TOO_HOT: PrinterBroken,
    PrinterFault.BROKEN: PrinterBroken,
}
HARMLESS = (
    PrinterFault.PAPER_LOW,
    PrinterFault.GARBAGE_BEFORE,
    PrinterFault.GARBAGE_AFTER,
    PrinterFault.CHATTY,
)


over_one_kind = pytest.mark.parametrize("simulated", ["serial"], indirect=True)


@pytest.fixture(params=["serial", "lp", "tcp"])
def simulated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SimulatedPrinter]:
    printer = SimulatedPrinter(tmp_path, tcp=request.param == "tcp", baud=None if request.param == "lp" else BAUD)
    yield printer
    printer.close()


@pytest.fixture
def driver(simulated: SimulatedPrinter) -> Iterator[EscPosPrinter]:
    driver = driver_for(simulated)
    yield driver
    driver.close()


def driver_for(simulated: SimulatedPrinter, **more: object) -> EscPosPrinter:
    wish = {"answer_s": 0.2, "slowest_mm_s": 300, "stall_s": 0.4} | more
    return EscPosPrinter(simulated.path, BAUD, **wish)  # type: ignore[arg-type]


def codes(simulated: SimulatedPrinter) -> list[str]:
    return [code for slip in simulated.slips for code in slip.codes]


def test_a_slip(simulated, driver):
    driver.print(MINE)
    assert codes(simulated) == ["MINE-1"]


@over_one_kind
@pytest.mark.parametrize("fault", HARMLESS)
def test_what_does_no_harm(simulated, driver, fault):
    simulated.set_faults(fault)
    driver.print(MINE)
    status = driver.status()
    assert status.ready
    assert status.paper is (Paper.LOW if fault is PrinterFault.PAPER_LOW else Paper.OK)
    assert codes(simulated) == ["MINE-1"]


@pytest.mark.parametrize("fault", UNREADY)
def test_an_unready_printer_is_told_before_a_byte_left(simulated, driver, fault):
    simulated.set_faults(fault)
    with pytest.raises(UNREADY[fault]):
        driver.print(MINE)
    simulated.set_faults()
    driver.print(NEXT)
    assert codes(simulated) == ["NEXT-1"]


@pytest.mark.parametrize("fault", UNREADY)
def test_what_breaks_in_the_middle_is_told_and_never_comes_out_in_the_next_persons_slip(simulated, driver, fault):
    simulated.break_later(200, fault)
    with pytest.raises(UNREADY[fault]):
        driver.print(MINE)
    simulated.set_faults()
    driver.print(NEXT)
    assert "MINE-1" not in codes(simulated)
    assert simulated.slips[-1].codes == ("NEXT-1",)
    assert simulated.slips[-1].image.shape[0] < 450, "what hung in the slot must have been cut off before"


@over_one_kind
@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (PrinterFault.CUTTER, PrinterTrouble.CUTTER),
        (PrinterFault.TOO_HOT, PrinterTrouble.PASSING),
        (PrinterFault.BROKEN, PrinterTrouble.BROKEN),
    ],
)
def test_a_trouble_of_its_own_is_named(simulated, driver, fault, trouble):
    simulated.set_faults(fault)
    assert driver.status().trouble is trouble
    with pytest.raises(PrinterBroken) as raised:
        driver.print(MINE)
    assert raised.value.trouble is trouble


@pytest.mark.parametrize("fault", [PrinterFault.SILENT, PrinterFault.STALLED])
def test_silence_is_bounded(simulated, driver, fault):
    simulated.set_faults(fault)
    begun_s = time.monotonic()
    with pytest.raises(PrinterLost):
        driver.print(MINE)
    assert time.monotonic() - begun_s < 8
    assert simulated.slips == []


@pytest.mark.parametrize("fault", [PrinterFault.SILENT, PrinterFault.MUTE])
def test_silence_in_the_middle_is_uncertain(simulated, driver, fault):
    simulated.break_later(200, fault)
    with pytest.raises(SlipUncertain):
        driver.print(MINE)


@pytest.mark.parametrize("fault", [PrinterFault.XOFF, PrinterFault.STALLED])
def test_a_full_buffer_in_the_middle_is_uncertain_and_forgotten(simulated, driver, fault):
    simulated.break_later(200, fault)
    with pytest.raises(SlipUncertain):
        driver.print(MINE)
    simulated.set_faults()
    driver.print(NEXT)
    assert simulated.slips[-1].codes == ("NEXT-1",)


def test_a_buffer_that_is_full_for_a_moment_only_holds_the_slip_back(simulated):
    driver = driver_for(simulated, stall_s=5.0)
    simulated.break_later(200, PrinterFault.XOFF)
    timer = threading.Timer(0.3, simulated.set_faults)
    timer.start()
    try:
        driver.print(MINE)
    finally:
        timer.join()
        driver.close()
    assert codes(simulated) == ["MINE-1"]


@over_one_kind
@pytest.mark.parametrize("bit", range(8))
def test_one_flipped_bit_in_an_answer_is_never_taken_for_the_truth(simulated, bit):
    driver = driver_for(simulated, answer_s=0.1)
    try:
        simulated.flip_bit = bit
        simulated.set_faults(PrinterFault.FLIPPED)
        assert driver.status().ready
        simulated.set_faults(PrinterFault.FLIPPED, PrinterFault.PAPER_OUT)
        assert not driver.status().ready
    finally:
        driver.close()


@over_one_kind
@pytest.mark.parametrize("fault", [None, *UNREADY])
def test_a_late_answer_is_not_taken_for_the_answer_to_another_question(simulated, driver, fault):
    simulated.late_s = 0.3  # between one and two times `answer_s`
    simulated.set_faults(PrinterFault.LATE, *([fault] if fault else []))
    status = driver.status()
    assert status.ready is (fault is None)
    assert status.cover_open is (fault is PrinterFault.COVER_OPEN)
    assert (status.paper is Paper.OUT) is (fault is PrinterFault.PAPER_OUT)
    assert status.trouble is not PrinterTrouble.CUTTER or fault is PrinterFault.CUTTER


def test_a_printer_that_knows_only_some_questions(simulated, driver):
    simulated.answers = {1, 2}
    assert driver.status().paper is Paper.UNKNOWN
    asked_s = time.monotonic()
    driver.print(MINE)
    assert time.monotonic() - asked_s < 6
    simulated.set_faults(PrinterFault.PAPER_OUT)
    with pytest.raises(PaperOut):
        driver.print(MINE)
    assert codes(simulated) == ["MINE-1"]


def test_a_printer_that_never_answers_prints_but_promises_nothing(simulated):
    simulated.set_faults(PrinterFault.MUTE)
    driver = driver_for(simulated, answers=False)
    try:
        status = driver.status()
        assert (status.answers, status.paper) == (False, Paper.UNKNOWN)
        with pytest.raises(SlipUncertain, match="never says"):
            driver.print(MINE)
        assert simulated.wait_for_slips(1)
        assert codes(simulated) == ["MINE-1"]
    finally:
        driver.close()


def test_a_pulled_cable_and_back(simulated, driver):
    driver.print(MINE)
    simulated.hang_up()
    with pytest.raises(PrinterLost):
        driver.status()
    simulated.plug()
    driver.print(NEXT)
    assert codes(simulated) == ["MINE-1", "NEXT-1"]


def test_back_before_anybody_asked(simulated, driver):
    """Another pty under the same name, a network printer that dropped an idle connection: no fault to anybody."""
    driver.print(MINE)
    simulated.hang_up()
    simulated.plug()
    driver.print(NEXT)
    assert codes(simulated) == ["MINE-1", "NEXT-1"]


def test_a_cable_pulled_in_the_middle_is_uncertain(simulated, driver):
    simulated.break_later(200, PrinterFault.XOFF)
    timer = threading.Timer(0.25, simulated.hang_up)
    timer.start()
    try:
        with pytest.raises(SlipUncertain):
            driver.print(MINE)
    finally:
        timer.join()


def test_a_power_cut_in_the_middle_over_the_network(tmp_path):
    simulated = SimulatedPrinter(tmp_path, tcp=True)
    driver = driver_for(simulated)
    simulated.break_later(200, PrinterFault.XOFF)
    timer = threading.Timer(0.25, simulated.power_cut)
    timer.start()
    try:
        with pytest.raises(SlipUncertain):
            driver.print(MINE)
        simulated.set_faults()
        driver.print(NEXT)
        assert simulated.slips[-1].codes == ("NEXT-1",)
    finally:
        timer.join()
        driver.close()
        simulated.close()


def test_the_wrong_speed_is_a_lost_printer_and_prints_nothing_readable(tmp_path):
    simulated = SimulatedPrinter(tmp_path, baud=115200)
    driver = EscPosPrinter(simulated.path, 9600, answer_s=0.2)
    try:
        with pytest.raises(PrinterLost):
            driver.print(MINE)
        assert simulated.port.bytes_at_wrong_speed
        assert codes(simulated) == []
    finally:
        driver.close()
        simulated.close()


def test_a_line_of_115200_baud_is_as_slow_as_it_is(tmp_path):
    simulated = SimulatedPrinter(tmp_path, baud=115200)
    driver = EscPosPrinter(simulated.path, 115200)
    begun_s = time.monotonic()
    try:
        driver.print(NEXT)
        assert codes(simulated) == ["NEXT-1"]
        assert time.monotonic() - begun_s > 0.4
    finally:
        driver.close()
        simulated.close()


# --- the role, over whatever plays it ---------------------------------------------------------------------

Made = tuple[str, Callable[[Path], EscPosPrinter | NoPrinter]]
NOBODY: list[Made] = [
    ("serial", lambda path: EscPosPrinter(str(path / "nothing"), answer_s=0.1)),
    ("lp", lambda path: EscPosPrinter(f"lp:{path}/nothing", answer_s=0.1)),
    ("tcp", lambda path: EscPosPrinter("tcp:127.0.0.1:1", answer_s=0.1)),
    ("never answers", lambda path: EscPosPrinter(str(path / "nothing"), answers=False)),
    ("none", lambda path: NoPrinter()),
]


@pytest.mark.parametrize("make", [make for _, make in NOBODY], ids=[name for name, _ in NOBODY])
def test_a_printer_that_is_not_there_says_so_without_a_slip_in_doubt(make, tmp_path):
    printer = make(tmp_path)
    for ask in (printer.status, lambda: printer.print(NEXT)):
        with pytest.raises(PrinterLost) as raised:
            ask()
        assert isinstance(raised.value, DeviceError)
        assert not isinstance(raised.value, SlipUncertain)
    printer.close()
    printer.close()
