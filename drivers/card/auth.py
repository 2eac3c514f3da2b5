"""Authentication between card and terminal, seen from the card's slot (card facts 3.2-3.6). No key is ever here.

The card proves itself by INTERNAL AUTHENTICATE; the terminal proves itself to a third-generation card by EXTERNAL
AUTHENTICATE, which opens the holder's file. Who can make the cryptograms, a PSAM in its slot or an HSM behind the
network, gets an `AuthRequest` and gives an `AuthReply`.

A refused EXTERNAL AUTHENTICATE can lock the card's key for good, so it is sent once: never in a loop, and never
again by itself to a card that refused (`Attempts`).
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from drivers.card.apdu import Apdu, Channel, Ins, Response, StatusWord
from drivers.card.application import Algorithm
from drivers.card.errors import (
    AuthFailed,
    AuthUncertain,
    CardError,
    CardFault,
    CardRemoved,
    ChallengeStale,
    KeyBlocked,
    KeyMissing,
    ReaderBusy,
    ReaderLost,
)
from drivers.card.trace import log
from drivers.roles import Genuineness

CRYPTOGRAM = 8
"""Bytes in a challenge, in the data it is made over, and in a cryptogram (card facts 3.3)."""

RKSSSE = 0x0A
"""Number of the card's key that opens EF06 of a third-generation card (card facts 3.2, four sources)."""

UNANSWERED_MAX = 2
"""How often a cryptogram may go out to one card without any answer (it was pulled), before no more are sent."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one cryptogram is made over: 8 bytes that make the session key, 8 bytes of data."""

    factor: bytes = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardOfKeys:
    """What the keys of one card are derived from, and what finds its counter again."""

    card_id_code: str = field(repr=False)
    history: bytes = field(repr=False)
    algorithm: Algorithm

    @property
    def derivable(self) -> bool:
        """Whether there is enough of it to derive a key from."""
        return len(self.card_id_code) == 32 and self.card_id_code[:6].isdigit() and len(self.history) >= 8

    def factors(self) -> tuple[bytes, bytes, bytes]:
        """Diversification factors of province, city and card (card facts 3.4; the exception for 33 from one source)."""
        area = self.card_id_code[:6]
        city = area[:4] + "00" if area.startswith("33") else area
        return area[:2].encode() + b"0000sh", city.encode() + b"sx", self.history[-8:]


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """What is asked of PSAM or HSM: cryptograms over up to two questions, None = not wanted."""

    card: CardOfKeys
    genuine: Question | None
    access: Question | None

    @property
    def line(self) -> str:
        """The request as networked terminals send it, each field closed by a bar (card facts 3.6).

        City, historical bytes, algorithm, card id code, factor and data of the card's proof, then of the terminal's.
        Vendors differ in what follows and in whether they send the whole ATR: take it as a list of fields.
        """
        area, code = self.card.card_id_code[:6], self.card.card_id_code
        fields = [area, self.card.history.hex().upper(), f"{self.card.algorithm.value:02X}", code]
        for question in (self.genuine, self.access):
            fields += [question.factor.hex().upper(), question.data.hex().upper()] if question else ["", ""]
        return "".join(f"{value}|" for value in fields)


@dataclass(frozen=True, slots=True)
class AuthReply:
    """The cryptograms, 8 bytes each; None = not made."""

    genuine: bytes | None = field(default=None, repr=False)
    access: bytes | None = field(default=None, repr=False)

    @classmethod
    def from_line(cls, line: str) -> "AuthReply":
        """From `C1'‖D1|A2‖D2|` (card facts 3.6): of each part the first 8 bytes count. Raises ValueError."""
        parts = [bytes.fromhex(part)[:CRYPTOGRAM] for part in line.strip().split("|")[:2]]
        if len(parts) != 2 or any(len(part) not in (0, CRYPTOGRAM) for part in parts):
            raise ValueError("an HSM's reply has two parts of at least 8 bytes, or empty ones")
        return cls(parts[0] or None, parts[1] or None)


REFUSALS_MAX = 3
"""So many cards in a row cannot all be wrong: the terminal's key is, and is kept from the next card."""


class Authenticator(Protocol):
    """Who makes cryptograms at once; a PSAM does."""

    algorithm: Algorithm
    card_key: int
    proves_cards: bool

    def answer(self, request: AuthRequest) -> AuthReply:
        """The cryptograms. Raises `SamMissing` or `SamRefused`."""


class Attempts:
    """Cards that refused the terminal, kept by keyed hash in memory, so that no second try is made by itself.

    A few entries in a terminal's life. Restarting the program forgets them: that is an act of a technician.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._unanswered: dict[bytes, int] = {}
        self._refusals = 0

    @property
    def distrusted(self) -> bool:
        """Whether so many cards in a row refused the terminal that no other may be asked."""
        return self._refusals >= REFUSALS_MAX

    def begin(self, card: CardOfKeys) -> None:
        """Note that a cryptogram is about to go out. Raises as `check`."""
        self.check(card)
        self._unanswered[self._tag(card)] = self._unanswered.get(self._tag(card), 0) + 1

    def check(self, card: CardOfKeys) -> None:
        """Raises `AuthFailed` when this card must be left alone, or the terminal's key is distrusted."""
        if self.distrusted:
            raise AuthFailed("too many cards refused the terminal; nothing was sent")
        if not self.allows(card):
            raise AuthFailed("this card refused the terminal before; nothing was sent")

    def allows(self, card: CardOfKeys) -> bool:
        """Whether this card has not refused."""
        return self._unanswered.get(self._tag(card), 0) < UNANSWERED_MAX

    def refused(self, card: CardOfKeys, *, wrong: bool) -> None:
        """The card said no: leave it alone from now on. `wrong`: because of the cryptogram, which may be our fault."""
        self._unanswered[self._tag(card)] = UNANSWERED_MAX
        self._refusals += wrong
        if wrong and self.distrusted:
            log.error("%d cards in a row refused the terminal: no more are asked until it is restarted", REFUSALS_MAX)

    def accepted(self, card: CardOfKeys) -> None:
        """The card said yes: so the terminal's key is right."""
        self.settled(card)
        self._refusals = 0

    def settled(self, card: CardOfKeys) -> None:
        """The card certainly spent nothing."""
        self._unanswered.pop(self._tag(card), None)

    def _tag(self, card: CardOfKeys) -> bytes:
        return hmac.digest(self._key, card.card_id_code.encode() + card.history, "sha256")


class Authentication:
    """One card's side of it: `begin` asks the card, `finish` gives it the reply. In between nothing else may be
    sent to the card, and it must stay powered."""

    def __init__(
        self,
        channel: Channel,
        card: CardOfKeys,
        card_key: int,
        attempts: Attempts,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._channel = channel
        self._card = card
        self._card_key = card_key
        self._attempts = attempts
        self._random = random
        self._request: AuthRequest | None = None
        self._proof: bytes | None = None
        self.opened = False
        """Whether the card has accepted the terminal."""

    def begin(self, *, genuine: bool, access: bool) -> AuthRequest:
        """Have the card prove itself and take its challenges, as wanted.

        The question for the card's own proof is ours and random: a copied card could replay an answer to a
        question it chose itself. Raises `AuthFailed` for a card that must be left alone, and the channel's errors.
        """
        if access:
            self._attempts.check(self._card)
        question = Question(self._random(CRYPTOGRAM), self._random(CRYPTOGRAM)) if genuine else None
        self._proof = self._internal(question) if question else None
        wanted = None
        if access:
            data = self._challenge()  # the recorded terminals take the data from the card as well (card facts 3.3)
            wanted = Question(self._challenge(), data)
        self._request = AuthRequest(self._card, question, wanted)
        return self._request

    def finish(self, reply: AuthReply) -> Genuineness:
        """Compare the card's proof, then prove the terminal to the card; a clone is not talked to any further.

        Raises `AuthFailed`, `KeyBlocked`, `KeyMissing`, `ChallengeStale` (begin anew, once), `AuthUncertain`,
        `CardFault`, and the channel's errors. RuntimeError without a `begin` before it.
        """
        request, self._request = self._request, None
        if request is None:
            raise RuntimeError("finish without begin")
        verdict = Genuineness.NOT_CHECKED
        if request.genuine is not None and reply.genuine is not None:
            proved = self._proof is not None and hmac.compare_digest(self._proof, reply.genuine)
            verdict = Genuineness.GENUINE if proved else Genuineness.CLONE
        if verdict is not Genuineness.CLONE and request.access is not None and reply.access is not None:
            self._external(request.access, reply.access)
        return verdict

    def _internal(self, question: Question) -> bytes | None:
        """The card's cryptogram; None when it did not give one, which counts as not proved."""
        data = question.factor + question.data
        answer = self._channel.exchange(Apdu(Ins.INTERNAL_AUTHENTICATE, 0, 0, data, le=0))
        return answer.data if answer.ok and len(answer.data) == CRYPTOGRAM else None

    def _challenge(self) -> bytes:
        answer = self._channel.exchange(Apdu(Ins.GET_CHALLENGE, 0, 0, le=CRYPTOGRAM))
        if not answer.ok or len(answer.data) != CRYPTOGRAM:
            raise CardFault(f"the card gave a challenge of {len(answer.data)} bytes", answer.sw)
        return answer.data

    def _external(self, question: Question, cryptogram: bytes) -> None:
        """The one EXTERNAL AUTHENTICATE."""
        command = Apdu(Ins.EXTERNAL_AUTHENTICATE, 0, self._card_key, cryptogram + question.data)
        self._attempts.begin(self._card)
        try:
            answer = self._channel.exchange(command)
        except CardError as error:
            if isinstance(error, CardRemoved | ReaderLost) and not isinstance(error, ReaderBusy):
                raise  # a person or a service did that; it is not tried again by itself
            raise AuthUncertain(f"no answer to the terminal's cryptogram: {error}") from error
        if answer.ok:
            self._attempts.accepted(self._card)
        elif answer.sw == StatusWord.CHALLENGE_INVALID:
            self._attempts.settled(self._card)
        else:
            self._attempts.refused(self._card, wrong=answer.sw >> 8 == StatusWord.AUTH_FAILED >> 8)
        _judge(answer)
        self.opened = True


def _judge(answer: Response) -> None:
    """The card's verdict on the terminal (card facts 3.3, 4)."""
    if answer.ok:
        return
    left = answer.tries_left
    if answer.sw == StatusWord.CHALLENGE_INVALID:
        raise ChallengeStale("the card takes its challenge for used up")
    if answer.sw == StatusWord.BLOCKED_METHOD or left == 0:
        raise KeyBlocked("the card's key is locked")
    if answer.sw == StatusWord.KEY_MISSING:
        raise KeyMissing("the card has no such key")
    if left is not None or answer.sw == StatusWord.AUTH_FAILED:
        raise AuthFailed("the card refused the terminal's cryptogram", left)
    raise CardFault("external authentication failed", answer.sw)
