"""From a layer's exception to the one closed list of failures a person is told about (design rule 8)."""

from contract.catalogue import CatalogueError
from contract.failures import Failure
from contract.pickup import BadQr, QrElsewhere, QrExpired
from contract.workdays import CalendarEnds
from drivers.capture.errors import BadFrame, CameraLost
from drivers.card import errors as card
from drivers.locker import errors as locker
from drivers.printer import errors as printer
from kiosk.custody import words as custody
from kiosk.custody.bank import BankFull
from kiosk.keys import NotEnrolled
from kiosk.staff import SignInLocked, SignInRefused
from offline_queue.errors import StoreError, StoreFull
from offline_queue.post import PostError

_TABLE: tuple[tuple[type[BaseException], Failure], ...] = (
    (card.NotSocialSecurityCard, Failure.NOT_SOCIAL_SECURITY_CARD),
    (card.CardMute, Failure.CARD_MUTE),
    (card.NoCard, Failure.CARD_PULLED),
    (card.CardRemoved, Failure.CARD_PULLED),
    (card.CardBlocked, Failure.CARD_BLOCKED),
    (card.ReaderLost, Failure.READER_MISSING),
    (card.CardError, Failure.CARD_FAULT),
    (BankFull, Failure.BANK_FULL),
    (custody.TooManyPulses, Failure.DOOR_STUCK),
    (custody.BankTampered, Failure.BANK_TAMPERED),
    (custody.AnotherDoorOpen, Failure.DOOR_BUSY),
    (custody.TooSoon, Failure.DOOR_BUSY),
    (custody.DoorStillOpen, Failure.DOOR_LEFT_OPEN),
    (custody.NothingInside, Failure.BOX_EMPTY),
    (custody.StillInside, Failure.BOX_NOT_EMPTY),
    (custody.ParcelUnknown, Failure.PARCEL_UNKNOWN),
    (custody.ParcelFrozen, Failure.PARCEL_FROZEN),
    (custody.Overdue, Failure.CODE_EXPIRED),
    (custody.CodeWrong, Failure.CODE_WRONG),
    (custody.CodeLocked, Failure.CODE_LOCKED),
    (custody.CardNeeded, Failure.CARD_NEEDED),
    (custody.QrUsed, Failure.QR_USED),
    (custody.OtherCourier, Failure.PARCEL_OTHER_COURIER),
    (custody.NotOpened, Failure.DOOR_UNCERTAIN),
    (custody.WrongState, Failure.DOOR_UNCERTAIN),
    (QrElsewhere, Failure.QR_ELSEWHERE),
    (QrExpired, Failure.QR_EXPIRED),
    (BadQr, Failure.QR_WRONG),
    (SignInRefused, Failure.SIGN_IN_WRONG),
    (SignInLocked, Failure.SIGN_IN_LOCKED),
    (NotEnrolled, Failure.NOT_ENROLLED),
    (locker.OutcomeUnknown, Failure.DOOR_UNCERTAIN),
    (locker.UnknownCompartment, Failure.SETTINGS_WRONG),
    (locker.UnknownFamily, Failure.SETTINGS_WRONG),
    (locker.LockerError, Failure.BOARD_SILENT),
    (BadFrame, Failure.CAMERA_BAD_PICTURE),
    (CameraLost, Failure.CAMERA_MISSING),
    (printer.PaperOut, Failure.PAPER_OUT),
    (printer.CoverOpen, Failure.PRINTER_COVER_OPEN),
    (printer.SlipUncertain, Failure.SLIP_UNCERTAIN),
    (printer.PrinterLost, Failure.PRINTER_MISSING),
    (printer.FontMissing, Failure.PRINTER_MISSING),
    (StoreFull, Failure.DISK_FULL),
    (StoreError, Failure.STORE_BROKEN),
    (CatalogueError, Failure.CATALOGUE_BROKEN),
    (CalendarEnds, Failure.CALENDAR_ENDS),
)


def failure_of(error: BaseException) -> Failure:
    """The failure of `error`; anything unforeseen is UNEXPECTED."""
    if isinstance(error, PostError):
        return Failure(error.reason)
    return next((failure for kind, failure in _TABLE if isinstance(error, kind)), Failure.UNEXPECTED)
