"""The one way a case changes its state: checked by the table, with a line in its story."""

from typing import Any

from django.utils import timezone

from contract.life import CaseState, Role, check_move
from hall.cases import story
from hall.cases.models import Case
from hall.cases.story import Actor


def move(
    case: Case, target: CaseState, actor: Actor, action: str, note: str = "", rule: Role | None = None, **fields: Any
) -> Case:
    """Move a case (locked by the caller) and write it down; `fields` are set in the same breath.

    `rule` is whose move it is by the table when that is not the actor's own: a scan at the mail room moves the case
    by itself, but the story names the officer who scanned, in the officer's true role.
    Raises `contract.life.MoveRefused`.
    """
    source = CaseState(case.state)
    check_move(source, target, rule or actor.role)
    for name, value in fields.items():
        setattr(case, name, value)
    case.state = target.value
    case.updated_at = timezone.now()
    case.save()
    story.write(case, action, actor, {"state": source.value}, {"state": target.value, **_plain(fields)}, note)
    return case


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, list | int | None) else str(value) for name, value in fields.items()}
