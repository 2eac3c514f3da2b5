"""How a hand-in came in: at a terminal, signed on its screen, or over the hall's own counter, witnessed by an officer.

Both go the same way from here (`hall.cases.receive`, `hall.cases.supplement`); only what differs stands here.
"""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from contract.bodies import Signature
from contract.life import Role
from contract.message import Message
from hall.accounts.models import Officer
from hall.cases.models import Channel
from hall.cases.story import Actor
from hall.fleet.models import Counter, Terminal


@unique
class Seen(StrEnum):
    """What an officer looked at to know who stood at the counter."""

    ID_CARD = "id_card"
    SOCIAL_CARD = "social_card"
    PERMIT = "permit"  # of a resident of Hong Kong, Macao or Taiwan, or a foreigner's
    PASSPORT = "passport"
    OTHER = "other"  # a paper that is no identity document: the officer knows why it was enough


class Witness(Message):
    """Instead of a signature: an officer's word that the person was there and said that the form is theirs.

    Kept where a signature would stand, and never with strokes: nobody drew any.
    """

    officer: str  # sign-in name
    counter: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class Entry:
    """Where and by whose hands; `counter`, `officer` and `witness` are there together or not at all."""

    terminal: Terminal
    channel: Channel = Channel.TERMINAL
    counter: Counter | None = None
    officer: Officer | None = None
    witness: Witness | None = None

    @property
    def district(self) -> str:
        """Whose list of services counts; "" when nobody has said it."""
        return self.counter.district if self.counter else self.terminal.district

    @property
    def actor(self) -> Actor:
        """Who stands in the story: the applicant at a terminal, at a counter the officer who took it."""
        if self.counter is None or self.officer is None:
            return Actor("applicant", Role.APPLICANT, self.terminal.id)
        return Actor(self.officer.label, Role.ACCEPTOR, self.counter.id)

    def signed(self, signature: Signature) -> dict[str, Any]:
        """What is kept of how a hand-in was signed: the signature itself, or the officer's witness in its place."""
        if self.witness is None:
            return signature.model_dump(mode="json")
        whole = {"document_sha256": signature.document_sha256, "by_pages": signature.by_pages}
        return {"witness": self.witness.model_dump(mode="json"), **whole}
