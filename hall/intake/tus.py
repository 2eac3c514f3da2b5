"""tus 1.0 resumable uploads: core, creation, termination and checksum (tus.io/protocols/resumable-upload)."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from hall.errors import ApiError
from hall.fleet.models import Terminal
from hall.intake import uploads

VERSION = "1.0.0"
_DIGESTS: dict[str, Callable[[bytes], Any]] = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
}
_CHECKSUM_MISMATCH = 460
router = Router(tags=["files"])
View = Callable[..., HttpResponse]


def _tus(view: View) -> View:
    """Refuse other protocol versions with 412, and mark every answer."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("Tus-Resumable") != VERSION:
            raise ApiError(412, "tus_version", f"this hall speaks tus {VERSION}")
        response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        return response

    return inner


@router.api_operation(["OPTIONS"], "", auth=None, summary="What this tus server can do")
def options(request: HttpRequest) -> HttpResponse:
    """Version, extensions and limits."""
    response = HttpResponse(status=204)
    response["Tus-Resumable"] = response["Tus-Version"] = VERSION
    response["Tus-Extension"] = "creation,termination,checksum"
    response["Tus-Max-Size"] = str(uploads.MAX_BYTES)
    response["Tus-Checksum-Algorithm"] = ",".join(_DIGESTS)
    return response


@router.post("", summary="Begin an upload")
@_tus
def create(request: HttpRequest) -> HttpResponse:
    """`Upload-Length` bytes; the answer's `Location` is where they go."""
    length = _number(request, "Upload-Length")
    upload = uploads.create(_terminal(request), length, request.headers.get("Upload-Metadata", "")[:2000])
    response = HttpResponse(status=201)
    response["Location"] = reverse("api-1:file", args=[upload.id])
    return response


@router.api_operation(["HEAD"], "/{uuid:upload_id}", summary="How far is it?", url_name="file")
@_tus
def head(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """`Upload-Offset` and `Upload-Length`."""
    with uploads.held(_terminal(request), upload_id) as upload:
        response = HttpResponse(status=200)
        response["Upload-Offset"], response["Upload-Length"] = str(upload.offset), str(upload.length)
        response["Cache-Control"] = "no-store"
        return response


@router.patch("/{uuid:upload_id}", summary="Send the next bytes")
@_tus
def patch(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Bytes at `Upload-Offset`; on the disk before the answer."""
    if request.headers.get("Content-Type") != "application/offset+octet-stream":
        raise ApiError(415, "content_type")
    offset, chunk = _number(request, "Upload-Offset"), request.body
    _check(request.headers.get("Upload-Checksum"), chunk)
    with uploads.held(_terminal(request), upload_id) as upload:
        uploads.append(upload, offset, chunk)
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(upload.offset)
    return response


@router.delete("/{uuid:upload_id}", summary="Give an upload up")
@_tus
def delete(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Row first, then bytes."""
    with uploads.held(_terminal(request), upload_id) as upload:
        upload.delete()
    uploads.discard(upload_id)
    return HttpResponse(status=204)


def _terminal(request: HttpRequest) -> Terminal:
    return cast(Terminal, cast(Any, request).auth)


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise ApiError(400, "bad_header", f"{header} must be a number")
    return int(value)


def _check(header: str | None, chunk: bytes) -> None:
    if header is None:
        return
    name, _, value = header.partition(" ")
    if name not in _DIGESTS:
        raise ApiError(400, "checksum_algorithm")
    try:
        expected = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ApiError(400, "bad_header", "Upload-Checksum is not base64") from error
    if _DIGESTS[name](chunk).digest() != expected:
        raise ApiError(_CHECKSUM_MISMATCH, "checksum_mismatch")
