"""The catalogue that one page is worded by: looked up once a request, however many names stand on the page."""

from typing import Any

from asgiref.local import Local
from django.core.signals import request_started
from django.dispatch import receiver

from contract.catalogue import Catalogue
from hall.catalogues.services import of_today

_kept = Local()


@receiver(request_started)
def _another(**_: Any) -> None:
    _kept.catalogue = None


def worded_by() -> Catalogue:
    """The catalogue of today, as it was when this request first asked."""
    known: Catalogue | None = getattr(_kept, "catalogue", None)
    if known is None:
        known = _kept.catalogue = of_today()
    return known
