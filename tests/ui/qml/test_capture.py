"""The camera's page under fingers and keys: the outline over the picture, the tray, the slots, the undo."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from kiosk.screens.capture import Capture
from kiosk.screens.screen import Screen
from tests.ui.qml.shell import Shell, rect
from ui.samples import samples

MM = 4.03


def enter(shell: Shell, screen: Screen) -> None:
    shell.show(screen)
    while not shell.window.property("ready"):
        shell.settle(20)


def sample(name: str = "Capture", **changes: Any) -> Capture:
    screen = samples("zh-Hans")[name]
    assert isinstance(screen, Capture)
    return replace(screen, **changes)


def of_class(shell: Shell, name: str) -> Any:
    (found,) = [item for item in shell.items() if item.metaObject().className().startswith(name)]
    return found


def outlines(shell: Shell) -> list[Any]:
    return [item for item in shell.items() if item.metaObject().className().startswith("PageOutline")]


def green_and_red(shell: Shell, x: float, y: float) -> tuple[int, int]:
    colour = shell.window.grabWindow().pixelColor(round(x), round(y))
    return colour.green(), colour.red()


def test_the_outline_lies_where_the_frame_says(shell: Shell) -> None:
    """A corner at 30 % and 40 % of the picture is drawn there, whatever the size of the window's picture."""
    enter(shell, sample())
    outline = [0.3, 0.4, 0.7, 0.4, 0.7, 0.8, 0.3, 0.8]
    shell.bridge.change(
        frame=shell.bridge.property("frame") + 1, sight={"outlines": [outline], "meant": 0, "hold": 0.5}
    )
    drawn = of_class(shell, "PageOutline")
    for _ in range(100):
        corners = drawn.property("corners")
        if isinstance(corners, list) and corners and corners[0] == 0.3:  # before the first frame it is no list yet
            break
        shell.settle(50)
    place = rect(drawn)
    assert abs(place.width() / place.height() - 4 / 3) < 0.02, "as wide as the picture, not as its frame"
    for share_x, share_y in ((0.5, 0.4), (0.3, 0.6), (0.7, 0.6), (0.5, 0.8)):
        x, y = place.x() + share_x * place.width(), place.y() + share_y * place.height()
        green, red = green_and_red(shell, x, y)
        assert green - red > 60, (share_x, share_y, green, red)
    shell.bridge.change(frame=shell.bridge.property("frame") + 1, sight={"outlines": [], "meant": -1, "hold": 0.0})
    for _ in range(100):
        if not outlines(shell):
            break
        shell.settle(50)
    assert not outlines(shell)


def test_no_outline_under_review_nor_when_hidden(shell: Shell) -> None:
    for name in ("Capture-review", "Capture-hidden", "Capture-full"):
        enter(shell, sample(name))
        assert not outlines(shell), name


def test_the_sheet_that_is_touched_is_the_one_that_is_sent(shell: Shell) -> None:
    """Anywhere on a sheet, and nothing beside it; the one that is meant is not asked about again."""
    enter(shell, sample("Capture-several"))
    for index in (1, 0):
        shell.strike(f"sheet:{index}", 320)
    place = rect(of_class(shell, "SheetsInView"))
    for share_x, share_y in ((0.12, 0.64), (0.5, 0.5), (0.9, 0.31)):
        spot = QPointF(place.x() + share_x * place.width(), place.y() + share_y * place.height())
        shell.drag([spot, spot])
    assert shell.sent() == [("sheet", {"index": index}) for index in (1, 0, 0, 1)]
    shell.bridge.change(sight={**shell.bridge.property("sight"), "meant": 0}, frame=shell.bridge.property("frame") + 1)
    for _ in range(100):
        if "sheet:0" not in shell.names():
            break
        shell.settle(50)
    assert [name for name in shell.names() if name.startswith("sheet:")] == ["sheet:1"]


def test_thumbnails_are_at_least_twenty_five_millimetres(shell: Shell) -> None:
    for elder in (False, True):
        shell.bridge.change(elder=elder)
        enter(shell, sample())
        place = rect(shell.find("choose_page:0"))
        assert min(place.width(), place.height()) / MM >= 25


def test_every_page_has_its_buttons(shell: Shell) -> None:
    enter(shell, sample(chosen=0, page_title="第 1 页,共 2 页"))
    for name in ("turn_page", "retake_page", "delete_page"):
        shell.strike(name, 320)
        assert shell.sent()[-1] == (name, {"index": 0})
    shell.strike("move_page:on", 320)
    assert shell.sent()[-1] == ("move_page", {"index": 0, "to": 1})
    before = len(shell.sent())
    shell.strike("move_page:back", 320)
    assert len(shell.sent()) == before, "the first page has none before it"
    shell.strike("choose_page:1", 320)
    assert shell.sent()[-1] == ("choose_page", {"index": 1})


def test_a_page_is_dragged_onto_the_place_of_another(shell: Shell) -> None:
    enter(shell, sample(thumbs=["thumb/1", "thumb/2", "thumb/3"], chosen=-1))
    first, third = rect(shell.find("choose_page:0")).center(), rect(shell.find("choose_page:2")).center()
    way = [first + (third - first) * share / 10 for share in range(11)]
    shell.drag(way)
    assert shell.sent() == [("move_page", {"index": 0, "to": 2})]
    shell.bridge.sent.clear()
    shell.drag([third + (first - third) * share / 10 for share in range(11)])
    assert shell.sent() == [("move_page", {"index": 2, "to": 0})]
    shell.bridge.sent.clear()
    shell.drag([first, first + QPointF(MM, 0), first + QPointF(2 * MM, 0)])
    assert all(event != "move_page" for event, _ in shell.sent()), "a trembling finger moves nothing"


def test_a_slot_is_opened_by_touching_it(shell: Shell) -> None:
    enter(shell, sample("Capture-review", state="live", thumbs=[]))
    shell.strike("slot:0")
    assert shell.sent() == [("slot", {"index": 0})]
    assert "slot:3" not in shell.names(), "what need not be handed in is not for touching"


def test_the_slot_says_all_to_a_screen_reader(shell: Shell) -> None:
    enter(shell, sample("Capture-full"))
    name = QAccessible.queryAccessibleInterface(shell.find("slot:0")).text(QAccessible.Text.Name)
    assert name == "居民身份证, 2 / 2 页"


@pytest.mark.parametrize(
    ("name", "event"), [("Capture", "shoot"), ("Capture-review", "accept"), ("Capture-full", "next")]
)
def test_the_keypads_ok_is_the_one_next_thing(shell: Shell, name: str, event: str) -> None:
    enter(shell, sample(name))
    QTest.keyClick(shell.window, Qt.Key.Key_Return)
    shell.settle(30)
    assert shell.sent() == [(event, {})]


def test_taking_it_by_itself_is_switched_off_and_on(shell: Shell) -> None:
    enter(shell, sample())
    shell.strike("auto", 320)
    enter(shell, sample(auto=False))
    shell.strike("auto", 320)
    assert shell.sent() == [("auto", {"on": False}), ("auto", {"on": True})]


def test_a_touch_shows_the_hidden_preview(shell: Shell) -> None:
    enter(shell, sample("Capture-hidden"))
    shell.strike("show")
    assert shell.sent() == [("show", {})]


def test_the_undo_stands_beside_its_sentence(shell: Shell) -> None:
    enter(shell, sample())
    shell.bridge.change(toast="已删除第 2 页", toast_undo=True)
    shell.settle(60)
    place = rect(shell.find("undo"))
    assert min(place.width(), place.height()) / MM >= 15
    shell.strike("undo")
    assert shell.sent() == [("undo", {})]
    shell.bridge.change(toast="", toast_undo=False)
    shell.settle(300)
    assert "undo" not in shell.names()
