"""One queue in a process of its own, so that its memory is its own and its start can be measured."""

import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workbench.queue.targets import TARGETS, Target

_SPAWN = get_context("spawn")  # a fork would share our own memory and count it


class Child:
    """One target in its own process, asked over a pipe."""

    def __init__(self, name: str, folder: Path) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, name, folder), daemon=True)
        self._process.start()

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
        self._process.join(30)


def _serve(pipe: Connection, name: str, folder: Path) -> None:
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
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if what == "claim":
        return [timed(call) for call in target.claims(number)]
    call, items = {"enqueue": target.enqueue, "cycle": target.cycle}[what], target.made(number)
    began = time.perf_counter()
    for item in items:
        call(item)
    return (time.perf_counter() - began) / number


def timed(call: Callable[[], object]) -> float:
    """Seconds one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
