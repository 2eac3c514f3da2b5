"""Pages from the scanner instead of the camera: the glass, or a pile in the feeder; judged, then kept or not."""

from contract.failures import ENTRIES, Failure
from contract.text import Text
from drivers.roles import ScanSource
from kiosk.asked import catalogue_of
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens import FromScanner, Screen
from kiosk.step import Back, Here, Outcome, Stay, Step
from kiosk.steps.incoming import Incoming
from kiosk.terminal import Scans

_LAY = Text(zh="把纸放好,再按扫描", en="Put the paper in, then press scan")
_SCANNING = Text(zh="正在扫描,请不要动纸张", en="Scanning, please leave the paper alone")


class ScanPages(Step):
    """Pages wait in the step, in memory; accepting gives them to the material that was being captured."""

    title = "capture"

    def __init__(self) -> None:
        self._incoming = Incoming()
        self._scanning = False
        self._trouble: Failure | None = None

    def leave(self, here: Here) -> None:
        here.terminal.stop_scan()
        self._incoming.clear(here)

    def never_idle(self, here: Here) -> bool:
        return self._scanning

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("glass" | "feeder" as name) if self._may(ScanSource(name), here):
                self._scanning, self._trouble, scan = True, None, here.terminal.begin_scan(self._incoming.wanted(here))
                here.run("scan", "scanner", lambda: scan(ScanSource(name)))
            case Done("scan", Scans(shots, error)):
                self._scanning = False
                self._incoming.take_in(shots, here)
                self._trouble = here.terminal.note_error(error) if error else None
            case Failed("scan", error):
                self._scanning, self._trouble = False, here.terminal.note_error(error)
                return Stay()
            case Said("clear") if not self._scanning:
                self._incoming.clear(here)
            case Said("accept") if self._good:
                return self._incoming.accept(here)
            case Said("anyway") if self._incoming.shots and not self._scanning:
                return self._incoming.accept(here)
            case Said("back"):
                return Back()
        return None

    @property
    def _good(self) -> bool:
        return self._incoming.good and not self._scanning

    def _may(self, source: ScanSource, here: Here) -> bool:
        return not self._scanning and source in here.terminal.scanner.sources and self._incoming.room(here) > 0

    def screen(self, here: Here) -> Screen:
        message, tone = self._said(here)
        material = catalogue_of(here).materials[here.visit.application.incoming_for]
        free = not self._scanning and self._incoming.room(here) > 0
        return FromScanner(
            material=here.visit.t(material.title),
            message=message,
            tone=tone,
            thumbs=self._incoming.thumbs,
            can_glass=free and ScanSource.GLASS in here.terminal.scanner.sources,
            can_feeder=free and ScanSource.FEEDER in here.terminal.scanner.sources,
            can_accept=self._good,
            can_anyway=self._incoming.advice is not None and not self._scanning,
        )

    def _said(self, here: Here) -> tuple[str, str]:
        """The one sentence shown, and its tone."""
        t = here.visit.t
        if self._scanning:
            return t(_SCANNING), "plain"
        if self._trouble is not None:
            return f"{t(ENTRIES[self._trouble].sentence)} {t(ENTRIES[self._trouble].next_step)}", "bad"
        if self._incoming.shots:
            return self._incoming.said(here)
        return t(_LAY), "plain"
