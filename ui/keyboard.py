"""The on-screen keyboard and what it must not remember.

Qt's Pinyin plug-in learns every word that is chosen and offers it to whoever types next (seen with PySide 6.12: a
resident's district became the next visitor's first candidate), and keeps it under the configuration folder. With no
dictionary file that it can open it learns nothing and types as well as before.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_BLOCKED = Path("qtvirtualkeyboard", "pinyin", "usr_dict.dat")


def learn_nothing() -> None:
    """Points Qt's configuration folder at one of this process where the user dictionary cannot be opened.

    Call before the application is made; calling again changes nothing.
    """
    present = os.environ.get("XDG_CONFIG_HOME")
    if present and (Path(present) / _BLOCKED).is_dir():
        return
    folder = Path(tempfile.mkdtemp(prefix="keyboard-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / _BLOCKED).mkdir(parents=True)  # a folder where the plug-in wants its file
    os.environ["XDG_CONFIG_HOME"] = str(folder)
