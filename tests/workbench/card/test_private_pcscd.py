"""The private pcscd: apart from the system's, several at a time, as any user, killed and started again."""

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from workbench.card import (
    Fault,
    PrivatePcscd,
    VirtualCard,
    VirtualPsam,
    available,
    keys,
    pcscd_for_this_process,
    people,
)
from workbench.card import pcscd as module
from workbench.card.__main__ import _obey

pytestmark = pytest.mark.skipif(not available(), reason="pcscd or vsmartcard-vpcd is not installed")


def number_on_card(pcscd: PrivatePcscd) -> str:
    """What a process of its own reads there, "" when it cannot; the product's reader is the plainest client."""
    command = [sys.executable, "-m", "drivers.card", "read", "--line"]
    environment = {**os.environ, **pcscd.environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    return done.stdout.split("|")[1] if done.returncode == 0 else ""


def becomes(what: Callable[[], object], wanted: object, timeout_s: float = 10.0) -> None:
    """Poll until `what()` is `wanted`."""
    deadline = time.monotonic() + timeout_s
    while (seen := what()) != wanted:
        assert time.monotonic() < deadline, f"{seen!r} did not become {wanted!r}"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def may(*flags: str) -> bool:
    return subprocess.run(["unshare", *flags, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(params=["as found", "user namespaces", "in the open"])
def pcscd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivatePcscd]:
    """A pcscd in each of the ways it can be kept apart."""
    if request.param == "user namespaces":
        flags = ("-U", "-r", "-m", "-n")
        if not may(*flags):
            pytest.skip("no user namespaces on this machine")
        monkeypatch.setattr(module, "_unshare", lambda: ("unshare", *flags))
    elif request.param == "in the open":
        if os.geteuid() == 0 and Path("/run/pcscd/pcscd.pid").exists():
            pytest.skip("as root this would overwrite the process-id file of the pcscd that runs here")
        monkeypatch.setattr(module, "_unshare", tuple)
    with PrivatePcscd(tmp_path) as made:
        yield made


def test_a_card_can_be_read_by_another_process(pcscd: PrivatePcscd) -> None:
    pcscd.insert(VirtualCard(people.CHEN))
    becomes(lambda: number_on_card(pcscd), people.CHEN.number)
    pcscd.remove()
    becomes(lambda: number_on_card(pcscd), "")


def test_the_card_stays_in_while_pcscd_is_killed_and_started(pcscd: PrivatePcscd) -> None:
    pcscd.insert(VirtualCard(people.LI))
    first = pcscd.pid
    pcscd.kill()
    assert not alive(first)
    assert pcscd.pid == 0
    assert number_on_card(pcscd) == ""
    pcscd.start()
    assert pcscd.pid != first
    becomes(lambda: number_on_card(pcscd), people.LI.number)


def test_it_leaves_nothing_behind(pcscd: PrivatePcscd) -> None:
    pid, path = pcscd.pid, Path(pcscd.environment["PCSCLITE_CSOCK_NAME"])
    assert alive(pid)
    assert path.is_socket()
    pcscd.close()
    assert not alive(pid)
    assert not path.exists()


def test_one_process_can_move_from_one_to_another(tmp_path: Path) -> None:
    """In the same process, one after the other: the PC/SC library must not remember the first socket."""
    program = (
        "import pathlib, sys\nfrom workbench.card import pcscd_for_this_process\n"
        "from drivers.card.reader import PcscCardReader\n"
        "for name in 'ab':\n    directory = pathlib.Path(sys.argv[1]) / name\n    directory.mkdir()\n"
        "    with pcscd_for_this_process(directory):\n        print(PcscCardReader().status()['reader'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.splitlines() == ["Virtual PCD 00 00"] * 2


def test_one_process_has_one_at_a_time(tmp_path: Path) -> None:
    with pcscd_for_this_process(tmp_path), pytest.raises(RuntimeError), pcscd_for_this_process(tmp_path):
        pass


def test_two_at_a_time_do_not_meet(tmp_path: Path) -> None:
    with ExitStack() as stack:
        both = []
        for person in (people.CHEN, people.WANG):
            directory = tmp_path / person.key
            directory.mkdir()
            made = stack.enter_context(PrivatePcscd(directory))
            made.insert(VirtualCard(person))
            both.append((made, person))
        for made, person in both:
            becomes(lambda made=made: number_on_card(made), person.number)  # type: ignore[misc]


def test_the_card_port_is_closed_to_the_network(tmp_path: Path) -> None:
    with PrivatePcscd(tmp_path) as pcscd:
        if not pcscd.isolated:
            pytest.skip("no namespaces on this machine")
        pcscd.insert(VirtualCard(people.CHEN))
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", module._PORT_INSIDE)) != 0


def test_the_systems_own_pcscd_files_are_not_touched(tmp_path: Path) -> None:
    files = [Path("/run/pcscd/pcscd.pid"), Path("/run/pcscd/pcscd.comm")]
    before = [file.stat().st_mtime_ns if file.exists() else None for file in files]
    with PrivatePcscd(tmp_path) as pcscd:
        if not pcscd.isolated:
            pytest.skip("no namespaces on this machine")
        during = [file.stat().st_mtime_ns if file.exists() else None for file in files]
    after = [file.stat().st_mtime_ns if file.exists() else None for file in files]
    assert before == during == after


def test_it_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib; from workbench.card import PrivatePcscd;"
        "pcscd = PrivatePcscd(pathlib.Path(sys.argv[1])); pcscd.start(); print(pcscd.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        pid = int(child.stdout.readline())
        assert alive(pid)
        child.kill()
    becomes(lambda: alive(pid), False)


def test_a_long_directory_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 110)
    deep.mkdir()
    with PrivatePcscd(deep) as pcscd:
        assert len(pcscd.environment["PCSCLITE_CSOCK_NAME"]) < 108
        pcscd.insert(VirtualCard(people.CHEN))
        becomes(lambda: number_on_card(pcscd), people.CHEN.number)


def test_a_card_cannot_go_into_a_pcscd_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not running"):
        PrivatePcscd(tmp_path).insert(VirtualCard(people.CHEN))


def test_by_hand(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "workbench.card", "start", "chen"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)}
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        name, value = shlex.split(child.stdout.readline())[1].split("=", 1)
        hand = PrivatePcscd(tmp_path)
        environment = {name: value}
        assert environment.keys() == hand.environment.keys()
        read = [sys.executable, "-m", "drivers.card", "read", "--line"]

        def number() -> str:
            done = subprocess.run(read, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
            return done.stdout.split("|")[1] if done.returncode == 0 else ""

        becomes(number, people.CHEN.number)
        child.stdin.write("nonsense\ninsert li\n")
        child.stdin.flush()
        becomes(number, people.LI.number)
        child.stdin.write("quit\n")
        child.stdin.flush()
        assert child.wait(10) == 0
        assert "no: ValueError" in child.stdout.read()


def test_every_word_by_hand(tmp_path: Path) -> None:
    with PrivatePcscd(tmp_path) as pcscd:

        def do(line: str) -> VirtualCard:
            assert _obey(pcscd, line.split())
            assert isinstance(pcscd.card, VirtualCard)
            return pcscd.card

        card = do("insert zhao key_refuses 3")
        assert (card.holder, card.fault, card.at) == (people.ZHAO, Fault.KEY_REFUSES, 3)
        assert do("clone chen").clone
        assert not do("tap li").t0
        for line, fault in (
            ("sam", None),
            ("sam 3des", None),
            ("sam mute", Fault.MUTE),
            ("sam sm4 removed 2", Fault.REMOVED),
        ):
            do(line)
            sam = pcscd.sam
            assert isinstance(sam, VirtualPsam)
            assert (sam.fault, sam.algorithm) == (fault, keys.DES_ID if "3des" in line else keys.SM4_ID)
        do("nosam")
        assert pcscd.sam is None
        for line in ("insert nobody", "insert chen colour", "insert chen mute 1 2", "sam sm4 3des", "kil"):
            with pytest.raises((ValueError, KeyError)):
                _obey(pcscd, line.split())
        assert not _obey(pcscd, ["quit"])
