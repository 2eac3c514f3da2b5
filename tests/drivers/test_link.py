"""SerialLink over real ptys: exclusive, translated errors, deadlines, hang-up and return."""

import errno
import fcntl
import logging
import os
import struct
import subprocess
import sys
import termios
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.link import TRACE_LEVEL, LinkDenied, LinkError, LinkLost, SerialLink
from drivers.outage import translated

TIOCGEXCL = 0x80045440


class Far:
    """The far end of a pty."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)

    def close(self) -> None:
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)
        self.master = self.slave = -1


@pytest.fixture
def far() -> Iterator[Far]:
    end = Far()
    yield end
    end.close()


@pytest.fixture
def link(far: Far) -> Iterator[SerialLink]:
    with_bytes = SerialLink(far.path, 9600, stall_s=0.2, shows_bytes=True)
    yield with_bytes
    with_bytes.close()


def soon(seconds: float = 1.0) -> float:
    return time.monotonic() + seconds


def test_bytes_go_both_ways_at_the_asked_speed(far: Far, link: SerialLink) -> None:
    link.write(b"\x8a\x01\x01\x11\x9b")
    assert os.read(far.master, 100) == b"\x8a\x01\x01\x11\x9b"
    assert termios.tcgetattr(far.master)[4] == termios.B9600
    os.write(far.master, b"\x00\x11\x13\xff")  # nothing of the line discipline may eat these
    assert link.read(100, soon()) == b"\x00\x11\x13\xff"


def test_read_takes_no_more_than_asked_and_waits_no_longer_than_the_deadline(far: Far, link: SerialLink) -> None:
    link.open()
    os.write(far.master, b"abc")
    assert link.read(2, soon()) == b"ab"
    assert link.read(2, soon()) == b"c"
    began = time.monotonic()
    assert link.read(2, began + 0.05) == b""
    assert 0.04 < time.monotonic() - began < 0.5


def test_a_past_deadline_still_takes_what_is_there(far: Far, link: SerialLink) -> None:
    link.open()
    os.write(far.master, b"x")
    assert link.read(1, 0.0) == b"x"
    assert link.read(1, 0.0) == b""


def test_waiting_takes_everything_and_never_waits(far: Far, link: SerialLink) -> None:
    link.open()
    os.write(far.master, b"stale")
    assert link.waiting() == b"stale"
    assert link.waiting() == b""


def test_missing_node_is_lost(tmp_path: Path) -> None:
    with pytest.raises(LinkLost) as caught:
        SerialLink(str(tmp_path / "ttyUSB9"), 9600).open()
    assert caught.value.number == errno.ENOENT


def test_a_plain_file_is_not_a_port(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LinkLost):
        SerialLink(str(tmp_path / "file"), 9600).open()


def test_impossible_speed_is_translated(far: Far) -> None:
    with pytest.raises(LinkLost):
        SerialLink(far.path, -1).open()


def test_second_owner_is_denied(far: Far, link: SerialLink) -> None:
    link.open()
    with pytest.raises(LinkDenied):
        SerialLink(far.path, 9600).open()


def test_exclusive_flag_is_set_while_open_and_gone_after(far: Far, link: SerialLink) -> None:
    def exclusive() -> int:
        return int(struct.unpack("i", fcntl.ioctl(far.slave, TIOCGEXCL, b"\0\0\0\0"))[0])

    link.open()
    assert exclusive() == 1
    link.close()
    assert exclusive() == 0


def test_an_owner_killed_outright_leaves_the_port_free(far: Far, link: SerialLink) -> None:
    code = (
        "import sys, time; from drivers.link import SerialLink; "
        "link = SerialLink(sys.argv[1], 9600); link.open(); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, far.path], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"open\n"
        with pytest.raises(LinkDenied):
            link.open()
        owner.kill()
        owner.wait()
    # A pty keeps the flag while its other end lives, a real port does not: clear it as the last close would.
    fcntl.ioctl(far.slave, termios.TIOCNXCL)
    SerialLink(far.path, 9600).open()


def test_hang_up_while_reading_is_lost_and_closes(far: Far, link: SerialLink) -> None:
    link.open()
    hand = threading.Timer(0.05, far.close)
    hand.start()
    with pytest.raises(LinkLost):
        link.read(1, soon(5))
    hand.join()
    assert not link.is_open


def test_hang_up_before_writing_proves_nothing_left(far: Far, link: SerialLink) -> None:
    link.open()
    far.close()
    with pytest.raises(LinkLost) as caught:
        link.write(b"abc")
    assert caught.value.accepted == 0


def test_stuck_output_is_given_up_and_counted(far: Far, link: SerialLink) -> None:
    data = b"x" * 200_000
    began = time.monotonic()
    with pytest.raises(LinkLost) as caught:
        link.write(data)
    assert 0 < caught.value.accepted < len(data)
    assert time.monotonic() - began < 2
    assert not link.is_open


def test_follows_a_repointed_name(tmp_path: Path) -> None:
    name = tmp_path / "by-id"
    first, second = Far(), Far()
    name.symlink_to(first.path)
    link = SerialLink(str(name), 9600)
    try:
        link.write(b"1")
        assert os.read(first.master, 9) == b"1"
        name.unlink()
        name.symlink_to(second.path)
        link.write(b"2")
        assert os.read(second.master, 9) == b"2"
    finally:
        link.close()
        first.close()
        second.close()


def test_closing_twice_is_fine(link: SerialLink) -> None:
    link.open()
    link.close()
    link.close()


def test_trace_shows_bytes_only_when_told(far: Far, caplog: pytest.LogCaptureFixture) -> None:
    for shows in (True, False):
        caplog.clear()
        with caplog.at_level(TRACE_LEVEL, logger="drivers.link"):
            link = SerialLink(far.path, 9600, shows_bytes=shows)
            link.write(b"\x5a\xa5")
            link.close()
        assert ("5a a5" in caplog.text) is shows
        assert "->" in caplog.text


def test_trace_is_silent_at_debug(far: Far, link: SerialLink, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="drivers.link"):
        link.write(b"\x5a")
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOENT, LinkLost),
        (errno.ENXIO, LinkLost),
        (errno.ENODEV, LinkLost),
        (errno.EIO, LinkLost),
        (errno.EBADF, LinkLost),
        (errno.EACCES, LinkDenied),
        (errno.EPERM, LinkDenied),
        (errno.EBUSY, LinkDenied),
        (errno.EAGAIN, LinkDenied),
        (errno.ENOMEM, LinkLost),
    ],
)
def test_error_numbers_are_told_apart(number: int, kind: type[LinkError]) -> None:
    for error in (OSError(number, "x"), termios.error(number, "x")):
        told = translated(error, "/dev/ttyUSB0")
        assert type(told) is kind
        assert told.number == number


def test_denial_is_told_plainly_and_not_looped_on(far: Far, link: SerialLink) -> None:
    now = [100.0]
    second = SerialLink(far.path, 9600, monotonic=lambda: now[0])
    link.open()
    with pytest.raises(LinkDenied, match="another program holds the port"):
        second.open()
    link.close()
    with pytest.raises(LinkDenied, match=r"not tried again for 10 s") as caught:
        second.open()
    assert caught.value.again
    now[0] += 10.1
    second.open()
    second.close()


def test_a_dead_adapter_is_left_alone_after_five_tries(tmp_path: Path) -> None:
    now = [0.0]
    (tmp_path / "port").write_bytes(b"")  # there, and no port
    link = SerialLink(str(tmp_path / "port"), 9600, monotonic=lambda: now[0])
    again = []
    for _ in range(7):
        with pytest.raises(LinkLost) as caught:
            link.open()
        again.append(caught.value.again)
    assert again == [False] * 5 + [True] * 2
    now[0] += 10.1
    with pytest.raises(LinkLost) as caught:
        link.open()
    assert not caught.value.again, "one try, then the next rest"
    with pytest.raises(LinkLost) as caught:
        link.open()
    assert caught.value.again


def test_another_node_is_tried_at_once(tmp_path: Path, far: Far) -> None:
    name = tmp_path / "by-id"
    link = SerialLink(str(name), 9600, monotonic=lambda: 0.0)
    for _ in range(9):
        with pytest.raises(LinkLost):
            link.open()
    name.symlink_to(far.path)
    link.write(b"x")
    assert os.read(far.master, 9) == b"x"
    link.close()


def lock_of(far: Far, folder: Path) -> Path:
    return folder / ("LCK.." + far.path.removeprefix("/dev/").replace("/", "_"))


def test_the_lock_file_names_the_owner_of_the_device_and_goes_with_it(tmp_path: Path, far: Far) -> None:
    (tmp_path / "by-id").symlink_to(far.path)
    link = SerialLink(str(tmp_path / "by-id"), 9600, lock_folders=(tmp_path / "none", tmp_path))
    link.open()
    assert lock_of(far, tmp_path).read_text() == f"{os.getpid():10}\n"
    link.close()
    assert not lock_of(far, tmp_path).exists()
    assert {path.name for path in tmp_path.iterdir()} == {"by-id"}


def test_a_living_owner_is_respected(tmp_path: Path, far: Far) -> None:
    holding = f"import os; os.open({far.path!r}, os.O_RDWR | os.O_NOCTTY); print(flush=True); input()"
    command = [sys.executable, "-c", holding]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        lock_of(far, tmp_path).write_text(f"{owner.pid:10}\n")
        link = SerialLink(far.path, 9600, lock_folders=(tmp_path,))
        with pytest.raises(LinkDenied, match=f"belongs to process {owner.pid}"):
            link.open()
        assert not link.is_open
        assert lock_of(far, tmp_path).read_text() == f"{owner.pid:10}\n"
        owner.communicate(b"\n")
    fresh = SerialLink(far.path, 9600, lock_folders=(tmp_path,))
    fresh.open()
    assert lock_of(far, tmp_path).read_text() == f"{os.getpid():10}\n", "the dead owner's file was taken over"
    fresh.close()


def test_an_owner_that_has_let_go_of_the_port_is_not_one(tmp_path: Path, far: Far) -> None:
    """Unplugged under it: the file stays, and the next port gets the name."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        lock_of(far, tmp_path).write_text(f"{owner.pid:10}\n")
        link = SerialLink(far.path, 9600, lock_folders=(tmp_path,))
        link.open()
        assert lock_of(far, tmp_path).read_text() == f"{os.getpid():10}\n"
        link.close()
        owner.communicate(b"\n")


@pytest.mark.parametrize("content", ["", "garbage", "-1", "999999999999999999999"])
def test_a_file_that_names_nobody_is_taken_over(tmp_path: Path, far: Far, content: str) -> None:
    lock_of(far, tmp_path).write_text(content)
    link = SerialLink(far.path, 9600, lock_folders=(tmp_path,))
    link.open()
    link.close()
    assert not lock_of(far, tmp_path).exists()


def test_without_a_folder_the_port_is_opened_all_the_same(tmp_path: Path, far: Far) -> None:
    link = SerialLink(far.path, 9600, lock_folders=(tmp_path / "none",))
    link.write(b"x")
    link.close()
