"""The hall of the day: processes of it that can be killed and come back, and its people beside them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract.seal import HallPublicKey
from workbench.ports import free_ports

PROCESSES = 2


class Halls:
    """`PROCESSES` of them on one database and one data folder; each comes back at its own address."""

    def __init__(self, database: str, folder: Path) -> None:
        own = {"DJANGO_SETTINGS_MODULE": "hall.settings", "HALL_DATA": str(folder), "DATABASE_URL": database}
        self._env = {**os.environ, **own}
        self._ports = [free_ports() for _ in range(PROCESSES)]
        self._running: dict[int, subprocess.Popen[str]] = {}
        self._office: subprocess.Popen[str] | None = None
        self.deaths = 0

    @property
    def urls(self) -> list[str]:
        """The address of each process."""
        return [f"http://127.0.0.1:{port}" for port in self._ports]

    def start(self) -> None:
        """Start those that do not run, and wait until they listen."""
        for port in set(self._ports) - set(self._running):
            self._running[port] = self._python("hall", "serve", "--port", str(port))
        for one in self._running.values():
            if one.stdout is not None and not one.stdout.closed:
                next(line for line in one.stdout if "listening on" in line)
                one.stdout.close()

    def kill(self, how_many: int) -> None:
        """As a power cut does, whatever they are at."""
        for port in self._ports[:how_many]:
            one = self._running.pop(port)
            one.kill()
            one.wait()
            self.deaths += 1

    def employ(self, terminals: int) -> tuple[HallPublicKey, Ed25519PublicKey]:
        """Let the terminals in and have the people at their desks; the hall's keys."""
        self._office = self._python("workbench.city.day.office", str(terminals), stdin=subprocess.PIPE)
        keys = self._heard()
        sign = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys["sign"]))
        return HallPublicKey(bytes.fromhex(keys["seal"])), sign

    def office(self, **said: Any) -> dict[str, Any]:
        """Have the people of the hall do something; what they did."""
        assert self._office is not None
        assert self._office.stdin is not None
        self._office.stdin.write(json.dumps(said) + "\n")
        self._office.stdin.flush()
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self._office is not None
        assert self._office.stdout is not None
        line = self._office.stdout.readline()
        if not line:
            raise RuntimeError("the people of the hall have left; what they say stands above")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def _python(self, *words: str, stdin: int | None = None) -> "subprocess.Popen[str]":
        line, log = [sys.executable, "-m", *words], None if stdin else subprocess.DEVNULL
        return subprocess.Popen(line, env=self._env, stdin=stdin, stdout=subprocess.PIPE, stderr=log, text=True)

    def __enter__(self) -> "Halls":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._office is not None:
            self._office.communicate()
        for one in self._running.values():
            one.terminate()
        for one in self._running.values():
            one.wait()
