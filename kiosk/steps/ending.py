"""A failure in one sentence, and the farewell that thinks of card and slip."""

from contract.failures import ENTRIES, Failure
from contract.text import Text
from drivers.roles import CardEvent
from kiosk.events import CardMoved, Elapsed, Event, Reader, Said
from kiosk.screens.around import Fault, Goodbye
from kiosk.screens.screen import Row, Screen
from kiosk.step import End, Here, Leave, Next, Outcome, Step

_THANKS = Text(zh="谢谢,再见", en="Thank you, goodbye")
_DONE = Text(zh="您的信息已从本机屏幕清除", en="Nothing of yours stays on this screen")
_CARD = Text(zh="请取回社保卡", en="Take your social-security card")
_ID_CARD = Text(zh="请带好身份证", en="Keep your identity card with you")
_SLIP = Text(zh="请取走打印的凭条", en="Take your printed slip")
_PAPERS = Text(zh="请取走拍摄台上的证件和材料", en="Take your papers from the camera desk")
_AWAY = Text(zh="步行约 {0} 米", en="about {0} m on foot")
_FAREWELL_S = 8.0


class ShowFailure(Step):
    """What happened and what to do; the same step can be tried again when that makes sense."""

    keeps_card = False

    def __init__(self, failure: Failure, retry: bool) -> None:
        self._failure = failure
        self._retry = retry

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("retry") if self._retry:
                return Next()
            case Said("finish"):
                return Leave()
        return None

    def screen(self, here: Here) -> Screen:
        t, entry = here.visit.t, ENTRIES[self._failure]
        nearby = here.terminal.neighbours if self._failure is Failure.BANK_FULL else {}
        places = [Row(name, t(_AWAY).format(metres)) for name, metres in nearby.items()]
        return Fault(self._failure.value, t(entry.sentence), t(entry.next_step), self._retry, places)


class SayGoodbye(Step):
    """Stays while the card is still in the reader."""

    keeps_card = False

    def enter(self, here: Here) -> None:
        here.later(_FAREWELL_S, "over")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case CardMoved(CardEvent.REMOVED, Reader.SLOT) | Said("finish"):
                return End(silent=True)
            case Elapsed("over"):
                if not here.terminal.card_in:
                    return End(silent=True)
                here.later(_FAREWELL_S, "over")
        return None

    def never_idle(self, here: Here) -> bool:
        return here.terminal.card_in

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        take = [t(_CARD)] if here.terminal.card_in else []
        take += [t(_ID_CARD)] if here.visit.tapped else []
        take += [t(_PAPERS)] if here.visit.application.page_counts else []
        take += [t(_SLIP)] if here.visit.slip_printed else []
        return Goodbye(t(_THANKS), t(_DONE), take)
