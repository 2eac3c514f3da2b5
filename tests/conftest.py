"""Shared by all tests."""

import hypothesis
import pytest

from tests import stalls

# Imported before a browser's greenlets run: Python 3.11 miscounts its recursion when it compiles after them.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Where tests are run, and not where they are only handed out."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(stalls.AskAgain(stalls.Machine()), "stalls")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was asked again."""
    stalls.tell(terminalreporter)
