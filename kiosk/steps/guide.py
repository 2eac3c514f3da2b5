"""What is needed, how long it takes, and whether it can be done here: said before anything is filled in."""

from contract.failures import ENTRIES
from contract.item import HERE_TEXT, Item, MaterialUse
from contract.item import Here as CanDo
from contract.text import Text
from kiosk.can_do import can_do
from kiosk.districts import referral, scope_rows, taken
from kiosk.events import Event, Said
from kiosk.screens.screen import Row, Screen
from kiosk.screens.services import Guide, MaterialRow
from kiosk.step import Back, Here, Next, Outcome, Step

_WHO = Text(zh="谁可以办", en="Who may apply")
_PROMISED = Text(zh="承诺时限", en="Promised time")
_LEGAL = Text(zh="法定时限", en="Legal limit")
_FEE = Text(zh="收费", en="Fee")
_RESULT = Text(zh="办理结果", en="You receive")
_SCAN = Text(zh="在这里拍照", en="Photographed here")
_ORIGINAL = Text(zh="原件放进柜子", en="Original goes into the locker")
_BOTH = Text(zh="在这里拍照,原件放进柜子", en="Photographed here, then the original goes into the locker")
_BRING = Text(zh="办理时请带上", en="To be taken along to where it is handled")
_NOTHING = Text(zh="部门之间核查,您不用交", en="Offices check this among themselves: nothing to hand in")
_TONES = {CanDo.WHOLE: "good", CanDo.UP_TO_LOCKER: "warn", CanDo.PREPARE: "warn", CanDo.INFO: "bad"}


class ShowGuide(Step):
    """One page about the item."""

    title = "guide"

    def skip(self, here: Here) -> bool:
        return bool(here.visit.application.package)  # the chain has said it all

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("start") if self._blocked(here) == "" and self._item(here).here is not CanDo.INFO:
                return Next()
            case Said("back"):
                return Back()
        return None

    def _item(self, here: Here) -> Item:
        return here.terminal.catalogue.items[here.visit.application.items[0]]

    def _blocked(self, here: Here) -> str:
        """Not taken in this district, or a device is down: said before the form, not after (requirements K-05)."""
        failure = here.terminal.blocks(self._item(here))
        return referral(self._item(here), here) or (here.visit.t(ENTRIES[failure].sentence) if failure else "")

    def screen(self, here: Here) -> Screen:
        t, item = here.visit.t, self._item(here)
        facts = [*scope_rows(item, here), Row(t(_WHO), t(item.who)), Row(t(_PROMISED), t(item.promised))]
        if item.legal:
            facts.append(Row(t(_LEGAL), t(item.legal)))
        facts += [Row(t(_FEE), t(item.fee)), Row(t(_RESULT), t(item.result))]
        blocked, can = self._blocked(here), can_do(item, here.terminal.bank_map, taken(item, here))
        return Guide(
            title=t(item.title),
            department=t(item.department),
            here=t(HERE_TEXT[can]),
            here_tone=_TONES[can],
            facts=facts,
            conditions=[t(condition) for condition in item.conditions],
            materials=[material_row(use, here, elsewhere=can is CanDo.INFO) for use in item.materials],
            can_start=item.here is not CanDo.INFO and not blocked,
            blocked=blocked,
        )


def material_row(use: MaterialUse, here: Here, elsewhere: bool = False) -> MaterialRow:
    """A material and how it is handed in; of what is handled `elsewhere` nothing is handed in here."""
    t, asked = here.visit.t, use.scan or use.original
    how, icon = {
        (True, False): (_SCAN, "camera"),
        (False, True): (_ORIGINAL, "locker"),
        (True, True): (_BOTH, "both"),
    }.get((use.scan, use.original), (_NOTHING, "none"))
    how, icon = (_BRING, "doc") if elsewhere and asked else (how, icon)
    title = t(here.terminal.catalogue.materials[use.material].title)
    return MaterialRow(title, t(how), icon, t(use.note) if use.note else "")
