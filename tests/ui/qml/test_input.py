"""Fingers and keys on the real window: what is sent, what stays when the language changes, the Pinyin keyboard."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from kiosk.screens.form import Form, Question
from tests.ui.qml.shell import Shell, rect
from ui.samples import samples

MM = 4.03


def enter(shell: Shell, name: str, language: str = "zh-Hans") -> None:
    """Shows a sample and waits until the page takes strikes."""
    shell.show(samples(language)[name])
    while not shell.window.property("ready"):
        shell.settle(20)


def ask(shell: Shell, kind: str) -> None:
    """A form of one question of this kind, its keypad open."""
    question = Question("q", "Question", kind, "", True, False)
    shell.show(Form("Item", "Group", 1, 1, [question]))
    while not shell.window.property("ready"):
        shell.settle(20)
    shell.strike("field:q")


def type_keys(shell: Shell, text: str) -> None:
    """Keys of a plugged-in keyboard."""
    for letter in text:
        QTest.keyClick(shell.window, letter)


def last_value(shell: Shell) -> object:
    """The value of the last edit."""
    return [data["value"] for event, data in shell.sent() if event == "edit"][-1]


def test_a_button_acts_on_release_inside_only(shell: Shell) -> None:
    enter(shell, "Fault")
    button = rect(shell.find("retry"))
    shell.drag([button.center(), QPointF(button.center().x(), button.top() - 200)])
    assert shell.sent() == []
    shell.drag([QPointF(button.center().x(), button.top() - 200), button.center()])
    assert shell.sent() == []
    shell.strike("retry")
    assert shell.sent() == [("retry", {})]


def test_a_trembling_finger_strikes_once(shell: Shell) -> None:
    enter(shell, "Fault")
    shell.strike("retry", 5)
    shell.strike("retry", 5)
    assert shell.sent() == [("retry", {})]
    shell.settle(320)
    shell.strike("retry")
    assert len(shell.sent()) == 2


def test_return_and_space_strike_the_focused_button(shell: Shell) -> None:
    enter(shell, "Fault")
    shell.find("retry").forceActiveFocus()
    QTest.keyClick(shell.window, Qt.Key.Key_Return)
    shell.settle(320)
    QTest.keyClick(shell.window, Qt.Key.Key_Space)
    shell.settle(30)
    assert shell.sent() == [("retry", {}), ("retry", {})]


def test_a_hand_scanner_types_a_code_and_ends_it_with_return(shell: Shell) -> None:
    shell.show(samples("zh-Hans")["PickupQr"])
    shell.settle(300)
    tokens = ["eyJhbGciOiJFZERTQSJ9.aB-c_9.x", "second.one.y"]  # each begins anew
    for token in tokens:
        type_keys(shell, token)
        QTest.keyClick(shell.window, Qt.Key.Key_Return)
    assert shell.sent() == [("qr", {"token": token}) for token in tokens]


def test_what_is_typed_is_told_and_survives_the_language(shell: Shell) -> None:
    enter(shell, "Form")
    shell.strike("field:p.addr")
    type_keys(shell, "Liwan 1")
    shell.settle(30)
    assert shell.sent()[-1] == ("edit", {"field": "p.addr", "value": "Liwan 1"})
    shell.speak("en")
    shell.bridge.renew(samples("en")["Form"])
    shell.settle(50)
    assert shell.find("field:p.addr").property("text") == "Liwan 1"
    assert any(item.property("text") == "Present address" for item in shell.items() if item.inherits("QQuickText"))
    type_keys(shell, "2")
    shell.settle(30)
    assert shell.sent()[-1] == ("edit", {"field": "p.addr", "value": "Liwan 12"})


def test_a_half_typed_code_survives_the_language(shell: Shell) -> None:
    enter(shell, "PickupCode")
    for digit in "4402":
        shell.strike(f"key:{digit}", 110)
    shell.speak("en")
    shell.bridge.renew(samples("en")["PickupCode"])
    shell.settle(100)
    for digit in "9911":
        shell.strike(f"key:{digit}", 110)
    shell.strike("code")
    assert shell.sent() == [("code", {"code": "44029911"})]


def test_the_size_of_box_survives_the_language(shell: Shell) -> None:
    enter(shell, "Deposit")
    shell.strike("choice:size:M")
    shell.strike("choice:low")
    shell.speak("en")
    shell.bridge.renew(samples("en")["Deposit"])
    shell.settle(50)
    shell.strike("open")
    assert shell.sent() == [("open", {"size": "M", "low": True})]


def test_a_date_is_keyed_and_no_thirteenth_month_exists(shell: Shell) -> None:
    ask(shell, "date")
    for digit in "195813":
        shell.strike(f"key:{digit}", 100)
    assert last_value(shell) == "1958-1"
    for digit in "212":
        shell.strike(f"key:{digit}", 100)
    assert last_value(shell) == "1958-12-12"
    shell.strike("key:back")
    assert last_value(shell) == "1958-12-1"


def test_numbers_are_sent_as_their_kind_wants(shell: Shell) -> None:
    ask(shell, "int")
    shell.strike("key:4")
    shell.strike("key:2")
    assert last_value(shell) == 42
    ask(shell, "money")
    for key in ("1", ".", "5", "0", "9"):
        shell.strike(f"key:{key}")
    assert last_value(shell) == "1.50"
    ask(shell, "mobile")
    for key in "138000000007":
        shell.strike(f"key:{key}", 100)
    assert last_value(shell) == "13800000000"


def test_choices_and_yes_or_no_send_their_values(shell: Shell) -> None:
    screen = samples("zh-Hans")["Form"]
    assert isinstance(screen, Form)
    shell.show(replace(screen, questions=screen.questions[-2:]))
    while not shell.window.property("ready"):
        shell.settle(20)
    shell.strike("choice:out.channel:post")
    shell.strike("choice:p.alone:false")
    assert shell.sent() == [
        ("edit", {"field": "out.channel", "value": "post"}),
        ("edit", {"field": "p.alone", "value": False}),
    ]


def test_more_below_turns_the_page_without_a_swipe(shell: Shell) -> None:
    enter(shell, "Form")
    before = rect(shell.find("field:p.name")).top()
    shell.strike("page:down", 300)
    assert rect(shell.find("field:p.name")).top() < before
    shell.strike("page:up", 300)
    assert abs(rect(shell.find("field:p.name")).top() - before) < 2


def test_a_signature_arrives_in_millimetres_with_times(shell: Shell) -> None:
    enter(shell, "Sign")
    pad = rect(shell.find("signature"))
    assert pad.width() / MM >= 100
    assert pad.height() / MM >= 40
    start = pad.topLeft() + QPointF(50 * MM, 20 * MM)
    shell.drag([start + QPointF(step * 5 * MM, step * 2 * MM) for step in range(6)])
    shell.drag([start, start + QPointF(0, 10 * MM)])
    shell.strike("sign")
    event, data = shell.sent()[-1]
    strokes = data["strokes"]
    assert event == "sign"
    assert len(strokes) == 2
    assert abs(strokes[0][0][0] - 50) < 0.5
    assert abs(strokes[0][-1][0] - 75) < 0.5
    assert abs(strokes[0][-1][1] - 30) < 0.5
    times = [point[2] for stroke in strokes for point in stroke]
    assert times == sorted(times)
    assert times[-1] > 0


def test_equal_values_do_not_take_the_button_from_under_the_finger(shell: Shell) -> None:
    enter(shell, "Home")
    tile = rect(shell.find("choose:apply")).center().toPoint()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(shell.window, left, none, tile)
    shell.bridge.renew(samples("zh-Hans")["Home"])
    shell.settle(30)
    QTest.mouseRelease(shell.window, left, none, tile)
    shell.settle(30)
    assert shell.sent() == [("choose", {"id": "apply"})]


def test_the_shell_sends_its_own_events(shell: Shell) -> None:
    enter(shell, "Home")
    for name in ("language", "elder", "home", "end"):
        shell.strike(name)
    assert shell.sent() == [("language", {"language": "en"}), ("elder", {"on": True}), ("home", {}), ("end", {})]


def test_help_opens_and_closes_on_any_screen(shell: Shell) -> None:
    enter(shell, "Home")
    shell.strike("help")
    assert "help:close" in shell.names()
    shell.strike("help:close")
    assert "help:close" not in shell.names()
    assert shell.sent() == [("help", {})]


def test_one_touch_answers_the_idle_warning(shell: Shell) -> None:
    enter(shell, "Home")
    shell.bridge.change(idle_left_s=12)
    shell.settle(30)
    assert rect(shell.find("still_here")).height() / MM >= 25
    shell.strike("still_here")
    assert shell.sent() == [("still_here", {})]


def test_a_touch_anywhere_is_a_sign_of_life_at_most_every_second(shell: Shell) -> None:
    enter(shell, "Working")
    shell.settle(1050)
    shell.bridge.sent.clear()
    for x in (300, 400, 500):
        QTest.mouseClick(shell.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, 900))
        shell.settle(20)
    assert shell.bridge.sent == [("touch", {})]


def test_pinyin_types_chinese_by_its_keys(shell: Shell) -> None:
    enter(shell, "Form")
    shell.strike("field:p.addr", 400)
    keyboard = shell.find("keyboard:panel")
    assert rect(shell.find("field:p.addr")).bottom() < rect(keyboard).top()
    for syllable, wanted in (("li", "荔"), ("wan", "湾")):
        for letter in syllable:
            shell.strike(f"letter:{letter}", 60)
        shell.settle(150)
        for _ in range(40):
            if f"candidate:{wanted}" in shell.names():
                break
            shell.strike("candidate:more", 120)
        place = rect(shell.find(f"candidate:{wanted}"))
        assert place.height() / MM >= 15
        assert place.width() / MM >= 12.7
        shell.strike(f"candidate:{wanted}", 150)
    assert shell.find("field:p.addr").property("text") == "荔湾"
    assert shell.sent()[-1] == ("edit", {"field": "p.addr", "value": "荔湾"})
    shell.strike("keyboard:close", 200)
    assert "keyboard:close" not in shell.names()


def test_english_letters_in_the_english_visit(shell: Shell) -> None:
    shell.speak("en")
    enter(shell, "Form", "en")
    shell.strike("field:p.addr", 400)
    for letter in "liwan":
        shell.strike(f"letter:{letter}", 60)
    assert shell.find("field:p.addr").property("text") == "liwan"
    shell.strike("keyboard:close", 200)


def test_the_keyboard_learns_nothing_from_one_person_for_the_next(shell: Shell) -> None:
    for _ in range(2):
        enter(shell, "Form")
        shell.strike("field:p.addr", 400)
        for letter in "liwan":
            shell.strike(f"letter:{letter}", 60)
        shell.settle(150)
        assert "candidate:荔湾" not in shell.names()
        for wanted in "荔湾":
            while f"candidate:{wanted}" not in shell.names():
                assert shell.find("candidate:more").isEnabled()
                shell.strike("candidate:more", 120)
            shell.strike(f"candidate:{wanted}", 150)
        assert shell.find("field:p.addr").property("text") == "荔湾"
        shell.strike("keyboard:close", 200)
