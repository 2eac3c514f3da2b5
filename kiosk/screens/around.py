"""Before and after a visit, and what may come up in the middle of any: waiting, a fault."""

from dataclasses import dataclass, field

from kiosk.screens.screen import Row, Screen


@dataclass(frozen=True)
class Attract(Screen):
    """The idle screen: nothing personal. `closed` is the reason when out of service, else empty."""

    EVENTS = ("start", "pickup", "staff")
    site: str
    terminal: str
    notices: list[str]  # devices that do not work, told before anybody starts
    closed: str = ""
    cards: str = "social"  # which cards sign on here: social | id | both


@dataclass(frozen=True)
class InsertCard(Screen):
    """Asks for the card; `problem` is a failure's sentence after a bad try."""

    EVENTS = ("cancel", "pickup")
    problem: str = ""
    advice: str = ""
    cards: str = "social"  # which cards sign on here: social | id | both


@dataclass(frozen=True)
class Working(Screen):
    """Something takes a moment; `detail` may say what."""

    title: str
    detail: str = ""


@dataclass(frozen=True)
class Fault(Screen):
    """Something went wrong: one sentence, what to do now. `code` is for the help line."""

    EVENTS = ("retry", "finish")
    code: str
    sentence: str
    next_step: str
    can_retry: bool = False
    nearby: list[Row] = field(default_factory=list)  # where else it can be done: a place, and how far it is


@dataclass(frozen=True)
class Goodbye(Screen):
    """The visit is over. `take` lists what not to forget (card, slip, papers)."""

    EVENTS = ("finish",)
    title: str
    detail: str
    take: list[str]
