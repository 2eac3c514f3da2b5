"""One queue in a process of its own, so that its memory is its own and its start can be measured."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from workbench.queue.targets import TARGETS, Target


class Child:
    """One target in its own process, asked over a socket; a fork or spawn would bring our own imports along."""

    def __init__(self, name: str, folder: Path) -> None:
        with Listener(family="AF_UNIX") as listener:
            command = [sys.executable, "-m", "workbench.queue.child", str(listener.address), name, str(folder)]
            self._process = subprocess.Popen(command)
            self._pipe: Connection = listener.accept()

    def ask(self, what: str, number: int = 0) -> Any:
        """Its answer; an error over there is raised here."""
        self._pipe.send((what, number))
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the process."""
        self._pipe.send(("end", 0))
        self._process.wait(30)


def _serve(pipe: Connection, name: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as nowhere:
        TARGETS[name](Path(nowhere))  # what it imports is not what is measured
    began = time.perf_counter()
    target = TARGETS[name](folder)
    opened_s = time.perf_counter() - began
    while True:
        what, number = pipe.recv()
        if what == "end":
            return
        try:
            pipe.send(opened_s if what == "opened" else _do(target, what, number))
        except Exception as error:
            pipe.send(RuntimeError(f"{name}: {what}: {error!r}"))


def _do(target: Target, what: str, number: int) -> Any:
    if what == "fill":
        return target.fill(number)
    if what == "rss":
        return _peak_mb()
    if what == "claim":
        return [timed(call) for call in target.claims(number)]
    call, items = {"enqueue": target.enqueue, "cycle": target.cycle}[what], target.made(number)
    began = time.perf_counter()
    for item in items:
        call(item)
    return (time.perf_counter() - began) / number


def _peak_mb() -> float:
    """Of this program alone: what `getrusage` says outlives an exec, so it is our parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def timed(call: Callable[[], object]) -> float:
    """Seconds one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    with Client(sys.argv[1], family="AF_UNIX") as pipe:
        _serve(pipe, sys.argv[2], Path(sys.argv[3]))
