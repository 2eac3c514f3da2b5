"""A network scanner that is not there: the eSCL side of AirScan over HTTP on loopback, for SANE's own `airscan`.

Answers what sane-airscan 0.99.27 asks for: ScannerCapabilities, ScannerStatus, ScanJobs, NextDocument and DELETE of a
job. The element names are those of the Mopria eSCL specification as far as that back-end reads them; a real device
says a good deal more.
"""

import re
import threading
from collections.abc import Sequence
from enum import Enum, unique
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np

from workbench.camera.drawing import PX_PER_MM, Paper

_NAMES = 'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
_GLASS_MM = (216.0, 297.0)
_PROFILE = """<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>
<scan:DiscreteResolution><scan:XResolution>200</scan:XResolution><scan:YResolution>200</scan:YResolution></scan:DiscreteResolution>
<scan:DiscreteResolution><scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
</scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>"""


@unique
class ScannerFault(Enum):
    """What may be wrong with it."""

    BUSY = "busy"  # somebody else scans: 503
    JAM = "jam"
    COVER = "cover"
    SILENT = "silent"  # takes the job and never sends the page
    TORN = "torn"  # the connection breaks in the middle of a page
    GARBAGE = "garbage"  # bytes that are no JPEG
    OFF = "off"  # 500 to everything: its own program has crashed


class SimulatedScanner:
    """Paper on the glass, paper in the feeder, faults; lives until `close`."""

    def __init__(self) -> None:
        self.glass: Paper | None = None
        self.beside: list[tuple[Paper, float, float, float]] = []  # more on the glass: place of its middle, mm, degrees
        self.feeder: list[Paper] = []
        self.fault: ScannerFault | None = None
        self.jobs_begun = 0
        self._jobs: dict[int, list[bytes]] = {}  # by number: a job's end may be heard after the next one's beginning
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"scanner": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="escl", daemon=True).start()

    @property
    def url(self) -> str:
        """Where airscan finds it."""
        return f"http://127.0.0.1:{self._server.server_port}/eSCL"

    @property
    def device(self) -> str:
        """Its name in SANE once `write_config` has been read."""
        return "airscan:e0:Bench"

    def write_config(self, folder: Path) -> None:
        """Files for `SANE_CONFIG_DIR`: this scanner, SANE's `test` devices, and nothing looked for on the network."""
        (folder / "dll.conf").write_text("airscan\ntest\n")
        (folder / "test.conf").write_text("number_of_devices 2\n")
        (folder / "airscan.conf").write_text(f'[devices]\n"Bench" = {self.url}, eSCL\n[options]\ndiscovery = disable\n')

    def close(self) -> None:
        """Off the network."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    # --- what the wire asks -------------------------------------------------------------------------

    def adf_state(self) -> str:
        """The feeder's word for itself."""
        if self.fault is ScannerFault.JAM:
            return "ScannerAdfJam"
        if self.fault is ScannerFault.COVER:
            return "ScannerAdfHatchOpen"
        return "ScannerAdfLoaded" if self.feeder else "ScannerAdfEmpty"

    def begin(self, wish: str) -> int | None:
        """Start a job; its number, or None when there is nothing to scan."""
        found = re.search(r"XResolution>(\d+)<", wish)
        dpi = int(found[1]) if found else 200
        self.jobs_begun += 1
        number = self.jobs_begun
        if "Feeder" in wish:
            papers, self.feeder = self.feeder, []
            pages = [_scanned(paper, dpi) for paper in papers]
        else:
            pages = [_scanned(self.glass, dpi, self.beside)]
        if not pages:
            return None
        self._jobs[number] = pages
        return number

    def next_page(self, job: int) -> bytes | None:
        """The next JPEG of that job, or None at its end."""
        pages = self._jobs.get(job)
        return pages.pop(0) if pages else None

    def forget(self, job: int) -> None:
        """That job was deleted."""
        self._jobs.pop(job, None)


def _scanned(paper: Paper | None, dpi: int, beside: Sequence[tuple[Paper, float, float, float]] = ()) -> bytes:
    """The paper in the corner of the white lid, others where they lie."""
    width, height = (round(mm / 25.4 * dpi) for mm in _GLASS_MM)
    bed = np.full((height, width, 3), 252, np.uint8)
    if paper is not None:
        scale = dpi / 25.4 / PX_PER_MM
        small = cv2.resize(paper.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:height, :width]
        bed[: small.shape[0], : small.shape[1]] = small
    for other, x_mm, y_mm, degrees in beside:
        _lay(bed, other, (x_mm, y_mm), degrees, dpi)
    good, data = cv2.imencode(".jpg", bed, [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert good
    return bytes(data.tobytes())


def _lay(bed: np.ndarray, paper: Paper, middle_mm: tuple[float, float], degrees: float, dpi: int) -> None:
    """A paper turned about its middle, on the bed."""
    scale = dpi / 25.4 / PX_PER_MM
    height, width = paper.image.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, scale)
    turn[:, 2] += [mm / 25.4 * dpi - side / 2 for mm, side in zip(middle_mm, (width, height), strict=True)]
    size = (bed.shape[1], bed.shape[0])
    there = cv2.warpAffine(np.full((height, width), 255, np.uint8), turn, size) > 127
    bed[there] = cv2.warpAffine(paper.image, turn, size, flags=cv2.INTER_AREA)[there]


def _capabilities() -> str:
    width, height = (round(mm / 25.4 * 300) for mm in _GLASS_MM)
    size = (
        f"<scan:MinWidth>100</scan:MinWidth><scan:MaxWidth>{width}</scan:MaxWidth>"
        f"<scan:MinHeight>100</scan:MinHeight><scan:MaxHeight>{height}</scan:MaxHeight>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities {_NAMES}><pwg:Version>2.6</pwg:Version>'
        "<pwg:MakeAndModel>Workbench Bench</pwg:MakeAndModel><pwg:SerialNumber>0</pwg:SerialNumber>"
        f"<scan:Platen><scan:PlatenInputCaps>{size}{_PROFILE}</scan:PlatenInputCaps></scan:Platen>"
        f"<scan:Adf><scan:AdfSimplexInputCaps>{size}{_PROFILE}</scan:AdfSimplexInputCaps>"
        "<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf></scan:ScannerCapabilities>"
    )


class _Handler(BaseHTTPRequestHandler):
    """Speaks for the scanner it is given to."""

    scanner: SimulatedScanner
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.scanner.fault is ScannerFault.OFF:
            self._answer(500)
        elif self.path.endswith("/ScannerCapabilities"):
            self._answer(200, _capabilities().encode(), "text/xml")
        elif self.path.endswith("/ScannerStatus"):
            self._answer(200, self._status().encode(), "text/xml")
        elif self.path.endswith("/NextDocument"):
            self._page()
        else:
            self._answer(404)

    def do_POST(self) -> None:
        wish = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.scanner.fault is ScannerFault.OFF:
            self._answer(500)
        elif self.scanner.fault in (ScannerFault.BUSY, ScannerFault.COVER):
            self._answer(503)
        elif self.scanner.fault is ScannerFault.JAM or (job := self.scanner.begin(wish)) is None:
            self._answer(409)
        else:
            self._answer(201, headers={"Location": f"{self.scanner.url}/ScanJobs/{job}"})

    def do_DELETE(self) -> None:
        self.scanner.forget(self._job())
        self._answer(200)

    def _job(self) -> int:
        """The job the path names; 0, which none has, when it names none."""
        found = re.search(r"/ScanJobs/(\d+)", self.path)
        return int(found[1]) if found else 0

    def _status(self) -> str:
        state = "Processing" if self.scanner.fault is ScannerFault.BUSY else "Idle"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus {_NAMES}>'
            f"<pwg:State>{state}</pwg:State><scan:AdfState>{self.scanner.adf_state()}</scan:AdfState>"
            "</scan:ScannerStatus>"
        )

    def _page(self) -> None:
        if self.scanner.fault is ScannerFault.SILENT:
            self.scanner.ended.wait()
            return
        page = self.scanner.next_page(self._job())
        if page is None:
            self._answer(404)
        elif self.scanner.fault is ScannerFault.GARBAGE:
            self._answer(200, b"\x00" * len(page), "image/jpeg")
        elif self.scanner.fault is ScannerFault.TORN:
            self._head(200, len(page), "image/jpeg", {})
            self.wfile.write(page[: len(page) // 2])
            self.close_connection = True
        else:
            self._answer(200, page, "image/jpeg")

    def _answer(self, status: int, body: bytes = b"", kind: str = "", headers: dict[str, str] | None = None) -> None:
        self._head(status, len(body), kind, headers or {})
        self.wfile.write(body)

    def _head(self, status: int, length: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in {**({"Content-Type": kind} if kind else {}), **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to the terminal's screen."""
