"""Everything around one terminal, started and stopped as one: hall, cable, card slot, lock bank, camera, printer."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import requests

from contract.source import Source
from workbench.cable import Cable
from workbench.camera.server import SimulatedCamera
from workbench.card import PrivatePcscd, VirtualPsam, virtual_psam
from workbench.departments import SimulatedDepartment, sources_file
from workbench.hand import Hand
from workbench.idcard import SimulatedIdReader
from workbench.locker import demo_bank
from workbench.printer.server import BAUD, SimulatedPrinter

TERMINAL = "GZ0001"
SITE = "荔湾区多宝街恩宁社区 1 号终端"
ROOT = Path(__file__).resolve().parents[1]


class World:
    """`start()` brings up everything but the kiosk; `kiosk()` starts that as a process of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        say: Callable[[str], None] = lambda part: None,
        with_id_reader: bool = False,
        psam: bool = False,
        read_papers: bool = False,
        with_departments: bool = False,
    ) -> None:
        """`say` is told what is being started, part by part; `with_id_reader`: beside the slot for cards; `psam`: the
        terminal has a security module; `read_papers`: what stands on photographed papers is read; `with_departments`:
        the offices that answer look-ups are connected to the hall."""
        self.folder = folder
        self._psam = psam
        self._read_papers = read_papers
        self._with_id_reader = with_id_reader
        self.id_reader: SimulatedIdReader | None = None
        self._with_departments = with_departments
        self.departments: list[SimulatedDepartment] = []
        self._say = say
        self.secrets: dict[str, dict[str, str]] = {}
        self._log: list[IO[bytes]] = []
        self._codes: dict[int, str] = {}  # by notice: every time the hall is asked stands in the case's story
        self._kiosk: subprocess.Popen[bytes] | None = None
        self._hall: subprocess.Popen[bytes] | None = None
        self.config = folder / "terminal.toml"

    def start(self) -> None:
        """Hall, enrolment and devices; each is ready when this returns."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.hall_environment = os.environ | {
            "HALL_DATA": str(self.folder / "hall"),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "hall.settings",
        }
        if self._with_departments:
            self._start_departments()
        self._say("the hall's store, officers and staff")
        self._command("migrate")
        self.secrets = json.loads(self._command("staff", "demo"))
        code = self._command("terminal", "add", TERMINAL, "--site", SITE).split()[-1]
        self._say("the hall")
        self.start_hall()
        self._say("card slot, lock bank, camera, printer")
        self.cable = Cable(("127.0.0.1", self.hall_port))
        self.pcscd = PrivatePcscd(self.folder / "pcscd")
        (self.folder / "pcscd").mkdir(exist_ok=True)
        self.pcscd.start()
        if self._psam:
            self.pcscd.plug_sam(VirtualPsam())
        self.bank = demo_bank()
        self.camera = SimulatedCamera()
        self.printer = SimulatedPrinter(self.folder / "slips")
        if self._with_id_reader:
            self.id_reader = SimulatedIdReader()
        self.config.write_text(self._settings(), "utf-8")
        self._say("the terminal's enrolment with the hall")
        self._run("-m", "kiosk", "enrol", "--config", str(self.config), "--code", code)

    def _start_departments(self) -> None:
        self._say("the departments that answer look-ups")
        self.departments = [SimulatedDepartment(source) for source in Source]
        self.hall_environment["HALL_SOURCES"] = str(sources_file(self.folder / "sources.toml", self.departments))

    def start_hall(self) -> None:
        """Start the hall's server; `hall_url` is where officers find it."""
        self._hall = subprocess.Popen(
            [sys.executable, "-m", "hall", "serve", "--port", "0"],
            cwd=ROOT,
            env=self.hall_environment,
            stdout=subprocess.PIPE,
            stderr=self._log_file("hall.log"),
        )
        assert self._hall.stdout is not None
        for line in self._hall.stdout:
            if b"listening on" in line:
                self.hall_url = line.decode().split()[-1]
                self.hall_port = int(self.hall_url.rstrip("/").rpartition(":")[2])
                return
        raise RuntimeError(f"the hall did not start; see {self.folder / 'hall.log'}")

    def kiosk(self, *, height_px: int | None = None) -> Hand:
        """Start the terminal with a hand on its screen; returns when its first screen is up."""
        control = self.folder / "hand.sock"
        control.unlink(missing_ok=True)
        command = [sys.executable, "-m", "workbench.host", "--config", str(self.config), "--control", str(control)]
        if height_px:
            command += ["--height", str(height_px)]
        environment = os.environ | dict(self.pcscd.environment) | {"PYTHONPATH": str(ROOT)}
        self._kiosk = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=self._log_file("kiosk.log")
        )
        self.hand = Hand(control, self._kiosk)
        return self.hand

    @property
    def kiosk_running(self) -> bool:
        """Whether the terminal's process lives."""
        return self._kiosk is not None and self._kiosk.poll() is None

    def cut_power(self) -> None:
        """kill -9: what is not on disk is gone."""
        assert self._kiosk is not None
        self._kiosk.kill()
        self._kiosk.wait()

    def stop_kiosk(self) -> None:
        """End the terminal as an operator would."""
        if self._kiosk and self._kiosk.poll() is None:
            _end(self._kiosk)

    def stop(self) -> None:
        """Take everything down, also what was only half started; raises when a process had to be killed."""
        try:
            self.stop_kiosk()
        finally:
            self._stop_rest()

    def _stop_rest(self) -> None:
        if self._hall:
            _end(self._hall)
            assert self._hall.stdout is not None
            self._hall.stdout.close()
        for part in ("cable", "pcscd", "bank", "camera", "printer"):
            if hasattr(self, part):
                getattr(self, part).close()
        if self.id_reader is not None:
            self.id_reader.close()
        for department in self.departments:
            department.close()
        for file in self._log:
            file.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def doctor(self) -> subprocess.CompletedProcess[str]:
        """What a technician sees over ssh."""
        environment = os.environ | dict(self.pcscd.environment) | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "kiosk", "doctor", "--config", str(self.config)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    # --- what the hall has, read from outside -------------------------------------------------------

    def notices(self) -> list[dict[str, str]]:
        """The messages that residents got, oldest first; each code is asked for once, as the issuer."""
        login = ("issuer", self.secrets["officers"]["issuer"])
        url = f"{self.hall_url}/api/v1/notices"
        answer = requests.get(url, auth=login, timeout=10)
        answer.raise_for_status()
        told = [notice for notice in reversed(answer.json()) if notice["has_code"]]
        for notice in told:
            if notice["id"] not in self._codes:
                asked = requests.post(f"{url}/{notice['id']}/code", auth=login, timeout=10)
                asked.raise_for_status()
                self._codes[notice["id"]] = asked.json()["code"]
        return [notice | {"code": self._codes[notice["id"]]} for notice in told]

    def cases(self) -> list[dict[str, str]]:
        """Number, provisional number and state of every case, straight from the hall's store."""
        with closing(sqlite3.connect(f"file:{self.folder}/hall/hall.sqlite3?mode=ro", uri=True)) as store:
            store.row_factory = sqlite3.Row
            return [dict(row) for row in store.execute("SELECT number, provisional_number, state FROM cases_case")]

    def hall_case(self, number: str) -> dict[str, str]:
        """One case by its number."""
        return next(case for case in self.cases() if case["number"] == number)

    def case_count(self) -> int:
        """How many cases the hall has."""
        return len(self.cases())

    def hall_command(self, *arguments: str) -> str:
        """One of the hall's own commands."""
        return self._command(*arguments)

    def _command(self, *arguments: str) -> str:
        return self._run("-m", "hall", *arguments)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.hall_environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments[:4])} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def _log_file(self, name: str) -> IO[bytes]:
        file = (self.folder / name).open("ab")
        self._log.append(file)
        return file

    def _settings(self) -> str:
        lines = [
            f'terminal = "{TERMINAL}"',
            f'site = "{SITE}"',
            'data = "terminal"',
            "[hall]",
            f'url = "{self.cable.url}"',
            "poll_s = 1.0",
            "longest_wait_s = 2.0",  # who plays must not wait out a pause meant for thousands of terminals
            virtual_psam.SETTINGS if self._psam else "",
            "[camera]",
            f'source = "{self.camera.url}"',
            f"read_papers = {str(self._read_papers).lower()}",
            "[printer]",
            f'port = "{self.printer.path}"',
            f"baud = {BAUD}",
            *(["[card.resident]", f'port = "{self.id_reader.path}"'] if self.id_reader else []),
            "[panel]",
            "fullscreen = false",
            "[[locker.lines]]",
            'name = "a"',
            f'port = "{self.bank.path}"',
            'family = "8a"',
        ]
        return "\n".join(lines + bank_layout()) + "\n"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end; kill what does not and raise subprocess.TimeoutExpired, since it should have."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def bank_layout() -> list[str]:
    """24 compartments in four columns of six: small on top, medium, large at the bottom."""
    lines = []
    for number in range(1, 25):
        board, channel = (1, number) if number <= 12 else (2, number - 12)
        place = (number - 1) % 6
        size, height = (("S", 1.0), ("M", 1.6), ("L", 2.4))[0 if place < 3 else 1 if place < 5 else 2]
        lines += [
            "[[locker.compartments]]",
            f'number = {number}\nline = "a"\nboard = {board}\nchannel = {channel}',
            f'size = "{size}"\ncolumn = {(number - 1) // 6}\nheight = {height}\nlow = {str(place >= 4).lower()}',
        ]
    return lines


def wait_until(true: Callable[[], bool], what: str, timeout_s: float = 20.0) -> None:
    """Poll a condition; raises TimeoutError naming `what`."""
    deadline = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {timeout_s:.0f} s for {what}")
        time.sleep(0.05)
