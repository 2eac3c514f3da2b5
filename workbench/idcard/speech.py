"""The identity-card reader's words: requests taken apart, answers put together (card facts 8)."""

START = b"\xaa\xaa\xaa\x96\x69"


def parity(data: bytes) -> int:
    """All bytes folded together by exclusive or."""
    folded = 0
    for byte in data:
        folded ^= byte
    return folded


def frame(body: bytes) -> bytes:
    """Start, length, body, check byte; the length counts body and check byte."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return START + counted + bytes([parity(counted)])


def answer(status: int, data: bytes = b"") -> bytes:
    """An answer: two zero bytes, the status, the data."""
    return frame(bytes([0, 0, status]) + data)


def take_request(heard: bytearray) -> bytes | int | None:
    """Remove the next request from `heard`: its command, parameter and data; the status of a bad one; None = wait."""
    start = heard.find(START)
    if start < 0:
        del heard[: max(0, len(heard) - len(START) + 1)]
        return None
    del heard[:start]
    if len(heard) < 7:
        return None
    length = int.from_bytes(heard[5:7], "big")
    if not 3 <= length <= 64:
        del heard[:5]
        return 0x11
    if len(heard) < 7 + length:
        return None
    whole = bytes(heard[5 : 7 + length])
    del heard[: 7 + length]
    return 0x10 if parity(whole) else whole[2:-1]
