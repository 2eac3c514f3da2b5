"""How the search reads names aloud, held against the whole dictionary of phrases in a process of its own."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from contract import catalogue, search

ROOT = Path(__file__).parents[2]
READINGS = tomllib.loads((ROOT / "contract" / "readings.toml").read_text("utf-8"))
_ALOUD = "import json, sys, pypinyin; print(json.dumps([pypinyin.lazy_pinyin(one) for one in json.load(sys.stdin)]))"


def read_aloud(words: list[str], **how: str) -> list[str]:
    """By the library alone, with all its phrases unless told otherwise."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    line = [sys.executable, "-c", _ALOUD]
    done = subprocess.run(line, input=json.dumps(words), env=own | how, capture_output=True, text=True, check=True)
    return [" ".join(one) for one in json.loads(done.stdout)]


def test_every_shipped_name_is_read_as_a_phrase() -> None:
    known = catalogue.load()
    entries = [search.entry(item) for item in known.items.values()]
    entries += [search.entry_of(one.id, (one.short.zh, one.title.zh, *one.keywords)) for one in known.packages.values()]
    read = {name: said for entry in entries for name, said in zip(entry.names, entry.full, strict=False)}
    assert len(read) > 150
    aloud = [one.replace(" ", "") for one in read_aloud(list(read))]
    assert read == dict(zip(read, aloud, strict=True))


def test_the_list_is_right_and_names_nothing_needlessly() -> None:
    words = list(READINGS)
    assert read_aloud(words) == list(READINGS.values())
    by_character = read_aloud(words, PYPINYIN_NO_PHRASES="1")
    assert [word for word, said in zip(words, by_character, strict=True) if said == READINGS[word]] == []


def test_such_words_are_found_by_sound_and_initials() -> None:
    index = search.Index([search.entry_of("bank", ["番禺银行开户"]), search.entry_of("other", ["养老金"])])
    for heard in ("panyuyinhang", "pyyh", "番禺音航"):
        assert index.find(heard) == ["bank"]
