"""The signed-in resident's home: what can be done, and how many of each wait."""

from contract.parcel import ParcelKind
from kiosk import rows
from kiosk.custody.words import Authority, BoxRow
from kiosk.events import Done, Event, QueueMoved, Returned, Said
from kiosk.news import LinkMoved
from kiosk.screens.screen import Screen
from kiosk.step import Begin, End, Here, Outcome, Stay, Step
from kiosk.steps.home_mine import Mine
from kiosk.steps.home_screen import home_screen
from kiosk.steps.once_more import to_open_again
from kiosk.steps.presence import to_sign_on
from kiosk.steps.reminder_cards import card
from kiosk.steps.reminders import Reminders, begins


class HomeStep(Step):
    """Four things to do, and two more when there is cause."""

    def __init__(self) -> None:
        self._mine = Mine()
        self._reminders = Reminders()
        self._again: list[tuple[BoxRow, Authority]] = []  # doors that may be opened once more, the last one first

    def enter(self, here: Here) -> None:
        self._load(here)
        self._reminders.ask(here)

    def _load(self, here: Here) -> None:
        tag = here.visit.person_tag
        terminal = here.terminal
        here.run("loaded", "queue", lambda: terminal.records.known_of(tag))
        here.run("again", "queue", lambda: terminal.custody.reopenable(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("loaded", known):
                self._mine = Mine(*known)
                here.visit.cases = self._mine.cases
                here.show()
            case Done("again", again):
                self._again = again
            case Returned() | QueueMoved(LinkMoved(online=True)):
                self.enter(here)
            case QueueMoved():
                self._load(here)
            case Said("choose", {"id": chosen}):
                return self._chosen(chosen, here)
            case Said("begin", {"id": id_}) if struck := self._reminders.struck(str(id_), self._mine, here):
                return begins(struck, self._mine, here) or self._chosen("collect", here)
            case Said("open_case", {"id": id_}) if asking := [c for c in self._mine.asking if str(c.case_id) == id_]:
                return Begin(rows.correct(asking[0]))
            case Said("open_case"):
                return Begin(rows.CASES)
            case Said("my_card"):
                return Begin(rows.MY_CARD)
            case Said("finish"):
                return End()
            case _ if self._reminders.on(event, here):
                return Stay()
        return None

    def _chosen(self, tile: object, here: Here) -> Outcome | None:
        match tile:
            case "again" if self._reopenable(here):
                return to_sign_on(here) or self._once_more(here)
            case "apply":
                return Begin(rows.APPLY)
            case "collect" if self._mine.parcels:
                return to_sign_on(here) or Begin(rows.COLLECT)
            case "deposit" if self._mine.owing:
                here.visit.begin_deposit(self._mine.owing[0])
                return Begin(rows.DEPOSIT)
            case "correct" if self._mine.asking:
                return Begin(rows.correct(self._mine.asking[0]))
            case "cases":
                return Begin(rows.CASES)
        return None

    def _reopenable(self, here: Here) -> list[tuple[BoxRow, Authority]]:
        """Originals only with their case: the slip tells of it."""
        if here.visit.to_sign_on_again:
            return []
        mine = {case.parcel for case in self._mine.cases}
        return [one for one in self._again if one[0].kind is ParcelKind.RESULT or one[0].parcel in mine]

    def _once_more(self, here: Here) -> Outcome:
        row, authority = self._reopenable(here)[0]
        for case in self._mine.cases:
            if case.parcel == row.parcel:
                here.visit.begin_deposit(case)
        to_open_again(row, authority, here)
        return Begin(rows.AGAIN[here.visit.task.purpose])

    def screen(self, here: Here) -> Screen:
        cards = [card(one, self._mine, here) for one in self._reminders.due(here)]
        return home_screen(self._mine, self._reopenable(here), cards, here)
