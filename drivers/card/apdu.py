"""Command and response APDUs, and the T=0 chain that fetches a whole answer. Pure: bytes in, bytes out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import IntEnum, unique

from drivers.card.errors import CardFault
from drivers.card.trace import trace

Transmit = Callable[[bytes], bytes]
"""Sends one command APDU and returns data followed by two status bytes; raises the errors of this driver."""

MAX_ROUNDS = 16
"""Most exchanges one command may cost; a card that always has more to say is broken (card facts 5.1)."""


@unique
class StatusWord(IntEnum):
    """Status words the driver tells apart (card facts 4)."""

    OK = 0x9000
    AUTH_FAILED = 0x6300
    MEMORY = 0x6581
    WRONG_LENGTH = 0x6700
    FILE_STRUCTURE = 0x6981
    SECURITY = 0x6982
    BLOCKED_METHOD = 0x6983
    CHALLENGE_INVALID = 0x6984
    NO_CURRENT_EF = 0x6986
    BAD_DATA = 0x6A80
    UNSUPPORTED_OR_BLOCKED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    BAD_P1_P2 = 0x6A86
    KEY_MISSING = 0x6A88
    WRONG_P1_P2 = 0x6B00
    INS_UNKNOWN = 0x6D00
    CLA_UNKNOWN = 0x6E00
    APPLICATION_BLOCKED = 0x9303


@unique
class Ins(IntEnum):
    """Instructions this driver sends; none of them writes. VERIFY and EXTERNAL_AUTHENTICATE can spend a try."""

    VERIFY = 0x20
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    INTERNAL_AUTHENTICATE = 0x88
    SELECT = 0xA4
    READ_BINARY = 0xB0
    READ_RECORD = 0xB2
    GET_RESPONSE = 0xC0
    # of the security module (card facts 3.5)
    DELIVERY_SESSION_KEY = 0xDE
    INITIALIZE_ENVIRONMENT = 0xEC
    CIPHER_DATA = 0xFA


@dataclass(frozen=True, slots=True)
class Apdu:
    """A short command APDU; `le` None = no answer data asked, 0 = as much as there is."""

    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)  # may be a PIN
    le: int | None = None
    cla: int = 0x00

    def encode(self, *, t0: bool) -> bytes:
        """The bytes to send; under T=0 a command with data goes without Le (card facts 5.1)."""
        encoded = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.data:
            encoded += bytes((len(self.data),)) + self.data
            return encoded if t0 or self.le is None else encoded + bytes((self.le,))
        if self.le is None:
            return encoded + b"\x00" if t0 else encoded
        return encoded + bytes((self.le,))


@dataclass(frozen=True, slots=True)
class Response:
    """What the card answered once the chain is over; `sw` is the last status word."""

    data: bytes = field(repr=False)
    sw: int

    @property
    def ok(self) -> bool:
        """True for 9000."""
        return self.sw == StatusWord.OK

    @property
    def tries_left(self) -> int | None:
        """x of 63Cx, None for any other status word (card facts 4)."""
        return self.sw & 0x0F if self.sw >> 4 == 0x63C else None


@dataclass(frozen=True, slots=True)
class Channel:
    """An open card: how to send one APDU, and which protocol was agreed."""

    transmit: Transmit
    t0: bool

    def exchange(self, command: Apdu) -> Response:
        """Send `command`, follow 61xx and one 6Cxx, return the joined answer (card facts 5.1).

        A command that carries data or wants none is never sent twice: it may spend a try.

        Raises `CardFault` when the chain does not end, and whatever `transmit` raises.
        """
        data = b""
        sent, corrected = command, False
        for _ in range(MAX_ROUNDS):
            part, sw = self._once(sent)
            data += part
            if sw >> 8 == 0x61:
                sent, corrected = Apdu(Ins.GET_RESPONSE, 0, 0, le=sw & 0xFF), False
            elif sw >> 8 == 0x6C and not corrected and not sent.data and sent.le is not None:
                sent, corrected = replace(sent, le=sw & 0xFF), True
            else:
                return Response(data, sw)
        raise CardFault("the card never came to the end of its answer", sw)

    def _once(self, command: Apdu) -> tuple[bytes, int]:
        answer = self.transmit(command.encode(t0=self.t0))
        if len(answer) < 2:
            raise CardFault(f"the card answered {len(answer)} byte(s), a status word needs two")
        data, sw = answer[:-2], int.from_bytes(answer[-2:], "big")
        header = f"{command.cla:02X}{command.ins:02X}{command.p1:02X}{command.p2:02X}"
        trace("%s lc=%d le=%s -> %d byte(s) %04X", header, len(command.data), command.le, len(data), sw)
        return data, sw
