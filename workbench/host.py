"""The product's own window in a process with a control socket: a robot's finger and eye, nothing else.

Every command ends in real pointer and key events of the window system, or in a picture of the window. The terminal's
code runs unchanged; it does not know that somebody else moves the mouse.
"""

import argparse
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kiosk.log import to_stderr

Answer = dict[str, Any]


def main() -> int:
    """Show the window and obey until told to quit or terminated."""
    parser = argparse.ArgumentParser(prog="python -m workbench.host", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--control", type=Path, required=True, help="the socket to obey")
    parser.add_argument("--height", type=int, default=None)
    options = parser.parse_args()
    to_stderr("INFO")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import ui.app  # noqa: F401  first, as in the product: the order of imports tells in memory
    from workbench.robot import Robot

    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()

    return Robot(options.config, options.control, options.height).run()


def _end_with_parent() -> None:
    """Standard input is a pipe from whoever started us: at its end nobody is left to play with."""
    while os.read(0, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def serve(path: Path, obey: Callable[[Answer], Answer]) -> threading.Thread:
    """Answer one JSON line with one JSON line, one client after another."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(1)

    def work() -> None:
        while True:
            client, _ = listener.accept()
            with client, client.makefile("rwb") as stream:
                for line in _lines(stream):
                    answer = obey(json.loads(line))
                    stream.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                    stream.flush()

    thread = threading.Thread(target=work, name="control", daemon=True)
    thread.start()
    return thread


def _lines(stream: Any) -> Iterator[bytes]:
    try:
        yield from stream
    except (BrokenPipeError, ConnectionResetError):
        return


if __name__ == "__main__":
    sys.exit(main())
