"""The holder's PIN: asking what is left costs nothing, a wrong one does. No PIN is ever tried by itself."""

from drivers.card.apdu import Apdu, Channel, Ins, StatusWord
from drivers.card.errors import CardFault, PinAtLastTry, PinBlocked, PinMalformed, PinNotSet, PinWrong

SHORTEST, LONGEST = 4, 16


def pack(pin: str) -> bytes:
    """4 to 16 digits as packed BCD, the last nibble filled with F (card facts 4). Raises `PinMalformed`."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise PinMalformed(f"a PIN has {SHORTEST} to {LONGEST} digits")
    return bytes.fromhex(pin + "F" * (len(pin) % 2))


def tries_left(channel: Channel) -> int | None:
    """Tries the card has left, 0 = blocked, None = it has no PIN; spends none (VERIFY with Lc=0, card facts 4).

    Raises `CardFault` when the card does not answer that question.
    """
    answer = channel.exchange(Apdu(Ins.VERIFY, 0, 0))
    if answer.ok:
        return None
    if answer.sw == StatusWord.BLOCKED_METHOD:
        return 0
    if answer.tries_left is None:
        raise CardFault("asking for the PIN's tries failed", answer.sw)
    return answer.tries_left


def verify(channel: Channel, pin: str) -> None:
    """Verify the PIN the holder has typed, once.

    Raises `PinMalformed`, `PinNotSet`, `PinBlocked`, `PinAtLastTry` before anything is sent, `PinWrong` and
    `PinBlocked` after, `CardFault` when the card does not say what is left (then nothing is sent either).
    """
    packed = pack(pin)
    left = tries_left(channel)
    if left is None:
        raise PinNotSet("this card has no PIN")
    if left == 0:
        raise PinBlocked("the PIN is blocked")
    if left == 1:
        raise PinAtLastTry("one try is left; a mistake would block the card, so none is made here")
    answer = channel.exchange(Apdu(Ins.VERIFY, 0, 0, packed))
    if answer.ok:
        return
    if answer.sw == StatusWord.BLOCKED_METHOD or answer.tries_left == 0:
        raise PinBlocked("the PIN is blocked")
    if answer.tries_left is not None:
        raise PinWrong(answer.tries_left)
    raise CardFault("verifying the PIN failed", answer.sw)
