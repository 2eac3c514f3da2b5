"""Reading one social-security card from reset to the last item, in the order of card facts 11.

The application by name, EF05, authentication where the card wants it and the terminal can, EF06.
"""

from dataclasses import dataclass

from drivers.card.apdu import Channel
from drivers.card.application import Algorithm, algorithm_of, select_application
from drivers.card.atr import historical_bytes
from drivers.card.auth import Attempts, Authentication, Authenticator, AuthReply, AuthRequest, CardOfKeys
from drivers.card.errors import CardFault, ChallengeStale, SamError, SamMissing
from drivers.card.files import EF05, EF06, read_file
from drivers.card.identity import TAGS, Remark, Tag, generation_of, identity, text_or_nothing
from drivers.card.trace import log
from drivers.roles import Generation, Genuineness, Identity, NotRead


@dataclass(frozen=True, slots=True)
class Reading:
    """One whole read: what the card says, and the algorithm it authenticates with."""

    identity: Identity
    algorithm: Algorithm


@dataclass(frozen=True, slots=True)
class Outcome:
    """How authentication ended: is the card genuine, did it open, and why what is still closed is closed."""

    genuine: Genuineness = Genuineness.NOT_CHECKED
    closed: NotRead = NotRead.AUTH_REQUIRED
    opened: bool = False


class OpenCard:
    """A card whose application is selected and whose EF05 is read.

    Raises `NotSocialSecurityCard`, `CardBlocked`, `CardFault`, and what the channel raises (`CardRemoved`, ...).
    """

    def __init__(self, channel: Channel, atr: bytes) -> None:
        self.channel = channel
        fci = select_application(channel)
        self._found, self._refused = read_file(channel, EF05)
        self._remarks: tuple[Remark, ...] = ()
        self.generation = generation_of(text_or_nothing(self._found.get(TAGS[Tag.SPEC_VERSION], b"")))[0]
        card_id_code = self._found.get(TAGS[Tag.CARD_ID_CODE], b"").hex().upper()
        self.keys = CardOfKeys(card_id_code, self._history(atr), algorithm_of(fci, card_id_code))

    def _history(self, atr: bytes) -> bytes:
        try:
            return historical_bytes(atr)
        except CardFault as error:
            log.warning("unreadable answer to reset: %s", error)
            self._remarks = (Remark.RESET_UNREADABLE,)
            return b""

    def rest(self, outcome: Outcome) -> Reading:
        """Read EF06, and what of EF05 was closed before; items that cannot be read are named in the identity."""
        if outcome.opened and NotRead.AUTH_REQUIRED in self._refused.values():
            found, self._refused = read_file(self.channel, EF05)
            self._found = found | self._found
        holder, refused = read_file(self.channel, EF06)
        whole = {
            tag: outcome.closed if why is NotRead.AUTH_REQUIRED else why
            for tag, why in (self._refused | refused).items()
        }
        person = identity(self._found | holder, whole, self.keys.history, outcome.genuine, self._remarks)
        return Reading(person, self.keys.algorithm)


def read(
    channel: Channel, atr: bytes, authenticator: Authenticator | None = None, attempts: Attempts | None = None
) -> Reading:
    """Read a card. Items that cannot be read are no error: they are named in `Identity.not_read`.

    Raises `NotSocialSecurityCard`, `CardBlocked`, `CardFault`, what the channel raises (`CardRemoved`, ...), and an
    `AuthError` when the card refuses the terminal. What is wrong with the security module is a reason, not an error.
    """
    card = OpenCard(channel, atr)
    outcome = Outcome() if authenticator is None else authenticate(card, authenticator, attempts or Attempts())
    return card.rest(outcome)


def authenticate(card: OpenCard, authenticator: Authenticator, attempts: Attempts) -> Outcome:
    """Let card and terminal prove themselves to each other as far as this card wants and this module can."""
    access = card.generation is Generation.THIRD
    if not card.keys.derivable or not (access or authenticator.proves_cards):
        return Outcome()
    if authenticator.algorithm is not card.keys.algorithm:
        return Outcome(closed=NotRead.SAM_ALGORITHM)
    if access and attempts.distrusted:
        log.warning("the card stays closed: too many cards refused this terminal's module")
        return Outcome(closed=NotRead.SAM_REFUSED)
    proof = Authentication(card.channel, card.keys, authenticator.card_key, attempts)

    def prove() -> Outcome:
        request = proof.begin(genuine=authenticator.proves_cards, access=access)
        return Outcome(proof.finish(authenticator.answer(request)), opened=proof.opened)

    try:
        try:
            return prove()
        except ChallengeStale:
            log.warning("the card took its challenge for used up; once more from the start")
            return prove()
    except SamError as error:
        log.warning("the card stays closed: %s", error)
        return Outcome(closed=NotRead.SAM_MISSING if isinstance(error, SamMissing) else NotRead.SAM_REFUSED)


class HsmExchange:
    """A read whose cryptograms come from elsewhere and later, as from an HSM behind the network.

    The card stays powered and ours alone from `begin` to `finish`, and is sent nothing in between.
    """

    def __init__(self, card: OpenCard, card_key: int, attempts: Attempts) -> None:
        self._card = card
        self._proof = Authentication(card.channel, card.keys, card_key, attempts)
        self._begun = 0

    def begin(self) -> AuthRequest:
        """What to ask the HSM; a second time only after `ChallengeStale`. Raises as `Authentication.begin`."""
        if self._begun >= 2:
            raise ChallengeStale("the card took two challenges for used up; it is not asked a third time")
        self._begun += 1
        return self._proof.begin(genuine=True, access=self._card.generation is Generation.THIRD)

    def finish(self, reply: AuthReply) -> Reading:
        """Give the card its cryptogram and read the rest. Raises as `Authentication.finish`."""
        verdict = self._proof.finish(reply)
        return self._card.rest(Outcome(verdict, opened=self._proof.opened))
