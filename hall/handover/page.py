"""The page a phone opens from the terminal's QR: a few files at a time, without sign-in, names or script.

There is no cross-site token: nothing but the secret address itself gives a right here.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contract.handover import MAX_FILE_BYTES, MAX_FILES
from contract.picture import HeicPicture, NotAPage, TooManyPixels
from contract.text import Text
from hall.console.headers import strict
from hall.handover import services
from hall.handover.models import Handover

_OVER = Text(zh="这个链接已失效,请在终端上重新打开", en="This link is over; please open a new one at the terminal")
_NOTHING = Text(zh="还没有选文件", en="No file was chosen")
_TOO_LARGE = Text(zh="文件超过 8 MB,请换小一点的再传", en="The file is larger than 8 MB; please send a smaller one")
_NOT_A_PAGE = Text(
    zh="只能传 JPEG、PNG 照片或 PDF,这个文件不是", en="Only a JPEG or PNG picture or a PDF can be sent; this is none"
)
_HEIC = Text(
    zh="这是 HEIC 格式的照片,这里打不开。请截屏后传截图,或在手机“设置 - 相机 - 格式”里选“兼容性最佳”后重拍",
    en="This is an HEIC picture, which cannot be read here. Send a screenshot of it, or choose Most Compatible under "
    "Settings, Camera, Formats and take it again",
)
_TOO_MANY_PIXELS = Text(
    zh="照片太大(超过 5000 万像素),请重新拍", en="The picture has more than 50 megapixels; please take it again"
)
_FULL = Text(zh="已传满 20 个文件,不能再传", en="20 files have been sent; no more can be taken")
_WHY = {
    HeicPicture: (415, _HEIC),
    NotAPage: (415, _NOT_A_PAGE),
    TooManyPixels: (413, _TOO_MANY_PIXELS),
    services.Full: (409, _FULL),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page, or take files; 404 for a token we did not make, 410 when it is over."""
    try:
        handover = services.of_token(token)
        if handover is None:
            raise Http404
        return _take(request, handover) if request.method == "POST" else _shown(request, handover)
    except services.Over:
        return _shown(request, None, _OVER, 410)


def _take(request: HttpRequest, handover: Handover) -> HttpResponse:
    """Every file of the form; a bad one does not cost the others, and the first bad one is named by its place."""
    refused: list[tuple[int, int, Text]] = []
    files = request.FILES.getlist("page")
    for place, file in enumerate(files, 1):
        why = _refusal(handover, file)
        refused += [(place, *why)] if why else []
    if not files:
        return _shown(request, handover, _NOTHING, 422)
    if refused:
        place, status, sentence = refused[0]
        handover.refresh_from_db()  # what was taken is counted on the page
        return _shown(request, handover, sentence, status, place if len(files) > 1 else 0)
    answer = HttpResponseRedirect(request.path)
    answer.status_code = 303  # reloading must not send the file again
    return _private(answer)


def _refusal(handover: Handover, file: "UploadedFile[Any]") -> tuple[int, Text] | None:
    """Take one file in; why it cannot be, with the answer's status."""
    if not file.size:
        return 422, _NOTHING
    if file.size > MAX_FILE_BYTES:
        return 413, _TOO_LARGE
    try:
        services.receive(handover, file.read())
    except (NotAPage, TooManyPixels, services.Full) as error:
        return _WHY[type(error)]
    return None


def _shown(
    request: HttpRequest, handover: Handover | None, why: Text | None = None, status: int = 200, place: int = 0
) -> HttpResponse:
    values = {
        "handover": handover,
        "why": why,
        "place": place,
        "full": handover is not None and handover.count >= MAX_FILES,
    }
    return _private(render(request, "handover/page.html", values, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return strict(response)
