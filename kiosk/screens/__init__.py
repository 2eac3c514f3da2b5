"""Every screen of the terminal as plain values: what a step shows, and what the screen may answer.

One file a subject. The class name is the name of the QML view (`ui/qml/views/<ClassName>.qml`); its fields reach QML
under the same names. Sentences are already in the language of the visit. `EVENTS` of each class lists what the view may
send, with the shape of its data. Nothing here knows Qt. Images travel as names of the image provider ("paper/3",
"qr/receipt").
"""

from importlib import import_module
from pkgutil import iter_modules

from kiosk.screens.screen import Screen


def every_screen() -> list[type[Screen]]:
    """All screens there are, found by walking this folder."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    return sorted((kind for kind in kinds - {Screen} if issubclass(kind, Screen)), key=lambda kind: kind.__name__)
