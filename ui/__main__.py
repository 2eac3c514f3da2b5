"""`python -m ui`: the terminal's window."""

import argparse
import sys
from pathlib import Path

from config.settings import SettingsError, load
from kiosk.log import to_stderr


def main() -> int:
    """0 = closed as it should be, 1 = could not start, 2 = settings wrong."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="The terminal's window.")
    parser.add_argument("--config", type=Path, required=True, help="the terminal's settings file")
    parser.add_argument("--height", type=int, default=None, help="show in a window of this height in pixels")
    parser.add_argument("--log", default="INFO", help="DEBUG, INFO, WARNING or ERROR")
    options = parser.parse_args()
    to_stderr(options.log)
    try:
        settings = load(options.config)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    from ui.app import run  # Qt is not loaded before the settings are right

    return run(settings, options.height)


if __name__ == "__main__":
    sys.exit(main())
