"""Between the panel's window and the `Bench`: values out, named acts in, one queued hop from every other thread."""

import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from config.settings import load
from workbench.panel import watch
from workbench.panel.bench import Bench, Refused

_LOOK_MS = 200
_LOOK_FAR_S = 1.0
_QUIET = {signal.SIGINT, signal.SIGHUP}  # not SIGTERM: a child inherits what is blocked, and is ended by SIGTERM


class Worker:
    """A thread of one place (card, bank, ...). Children it starts do not get the terminal's Ctrl-C."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Callable[[], None]) -> None:
        """After the jobs that wait; a job looks after its own errors."""
        self._jobs.put(job)

    def close(self, patience_s: float = 10.0) -> None:
        """Finish what waits, then end."""
        self._jobs.put(None)
        self._thread.join(patience_s)

    def _work(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _QUIET)
        while (job := self._jobs.get()) is not None:
            job()


class PanelBridge(QObject):
    """What Panel.qml sees. `act` asks for an act by name; `doors` and `now` follow what really is."""

    doorsChanged = Signal()  # noqa: N815
    nowChanged = Signal()  # noqa: N815
    busyChanged = Signal()  # noqa: N815
    noteChanged = Signal()  # noqa: N815
    _home = Signal(object)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self._settings = load(bench.world.config)
        self._workers = {name.partition(".")[0]: Worker(name.partition(".")[0]) for name in bench.acts}
        self._far = Worker("beholder")
        self._stop = threading.Event()
        self._beyond = watch.Beyond()
        self._busy: list[str] = []
        self._note: dict[str, str] = {}
        self._doors: list[dict[str, Any]] = []
        self._now: dict[str, Any] = {}
        self._home.connect(self._run_here, Qt.ConnectionType.QueuedConnection)
        bench.world.bank.listen(lambda number: self._home.emit(self.look))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)
        self._far.do(self._look_far)
        self.look()

    def look(self) -> None:
        """Compare what is with what is shown."""
        if self._stop.is_set():
            return
        if self._beyond.view and not self.bench.world.kiosk_running:
            self._beyond = replace(self._beyond, view="", parcel_on_screen="")  # a dead screen shows nothing
        doors, now = watch.doors(self.bench, self._settings), watch.rest(self.bench, self._beyond)
        if doors != self._doors:
            self._doors = doors
            self.doorsChanged.emit()
        if now != self._now:
            self._now = now
            self.nowChanged.emit()

    def close(self) -> None:
        """Stop looking, finish the acts that run."""
        self._stop.set()
        self._timer.stop()
        for worker in (self._far, *self._workers.values()):
            worker.close()

    @Slot(str, "QVariantMap")
    def act(self, name: str, values: dict[str, Any]) -> None:
        """Do one of the bench's acts on its place's thread; KeyError when there is none of that name."""
        do = self.bench.acts[name]
        place = name.partition(".")[0]
        self._change_busy([*self._busy, place])
        self._say({})

        def work() -> None:
            note: dict[str, str] = {}
            try:
                do(**{key: int(value) if isinstance(value, float) else value for key, value in values.items()})
            except Refused as refused:
                note = {"zh": refused.zh, "en": refused.en}
            except Exception as error:
                traceback.print_exc(file=sys.stderr)
                note = {"zh": f"{name}：{error}", "en": f"{name}: {type(error).__name__}: {error}"}
            self._home.emit(lambda: self._done(place, note))

        self._workers[place].do(work)

    @Slot(str)
    def copy(self, text: str) -> None:
        """Put a password or an address on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self._say({"zh": f"已复制：{text}", "en": f"copied: {text}"})

    @Slot(object)
    def _run_here(self, call: Callable[[], None]) -> None:
        call()

    def _done(self, place: str, note: dict[str, str]) -> None:
        left = list(self._busy)
        left.remove(place)
        self._change_busy(left)
        if note:
            self._say(note)
        self.look()

    def _look_far(self) -> None:
        """Runs on a thread of its own until the end."""
        beholder = watch.Beholder(self.bench.world)
        while not self._stop.is_set():
            beyond = beholder.look()
            self._home.emit(lambda beyond=beyond: self._seen(beyond))
            self._stop.wait(_LOOK_FAR_S)

    def _seen(self, beyond: watch.Beyond) -> None:
        self._beyond = beyond
        self.look()

    def _change_busy(self, busy: list[str]) -> None:
        self._busy = busy
        self.busyChanged.emit()

    def _say(self, note: dict[str, str]) -> None:
        self._note = note
        self.noteChanged.emit()

    # PySide takes a type's name as well; its stubs do not say so.
    doors = Property("QVariantList", lambda self: self._doors, notify=doorsChanged)  # type: ignore[arg-type]
    now = Property("QVariantMap", lambda self: self._now, notify=nowChanged)  # type: ignore[arg-type]
    busy = Property("QStringList", lambda self: self._busy, notify=busyChanged)  # type: ignore[arg-type]
    note = Property("QVariantMap", lambda self: self._note, notify=noteChanged)  # type: ignore[arg-type]
    secrets = Property("QVariantMap", lambda self: self.bench.world.secrets, constant=True)  # type: ignore[arg-type]
    hallUrl = Property(str, lambda self: f"{self.bench.world.hall_url}/console/", constant=True)  # noqa: N815
    stray = Property(str, lambda self: watch.STRAY, constant=True)
