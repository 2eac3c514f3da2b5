"""The link of a notice: short, not to be guessed, and only as good as the parcel it leads to."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SIGNER = signing.Signer(salt="hall.notices.pickup")


def token(notice_id: int) -> str:
    """The part of the address that names one notice: its id and a keyed hash of it."""
    return _SIGNER.sign(str(notice_id))


def notice_of(token_: str) -> int | None:
    """The notice a token names; None for one we did not make."""
    try:
        return int(_SIGNER.unsign(token_))
    except (signing.BadSignature, ValueError):
        return None


def address(notice_id: int) -> str:
    """The whole address as it stands in the message."""
    return settings.HALL_PUBLIC_URL + reverse("pickup", args=[token(notice_id)])
