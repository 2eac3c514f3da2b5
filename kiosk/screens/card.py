"""My card: what it stands for, how the holder stands with each, and the e-certificates it is the key to."""

from dataclasses import dataclass, field

from kiosk.screens.screen import Row, Screen


@dataclass(frozen=True)
class CardTile:
    """One application: `state` in a few words, `tone` colours them."""

    id: str
    title: str
    subtitle: str
    icon: str
    state: str
    tone: str  # plain | good | warn | bad


@dataclass(frozen=True)
class MyCard(Screen):
    """The card's applications: those that work with the holder's state, the planned ones folded."""

    EVENTS = ("open", "certificates", "unfold", "back")  # open: {id}
    count: str  # how the numbers add up
    card: list[Row]  # what the card says of itself
    usable: list[CardTile]
    planned: list[CardTile]  # empty while folded
    planned_title: str
    unfolded: bool = False
    message: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class CardApplication(Screen):
    """One application of the card: how the holder stands with it, or how it is done while it is planned."""

    EVENTS = ("begin", "certificates", "back")
    title: str
    department: str
    state: str
    tone: str
    rows: list[Row]
    text: str = ""
    begin: str = ""  # what the button says that begins the service of this terminal; empty: there is none
    certificates: bool = False  # it opens kinds of certificate


@dataclass(frozen=True)
class CertificateRow:
    """One e-certificate: by its kind. `slot` names the paper of the open form that it stands for."""

    number: str
    title: str
    source: str
    status: str
    tone: str
    slot: str = ""


@dataclass(frozen=True)
class Certificates(Screen):
    """The holder's e-certificates. With a form open one touch puts one into it; else each says how it is used."""

    EVENTS = ("use", "back")  # use: {number}
    message: str
    tone: str
    rows: list[CertificateRow] = field(default_factory=list)
