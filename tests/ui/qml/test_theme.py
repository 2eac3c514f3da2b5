"""The tokens by number: contrast, type sizes, targets, the focus ring, house rules of the files, translations, lint."""

import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlComponent

from tests.ui.qml.shell import QML, Shell
from ui.i18n import LANGUAGES, build, compiled, problems, update
from ui.samples import samples

TEXT = [
    *product(("ink", "inkSoft", "brand"), ("canvas", "surface", "sunken", "brandTint")),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in (f"{tone}Tint", "surface", "canvas", "sunken")),
    *product(("ink", "inkSoft"), ("goodTint", "warnTint", "badTint")),
    ("brandInk", "brand"), ("brandInk", "brandDeep"), ("brandInkSoft", "brand"), ("brandInkSoft", "brandDeep"),
    ("brandInk", "ink"), ("ink", "accent"),
]  # fmt: skip
EDGES = [
    *product(("line", "focus", "brand", "brandEdge"), ("canvas", "surface", "sunken")),
    ("goodEdge", "goodTint"), ("warnEdge", "warnTint"), ("badEdge", "badTint"), ("brandEdge", "brandTint"),
    ("badEdge", "surface"), ("accent", "brand"),
]  # fmt: skip


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, two: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(scope="module")
def theme(one_shell: Shell):
    """Reads a property of Theme.qml, a singleton of the window's own engine."""
    component = QQmlComponent(one_shell.engine)
    component.setData(
        b'import QtQuick\nimport "theme"\nQtObject { function of(name: string): var { return Theme[name]; } }',
        (QML / "probe.qml").as_uri(),
    )
    probe = component.create()
    assert probe is not None, component.errorString()
    return probe.of


@pytest.mark.parametrize(("words", "ground"), TEXT)
def test_words_stand_out_seven_times(theme, words: str, ground: str) -> None:
    assert contrast(QColor(theme(words)), QColor(theme(ground))) >= 7.0


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_stand_out_three_times(theme, edge: str, ground: str) -> None:
    assert contrast(QColor(theme(edge)), QColor(theme(ground))) >= 3.0


@pytest.mark.parametrize(
    ("elder", "name", "least_mm"),
    [(False, "caption", 4.8), (False, "body", 4.8), (True, "caption", 6.1), (True, "body", 8.5), (True, "strong", 8.5)],
)
def test_capitals_are_as_tall_as_declared(shell: Shell, theme, elder: bool, name: str, least_mm: float) -> None:
    shell.bridge.change(elder=elder)
    assert theme(name) * 0.733 / 4.03 >= least_mm


@pytest.mark.parametrize(
    ("elder", "name", "least_mm"),
    [(False, "target", 15), (False, "primary", 20), (False, "keyHeight", 20), (False, "gap", 3), (True, "primary", 25),
     (True, "keyHeight", 25), (True, "gap", 3), (False, "ring", 0.8), (False, "margin", 8), (True, "margin", 8)],
)  # fmt: skip
def test_targets_and_gaps_in_millimetres(shell: Shell, theme, elder: bool, name: str, least_mm: float) -> None:
    shell.bridge.change(elder=elder)
    assert theme(name) / 4.03 >= least_mm - 0.01


def test_the_door_number_is_sixty_millimetres_high(theme) -> None:
    assert theme("huge") * 0.733 / 4.03 >= 60


def test_everything_scales_with_the_window(shell: Shell, theme) -> None:
    whole = theme("primary")
    shell.bridge.change(scale=0.5)
    try:
        assert abs(theme("primary") - whole / 2) <= 1
    finally:
        shell.bridge.change(scale=1.0)


def test_no_file_of_qml_is_longer_than_the_house_allows() -> None:
    long = {path.name: n for path in QML.rglob("*.qml") if (n := len(path.read_text().splitlines())) > 180}
    assert long == {}


def test_every_icon_that_is_named_is_drawn() -> None:
    named = {tile.icon for screen in samples("en").values() for tile in getattr(screen, "tiles", []) if tile.icon}
    for path in QML.rglob("*.qml"):
        for line in path.read_text().splitlines():
            if re.search(r'"?(glyph|primaryGlyph|secondGlyph)"?:', line):
                named |= set(re.findall(r'"([a-z][a-z-]+)"', line)) - {"glyph", "date", "month", "mobile", "plain"}
    states = {"online", "offline", "done", "now", "back", "drop", "load"}
    drawn = {path.stem for path in (QML / "icons").glob("*.svg")}
    assert named - drawn - states == set()


def test_no_sentence_bypasses_translation() -> None:
    bare = []
    for path in QML.rglob("*.qml"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r'\b(text|title|heading|lead|label|placeholderText):.*"[A-Z][a-z]+[^"]*"', line) and (
                "qsTr" not in line and '"English"' not in line
            ):
                bare.append(f"{path.name}:{number}")
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_translation_is_complete(language: str) -> None:
    assert problems(language) == []


def test_a_missing_translation_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = compiled("zh_CN").with_suffix(".ts").read_text()
    broken = source.replace("<translation>返回</translation>", '<translation type="unfinished"></translation>')
    (tmp_path / "zh_CN.ts").write_text(broken)
    monkeypatch.setattr("ui.i18n.HERE", tmp_path)
    monkeypatch.setattr("ui.i18n.update", lambda language, target: None)
    assert any("unfinished" in one for one in problems("zh_CN"))


def test_building_makes_a_file_that_qt_can_load(tmp_path: Path) -> None:
    build("zh_CN")
    assert compiled("zh_CN").stat().st_size > 1000
    fresh = tmp_path / "fresh.ts"
    update("zh_CN", fresh)
    assert fresh.read_text().count("<source>") == compiled("zh_CN").with_suffix(".ts").read_text().count("<source>")


def test_qmllint_has_nothing_to_say() -> None:
    lint = Path(sys.executable).parent / "pyside6-qmllint"
    files = [str(path) for path in sorted(QML.rglob("*.qml")) if "QtQuick" not in path.parts]
    done = subprocess.run(
        [lint, "-W", "0", "-i", QML / "theme" / "qmldir", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
