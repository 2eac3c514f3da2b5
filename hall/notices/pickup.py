"""The resident's own page of one notice: the QR that opens the box, for as long as it does (no sign-in, no names)."""

import zxingcpp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from contract.parcel import Holder
from contract.pickup import new_qr
from contract.text import Text
from hall.console.headers import strict
from hall.keys import hall_keys
from hall.notices import links
from hall.notices.models import Notice
from hall.parcels.models import Parcel

_READY = Text(zh="请在自助柜出示此二维码", en="Show this QR code at the locker")
_TAKEN = Text(zh="已经取走", en="It has been collected")
_OVER = Text(
    zh="保管期已过,请到街道政务服务中心领取", en="The keeping time is over; please go to the street service centre"
)
_CHECKED = Text(zh="正在核查,核实后会通知您", en="It is being checked; you will be told")


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What the parcel of this notice waits for; the QR only while it opens something."""
    parcel = _parcel(token)
    values = {"token": token, "parcel": parcel, "said": standing(parcel), "ready": opens(parcel)}
    return _private(render(request, "console/pickup.html", values))


@require_safe
def image(request: HttpRequest, token: str) -> HttpResponse:
    """The QR as SVG; 404 when it would open nothing."""
    parcel = _parcel(token)
    until = parcel.dies_at
    if until is None or not opens(parcel):
        raise Http404
    text = new_qr(parcel.barcode, parcel.terminal_id, until, hall_keys().signing)
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return _private(HttpResponse(drawn.to_svg(scale=4, add_quiet_zones=True), content_type="image/svg+xml"))


def opens(parcel: Parcel) -> bool:
    """Whether a QR opens the parcel's box now, as far as the hall knows."""
    until = parcel.dies_at
    return parcel.holder == Holder.BOX and not parcel.frozen and until is not None and timezone.now() < until


def standing(parcel: Parcel) -> Text:
    """The one sentence the resident reads."""
    if parcel.frozen:
        return _CHECKED
    if parcel.holder == Holder.RESIDENT:
        return _TAKEN
    return _READY if opens(parcel) else _OVER


def _parcel(token: str) -> Parcel:
    """The parcel a token leads to; 404 for a token we did not make and for a notice without a code."""
    id_ = links.notice_of(token)
    notice = Notice.objects.filter(pk=id_).exclude(code_sealed=None).first() if id_ is not None else None
    if notice is None:
        raise Http404
    return get_object_or_404(Parcel.objects.select_related("terminal"), pk=notice.parcel)


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return strict(response)
