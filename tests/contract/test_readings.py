"""How a terminal's search reads names aloud, held against the whole dictionary of phrases; each in its own process."""

import json
import os
import subprocess
import sys
from typing import Any

_NAMES = """
from contract import catalogue, search
known = catalogue.load()
entries = [search.entry(item) for item in known.items.values()]
entries += [search.entry_of(one.id, (one.short.zh, one.title.zh, *one.keywords)) for one in known.packages.values()]
"""
_ON_A_TERMINAL = f"""
import json, sys
from ui.app import prepare_environment
prepare_environment()
{_NAMES}
index = search.Index([search.entry_of("bank", ["番禺银行开户"]), search.entry_of("other", ["养老金"])])
print(json.dumps({{
    "read": {{name: [full, short] for one in entries for name, full, short in zip(one.names, one.full, one.initials)}},
    "found": [index.find(heard) for heard in ("panyuyinhang", "pyyh", "番禺音航")],
    "phrases": "pypinyin.phrases_dict" in sys.modules,
}}))
"""
_IN_FULL = f"""
import json
from pypinyin import Style, lazy_pinyin
{_NAMES}
names = [name for one in entries for name in one.names[:len(one.full)]]
styles = (Style.NORMAL, Style.FIRST_LETTER)
print(json.dumps({{name: ["".join(lazy_pinyin(name, style=style)) for style in styles] for name in names}}))
"""


def said_by(program: str) -> Any:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    line = [sys.executable, "-c", program]
    return json.loads(subprocess.run(line, env=own, capture_output=True, text=True, check=True).stdout)


def test_a_terminal_reads_every_shipped_name_as_its_phrases_are_read() -> None:
    here, full = said_by(_ON_A_TERMINAL), said_by(_IN_FULL)
    assert not here["phrases"], "44 MiB that the window does without"
    assert len(full) > 150
    assert here["read"] == full
    assert here["found"] == [["bank"]] * 3
