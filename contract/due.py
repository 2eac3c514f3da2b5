"""Which reminders are due for a person on a day: never before the first day of their window (domain 2.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contract.item import Item
from contract.people import birthday
from contract.prereview import add_months
from contract.reminder import Reminder

MOST = 3
"""Cards a person is shown at once (domain 2.7)."""


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder of one person. `day`: the birthday it stands on."""

    item: Item
    reminder: Reminder
    day: date

    @property
    def id(self) -> str:
        """The same for this reminder on every day."""
        return f"{self.item.id}-{self.reminder.key}"

    @property
    def first(self) -> date:
        """The first day it is shown."""
        return add_months(self.day, -self.reminder.months_before)

    @property
    def gone(self) -> date:
        """The first day it is no longer shown."""
        return add_months(self.first, self.reminder.months_shown)


def held_until(given: Sequence[date], months_before: int) -> date:
    """The full year up to which a certificate is held, by the days it was given and renewed on, oldest first.

    One given within the months before a full year holds for the next; a late one begins to count anew; one given too
    soon (a lost card's replacement) changes nothing. Raises `IndexError` for no day at all.
    """
    begun, years = given[0], 1
    for day in given[1:]:
        until = add_months(begun, 12 * years)
        if day > until:
            begun, years = day, 1
        elif day >= add_months(until, -months_before):
            years += 1
    return add_months(begun, 12 * years)


def due(items: Iterable[Item], birth: date, today: date) -> list[Due]:
    """What this person is reminded of today, the latest first. A service no longer offered reminds of nothing."""
    every = (
        Due(item, reminder, birthday(birth, reminder.years))
        for item in items
        for reminder in item.reminders
        if birth.year + reminder.years <= date.max.year
    )
    found = [one for one in every if one.first <= today < one.gone]
    return sorted(found, key=lambda one: one.first, reverse=True)
