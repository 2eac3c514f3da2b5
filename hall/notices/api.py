"""Notices over the API, for signed-in officers only: the simulated short messages of a demonstration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBasicAuth, SessionAuth

from hall.accounts.models import Officer
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
        user = authenticate(request, username=username, password=password)
        return Officer.objects.filter(user=user).first() if isinstance(user, User) else None


class NoticeOut(Schema):
    """One notice, as the phone would have it."""

    at: datetime
    case_id: UUID
    case_number: str
    reason: str
    mobile_masked: str
    text: str
    code: str | None
    parcel: str


@router.get("", response=list[NoticeOut], auth=[_BySession(), _ByPassword()], summary="Notices, newest first")
def list_notices(request: HttpRequest, case_id: UUID | None = None) -> list[NoticeOut]:
    """At most 200, of one case or of all."""
    rows = Notice.objects.select_related("case")
    rows = rows.filter(case_id=case_id) if case_id else rows.all()
    return [
        NoticeOut(
            at=row.at,
            case_id=row.case.id,
            case_number=row.case.number,
            reason=row.reason,
            mobile_masked=row.mobile_masked,
            text=row.full_text,
            code=row.code,
            parcel=row.parcel,
        )
        for row in rows[:PAGE]
    ]
