"""`doctor` for technicians: asks the running terminal over a local socket, or looks for itself when none runs."""

import json
import socket
import threading
from pathlib import Path

import structlog

from kiosk.diagnosis import Report
from kiosk.terminal.terminal import Terminal

log = structlog.get_logger("doctor")

_NAME = "doctor.sock"
_WAIT_S = 90.0


class DoctorSocket:
    """Answers every connection with one report as JSON. Readable by the terminal's user alone."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self._terminal = terminal
        self._path = folder / _NAME
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self._path))
        self._path.chmod(0o600)
        self._socket.listen(2)
        threading.Thread(target=self._serve, name="doctor-socket", daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # closed
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            report = self._terminal.submit("doctor", self._terminal.diagnose).result(timeout=_WAIT_S)
            connection.sendall(json.dumps(report.to_json()).encode())
        except (BrokenPipeError, ConnectionResetError):
            log.info("doctor_left")  # whoever asked did not wait for the answer
        except Exception:
            log.exception("doctor_failed")  # the next one who asks must find somebody

    def close(self) -> None:
        """Stop answering."""
        self._socket.close()
        self._path.unlink(missing_ok=True)


def ask_running(folder: Path) -> Report | None:
    """The running terminal's report, or None when none runs on this folder; ConnectionError when it cannot say."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_WAIT_S)
    try:
        connection.connect(str(folder / _NAME))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    with connection:
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    if not parts:
        raise ConnectionError("the running terminal could not make a report; its log says why")
    return Report.from_json(json.loads(b"".join(parts)))


def as_text(report: Report, colour: bool) -> str:
    """The report for a plain terminal, also over ssh."""
    paint = {"PASS": "\033[32m", "WARN": "\033[33m", "FAIL": "\033[31m"} if colour else {}
    end = "\033[0m" if colour else ""
    lines = [f"Terminal {report.terminal}, checked {report.at:%Y-%m-%d %H:%M:%S} UTC", ""]
    for check in report.checks:
        lines.append(f"{paint.get(check.result, '')}{check.result:4}{end}  {check.title.en}")
        lines += [f"        {name}: {value}" for name, value in check.values.items() if value]
        if check.advice:
            lines.append(f"        -> {check.advice}")
    return "\n".join(lines)
