"""A real browser, a received case with papers that open, and officers who sign in."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from contract.bodies import MaterialFiled, Submission
from contract.envelope import digest
from contract.life import Role
from hall.accounts.models import Officer as OfficerRow
from hall.accounts.services import add_officer
from hall.cases.models import Case
from workbench.officer import Officer, chromium

PASSWORD = "correct horse battery"


class _Desk:
    """One browser for this folder, with one window an officer and language: opened when needed, closed on leaving."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._browser: Browser | None = None
        self.windows: dict[tuple[str, str, bool], Officer] = {}

    @property
    def browser(self) -> Browser:
        """Chromium. Its driver keeps an event loop in this thread; Django takes that for asynchronous code, wrongly."""
        if self._browser is None:
            self._open.enter_context(pytest.MonkeyPatch.context()).setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
            self._browser = self._open.enter_context(chromium())
        return self._browser

    def close(self) -> None:
        """Leave the thread as it was: other folders have event loops of their own."""
        self.windows.clear()
        self._browser = None
        self._open.close()


_desk = _Desk()


@pytest.hookimpl(trylast=True)  # after the test's own fixtures have ended
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Close the browser behind the last test of this folder."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        _desk.close()


@pytest.fixture
def browser() -> Browser:
    """The folder's Chromium."""
    return _desk.browser


@pytest.fixture(scope="session")
def more_people(hall_database: None) -> dict[str, OfficerRow]:
    """Roles the hall's own tests do not need."""
    return {
        "technician": add_officer("t-technician", "技术员", [Role.TECHNICIAN], PASSWORD),
        "auditor": add_officer("t-auditor", "审计员", [Role.AUDITOR], PASSWORD),
        "courier": add_officer("t-courier", "邮递员", [Role.COURIER], PASSWORD),
        "agent": add_officer("t-agent", "代办员", [Role.AGENT], PASSWORD),
    }


@pytest.fixture
def at(hall_url: str, browser: Browser, people: Any, more_people: Any) -> Iterator[Callable[..., Officer]]:
    """Puts an officer (sign-in name without its `t-`) before a window of their own, signed in.

    Windows are kept for the next test, still signed in. `fresh`: a new window and a new session, closed at the end.
    `papers`: loads the browser's PDF viewer as well, which takes seconds.
    """
    opened: list[Officer] = []

    def window(language: str, papers: bool) -> Officer:
        officer = Officer(hall_url, browser, language)
        if not papers:
            officer.context.route("**/*.pdf*", lambda route: route.abort())
        return officer

    def sign_in(name: str, language: str = "zh-CN", fresh: bool = False, papers: bool = False) -> Officer:
        if fresh:
            officer = window(language, papers)
            opened.append(officer)
            officer.sign_in(f"t-{name}", PASSWORD)
            return officer
        officer = _desk.windows.get((name, language, papers)) or window(language, papers)
        if (name, language, papers) in _desk.windows:
            officer.page.goto(f"{hall_url}/console/")
        else:
            officer.sign_in(f"t-{name}", PASSWORD)
            _desk.windows[name, language, papers] = officer
        return officer

    yield sign_in
    for officer in opened:
        officer.close()


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """A paper the browser can show."""
    import img2pdf
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).text((120, 120), "SAMPLE", fill="black", font_size=80)
    picture = io.BytesIO()
    page.save(picture, "PNG", dpi=(150, 150))
    made: bytes = img2pdf.convert(picture.getvalue())
    return made


@pytest.fixture
def received(box: Any, new_submission: Callable[..., Submission], pdf: bytes) -> Case:
    """A case without originals whose one paper has arrived, all of it through the API."""
    filed = MaterialFiled(material="ID", pages=1, pdf_sha256=digest(pdf))
    case_id = box.submit(new_submission(originals_parcel=None, materials=[filed]))
    response = box.post(box.paper(case_id, "ID", pdf))
    assert response.status_code == 200, response.text
    return Case.objects.get(pk=case_id)


@pytest.fixture(autouse=True)
def _one_long_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue on one page, however many cases the tests before have left; its pages are tested by `test_filling`."""
    monkeypatch.setattr("hall.console.views.queue._PAGE_ROWS", 2000)
