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


class SecurityModuleFault(ReaderLost):
    """The identity-card reader answers, but its security module refuses to work (card facts 8: 60 and 66)."""


class ReaderBusy(ReaderLost):
    """The reader is there, but another program holds the card."""
