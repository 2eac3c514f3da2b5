"""What is shown while a result's QR is awaited, or was refused."""

from contract.failures import ENTRIES, Failure
from contract.text import Text
from kiosk.screens.locker import PickupQr
from kiosk.step import Here

_HOLD = Text(
    zh="打开取件通知里的二维码,屏幕朝上放在镜头下面",
    en="Open the QR code of your notice and lay the phone under the camera, screen up",
)
_HOLD_EITHER = Text(
    zh="打开取件通知里的二维码,对准扫码器,或屏幕朝上放在镜头下面",
    en="Open the QR code of your notice and hold it before the code reader, or lay the phone under the camera",
)
_HERE = Text(zh="二维码写的柜机是 {0}。", en="The code is for locker {0}.")


def qr_screen(failure: Failure | None, elsewhere: str, here: Here) -> PickupQr:
    """`elsewhere`: the terminal a genuine code is for, when it is not this one."""
    t = here.visit.t
    if failure is None:
        return PickupQr("live", t(_HOLD if here.terminal.codes is None else _HOLD_EITHER), "plain")
    entry, where = ENTRIES[failure], t(_HERE).format(elsewhere) if elsewhere else ""
    return PickupQr("live", " ".join(filter(None, (t(entry.sentence), where, t(entry.next_step)))), "bad")
