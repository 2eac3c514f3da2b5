"""The people of the hall, in a process of their own: a line of JSON says what to do, a line says what was done."""

import json
import sys
from typing import Any

import django

CAN = "correct horse battery"
_NOT_ACCEPTED_OF, _REFUSED_OF = 32, 16  # one in so many cases, by its id


def main() -> None:
    """Let `TERMINALS` in and employ everybody; then a turn a line until the end of input."""
    django.setup()
    from workbench.city.crowd_rows import enrol
    from workbench.city.day.desks import Office

    keys = enrol(int(sys.argv[1]))
    office = Office(CAN, _NOT_ACCEPTED_OF, _REFUSED_OF)
    _say(keys)
    for line in sys.stdin:
        asked = json.loads(line)
        _say(office.books() if asked["do"] == "books" else office.turn(asked["brought"]))


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
