"""What is shown while pages come from a phone: the code to scan, then what has come."""

from contract.failures import Failure
from contract.text import Text
from kiosk.asked import catalogue_of
from kiosk.screens.incoming import FromPhone
from kiosk.step import Here
from kiosk.steps.incoming import Incoming
from kiosk.steps.incoming_words import sentence

_SCAN_IT = Text(zh="用手机扫码,选照片或 PDF 发送", en="Scan the code with your phone, then send pictures or a PDF")
_OPENING = Text(zh="正在打开链接……", en="Opening the link…")


def phone_screen(incoming: Incoming, trouble: Failure | None, *, opening: bool, qr: str, here: Here) -> FromPhone:
    """`qr` is the name of the code's image, empty while no link is open; `opening`: one is being asked for."""
    material = catalogue_of(here).materials[here.visit.application.incoming_for]
    message, tone = sentence(incoming, trouble, _OPENING if opening else _SCAN_IT, here)
    return FromPhone(
        material=here.visit.t(material.title),
        message=message,
        tone=tone,
        thumbs=incoming.thumbs,
        qr=qr,
        can_again=not qr and not opening,
        can_accept=incoming.good,
        can_anyway=incoming.advice is not None,
    )
