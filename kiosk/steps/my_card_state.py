"""What is known here of a holder: by the card that was read, the list of lost cards, and what the hall said."""

from contract.card import Application
from contract.holding import Holder, Holding, State, Validity, holding, validity
from contract.people import age_on, birth_of
from drivers.roles import Credential, Identity
from kiosk.clock import local
from kiosk.step import Here

CHILD_YEARS = 16  # under which the rules of 2009 give a child's card its own life (domain 2.3)
TONES = {
    State.ACTIVE: "good",
    State.NOT_ACTIVATED: "warn",
    State.SUSPENDED: "bad",
    State.EXPIRED: "bad",
    State.NOT_ENTITLED: "plain",
    State.NOT_KNOWN: "plain",
}


def identity_of(here: Here) -> Identity:
    """Whose card it is; RuntimeError when nobody is signed in."""
    if here.visit.identity is None:
        raise RuntimeError("only a signed-in resident has a card")
    return here.visit.identity


def shows_card(identity: Identity) -> bool:
    """Whether the social-security card itself was read, and not another document of its holder."""
    return identity.kind is Credential.SOCIAL_SECURITY_CARD


def validity_of(identity: Identity) -> Validity:
    """The card's last day, as far as the card was seen."""
    if not shows_card(identity):
        return Validity()
    return validity(identity.issued, identity.expires, birth_of(identity.id_number) or identity.birth)


def is_child(here: Here) -> bool:
    """A guardian stands here, or a child alone: what only a guardian may do is asked for in each form."""
    identity = identity_of(here)
    birth = birth_of(identity.id_number) or identity.birth
    return birth is not None and age_on(birth, local(here.clock.now()).date()) < CHILD_YEARS


def holding_of(application: Application, here: Here) -> Holding:
    """How the person of this visit stands with what works."""
    identity, told = identity_of(here), here.visit.my_card
    holder = Holder(
        birth=birth_of(identity.id_number) or identity.birth,
        card=validity_of(identity),
        lost=here.visit.card_lost,
        activation=told.activation if told is not None else {},
    )
    return holding(application, holder, local(here.clock.now()).date())
