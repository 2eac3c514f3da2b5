"""A terminal killed at random moments, again and again, over one disk: every promise it made is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def cycles(folder: Path, number: int, seed: int, timeout_s: float) -> dict[str, int]:
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kill_cycles.py")), str(folder), str(number), str(seed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    done: dict[str, int] = json.loads(result.stdout)
    print(done)
    return done


def test_forty_kills_over_one_disk(tmp_path):
    done = cycles(tmp_path / "disk", 40, seed=20261126, timeout_s=110)
    assert min(done[word] for word in ("kept", "sent", "parcel")) > 5


@pytest.mark.storm
@pytest.mark.timeout(1800)
def test_a_thousand_kills_over_one_disk(tmp_path):
    done = cycles(tmp_path / "disk", 1000, seed=1, timeout_s=1750)
    assert done["killed"] == 1000
