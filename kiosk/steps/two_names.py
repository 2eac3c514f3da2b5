"""The card and the identity card beside it: two names of one person. The identity card wins, the card is to be updated.

Only where both readers are fitted and the second document is shown while "my card" is open (domain 2.3, edge).
"""

from dataclasses import replace

from contract.envelope import new_id
from contract.failures import ENTRIES, Failure
from contract.my_card import NameDiffers
from contract.people import fold_id
from contract.text import Text
from drivers.roles import CardEvent, Identity
from kiosk.events import CardMoved, Done, Event, Failed
from kiosk.failing import failure_of_incomplete
from kiosk.step import Here, Outcome, Stay
from kiosk.steps.my_card_state import identity_of, shows_card

_AGREE = Text(zh="社保卡和身份证姓名一致", en="Both cards give the same name")
_QUEUED = Text(
    zh="两张卡姓名不一致:以身份证为准,已登记社保卡待更新",
    en="The cards give two names: the identity card counts, and your card is queued for an update",
)
_NOT_SENT = Text(
    zh="两张卡姓名不一致:本次以身份证为准。现在联不上网,没能登记,请到社保卡网点更新",
    en="The cards give two names: the identity card counts here. It could not be reported now: please go to an office",
)


class TwoNames:
    """Reads the other document when it comes, and holds it against the one that was signed on with."""

    def __init__(self) -> None:
        self._own: Identity | None = None  # as it was signed on with, whatever name counts since

    def on(self, event: Event, here: Here) -> Outcome | None:
        """What concerns the other document; None is for the step."""
        match event:
            case CardMoved(CardEvent.INSERTED, reader) if reader is not here.visit.reader:
                if reader in here.terminal.readers.fitted:
                    here.run("other", reader, here.terminal.readers.fitted[reader].read_identity)
            case Done("other", Identity() as other):
                return self._compare(other, here)
            case Done("name told"):
                here.toast(here.visit.t(_QUEUED))
                return Stay()
            case Failed("other" | "name told" as what, error):
                failure = here.terminal.note_error(error)
                here.toast(here.visit.t(_NOT_SENT if what == "name told" else ENTRIES[failure].sentence))
                return Stay()
        return None

    def _compare(self, other: Identity, here: Here) -> Outcome:
        mine = self._own = self._own or identity_of(here)
        if not other.complete:
            here.toast(here.visit.t(ENTRIES[failure_of_incomplete(other)].sentence))
        elif fold_id(other.id_number) != fold_id(mine.id_number):
            here.toast(here.visit.t(ENTRIES[Failure.CARD_WRONG_PERSON].sentence))
        elif other.name == mine.name:
            here.toast(here.visit.t(_AGREE))
        elif shows_card(other) is not shows_card(mine):  # of two documents of one kind neither wins
            self._differ(*((mine, other) if shows_card(mine) else (other, mine)), here)
        return Stay()

    def _differ(self, card: Identity, identity_card: Identity, here: Here) -> None:
        """From here on the person has the identity card's name; no name goes to the hall."""
        here.visit.identity = replace(identity_of(here), name=identity_card.name)
        offices = here.terminal.offices_in_reach
        if offices is None:
            here.toast(here.visit.t(_NOT_SENT))
            return
        said, key = NameDiffers(id_number=card.id_number, card_number=card.card_number), here.terminal.keys.seal
        here.run("name told", "offices", lambda: offices.name_differs(new_id(), said, key))
