"""A service of the long list: who does it in this district and how far it can be taken here, said at once."""

from contract.item import HERE_TEXT, LEVEL_TEXT
from contract.listing import Line
from contract.text import Text
from kiosk.districts import line_referral, line_rows
from kiosk.events import Event, Said
from kiosk.screens.screen import Row, Screen
from kiosk.screens.services import Guide
from kiosk.step import Back, Here, Outcome, Step

_LEVEL = Text(zh="由谁决定", en="Decided by")
_PROMISED = Text(zh="承诺时限", en="Promised time")
_PROMISED_HERE = Text(zh="本区承诺时限", en="Promised in this district")
_DAYS = Text(zh="{0} 个工作日", en="{0} working days")
_AT_ONCE = Text(zh="当场办结", en="At once")
_UNKNOWN = Text(zh="以办事窗口答复为准", en="Ask at the window")
_BODY = Text(zh="本区实施机构代码", en="Body in this district")
_WHERE = Text(
    zh="本机不能提交该事项,请到实施机构的窗口办理。",
    en="It cannot be filed at this terminal; please go to the window of the body that does it.",
)


class ShowLine(Step):
    """One page about a published service that is not filed here."""

    def on(self, event: Event, here: Here) -> Outcome | None:
        return Back() if isinstance(event, Said) and event.name == "back" else None

    def screen(self, here: Here) -> Screen:
        t, listing, district = here.visit.t, here.terminal.offers.now.listing, here.terminal.district
        line = listing.line(here.visit.line)
        if line is None:
            raise LookupError("a line that is not in the list was chosen")
        unit = listing.units[line.unit]
        facts = [*line_rows(line, here), Row(t(_LEVEL), t(LEVEL_TEXT[line.level])), _promise(line, district, here)]
        if body := unit.bodies.get(district):
            facts.append(Row(t(_BODY), body))
        return Guide(
            title=t(line.title),
            department=t(unit.name),
            here=t(HERE_TEXT[line.here]),
            here_tone="bad",
            facts=facts,
            conditions=[],
            materials=[],
            can_start=False,
            blocked=line_referral(line, here) or t(_WHERE),
        )


def _promise(line: Line, district: str, here: Here) -> Row:
    t, days = here.visit.t, line.promised_in(district)
    own = district in line.promised_workdays
    text = t(_UNKNOWN) if days is None else t(_DAYS).format(days) if days else t(_AT_ONCE)
    return Row(t(_PROMISED_HERE if own else _PROMISED), text)
