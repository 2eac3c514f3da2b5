"""kill -9 between any two statements, pulses and hands of four legs and second thoughts: nothing lost or doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def storm(folder: Path, every: int, seed: int, road: str) -> dict[str, int]:
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kill_road.py")), str(folder), str(every), str(seed), road],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return json.loads(result.stdout)


@pytest.mark.parametrize(("road", "every"), [("legs", 7), ("second", 13)])
def test_killed_at_a_sample_of_points(tmp_path, road, every):
    done = storm(tmp_path, every=every, seed=20260302, road=road)
    assert done["killed"] > 20


@pytest.mark.storm
@pytest.mark.timeout(900)
@pytest.mark.parametrize("road", ["legs", "second"])
def test_killed_at_every_point(tmp_path, road):
    done = storm(tmp_path, every=1, seed=0, road=road)
    assert done["killed"] == done["points"]
