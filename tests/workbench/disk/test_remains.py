"""The power cut finds what it must find: unsynced writes, unsynced names, and the SQLite setting that loses commits."""

import sqlite3
import sys
from pathlib import Path

import pytest

from workbench.disk import NameModel, Op, record, remains

COMMITS = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1] + "/a.db", isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = " + sys.argv[2])
db.execute("CREATE TABLE t (n)")
for n in range(30):
    db.execute("INSERT INTO t VALUES (?)", (n,))
    os.write(1, b"done %d\\n" % n)
"""
SAVES = """
import os, sys
root, sync_file, sync_folder = sys.argv[1], sys.argv[2] == "1", sys.argv[3] == "1"
fd = os.open(root + "/paper.part", os.O_WRONLY | os.O_CREAT)
os.write(fd, b"x" * 4000)
if sync_file: os.fsync(fd)
os.close(fd)
os.rename(root + "/paper.part", root + "/paper")
if sync_folder:
    folder = os.open(root, os.O_RDONLY); os.fsync(folder); os.close(folder)
os.write(1, b"saved\\n")
"""


def taped(folder: Path, script: str, *arguments: str, full_from: int = 0):
    root = folder / "disk"
    root.mkdir()
    return record([sys.executable, "-c", script, str(root), *arguments], root, full_from=full_from)


def rows(folder: Path) -> set[int]:
    with sqlite3.connect(folder / "a.db") as db:
        try:
            return {row[0] for row in db.execute("SELECT n FROM t")}
        except sqlite3.OperationalError:
            return set()


@pytest.mark.parametrize(("setting", "loses"), [("FULL", False), ("NORMAL", True)])
def test_only_full_synchronous_keeps_every_commit(tmp_path, setting, loses):
    tape = taped(tmp_path, COMMITS, setting)
    lost = 0
    for seed in range(60):
        cut = len(tape.events) * (seed + 1) // 60
        left = tmp_path / f"left{seed}"
        remains(tape, cut, seed, left)
        said = {int(line.split()[1]) for line in tape.said(cut)}
        lost += bool(said - rows(left))
    assert bool(lost) is loses


@pytest.mark.parametrize(
    ("sync_file", "sync_folder", "model", "safe"),
    [
        ("1", "1", NameModel.POSIX, True),
        ("1", "0", NameModel.POSIX, False),
        ("0", "1", NameModel.EXT4, False),
    ],
)
def test_a_file_is_safe_only_with_its_content_and_its_name_synced(tmp_path, sync_file, sync_folder, model, safe):
    tape = taped(tmp_path, SAVES, sync_file, sync_folder)
    assert tape.said(len(tape.events)) == ["saved"]
    whole = []
    for seed in range(40):
        left = tmp_path / f"left{seed}"
        remains(tape, len(tape.events), seed, left, model)
        paper = left / "paper"
        whole.append(paper.exists() and paper.read_bytes() == b"x" * 4000)
    assert all(whole) is safe


def test_same_seed_same_disk(tmp_path):
    tape = taped(tmp_path, COMMITS, "NORMAL")
    cut = len(tape.events) * 2 // 3
    fates = [remains(tape, cut, 7, tmp_path / name) for name in ("one", "two")]
    assert fates[0] is fates[1]
    assert (tmp_path / "one/a.db").read_bytes() == (tmp_path / "two/a.db").read_bytes()


def test_a_full_disk_refuses_writes_from_the_given_one_on(tmp_path):
    script = SAVES.replace("os.write(fd", "\ntry: os.write(fd").replace(
        "4000)\n", '4000)\nexcept OSError as error: os.write(1, b"errno %d\\n" % error.errno)\n', 1
    )
    tape = taped(tmp_path, script, "1", "1", full_from=2)
    assert tape.said(len(tape.events)) == ["errno 28", "saved"]
    assert Op.WRITTEN not in {event.op for event in tape.events}
