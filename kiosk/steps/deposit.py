"""Before the door opens: which originals go in, which size, a low compartment on wish."""

from contract.failures import Failure
from contract.text import Text
from kiosk import slips
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, Purpose
from kiosk.events import Done, Elapsed, Event, Said
from kiosk.screens.locker import Deposit, SizeChoice
from kiosk.screens.screen import Screen
from kiosk.step import Back, Fail, Here, Next, Outcome, Step
from kiosk.steps.presence import to_sign_on
from kiosk.visit import DoorTask

SIZE_LABELS = {
    Size.S: Text(zh="小格", en="Small"),
    Size.M: Text(zh="中格", en="Medium"),
    Size.L: Text(zh="大格", en="Large"),
}
SIZE_DETAILS = {
    Size.S: Text(zh="放得下一个 A4 信封(厚 8 厘米以内)", en="One A4 envelope, up to 8 cm thick"),
    Size.M: Text(zh="厚 18 厘米以内", en="Up to 18 cm thick"),
    Size.L: Text(zh="厚 38 厘米以内", en="Up to 38 cm thick"),
}


class PrepareDeposit(Step):
    """Shows the list for the envelope and reserves the smallest compartment that fits."""

    title = "deposit"
    keeps_card = False

    def __init__(self) -> None:
        self._free: dict[Size, int] = {}
        self._asked_for = ""  # the parcel a box is being kept for; no answer yet

    def enter(self, here: Here) -> None:
        terminal, parcel = here.terminal, here.visit.box.parcel
        if self._too_valuable(here):
            here.later(0, "too valuable")
            return
        here.run("free", "locker", lambda: terminal.doors.free(parcel))

    def on(self, event: Event, here: Here) -> Outcome | None:
        terminal, box = here.terminal, here.visit.box
        match event:
            case Elapsed("too valuable"):
                return Fail(Failure.TOO_VALUABLE)
            case Said("open") if self._too_valuable(here):  # quicker than the refusal: still no door
                return Fail(Failure.TOO_VALUABLE)
            case Done("free", free):
                self._free = free
                if not any(count for size, count in free.items() if size.fits(Size(box.size))):
                    return Fail(Failure.BANK_FULL)  # said at once: a button that cannot be pressed explains nothing
            case Said("open", data) if data.get("size", box.size) in list(Size):
                if again := to_sign_on(here):
                    return again
                self._asked_for = box.parcel
                box.size, box.low = Size(data.get("size", box.size)).value, bool(data.get("low", box.low))
                here.run("reserved", "locker", lambda: terminal.doors.reserve(Size(box.size), box.low, box.parcel))
            case Done("reserved", compartment):
                if again := to_sign_on(here):  # the card was pulled meanwhile: the box is given back on leaving
                    return again
                self._asked_for = ""
                box.compartment = compartment
                authority = Authority("resident-card", here.visit.person_tag, box.parcel)
                here.visit.door = DoorTask(Purpose.DROP, box.parcel, compartment, authority)
                return Next()
            case Said("later" | "back"):
                return Back()
        return None

    @staticmethod
    def _too_valuable(here: Here) -> bool:
        """A case filed under an older list may ask for what is no longer left in a locker (domain 2.12, case 6)."""
        known = (here.terminal.offers.material(one) for one in here.visit.application.originals)
        return any(material.by_hand for material in known if material)

    def leave(self, here: Here) -> None:
        if self._asked_for:  # the visit ended between asking and answer: nobody will come for the box
            here.terminal.doors.look_again(self._asked_for)

    def screen(self, here: Here) -> Screen:
        t, application = here.visit.t, here.visit.application
        sizes = [SizeChoice(s.value, t(SIZE_LABELS[s]), t(SIZE_DETAILS[s]), self._free.get(s, 0)) for s in Size]
        wished = Size(here.visit.box.size)  # grows after "it does not fit"
        fitting = next((one.id for one in sizes if one.free and Size(one.id).fits(wished)), wished.value)
        return Deposit(
            papers=slips.titles(here.terminal, application.originals, here.visit.language),
            parcel=here.visit.box.parcel,
            sizes=sizes,
            size=fitting,
            low=here.visit.box.low,
        )
