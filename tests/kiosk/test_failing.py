"""Every error of every layer has its failure; none is forgotten."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import drivers
from contract.catalogue import CatalogueError
from contract.failures import ENTRIES, Failure
from contract.pickup import BadQr
from contract.workdays import CalendarEnds
from drivers.card.errors import CardMute, MalformedTlv, NotSocialSecurityCard, ReaderBusy
from drivers.locker.errors import BusDown, CoilResting, NotSent, OutcomeUnknown, Rejected, UnknownFamily
from drivers.printer.errors import PaperOut, SlipUncertain
from drivers.roles import Door
from kiosk.custody import words
from kiosk.failing import failure_of, failure_of_code
from kiosk.keys import NotEnrolled
from offline_queue.errors import StoreBusy, StoreFull, StoreNewer
from offline_queue.line import Later, Reason, Refused, Unreachable
from offline_queue.sealing import BodyTooLarge

_MODULES = ["kiosk.custody.words", "kiosk.custody.bank", "kiosk.staff", "kiosk.keys", "offline_queue.errors"]


def _modules() -> list[str]:
    folders = [info.name for info in pkgutil.iter_modules(drivers.__path__) if info.ispkg]
    found = [f"drivers.{name}.errors" for name in folders]
    assert len(found) >= 4, "the walk must find card, locker, capture and printer"
    return [*found, *_MODULES]


def _exceptions() -> Iterator[type[BaseException]]:
    for name in _modules():
        module = importlib.import_module(name)
        for thing in vars(module).values():
            if inspect.isclass(thing) and issubclass(thing, Exception) and thing.__module__ == name:
                yield thing


_ROOTS = {"CustodyError"}  # never raised itself


@pytest.mark.parametrize("kind", sorted(_exceptions(), key=lambda kind: f"{kind.__module__}.{kind.__name__}"))
def test_no_error_is_forgotten(kind: type[BaseException]) -> None:
    if kind.__name__ in _ROOTS:
        assert kind.__subclasses__()
        return
    failure = failure_of(kind.__new__(kind))
    assert failure is not Failure.UNEXPECTED
    assert failure in ENTRIES


def test_the_walk_sees_the_errors_it_must_see() -> None:
    names = {kind.__name__ for kind in _exceptions()}
    assert {"CodeWrong", "TooSoon", "SignInLocked", "BankFull", "StoreFull", "CameraLost", "PaperOut"} <= names


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (NotSocialSecurityCard(), Failure.NOT_SOCIAL_SECURITY_CARD),
        (CardMute(), Failure.CARD_MUTE),
        (MalformedTlv("x"), Failure.CARD_FAULT),
        (ReaderBusy(), Failure.READER_MISSING),
        (words.TooSoon(1.0), Failure.DOOR_BUSY),
        (words.BankTampered([3]), Failure.BANK_TAMPERED),
        (words.AnotherDoorOpen(3), Failure.DOOR_BUSY),
        (words.DoorStillOpen(3, Door.OPEN), Failure.DOOR_LEFT_OPEN),
        (words.CodeWrong(3), Failure.CODE_WRONG),
        (words.CodeLocked("x"), Failure.CODE_LOCKED),
        (words.NotOpened(), Failure.DOOR_UNCERTAIN),
        (words.Overdue(), Failure.CODE_EXPIRED),
        (OutcomeUnknown(), Failure.DOOR_UNCERTAIN),
        (NotSent(), Failure.BOARD_SILENT),
        (CoilResting("x", 1.0), Failure.DOOR_BUSY),
        (Rejected("x", "busy"), Failure.DOOR_STUCK),
        (BusDown("x"), Failure.BOARD_SILENT),
        (UnknownFamily(), Failure.SETTINGS_WRONG),
        (PaperOut(), Failure.PAPER_OUT),
        (SlipUncertain(), Failure.SLIP_UNCERTAIN),
        (StoreFull(), Failure.DISK_FULL),
        (StoreBusy(), Failure.STORE_BROKEN),
        (NotEnrolled(), Failure.NOT_ENROLLED),
        (BadQr(), Failure.QR_WRONG),
        (CatalogueError(), Failure.CATALOGUE_BROKEN),
        (CalendarEnds(2030), Failure.CALENDAR_ENDS),
        (Refused("x"), Failure.HALL_REFUSED),
        (Later("x", None), Failure.HALL_REFUSED),
        *((Unreachable(reason, "x"), Failure(reason.value)) for reason in Reason),
        (ValueError("x"), Failure.UNEXPECTED),
    ],
)
def test_each_error_means_what_the_person_is_told(error: BaseException, failure: Failure) -> None:
    assert failure_of(error) is failure


def test_modules_with_errors_are_all_walked() -> None:
    """A new errors.py of a driver is found by itself; this holds the folder layout the walk relies on."""
    root = Path(drivers.__path__[0])
    assert {path.parent.name for path in root.glob("*/errors.py")} == {
        name.split(".")[1] for name in _modules() if name.startswith("drivers.")
    }


def test_a_dead_letter_says_which_failure_it_is() -> None:
    codes = {
        "damaged_on_disk": Failure.ENVELOPE_DAMAGED,
        "kind_unknown": Failure.ENVELOPE_NEWER,
        "too_large": Failure.ENVELOPE_TOO_LARGE,
        "not_today": Failure.HALL_REFUSED,
    }
    assert {code: failure_of_code(code) for code in codes} == codes
    assert failure_of(BodyTooLarge()) is Failure.ENVELOPE_TOO_LARGE
    assert failure_of(StoreNewer()) is Failure.STORE_NEWER
    assert failure_of(Unreachable(Reason.RECEIPT_FALSE, "")) is Failure.RECEIPT_FALSE
