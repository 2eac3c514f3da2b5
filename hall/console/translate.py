"""Keeps the console's words complete: `python -m hall.console.translate` gathers them, updates the .po, writes the .mo.

Needs Babel (a development dependency) and no gettext programs. The .mo lies beside the .po in the repository, so that
a fresh machine has nothing to compile; a test proves the two agree and that no word is missing.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from os.path import relpath
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

HERE = Path(__file__).parent
PO = HERE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
_GATHERED = (HERE, HERE.parent / "verification", HERE.parent / "counter")  # apps whose pages stand in the console
_KEYWORDS = dict.fromkeys(("_", "gettext", "ngettext", "later"))

_DAY = datetime(2026, 1, 1, tzinfo=UTC)

Message = str | tuple[str, str]


def gathered() -> dict[Message, set[str]]:
    """Every message of templates and code with the files it stands in; a plural is a pair."""
    found: dict[Message, set[str]] = {}
    for path, source in _sources():
        for _line, function, message, _comments in extract_python(io.BytesIO(source.encode()), _KEYWORDS, [], {}):
            if message is None or (isinstance(message, tuple) and None in message[:1]):
                continue  # a variable: its words are marked where they stand
            key = (str(message[0]), str(message[1])) if function == "ngettext" else _single(message)
            found.setdefault(key, set()).add(relpath(path, HERE))
    return found


def kept() -> Catalog:
    """The translations as they stand in the .po."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def compiled(catalog: Catalog) -> bytes:
    """The .mo of a catalogue."""
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def untranslated(catalog: Catalog, words: dict[Message, set[str]]) -> list[Message]:
    """Messages without a Chinese text."""
    return [message for message in words if not _text(catalog, message)]


def main() -> int:
    """Write both files; 1 when something still has no Chinese text."""
    words, before = gathered(), kept()
    now = Catalog(
        locale="zh_Hans",
        header_comment="# Chinese words of the console. Edit the msgstr lines, then run hall.console.translate.",
        project="hall.console",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=_DAY,  # fixed: a gathering that changes no word changes no byte
        revision_date=_DAY,
        fuzzy=False,
    )
    for message in sorted(words, key=str):
        now.add(message, _text(before, message) or None, locations=[(place, 1) for place in sorted(words[message])])
    with PO.open("wb") as file:
        write_po(file, now, width=120, omit_header=False, include_lineno=False)
    MO.write_bytes(compiled(kept()))
    missing = untranslated(kept(), words)
    for message in missing:
        sys.stderr.write(f"no Chinese text: {message!r}\n")
    return 1 if missing else 0


def _sources() -> Iterator[tuple[Path, str]]:
    for path in sorted(path for folder in _GATHERED for path in folder.rglob("*.html")):
        lines = templatize(path.read_text("utf-8"), origin=path.name).splitlines()
        yield path, "\n".join(line.strip() for line in lines)  # without indents, or Python's tokens do not line up
    for path in sorted(path for folder in _GATHERED for path in folder.rglob("*.py")):
        if path != Path(__file__):
            yield path, path.read_text("utf-8")


def _single(message: object) -> str:
    return str(message[0] if isinstance(message, tuple) else message)


def _text(catalog: Catalog, message: Message) -> str | tuple[str, ...]:
    entry = catalog.get(message)
    if entry is None:
        return ""
    texts = entry.string if isinstance(entry.string, list | tuple) else (entry.string or "",)
    if not all(texts):
        return ""
    return tuple(texts) if isinstance(message, tuple) else texts[0]


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    sys.exit(main())
