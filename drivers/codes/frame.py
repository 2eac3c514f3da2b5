"""What a code reader on a serial line says: the code as printable ASCII, ended by CR, LF or both.

That is how such readers are delivered or can be set (suffix CR/LF, no prefix); it is not taken from one vendor.
"""

MORE = 0
MOST = 1024
"""A longer line is no code of ours (a signed pick-up token has some 250 characters) and is dropped whole."""
_ENDS = b"\r\n"


def decode(data: bytes) -> tuple[str | None, int]:
    """The line at the start of `data` and how many bytes it took; (None, used) for one that is empty or garbled.

    (None, MORE) while no end has come.
    """
    end = next((at for at, byte in enumerate(data) if byte in _ENDS), None)
    if end is None:
        return None, MORE
    line = data[:end].strip(b" ")
    whole = 0 < len(line) <= MOST and all(0x20 <= byte < 0x7F for byte in line)
    return (line.decode("ascii") if whole else None), end + 1
