"""Every service as a row of steps, on one page.

Steps begin rows and rows name steps: `kiosk.steps` imports this module first, so that the circle closes.
"""

from functools import partial

from contract.failures import Failure
from kiosk.cases import CaseRow
from kiosk.custody.words import Purpose
from kiosk.step import Row
from kiosk.steps.ask_code import AskCode
from kiosk.steps.ask_district import AskDistrict
from kiosk.steps.ask_offices import AskOffices
from kiosk.steps.ask_package import AskPackage
from kiosk.steps.capture import CaptureMaterials
from kiosk.steps.card_application import ShowApplication
from kiosk.steps.choose_item import ChooseItem
from kiosk.steps.collect_list import CollectList
from kiosk.steps.compare_papers import ComparePapers
from kiosk.steps.courier import CourierStart
from kiosk.steps.deposit import PrepareDeposit
from kiosk.steps.door import OpenDoor
from kiosk.steps.dropped import ShowDropped
from kiosk.steps.ending import SayGoodbye, ShowFailure
from kiosk.steps.fill_form import FillForm
from kiosk.steps.from_scanner import ScanPages
from kiosk.steps.guide import ShowGuide
from kiosk.steps.hand_over import TakeFromPhone
from kiosk.steps.home import HomeStep
from kiosk.steps.idle import WaitForPerson
from kiosk.steps.line import ShowLine
from kiosk.steps.load import LoadHub
from kiosk.steps.looked_up import ShowLookedUp
from kiosk.steps.my_card import ShowMyCard
from kiosk.steps.my_cases import CasesStep
from kiosk.steps.my_certificates import ShowCertificates
from kiosk.steps.pick_up import FindByCard
from kiosk.steps.pre_review import CheckAll
from kiosk.steps.rate import Rate
from kiosk.steps.read_card import ReadCard
from kiosk.steps.read_doors import ReadDoors
from kiosk.steps.receipt import ShowReceipt
from kiosk.steps.reclaim import ConfirmReclaim, ShowReclaimed
from kiosk.steps.review_all import ReviewAll
from kiosk.steps.scan_collected import ScanCollected
from kiosk.steps.scan_qr import ScanQr
from kiosk.steps.scan_to_load import ScanToLoad
from kiosk.steps.show_asked import ShowAsked
from kiosk.steps.show_chain import ShowChain
from kiosk.steps.show_manifest import ShowManifest
from kiosk.steps.sign import SignHere
from kiosk.steps.sign_in import SignInStaff
from kiosk.steps.sign_manifest import SignManifest
from kiosk.steps.sign_on import AskForCard
from kiosk.steps.station import StationStart
from kiosk.steps.submit import Submit
from kiosk.steps.technician import TechnicianStart
from kiosk.visit import Who

IDLE = Row("idle", (ReadDoors, WaitForPerson))
SIGN_ON = Row("sign-on", (AskForCard, ReadCard))
HOME = Row("home", (HomeStep,))
CASES = Row("cases", (CasesStep,))
MY_CARD = Row("my card", (ShowMyCard,))
CARD_APPLICATION = Row("card application", (ShowApplication,))
MY_CERTIFICATES = Row("my certificates", (ShowCertificates,))
CERTIFICATE_FOR_FORM = Row("a certificate for the form", (partial(ShowCertificates, for_form=True),))
LOOKED_UP = Row("looked up", (ShowLookedUp,))

APPLY = Row(
    "apply",
    (
        *(ChooseItem, AskPackage, AskDistrict, ShowGuide, ShowChain, FillForm, AskOffices, CaptureMaterials),
        *(ComparePapers, CheckAll, ReviewAll, SignHere, Submit, ShowReceipt),
    ),
)

APPLY_FOR = Row("apply", APPLY.steps[1:])
"""The same for what is chosen already."""
LINE = Row("line", (ShowLine,))


def correct(case: CaseRow) -> Row:
    """The second hand-in of one case: nothing but what is asked for."""
    again = (FillForm, CaptureMaterials, SignHere, Submit, ShowReceipt)
    return Row("correct", (partial(ShowAsked, case), *again))


FROM_SCANNER = Row("from the scanner", (ScanPages,))
FROM_PHONE = Row("from the phone", (TakeFromPhone,))

DEPOSIT = Row("deposit", (PrepareDeposit, OpenDoor, ShowDropped))
RECLAIM = Row("reclaim", (ConfirmReclaim, OpenDoor, ShowReclaimed))
COLLECT = Row("collect", (FindByCard, OpenDoor, Rate))
AGAIN = {
    Purpose.TAKE: Row("a result's door once more", (OpenDoor, Rate)),
    Purpose.DROP: Row("the originals' door once more", (OpenDoor, ShowDropped)),
}
PICKUP_BY_CODE = Row("pick-up by code", (AskCode, OpenDoor, Rate))
PICKUP_BY_QR = Row("pick-up by QR", (ScanQr, OpenDoor, Rate))

STAFF = Row("staff", (SignInStaff,))
COURIER = Row("courier", (CourierStart,))
COLLECT_ROUND = Row("collection round", (CollectList, SignManifest, ShowManifest))
COLLECT_ONE = Row("collect one", (OpenDoor, ScanCollected))
LOAD_ROUND = Row("loading round", (LoadHub, SignManifest, ShowManifest))
LOAD_ONE = Row("load one", (ScanToLoad, OpenDoor))
STATION = Row("station", (StationStart,))
RECOVER = Row("recover", (OpenDoor,))
TECHNICIAN = Row("technician", (TechnicianStart,))

FAREWELL = Row("farewell", (SayGoodbye,))
FAILURE = "failure"

HOMES = {Who.RESIDENT: HOME, Who.COURIER: COURIER, Who.STATION: STATION, Who.TECHNICIAN: TECHNICIAN}


def failed(failure: Failure, retry: bool) -> Row:
    """The row that shows a failure."""
    return Row(FAILURE, (partial(ShowFailure, failure, retry),))
