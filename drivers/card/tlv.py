"""Tag-length-value, both kinds the card uses: simple TLV in records, BER-TLV in the answer to SELECT. Pure."""

from collections.abc import Iterator

from drivers.card.errors import MalformedTlv


def records(block: bytes) -> tuple[dict[int, bytes], bool]:
    """Split records standing back to back into `{tag: value}` (card facts 2.2); first of a repeated tag wins.

    The flag is True when the block ended exactly on a record; False when its tail is cut or is padding, which
    the whole records before it survive.
    """
    found: dict[int, bytes] = {}
    position = 0
    while position < len(block):
        header = block[position : position + 2]
        if len(header) < 2 or header[0] in (0x00, 0xFF):  # neither is a tag: padding
            return found, False
        tag, length = header
        value = block[position + 2 : position + 2 + length]
        if len(value) < length:
            return found, False
        found.setdefault(tag, value)
        position += 2 + length
    return found, True


def ber_find(data: bytes, *path: int) -> bytes | None:
    """Value of the BER-TLV reached by `path` of tags (as 0x6F, 0x9F0C), None when absent.

    Raises `MalformedTlv` when the bytes on the way are not BER-TLV.
    """
    value: bytes | None = data
    for wanted in path:
        value = next((inner for tag, inner in _ber(value or b"") if tag == wanted), None)
        if value is None:
            return None
    return value


def _ber(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        if data[position] in (0x00, 0xFF):  # allowed filler between BER-TLV objects
            position += 1
            continue
        tag, position = _ber_tag(data, position)
        length, position = _ber_length(data, position)
        value = data[position : position + length]
        if len(value) < length:
            raise MalformedTlv(f"tag {tag:X} says {length} bytes, {len(value)} are there")
        yield tag, value
        position += length


def _ber_tag(data: bytes, position: int) -> tuple[int, int]:
    tag = data[position]
    position += 1
    if tag & 0x1F == 0x1F:
        if position >= len(data) or data[position] & 0x80:
            raise MalformedTlv("a tag is cut off or longer than two bytes")
        tag = tag << 8 | data[position]
        position += 1
    return tag, position


def _ber_length(data: bytes, position: int) -> tuple[int, int]:
    if position >= len(data):
        raise MalformedTlv("a tag has no length")
    first = data[position]
    position += 1
    if first < 0x80:
        return first, position
    count = first & 0x7F
    if count not in (1, 2) or position + count > len(data):
        raise MalformedTlv(f"length byte {first:02X} is not a short length")
    return int.from_bytes(data[position : position + count], "big"), position + count
