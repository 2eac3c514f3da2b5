"""Pages from the scanner instead of the camera: the glass, or a pile in the feeder; judged, then kept or not."""

from contract.failures import Failure
from drivers.roles import ScanSource
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens.screen import Screen
from kiosk.step import Back, Here, Outcome, Stay, Step
from kiosk.steps.from_scanner_screen import scanner_screen
from kiosk.steps.incoming import Incoming
from kiosk.terminal.scanning import Scans


class ScanPages(Step):
    """Pages wait in the step, in memory; accepting gives them to the material that was being captured."""

    title = "capture"

    def __init__(self) -> None:
        self._incoming = Incoming()
        self._scanning = False
        self._trouble: Failure | None = None

    def leave(self, here: Here) -> None:
        here.terminal.scanning.stop()
        self._incoming.clear(here)

    def never_idle(self, here: Here) -> bool:
        return self._scanning

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("glass" | "feeder" as name) if self._may(ScanSource(name), here):
                self._scanning, self._trouble, scan = (
                    True,
                    None,
                    here.terminal.scanning.begin(self._incoming.wanted(here)),
                )
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
        return scanner_screen(self._incoming, self._trouble, scanning=self._scanning, here=here)
