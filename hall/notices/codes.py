"""Uncovering a pick-up code for an issuer. Every look is written into the case's story before the code is given out."""

from django.db import transaction

from contract.life import Role
from hall.accounts.models import Officer
from hall.cases import services, story
from hall.errors import ApiError
from hall.notices.models import Notice

COVERED = "••••••••"


class NoCode(ApiError):
    """The notice carries no pick-up code."""

    def __init__(self) -> None:
        super().__init__(404, "no_code", "this notice carries no pick-up code")


def covered(notice: Notice) -> str:
    """The text as everybody may read it."""
    return notice.text.replace("{code}", COVERED).replace("{link}", COVERED)


@transaction.atomic
def uncover(notice: Notice, officer: Officer, device: str) -> str:
    """The plain code, for a resident who lost the message; raises `NoCode` and `hall.cases.services.NotYourRole`."""
    role = services.require(officer, Role.ISSUER)
    code = notice.code
    if code is None:
        raise NoCode
    case = services.locked(notice.case)
    story.write(case, "code_shown", story.Actor(officer.label, role, device), {}, {"parcel": notice.parcel})
    return code
