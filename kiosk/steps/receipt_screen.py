"""What the page of the receipt shows beside its rows."""

from contract.failures import Failure
from contract.text import Text
from kiosk import slips, words
from kiosk.screens.hand_in import Receipt
from kiosk.screens.screen import Screen
from kiosk.step import Here
from kiosk.steps.receipt_lines import receipt_lines

_TITLE = Text(zh="收件凭证", en="Receipt of materials")
_NUMBER = Text(zh="办件编号", en="Case number")
_PROVISIONAL = Text(zh="临时编号", en="Provisional number")
_STILL = Text(zh="还要把原件装进信封放进柜子:{0}", en="Still to go into the locker, in an envelope: {0}")
NOT_ACCEPTANCE = Text(
    zh="这是收到材料的凭证,不是受理通知。是否受理,由部门审核后告知。",
    en="This confirms that your materials were received. It is not an acceptance; the department will tell you.",
)


def receipt_screen(printing: str, trouble: Failure | None, here: Here) -> Screen:
    """`printing` as `Receipt` has it, empty before the slip was begun; `trouble`: why it could not be printed."""
    t, application = here.visit.t, here.visit.application
    return Receipt(
        title=t(_TITLE),
        number_label=t(_NUMBER if application.number else _PROVISIONAL),
        number=application.number or application.provisional,
        provisional=not application.number,
        lines=receipt_lines(here),
        not_acceptance=t(NOT_ACCEPTANCE),
        qr=f"qr/receipt/{application.number or application.provisional}",
        printing=printing or "printing",
        printing_text=words.of_printing(printing, trouble, here.visit.language),
        has_originals=bool(application.parcel),
        originals_text=t(_STILL).format(
            ", ".join(slips.titles(here.terminal, application.originals, here.visit.language))
        ),
    )
