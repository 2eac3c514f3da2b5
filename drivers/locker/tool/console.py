"""Talking with a person at a plain terminal: lines only, no cursor movement, as any ssh client and log can take.

Everything said goes to standard output, every answer comes from standard input; the end of input is an answer too.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")
SHOW_EVERY_S = 2.0


class Ended(Exception):
    """Nobody answers any more (the input has ended), or the person stops here."""


def say(text: str = "") -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def ask(question: str, default: str = "") -> str:
    """What the person types, without spaces around; Enter alone gives `default`. Raises Ended."""
    shown = f"{question} [{default}] " if default else f"{question} "
    sys.stdout.write(shown)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        say()
        raise Ended
    return line.strip() or default


def choose(question: str, answers: Sequence[str], default: str = "") -> str:
    """One of `answers`, which are compared without regard to case; asked again until it is one. Raises Ended."""
    by_lower = {answer.lower(): answer for answer in answers}
    while True:
        said = ask(f"{question} ({'/'.join(answers)})", default).lower()
        if said in by_lower:
            return by_lower[said]
        say(f"  please type one of: {', '.join(answers)}")


def yes(question: str, *, default: bool) -> bool:
    """Yes or no. Raises Ended."""
    while True:
        said = ask(f"{question} (y/n)", "y" if default else "n").lower()
        if said in ("y", "yes", "n", "no"):
            return said.startswith("y")
        say("  please type y or n")


def number(question: str, default: int | None, allowed: Callable[[int], str]) -> int:
    """A whole number for which `allowed` has no objection (an empty text). Raises Ended."""
    while True:
        said = ask(question, "" if default is None else str(default))
        objection = allowed(int(said)) if said.isascii() and said.isdecimal() else "please type a number"
        if not objection:
            return int(said)
        say(f"  {objection}")


def progress(what: str, items: Sequence[_T], each_s: float) -> Iterator[_T]:
    """The items one by one, with a line every two seconds: how far, and about how long it will still take."""
    began = shown = time.monotonic()
    for done, item in enumerate(items):
        now = time.monotonic()
        if now - shown >= SHOW_EVERY_S:
            shown = now
            pace_s = (now - began) / done if done else each_s
            say(f"  {what}: {done} of {len(items)}, about {duration(pace_s * (len(items) - done))} left")
        yield item


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def ranges(numbers: Iterable[int]) -> str:
    """1, 2, 3, 7 as "1-3, 7"."""
    rows: list[list[int]] = []
    for one in sorted(set(numbers)):
        if rows and one == rows[-1][1] + 1:
            rows[-1][1] = one
        else:
            rows.append([one, one])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in rows)
