"""A case's story: appended line by line, each bound to the one before by its hash (domain 2.0, evidence)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from contract.envelope import digest
from contract.life import Role
from hall.accounts.models import Officer
from hall.cases.models import Case, History

FIRST = "0" * 64


class BrokenChain(Exception):
    """A line of the story was changed, is missing, or does not lead to the case's present state."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: name or number, in which role, from which device."""

    name: str
    role: Role
    device: str


SYSTEM = Actor("system", Role.SYSTEM, "hall")


def at_desk(officer: Officer, role: Role) -> Actor:
    """An officer at the console."""
    return Actor(officer.label, role, "console")


def write(
    case: Case, action: str, actor: Actor, before: dict[str, Any], after: dict[str, Any], note: str = ""
) -> History:
    """Append one line. The caller holds the case's row lock, so that lines cannot overtake each other."""
    last = History.objects.filter(case=case).order_by("-sequence").first()
    line = following(last, case, action, actor, before, after, note)
    line.save()
    return line


def following(
    last: History | None,
    case: Case,
    action: str,
    actor: Actor,
    before: dict[str, Any],
    after: dict[str, Any],
    note: str = "",
) -> History:
    """The line that follows `last` (None: the first one), bound to it and not yet written."""
    line = History(
        case=case,
        sequence=last.sequence + 1 if last else 1,
        at=timezone.now(),
        action=action,
        actor=actor.name[:60],
        role=actor.role.value,
        device=actor.device[:60],
        before=before,
        after=after,
        note=note,
        previous_hash=last.hash if last else FIRST,
    )
    line.hash = hash_of(line)
    return line


def hash_of(line: History) -> str:
    """SHA-256 over everything the line says, and over the hash of the line before."""
    return hash_of_values({name: getattr(line, name) for name in _SAID})


_SAID = ("case_id", "sequence", "at", "action", "actor", "role", "device", "before", "after", "note", "previous_hash")


def hash_of_values(line: Mapping[str, Any]) -> str:
    """The same of a line's values by their names."""
    at: datetime = line["at"]
    said = [str(line["case_id"]), line["sequence"], at.astimezone(UTC).isoformat(timespec="microseconds")]
    said += [line[name] for name in _SAID[3:]]
    return digest(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())


def verify(case: Case) -> int:
    """Check one case's whole story; returns its number of lines, raises `BrokenChain`."""
    previous, number, state = FIRST, 0, None
    for line in History.objects.filter(case=case).select_related("case").order_by("sequence"):
        number += 1
        if line.sequence != number or line.previous_hash != previous or line.hash != hash_of(line):
            raise BrokenChain(f"case {case.number}: line {line.sequence} does not follow from the one before")
        previous, state = line.hash, line.after.get("state", state)
    if state != case.state:
        raise BrokenChain(f"case {case.number} is {case.state}, but its story ends in {state}")
    return number
