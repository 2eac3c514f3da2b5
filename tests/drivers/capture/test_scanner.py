"""The scanner driver against real scanimage: SANE's own test devices, and a network scanner that speaks eSCL."""

import os
import resource
import signal
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.capture.errors import (
    BadScan,
    FeederEmpty,
    ScanCancelled,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerJammed,
    ScannerLost,
    ScannerSilent,
)
from drivers.capture.pnm import BadPnm, read_pnm
from drivers.capture.scanner import SaneScanner, find_scanners
from drivers.roles import ScanSource
from workbench.camera import papers
from workbench.scanner.escl import ScannerFault, SimulatedScanner

GRID = "--test-picture=Grid"
FEEDER = "Automatic Document Feeder"
WELCOME_S = 30.0  # what must not run out on a held-up machine


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedScanner]:
    simulated = SimulatedScanner()
    simulated.write_config(tmp_path)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    yield simulated
    simulated.close()


def bench(*options: str, quiet_s: float = WELCOME_S, **more: Any) -> SaneScanner:
    """SANE's test device."""
    return SaneScanner("test:0", feeder=FEEDER, options=options, quiet_s=quiet_s, **more)


def over_network(network: SimulatedScanner, quiet_s: float = WELCOME_S) -> SaneScanner:
    return SaneScanner(network.device, feeder="ADF", quiet_s=quiet_s)


def scanned(scanner: SaneScanner, source: ScanSource = ScanSource.GLASS, dpi: int = 200) -> list[np.ndarray]:
    pages: list[np.ndarray] = []
    scanner.scan(source, dpi, pages.append)
    return pages


@pytest.mark.usefixtures("network")
def test_scanners_are_listed_with_the_name_the_settings_need():
    found = find_scanners()
    assert {one.device for one in found} == {"test:0", "test:1", "airscan:e0:Bench"}
    assert all(one.vendor and one.model and one.kind for one in found)


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("dpi", [200, 300])
def test_a_page_from_the_glass_has_the_size_of_its_resolution(dpi: int):
    (page,) = scanned(bench(GRID, "-x", "200", "-y", "200"), dpi=dpi)
    assert page.shape == (pytest.approx(200 / 25.4 * dpi, abs=1), pytest.approx(200 / 25.4 * dpi, abs=1), 3)
    assert 0.4 < page.mean() / 255 < 0.6  # a grid of black and white squares
    left, right = page[20:60, 20:60], page[20:60, 20 + dpi * 10 // 25 : 60 + dpi * 10 // 25]
    assert abs(float(left.mean()) - float(right.mean())) > 150


@pytest.mark.usefixtures("network")
def test_the_feeder_is_read_until_it_is_out_of_documents():
    assert len(scanned(bench(), ScanSource.FEEDER)) == 10  # sane-test(5): empty after ten
    assert len(scanned(bench(max_pages=3), ScanSource.FEEDER)) == 3


STATUSES = [
    ("JAMMED", ScannerJammed),
    ("DEVICE_BUSY", ScannerBusy),
    ("COVER_OPEN", ScannerCoverOpen),
    ("NO_DOCS", FeederEmpty),
    ("IO_ERROR", ScannerLost),
    ("NO_MEM", ScannerLost),
    ("ACCESS_DENIED", ScannerLost),
    ("EOF", BadScan),
]


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_what_sane_says_becomes_an_error_of_our_own(status: str, error: type[Exception]):
    scanner = bench(f"--read-return-value=SANE_STATUS_{status}")
    with pytest.raises(error) as caught:
        scanned(scanner)
    assert type(caught.value) is error
    assert scanner.status()["last_error"]


@pytest.mark.parametrize(
    ("said", "error"),
    [("scanner status = 3", ScannerBusy), ("scanner status = 5", BadScan), ("nothing", ScannerSilent)],
)
def test_a_program_that_hangs_while_it_takes_leave_is_judged_by_what_it_said(
    said: str, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A back-end that never comes back from closing the device: seen once in some thousand runs of SANE's own."""
    program = tmp_path / "scanimage"
    program.write_text(
        "#!/bin/sh\n"
        'for word; do case "$word" in --batch=*) folder="${word#--batch=}"; folder="${folder%/%d}";; esac; done\n'
        f'echo "Scanned page 1. ({said})" >&2\n'
        'printf "P6\\n9 9\\n255\\n" > "$folder/1.part"\n'
        "exec sleep 60\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("drivers.capture.scanner._END_S", 1.0)
    with pytest.raises(error) as caught:
        scanned(SaneScanner("test:0", quiet_s=WELCOME_S))
    assert type(caught.value) is error


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("device", ["test:7", "nosuch:0"])
def test_a_device_that_is_not_there(device: str):
    with pytest.raises(ScannerLost, match="failed"):
        scanned(SaneScanner(device))
    with pytest.raises(ScannerLost):
        SaneScanner(device).check()
    bench().check()


def test_a_terminal_without_scanimage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScannerLost, match="scanimage"):
        scanned(bench())


SLOW = ("--read-delay=yes", "--read-delay-duration=200000", "--read-limit=yes", "--read-limit-size=500")


def _child_of_this_process() -> int:
    """The scanimage that runs now; waits until it does."""
    deadline = time.monotonic() + WELCOME_S
    while time.monotonic() < deadline:
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else [b""]
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) if words[0] else 0
            except OSError:
                continue
            if words[0] == b"scanimage" and parent == os.getpid():
                return int(entry.name)
        time.sleep(0.01)
    raise AssertionError("no scanimage was started")


def _runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(("number", "error"), [(signal.SIGSTOP, ScannerSilent), (signal.SIGSEGV, ScannerLost)])
def test_a_program_that_hangs_or_crashes_takes_nobody_along(number: int, error: type[Exception]):
    scanner, caught = bench(*SLOW, quiet_s=2.0), []

    def scan() -> None:
        try:
            scanned(scanner)
        except Exception as raised:
            caught.append(raised)

    thread = threading.Thread(target=scan)
    thread.start()
    pid = _child_of_this_process()
    os.kill(pid, number)
    thread.join(WELCOME_S)
    assert [type(one) for one in caught] == [error]
    assert not _runs(pid)


@pytest.mark.usefixtures("network")
def test_a_scan_nobody_wants_any_more_is_ended():
    scanner, caught = bench(*SLOW), []

    def scan() -> None:
        with pytest.raises(ScanCancelled) as raised:
            scanned(scanner)
        caught.append(raised.value)

    thread = threading.Thread(target=scan)
    thread.start()
    pid = _child_of_this_process()
    scanner.cancel()
    thread.join(WELCOME_S)
    assert caught
    assert not _runs(pid)


@pytest.mark.usefixtures("network")
def test_a_giant_page_is_refused_before_it_is_all_read():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadScan):
        scanned(SaneScanner("test:0", options=("-x", "200", "-y", "200"), max_pixels=1_000_000), dpi=1200)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KiB; whole, it has 267 MB


@pytest.mark.usefixtures("network")
def test_a_page_never_lies_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """While pages come, the scan's folder holds FIFOs and empty names only, and it is gone afterwards."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    seen: list[os.stat_result] = []
    bench().scan(ScanSource.FEEDER, 200, lambda page: seen.extend(one.stat() for one in folder.rglob("*")))
    files = [one for one in seen if not stat.S_ISDIR(one.st_mode)]
    assert len(files) > 20
    assert all(stat.S_ISFIFO(one.st_mode) and one.st_size == 0 for one in files)
    assert not list(folder.iterdir())


# --- over the network -------------------------------------------------------------------------------


def test_a_paper_on_the_network_scanner_s_glass_comes_as_it_lies(network: SimulatedScanner):
    network.glass = papers.household_register()
    (page,) = scanned(over_network(network))
    assert page.shape[0] == pytest.approx(297 / 25.4 * 200, abs=3)
    paper = page[: int(105 / 25.4 * 200), : int(143 / 25.4 * 200)].reshape(-1, 3).mean(axis=0)
    assert paper[2] > paper[0] + 5  # yellowish paper, BGR order


def test_the_network_scanner_s_feeder(network: SimulatedScanner):
    network.feeder = [papers.id_card(), papers.id_card_back(), papers.photo()]
    scanner = over_network(network)
    assert len(scanned(scanner, ScanSource.FEEDER)) == 3
    with pytest.raises(FeederEmpty):
        scanned(scanner, ScanSource.FEEDER)


@pytest.mark.parametrize(
    ("fault", "error", "quiet_s"),
    [
        (ScannerFault.JAM, ScannerJammed, WELCOME_S),
        (ScannerFault.TORN, ScannerLost, WELCOME_S),
        (ScannerFault.GARBAGE, ScannerLost, WELCOME_S),
        (ScannerFault.OFF, ScannerLost, WELCOME_S),
        (ScannerFault.SILENT, ScannerSilent, 1.0),
    ],
)
def test_faults_on_the_network_are_told_apart(network: SimulatedScanner, fault, error, quiet_s):
    network.feeder, network.fault = [papers.id_card()], fault
    with pytest.raises(error):
        scanned(over_network(network, quiet_s), ScanSource.FEEDER)
    network.feeder, network.fault = [papers.id_card()], None
    assert len(scanned(over_network(network), ScanSource.FEEDER)) == 1


def test_a_resolution_the_device_does_not_have_is_refused(network: SimulatedScanner):
    """Its word says "from 250 to 250" and the page has 300: nobody would know its size."""
    with pytest.raises(ScannerLost, match="250 dpi"):
        scanned(over_network(network), dpi=250)


# --- the bytes --------------------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_bytes_that_are_no_picture_are_refused(data: bytes):
    with pytest.raises(BadPnm):
        read_pnm(b"P7" + data, 10_000)
    with pytest.raises(BadPnm):
        read_pnm(b"P6\n9 9\n255\n" + data[:200], 10_000)


@given(width=st.integers(1, 9), height=st.integers(1, 9), grey=st.booleans(), cut=st.integers(1, 20))
def test_a_picture_comes_whole_or_not_at_all(width: int, height: int, grey: bool, cut: int):
    body = bytes(range(1, width * height * (1 if grey else 3) + 1))
    data = f"P{5 if grey else 6}\n# SANE data follows\n{width} {height}\n255\n".encode() + body
    page = read_pnm(data, 81)
    assert page.shape == (height, width, 3)
    assert (page[0, 0] == ([1, 1, 1] if grey else [3, 2, 1])).all()
    for wrong in (data[: -min(cut, len(body))], data + b"\0" * cut):
        with pytest.raises(BadPnm):
            read_pnm(wrong, 81)
    with pytest.raises(BadPnm, match="announces"):
        read_pnm(data, width * height - 1)
