"""The process that reads pages: pixels in by stdin, lines and codes out by stdout, nothing else (`kiosk.papers.ocr`).

A process of its own, because an engine of foreign native code may crash, hang or grow, and because what it held of a
person's papers is surely gone only with its memory. It may open no connection and write no file: both are refused
in the process itself, whatever the engine would like.
"""

import json
import logging
import os
import select
import struct
import sys
from typing import Any, BinaryIO

import numpy as np

HEAD = struct.Struct("!III")  # height, width, 3; then so many bytes of BGR
ANSWER = struct.Struct("!I")  # length of the JSON that follows
LINGER_S = 60.0  # without a page for so long the process ends: the visit is over or will pay a new start
THREADS = 1  # two take twice the processor time for a tenth less waiting, on cores the screen needs as well
UNSHRUNK_PX = 10_000  # the engine resizes nothing: `ocr_lines` gives it what is to be looked at
NICE = 10
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def forbid_disk_and_network() -> None:
    """From here on Python code in this process can neither connect nor open a file for writing."""

    def refuse(event: str, values: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
            raise PermissionError(f"the reader of papers has no network: {event}")
        if event == "open" and isinstance(values[2], int) and values[2] & _WRITING and values[0] != os.devnull:
            raise PermissionError("the reader of papers writes no file")

    sys.addaudithook(refuse)


def open_engine() -> Any:
    """RapidOCR with the models of its wheel; 1 to 2 s."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": UNSHRUNK_PX,
            "Det.limit_type": "max",
            "Det.limit_side_len": UNSHRUNK_PX,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            # Measured on an A4: with onnxruntime's arena the process keeps 770 MiB, without it 480; one line at a time
            # it is 400 and no slower (docs/papers.md).
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            "Rec.rec_batch_num": 1,
        }
    )


def read(engine: Any, page: Any) -> dict[str, Any]:
    """Lines as [text, confidence, corners] from top to bottom, and the texts of codes."""
    from kiosk.papers.barcode import read_codes
    from kiosk.papers.ocr_lines import read_lines

    return {"lines": read_lines(engine, page), "codes": read_codes(page)}


def serve(source: BinaryIO, answers: BinaryIO, linger_s: float = LINGER_S) -> None:
    """Answer page after page until the terminal lets go or asks nothing for `linger_s`."""
    engine = open_engine()
    while select.select([source], [], [], linger_s)[0]:
        head = source.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        shape = HEAD.unpack(head)
        pixels = bytearray(shape[0] * shape[1] * shape[2])
        view = memoryview(pixels)
        filled = 0
        while filled < len(pixels):
            got = source.readinto(view[filled:])  # type: ignore[attr-defined]
            if not got:
                return
            filled += got
        page = np.frombuffer(pixels, np.uint8).reshape(shape)
        answer = json.dumps(read(engine, page)).encode()
        page.fill(0)
        answers.write(ANSWER.pack(len(answer)) + answer)
        answers.flush()
        del page, view, pixels, answer


def main() -> None:
    """Stdout belongs to the answers alone; whatever else is printed goes nowhere."""
    os.nice(NICE)
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    forbid_disk_and_network()
    serve(os.fdopen(0, "rb", buffering=0), answers)


if __name__ == "__main__":
    main()
