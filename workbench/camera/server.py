"""A document camera that is not there: MJPEG over HTTP on loopback, as network document cameras serve it."""

import os
import socket
import threading
import time
from enum import Enum, unique
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

from workbench.camera.drawing import Paper
from workbench.camera.scene import FIELD_WIDTH_MM, SceneFault, Table

EXPOSURES = 5  # different noise patterns shown in turn, so that a preview lives without costing a core
JPEG_QUALITY = 92
BOUNDARY = "frame"
GIANT_PX = 10_000


@unique
class WireFault(Enum):
    """What may be wrong with the stream; being unplugged is `unplug` and `plug`."""

    FREEZE = "freeze"
    GARBAGE = "garbage"
    EMPTY = "empty"
    GIANT = "giant"  # a picture whose header announces 100 megapixels


class SimulatedCamera:
    """Shows papers on a table to whoever opens `url`; plain threads, lives until `close`."""

    def __init__(
        self,
        width: int = 1920,
        height: int = 1440,
        fps: float = 12.0,
        *,
        port: int = 0,
        field_width_mm: float = FIELD_WIDTH_MM,
    ) -> None:
        self._table = Table(width, height, field_width_mm)
        self._period_s = 1 / fps
        self._changed = threading.Condition()
        self._paper: Paper | None = None
        self._scene_faults: frozenset[SceneFault] = frozenset()
        self._wire_faults: frozenset[WireFault] = frozenset()
        self._scene_number = self._frame_number = self._painted = 0
        self._frame = b""
        self._closing = False
        self._viewers: set[socket.socket] = set()
        self._port = port
        self._server: ThreadingHTTPServer | None = None
        self.plug()
        self._painter = threading.Thread(target=self._paint_for_ever, name="camera-paint", daemon=True)
        self._painter.start()

    @property
    def url(self) -> str:
        """Where the stream is served; stays the same after `unplug` and `plug`."""
        return f"http://127.0.0.1:{self._port}/stream.mjpg"

    @property
    def viewers(self) -> int:
        """How many clients watch now."""
        with self._changed:
            return len(self._viewers)

    @property
    def shown(self) -> Paper | None:
        """The paper under the camera."""
        return self._paper

    def show(self, paper: Paper | None) -> None:
        """Lay a paper under the camera, or take it away; returns once the stream shows it."""
        self._alter(paper, self._scene_faults)

    def set_faults(self, *faults: SceneFault | WireFault) -> None:
        """Exactly these faults from now on; none = healthy."""
        with self._changed:
            self._wire_faults = frozenset(fault for fault in faults if isinstance(fault, WireFault))
        self._alter(self._paper, frozenset(fault for fault in faults if isinstance(fault, SceneFault)))

    def unplug(self) -> None:
        """Cut every viewer off and refuse new ones."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        with self._changed:
            viewers = list(self._viewers)
            self._changed.notify_all()
        for viewer in viewers:
            _cut(viewer)

    def plug(self) -> None:
        """Serve again on the same port."""
        if self._server is not None:
            return
        server = _Server(("127.0.0.1", self._port), _handler_for(self))
        self._port = server.server_port
        self._server = server
        threading.Thread(target=server.serve_forever, args=(0.05,), name="camera-http", daemon=True).start()

    def close(self) -> None:
        """End the threads and the port."""
        self.unplug()
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._painter.join(5)

    def serve(self, viewer: socket.socket) -> None:
        """Feed one viewer until it goes away; called on its own thread."""
        with self._changed:
            self._viewers.add(viewer)
        seen = 0
        try:
            while self._server is not None and not self._closing:
                number, frame, faults = self._frame_after(seen)
                if number != seen and WireFault.FREEZE not in faults:
                    viewer.sendall(_part(frame, faults))
                seen = number
        except OSError:
            return  # the viewer went away, or was cut off: that is how a stream ends
        finally:
            with self._changed:
                self._viewers.discard(viewer)

    def _frame_after(self, seen: int) -> tuple[int, bytes, frozenset[WireFault]]:
        """The newest frame once it is another than `seen`, or the same after a while."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._frame_number != seen, 1.0)
            return self._frame_number, self._frame, self._wire_faults

    def _alter(self, paper: Paper | None, faults: frozenset[SceneFault]) -> None:
        with self._changed:
            self._paper, self._scene_faults = paper, faults
            self._scene_number += 1
            wanted = self._scene_number
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closing or self._painted >= wanted, 10)

    def _paint_for_ever(self) -> None:
        """Photograph each scene once, expose it a few times, then show the exposures in turn."""
        exposures: list[bytes] = []
        scene: np.ndarray | None = None
        due = time.monotonic()
        while not self._closing:
            with self._changed:
                number, paper, faults = self._scene_number, self._paper, self._scene_faults
            if scene is None or number != self._painted:
                scene, exposures = self._table.photograph(paper, faults), []
            if len(exposures) < EXPOSURES:
                exposures.append(_jpeg(self._table.noisy(scene)))
            with self._changed:
                self._frame = exposures[self._frame_number % len(exposures)]
                self._frame_number += 1
                self._painted = number
                self._changed.notify_all()
                due = max(due + self._period_s, time.monotonic())
                self._await_change(number, due - time.monotonic())

    def _await_change(self, number: int, wait_s: float) -> None:
        """Until the next frame is due, or the scene is another; the lock is held."""
        self._changed.wait_for(lambda: self._closing or self._scene_number != number, max(0.0, wait_s))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


def _handler_for(camera: SimulatedCamera) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Any path is the stream."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.flush()
            camera.serve(self.connection)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


def _cut(viewer: socket.socket) -> None:
    try:
        viewer.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it had gone by itself


def _jpeg(picture: np.ndarray) -> bytes:
    good, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not good:
        raise ValueError("the picture could not be coded")
    return bytes(data.tobytes())


def _giant(frame: bytes) -> bytes:
    """The same JPEG, whose frame header (T.81 B.2.2) says GIANT_PX each way."""
    at = frame.index(b"\xff\xc0") + 5
    return frame[:at] + 2 * GIANT_PX.to_bytes(2) + frame[at + 4 :]


def _part(frame: bytes, faults: frozenset[WireFault]) -> bytes:
    """One part of the multipart stream, or what a broken camera sends in its place."""
    if WireFault.GARBAGE in faults:
        frame = os.urandom(20_000)
    if WireFault.EMPTY in faults:
        frame = b""
    if WireFault.GIANT in faults:
        frame = _giant(frame)
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame)}\r\n\r\n"
    return head.encode() + frame + b"\r\n"
