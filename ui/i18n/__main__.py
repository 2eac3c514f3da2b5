"""`python -m ui.i18n` compiles, `--update` extracts first, `--check` fails when anything is unfinished."""

import argparse
import sys

from ui.i18n import LANGUAGES, build, problems, update


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ui.i18n", description="Translations of the screen.")
    parser.add_argument("--update", action="store_true", help="extract every string of ui/qml into the .ts files")
    parser.add_argument("--check", action="store_true", help="fail when anything is unfinished or not extracted")
    options = parser.parse_args()
    status = 0
    for language in LANGUAGES:
        if options.update:
            update(language)
        if options.check:
            for problem in problems(language):
                print(problem, file=sys.stderr)  # noqa: T201
                status = 1
        build(language)
    return status


if __name__ == "__main__":
    sys.exit(main())
