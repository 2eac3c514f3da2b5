"""Sentences the hall's program wrote into its records in English, said again in the language of the page."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from contract.parcel import ParcelEvent
from hall.console import words

_SAID: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"the parcel belongs to terminal (?P<there>\w+), not (?P<here>\w+)"),
        later("The parcel belongs to terminal %(there)s, not %(here)s"),
    ),
    (re.compile(r"the parcel belongs to another case"), later("The parcel belongs to another case")),
    (
        re.compile(r"(?P<event>\w+) cannot happen to a parcel of \w+"),
        later("“%(event)s” cannot happen to this kind of parcel"),
    ),
    (
        re.compile(r"(?P<event>\w+) by (?P<courier>\w+), who is no courier"),
        later("“%(event)s” is reported by %(courier)s, who is no courier"),
    ),
    (
        re.compile(r"handed to courier (?P<given>\w+), (?P<event>\w+) by (?P<courier>\w+)"),
        later("It was handed to courier %(given)s; “%(event)s” is reported by courier %(courier)s"),
    ),
    (re.compile(r"the parcel is frozen by an earlier doubt"), later("The parcel is frozen by an earlier doubt")),
    (
        re.compile(r"the terminal has already reported something else under this number"),
        later("The terminal has already reported something else under this number"),
    ),
    (
        re.compile(r"(?P<event>\w+) cannot follow while the holder is (?P<holder>\w+)"),
        later("“%(event)s” cannot follow while it is on record with: %(holder)s"),
    ),
    (
        re.compile(r"case \w+: line (?P<line>\d+) does not follow from the one before"),
        later("Line %(line)s does not follow from the one before"),
    ),
    (
        re.compile(r"case \w+ is (?P<state>\w+), but its story ends in (?P<told>\w+)"),
        later("The case stands at “%(state)s”, but its story ends with “%(told)s”"),
    ),
    (
        re.compile(r"an item has no promised number of working days"),
        later("No date is promised: a service names no number of working days"),
    ),
    (
        re.compile(r"a special procedure stops the clock"),
        later("A special procedure stops the clock; a date is set when it is over"),
    ),
    (
        re.compile(r"(?P<days>\d+) working days, no date: .* (?P<year>\d{4})"),
        later("%(days)s working days; no date yet, since the working days of %(year)s are not known"),
    ),
)


def why(text: str) -> str:
    """The sentence in words of the page; one this list does not know stands as it is, which beats hiding it."""
    event, _space, reason = text.partition(" ")
    for pattern, message in _SAID:
        found = pattern.fullmatch(text)
        if found:
            return _(message) % {name: _word(name, value) for name, value in found.groupdict().items()}
    if event in set(ParcelEvent):
        return f"{words.event(event)} {reason}".strip()
    return text


def _word(name: str, value: str) -> str:
    said = {"event": words.event, "holder": words.holder, "state": words.state, "told": words.state}
    return said[name](value) if name in said else value
