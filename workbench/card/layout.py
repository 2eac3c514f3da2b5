"""The bytes of a simulated card, made from the published layout (card facts 1.1, 2, 10).

Nothing here comes from the driver: a mistake there must not be repeated by its far side.
"""

from dataclasses import dataclass
from datetime import date

SSSE_NAME = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
BANK_NAME = b"1PAY.SYS.DDF01"


@dataclass(frozen=True, slots=True)
class Record:
    """One simple-TLV record of a file."""

    tag: int
    value: bytes

    @property
    def whole(self) -> bytes:
        """Tag, length and value, as READ RECORD answers it."""
        return bytes((self.tag, len(self.value))) + self.value


Files = dict[int, tuple[Record, ...]]
"""Elementary files by id, records in order."""


def padded(content: bytes, length: int, pad: int = 0x00) -> bytes:
    """`content` filled up on the right; too long is a mistake in the test data."""
    if len(content) > length:
        raise ValueError(f"{len(content)} bytes do not fit into {length}")
    return content + bytes((pad,)) * (length - len(content))


def contact_atr(history: bytes) -> bytes:
    """ATR of a contact card, which makes PC/SC talk T=0: 3B 6D 00 00 and 13 bytes (card facts 1.1)."""
    return bytes((0x3B, 0x60 | len(history), 0x00, 0x00)) + history


def contactless_atr(history: bytes) -> bytes:
    """ATR that PC/SC builds for a contactless card, T=1: 3B 8D 80 01, 13 bytes, TCK (card facts 1.1)."""
    body = bytes((0x80 | len(history), 0x80, 0x01)) + history
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes((check,))


def history_of(area: str, serial: int) -> bytes:
    """13 historical bytes: chip maker and COS invented, area, serial (card facts 1.1, 10)."""
    return bytes.fromhex("00815445538660") + bytes.fromhex(area[:4]) + serial.to_bytes(4, "big")


def fci(algorithm: int | None) -> bytes:
    """Answer to SELECT SSSE; the algorithm template may be missing (card facts 2.1)."""
    proprietary = bytes.fromhex("88011E")
    if algorithm is not None:
        proprietary += bytes.fromhex("9F0C038601") + bytes((algorithm,))
    inner = bytes((0x84, len(SSSE_NAME))) + SSSE_NAME + bytes((0xA5, len(proprietary))) + proprietary
    return bytes((0x6F, len(inner))) + inner


def day(value: date | None) -> bytes:
    """YYYYMMDD as packed BCD; None = never written, all F."""
    return b"\xff" * 4 if value is None else bytes.fromhex(value.strftime("%Y%m%d"))


def issuer_file(
    *, area: str, serial: int, version: bytes, issued: date | None, expires: date | None, card_number: str
) -> tuple[Record, ...]:
    """EF05 (card facts 2.4); an adult's card, authentication code never written."""
    card_id = bytes.fromhex(area + "D156000005") + serial.to_bytes(4, "big") + b"\xff" * 4
    initialiser = bytes.fromhex("9156000002" + area + area + "01")
    return (
        Record(0x01, card_id),
        Record(0x02, b"3"),
        Record(0x03, padded(version, 4)),
        Record(0x04, initialiser),
        Record(0x05, day(issued)),
        Record(0x06, day(expires)),
        Record(0x07, card_number.encode("ascii")),
    )


def holder_file(
    *, number: str, name: str, sex: str, ethnic: str, birth_place: str, birth: date | None, extension: bool
) -> tuple[Record, ...]:
    """EF06 (card facts 2.5); 1.0 cards have no name extension, so everything after it moves up by one."""
    encoded = name.encode("gb18030")
    records = [Record(0x08, padded(number.encode("ascii"), 18)), Record(0x09, padded(encoded[:30], 30))]
    if extension:
        records.append(Record(0x4E, padded(encoded[30:], 20)))
    records += [
        Record(0x0A, sex.encode("ascii")),
        Record(0x0B, bytes.fromhex(ethnic)),
        Record(0x0C, bytes.fromhex(birth_place)),
        Record(0x0D, day(birth)),
    ]
    return tuple(records)
