"""A reader with two slots, one to put a card in and one to tap it on: one `drivers.roles.CardReader` for both."""

import threading
from collections.abc import Callable, Mapping
from enum import Enum, unique

from drivers.card.auth import Attempts
from drivers.card.errors import NoCard
from drivers.card.psam import PsamSettings
from drivers.card.reader import PcscCardReader
from drivers.card.watch import Patience
from drivers.roles import CardEvent, Identity


@unique
class Interface(Enum):
    """How a card talks; contact first, where both slots have a card (card facts 1.1)."""

    CONTACT = "contact"
    CONTACTLESS = "contactless"


class DualCardReader:
    """One card at a time: while one is in or lies there, a second on the other slot is not heard of until the first
    has gone. What a card refused on one slot is remembered on the other."""

    def __init__(
        self, contact: str, contactless: str, patience: Patience | None = None, psam: PsamSettings | None = None
    ) -> None:
        """Parts of the two slots' names."""
        attempts = Attempts()
        self._slots = {
            Interface.CONTACT: PcscCardReader(contact, patience, psam, avoid=contactless, attempts=attempts),
            Interface.CONTACTLESS: PcscCardReader(contactless, patience, psam, avoid=contact, attempts=attempts),
        }
        self._merging = threading.Lock()
        self._there: dict[Interface, CardEvent] = {}  # slots with something in: INSERTED or MUTE
        self._lost: set[Interface] = set()
        self._told: Interface | None = None

    def read_identity(self) -> Identity:
        """Read the card that was told of, else the one that is there. Raises as `PcscCardReader.read_identity`."""
        told = self._told
        if told is not None:
            return self._slots[told].read_identity()
        try:
            return self._slots[Interface.CONTACT].read_identity()
        except NoCard:
            return self._slots[Interface.CONTACTLESS].read_identity()

    def watch(self, tell: Callable[[CardEvent], None]) -> None:
        """As of one slot: READER_LOST when both are gone, READER_BACK when one of them is there again."""
        for interface, slot in self._slots.items():
            slot.watch(lambda event, interface=interface: self._hear(interface, event, tell))  # type: ignore[misc]

    def status(self) -> Mapping[str, str]:
        """The contact slot's values, and those of the contactless one under its name."""
        contact, tapped = (slot.status() for slot in self._slots.values())
        return dict(contact) | {f"contactless {name}": tapped[name] for name in ("reader", "card", "last_error")}

    def close(self) -> None:
        """Stop watching both."""
        for slot in self._slots.values():
            slot.close()

    def _hear(self, interface: Interface, event: CardEvent, tell: Callable[[CardEvent], None]) -> None:
        """One slot's news become the reader's; called on either slot's thread, one at a time."""
        with self._merging:
            were_lost = len(self._lost) == len(self._slots)
            self._there.pop(interface, None)
            self._lost.discard(interface)
            if event in (CardEvent.INSERTED, CardEvent.MUTE):
                self._there[interface] = event
            elif event is CardEvent.READER_LOST:
                self._lost.add(interface)
            for news in self._news(interface, were_lost):
                tell(news)

    def _news(self, interface: Interface, were_lost: bool) -> list[CardEvent]:
        if len(self._lost) == len(self._slots):
            self._told = None
            return [CardEvent.READER_LOST]  # which also ends the presence of a card
        news = [CardEvent.READER_BACK] if were_lost else []
        if self._told is interface:  # whatever came there now, what was there before has gone
            self._told = None
            news.append(CardEvent.REMOVED)
        if self._told is None and self._there:
            self._told = next(one for one in self._slots if one in self._there)
            news.append(self._there[self._told])
        return news
