"""A simulated chip as the driver's channel, in the test's own process: no pcscd, no socket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.card import social
from drivers.card.apdu import Channel
from drivers.card.application import Algorithm
from drivers.card.auth import RKSSSE, Attempts
from drivers.card.errors import CardRemoved
from drivers.card.psam import FactorOrder, KeyReference, Psam, PsamSettings
from drivers.card.social import Reading
from workbench.card import VirtualCard, VirtualPsam
from workbench.card.chip import Chip, Pulled
from workbench.card.virtual_psam import ACCESS_KEY, GENUINE_KEY

PSAM = PsamSettings(
    reader="SAM",
    algorithm=Algorithm.SM4,
    access_key=KeyReference.parse(ACCESS_KEY),
    genuine_key=KeyReference.parse(GENUINE_KEY),
    factors=FactorOrder.LOWEST_FIRST,
)
Spoil = Callable[[bytes], bytes]


def channel(chip: Chip, spoil: Spoil = lambda answer: answer) -> Channel:
    """A pulled chip is what the PC/SC door would make of it."""

    def transmit(command: bytes) -> bytes:
        try:
            return spoil(chip.answer(command))
        except Pulled as pulled:
            raise CardRemoved("pulled") from pulled

    return Channel(transmit, chip.t0)


def psam(sam: VirtualPsam, settings: PsamSettings = PSAM, spoil: Spoil = lambda answer: answer) -> Psam:
    """The driver's module over a simulated one; every connection is a reset, as it is in the slot."""

    @contextmanager
    def connect() -> Iterator[Channel]:
        sam.reset()
        yield channel(sam, spoil)

    return Psam(settings, connect)


def read(card: VirtualCard, module: Psam | None = None, attempts: Attempts | None = None) -> Reading:
    """As the driver reads a card that was just put in or powered."""
    card.reset()
    return social.read(channel(card), card.atr, module, attempts)


def sent(card: VirtualCard, ins: str) -> int:
    """How many commands of one kind the card got since it was powered."""
    return sum(command[2:4] == ins for command in card.commands)


def exchange(card: VirtualCard, attempts: Attempts | None = None) -> social.HsmExchange:
    """A read through an HSM, the card just powered."""
    card.reset()
    return social.HsmExchange(social.OpenCard(channel(card), card.atr), RKSSSE, attempts or Attempts())
