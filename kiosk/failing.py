"""From a layer's exception to the one closed list of failures a person is told about (design rule 8)."""

from contract.catalogue import CatalogueError
from contract.failures import Failure
from contract.pickup import BadQr, QrElsewhere, QrExpired
from contract.picture import NotAPage, TooManyPixels
from contract.proof import BadProof
from contract.workdays import CalendarEnds
from drivers.capture import errors as capture
from drivers.card import errors as card
from drivers.codes.errors import CodeReaderError
from drivers.locker import errors as locker
from drivers.printer import errors as printer
from drivers.roles import Credential, Identity, NotRead
from kiosk.custody import words as custody
from kiosk.custody.bank import BankFull
from kiosk.custody.rights import CardLost
from kiosk.hand_over import NoPhoneLink, PhoneLinkOver
from kiosk.keys import NotEnrolled
from kiosk.staff import SignInLocked, SignInRefused
from offline_queue import one_row
from offline_queue.errors import StoreError, StoreFull, StoreNewer
from offline_queue.line import PostError
from offline_queue.sealing import BodyTooLarge

_TABLE: tuple[tuple[type[BaseException], Failure], ...] = (
    (card.NotSocialSecurityCard, Failure.NOT_SOCIAL_SECURITY_CARD),
    (card.NotIdentityCard, Failure.ID_CARD_UNKNOWN),
    (card.CardMute, Failure.CARD_MUTE),
    (card.NothingNew, Failure.ID_CARD_AGAIN),
    (card.NoCard, Failure.CARD_PULLED),
    (card.CardRemoved, Failure.CARD_PULLED),
    (card.CardBlocked, Failure.CARD_BLOCKED),
    (card.KeyBlocked, Failure.CARD_BLOCKED),
    (card.PinBlocked, Failure.CARD_BLOCKED),
    (card.AuthError, Failure.CARD_NOT_VERIFIED),
    (card.PinError, Failure.CARD_NOT_VERIFIED),
    (card.SamError, Failure.CARD_AUTH_REQUIRED),
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
    (CardLost, Failure.CARD_LOST),
    (custody.CardNeeded, Failure.CARD_NEEDED),
    (custody.GraceOver, Failure.REOPEN_OVER),
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
    (locker.CoilResting, Failure.DOOR_BUSY),
    (locker.Rejected, Failure.DOOR_STUCK),
    (locker.UnknownCompartment, Failure.SETTINGS_WRONG),
    (locker.UnknownFamily, Failure.SETTINGS_WRONG),
    (locker.LockerError, Failure.BOARD_SILENT),
    (capture.BadFrame, Failure.CAMERA_BAD_PICTURE),
    (capture.CameraLost, Failure.CAMERA_MISSING),
    (capture.ScannerSilent, Failure.SCANNER_SILENT),
    (capture.ScannerBusy, Failure.SCANNER_BUSY),
    (capture.ScannerJammed, Failure.SCANNER_JAMMED),
    (capture.FeederEmpty, Failure.SCANNER_EMPTY),
    (capture.ScannerCoverOpen, Failure.SCANNER_COVER_OPEN),
    (capture.BadScan, Failure.SCANNER_BAD_PICTURE),
    (capture.ScannerError, Failure.SCANNER_MISSING),
    (CodeReaderError, Failure.CODE_READER_MISSING),
    (NoPhoneLink, Failure.PHONE_OFFLINE),
    (PhoneLinkOver, Failure.PHONE_LINK_OVER),
    (capture.PdfTooHeavy, Failure.PHONE_FILE_TOO_HEAVY),
    (TooManyPixels, Failure.PHONE_FILE_TOO_HEAVY),
    (capture.BadPdf, Failure.PHONE_FILE_BROKEN),
    (NotAPage, Failure.PHONE_FILE_BROKEN),
    (printer.PaperOut, Failure.PAPER_OUT),
    (printer.PrinterBroken, Failure.PRINTER_MISSING),
    (printer.CoverOpen, Failure.PRINTER_COVER_OPEN),
    (printer.SlipUncertain, Failure.SLIP_UNCERTAIN),
    (printer.PrinterLost, Failure.PRINTER_MISSING),
    (printer.FontMissing, Failure.PRINTER_MISSING),
    (BodyTooLarge, Failure.ENVELOPE_TOO_LARGE),
    (BadProof, Failure.RECEIPT_FALSE),
    (StoreFull, Failure.DISK_FULL),
    (StoreNewer, Failure.STORE_NEWER),
    (StoreError, Failure.STORE_BROKEN),
    (CatalogueError, Failure.CATALOGUE_BROKEN),
    (CalendarEnds, Failure.CALENDAR_ENDS),
)


def failure_of(error: BaseException) -> Failure:
    """The failure of `error`; anything unforeseen is UNEXPECTED."""
    if isinstance(error, PostError):
        return Failure(error.reason)
    return next((failure for kind, failure in _TABLE if isinstance(error, kind)), Failure.UNEXPECTED)


_CODES = {
    one_row.DAMAGED: Failure.ENVELOPE_DAMAGED,
    one_row.UNKNOWN_KIND: Failure.ENVELOPE_NEWER,
    "too_large": Failure.ENVELOPE_TOO_LARGE,
    "item_retired": Failure.ITEM_RETIRED,
    "item_elsewhere": Failure.ITEM_ELSEWHERE,
}


def failure_of_code(code: str) -> Failure:
    """The failure behind a dead letter's code, the hall's own or the terminal's."""
    return _CODES.get(code, Failure.HALL_REFUSED)


def why_incomplete(identity: Identity) -> NotRead:
    """Why the holder of a card that was read stayed unknown."""
    return identity.not_read.get("id_number") or identity.not_read.get("name") or NotRead.ABSENT


def failure_of_incomplete(identity: Identity) -> Failure:
    """The failure of such a card: spoilt, or closed to this terminal, as any other kind of card counts."""
    spoilt = why_incomplete(identity) in (NotRead.ABSENT, NotRead.MALFORMED)
    spoilt &= identity.kind is Credential.SOCIAL_SECURITY_CARD
    return Failure.CARD_FAULT if spoilt else Failure.CARD_AUTH_REQUIRED
