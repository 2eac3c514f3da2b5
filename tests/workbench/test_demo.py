"""The demonstration: where it can be shown, what it tells, and that nothing is left of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench import demo, vnc
from workbench.card import available
from workbench.ports import free_ports
from workbench.transcript import Transcript
from workbench.world import World

ROOT = Path(__file__).parents[2]
BARE = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
PLAYERS = ("demo", "hall", "host", "pcscd")
needs_pcscd = pytest.mark.skipif(not available(), reason="pcscd or vpcd is not installed")


def run_demo(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "workbench.demo", *arguments]
    return subprocess.run(command, cwd=ROOT, env=BARE | environment, capture_output=True, text=True, timeout=60)


@needs_pcscd
def test_without_a_display_it_says_so_and_offers_the_other_ways() -> None:
    done = run_demo()
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert "--headless" in done.stderr
    assert "--vnc" in done.stderr


@needs_pcscd
def test_a_display_that_cannot_be_used_is_no_display() -> None:
    done = run_demo(DISPLAY=":9876")
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "--headless" in done.stderr


@needs_pcscd
def test_a_taken_port_is_named() -> None:
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_demo("--vnc", str(port))
    assert done.returncode == 2
    assert str(port) in done.stderr


def test_headless_and_vnc_exclude_each_other() -> None:
    assert run_demo("--vnc", "--headless").returncode == 2


def of_session(session: int) -> list[str]:
    """Command lines of the processes of one session; pcscd's cell stays in it too."""
    done = subprocess.run(["ps", "-ww", "-o", "args=", "--sid", str(session)], capture_output=True, text=True)
    return done.stdout.splitlines()


@needs_pcscd
def test_served_windows_answer_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    port = free_ports(2)
    command = [sys.executable, "-u", "-m", "workbench.demo", "--vnc", str(port), "--out", str(tmp_path)]
    told = []
    with subprocess.Popen(
        command, cwd=ROOT, env=BARE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line)
            if "Stop with Ctrl-C" in line:
                break
        try:
            assert "/console/" in "".join(told), "".join(told)
            for one in (port, port + 1):
                assert greeting(one).startswith(b"RFB "), one
            assert set(PLAYERS) == {word for line in of_session(process.pid) for word in PLAYERS if word in line}
        finally:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everybody in the foreground
        told += process.stdout.readlines()
    assert process.returncode == 0, "".join(told)
    assert of_session(process.pid) == []
    assert "Traceback" not in "".join(told)


@needs_pcscd
def test_nothing_is_left_when_nobody_reads_what_it_says(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "workbench.demo", "--vnc", str(free_ports(2)), "--out", str(tmp_path)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=BARE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        while "enrolment" not in process.stdout.readline():  # hall, card slot and devices run by now
            assert process.poll() is None
        process.stdout.close()  # as `./run demo | head` does
        assert process.wait(60) != 0
    assert of_session(process.pid) == []


def greeting(port: int, patience_s: float = 20.0) -> bytes:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                return client.recv(12)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_listener_is_tied_to_loopback() -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6) as listener:
        port = listener.getsockname()[1]
        vnc.keep_local(port)
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16).rstrip(b"\0") == b"lo"
    with pytest.raises(LookupError, match=str(port)):
        vnc.keep_local(port)


def test_platform_and_port_belong_together() -> None:
    assert vnc.port_of(vnc.platform(540, 960, 5901)) == 5901
    assert vnc.port_of("offscreen") is None
    assert vnc.port_of("") is None


def test_ctrl_c_does_not_reach_what_is_done_apart_but_an_end_does() -> None:
    blocked = demo.apart(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, []))
    assert signal.SIGINT in blocked
    assert signal.SIGTERM not in blocked
    with pytest.raises(ZeroDivisionError):
        demo.apart(lambda: 1 // 0)


def test_each_run_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = {demo.fresh_folder(tmp_path / "out") for _ in range(3)}
    assert len(folders) == 3
    assert all(folder.is_dir() for folder in folders)


def test_a_long_path_does_not_break_sockets(tmp_path: Path) -> None:
    assert demo.world_folder(Path("/short")) == Path("/short/world")
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    elsewhere = demo.world_folder(deep)
    assert len(f"{elsewhere}/terminal/doctor.sock") <= 107
    assert (deep / "world").resolve() == elsewhere.resolve()
    elsewhere.rmdir()


def test_the_transcript_counts_the_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Transcript(tmp_path / "t.txt") as transcript:
        for number in (1, 2, 3, 4, 5, 6, 7, 8, 10):
            transcript.say(f"[{number:5.0f} s] {number}. a step")
        transcript.say("   9. only a detail")
        assert transcript.missing_steps == [9]
        assert transcript.last_step.endswith("10. a step")
    assert (tmp_path / "t.txt").read_text("utf-8") == capsys.readouterr().out


def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int, error: Exception | None) -> tuple[bool, str]:
    def play(world: World, out: Path, say) -> None:  # type: ignore[no-untyped-def]
        for number in range(1, steps + 1):
            say(f"{number}. a step")
        if error:
            raise error

    monkeypatch.setattr("workbench.play.play", play)
    with Transcript(tmp_path / "t.txt") as transcript:
        failed = demo._played(World(tmp_path / "world"), tmp_path, transcript)
    return failed, (tmp_path / "t.txt").read_text("utf-8")


def test_a_whole_play_is_a_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed, told = played(tmp_path, monkeypatch, 10, None)
    assert not failed
    assert str(tmp_path) in told


def test_a_step_left_out_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed, told = played(tmp_path, monkeypatch, 9, None)
    assert failed
    assert "not played: step 10" in told


def test_a_failure_names_the_step_the_cause_and_the_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed, told = played(tmp_path, monkeypatch, 4, RuntimeError("the door stays shut"))
    assert failed
    assert "in: 4. a step" in told
    assert "the door stays shut" in told
    assert "kiosk.log" in told
    assert "screen cannot be seen" in told  # nothing runs here
