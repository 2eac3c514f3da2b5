"""The composition root: settings -> terminal -> bridge -> window."""

from kiosk.compose import build  # before PySide6, which keeps the text of every module imported after it: 25 MB

# isort: split
import math
import os
import signal
import sys
from pathlib import Path

import structlog
from PySide6.QtCore import QLocale, QTimer, QTranslator, QUrl
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from config.settings import Panel, Settings
from contract.text import Language
from kiosk.doctor import DoctorSocket
from kiosk.heap import give_back
from ui.bridge import Bridge
from ui.clock import QtClock
from ui.i18n import compiled
from ui.images import PaperImages
from ui.keyboard import learn_nothing

_HERE = Path(__file__).parent
log = structlog.get_logger("app")


def prepare_environment() -> None:
    """Before Qt starts: memory, the on-screen keyboard in our own window, software drawing unless told otherwise."""
    learn_nothing()
    give_back()
    os.environ["PYPINYIN_NO_PHRASES"] = os.environ["PYPINYIN_NO_DICT_COPY"] = "1"  # docs/decisions/059: 44 MiB
    os.environ.setdefault("QT_IM_MODULE", "qtvirtualkeyboard")
    os.environ.setdefault("QT_VIRTUALKEYBOARD_DESKTOP_DISABLE", "1")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.virtualkeyboard.*=false")


def pixels_per_mm(panel: Panel) -> float:
    """Physical density of the panel from its pixels and diagonal."""
    return math.hypot(panel.width_px, panel.height_px) / panel.diagonal_mm


class App:
    """Everything of one running terminal with its window."""

    def __init__(self, settings: Settings, application: QGuiApplication, height_px: int | None = None) -> None:
        self._application = application
        application.setFont(QFont("Noto Sans CJK SC"))
        panel = settings.panel
        scale = 1.0 if height_px is None else height_px / panel.height_px
        self.terminal = build(settings, QtClock())
        self.bridge = Bridge(self.terminal, pixels_per_mm(panel), scale)
        images = PaperImages(lambda: self.bridge.session.visit)
        self.terminal.viewfinder.on_frame = images.show_live
        self.engine = QQmlApplicationEngine()
        self.engine.addImageProvider("papers", images)
        self.engine.addImportPath(str(_HERE / "qml"))
        self._translator = QTranslator()
        self.bridge.language_changed = self._translate
        self._translate(Language.ZH)
        self.engine.setInitialProperties({"bridge": self.bridge})
        self.engine.load(QUrl.fromLocalFile(str(_HERE / "qml" / "Shell.qml")))
        if not self.engine.rootObjects():
            raise RuntimeError("the window could not be made; the QML errors above say why")
        self.doctor = DoctorSocket(self.terminal, settings.data)
        self.window = self._show(panel, scale, panel.fullscreen and height_px is None)
        self.bridge.start()

    def _show(self, panel: Panel, scale: float, fullscreen: bool) -> QQuickWindow:
        window = self.engine.rootObjects()[0]
        assert isinstance(window, QQuickWindow)  # noqa: S101  (Shell.qml is ours)
        window.setWidth(round(panel.width_px * scale))
        window.setHeight(round(panel.height_px * scale))
        if fullscreen:
            window.showFullScreen()
        else:
            window.show()
        return window

    def _translate(self, language: Language) -> None:
        """English is the source language; Chinese comes from the compiled translation."""
        self._application.removeTranslator(self._translator)
        QLocale.setDefault(QLocale(language.value))
        if language is Language.ZH:
            if not self._translator.load(str(compiled("zh_CN"))):
                log.error("no_translation", next="run: python -m ui.i18n")
            self._application.installTranslator(self._translator)
        self.engine.retranslate()

    def close(self) -> None:
        """End the visit, stop the threads."""
        self.doctor.close()
        self.terminal.close()


def run(settings: Settings, height_px: int | None) -> int:
    """Show the window until it is closed or the process is told to stop."""
    prepare_environment()
    application = QGuiApplication(sys.argv[:1])
    app = App(settings, application, height_px)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.exit(0))
    awake = QTimer()  # lets Python see the signal while Qt waits
    awake.timeout.connect(lambda: None)
    awake.start(200)
    code = application.exec()
    app.close()
    return code
