"""Shared by all tests."""

import hypothesis

# Imported before a browser's greenlets run: Python 3.11 miscounts its recursion when it compiles after them.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
