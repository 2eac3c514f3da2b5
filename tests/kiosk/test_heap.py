"""Freed pictures do not stay in the process."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_KIB = """
import sys
import numpy as np
if sys.argv[1] == "give back":
    from kiosk.heap import give_back
    assert give_back()
np.ones(30_000_000, np.uint8)  # freed: from now on glibc alone maps nothing smaller by itself
pages = [np.ones(3_000_000, np.uint8) for _ in range(60)]
pin = bytearray(100_000)
del pages
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
"""


def left_kib(how: str) -> int:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", LEFT_KIB, how]
    done = subprocess.run(command, env=plain | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_what_pictures_held_is_given_back_though_something_small_lies_behind_them() -> None:
    assert left_kib("keep") - left_kib("give back") > 100_000
