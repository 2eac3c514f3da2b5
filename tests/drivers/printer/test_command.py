"""`python -m drivers.printer` as a technician starts it, against the simulated printer's port."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.printer.server import BAUD, PrinterFault, SimulatedPrinter


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[SimulatedPrinter]:
    printer = SimulatedPrinter(tmp_path)
    yield printer
    printer.close()


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "drivers.printer", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def at(simulated: SimulatedPrinter) -> tuple[str, ...]:
    return "--port", simulated.path, "--baud", str(BAUD)


def test_a_healthy_printer_is_ready(simulated: SimulatedPrinter) -> None:
    asked = run("status", *at(simulated))
    assert (asked.returncode, asked.stdout) == (0, "ready, on line, paper, cover shut\n")


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (PrinterFault.PAPER_LOW, 0, "paper is low"),
        (PrinterFault.PAPER_OUT, 1, "no paper"),
        (PrinterFault.COVER_OPEN, 1, "cover open"),
        (PrinterFault.CUTTER, 1, "trouble: cutter"),
    ],
)
def test_what_is_wrong_is_said(simulated: SimulatedPrinter, fault: PrinterFault, status: int, words: str) -> None:
    simulated.set_faults(fault)
    asked = run("status", *at(simulated))
    assert asked.returncode == status
    assert words in asked.stdout


def test_the_test_slip_is_printed_and_its_codes_scan(simulated: SimulatedPrinter) -> None:
    printed = run("test", *at(simulated))
    assert printed.returncode == 0, printed.stderr
    assert simulated.wait_for_slips(1)
    assert simulated.slips[0].codes == ("YGT-TEST-0123456", "YGT-TEST-0123456")


@pytest.mark.parametrize(
    ("fault", "status"),
    [(PrinterFault.SILENT, 10), (PrinterFault.PAPER_OUT, 11), (PrinterFault.COVER_OPEN, 12), (PrinterFault.BROKEN, 13)],
)
def test_a_slip_that_cannot_be_printed_has_its_exit_status(
    simulated: SimulatedPrinter, fault: PrinterFault, status: int
) -> None:
    simulated.set_faults(fault)
    tried = run("test", *at(simulated))
    assert tried.returncode == status
    assert len(tried.stderr.splitlines()) == 2, "what happened, and what to do"
    assert simulated.slips == []


def test_the_port_comes_from_the_terminals_settings(simulated: SimulatedPrinter, tmp_path: Path) -> None:
    settings = tmp_path / "terminal.toml"
    settings.write_text(f'[printer]\nport = "{simulated.path}"\nbaud = {BAUD}\n', "utf-8")
    assert run("status", "--config", str(settings)).returncode == 0


@pytest.mark.parametrize("arguments", [(), ("--port", "nowhere"), ("--config", "/nonexistent.toml")])
def test_no_printer_is_said(arguments: tuple[str, ...]) -> None:
    asked = run("status", *arguments)
    assert asked.returncode == 2
    assert asked.stderr.startswith("cannot: ")
