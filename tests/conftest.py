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
        config.pluginmanager.register(stalls.AskAgain(stalls.Machine().watch()), "stalls")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Too many asked again is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and len(stalls.asked_again(reporter)) > stalls.MOST_ASKED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was asked again."""
    lines = stalls.asked_again(terminalreporter)
    for line in lines:
        terminalreporter.write_line(line)
    if len(lines) > stalls.MOST_ASKED:
        terminalreporter.write_line(f"{len(lines)} asked again, more than {stalls.MOST_ASKED}: this run has failed")
