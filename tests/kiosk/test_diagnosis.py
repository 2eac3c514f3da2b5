"""PASS, WARN and FAIL of every device, the same on the technician's page, the socket and the command line."""

import shutil
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contract.failures import ENTRIES, Failure
from contract.orders import HALL_LEVEL, Orders
from drivers.printer.errors import PrinterLost
from drivers.roles import Paper, PrinterStatus
from kiosk.__main__ import main
from kiosk.diagnosis import Check, Report, diagnose
from kiosk.doctor import DoctorSocket, as_text, ask_running
from kiosk.shot import Wanted
from offline_queue.news import OrdersArrived
from tests.kiosk.conftest import CameraOnDesk, CardInHand, Play, PrinterOnDesk
from tests.kiosk.test_doors import result as put_in_a_result
from workbench.locker import Fault
from workbench.ports import free_ports


def checks(play: Play) -> dict[str, Check]:
    report = play.terminal.submit("doctor", lambda: diagnose(play.terminal)).result(60)
    return {check.device: check for check in report.checks}


def test_a_sound_terminal_passes_with_live_values(play: Play) -> None:
    play.terminal.link.online = True
    found = checks(play)
    assert "scanner" not in found, "none is fitted"
    assert {device: check.result for device, check in found.items()} == dict.fromkeys(found, "PASS")
    assert found["locker"].values["closed"] == "24"
    assert found["camera"].values["picture"] == "1920x1440"
    assert found["printer"].values["paper"] == "ok"


def test_each_device_fails_by_itself_with_the_operators_move(
    play: Play, card: CardInHand, camera: CameraOnDesk, printer: PrinterOnDesk
) -> None:
    card.state = {"reader": "", "card": "gone"}
    camera.picture, printer.error = None, PrinterLost("silent")
    play.bank.fault(Fault.SILENT, board=2)
    found = checks(play)
    assert [found[one].result for one in ("card", "locker", "camera", "printer", "hall")] == ["FAIL"] * 5
    assert all(found[one].advice for one in ("card", "locker", "camera", "printer", "hall"))
    assert found["locker"].values["silent doors"].split() == [str(n) for n in range(13, 25)]
    assert found["camera"].values["error"].startswith("CameraLost")
    assert found["store"].result == "PASS"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (PrinterStatus(True, Paper.OK, False), "PASS"),
        (PrinterStatus(True, Paper.LOW, False), "WARN"),
        (PrinterStatus(True, Paper.OUT, False), "FAIL"),
        (PrinterStatus(True, Paper.OK, True), "FAIL"),
        (PrinterStatus(False, Paper.UNKNOWN, False), "FAIL"),
    ],
)
def test_the_printers_word(play: Play, printer: PrinterOnDesk, status: PrinterStatus, result: str) -> None:
    printer.said = status
    check = checks(play)["printer"]
    assert check.result == result
    assert bool(check.advice) is (result == "FAIL")


def test_an_open_door_is_a_warning(play: Play) -> None:
    play.bank.pull(4, by_force=True)
    check = checks(play)["locker"]
    assert (check.result, check.values["open doors"]) == ("WARN", "4")


def test_a_hall_older_than_the_terminal_is_said_until_it_is_brought_up_to_date(play: Play) -> None:
    play.begin()
    play.terminal.link.online = True

    def hears(level: int) -> Check:
        word = Orders(hall_time=play.clock.now(), version=str(level), cases=[], expected=[], staff=[], level=level)
        play.terminal.link.hear(OrdersArrived(word))
        play.drain()
        return checks(play)["hall"]

    assert hears(HALL_LEVEL).result == "PASS"
    assert hears(HALL_LEVEL + 1).result == "PASS"  # the hall goes first
    check = hears(HALL_LEVEL - 1)
    assert (check.result, check.advice) == ("FAIL", ENTRIES[Failure.HALL_OLDER].operator)
    assert play.terminal.troubles.told() == []  # nothing a resident could do anything about
    assert hears(HALL_LEVEL).result == "PASS"


def test_a_gap_in_custody_since_before_the_last_cut_off_fails_by_its_barcode(play: Play) -> None:
    play.begin()
    parcel, box = put_in_a_result(play)
    custody = play.terminal.custody

    def opened_and_shut_by_nobody() -> None:
        play.bank.pull(box, by_force=True)
        custody.look(box)
        play.bank.push(box)
        custody.look(box)

    play.terminal.submit("locker", opened_and_shut_by_nobody).result(30)
    assert checks(play)["store"].result == "PASS"  # until the cut-off somebody may still explain it
    play.clock.time += timedelta(days=1)
    play.clock.steady += timedelta(days=1).total_seconds()
    check = checks(play)["store"]
    assert (check.result, check.values["in doubt since the cut-off"]) == ("FAIL", parcel)
    assert check.advice == ENTRIES[Failure.CUSTODY_GAP].operator


@pytest.mark.parametrize(("used", "result"), [(50, "PASS"), (70, "WARN"), (89, "WARN"), (90, "FAIL")])
def test_the_disk_warns_at_70_and_fails_at_90_percent(
    play: Play, monkeypatch: pytest.MonkeyPatch, used: int, result: str
) -> None:
    usage = SimpleNamespace(total=100, used=used, free=100 - used)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert checks(play)["store"].result == result


def test_clock_and_calendar(play: Play) -> None:
    assert checks(play)["clock"].result != "FAIL"
    play.clock.time += timedelta(seconds=61)
    check = checks(play)["clock"]
    assert (check.result, check.advice) == ("FAIL", ENTRIES[Failure.CLOCK_DOUBTFUL].operator)
    play.clock.time += timedelta(days=3650)
    play.clock.steady += 3650 * 86400 + 61
    assert checks(play)["clock"].advice == ENTRIES[Failure.CALENDAR_ENDS].operator


def test_a_journal_row_altered_by_hand_is_found_and_told(play: Play) -> None:
    play.begin()
    parcel, _ = put_in_a_result(play)
    assert checks(play)["store"].result == "PASS"

    def alter() -> int:
        with play.terminal.store.transaction() as tx:
            (rule,) = tx.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_no_update'").fetchone()
            tx.execute("DROP TRIGGER journal_no_update")
            tx.execute("UPDATE journal SET actor = '600002' WHERE parcel = ? AND entry = 'loaded'", (parcel,))
            tx.execute(rule)
            return int(tx.execute("SELECT sequence FROM journal WHERE entry = 'loaded'").fetchone()[0])

    row = play.terminal.submit("queue", alter).result(30)
    check = checks(play)["store"]
    assert (check.result, check.values["problems"]) == ("FAIL", f"journal: row {row} does not fit the chain")
    assert check.advice == ENTRIES[Failure.JOURNAL_BROKEN].operator


def report(play: Play) -> Report:
    return Report(play.clock.now(), "GZ0001", list(checks(play).values()))


def test_a_report_travels_as_plain_values(play: Play) -> None:
    made = report(play)
    assert Report.from_json(made.to_json()) == replace(
        made, checks=[replace(check, values=dict(check.values)) for check in made.checks]
    )
    assert made.failed


def test_the_text_names_result_device_values_and_advice(play: Play) -> None:
    text = as_text(report(play), colour=False)
    assert "\033" not in text
    assert "PASS  Card reader" in text
    assert "FAIL  Hall and queue" in text
    assert "        -> " in text
    assert "\033[31mFAIL" in as_text(report(play), colour=True)


# --- the socket ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A short path: a socket's name has 107 bytes."""
    import tempfile

    with tempfile.TemporaryDirectory() as short:
        yield Path(short)


def test_the_running_terminal_answers_over_the_socket(play: Play, folder: Path) -> None:
    assert ask_running(folder) is None
    doctor = DoctorSocket(play.terminal, folder)
    try:
        assert (folder / "doctor.sock").stat().st_mode & 0o777 == 0o600
        answer = ask_running(folder)
        assert answer is not None
        assert [check.device for check in answer.checks][:2] == ["card", "locker"]
    finally:
        doctor.close()
    assert ask_running(folder) is None


def test_a_socket_left_by_a_power_cut_is_no_running_terminal(play: Play, folder: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(folder / "doctor.sock"))
    left.close()
    assert ask_running(folder) is None
    DoctorSocket(play.terminal, folder).close()


def test_one_report_that_fails_does_not_end_the_doctor(
    play: Play, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor, good = DoctorSocket(play.terminal, folder), play.terminal.diagnose

    def bad() -> Report:
        raise RuntimeError("a bug")

    try:
        monkeypatch.setattr(play.terminal, "diagnose", bad)
        with pytest.raises(ConnectionError):
            ask_running(folder)
        monkeypatch.setattr(play.terminal, "diagnose", good)
        assert ask_running(folder) is not None
    finally:
        doctor.close()


# --- the command ----------------------------------------------------------------------------------------


def test_doctor_prints_the_report_and_its_status(
    build: Any, enrolled: Path, config_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--config", str(config_file)]) == 1
    said = capsys.readouterr().out
    assert "PASS  Locker" in said
    assert "FAIL  Hall and queue" in said


def test_accept_wants_number_and_reason_and_names_what_it_accepted(
    play: Play, config_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = play.terminal.store

    def alter() -> None:
        with store.transaction() as tx:
            tx.execute("UPDATE compartments SET row_digest = 'flipped' WHERE number = 3")

    play.terminal.submit("queue", alter).result(30)
    command = ["accept", "--config", str(config_file), "--by", "700001"]
    assert main([*command, "--reason", " "]) == 2
    assert "a reason" in capsys.readouterr().err
    assert checks(play)["store"].result == "FAIL"
    assert main([*command, "--reason", "box 3 looked at"]) == 0
    assert capsys.readouterr().out == "accepted: compartments 3: the row is not what was stored\n"
    assert checks(play)["store"].result == "PASS"
    assert main([*command, "--reason", "again"]) == 0
    with pytest.raises(SystemExit):
        main(command)


def test_wrong_settings_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.toml"
    path.write_text("colour = 1")
    assert main(["doctor", "--config", str(path)]) == 2
    assert f"{path}: colour: " in capsys.readouterr().err


def test_a_hall_that_cannot_be_had_enrols_nobody(config_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_ports()
    with config_file.open("a") as file:
        file.write(f'\n[hall]\nurl = "http://127.0.0.1:{port}"\n')
    assert main(["enrol", "--config", str(config_file), "--code", "x"]) == 1
    assert "did not enrol GZ0001" in capsys.readouterr().err


class TestTheScanner:
    """SANE's own test device; without one there is no line."""

    @pytest.fixture
    def config_file(self, tmp_path: Path) -> Path:
        path = tmp_path / "terminal.toml"
        self.settle(path, "test:0")
        return path

    @staticmethod
    def settle(path: Path, device: str, *options: str) -> None:
        said = f'[scanner]\ndevice = "{device}"\noptions = {list(options)}\nquiet_s = 30.0\n'
        path.write_text(f'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n{said}', "utf-8")

    def test_it_is_opened_and_left_alone_while_somebody_scans(self, play: Play) -> None:
        found = checks(play)["scanner"]
        assert (found.result, found.values["device"], found.values["places"]) == ("PASS", "test:0", "glass")
        play.terminal.scanning.begin(Wanted("ID"))
        assert checks(play)["scanner"].values["in use"] == "yes"

    def test_one_that_is_not_there_fails_with_the_operators_move(self, build: Any, config_file: Path) -> None:
        self.settle(config_file, "test:9")
        found = checks(build())["scanner"]
        assert (found.result, found.advice) == ("FAIL", ENTRIES[Failure.SCANNER_MISSING].operator)
        assert found.values["error"].startswith("ScannerLost")
