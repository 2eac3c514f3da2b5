"""Where one HTTP/1.1 answer ends and the next begins, in a stream of bytes from the hall."""

from collections.abc import Iterator

_BODILESS = (b" 204 ", b" 304 ", b" 100 ")


class Answers:
    """Bytes in, whole answers out: head and a body of `Content-Length`; the hall sends no others to a terminal.

    The answer to a HEAD has a length and no body: its body would be taken from the next answer, so a connection that
    carries one cannot be cut up here. The terminal's HEAD answers have length 0.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Every answer that is whole now. Raises ValueError for a length that is no number."""
        self._held += data
        while (size := self._whole()) is not None:
            answer, self._held = self._held[:size], self._held[size:]
            yield answer

    def _whole(self) -> int | None:
        head, end, _ = self._held.partition(b"\r\n\r\n")
        if not end:
            return None
        first, *lines = head.split(b"\r\n")
        named = dict(line.lower().split(b": ", 1) for line in lines if b": " in line)
        body = 0 if any(code in first for code in _BODILESS) else int(named.get(b"content-length", 0))
        size = len(head) + len(end) + body
        return size if len(self._held) >= size else None
