"""Everything the card driver may raise: a closed set, each a `drivers.roles.DeviceError`."""

from drivers.roles import DeviceError


class CardError(DeviceError):
    """Root of this driver's errors; never raised itself."""


class NoCard(CardError):
    """The slot is empty."""


class NothingNew(NoCard):
    """The identity-card reader finds nothing after a card it read: that one still lies there, or none does."""


class CardMute(CardError):
    """Something is in the slot but does not answer a reset: upside down, not a chip card, or dirty contacts."""


class NotSocialSecurityCard(CardError):
    """A working chip card without the social-security application, such as a bank card."""


class NotIdentityCard(CardError):
    """On the identity-card reader lies a card it does not take, or one with a layout this driver does not know."""


class CardRemoved(CardError):
    """The card was pulled while it was being read."""


class CardBlocked(CardError):
    """The card or its social-security application says it is blocked for good (card facts 2.1, 4)."""


class CardFault(CardError):
    """The card answered, but not as its specification says; `status_word` is what it said, if it said one."""

    def __init__(self, message: str, status_word: int | None = None) -> None:
        super().__init__(message if status_word is None else f"{message} (status {status_word:04X})")
        self.status_word = status_word


class MalformedTlv(CardFault):
    """Bytes that should be tag-length-value are not."""


class ReaderLost(CardError):
    """The reader is unplugged, or the PC/SC service is gone."""


class ServiceDown(ReaderLost):
    """No PC/SC service answers: pcscd does not run."""


class AccessDenied(ReaderLost):
    """The PC/SC service answers, but does not let this user in (polkit)."""


class SecurityModuleFault(ReaderLost):
    """The identity-card reader answers, but its security module refuses to work (card facts 8: 60 and 66)."""


class ReaderBusy(ReaderLost):
    """The reader is there, but another program holds the card."""


# --- authentication -----------------------------------------------------------------------------------


class AuthError(CardError):
    """The card's holder data stay closed after an attempt to open them, which is not made again by itself."""


class AuthFailed(AuthError):
    """The card refused the cryptogram; `tries_left` before its key locks for good, None when it did not say."""

    def __init__(self, message: str, tries_left: int | None = None) -> None:
        super().__init__(message if tries_left is None else f"{message}, {tries_left} left")
        self.tries_left = tries_left


class AuthUncertain(AuthError):
    """The cryptogram was sent and no answer came back: whether a try was spent is not known."""


class KeyBlocked(AuthError):
    """The card's key is locked after too many refused cryptograms."""


class KeyMissing(AuthError):
    """The card has no key with the number this terminal is set to use."""


class ChallengeStale(AuthError):
    """The card takes its own challenge for used up (6984); the one case that may be done again, from the start."""


# --- the security module (PSAM) -------------------------------------------------------------------------


class SamError(CardError):
    """The terminal's security module did not do its part; a read goes on without it and says so."""


class SamMissing(SamError):
    """No security module answers in the slot that is set for it."""


class SamRefused(SamError):
    """The security module answers, but has no such application or key, or takes the data for wrong."""


# --- the holder's PIN -------------------------------------------------------------------------------------


class PinError(CardError):
    """The PIN was not verified."""


class PinWrong(PinError):
    """The card says the PIN is wrong; `tries_left` is what it has left."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"the PIN is wrong, {tries_left} tries left")
        self.tries_left = tries_left


class PinBlocked(PinError):
    """The PIN is blocked; only its issuer can set a new one."""


class PinAtLastTry(PinError):
    """One try is left, so nothing was sent: a mistake here would block the card."""


class PinNotSet(PinError):
    """The card has no PIN; nothing was sent."""


class PinMalformed(PinError):
    """Not 4 to 16 digits; nothing was sent."""
