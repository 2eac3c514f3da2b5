"""kill -9 of the sender between any two of its statements: every envelope is with the hall, each posted once."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_killed_sender_delivers_everything_once(rig, tmp_path):
    keys = [rig.key.private_bytes_raw().hex(), rig.hall.signing.public_key().public_bytes_raw().hex()]
    script = str(Path(__file__).with_name("kill_sender.py"))
    result = subprocess.run(
        [sys.executable, script, str(tmp_path / "storm"), rig.hall.url, *keys, "3"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    made = json.loads(result.stdout)
    assert len(made) > 30
    assert {str(id_) for id_ in rig.hall.taken} == set(made)
    assert all(rig.hall.posts.count(id_) == 1 for id_ in rig.hall.taken)
