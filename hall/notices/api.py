"""Notices over the API, for officers only: the simulated short messages of a demonstration.

Texts come with the code covered. One code at a time is given to an issuer, and the case's story says who asked.
"""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBasicAuth, SessionAuth

from hall.accounts.models import Officer
from hall.accounts.tries import authenticated
from hall.cases.services import NotYourRole
from hall.errors import ApiError
from hall.notices import links
from hall.notices.codes import covered, uncover
from hall.notices.models import Notice

router = Router(tags=["officers"])
PAGE = 200


class _BySession(SessionAuth):
    """An officer signed in at the console."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        user = request.user
        return Officer.objects.filter(user=user).first() if isinstance(user, User) and user.is_active else None


class _ByPassword(HttpBasicAuth):
    """An officer's name and password with the request."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any | None:
        user = authenticated(request, username, password)
        return Officer.objects.filter(user=user).first() if user else None


class NoticeOut(Schema):
    """One notice, its code covered; `has_code` tells whether an issuer may ask for one."""

    id: int
    at: datetime
    case_id: UUID
    case_number: str
    reason: str
    mobile_masked: str
    text: str
    has_code: bool
    parcel: str


class CodeOut(Schema):
    """One uncovered code, and the address of the page with its QR."""

    code: str
    link: str


@router.get("", response=list[NoticeOut], auth=[_BySession(), _ByPassword()], summary="Notices, newest first")
def list_notices(request: HttpRequest, case_id: UUID | None = None) -> list[NoticeOut]:
    """At most 200, of one case or of all."""
    rows = Notice.objects.select_related("case")
    rows = rows.filter(case_id=case_id) if case_id else rows.all()
    return [
        NoticeOut(
            id=row.pk,
            at=row.at,
            case_id=row.case.id,
            case_number=row.case.number,
            reason=row.reason,
            mobile_masked=row.mobile_masked,
            text=covered(row),
            has_code=row.code_sealed is not None,
            parcel=row.parcel,
        )
        for row in rows[:PAGE]
    ]


@router.post("/{int:notice_id}/code", response=CodeOut, auth=_ByPassword(), summary="Uncover one pick-up code")
def uncover_code(request: HttpRequest, notice_id: int) -> CodeOut:
    """For issuers; written into the case's story each time. Signed-in pages have a button of their own for it."""
    notice = Notice.objects.select_related("case").filter(pk=notice_id).first()
    if notice is None:
        raise ApiError(404, "notice_unknown")
    try:
        code = uncover(notice, cast(Officer, cast(Any, request).auth), "api")
        return CodeOut(code=code, link=links.address(notice.pk))
    except NotYourRole as error:
        raise ApiError(403, "not_your_role", "only an issuer may uncover a code") from error
