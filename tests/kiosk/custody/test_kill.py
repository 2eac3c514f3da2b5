"""kill -9 between any two statements, pulses and hand movements of the four legs: nothing lost, nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def storm(folder: Path, every: int, seed: int) -> dict[str, int]:
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kill_road.py")), str(folder), str(every), str(seed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return json.loads(result.stdout)


def test_killed_at_a_sample_of_points(tmp_path):
    done = storm(tmp_path, every=7, seed=20260302)
    assert done["killed"] > 20


@pytest.mark.storm
@pytest.mark.timeout(900)
def test_killed_at_every_point(tmp_path):
    done = storm(tmp_path, every=1, seed=0)
    assert done["killed"] == done["points"]
