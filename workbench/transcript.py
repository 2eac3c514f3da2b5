"""What was played, line by line: on the screen and in a file, with the steps that were named counted."""

import re
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

STEPS = 10
_STEP = re.compile(r"^(?:\[[^\]]*\] )?(\d+)\. ")


class Transcript:
    """A line that begins with its number and a dot (after the time in brackets, if any) names a step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last_step = ""
        self._named: set[int] = set()
        self._file = path.open("w", encoding="utf-8")
        self._began = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    @property
    def missing_steps(self) -> list[int]:
        """Numbers of the ten steps that have not been named."""
        return [number for number in range(1, STEPS + 1) if number not in self._named]

    def say(self, line: str) -> None:
        """One line, at once to both."""
        if found := _STEP.match(line):
            self._named.add(int(found[1]))
            self.last_step = line
        print(line, flush=True)
        self.write(line + "\n")

    def write(self, text: str) -> None:
        """Text for the file only: a traceback."""
        self._file.write(text)
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self.write(f"ended by {type(error).__name__}: {error}\n")
            print(f"ended; the transcript so far: {self.path}", file=sys.stderr)
        self._file.close()
