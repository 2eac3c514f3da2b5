"""Pages from the scanner instead of the camera: the glass, or a pile in the feeder; judged, then kept or not."""

from contract.failures import ENTRIES, Failure
from contract.text import Text
from drivers.roles import ScanSource
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens import FromScanner, Screen
from kiosk.shot import ADVICE_TEXT, Shot
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.terminal import Scans
from kiosk.visit import CapturedPage

_LAY = Text(zh="把纸放好,再按扫描", en="Put the paper in, then press scan")
_SCANNING = Text(zh="正在扫描,请不要动纸张", en="Scanning, please leave the paper alone")
_TOO_MANY = Text(
    zh="这项材料页数已满,多扫的页没有保留", en="That is all the pages this takes; the others were not kept"
)


class ScanPages(Step):
    """Pages wait in the step, in memory; accepting gives them to the material that was being captured."""

    title = "capture"

    def __init__(self) -> None:
        self._shots: list[Shot] = []
        self._scanning = self._too_many = False
        self._trouble: Failure | None = None

    def leave(self, here: Here) -> None:
        here.terminal.stop_scan()
        here.visit.images.pop("incoming", None)

    def never_idle(self, here: Here) -> bool:
        return self._scanning

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("glass" | "feeder" as name) if self._may(ScanSource(name), here):
                self._scanning, self._trouble, scan = True, None, here.terminal.begin_scan()
                here.run("scan", "scanner", lambda: scan(ScanSource(name)))
            case Done("scan", Scans(shots, error)):
                self._take_in(shots, here)
                self._trouble = here.terminal.note_error(error) if error else None
            case Failed("scan", error):
                self._scanning, self._trouble = False, here.terminal.note_error(error)
                return Stay()
            case Said("clear") if not self._scanning:
                self._shots, self._too_many = [], False
                here.visit.images.pop("incoming", None)
            case Said("accept") if self._good:
                return self._accept(here)
            case Said("anyway") if self._shots and not self._scanning:
                return self._accept(here)
            case Said("back"):
                return Back()
        return None

    @property
    def _good(self) -> bool:
        return bool(self._shots) and not self._scanning and not any(shot.advice for shot in self._shots)

    def _may(self, source: ScanSource, here: Here) -> bool:
        return not self._scanning and source in here.terminal.scanner.sources and self._room(here) > 0

    def _room(self, here: Here) -> int:
        application = here.visit.application
        most = here.terminal.catalogue.materials[application.scan_for].pages_max
        return most - len(application.pages.get(application.scan_for, [])) - len(self._shots)

    def _take_in(self, shots: list[Shot], here: Here) -> None:
        room = max(0, self._room(here))
        self._scanning, self._too_many = False, len(shots) > room
        self._shots += shots[:room]
        here.visit.images["incoming"] = [shot.thumb for shot in self._shots]

    def _accept(self, here: Here) -> Outcome:
        application = here.visit.application
        pages = application.pages.setdefault(application.scan_for, [])
        for shot in self._shots:
            page = CapturedPage(shot.page, shot.thumb, shot.advice.value if shot.advice else "")
            here.terminal.reading.begin(page)
            pages.append(page)
        return Next()

    def screen(self, here: Here) -> Screen:
        message, tone = self._said(here)
        bad = any(shot.advice for shot in self._shots)
        material = here.terminal.catalogue.materials[here.visit.application.scan_for]
        free = not self._scanning and self._room(here) > 0
        return FromScanner(
            material=here.visit.t(material.title),
            message=message,
            tone=tone,
            thumbs=[f"incoming/{index}/{shot.number}" for index, shot in enumerate(self._shots)],
            can_glass=free and ScanSource.GLASS in here.terminal.scanner.sources,
            can_feeder=free and ScanSource.FEEDER in here.terminal.scanner.sources,
            can_accept=self._good,
            can_anyway=bad and not self._scanning,
        )

    def _said(self, here: Here) -> tuple[str, str]:
        """The one sentence shown, and its tone."""
        t = here.visit.t
        if self._scanning:
            return t(_SCANNING), "plain"
        if self._trouble is not None:
            return f"{t(ENTRIES[self._trouble].sentence)} {t(ENTRIES[self._trouble].next_step)}", "bad"
        advice = next((shot.advice for shot in self._shots if shot.advice), None)
        if advice is not None:
            return t(ADVICE_TEXT[advice]), "warn"
        if self._too_many:
            return t(_TOO_MANY), "warn"
        return (t(ADVICE_TEXT[None]), "good") if self._shots else (t(_LAY), "plain")
