"""Bad input behind the screen: a hall that misbehaves, a printer that does not print, a disk that is full."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract.failures import ENTRIES, Failure
from offline_queue import outbox
from tests.e2e import seeds
from tests.e2e.wrong import (
    Log,
    in_both_languages,
    nothing_personal,
    pulses,
    quick_application,
    says,
    shown,
    start_kiosk,
    store_is_sound,
    stored,
    to_attract,
)
from workbench.card import people
from workbench.false_hall import Answer, FalseHall
from workbench.printer.server import PrinterFault
from workbench.road import Road
from workbench.world import World, wait_until

pytestmark = pytest.mark.timeout(300)

DISK_BYTES = 32 * 1024 * 1024


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | None]:
    """A city's folder whose terminal has a small disk of its own; None where mounting is not allowed."""
    folder = tmp_path_factory.mktemp("city")
    place = folder / "terminal"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    yield place if mounted else None
    if mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(scope="module")
def world(disk: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The module's city, on the small disk where there is one."""
    with World(disk.parent if disk else tmp_path_factory.mktemp("city")) as city:
        yield city


@pytest.fixture(scope="module")
def kiosk(world: World) -> World:
    """Its terminal is running."""
    start_kiosk(world)
    return world


@pytest.fixture
def log(kiosk: World) -> Log:
    """What the terminal logs in this test."""
    return Log(kiosk.folder)


@pytest.fixture
def false_hall(kiosk: World) -> Iterator[FalseHall]:
    """Stands where the cable leads to until the test is over."""
    key = (kiosk.folder / "hall" / "keys" / "signing").read_bytes()
    hall = FalseHall(("127.0.0.1", kiosk.hall_port), Ed25519PrivateKey.from_private_bytes(key))
    yield hall
    kiosk.cable.lead_to(("127.0.0.1", kiosk.hall_port))
    hall.close()


@pytest.fixture
def here(kiosk: World, told: list[str], log: Log) -> Iterator[Road]:
    """A person at the attract screen; afterwards everything works again and nothing of them is kept."""
    road = Road(kiosk, told.append)
    road.hand.wait("Attract", timeout_s=60)
    yield road
    kiosk.printer.set_faults()
    to_attract(kiosk)
    store_is_sound(kiosk)
    nothing_personal(kiosk, *people.RESIDENTS)


def _sent(road: Road) -> None:
    """Everything that waited is with the hall."""
    wait_until(lambda: road.hand.screen["waiting"] == 0, "the queue to empty", timeout_s=90)


# --- the hall -----------------------------------------------------------------------------------------


def test_a_hall_that_misbehaves_in_turn_gets_the_case_once(here: Road, log: Log, false_hall: FalseHall) -> None:
    """One receipt watches the hall fail in every way; the number comes when the true hall is back."""
    before = here.world.case_count()
    false_hall.answer = Answer.FAULT
    here.world.cable.lead_to(false_hall.address)
    quick_application(here)
    here.hand.tap("sign")
    receipt = in_both_languages(here, "Receipt", Failure.HALL_FAULT)
    assert receipt["provisional"]
    assert receipt["number"]
    log.wait_for(Failure.HALL_FAULT)
    for answer, failure in (
        (Answer.GARBAGE, Failure.HALL_GARBAGE),
        (Answer.FORGED, Failure.REFUSAL_FALSE),
        (Answer.FORBIDDEN, Failure.HALL_REFUSED),
        (Answer.LOST, Failure.HALL_FAULT),
    ):
        false_hall.answer = answer
        here.hand.wait("Receipt", says(failure), timeout_s=60)
        log.wait_for(failure)

    here.world.cable.lead_to(("127.0.0.1", here.world.hall_port))
    here.hand.wait("Receipt", lambda v: bool(v["number"]) and not v["provisional"], timeout_s=90)
    _sent(here)
    assert here.world.case_count() == before + 1, "the hall that lost its answers took the case twice"
    assert " 0 cases broken" in here.world.hall_command("verify")


def test_a_hall_that_never_answers_leaves_a_provisional_receipt(here: Road, log: Log, false_hall: FalseHall) -> None:
    before = here.world.case_count()
    false_hall.answer = Answer.NEVER
    here.world.cable.lead_to(false_hall.address)
    with seeds.opened(here.world) as terminal:
        provisional = seeds.filed(terminal).provisional
    log.wait_for(Failure.HALL_UNREACHABLE, timeout_s=60)  # the terminal gives an answer 20 s
    here.sign_on()
    here.hand.tap("choose:cases")
    assert provisional in shown(here.hand.wait("Cases"))
    here.hand.tap("back")
    here.world.cable.lead_to(("127.0.0.1", here.world.hall_port))
    wait_until(lambda: here.world.case_count() == before + 1, "the case", timeout_s=90)
    _sent(here)
    assert here.world.case_count() == before + 1


def test_a_submission_the_hall_refuses_stays_here_until_an_operator_sends_it_again(
    here: Road, log: Log, false_hall: FalseHall
) -> None:
    before = here.world.case_count()

    def dead_letters() -> list[str]:
        return [row["id"] for row in stored(here.world, "SELECT id FROM outbox WHERE state = 'refused' ORDER BY seq")]

    assert dead_letters() == []
    false_hall.answer = Answer.REFUSED
    here.world.cable.lead_to(false_hall.address)
    with seeds.opened(here.world) as terminal:
        filed = seeds.filed(terminal)
    log.wait_for(Failure.HALL_REFUSED)
    wait_until(lambda: len(dead_letters()) == 3, "submission and papers to be refused", timeout_s=90)
    here.sign_on()
    here.hand.wait("Home", says(Failure.HALL_REFUSED))
    in_both_languages(here, "Home", Failure.HALL_REFUSED)
    here.world.cable.lead_to(("127.0.0.1", here.world.hall_port))
    letters = dead_letters()
    with seeds.opened(here.world) as terminal, terminal.store.transaction() as tx:
        assert all(outbox.retry(tx, UUID(one)) for one in letters)
    wait_until(lambda: here.world.case_count() == before + 1, "the case", timeout_s=90)
    wait_until(
        lambda: any(case["provisional_number"] == filed.provisional for case in here.world.cases()), "its number"
    )
    _sent(here)
    assert here.world.case_count() == before + 1


# --- the printer --------------------------------------------------------------------------------------


def test_a_printer_that_does_not_print_leaves_the_receipt_on_the_screen(here: Road, log: Log) -> None:
    slips = len(here.world.printer.slips)
    here.world.printer.set_faults(PrinterFault.PAPER_OUT)
    quick_application(here)
    here.hand.tap("sign")
    receipt = in_both_languages(here, "Receipt", Failure.PAPER_OUT)
    assert receipt["qr"]
    assert receipt["printing"] == "failed"
    log.wait_for(Failure.PAPER_OUT)
    for fault, failure in (
        (PrinterFault.COVER_OPEN, Failure.PRINTER_COVER_OPEN),
        (PrinterFault.SILENT, Failure.PRINTER_MISSING),
    ):
        here.world.printer.set_faults(fault)
        here.hand.tap("print")
        assert here.hand.wait("Receipt", says(failure))["qr"]
        log.wait_for(failure)
    here.world.printer.hang_up()
    here.hand.tap("print")
    here.hand.wait("Receipt", lambda v: v["printing"] == "failed" and says(Failure.PRINTER_MISSING)(v))
    assert len(here.world.printer.slips) == slips

    here.world.printer.plug()
    here.world.printer.set_faults()
    here.hand.tap("print")
    here.hand.wait("Receipt", lambda v: v["printing"] == "printed")
    assert len(here.world.printer.slips) == slips + 1, "one slip, whatever was pressed before"
    number = here.hand.values["number"]
    assert f"YGT:{number}" in " ".join(here.world.printer.slips[-1].codes)


# --- the disk -----------------------------------------------------------------------------------------


def _fill(disk: Path, leave_bytes: int) -> Path:
    """A file that leaves just so much of the disk."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    with ballast.open("ab") as file:
        file.truncate(0)
        size = room.f_bavail * room.f_frsize + (ballast.stat().st_blocks * 512) - leave_bytes
        chunk = bytes(1024 * 1024)
        while size > 0:
            file.write(chunk[:size])
            size -= len(chunk)
    return ballast


def test_a_full_disk_takes_nothing_and_what_lies_here_still_goes_out(here: Road, log: Log, disk: Path | None) -> None:
    if disk is None:
        pytest.skip("a small disk can be mounted by root only")
    cases, waiting = here.world.case_count(), here.hand.screen["waiting"]
    assert waiting == 0
    quick_application(here)
    ballast = _fill(disk, 8 * 1024)
    try:
        here.hand.tap("sign")
        in_both_languages(here, "Fault", Failure.DISK_FULL)
        log.wait_for(Failure.DISK_FULL)
        assert here.hand.screen["waiting"] == 0
        assert not list((disk / "blobs").glob("*.part"))
    finally:
        ballast.unlink()
    here.hand.tap("retry")  # nothing was taken, nothing the resident did is lost
    here.hand.wait("Receipt", lambda v: bool(v["number"]) and not v["provisional"], timeout_s=60)
    _sent(here)
    assert here.world.case_count() == cases + 1
    to_attract(here.world)

    # Nine tenths full: said before anybody starts, nothing new is taken, but boxes open and what waits is delivered.
    here.world.cable.cut()
    with seeds.opened(here.world) as terminal:
        seeds.filed(terminal)
    ballast = _fill(disk, DISK_BYTES // 20)
    try:
        in_both_languages(here, "Attract", Failure.DISK_FULL, timeout_s=60)
        here.sign_on()
        here.hand.tap("choose:apply")
        here.hand.wait("Catalogue")
        here.hand.tap("choose:OLD-CARD")
        guide = here.hand.wait("Guide")
        assert guide["blocked"] == ENTRIES[Failure.DISK_FULL].sentence.zh
        here.hand.tap("home")
        here.hand.wait("Home", lambda v: any(tile["id"] == "deposit" and tile["enabled"] for tile in v["tiles"]))
        before = pulses(here.world)
        here.hand.tap("choose:deposit")
        parcel = here.hand.wait("Deposit", lambda v: any(one["free"] for one in v["sizes"]))["parcel"]
        here.hand.tap("open")
        here.through_door(put=parcel)
        here.hand.tap("done")
        here.hand.wait("Dropped")
        assert pulses(here.world) == before + 1
        assert here.world.bank.things(here.played.compartment) == (parcel,)
        here.world.cable.mend()
        wait_until(lambda: here.world.case_count() == cases + 2, "the waiting case to arrive", timeout_s=90)
    finally:
        here.world.cable.mend()
        ballast.unlink()
    _sent(here)
    assert here.world.case_count() == cases + 2
