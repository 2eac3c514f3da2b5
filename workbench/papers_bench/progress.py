"""Says on stderr how far a section is and how long it will still take."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

One = TypeVar("One")


def told(what: str, every: Sequence[One]) -> Iterator[One]:
    """The same one after another; a line of progress that the next one writes over."""
    began_s = time.monotonic()
    for done, one in enumerate(every):
        if done:
            left_s = (time.monotonic() - began_s) / done * (len(every) - done)
            print(
                f"\r{what}: {done} of {len(every)}, about {left_s:.0f} s to go   ", end="", file=sys.stderr, flush=True
            )
        yield one
    print(f"\r{what}: {len(every)} in {time.monotonic() - began_s:.0f} s{'':30}", file=sys.stderr, flush=True)
