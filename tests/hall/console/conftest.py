"""A real browser, a received case with papers that open, and officers who sign in."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from contract.envelope import MaterialFiled, Submission, digest
from contract.life import Role
from hall.accounts.models import Officer as OfficerRow
from hall.cases.models import Case
from hall.commands import add_officer
from workbench.officer import Officer, chromium

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Its driver keeps an event loop in this thread; Django takes that for asynchronous code, wrongly."""
    with pytest.MonkeyPatch.context() as patch, chromium() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture(scope="session")
def more_people(hall_database: None) -> dict[str, OfficerRow]:
    """Roles the hall's own tests do not need."""
    return {
        "technician": add_officer("t-technician", "技术员", [Role.TECHNICIAN], PASSWORD),
        "auditor": add_officer("t-auditor", "审计员", [Role.AUDITOR], PASSWORD),
    }


@pytest.fixture(scope="session")
def sessions() -> dict[str, str]:
    """Session cookies by sign-in name: a password is hashed slowly on purpose, so each officer signs in once."""
    return {}


@pytest.fixture
def at(
    hall_url: str, browser: Browser, people: Any, more_people: Any, sessions: dict[str, str]
) -> Iterator[Callable[..., Officer]]:
    """Puts an officer (sign-in name without its `t-`) before a window of their own, signed in.

    `fresh`: signs in again by name and password. `papers`: loads the browser's PDF viewer as well, which takes seconds.
    """
    open_windows: list[Officer] = []

    def sign_in(name: str, language: str = "zh-CN", fresh: bool = False, papers: bool = False) -> Officer:
        officer = Officer(hall_url, browser, language)
        open_windows.append(officer)
        if not papers:
            officer.context.route("**/*.pdf*", lambda route: route.abort())
        if fresh or name not in sessions:
            officer.sign_in(f"t-{name}", PASSWORD)
            if not fresh:
                sessions[name] = next(c["value"] for c in officer.context.cookies() if c["name"] == "sessionid")
        else:
            officer.context.add_cookies([{"name": "sessionid", "value": sessions[name], "url": hall_url}])
            officer.page.goto(f"{hall_url}/console/")
        return officer

    yield sign_in
    for officer in open_windows:
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
