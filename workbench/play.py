"""The ten steps of the road in order, with their names: what `./run demo --headless` plays."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from workbench.officer import Officer, Refused, chromium
from workbench.road import Road
from workbench.world import World, wait_until


class StepFailed(Exception):
    """A step of the road could not be played; its number and name lead the message."""


class Play:
    """Plays everything once on a started world."""

    def __init__(self, world: World, out: Path, say: Callable[[str], None]) -> None:
        self.world, self.out, self._say = world, out, say
        self.road = Road(world, say, out / "screens")
        self._began = time.monotonic()

    def everything(self) -> None:
        """All ten steps; raises `StepFailed`."""
        with self._step(1, "Attract screen, card in, name shown masked, home"):
            self.world.kiosk()
            self.road.sign_on()
        with self._step(2, "老年人优待卡首次申领: guide, form, papers, pre-review, review, signature"):
            self.road.choose_item()
            self.road.fill_form()
            self.road.photograph()
            self.road.check_and_sign()
        with self._step(3, "Receipt of materials, durable before it is shown, printed"):
            self.road.submit()
        with self._step(4, "Originals into the smallest fitting compartment, slip with barcode"):
            self.road.deposit()
            self.road.leave()
        with self._step(5, "Courier collects: only barcodes, every envelope scanned, manifest signed on both sides"):
            self.road.courier_collects()
        with chromium() as browser:
            self._hall(browser)
        with self._step(7, "Courier loads the result; code and notice only after the door is shut"):
            self.road.courier_loads()
            self.road.played.code = self.code_from_notice()
            self._say("   the resident's message has come, with the code")
        with self._step(8, "Card in, box opens, result taken, rated; the case is closed"):
            self.road.collect_result()
            wait_until(lambda: self.case_state() == "closed", "the case to be closed")
            self._say("   the hall has closed the case")
        with self._step(9, "Network cut: provisional receipt, one case after the cable is back; kill -9 on the way"):
            self.offline()
        with self._step(10, "Technician: every device PASS or FAIL, and doctor prints the same"):
            self.technician()

    @contextmanager
    def _step(self, number: int, name: str) -> Iterator[None]:
        self._say(f"[{time.monotonic() - self._began:5.0f} s] {number}. {name}")
        try:
            yield
        except Exception as error:
            raise StepFailed(f"step {number} ({name}): {type(error).__name__}: {error}") from error

    # --- 6: the hall --------------------------------------------------------------------------------

    def _hall(self, browser: Browser) -> None:
        with self._step(6, "The hall: accepted by one officer, decided by another, packed by a third"):
            number = self.road.played.case_number
            acceptor = self._officer(browser, "acceptor")
            acceptor.scan_in(self.road.played.originals)
            acceptor.accept(number)
            acceptor.screenshot(self.out / "console" / "1-accepted.png", whole_page=True)
            try:
                acceptor.decide(number, granted=True)
            except Refused as refused:
                self._say(f"   the acceptor may not decide: {str(refused).splitlines()[0]}")
            else:
                raise AssertionError("the acceptor could decide")
            approver = self._officer(browser, "approver")
            approver.decide(number, granted=True)
            issuer = self._officer(browser, "issuer")
            self.road.played.result = issuer.pack(number, "S")
            issuer.hand_out(self.road.played.result)
            issuer.screenshot(self.out / "console" / "2-packed.png", whole_page=True)
            story = issuer.open_history(number)
            issuer.screenshot(self.out / "console" / "3-history.png", whole_page=True)
            self._say(f"   accepted, granted, packed; {len(story)} lines in the case history")

    def _officer(self, browser: Browser, login: str) -> Officer:
        return self.road.hall(Officer(self.world.hall_url, browser), login)

    # --- what the hall says, asked by its own commands ------------------------------------------------

    def case_state(self) -> str:
        """State of the played case in the hall's store."""
        return self.world.hall_case(self.road.played.case_number)["state"]

    def code_from_notice(self) -> str:
        """The pick-up code out of the message the resident got."""
        wait_until(lambda: bool(self.world.notices()), "the message with the code")
        return self.world.notices()[-1]["code"]

    # --- 9 and 10 ---------------------------------------------------------------------------------------

    def offline(self) -> None:
        """The same submission without a network, the power cut in between, and the hall's count afterwards."""
        before = self.world.case_count()
        self.world.cable.cut()
        self._say("   the cable is cut")
        self.road.sign_on()
        self.road.choose_item()
        self.road.fill_form()
        self.road.photograph()
        self.road.check_and_sign()
        self.road.submit(numbered=False)
        self.world.cut_power()
        self._say("   the power is cut (kill -9) and comes back")
        self.world.pcscd.remove()
        self.world.kiosk()
        self.road.hand.wait("Attract")
        self.world.cable.mend()
        self._say("   the cable is mended")
        wait_until(lambda: self.world.case_count() > before, "the case to arrive", timeout_s=60)
        self.road.hand.wait("Attract")
        wait_until(lambda: self.road.hand.screen["waiting"] == 0, "the queue to empty", timeout_s=60)
        after = self.world.case_count()
        if after != before + 1:
            raise AssertionError(f"the hall has {after - before} cases from one submission")
        self._say("   the hall has exactly one case more")

    def technician(self) -> None:
        """The page and the command agree."""
        shown = self.road.technician()
        doctor = self.world.doctor()
        for device in shown["devices"]:
            if not any(line.startswith(device["result"]) for line in doctor.stdout.splitlines()):
                raise AssertionError(f"doctor does not say {device['result']} for {device['id']}:\n{doctor.stdout}")
        self._say("   ./run doctor prints:")
        for line in doctor.stdout.splitlines():
            if line[:4] in ("PASS", "WARN", "FAIL"):
                self._say(f"      {line}")


def play(world: World, out: Path, say: Callable[[str], None]) -> None:
    """Play the whole case on a started world; raises `StepFailed`."""
    Play(world, out, say).everything()
