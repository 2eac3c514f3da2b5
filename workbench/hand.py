"""A person's hand on the terminal's screen, from another process: press, type, sign, look."""

import json
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_START_S = 60.0
_WAIT_S = 30.0
_STRIKE_S, _KEY_S = 0.35, 0.12  # the screen takes a second strike of one button only after a while


class ScreenError(Exception):
    """The screen is not as expected; the message says what it shows."""


class Hand:
    """Speaks to `workbench.host`."""

    def __init__(self, control: Path, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(60)
        deadline = time.monotonic() + _START_S
        while True:
            try:
                self._socket.connect(str(control))
                break
            except (FileNotFoundError, ConnectionRefusedError):
                if process.poll() is not None:
                    raise ScreenError(f"the kiosk ended with status {process.returncode}") from None
                if time.monotonic() > deadline:
                    raise ScreenError("the kiosk did not show its window") from None
                time.sleep(0.05)
        self._stream = self._socket.makefile("rwb")

    @property
    def process_id(self) -> int:
        """Of the kiosk the hand is on."""
        return self._process.pid

    def do(self, command: str, **values: Any) -> Any:
        """One command; its answer, or ScreenError."""
        self._stream.write(json.dumps({"do": command} | values).encode() + b"\n")
        self._stream.flush()
        line = self._stream.readline()
        if not line:
            raise ScreenError("the kiosk is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise ScreenError(f"{command} {values}: {answer['error']}; the screen shows {self._where()}")
        return answer["answer"]

    def _where(self) -> str:
        self._stream.write(b'{"do": "screen"}\n')
        self._stream.flush()
        answer = json.loads(self._stream.readline())
        screen = answer.get("answer", {})
        return f"{screen.get('view')} {json.dumps(screen.get('values'), ensure_ascii=False)[:600]}"

    @property
    def screen(self) -> dict[str, Any]:
        """View, values, serial and the shell's state."""
        screen: dict[str, Any] = self.do("screen")
        return screen

    @property
    def values(self) -> dict[str, Any]:
        """The present screen's fields."""
        values: dict[str, Any] = self.screen["values"]
        return values

    def wait(
        self, view: str, true: Callable[[dict[str, Any]], bool] = lambda v: True, timeout_s: float = _WAIT_S
    ) -> dict[str, Any]:
        """Until the screen is `view` and its values satisfy `true`; the values."""
        deadline = time.monotonic() + timeout_s
        while True:
            screen = self.screen
            if screen["view"] == view and true(screen["values"]):
                values: dict[str, Any] = screen["values"]
                return values
            if time.monotonic() > deadline:
                raise ScreenError(f"waited {timeout_s:.0f} s for {view}; the screen shows {self._where()}")
            time.sleep(0.05)

    def tap(self, name: str, timeout_s: float = 15.0) -> None:
        """Press what is called `name`, waiting until it can be pressed and lies still."""
        self._lies_still(name, timeout_s)
        self.do("tap", name=name)
        time.sleep(_KEY_S if name.startswith(("key:", "letter:")) else _STRIKE_S)

    def _lies_still(self, name: str, timeout_s: float) -> None:
        """Until `name` can be reached and has stopped moving; a page that still settles takes no touch."""
        deadline, last = time.monotonic() + timeout_s, None
        while time.monotonic() < deadline:
            place = self.do("where", name=name)
            if place and place == last:
                return
            last = place
            time.sleep(0.04)

    def picture(self, path: Path) -> None:
        """Save what is seen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.do("picture", path=str(path))

    def sign(self, name: str = "signature") -> None:
        """Write something like a name, once the pad lies still."""
        self._lies_still(name, 15.0)
        self.do("draw", name=name, strokes=_NAME)

    def type_on_screen(self, letters: str) -> None:
        """Press the letters of the on-screen keyboard one by one."""
        for letter in letters:
            self.tap(f"letter:{letter}")

    def choose_word(self, word: str) -> None:
        """Press a word of the Pinyin list, turning its pages until it comes up."""
        for _ in range(8):
            if self._comes(f"candidate:{word}"):
                break
            self.tap("candidate:more")
        self.tap(f"candidate:{word}")

    def _comes(self, name: str) -> bool:
        deadline = time.monotonic() + 0.7
        while time.monotonic() < deadline:
            if self.do("where", name=name):
                return True
            time.sleep(0.05)
        return False


_NAME = [
    [[0.12, 0.25], [0.2, 0.22], [0.3, 0.24], [0.26, 0.45], [0.18, 0.7]],
    [[0.22, 0.3], [0.23, 0.5], [0.24, 0.8]],
    [[0.4, 0.3], [0.5, 0.28], [0.58, 0.3]],
    [[0.48, 0.2], [0.47, 0.5], [0.42, 0.75]],
    [[0.47, 0.5], [0.55, 0.65], [0.62, 0.78]],
    [[0.72, 0.25], [0.8, 0.24], [0.88, 0.26]],
    [[0.75, 0.45], [0.86, 0.45], [0.84, 0.6], [0.74, 0.62], [0.75, 0.45]],
    [[0.8, 0.3], [0.8, 0.5], [0.79, 0.82], [0.9, 0.8]],
]
