"""What somebody reads when a request comes to nothing: a page in both languages, or JSON for a terminal's program.

Nothing here asks the database or the session: the page must stand when they do not.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from contract.text import Text
from hall.console.headers import strict

_API = "/api/"


class Page(NamedTuple):
    """A heading and what to do next."""

    title: Text
    advice: Text


_PAGES = {
    400: Page(
        Text(zh="请求无法识别", en="This request cannot be read"),
        Text(zh="请从首页重新进入。", en="Please begin again from the start page."),
    ),
    403: Page(
        Text(zh="页面已失效,请重试", en="This page has gone stale; please try again"),
        Text(
            zh="为防止他人冒用,本次提交未被接受,没有任何更改。请返回、刷新页面后再提交。",
            en="To guard against forged requests this was not taken, and nothing was changed. "
            "Go back, reload the page, and send it again.",
        ),
    ),
    404: Page(
        Text(zh="没有这个页面", en="There is no such page"),
        Text(
            zh="地址可能有误,或所找的办件、邮袋不存在。可在首页按编号查找。",
            en="The address may be wrong, or the case or parcel does not exist. "
            "You can search by number from the start page.",
        ),
    ),
    405: Page(
        Text(zh="此处不能这样操作", en="This cannot be done here"),
        Text(zh="请从首页重新进入。没有任何更改。", en="Please begin again from the start page. Nothing was changed."),
    ),
    500: Page(
        Text(zh="大厅出了差错", en="The hall made a mistake"),
        Text(
            zh="差错已记入日志。操作可能未完成,请从首页查看后再试;仍不行请告知技术员。",
            en="It is in the log. What you did may not have been done: look from the start page before trying again, "
            "and tell a technician if it stays so.",
        ),
    ),
    503: Page(
        Text(zh="暂时无法读取材料", en="Papers cannot be read just now"),
        Text(
            zh="存放材料的服务器没有应答,请稍后再试。",
            en="Their store does not answer; please try again later.",
        ),
    ),
}
_CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    500: "our_mistake",
    503: "busy",
}


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """JSON under the API's path, else the page; `status` is one of those above."""
    if request.path.startswith(_API):
        said = {"code": _CODES[status], "message": _PAGES[status].title.en.lower()}
        return HttpResponse(json.dumps(said), status=status, content_type="application/json")
    title, advice = _PAGES[status]
    page = render_to_string("console/wrong.html", {"status": status, "title": title, "advice": advice})
    return strict(HttpResponse(page, status=status))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, of Django itself: above all a form without its token."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return answer(request, 404)


def our_mistake(request: HttpRequest) -> HttpResponse:
    """500; the trace is in the log."""
    return answer(request, 500)


def plain_refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a bare 405, which Django answers without asking any handler, becomes an answer as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.get("Content-Type", "").startswith("application/json"):
            return response
        said = answer(request, 405)
        said["Allow"] = response.get("Allow", "")
        return said

    return middleware
