"""The receipt of materials (收件凭证): durable before it is shown, printed once, and never called an acceptance."""

from contract.failures import Failure
from drivers.roles import Slip
from kiosk import rows, slips
from kiosk.events import Done, Elapsed, Event, Failed, QueueMoved, Returned, Said
from kiosk.news import CaseNumbered, CaseRefused
from kiosk.screens.screen import Screen
from kiosk.step import Begin, End, Here, Outcome, Stay, Step
from kiosk.steps.receipt_lines import receipt_lines
from kiosk.steps.receipt_screen import NOT_ACCEPTANCE, receipt_screen

_WAIT_FOR_NUMBER_S = 4.0


class ShowReceipt(Step):
    """Waits some seconds for the hall's number, then prints what is known; the screen follows the truth."""

    title = "receipt"
    keeps_card = False

    def __init__(self) -> None:
        self._printing = ""
        self._print_trouble: Failure | None = None

    def enter(self, here: Here) -> None:
        self._draw_qr(here)
        here.later(0.0 if here.visit.application.number else _WAIT_FOR_NUMBER_S, "print")

    def _draw_qr(self, here: Here) -> None:
        here.visit.images["qr/receipt"] = slips.phone_text(self._slip(here))

    def _slip(self, here: Here) -> Slip:
        return slips.receipt(here.terminal, here.visit, receipt_lines(here), here.visit.t(NOT_ACCEPTANCE))

    def on(self, event: Event, here: Here) -> Outcome | None:
        application = here.visit.application
        match event:
            case QueueMoved(CaseNumbered(case_id, number)) if case_id == application.case_id:
                application.number = number
                self._draw_qr(here)
                self._print(here, again=False)
                return Stay()
            case QueueMoved(CaseRefused(case_id)) if case_id == application.case_id:
                application.refused = True
                self._print(here, again=False)
                return Stay()
            case Elapsed("print"):
                self._print(here, again=False)
            case Said("print"):
                self._print(here, again=True)
            case Done("printed"):
                self._printing = "printed"
            case Failed("printed", error):
                self._print_trouble = here.terminal.note_error(error)
                self._printing, here.visit.slip_printed = "failed", False
                return Stay()
            case QueueMoved():
                here.show()
            case Said("deposit") if application.parcel:
                self._print(here, again=False)  # who is quicker than the hall gets the slip all the same
                return Begin(rows.DEPOSIT)
            case Returned() | Said("finish"):
                return End()
        return None

    def _print(self, here: Here, again: bool) -> None:
        if self._printing == "printing" or (self._printing and not again):
            return
        self._printing, here.visit.slip_printed = "printing", True
        slip = self._slip(here)
        here.print("printed", slip)

    def screen(self, here: Here) -> Screen:
        return receipt_screen(self._printing, self._print_trouble, here)
