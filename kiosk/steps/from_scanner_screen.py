"""What is shown at the scanner: how to lay the paper, that it scans, what came of it."""

from contract.failures import Failure
from contract.text import Text
from drivers.roles import ScanSource
from kiosk.asked import catalogue_of
from kiosk.screens.incoming import FromScanner
from kiosk.step import Here
from kiosk.steps.incoming import Incoming
from kiosk.steps.incoming_words import sentence

_LAY = Text(zh="把纸放好,再按扫描", en="Put the paper in, then press scan")
_SCANNING = Text(zh="正在扫描,请不要动纸张", en="Scanning, please leave the paper alone")


def scanner_screen(incoming: Incoming, trouble: Failure | None, *, scanning: bool, here: Here) -> FromScanner:
    """The whole screen, in the language of the visit."""
    t, material = here.visit.t, catalogue_of(here).materials[here.visit.application.incoming_for]
    message, tone = (t(_SCANNING), "plain") if scanning else sentence(incoming, trouble, _LAY, here)
    free = not scanning and incoming.room(here) > 0
    return FromScanner(
        material=t(material.title),
        message=message,
        tone=tone,
        thumbs=incoming.thumbs,
        can_glass=free and ScanSource.GLASS in here.terminal.scanner.sources,
        can_feeder=free and ScanSource.FEEDER in here.terminal.scanner.sources,
        can_accept=incoming.good and not scanning,
        can_anyway=incoming.advice is not None and not scanning,
    )
