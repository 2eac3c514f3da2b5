"""The courier's round: only barcodes and compartments, one door at a time, every envelope scanned."""

from datetime import datetime

from contract.envelope import ManifestLine
from contract.text import Text
from kiosk import rows
from kiosk.clock import stamp
from kiosk.custody.bank import Size
from kiosk.custody.rounds import Handled
from kiosk.custody.words import Authority, BoxRow, Purpose
from kiosk.events import Done, Elapsed, Event, Returned, Said
from kiosk.screens import BoxLine, CourierCollect, CourierHome, Screen, SizeChoice
from kiosk.step import Back, Begin, End, Here, Next, Outcome, Step
from kiosk.steps.deposit import SIZE_DETAILS, SIZE_LABELS
from kiosk.visit import DoorTask, Round, RoundLine

STATE_TEXT = {
    "waiting": Text(zh="待取", en="To collect"),
    "open": Text(zh="柜门已开", en="Door open"),
    "done": Text(zh="已扫码", en="Scanned"),
    "absent": Text(zh="柜内没有", en="Not there"),
    "damaged": Text(zh="破损", en="Damaged"),
}
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
        done = [RoundLine(one.parcel, one.compartment, _moment(one.at), one.state) for one in handled]
        still = [RoundLine(box.parcel, box.compartment, _moment(box.since)) for box in waiting]
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


class CollectList(Step):
    """The list of this bank; choosing a line opens its door."""

    def enter(self, here: Here) -> None:
        begun = here.visit.round
        if begun is None or begun.signed or begun.direction != "collect":
            here.visit.round = Round("collect")
            here.run("list", "locker", here.terminal.custody.to_collect)

    def on(self, event: Event, here: Here) -> Outcome | None:
        round_ = here.visit.round
        if round_ is None:
            return Back()
        match event:
            case Done("list", boxes):
                round_.lines = [RoundLine(box.parcel, box.compartment, _moment(box.since)) for box in boxes]
            case Said("open", {"compartment": compartment}):
                return self._open(int(compartment), here)
            case Said("manifest") if any(line.state != "waiting" for line in round_.lines):
                return Next()
            case Said("back") if all(line.state == "waiting" for line in round_.lines):
                here.visit.round = None
                return Back()
        return None

    def _open(self, compartment: int, here: Here) -> Outcome | None:
        round_ = here.visit.round
        found = [i for i, one in enumerate(round_.lines) if one.compartment == compartment] if round_ else []
        if round_ is None or not found or round_.lines[found[0]].state != "waiting":
            return None
        round_.now = found[0]
        line = round_.lines[round_.now]
        authority = Authority("courier", here.visit.staff_number, line.parcel)
        here.visit.door = DoorTask(Purpose.COLLECT, line.parcel, line.compartment, authority)
        return Begin(rows.COLLECT_ONE)

    def screen(self, here: Here) -> Screen:
        lines = here.visit.round.lines if here.visit.round else []
        shown = [
            BoxLine(one.parcel, one.compartment, one.since, one.state, here.visit.t(STATE_TEXT[one.state]))
            for one in lines
        ]
        return CourierCollect(shown, sum(one.state == "done" for one in lines), len(lines))


def _moment(text: str) -> str:
    return stamp(datetime.fromisoformat(text))


def manifest_lines(round_: Round) -> list[ManifestLine]:
    """The round as it goes to the hall: what was not touched is not on it."""
    return [
        ManifestLine(parcel=one.parcel, compartment=one.compartment, result=one.state)
        for one in round_.lines
        if one.state != "waiting"
    ]
