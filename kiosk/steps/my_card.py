"""My card: the four applications that work, the 82 that are planned, the way to the certificates (domain 2.3)."""

from contract.card import registry
from contract.envelope import new_id
from contract.my_card import MyCardFound
from kiosk import rows
from kiosk.events import Done, Event, Failed, QueueMoved, Returned, Said
from kiosk.news import LostCardsTaken
from kiosk.screens.screen import Screen
from kiosk.step import Back, Begin, Here, Outcome, Stay, Step
from kiosk.steps.my_card_screen import UNNAMED, my_card_screen
from kiosk.steps.my_card_state import identity_of, shows_card
from kiosk.steps.two_names import TwoNames


class ShowMyCard(Step):
    """What the card says is there at once; what only the hall knows is asked when it can be had, once a visit."""

    def __init__(self) -> None:
        self._asking = self._unfolded = False
        self._names = TwoNames()

    def enter(self, here: Here) -> None:
        self._asking = False
        self._ask_lost(here)
        offices, number = here.terminal.offices_in_reach, identity_of(here).id_number
        if here.visit.my_card is None and offices is not None:
            self._asking, key = True, here.terminal.keys.seal
            here.run("told", "offices", lambda: offices.my_card(new_id(), number, key))

    def _ask_lost(self, here: Here) -> None:
        """A card that is lost is not signed on with: this is about a holder who showed an identity card."""
        identity, lost_cards = identity_of(here), here.terminal.lost_cards
        if not shows_card(identity):
            here.run("lost", "queue", lambda: lost_cards.holder_lost(identity))

    def on(self, event: Event, here: Here) -> Outcome | None:
        if (outcome := self._names.on(event, here)) is not None:
            return outcome
        match event:
            case Done("told", MyCardFound() as told):
                self._asking, here.visit.my_card = False, told
            case Failed("told", error):
                self._asking = False
                here.terminal.note_error(error)
                return Stay()
            case Done("lost", bool(lost)):
                here.visit.card_lost = lost
            case QueueMoved(LostCardsTaken()):
                self._ask_lost(here)
            case Returned():
                self.enter(here)  # what was asked before may have come while another page was open
            case Said(name):
                return self._said(name, event.data.get("id"), here)
        return None

    def _said(self, name: str, id_: object, here: Here) -> Outcome | None:
        match name:
            case "open" if id_ in registry().applications or id_ == UNNAMED:
                here.visit.card_application = str(id_)
                return Begin(rows.CARD_APPLICATION)
            case "certificates":
                return Begin(rows.MY_CERTIFICATES)
            case "unfold":
                self._unfolded = not self._unfolded
            case "back":
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        return my_card_screen(self._asking, self._unfolded, here)
