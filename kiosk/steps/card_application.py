"""One application of the card: where its holder stands, or how it is done while it is planned."""

from contract.card import Application, Status, registry
from contract.holding import STATE_TEXT
from contract.text import Text
from kiosk import rows
from kiosk.events import Event, Said
from kiosk.screens.card import CardApplication
from kiosk.screens.screen import Row, Screen
from kiosk.step import Back, Begin, Here, Outcome, Step
from kiosk.steps.my_card_state import TONES, holding_of
from kiosk.visit import Application as HandIn

_PLANNED = Text(zh="建设中,现在还不能用", en="Not yet available")
_STATE = Text(zh="现在", en="Now")
_CARRIES = Text(zh="卡上承载", en="What it carries")
_WILL_CARRY = Text(zh="将来承载", en="What it will carry")
_CHANGES = Text(zh="到时自动变为", en="Changes by itself to")
_ON = Text(zh="{0} 起,不用换卡", en="from {0} on, without a new card")
_HERE = Text(zh="在本机办理:{0}", en="Do it here: {0}")


class ShowApplication(Step):
    """Reached from "my card". What is planned can be done some other way and is never used from here."""

    def on(self, event: Event, here: Here) -> Outcome | None:
        one = registry().applications.get(here.visit.card_application)
        match event:
            case Said("begin") if one is not None and one.item in here.terminal.catalogue.items:
                here.visit.application = HandIn(items=[one.item])
                return Begin(rows.APPLY_FOR)
            case Said("certificates") if one is not None and one.key_for and not one.planned:
                return Begin(rows.MY_CERTIFICATES)
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        one, t = registry().applications.get(here.visit.card_application), here.visit.t
        if one is None:
            other = registry().unnamed
            return CardApplication(t(other.title), "", t(_PLANNED), "plain", [], t(other.today))
        return _planned(one, here) if one.status is Status.PLANNED else _live(one, here)


def _planned(one: Application, here: Here) -> Screen:
    t = here.visit.t
    return CardApplication(
        title=t(one.name),
        department=t(one.department),
        state=t(_PLANNED),
        tone="plain",
        rows=[Row(t(_WILL_CARRY), t(one.carries))],
        text=t(one.today) if one.today else "",
        begin=_begin(one, here),
    )


def _live(one: Application, here: Here) -> Screen:
    t, found = here.visit.t, holding_of(one, here)
    lines = [Row(t(_STATE), t(found.grade.title))] if found.grade else []
    lines.append(Row(t(_CARRIES), t(one.carries), t(one.note) if one.note else ""))
    if found.next_ is not None and found.changes is not None:
        lines.append(Row(t(_CHANGES), t(found.next_.title), t(_ON).format(found.changes.isoformat())))
    return CardApplication(
        title=t(one.name),
        department=t(one.department),
        state=t(STATE_TEXT[found.state]),
        tone=TONES[found.state],
        rows=lines,
        text=t(found.why) if found.why else "",
        begin=_begin(one, here),
        certificates=bool(one.key_for),
    )


def _begin(one: Application, here: Here) -> str:
    item = here.terminal.catalogue.items.get(one.item)
    return here.visit.t(_HERE).format(here.visit.t(item.short)) if item is not None else ""
