"""Runs inside the private namespaces: starts one pcscd, and opens connections to its vpcd for the outside.

Started by `workbench.card.pcscd` as a script (so it uses the standard library only):
`cell.py CONTROL_FD LISTEN_FD CONFIG_DIRECTORY LOG_FILE PORT isolated|open`. pcscd gets the listening socket as a
socket-activated service would, so its path can be anywhere. Over CONTROL it first reports pcscd's process id; then
every byte received is a slot's number (0 or 1: vpcd listens on PORT and the next), answered by a connected socket
(byte 1) or by a refusal (byte 0). End of CONTROL = stop.
"""

import array
import fcntl
import glob
import os
import socket
import struct
import subprocess
import sys
import time

CONNECT_PATIENCE_S = 3.0
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
_LAUNCH = 'LISTEN_FDS=1 LISTEN_PID=$$ exec pcscd --foreground --config "$1"'


def isolate() -> None:
    """Hide the system's pcscd files and USB reader drivers from ours, and bring the loopback up."""
    hidden = ["/run", *glob.glob("/usr/lib/pcsc/drivers/*.bundle")]
    for directory in hidden:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", directory], check=True)
    os.makedirs("/run/pcscd", exist_ok=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = array.array("b", struct.pack("16sh22x", b"lo", 0))
        fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request)
        flags = struct.unpack_from("16sh", request)[1] | _IFF_UP
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags))


def start_pcscd(listen_fd: int, config: str, log_path: str) -> "subprocess.Popen[bytes]":
    """Start pcscd with the listening socket as descriptor 3; it dies with this process."""
    os.dup2(listen_fd, 3)
    os.set_inheritable(3, True)
    environment = {**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    command = ["setpriv", "--pdeathsig", "KILL", "sh", "-c", _LAUNCH, "pcscd", config]
    with open(log_path, "ab") as log:
        daemon = subprocess.Popen(
            command, pass_fds=(3,), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
        )
    os.close(3)
    if listen_fd != 3:
        os.close(listen_fd)
    return daemon


def connect(port: int) -> socket.socket | None:
    """A connection to vpcd, which listens a moment after pcscd starts; None when it never does."""
    deadline = time.monotonic() + CONNECT_PATIENCE_S
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1)
        except OSError:
            time.sleep(0.02)
    return None


def serve(control: socket.socket, port: int) -> None:
    """Answer requests for connections until the other end is closed."""
    while slot := control.recv(1):
        wire = connect(port + slot[0])
        if wire is None:
            control.sendall(b"\x00")
        else:
            with wire:
                socket.send_fds(control, [b"\x01"], [wire.fileno()])


def main(arguments: list[str]) -> None:
    """Entry point; see the module."""
    control_fd, listen_fd, config, log_path, port, mode = arguments
    # out of the way of descriptor 3, which pcscd wants
    control = socket.socket(fileno=fcntl.fcntl(int(control_fd), fcntl.F_DUPFD_CLOEXEC, 10))
    if mode == "isolated":
        isolate()
    daemon = start_pcscd(int(listen_fd), config, log_path)
    try:
        control.sendall(daemon.pid.to_bytes(4, "big"))
        serve(control, int(port))
    except OSError:
        pass  # the other end died: same as its end of file
    finally:
        daemon.terminate()
        try:
            daemon.wait(2)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
