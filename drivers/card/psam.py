"""The terminal's security module (PSAM) in its own slot: it holds the keys and makes the cryptograms.

Sequence of card facts 3.5: select the social-security ADF, deliver a session key derived from the card's factors,
have data enciphered. Which key, how many levels, in which order: all of that is configuration, since what is published
about it comes from one or two sources, and none of it was tried with a real module.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any

from drivers.card.apdu import Apdu, Channel, Ins, Response, StatusWord
from drivers.card.application import Algorithm
from drivers.card.auth import CRYPTOGRAM, RKSSSE, AuthReply, AuthRequest, Question
from drivers.card.errors import CardError, CardFault, SamError, SamMissing, SamRefused
from drivers.card.trace import log

TERMINAL_NUMBER_SFI = 0x16
TERMINAL_NUMBER_BYTES = 6
LEVELS = range(4)
"""Possible numbers of diversification levels (card facts 3.5)."""

ALGORITHMS: Mapping[str, Algorithm] = {"3des": Algorithm.DES, "ssf33": Algorithm.SSF33, "sm4": Algorithm.SM4}


@unique
class FactorOrder(Enum):
    """In which order the factors follow in DELIVERY SESSION KEY; the public example has the card's first."""

    LOWEST_FIRST = "lowest-first"
    HIGHEST_FIRST = "highest-first"


@dataclass(frozen=True, slots=True)
class KeyReference:
    """P1 and P2 of DELIVERY SESSION KEY: top three bits of P1 = levels, low five = kind of key; P2 = key id."""

    p1: int
    p2: int

    @classmethod
    def parse(cls, text: str) -> "KeyReference":
        """From four hex digits, as `470A`. Raises ValueError."""
        both = bytes.fromhex(text)
        if len(both) != 2:
            raise ValueError(f"a key reference has four hex digits, not {text!r}")
        return cls(both[0], both[1])

    @property
    def levels(self) -> int:
        """The number of levels it was written with."""
        return self.p1 >> 5

    def with_levels(self, levels: int) -> int:
        """P1 with another number of levels."""
        return levels << 5 | self.p1 & 0x1F


@dataclass(frozen=True, slots=True)
class PsamSettings:
    """What must be known of a module; its issuer tells.

    `reader` is a part of its slot's name. `access_key` opens the holder's file; None `genuine_key` = cards are not
    asked to prove themselves. `card_key` is the card's own number of the access key. `initialise` sends INITIALIZE
    ENVIRONMENT first.
    """

    reader: str
    algorithm: Algorithm
    access_key: KeyReference
    card_key: int = RKSSSE
    genuine_key: KeyReference | None = None
    adf: bytes = bytes.fromhex("D15600000590")
    factors: FactorOrder = FactorOrder.LOWEST_FIRST
    initialise: bool = False

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "PsamSettings":
        """From `[card.psam]` of the terminal's settings; unset keys have the defaults above. Raises ValueError."""
        take: dict[str, Callable[[Any], Any]] = {
            "reader": str,
            "algorithm": lambda name: ALGORITHMS[name],
            "access_key": KeyReference.parse,
            "card_key": int,
            "genuine_key": KeyReference.parse,
            "adf": bytes.fromhex,
            "factors": FactorOrder,
            "initialise": bool,
        }
        try:
            return cls(**{key: take[key](value) for key, value in table.items() if value is not None})
        except (KeyError, TypeError) as error:
            raise ValueError(f"[card.psam]: {error}") from error


class Psam:
    """A module reached through `connect`, which opens its slot and gives a channel; opened anew for every answer."""

    def __init__(self, settings: PsamSettings, connect: Callable[[], AbstractContextManager[Channel]]) -> None:
        self._settings = settings
        self._connect = connect
        self._levels: dict[KeyReference, int] = {}
        self.algorithm = settings.algorithm
        self.card_key = settings.card_key
        self.proves_cards = settings.genuine_key is not None

    def answer(self, request: AuthRequest) -> AuthReply:
        """The cryptograms that are wanted. Raises `SamMissing`, `SamRefused`; nothing here costs the card a try."""
        with self._open() as channel:
            self._select(channel, request.card.card_id_code)
            genuine = access = None
            if request.genuine is not None and self._settings.genuine_key is not None:
                genuine = self._cryptogram(channel, self._settings.genuine_key, request, request.genuine)
            if request.access is not None:
                access = self._cryptogram(channel, self._settings.access_key, request, request.access)
            return AuthReply(genuine, access)

    def check(self) -> str:
        """Select the application, use no key; the terminal number ("" = none). Raises as `answer`."""
        with self._open() as channel:
            number = self._terminal_number(channel)
            self._select(channel, None)
            return number

    def terminal_number(self) -> str:
        """The twelve digits of the module's terminal number, "" when it has none (card facts 3.5, one source)."""
        with self._open() as channel:
            return self._terminal_number(channel)

    @contextmanager
    def _open(self) -> Iterator[Channel]:
        """A channel to the module; whatever goes wrong there is the module's, not the card's."""
        try:
            with self._connect() as channel:
                yield channel
        except SamError:
            raise
        except CardFault as error:
            raise SamRefused(f"the security module: {error}") from error
        except CardError as error:
            raise SamMissing(f"the security module: {error}") from error

    def _terminal_number(self, channel: Channel) -> str:
        """Before any application is selected: the file lies beside them."""
        command = Apdu(Ins.READ_BINARY, 0x80 | TERMINAL_NUMBER_SFI, 0, le=TERMINAL_NUMBER_BYTES)
        digits = channel.exchange(command).data.hex()
        return digits if len(digits) == 2 * TERMINAL_NUMBER_BYTES and digits.isdigit() else ""

    def _select(self, channel: Channel, card_id_code: str | None) -> None:
        answer = channel.exchange(Apdu(Ins.SELECT, 0x04, 0x00, self._settings.adf, le=0))
        _refuse(answer, "selecting its application")
        if self._settings.initialise and card_id_code is not None:
            data = bytes.fromhex(card_id_code[:2])
            answer = channel.exchange(Apdu(Ins.INITIALIZE_ENVIRONMENT, 0, 0, data, cla=0xBF))
            _refuse(answer, "initialising")

    def _cryptogram(self, channel: Channel, key: KeyReference, request: AuthRequest, question: Question) -> bytes:
        block = self.algorithm.block
        factor, data = question.factor.ljust(block, b"\x00"), question.data.ljust(block, b"\x00")
        self._deliver(channel, key, request, factor)
        answer = channel.exchange(Apdu(Ins.CIPHER_DATA, 0, 0, data, le=0, cla=0x80))
        _refuse(answer, "enciphering")
        if len(answer.data) != block:
            raise SamRefused(f"the security module enciphered {block} bytes to {len(answer.data)}")
        first, second = answer.data[:CRYPTOGRAM], answer.data[CRYPTOGRAM:]
        return bytes(a ^ b for a, b in zip(first, second, strict=True)) if second else first

    def _deliver(self, channel: Channel, key: KeyReference, request: AuthRequest, factor: bytes) -> None:
        """Derive the session key, with the levels that are set, and the other counts when those are wrong."""
        levels = self._levels.get(key, key.levels)
        for count in itertools.chain((levels,), (other for other in LEVELS if other != levels)):
            answer = channel.exchange(self._delivery(key, request, factor, count))
            if answer.ok:
                self._levels[key] = count
                if count != key.levels:
                    log.warning("the security module's key %02X has %d level(s), not %d", key.p2, count, key.levels)
                return
            if answer.sw != StatusWord.BAD_DATA:
                break
        _refuse(answer, f"deriving key {key.p2:02X}")

    def _delivery(self, key: KeyReference, request: AuthRequest, factor: bytes, levels: int) -> Apdu:
        """DELIVERY SESSION KEY for so many levels: those nearest to the card."""
        province, city, card = request.card.factors()
        factors = [card, city, province][:levels]
        if self._settings.factors is FactorOrder.HIGHEST_FIRST:
            factors.reverse()
        p1 = key.with_levels(levels)
        return Apdu(Ins.DELIVERY_SESSION_KEY, p1, key.p2, b"".join(factors) + factor, cla=0xBF)


def _refuse(answer: Response, doing: str) -> None:
    if not answer.ok:
        raise SamRefused(f"the security module refused {doing} (status {answer.sw:04X})")
