"""The panel on a real world: what is clicked in the window really happens outside, and what happens is shown."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from contract.parcel import ParcelKind, barcode
from workbench.card import available
from workbench.panel import watch
from workbench.panel.app import PanelApp, prepare_environment
from workbench.panel.bench import CAMERA_FAULTS, PRINTER_FAULTS, SHEETS, Bench, toggled
from workbench.world import World

pytestmark = pytest.mark.skipif(not available(), reason="pcscd or vpcd is not installed")
QML = Path(__file__).parents[2] / "workbench" / "panel" / "qml"
ENVELOPE = barcode(ParcelKind.ORIGINALS, "GZ0001", 7)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("w")
    one = World(folder, with_id_reader=True)
    try:
        one.start()
        yield one
    finally:
        one.stop()


class Mouse:
    """Presses things in the panel by name and waits for what comes of it."""

    def __init__(self, panel: PanelApp, world: World, application: object) -> None:
        self.panel, self.world, self._application = panel, world, application

    def find(self, name: str) -> QQuickItem | None:
        found = [item for item in items(self.panel.window.contentItem()) if item.objectName() == name]
        return next((item for item in found if item.isVisible() and item.isEnabled()), None)

    def click(self, name: str) -> None:
        self.wait(lambda: self.find(name) is not None, f"something called {name} to press")
        self.panel.window.grabWindow()  # lays out what has just changed: a person presses what is seen
        item = self.find(name)
        assert item is not None, name
        point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.panel.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)

    def wait(self, true: Callable[[], bool], what: str, patience_s: float = 20.0) -> None:
        deadline = time.monotonic() + patience_s
        while not true():
            assert time.monotonic() < deadline, f"waited {patience_s:.0f} s for {what}; {self.panel.bridge.note}"
            self._application.processEvents()  # type: ignore[attr-defined]
            time.sleep(0.01)

    def now(self, name: str) -> object:
        return self.panel.bridge.now[name]


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    yield root
    for child in root.childItems():
        yield from items(child)


@pytest.fixture(scope="module")
def mouse(world: World, qapp: object) -> Iterator[Mouse]:
    prepare_environment()
    panel = PanelApp(qapp, Bench(world, world.kiosk))  # type: ignore[arg-type]
    try:
        yield Mouse(panel, world, qapp)
    finally:
        panel.close()


def test_it_loads_without_a_warning_in_both_languages(mouse: Mouse) -> None:
    mouse.wait(lambda: bool(mouse.now("hall")), "the hall to be seen")
    assert "工作台" in mouse.panel.window.title()
    mouse.click("language")
    mouse.wait(lambda: "workbench" in mouse.panel.window.title(), "English")
    mouse.click("language")
    mouse.wait(lambda: "工作台" in mouse.panel.window.title(), "Chinese")
    assert mouse.panel.warnings == []


def test_a_door_moves_and_holds_things_by_clicks(mouse: Mouse) -> None:
    bank = mouse.world.bank
    mouse.click("door:9")
    mouse.click("bank.force")
    mouse.wait(lambda: bank.door(9), "door 9 to stand open")
    mouse.click("bank.put:stray")
    mouse.wait(lambda: bank.things(9) == (watch.STRAY,), "the thing to lie inside")
    mouse.click("bank.push")
    mouse.wait(lambda: not bank.door(9), "door 9 to be shut")
    told = (False, [watch.STRAY])  # the panel looks a few times a second
    mouse.wait(lambda: tuple(mouse.panel.bridge.doors[8][key] for key in ("open", "things")) == told, "it to be shown")
    bank.pull(9, by_force=True)
    mouse.click("bank.take")
    mouse.wait(lambda: bank.things(9) == (), "the thing to be taken out")
    mouse.click("bank.push")
    mouse.wait(lambda: not bank.door(9), "door 9 to be shut again")


def test_a_latched_door_does_not_give_way_and_one_is_told(mouse: Mouse) -> None:
    mouse.click("door:2")
    mouse.click("bank.pull")
    mouse.wait(lambda: "latched" in mouse.panel.bridge.note.get("en", ""), "a word about it")
    assert not mouse.world.bank.door(2)


def test_a_door_opened_from_outside_is_shown(mouse: Mouse) -> None:
    mouse.world.bank.pull(24, by_force=True)
    mouse.wait(lambda: mouse.panel.bridge.doors[23]["open"], "door 24 to be shown open")
    mouse.world.bank.push(24)
    mouse.wait(lambda: not mouse.panel.bridge.doors[23]["open"], "door 24 to be shown shut")


def test_faults_of_the_bank_come_and_go_one_by_one(mouse: Mouse) -> None:
    bank = mouse.world.bank
    mouse.click("door:5")
    mouse.click("bank.jam")
    mouse.wait(lambda: bank.faults == ["jammed 5"], "the jam")
    mouse.click("bank.silence:1")
    mouse.click("bank.silence:2")
    mouse.wait(
        lambda: sorted(bank.faults) == ["jammed 5", "silent on board 1", "silent on board 2"], "two silent boards"
    )
    mouse.click("bank.silence:1")
    mouse.wait(lambda: sorted(bank.faults) == ["jammed 5", "silent on board 2"], "one silent board")
    assert mouse.panel.bridge.bench.silent_boards == [2]
    mouse.click("bank.silence:2")
    mouse.click("bank.jam")
    mouse.wait(lambda: bank.faults == [], "a sound bank")


def test_cards_go_in_and_out(mouse: Mouse) -> None:
    pcscd = mouse.world.pcscd
    mouse.click("card.insert:li")
    mouse.wait(lambda: mouse.now("card") == "li", "the card to be shown in")
    assert pcscd.card is not None
    mouse.click("card.insert:mute")
    mouse.wait(lambda: mouse.now("card") == "mute", "the other card")
    assert mouse.now("person") == "li"  # a mute card tells nobody's name
    mouse.click("card.remove")
    mouse.wait(lambda: mouse.now("card") == "", "an empty slot")
    assert pcscd.card is None


def test_identity_cards_are_laid_down_and_lifted(mouse: Mouse) -> None:
    reader = mouse.world.id_reader
    assert reader is not None
    assert f'port = "{reader.path}"' in mouse.world.config.read_text("utf-8")
    mouse.click("idcard.lay:wang")
    mouse.wait(lambda: mouse.now("idCard") == "wang", "the card to be shown on the reader")
    assert reader.card is not None
    assert mouse.now("person") == "wang"  # whose papers are at hand
    mouse.click("idcard.take")
    mouse.wait(lambda: mouse.now("idCard") == "", "an empty reader")
    assert reader.card is None


def test_papers_and_faults_of_camera_and_printer(mouse: Mouse) -> None:
    mouse.click("camera.lay:register")
    mouse.wait(lambda: (p := mouse.world.camera.shown) is not None and p.name == "household_register", "the paper")
    mouse.click("camera.clear")
    mouse.wait(lambda: mouse.world.camera.shown is None, "an empty table")
    mouse.click("camera.fault:glare")
    mouse.click("camera.fault:freeze")
    mouse.wait(lambda: mouse.now("cameraFaults") == ["glare", "freeze"], "two faults")
    mouse.click("camera.fault:glare")
    mouse.click("camera.fault:freeze")
    mouse.wait(lambda: mouse.now("cameraFaults") == [], "a sound camera")
    mouse.click("printer.fault:paper_out")
    mouse.wait(lambda: mouse.now("printerFaults") == ["paper_out"], "the end of the roll")
    mouse.click("printer.fault:paper_out")
    mouse.click("printer.plug")
    mouse.wait(lambda: not os.path.exists(mouse.world.printer.path), "the printer to be gone")
    mouse.click("printer.plug")
    mouse.wait(lambda: os.path.exists(mouse.world.printer.path), "the printer to be back")


def test_the_network_is_cut_and_mended(mouse: Mouse) -> None:
    mouse.click("cable.cut")
    mouse.wait(lambda: mouse.world.cable.is_cut, "the cut")
    mouse.click("cable.mend")
    mouse.wait(lambda: not mouse.world.cable.is_cut, "the mended cable")


def test_power_off_kills_the_terminal_and_power_on_starts_another(mouse: Mouse) -> None:
    mouse.click("kiosk.start")
    mouse.wait(lambda: mouse.now("view") == "Attract", "the first screen", patience_s=60)
    first = mouse.world._kiosk
    assert first is not None
    mouse.click("kiosk.kill")
    mouse.wait(lambda: not mouse.now("kiosk"), "the power to be off")
    assert first.returncode == -9
    mouse.click("kiosk.start")
    mouse.wait(lambda: mouse.now("view") == "Attract", "the first screen again", patience_s=60)
    second = mouse.world._kiosk
    assert second is not None
    assert second.pid != first.pid
    assert second.poll() is None
    assert mouse.panel.warnings == []


def test_an_act_that_fails_is_told(mouse: Mouse, capsys: pytest.CaptureFixture[str]) -> None:
    mouse.panel.bridge.act("bank.put", {"door": 1, "thing": "x"})
    mouse.wait(lambda: "shut" in mouse.panel.bridge.note.get("en", ""), "the refusal")
    assert "DoorShut" in capsys.readouterr().err
    with pytest.raises(KeyError):
        mouse.panel.bridge.act("bank.paint", {})


def test_known_envelopes_lie_on_the_desk_until_they_are_put_in(world: World) -> None:
    other = barcode(ParcelKind.RESULT, "GZ0001", 3)
    beyond = watch.Beyond(parcels=(ENVELOPE, other), parcel_on_screen=ENVELOPE)
    assert watch.desk(world, beyond) == [ENVELOPE, other]
    world.bank.pull(4, by_force=True)
    world.bank.put(4, ENVELOPE)
    try:
        assert watch.desk(world, beyond) == [other]
    finally:
        world.bank.take(4)
        world.bank.push(4)


def test_a_hall_that_is_gone_is_a_state(tmp_path: Path) -> None:
    assert watch.Beholder(World(tmp_path)).look() == watch.Beyond()


def test_what_the_window_names_exists(world: World) -> None:
    text = "".join(path.read_text("utf-8") for path in QML.rglob("*.qml"))
    acts = Bench(world, world.kiosk).acts
    named = set(re.findall(r'act\("([a-z]+\.?[a-z]*)"', text))
    assert named
    assert named - set(acts) == set()
    keys = set(re.findall(r'"key": "(\w+)"', text))
    assert {*SHEETS, *CAMERA_FAULTS, *PRINTER_FAULTS} <= keys


def test_toggling() -> None:
    assert toggled(["a", "b"], "a") == ["b"]
    assert toggled(["b"], "a") == ["b", "a"]
