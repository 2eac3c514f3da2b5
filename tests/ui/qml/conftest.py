"""One shell on a stub bridge for all tests of QML."""

from typing import Any

import pytest

from tests.ui.qml.shell import Shell


@pytest.fixture(scope="session")
def one_shell(qapp: Any) -> Shell:
    """The window, made once."""
    return Shell()


@pytest.fixture
def shell(one_shell: Shell) -> Shell:
    """The window in Chinese, normal size, with nothing sent yet."""
    one_shell.speak("zh-Hans")
    one_shell.bridge.change(elder=False, idle_left_s=-1, toast="", toast_undo=False, night=False)
    one_shell.bridge.sent.clear()
    return one_shell
