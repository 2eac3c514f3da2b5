"""The social-security application on the card: selecting it, and which algorithm it speaks."""

from enum import Enum, unique

from drivers.card.apdu import Apdu, Channel, Ins, Response, StatusWord
from drivers.card.errors import CardBlocked, CardFault, MalformedTlv, NotSocialSecurityCard
from drivers.card.tlv import ber_find
from drivers.card.trace import log

SSSE = b"sx1.sh." + "社会保障".encode("gbk")
"""Name of the application (card facts 2.1)."""

_NOT_AN_SSC = (StatusWord.FILE_NOT_FOUND, StatusWord.INS_UNKNOWN, StatusWord.CLA_UNKNOWN)
# 6A81 also means "not supported"; to SELECT by name the card facts (2.1) know it only from a blocked card.
_BLOCKED = (StatusWord.UNSUPPORTED_OR_BLOCKED, StatusWord.APPLICATION_BLOCKED, StatusWord.BLOCKED_METHOD)


@unique
class Algorithm(Enum):
    """Symmetric algorithm of the card, from the FCI (card facts 1)."""

    DES = 0x01
    SSF33 = 0x02
    SM4 = 0x03

    @property
    def block(self) -> int:
        """Bytes in one block of the cipher (card facts 3.4)."""
        return 8 if self is Algorithm.DES else 16


def select_application(channel: Channel) -> bytes:
    """Select SSSE by name and return its FCI, which old cards leave out (card facts 2.1)."""
    answer = channel.exchange(Apdu(Ins.SELECT, 0x04, 0x00, SSSE, le=0))
    if answer.sw in _NOT_AN_SSC:
        raise NotSocialSecurityCard(f"no social-security application on this card (status {answer.sw:04X})")
    refuse(answer, "selecting the social-security application")
    return answer.data


def algorithm_of(fci: bytes, card_id_code: str) -> Algorithm:
    """Algorithm id `9F0C 03 86 01 xx` of the FCI; absent: SSF33 in Beijing (area 11), else DES (card facts 1)."""
    default = Algorithm.SSF33 if card_id_code.startswith("11") else Algorithm.DES
    try:
        value = ber_find(fci, 0x6F, 0xA5, 0x9F0C, 0x86)
    except MalformedTlv as error:
        log.warning("unreadable FCI, default algorithm taken: %s", error)
        return default
    if value is None:
        return default
    try:
        return Algorithm(int.from_bytes(value, "big"))
    except ValueError:
        log.warning("unknown algorithm id of %d byte(s), default taken", len(value))
        return default


def refuse(answer: Response, doing: str) -> None:
    """Turn a status word that is not 9000 into `CardBlocked` or `CardFault`."""
    if answer.ok:
        return
    if answer.sw in _BLOCKED:
        raise CardBlocked(f"{doing}: the card is blocked (status {answer.sw:04X})")
    raise CardFault(f"{doing} failed", answer.sw)
