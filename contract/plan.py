"""Which parts of a case hold others back, and by which day the whole is promised (domain 2.11, handled in parallel).

The day of the whole is that of the longest path: neither the sum of all promises nor the longest one alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from contract.clock import Pause, due
from contract.part import Part


@unique
class Edge(StrEnum):
    """What of an earlier part a later one waits for (domain 2.6)."""

    RESULT = "result"  # what it grants
    ACCEPTANCE = "acceptance"  # that it is being handled
    BETTER_FIRST = "better_first"  # nothing: an advice to the person only


class After(Part):
    """One edge: the part that names it comes after `item`."""

    item: str
    kind: Edge = Edge.RESULT


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a case; `workdays` None: it promises no number. `after` may name parts this case does not have."""

    id: str
    workdays: int | None
    after: tuple[After, ...] = ()
    pauses: tuple[Pause, ...] = ()


class Circle(ValueError):
    """The parts wait for each other in a circle."""


def in_order(after: Mapping[str, Sequence[After]]) -> tuple[str, ...]:
    """The parts so that each comes after those it names; else as given. Raises `Circle`."""
    waiting = {id_: {edge.item for edge in edges} & set(after) for id_, edges in after.items()}
    done: list[str] = []
    while waiting:
        free = next((id_ for id_, on in waiting.items() if on <= set(done)), None)
        if free is None:
            raise Circle(", ".join(waiting))
        done.append(free)
        del waiting[free]
    return tuple(done)


def due_days(steps: Sequence[Step], accepted_on: date) -> dict[str, date | None]:
    """The last day of each part; None of those without a number, standing still, or held back by such a one.

    Raises `contract.workdays.CalendarEnds`.
    """
    starts: dict[str, date | None] = {}
    dues: dict[str, date | None] = {}
    for step in _sorted(steps):
        begins: date | None = accepted_on
        for edge in step.after:
            waits_for = {Edge.RESULT: dues, Edge.ACCEPTANCE: starts}.get(edge.kind, {}).get(edge.item, accepted_on)
            begins = None if begins is None or waits_for is None else max(begins, waits_for)
        starts[step.id] = begins
        dues[step.id] = None if begins is None or step.workdays is None else due(begins, step.workdays, step.pauses)
    return dues


def workdays_of(steps: Sequence[Step]) -> int | None:
    """Working days of the longest path; None when a part promises no number. Asked before any date is known."""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for step in _sorted(steps):
        if step.workdays is None:
            return None
        held = [{Edge.RESULT: ends, Edge.ACCEPTANCE: starts}.get(e.kind, {}).get(e.item, 0) for e in step.after]
        starts[step.id] = max(held, default=0)
        ends[step.id] = starts[step.id] + step.workdays
    return max(ends.values(), default=0)


def held_by(id_: str, after: Mapping[str, Sequence[After]]) -> frozenset[str]:
    """Every part whose result `id_` needs, directly or by way of others."""
    found = set(_walk(id_, lambda one: [edge.item for edge in after.get(one, ()) if edge.kind is Edge.RESULT]))
    return frozenset(found & set(after))


def _walk(id_: str, further: Callable[[str], list[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = further(id_)
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += further(one)
            yield one


def _sorted(steps: Sequence[Step]) -> list[Step]:
    by_id = {step.id: step for step in steps}
    return [by_id[id_] for id_ in in_order({step.id: step.after for step in steps})]
