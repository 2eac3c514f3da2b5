"""The translations of the screen: `python -m ui.i18n` builds them, `--check` tells whether they are complete.

English is the source language and needs no file. `zh_CN.ts` is kept in git, the compiled `.qm` is not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("zh_CN",)


def compiled(language: str) -> Path:
    """The .qm file of a language ("zh_CN"), built now when it is missing or older than its source."""
    source, target = HERE / f"{language}.ts", HERE / f"{language}.qm"
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        build(language)
    return target


def build(language: str) -> None:
    """Compiles the .ts file; replaces the .qm in one move, so that a running terminal never sees half of it."""
    with tempfile.TemporaryDirectory(dir=HERE) as place:
        half = Path(place) / f"{language}.qm"
        _tool("lrelease", "-silent", str(HERE / f"{language}.ts"), "-qm", str(half))
        half.replace(HERE / f"{language}.qm")


def update(language: str, target: Path | None = None) -> None:
    """Extracts every qsTr of ui/qml into the .ts file (or into `target`), keeping what is translated."""
    files = sorted(str(path.relative_to(HERE.parent)) for path in (HERE.parent / "qml").rglob("*.qml"))
    ts = target or HERE / f"{language}.ts"
    _tool("lupdate", "-silent", "-no-obsolete", "-locations", "none", *files, "-source-language", "en",
          "-target-language", language, "-ts", str(ts))  # fmt: skip


def problems(language: str) -> list[str]:
    """What is wrong with a translation: strings not extracted, not translated, or no longer used."""
    kept = _messages(HERE / f"{language}.ts")
    with tempfile.TemporaryDirectory() as place:
        fresh_file = Path(place) / f"{language}.ts"
        shutil.copy(HERE / f"{language}.ts", fresh_file)
        update(language, fresh_file)
        fresh = _messages(fresh_file)
    found = [f"{language}: not extracted: {key}" for key in fresh if key not in kept]
    found += [f"{language}: no longer used: {key}" for key in kept if key not in fresh]
    found += [f"{language}: unfinished: {key}" for key, done in kept.items() if not done]
    return found


def _messages(path: Path) -> dict[tuple[str, str], bool]:
    """(context, source) of each message, and whether it is translated."""
    found: dict[tuple[str, str], bool] = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314  (our own file)
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and bool(translation.text) and translation.get("type") is None
            found[name, message.findtext("source", "")] = done
    return found


def _tool(name: str, *arguments: str) -> None:
    """Runs a Qt translation tool of the interpreter's own environment in ui/; raises CalledProcessError."""
    beside = Path(sys.executable).parent / f"pyside6-{name}"
    program = str(beside) if beside.exists() else shutil.which(f"pyside6-{name}") or f"pyside6-{name}"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([program, *arguments], check=True, cwd=HERE.parent, env=environment)  # noqa: S603
