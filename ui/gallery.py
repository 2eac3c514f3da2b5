"""Every view with sample values: `python -m ui.gallery --out DIR [--lang en|zh] [--elder] [--only View]`.

Without `--out` a window opens that goes to the next view at every event that a view sends. With it each sample is drawn
offscreen at 1080x1920 and stored as PNG.
"""

import argparse
import itertools
import os
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, QTranslator, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.screens.screen import Screen
from ui.i18n import compiled
from ui.keyboard import learn_nothing
from ui.samples import samples
from ui.stub import SamplePapers, StubBridge

QML = Path(__file__).parent / "qml"
NOBODY = ("Attract", "InsertCard", "SignIn", "PickupCode", "PickupQr", "Goodbye")
STAFF = ("Courier", "Scan", "Manifest", "Station", "Technician")
SERVICE = ("Guide", "Form", "Capture", "Prereview", "Review", "Sign", "Receipt")


def set_environment(offscreen: bool) -> None:
    """Chooses the software renderer and the on-screen keyboard; must run before the application is made."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_IM_MODULE", "qtvirtualkeyboard")
    os.environ.setdefault("QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "1")
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    learn_nothing()


class Gallery:
    """The real shell on a stub bridge."""

    def __init__(self, language: str = "zh-Hans", elder: bool = False, scale: float = 1.0) -> None:
        self.bridge = StubBridge()
        self.bridge.change(elder=elder, scale=scale)
        self.engine = QQmlApplicationEngine()
        self.engine.addImportPath(str(QML))  # the style of the on-screen keyboard
        self.engine.addImageProvider("papers", SamplePapers())
        self._translator = QTranslator()
        self.speak(language)
        self.engine.setInitialProperties({"bridge": self.bridge, "reduced": True})
        self.engine.load(QUrl.fromLocalFile(str(QML / "Shell.qml")))
        if not self.engine.rootObjects():
            raise RuntimeError("Shell.qml could not be loaded")
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)  # noqa: S101  # for the type checker; Shell.qml is a Window
        self.window = window
        self.window.show()

    def speak(self, language: str) -> None:
        """Changes the language of the shell: "zh-Hans" or "en"."""
        QGuiApplication.removeTranslator(self._translator)
        if language != "en":
            self._translator.load(str(compiled("zh_CN")))
            QGuiApplication.installTranslator(self._translator)
        self.engine.retranslate()
        self.bridge.change(language=language)

    def show(self, screen: Screen) -> None:
        """Enters a screen with a fitting header and steps."""
        name = screen.view
        signed = "" if name.startswith(NOBODY) else "C-0312" if name.startswith(STAFF) else "陈*英"
        self.bridge.change(person=signed, steps=self._steps(name))
        self.bridge.enter(screen)

    def _steps(self, name: str) -> list[dict[str, str]]:
        name = {"PaperCheck": "Capture", "Sources": "Capture", "Chain": "Guide"}.get(name, name)
        if name not in SERVICE:
            return []
        zh = ("看须知", "填表", "拍材料", "预审", "核对", "签名", "凭证")
        en = ("What you need", "Form", "Papers", "First check", "Review", "Sign", "Receipt")
        titles = en if self.bridge.property("language") == "en" else zh
        here = SERVICE.index(name)
        return [
            {"title": title, "state": "done" if place < here else "now" if place == here else "todo"}
            for place, title in enumerate(titles)
        ]

    def settle(self, wait_ms: int = 120) -> None:
        """Lets the event loop run for a moment, and until the page is put together and its pictures are there."""
        self._run(wait_ms)
        for _ in range(250):
            if self.window.property("ready") and not self._loading(self.window.contentItem()):
                return
            self._run(20)
        raise RuntimeError("the page was not ready within 5 s")

    def _loading(self, item: QQuickItem) -> bool:
        """Whether a picture in it is still on its way; pictures come from another thread."""
        if item.inherits("QQuickImage") and not item.property("source").isEmpty() and item.property("progress") < 1.0:
            return True
        return any(self._loading(child) for child in item.childItems())

    def _run(self, wait_ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(wait_ms, loop.quit)
        loop.exec()


def _draw_all(gallery: Gallery, language: str, only: str, out: Path) -> int:
    out.mkdir(parents=True, exist_ok=True)
    drawn = 0
    for name, screen in samples(language).items():
        if only and not name.startswith(only):
            continue
        if not (QML / "views" / f"{screen.view}.qml").exists():
            continue
        gallery.show(screen)
        gallery.settle()
        gallery.window.grabWindow().save(str(out / f"{name}.png"))
        drawn += 1
    return drawn


def _turn_by_touch(gallery: Gallery, chosen: list[Screen]) -> None:
    """Shows the first screen, and the next one at every event that a view sends."""
    turning = itertools.cycle(chosen)
    gallery.show(next(turning))

    def answered(event: str, _data: object) -> None:
        if event != "touch":
            gallery.show(next(turning))

    gallery.bridge.sent_event.connect(answered)


def main() -> int:
    """Draws or shows; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description="Every view with sample values.")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--elder", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    set_environment(offscreen=options.out is not None)
    app = QGuiApplication(sys.argv[:1])
    language = "en" if options.lang == "en" else "zh-Hans"
    gallery = Gallery(language, options.elder, 1.0 if options.out else 0.5)
    if options.out is not None:
        drawn = _draw_all(gallery, language, options.only, options.out)
        print(f"{drawn} pictures in {options.out}")  # noqa: T201
        return 0 if drawn else 1
    _turn_by_touch(gallery, [one for name, one in samples(language).items() if name.startswith(options.only)])
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
