"""A terminal without a screen: real store, custody, catalogue and lock bank on a pty; time only tests move."""

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.settings import load
from contract.orders import Enrolled
from contract.seal import HallPrivateKey
from drivers.capture.errors import CameraLost
from drivers.locker import board
from drivers.roles import CardEvent, Generation, Identity, Image, Paper, PrinterStatus, Slip
from kiosk import compose, keys
from kiosk.events import CardMoved, Event, FrameSeen, Said
from kiosk.session.session import Session
from kiosk.steps.capture import CaptureMaterials
from kiosk.terminal.devices import Devices
from kiosk.terminal.terminal import Terminal
from workbench.camera import papers
from workbench.camera.people import PEOPLE
from workbench.camera.scene import Table
from workbench.locker import SimulatedBank, demo_bank
from workbench.world import bank_layout

NAME, NUMBER = "陈秀英", "440103195603010005"
PERSON_KEY = b"p" * 32
DEADLINE_S = 30.0
READY = PrinterStatus(online=True, paper=Paper.OK, cover_open=False)
_STEP_S = 0.5


class FakeClock:
    """Wall and steady time that only a test moves; calls in the future happen while it moves, on the test's thread."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        self.steady = 1000.0
        self._timers: list[_FakeTimer] = []

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.steady

    def later(self, seconds: float, call: Callable[[], None]) -> "_FakeTimer":
        timer = _FakeTimer(self.steady + seconds, call)
        self._timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        """Let time pass; what falls due happens in its order."""
        end = self.steady + seconds
        while due := [timer for timer in self._timers if timer.live and timer.at <= end]:
            timer = min(due, key=lambda one: one.at)
            self._to(max(timer.at, self.steady))
            timer.live = False
            timer.call()
        self._timers = [timer for timer in self._timers if timer.live]
        self._to(end)

    def forget(self) -> None:
        """The power is cut: nothing that was planned happens."""
        self._timers.clear()

    def _to(self, moment: float) -> None:
        self.time += timedelta(seconds=moment - self.steady)
        self.steady = moment


@dataclass
class _FakeTimer:
    at: float
    call: Callable[[], None]
    live: bool = True

    def cancel(self) -> None:
        self.live = False


@dataclass
class CardInHand:
    """The CardReader role: reads `identity`, or raises `error`; `before` runs first, on the card's thread."""

    identity: Identity
    error: Exception | None = None
    before: Callable[[], None] = lambda: None
    state: Mapping[str, str] = field(default_factory=lambda: {"reader": "Test 00", "card": "empty", "last_error": ""})

    def read_identity(self) -> Identity:
        self.before()
        if self.error:
            raise self.error
        return self.identity

    def watch(self, tell: Callable[[CardEvent], None]) -> None:
        self.tell = tell

    def status(self) -> Mapping[str, str]:
        return self.state

    def close(self) -> None:
        """Nothing to close."""


@dataclass
class CameraOnDesk:
    """The Camera role over whatever a test lays on the desk; what lay there first is whatever page is `asked` for."""

    picture: Image | None = None
    running: bool = False
    asked: Callable[[], Image] | None = None

    def __post_init__(self) -> None:
        self._first = self.picture

    def start(self, tell: Callable[[Image], None]) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def still(self) -> Image:
        if self.picture is None:
            raise CameraLost("nothing came")
        return self.asked() if self.asked and self.picture is self._first else self.picture

    def status(self) -> Mapping[str, str]:
        return {"open": str(self.running)}

    def close(self) -> None:
        """Nothing to close."""


@dataclass
class PrinterOnDesk:
    """The Printer role; slips lie in the tray."""

    tray: list[Slip] = field(default_factory=list)
    error: Exception | None = None
    said: PrinterStatus = READY

    def print(self, slip: Slip) -> None:
        if self.error:
            raise self.error
        self.tray.append(slip)

    def status(self) -> PrinterStatus:
        if self.error:
            raise self.error
        return self.said

    def close(self) -> None:
        """Nothing to close."""

    @property
    def text(self) -> str:
        return repr(self.tray)


def resident(name: str = NAME, number: str = NUMBER) -> Identity:
    return Identity(
        Generation.SECOND, "B1234567X", "", "440100", "2.00", "", number, name, "2", "01", "", date(1956, 3, 1)
    )


@lru_cache(maxsize=1)
def _table() -> Table:
    return Table(1920, 1440)


@lru_cache(maxsize=16)
def photograph(name: str, code: str = "") -> Image:
    """A paper of `workbench.camera.papers` under the camera; `code`: an envelope's, or whose register page."""
    sheet = papers.envelope(code) if name == "envelope" else getattr(papers, name)(*([PEOPLE[code]] if code else []))
    return _table().noisy(_table().photograph(sheet, frozenset()))


class Play:
    """A person at the terminal: what they see, say and do, with every worker's answer waited for by a deadline."""

    def __init__(self, terminal: Terminal, clock: FakeClock, bank: SimulatedBank, folder: Path) -> None:
        self.terminal, self.clock, self.bank, self.folder = terminal, clock, bank, folder
        self.shown = 0
        self._posts: queue.Queue[Callable[[], None]] = queue.Queue()
        self._outstanding = 0
        self._counted = terminal.workers.submit
        terminal.workers.submit = self._submit  # type: ignore[method-assign]
        self._terminal_posts()
        self.session = Session(terminal, clock, self._seen, self._posts.put)
        if isinstance(terminal.camera, CameraOnDesk):
            terminal.camera.asked = self._right_paper

    def _seen(self) -> None:
        self.shown += 1

    def _right_paper(self) -> Image:
        """The page that a person would lay down now: the card's next side, or somebody's page of the register."""
        step = self.session.trail.step if self.session.trail.name else None
        if not isinstance(step, CaptureMaterials) or "身份证" in self.screen.material:
            return photograph("id_card_back" if self._page() == 1 else "id_card")
        return photograph("household_register", list(PEOPLE)[self._page() % len(PEOPLE)])

    def _page(self) -> int:
        """Which page of the material is asked for, from 0."""
        now = getattr(self.session.trail.step, "_now", None) if self.session.trail.name else None
        if now is None:
            return 0
        return now.tray.replacing if now.tray.replacing is not None else len(self.screen.thumbs)

    def _terminal_posts(self) -> None:
        self.terminal._post = lambda event: self._posts.put(lambda: self.session.handle(event))

    def _submit(self, worker: str, call: Callable[[], Any], *, priority: int = 5) -> "Future[Any]":
        """`Workers.submit`, whose future is done only after everybody who waits for it was told."""
        self._outstanding += 1
        outer: Future[Any] = Future()

        def copy(inner: "Future[Any]") -> None:
            error = inner.exception()
            if error is not None:
                outer.set_exception(error)
            else:
                outer.set_result(inner.result())
            self._outstanding -= 1

        self._counted(worker, call, priority=priority).add_done_callback(copy)
        return outer

    # --- time ---------------------------------------------------------------------------------------

    def drain(self) -> None:
        """Until nothing is under way on any worker and nothing waits to be handled."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            self.clock.advance(0)
            busy = self._outstanding > 0
            try:
                self._posts.get(timeout=0.01 if busy else 0)()
            except queue.Empty:
                if not busy:
                    return
                if time.monotonic() > deadline:
                    raise TimeoutError(f"a worker does not come back; the screen is {self.view}") from None

    def wait(self, seconds: float) -> None:
        """Let time pass, in steps, with everything that happens in it."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            self.clock.advance(min(_STEP_S, end - self.clock.monotonic()))
            self.drain()

    def until(self, view: str, seconds: float = 20.0, **fields: Any) -> Any:
        """Wait for a screen with these values; returns it."""
        end = self.clock.monotonic() + seconds
        while not self._is(view, fields):
            if self.clock.monotonic() >= end:
                raise AssertionError(f"no {view} {fields}; the screen is {self.session.screen}")
            self.wait(_STEP_S)
        return self.session.screen

    def _is(self, view: str, fields: dict[str, Any]) -> bool:
        self.drain()
        screen = self.session.screen
        return screen.view == view and all(getattr(screen, name) == value for name, value in fields.items())

    # --- what a person sees, says and does ------------------------------------------------------------

    @property
    def view(self) -> str:
        return self.session.screen.view

    @property
    def screen(self) -> Any:
        return self.session.screen

    @property
    def step(self) -> str:
        return self.session.trail.name

    def begin(self) -> Any:
        self.session.start()
        return self.until("Attract")

    def event(self, event: Event) -> None:
        self.session.handle(event)
        self.drain()

    def say(self, name: str, **data: Any) -> None:
        self.event(Said(name, data))

    def card(self, change: CardEvent = CardEvent.INSERTED) -> None:
        self.event(CardMoved(change))

    def frame(self, image: Image) -> None:
        self.event(FrameSeen(image))

    def sign_on(self) -> Any:
        self.begin()
        self.card()
        return self.until("Home")

    def on_disk(self) -> bytes:
        """Everything the terminal has written."""
        return b"".join(file.read_bytes() for file in self.folder.rglob("*") if file.is_file())


@pytest.fixture(scope="session")
def hall_key() -> HallPrivateKey:
    return HallPrivateKey.generate()


@pytest.fixture(scope="session")
def hall_signs() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture(autouse=True)
def _log_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that sends the log to its own captured stream must not leave it there."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    structlog.reset_defaults()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def bank() -> Iterator[SimulatedBank]:
    bank = demo_bank()
    yield bank
    bank.close()


@pytest.fixture
def card() -> CardInHand:
    return CardInHand(resident())


@pytest.fixture
def camera() -> CameraOnDesk:
    return CameraOnDesk(photograph("id_card"))


@pytest.fixture
def printer() -> PrinterOnDesk:
    return PrinterOnDesk()


@pytest.fixture
def config_file(tmp_path: Path, bank: SimulatedBank) -> Path:
    lines = [
        'terminal = "GZ0001"',
        'site = "恩宁社区"',
        'data = "data"',
        "[[locker.lines]]",
        f'name = "a"\nport = "{bank.path}"\nfamily = "8a"',
        *bank_layout(),
    ]
    path = tmp_path / "terminal.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def enrolled(tmp_path: Path, hall_key: HallPrivateKey, hall_signs: Ed25519PrivateKey) -> Path:
    """The keys a hall gave this terminal."""
    answer = Enrolled.model_construct(
        terminal="GZ0001",
        seal_key=hall_key.public.raw,
        hall_key=hall_signs.public_key().public_bytes_raw(),
        person_key=PERSON_KEY,
        site="恩宁社区",
    )
    folder = tmp_path / "data" / "keys"
    keys.keep(folder, answer)
    return folder


Build = Callable[[], Play]


@pytest.fixture
def build(
    tmp_path: Path,
    config_file: Path,
    clock: FakeClock,
    bank: SimulatedBank,
    card: CardInHand,
    camera: CameraOnDesk,
    printer: PrinterOnDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Build]:
    """`build()` starts a terminal by the product's own composition; called again it is the next start of the same."""
    started: list[Play] = []
    devices = compose._devices
    # A silent board is left alone for seconds of the real clock; here only the stepped one passes.
    monkeypatch.setattr(board, "SILENT_REST_S", 0.0)

    def with_desk(settings: Any) -> Devices:
        made = devices(settings)
        return Devices(
            card if settings.card.slot else None,
            *(made.locker, camera, printer, made.id_card, made.ear, made.scanner),
            codes=made.codes,
        )

    monkeypatch.setattr(compose, "_devices", with_desk)

    def start() -> Play:
        if started:
            started.pop().terminal.close()
            clock.forget()
        started.append(Play(compose.build(load(config_file), clock), clock, bank, tmp_path / "data"))
        return started[0]

    yield start
    for play in started:
        play.drain()
        play.terminal.close()


@pytest.fixture
def play(enrolled: Path, build: Build) -> Play:
    """An enrolled terminal, not started yet."""
    return build()
