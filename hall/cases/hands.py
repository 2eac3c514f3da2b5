"""Whose hand may do what, and on which row: shared by everything that is done to a case (domain 2.0, roles)."""

from contract.life import Role
from hall.accounts.models import Officer
from hall.cases.models import Case


class NotYourRole(Exception):
    """The officer does not have the role this needs."""


class SamePerson(Exception):
    """The officer accepted this case and so may not decide it (受理审批监管相分离, domain 2.0)."""


class ReasonMissing(Exception):
    """A refusal, a correction or a suspension needs at least one written reason."""


def locked(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def require(officer: Officer, *roles: Role) -> Role:
    """The first of `roles` that the officer has; raises `NotYourRole`."""
    for role in roles:
        if role in officer.roles:
            return role
    raise NotYourRole(f"{officer.label} is not {' or '.join(roles)}")
