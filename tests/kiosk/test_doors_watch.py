"""The watch over the doors of a running terminal: forced doors, doors left ajar, boards that fall silent."""

import threading
from pathlib import Path
from uuid import UUID

import pytest
import structlog

from contract.bodies import Alarm, DoorAlarm
from contract.envelope import Kind, bound
from contract.seal import HallPrivateKey
from drivers.roles import Door
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, BankTampered, BoxState
from kiosk.events import Said
from offline_queue.errors import StoreFull
from tests.kiosk.conftest import Build, Play
from tests.kiosk.test_doors import on_locker, open_box, owe, result, sound, state, to_deposit
from tests.kiosk.test_staff_work import sign_in
from workbench.locker import Fault

LOOK_S = 1.5


@pytest.fixture
def config_file(config_file: Path) -> Path:
    """As ever, but the doors are read a little less often: the readings take real time."""
    config_file.write_text(config_file.read_text("utf-8") + "\n[locker.watch]\npoll_s = 1.4\n", "utf-8")
    return config_file


@pytest.fixture
def watched(play: Play) -> Play:
    """A terminal that waits for people, its doors watched."""
    play.terminal.doors_watch.start()
    play.begin()
    play.wait(LOOK_S)
    return play


def journal(play: Play, box: int) -> list[str]:
    rows = play.terminal.submit(
        "queue",
        lambda: play.terminal.store.read(
            "SELECT entry FROM journal WHERE compartment = ? ORDER BY sequence",
            (box,),
        ),
    ).result(30)
    return [row["entry"] for row in rows]


def told(play: Play, hall: HallPrivateKey) -> list[Alarm]:
    """The alarms on their way to the hall."""
    rows = play.terminal.submit(
        "queue", lambda: play.terminal.store.read("SELECT id, sealed FROM outbox WHERE kind = 'alarm' ORDER BY seq")
    ).result(30)
    return [
        Alarm.model_validate_json(hall.unseal(row["sealed"], bound(UUID(row["id"]), Kind.ALARM, None))) for row in rows
    ]


def notices(play: Play) -> str:
    return " ".join(play.screen.notices)


def test_a_forced_door_is_an_alarm_until_a_person_has_looked(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    with structlog.testing.capture_logs() as logs:
        play.bank.pull(5, by_force=True)
        play.wait(LOOK_S)
    assert [line["compartment"] for line in logs if line.get("failure") == "door_unexpected"] == ["5"]
    assert state(play, 5) is BoxState.OUT_OF_SERVICE
    assert "没有按指令却打开了" in notices(play)
    assert play.session.message.text == "", "nobody is here to be told twice"
    play.bank.push(5)
    play.wait(LOOK_S)
    assert state(play, 5) is BoxState.OUT_OF_SERVICE, "shutting it puts nothing right"
    assert "没有按指令却打开了" in notices(play)
    assert journal(play, 5) == ["uncommanded_opening", "set_aside", "shut_again"]
    assert [(one.event, one.compartment) for one in told(play, hall_key)] == [
        (DoorAlarm.UNCOMMANDED_OPENING, 5),
        (DoorAlarm.SHUT_AGAIN, 5),
    ]
    on_locker(play, lambda: play.terminal.custody.back_in_service(5, Authority("station", "400001")))
    play.wait(LOOK_S)
    play.wait(11)  # the first screen asks for its health again
    assert "没有按指令却打开了" not in notices(play)
    assert state(play, 5) is BoxState.FREE
    assert sound(play)


def test_the_alarm_names_what_lies_inside_and_nobody_gets_that_box(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    parcel, box = result(play)
    play.wait(LOOK_S)
    play.clock.steady += 30
    play.bank.pull(box, by_force=True)
    play.wait(LOOK_S)
    assert [one.parcel for one in told(play, hall_key)] == [parcel]
    play.bank.push(box)
    play.wait(LOOK_S)
    play.card()
    play.until("Home")
    assert not next(tile for tile in play.screen.tiles if tile.id == "collect").enabled
    assert play.bank.pulses[box] == 1
    assert play.bank.things(box) == (parcel,)
    with pytest.raises(BankTampered):  # nothing more goes in until staff has looked (domain 2.12, case 14)
        on_locker(play, lambda: play.terminal.doors.reserve(Size.S, False, owe(play)))


def test_a_forced_door_is_told_to_whoever_stands_at_another(watched: Play) -> None:
    play = watched
    to_deposit(play)
    box = open_box(play)
    play.bank.pull(20, by_force=True)
    play.wait(LOOK_S)
    assert (play.view, play.screen.phase, play.screen.compartment) == ("DoorScreen", "open", box)
    assert "请不要取放物品" in play.session.message.text


def test_a_visit_at_its_own_door_alarms_nobody(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    parcel = to_deposit(play)
    box = open_box(play)
    play.bank.put(box, parcel)
    play.wait(5)
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.clock.steady += 15  # longer than a bounce: the question is still on the screen, the latch lets go
    play.bank.pull(box, by_force=True)
    play.wait(LOOK_S)
    play.bank.push(box)
    play.wait(LOOK_S)
    play.say("done")
    play.until("Dropped")
    assert told(play, hall_key) == []
    assert state(play, box) is BoxState.HOLDING
    assert sound(play)


def test_a_stuck_door_that_springs_at_a_pull_alarms_nobody(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    to_deposit(play)
    play.bank.fault(Fault.JAMMED, compartment=1)
    play.say("open", size="S", low=False)
    play.until("DoorScreen", phase="stuck")
    play.clock.steady += 40
    play.bank.pull(1, by_force=True)
    play.until("DoorScreen", phase="open")
    play.wait(LOOK_S)
    assert told(play, hall_key) == []
    assert play.bank.pulses[1] == 1


def test_a_door_left_ajar_is_said_then_staff_then_the_hall(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    to_deposit(play)
    box = open_box(play)
    with structlog.testing.capture_logs() as logs:
        play.clock.steady += 30
        play.wait(LOOK_S)
        first = play.screen.warning
        assert first
        assert not [line for line in logs if line.get("failure") == "door_left_open"]
        play.clock.steady += 30
        play.wait(LOOK_S)
        assert play.screen.warning not in ("", first)
        assert [line["compartment"] for line in logs if line.get("failure") == "door_left_open"] == [str(box)]
        assert told(play, hall_key) == []
        play.clock.steady += 60
        play.wait(LOOK_S)
    assert [(one.event, one.compartment) for one in told(play, hall_key)] == [(DoorAlarm.LEFT_AJAR, box)]
    assert 120 <= (told(play, hall_key)[0].open_s or 0) < 130
    assert journal(play, box)[-1] == "left_ajar"
    play.bank.push(box)
    play.until("DoorScreen", phase="closed")
    play.wait(LOOK_S)
    assert [one.event for one in told(play, hall_key)] == [DoorAlarm.LEFT_AJAR, DoorAlarm.SHUT_AGAIN]
    play.say("done")
    play.until("Dropped")


def test_a_box_whose_door_stands_open_is_given_to_nobody(play: Play) -> None:
    parcel = owe(play)
    assert on_locker(play, lambda: play.terminal.doors.reserve(Size.S, False, parcel)) == 1
    on_locker(play, lambda: play.terminal.custody.release(parcel))
    play.bank.pull(1, by_force=True)
    assert state(play, 1) is BoxState.FREE, "nobody has told the journal yet"
    assert on_locker(play, lambda: play.terminal.doors.reserve(Size.S, False, parcel)) != 1


def test_a_door_found_open_at_the_start_is_settled_when_it_is_shut(play: Play, hall_key: HallPrivateKey) -> None:
    play.bank.pull(7, by_force=True)
    play.terminal.doors_watch.start()
    play.session.start()
    play.until("DoorScreen")
    assert state(play, 7) is BoxState.OPEN
    play.clock.steady += 121
    play.wait(LOOK_S)
    assert [one.event for one in told(play, hall_key)] == [DoorAlarm.LEFT_AJAR]
    play.bank.push(7)
    play.until("Attract")
    play.wait(LOOK_S)
    assert state(play, 7) is BoxState.FREE


def test_a_door_left_open_over_a_restart_is_watched_again_once_it_is_shut(
    watched: Play, build: Build, hall_key: HallPrivateKey
) -> None:
    to_deposit(watched)
    box = open_box(watched)
    play = build()
    play.terminal.doors_watch.start()
    play.session.start()
    play.until("DoorScreen")
    play.bank.push(box)
    play.until("Attract")
    play.wait(LOOK_S)
    assert state(play, box) is BoxState.CLOSED_UNKNOWN
    play.clock.steady += 30
    play.bank.pull(box, by_force=True)
    play.wait(LOOK_S)
    assert [one.event for one in told(play, hall_key)] == [DoorAlarm.UNCOMMANDED_OPENING]
    assert state(play, box) is BoxState.OUT_OF_SERVICE


def test_a_door_shut_while_the_power_was_gone_is_told_to_be_shut(
    watched: Play, build: Build, hall_key: HallPrivateKey
) -> None:
    watched.bank.pull(5, by_force=True)
    watched.wait(LOOK_S)
    watched.terminal.close()
    watched.bank.push(5)
    play = build()
    play.terminal.doors_watch.start()
    play.begin()
    play.wait(LOOK_S)
    assert [one.event for one in told(play, hall_key)] == [DoorAlarm.UNCOMMANDED_OPENING, DoorAlarm.SHUT_AGAIN]
    assert state(play, 5) is BoxState.OUT_OF_SERVICE


def test_an_alarm_that_cannot_be_written_is_written_later(
    watched: Play, hall_key: HallPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    play, custody = watched, watched.terminal.custody
    written = custody._run

    def full(work: object) -> object:
        raise StoreFull("no room")

    monkeypatch.setattr(custody, "_run", full)
    with structlog.testing.capture_logs() as logs:
        play.bank.pull(5, by_force=True)
        play.wait(3 * LOOK_S)
    assert [line["failure"] for line in logs if "failure" in line].count("disk_full") == 1, "said once, not every time"
    monkeypatch.setattr(custody, "_run", written)
    play.wait(LOOK_S)
    assert [one.event for one in told(play, hall_key)] == [DoorAlarm.UNCOMMANDED_OPENING]
    assert state(play, 5) is BoxState.OUT_OF_SERVICE


def test_an_empty_box_out_of_service_may_be_worked_on(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    on_locker(play, lambda: play.terminal.custody.set_aside(9, Authority("technician", "900001"), "repair"))
    play.bank.pull(9, by_force=True)
    play.wait(LOOK_S)
    play.clock.steady += 200
    play.wait(LOOK_S)
    assert told(play, hall_key) == []
    assert journal(play, 9) == ["set_aside", "door_seen"]


def test_the_alarm_outlives_a_restart(watched: Play, build: Build) -> None:
    watched.bank.pull(5, by_force=True)
    watched.wait(LOOK_S)
    watched.bank.push(5)
    again = build()
    again.terminal.doors_watch.start()
    again.begin()
    again.wait(LOOK_S)
    assert "没有按指令却打开了" in notices(again)


def test_a_silent_board_is_named_and_its_doors_are_no_riot(watched: Play, hall_key: HallPrivateKey) -> None:
    play = watched
    with structlog.testing.capture_logs() as logs:
        play.bank.fault(Fault.SILENT, board=1)
        play.wait(5)
        play.bank.clear(Fault.SILENT)
        for _ in range(60):  # a dead board may be left alone for a moment of real time
            play.wait(0.5)
            if any(line["event"] == "board_back" for line in logs):
                break
    named = [(line["event"], line["detail"]) for line in logs if line["event"] in ("board_silent", "board_back")]
    assert named == [("board_silent", "a/1"), ("board_back", "a/1")]
    assert told(play, hall_key) == []


def test_a_boards_report_hastens_the_reading_and_is_not_believed(play: Play, hall_key: HallPrivateKey) -> None:
    play.begin()
    watch = play.terminal.doors_watch
    on_locker(play, watch.look)
    watch.reported(3, Door.OPEN)  # says open; the door itself is shut
    play.drain()
    assert told(play, hall_key) == []
    play.bank.pull(3, by_force=True)
    watch.reported(3, Door.CLOSED)  # says shut; the door itself is open
    play.drain()
    assert [one.compartment for one in told(play, hall_key)] == [3]


def test_the_boards_own_frames_reach_the_watch(play: Play) -> None:
    play.begin()
    play.bank.fault(Fault.UNSOLICITED, board=1)
    with structlog.testing.capture_logs() as logs:
        on_locker(play, play.terminal.locker.doors)
        play.drain()
    assert ("door_reported", 1, "closed") in [(line["event"], line["compartment"], line["what"]) for line in logs]


def test_an_unlock_goes_before_a_reading_that_waits(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    gate = threading.Event()
    play.terminal.submit("locker", gate.wait)
    monkeypatch.setattr(play.terminal.doors_watch, "look", lambda: order.append("look"))
    play.terminal.doors_watch.look_soon()
    last = play.terminal.submit("locker", lambda: order.append("unlock"))
    gate.set()
    last.result(10)
    play.drain()
    assert order == ["unlock", "look"]


def test_staff_and_technician_see_the_forced_door(watched: Play) -> None:
    play = watched
    play.bank.pull(5, by_force=True)
    play.wait(LOOK_S)
    play.bank.push(5)
    sign_in(play, "700001")
    play.until("StationHome")
    play.drain()
    cell = next(one for one in play.screen.cells if one.number == 5)
    assert (cell.state, cell.tone) == ("异常开门,请查看", "bad")
    report = play.terminal.submit("doctor", play.terminal.diagnose).result(60)
    locker = next(check for check in report.checks if check.device == "locker")
    assert (locker.result, locker.values["opened without command"]) == ("FAIL", "5")
    play.event(Said("back_in_service", {"compartment": 5}))
    play.drain()
    assert next(one for one in play.screen.cells if one.number == 5).tone == "plain"
