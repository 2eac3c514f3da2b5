"""Every device PASS, WARN or FAIL with live values; the technician's page and `doctor` print the same report."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from contract import workdays
from contract.failures import ENTRIES, Failure
from contract.text import Text
from drivers.roles import CardReader, Door, Paper
from kiosk.clock import local, stamp
from kiosk.custody.bounded_clock import DIFFERS_S
from kiosk.events import Reader
from kiosk.failing import failure_of
from kiosk.terminal.disk import WARNING_SHARE

if TYPE_CHECKING:
    from kiosk.terminal.terminal import Terminal

_CALENDAR_WARNING_DAYS = 45
_BAD_ANSWERS_SHARE = 0.02  # of an identity-card reader's answers lost or garbled since the start: a bad cable
_BAD_ANSWERS_ALLOWED = 3  # a plug pulled and put back costs a few


@dataclass(frozen=True)
class Check:
    """One device: PASS | WARN | FAIL, what it says of itself, and what to do."""

    device: str
    title: Text
    result: str
    values: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""


@dataclass(frozen=True)
class Report:
    """All checks at one moment."""

    at: datetime
    terminal: str
    checks: list[Check]

    @property
    def failed(self) -> bool:
        """True when any device fails."""
        return any(check.result == "FAIL" for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the socket `doctor` reads."""
        checks = [
            asdict(check) | {"title": check.title.model_dump(), "values": dict(check.values)} for check in self.checks
        ]
        return {"at": self.at.isoformat(), "terminal": self.terminal, "checks": checks}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Report":
        """The report back from plain values."""
        checks = [Check(**(one | {"title": Text(**one["title"])})) for one in plain["checks"]]
        return cls(datetime.fromisoformat(plain["at"]), plain["terminal"], checks)


def diagnose(terminal: "Terminal") -> Report:
    """Ask every device in turn; blocking, each call with its own time-out. Runs on the `doctor` worker."""
    checks = [
        *_card_readers(terminal),
        _checked("locker", Text(zh="柜锁", en="Locker"), lambda: _locker(terminal)),
        _checked("camera", Text(zh="高拍仪", en="Camera"), lambda: _camera(terminal)),
        *_code_reader(terminal),
        *_scanners(terminal),
        _checked("printer", Text(zh="打印机", en="Printer"), lambda: _printer(terminal)),
        _checked("hall", Text(zh="大厅与队列", en="Hall and queue"), lambda: _hall(terminal)),
        _checked("store", Text(zh="本机存储", en="Store"), lambda: _store(terminal)),
        _checked("clock", Text(zh="时钟与日历", en="Clock and calendar"), lambda: _clock(terminal)),
    ]
    return Report(terminal.clock.now(), terminal.id, checks)


_Answer = tuple[str, Mapping[str, str], str]


def _checked(device: str, title: Text, ask: Callable[[], _Answer]) -> Check:
    try:
        result, values, advice = ask()
    except Exception as error:
        failure = failure_of(error)
        said = {"error": f"{type(error).__name__}: {error}"}
        return Check(device, title, "FAIL", said, ENTRIES[failure].operator)
    return Check(device, title, result, values, advice)


def _card_readers(terminal: "Terminal") -> list[Check]:
    """The readers this terminal is fitted with."""
    checks = []
    if slot := terminal.readers.fitted.get(Reader.SLOT):
        checks.append(_checked("card", Text(zh="读卡器", en="Card reader"), lambda: _card(slot)))
    if pad := terminal.readers.fitted.get(Reader.PAD):
        checks.append(_checked("id_card", Text(zh="身份证读卡器", en="Identity-card reader"), lambda: _id_card(pad)))
    return checks


def _code_reader(terminal: "Terminal") -> list[Check]:
    """Where one is fitted."""
    codes = terminal.codes
    if codes is None:
        return []

    def ask() -> _Answer:
        codes.check()
        return "PASS", codes.status(), ""

    return [_checked("codes", Text(zh="扫码器", en="Code reader"), ask)]


def _card(reader: CardReader) -> _Answer:
    values = reader.status()
    good = bool(values.get("reader")) and values.get("card") != "gone"
    if good and values.get("psam", "present") != "present":
        return "WARN", values, ENTRIES[Failure.CARD_AUTH_REQUIRED].operator
    return ("PASS", values, "") if good else ("FAIL", values, ENTRIES[Failure.READER_MISSING].operator)


def _id_card(reader: CardReader) -> _Answer:
    values = reader.status()
    if not values.get("reader"):
        return "FAIL", values, ENTRIES[Failure.ID_READER_MISSING].operator
    asked, bad = int(values.get("asked", 0)), int(values.get("silent", 0)) + int(values.get("torn", 0))
    if bad > max(_BAD_ANSWERS_ALLOWED, asked * _BAD_ANSWERS_SHARE):
        return "WARN", values, ENTRIES[Failure.ID_CARD_AGAIN].operator
    return "PASS", values, ""


def _locker(terminal: "Terminal") -> _Answer:
    doors = terminal.submit("locker", terminal.locker.doors).result(timeout=30)
    counts = {door: sum(one is door for one in doors.values()) for door in Door}
    values = {door.value: str(count) for door, count in counts.items()} | dict(terminal.locker.status())
    forced = terminal.submit("locker", terminal.custody.to_be_looked_at).result(timeout=30)
    if forced:
        values["opened without command"] = " ".join(str(number) for number in forced)
    if len(doors) > 1 and counts[Door.OPEN] == len(doors):
        values["every door open"] = "closed_when is probably set the wrong way round"
    if not doors or counts[Door.UNKNOWN] == len(doors):
        return "FAIL", values, ENTRIES[Failure.BOARD_SILENT].operator
    silent = [str(number) for number, door in sorted(doors.items()) if door is Door.UNKNOWN]
    if silent:
        return "FAIL", values | {"silent doors": " ".join(silent)}, ENTRIES[Failure.BOARD_SILENT].operator
    if forced:
        return "FAIL", values, ENTRIES[Failure.DOOR_UNEXPECTED].operator
    opened = [str(number) for number, door in sorted(doors.items()) if door is Door.OPEN]
    if opened:
        return "WARN", values | {"open doors": " ".join(opened)}, ENTRIES[Failure.DOOR_LEFT_OPEN].operator
    return "PASS", values, ""


def _camera(terminal: "Terminal") -> _Answer:
    frame = terminal.submit("capture", terminal.viewfinder.still).result(timeout=30)
    height, width = frame.shape[:2]
    values = dict(terminal.camera.status()) | {"picture": f"{width}x{height}", "mean grey": f"{frame.mean():.0f}"}
    return "PASS", values, ""


def _scanners(terminal: "Terminal") -> list[Check]:
    """The scanner, where there is one."""
    if not terminal.scanner.sources:
        return []
    return [_checked("scanner", Text(zh="扫描仪", en="Scanner"), lambda: _scanner(terminal))]


def _scanner(terminal: "Terminal") -> _Answer:
    """Opened, not scanned with; not while somebody is at it: two programs cannot have it."""
    places = " ".join(source.value for source in terminal.scanner.sources)
    if terminal.scanning.in_use:
        return "PASS", dict(terminal.scanner.status()) | {"places": places, "in use": "yes"}, ""
    terminal.submit("scanner", terminal.scanner.check).result(timeout=120)
    return "PASS", dict(terminal.scanner.status()) | {"places": places}, ""


def _printer(terminal: "Terminal") -> _Answer:
    status = terminal.submit("printer", terminal.printer.status).result(timeout=30)
    values = {"online": str(status.online), "paper": status.paper.value, "cover open": str(status.cover_open)}
    if not status.ready:
        failure = Failure.PAPER_OUT if status.paper is Paper.OUT else Failure.PRINTER_MISSING
        failure = Failure.PRINTER_COVER_OPEN if status.cover_open else failure
        return "FAIL", values, ENTRIES[failure].operator
    return ("WARN" if status.paper is Paper.LOW else "PASS"), values, ""


def _hall(terminal: "Terminal") -> _Answer:
    stats = terminal.submit("queue", terminal.store.stats).result(timeout=30)
    values = {name: str(value) for name, value in asdict(stats).items() if value is not None}
    values |= {"link": "online" if terminal.link.online else "offline", "lost cards": terminal.lost_cards.held}
    heard_at = terminal.custody.times.heard_at
    if heard_at:
        values["hall time seen"] = stamp(heard_at)
    if not terminal.link.online:
        return "FAIL", values, ENTRIES[terminal.link.trouble or Failure.HALL_UNREACHABLE].operator
    if Failure.HALL_OLDER in terminal.troubles.down:
        return "FAIL", values | {"hall": "older than this terminal"}, ENTRIES[Failure.HALL_OLDER].operator
    if stats.refused:
        return "WARN", values, ENTRIES[Failure.HALL_REFUSED].operator
    return "PASS", values, ""


def _store(terminal: "Terminal") -> _Answer:
    if terminal.store_trouble is not None:
        return "FAIL", {"file": "not in use"}, ENTRIES[terminal.store_trouble].operator
    used = terminal.disk.look()
    problems = terminal.submit("locker", terminal.custody.verify).result(timeout=60)
    values = {"disk used": f"{used:.0%}", "file": terminal.store.path.name}
    gaps = terminal.submit("locker", terminal.custody.in_doubt).result(timeout=30)
    if problems:
        altered = any(problem.startswith("journal") for problem in problems)
        failure = Failure.JOURNAL_BROKEN if altered else Failure.STORE_BROKEN
        return "FAIL", values | {"problems": "; ".join(problems)}, ENTRIES[failure].operator
    if gaps:
        return "FAIL", values | {"in doubt since the cut-off": " ".join(gaps)}, ENTRIES[Failure.CUSTODY_GAP].operator
    if terminal.disk.full:
        return "FAIL", values, ENTRIES[Failure.DISK_FULL].operator
    return ("WARN" if used >= WARNING_SHARE else "PASS"), values, ""


def _clock(terminal: "Terminal") -> _Answer:
    now, times = terminal.clock.now(), terminal.custody.times
    ends = workdays.covers_until()
    left = (ends - local(now).date()).days
    values = {"time": stamp(now), "working days known until": ends.isoformat()}
    if times.heard_at is not None:
        values["ahead of the hall"] = f"{times.skew_s():.0f} s"
    if abs(times.skew_s()) > DIFFERS_S:
        return "FAIL", values | {"bounded time": stamp(times.now())}, ENTRIES[Failure.CLOCK_DOUBTFUL].operator
    if left < 0:
        return "FAIL", values, ENTRIES[Failure.CALENDAR_ENDS].operator
    return ("WARN" if left < _CALENDAR_WARNING_DAYS else "PASS"), values, ""
