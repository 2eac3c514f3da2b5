"""Every screen in both languages and both sizes: loads without a warning, large enough, nothing cut off or covered."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

from kiosk.screens import every_screen
from tests.ui.qml.shell import QML, Shell, above, clickable, rect, seen
from ui.samples import samples

MM = 4.03
VIEWS = every_screen()
MODES = list(itertools.product(("zh-Hans", "en"), (False, True)))
FOREIGN = ("PopupList", "symbolsresolver")  # Qt's own modules speaking of themselves


class Survey:
    """What one walk through all samples of a mode found, by kind of fault."""

    def __init__(self) -> None:
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, set[str]] = defaultdict(set)


@pytest.fixture(scope="module", params=MODES, ids=lambda mode: f"{mode[0]}-{'elder' if mode[1] else 'normal'}")
def survey(request: Any, one_shell: Shell) -> Iterator[Survey]:
    language, elder = request.param
    found = Survey()
    at = ""

    def heard(kind: QtMsgType, _context: Any, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(word in message for word in FOREIGN):
            found.faults["warning"].append(f"{at}: {message}")

    before = qInstallMessageHandler(heard)
    try:
        one_shell.speak(language)
        one_shell.bridge.change(elder=elder, idle_left_s=-1, toast="")
        for name, screen in samples(language).items():
            at = name
            one_shell.show(screen)
            one_shell.settle(60)
            one_shell.window.grabWindow()
            _look(found, name, one_shell, elder)
        yield found
    finally:
        qInstallMessageHandler(before)


def _look(found: Survey, name: str, shell: Shell, elder: bool) -> None:
    items = shell.items()
    found.names[name.split("-")[0]] |= shell.names()
    targets = [item for item in items if clickable(item)]
    texts = [item for item in items if item.inherits("QQuickText") and item.property("text")]
    for item in targets:
        _target(found, name, item, elder, shell)
    for one, two in itertools.combinations(targets, 2):
        _apart(found, name, one, two)
    for item in texts:
        _text(found, name, item, shell)
    for one, two in itertools.combinations(texts, 2):
        shared = seen(one).intersected(seen(two))
        if shared.width() > 3 and shared.height() > 0.25 * min(rect(one).height(), rect(two).height()):
            found.faults["collision"].append(f"{name}: {one.property('text')!r} over {two.property('text')!r}")


def _target(found: Survey, name: str, item: QQuickItem, elder: bool, shell: Shell) -> None:
    primary = item.metaObject().className().startswith("PrimaryButton")
    least = (25 if primary else 20) if elder else (20 if primary else 15)
    place, label = rect(item), item.objectName()
    if place.height() / MM < least - 0.2 or place.width() / MM < 15 - 0.2:
        found.faults["small"].append(f"{name}: {label} {place.width() / MM:.1f} x {place.height() / MM:.1f} mm")
    if not label:
        found.faults["nameless"].append(f"{name}: {item.metaObject().className()} has no objectName")
    face = QAccessible.queryAccessibleInterface(item)
    if face is None or not face.text(QAccessible.Text.Name):
        found.faults["nameless"].append(f"{name}: {label} says nothing to a screen reader")
    spot, edge = seen(item), 8 * MM - 1
    if spot.isEmpty():
        return
    if spot.left() < edge or spot.right() > shell.window.width() - edge or spot.bottom() > shell.window.height() - edge:
        found.faults["bezel"].append(f"{name}: {label}")


def _apart(found: Survey, name: str, one: QQuickItem, two: QQuickItem) -> None:
    first, second = seen(one), seen(two)
    if first.isEmpty() or second.isEmpty() or first != rect(one) or second != rect(two):
        return
    gap = 3 * MM - 1
    if first.adjusted(-gap, -gap, gap, gap).intersects(second):
        found.faults["near"].append(f"{name}: {one.objectName()} and {two.objectName()}")


def _text(found: Survey, name: str, item: QQuickItem, shell: Shell) -> None:
    words, place = item.property("text"), rect(item)
    if item.property("truncated"):
        found.faults["cut"].append(f"{name}: {words!r} is truncated")
    wide, high = item.property("contentWidth"), item.property("contentHeight")
    if wide > place.width() + 2 or high > place.height() + 2:
        found.faults["cut"].append(
            f"{name}: {words!r} needs {wide:.0f}x{high:.0f}, has {place.width():.0f}x{place.height():.0f}"
        )
    if not seen(item).isEmpty() and (place.left() < 0 or place.right() > shell.window.width() + 1):
        found.faults["cut"].append(f"{name}: {words!r} leaves the window")
    holder = next((one for one in above(item) if one.inherits("QQuickAbstractButton")), None)
    if holder is not None and not rect(holder).adjusted(-1, -1, 1, 1).contains(place):
        found.faults["cut"].append(f"{name}: {words!r} leaves its button")
    em = item.property("font").pixelSize()
    if em * 0.733 / MM < (6.1 if shell.bridge.property("elder") else 4.8):
        found.faults["fine print"].append(f"{name}: {words!r} has capitals of {em * 0.733 / MM:.1f} mm")


@pytest.mark.parametrize("kind", ["warning", "small", "near", "bezel", "nameless", "cut", "collision", "fine print"])
def test_no_view_has(kind: str, survey: Survey) -> None:
    assert survey.faults[kind] == []


def test_the_survey_saw_every_screen(survey: Survey) -> None:
    assert set(survey.names) == {one.__name__ for one in VIEWS}


SENT_BY_FIELDS = {("Form", "edit"): "field:", ("Catalogue", "search"): "field:search"}
BY_HAND_SCANNER = {("PickupQr", "qr")}  # typed, not struck: test_input plays it
AFTER_A_CHOICE = {
    *(("StationHome", event) for event in ("recover", "out_of_service", "back_in_service", "resume")),
    *(("Home", event) for event in ("put_off", "unwanted")),
}


def test_every_event_has_its_button(survey: Survey) -> None:
    missing = []
    for view, event in [(one.__name__, event) for one in VIEWS for event in one.EVENTS]:
        wanted = SENT_BY_FIELDS.get((view, event), event)
        start = wanted if wanted.endswith(":") else wanted + ":"
        shown = any(name == wanted or name.startswith(start) for name in survey.names[view])
        if not shown and (view, event) not in AFTER_A_CHOICE | BY_HAND_SCANNER:
            missing.append((view, event))
    assert missing == []


@pytest.mark.parametrize(("box", "event"), [(7, "recover"), (1, "out_of_service"), (13, "back_in_service")])
def test_staff_choose_a_box_and_act_on_it(shell: Shell, box: int, event: str) -> None:
    shell.show(samples("zh-Hans")["StationHome"])
    shell.settle(300)
    shell.strike(f"cell:{box}")
    shell.strike(f"{event}:{box}")
    assert shell.sent() == [(event, {"compartment": box})]


@pytest.mark.parametrize(
    ("button", "event", "said"),
    [
        ("put_off", "put_off", {}),
        ("never", "unwanted", {"why": "never"}),
        ("not_me", "unwanted", {"why": "not_me"}),
    ],
)
def test_a_reminder_is_put_away_in_two_touches(shell: Shell, button: str, event: str, said: dict[str, str]) -> None:
    shell.show(samples("zh-Hans")["Home"])
    shell.settle(300)
    shell.strike("hide:result:R0GZ0002000001X")
    shell.settle(300)
    shell.strike(f"{button}:result:R0GZ0002000001X")
    assert shell.sent() == [(event, {"id": "result:R0GZ0002000001X", **said})]


def test_every_screen_has_its_view_file() -> None:
    assert {path.stem for path in (QML / "views").glob("*.qml")} == {one.__name__ for one in VIEWS}
