"""Answer to reset: finding the historical bytes, which the Ministry calls 卡复位信息. Pure."""

from drivers.card.errors import CardFault


def historical_bytes(atr: bytes) -> bytes:
    """Historical bytes of an ATR, found by walking T0 and the TDi, not by a fixed offset (card facts 1.1).

    Raises `CardFault` when the ATR ends before them.
    """
    if len(atr) < 2:
        raise CardFault(f"an answer to reset of {len(atr)} byte(s) is too short")
    count = atr[1] & 0x0F
    position, present = 2, atr[1] >> 4
    while present:
        position += (present & 0b0111).bit_count()  # TAi, TBi, TCi
        if not present & 0b1000:
            break
        if position >= len(atr):
            raise CardFault("the answer to reset ends inside its interface bytes")
        present = atr[position] >> 4  # TDi says which come next
        position += 1
    if position + count > len(atr):
        raise CardFault("the answer to reset ends inside its historical bytes")
    return atr[position : position + count]
