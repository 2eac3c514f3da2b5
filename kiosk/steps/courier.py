"""A courier's home: how much waits here; a round that was not signed is gone on with."""

from contract.text import Text
from kiosk import rows
from kiosk.custody.bank import Size
from kiosk.custody.rounds import Handled
from kiosk.custody.words import BoxRow
from kiosk.events import Done, Elapsed, Event, Returned, Said
from kiosk.screens.locker import SizeChoice
from kiosk.screens.screen import Screen
from kiosk.screens.staff import CourierHome
from kiosk.step import Begin, End, Here, Outcome, Step
from kiosk.steps.deposit import SIZE_DETAILS, SIZE_LABELS
from kiosk.steps.round_lines import moment
from kiosk.visit import Round, RoundLine

_UNSIGNED = Text(zh="上次的交接还没有签收,请核对后签名", en="Your last round was not signed: please check it and sign")
_ROUND_DONE = Text(zh="本次交接已完成", en="The round is complete")


class CourierStart(Step):
    """How much waits here, and how many compartments are free."""

    def __init__(self) -> None:
        self._waiting = 0
        self._free: dict[Size, int] = {}
        self._round_done = False

    def enter(self, here: Here) -> None:
        self._count(here)
        if here.visit.unsigned:  # something broke in the middle of a round: it is gone on with, then signed
            here.later(0, "unsigned")

    def _count(self, here: Here) -> None:
        custody, courier = here.terminal.custody, here.visit.staff_number

        def known() -> tuple[list[BoxRow], dict[Size, int], dict[str, list[Handled]]]:
            unsigned = {direction: custody.unsigned(courier, direction) for direction in ("collect", "load")}
            return custody.to_collect(), custody.free_by_size(), unsigned

        here.run("counted", "locker", known)

    def _resume(self, direction: str, handled: list[Handled], waiting: list[BoxRow], here: Here) -> Outcome:
        """A round that a power cut or an idle end left unsigned is gone on with, from what the journal knows of it."""
        done = [RoundLine(one.parcel, one.compartment, moment(one.at), one.state) for one in handled]
        still = [RoundLine(box.parcel, box.compartment, moment(box.since)) for box in waiting]
        here.visit.round = Round(direction, done + still if direction == "collect" else done)
        here.toast(here.visit.t(_UNSIGNED))
        return Begin(rows.COLLECT_ROUND if direction == "collect" else rows.LOAD_ROUND)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("counted", (waiting, free, unsigned)):
                self._waiting, self._free = len(waiting), free
                direction = next((one for one, handled in unsigned.items() if handled), "")
                if direction and not here.visit.unsigned:
                    return self._resume(direction, unsigned[direction], waiting, here)
            case Elapsed("unsigned"):
                return Begin(rows.COLLECT_ROUND if here.visit.tour.direction == "collect" else rows.LOAD_ROUND)
            case Returned(result):
                self._round_done = bool(result)
                self._count(here)
            case Said("collect") if self._waiting:
                return Begin(rows.COLLECT_ROUND)
            case Said("load"):
                here.visit.round = Round("load")
                return Begin(rows.LOAD_ROUND)
            case Said("finish"):
                return End(silent=True)
        return None

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        free = [SizeChoice(s.value, t(SIZE_LABELS[s]), t(SIZE_DETAILS[s]), self._free.get(s, 0)) for s in Size]
        return CourierHome(here.visit.staff_number, self._waiting, free, t(_ROUND_DONE) if self._round_done else "")
