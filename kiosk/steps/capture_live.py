"""What a person says while the camera's picture is shown: shoot, switch, choose, or take the pages from elsewhere."""

from kiosk import rows
from kiosk.events import Said
from kiosk.step import Begin, Here, Outcome
from kiosk.steps.capture_moves import go_on, open_slot
from kiosk.steps.capture_state import Capturing
from kiosk.steps.capture_watch import CaptureWatch
from kiosk.steps.capture_ways import may_use_certificate


def on_live(said: Said, now: Capturing, watch: CaptureWatch, here: Here) -> Outcome | None:
    """React to one answer."""
    match said:
        case Said("shoot"):
            watch.shoot(here)
        case Said("auto", {"on": bool(on)}):
            here.visit.auto_shoot = on
        case Said("sheet", {"index": int() | float() as index}):
            watch.auto.choose(int(index))
        case Said("show"):
            watch.hide(False, here)
        case Said("slot", {"index": int() | float() as index}) if 0 <= index < len(now.slots.uses):
            open_slot(int(index), now, watch, here)
        case Said("scanner") if here.terminal.scanner.sources:
            here.visit.application.incoming_for = now.slots.use.material
            return Begin(rows.FROM_SCANNER)
        case Said("phone") if here.terminal.hand_over is not None and here.terminal.link.online:
            here.visit.application.incoming_for = now.slots.use.material
            return Begin(rows.FROM_PHONE)
        case Said("certificate") if may_use_certificate(now, here):
            return Begin(rows.CERTIFICATE_FOR_FORM)
        case Said("next") if now.slots.complete(here, now.slots.at):
            return go_on(now, watch, here)
    return None
