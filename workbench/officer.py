"""An officer at the hall's console, played through a real browser: its pages as a person uses them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"  # Debian's; a browser is not downloaded
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 15_000
LOOK_EVERY_MS, STILL_MS, SETTLE_AT_MOST_MS = 250, 1000, 6000
_PARCEL = ".parcel .barcode"


class Refused(Exception):
    """The console said no; the message is what the officer reads."""


class SignInRefused(Refused):
    """The name or the password is wrong."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser for officers; closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, headless=True)
        try:
            yield browser
        finally:
            browser.close()


class Officer:
    """One officer with a browser window of 1280 x 900 of their own; `language` is zh-CN or en-US.

    Every act waits until the page has answered and raises `Refused` with the page's own words when it said no.
    """

    def __init__(self, base_url: str, browser: Browser, language: str = "zh-CN") -> None:
        self.base_url = base_url.rstrip("/")
        self.context = browser.new_context(
            locale=language, viewport={"width": 1280, "height": 900}, timezone_id="Asia/Shanghai"
        )
        self.context.set_default_timeout(TIMEOUT_MS)
        self.page: Page = self.context.new_page()

    def close(self) -> None:
        """Close the window; cookies and all."""
        self.context.close()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in; raises `SignInRefused`."""
        self._go("/console/login")
        self.page.fill("#name", name)
        self.page.fill("#password", password)
        self._press(self.page.locator("form.sign-in button.primary"))
        if self._path() == "/console/login":
            raise SignInRefused(self.page.locator(".message.error").inner_text())

    def sign_out(self) -> None:
        """End the session."""
        self._press(self.page.locator("button[name=sign-out]"))

    def open_queue(self, tab: str = "") -> list[str]:
        """Open the queue (`mine`, `open`, `ended`; empty: the officer's first) and return its case numbers in order."""
        self._go(f"/console/cases?tab={tab}" if tab else "/console/cases")
        links = self.page.locator("#list a.row-link").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        return [str(link).rsplit("/", 1)[-1] for link in links]

    def open_case(self, case_number: str) -> None:
        """Find a case by its number (or a parcel's barcode) in the search field, as an officer does."""
        if self._path() != "/console/cases":  # other lists have search fields of their own
            self._go("/console/cases")
        self.page.fill("#q", case_number)
        self._press(self.page.locator("form.search button"))
        if self._path() == "/console/cases":
            raise Refused(self.page.locator("#list").inner_text())

    def accept(self, case_number: str) -> None:
        """受理."""
        self.open_case(case_number)
        self._act(self.page.locator("#accept"))

    def ask_correction(self, case_number: str, reasons: list[str], words: str = "") -> None:
        """补正; `reasons` are ids of the list such as "ID:unclear" or "form"."""
        self.open_case(case_number)
        self._offered("#correction")
        self.page.click("#correction > summary")
        for reason in reasons:
            self.page.check(f'#correction input[value="{reason}"]')
        self.page.fill("#free-case", words)
        self._act(self.page.locator("#correction button"))

    def not_accept(self, case_number: str, reason: str) -> None:
        """不予受理; `reason` is an id of the list such as "elsewhere"."""
        self.open_case(case_number)
        self._offered("#rejection")
        self.page.click("#rejection > summary")
        self.page.check(f'#rejection input[value="{reason}"]')
        self._act(self.page.locator("#rejection button"))

    def decide(self, case_number: str, granted: bool, reason: str = "") -> None:
        """Grant or refuse. For the officer who accepted the case the page offers no decision: `Refused` says why."""
        self.open_case(case_number)
        self._offered("#decide")
        self.page.check(f'input[name=decision][value="{"grant" if granted else "refuse"}"]')
        self.page.fill("#reason", reason)
        self._act(self.page.locator("#decide"))

    def insist(self, case_number: str, granted: bool) -> None:
        """Send a decision the page does not offer, as a tampering or out-of-date page would; raises `Refused`."""
        self.open_case(case_number)
        status = self.forge(f"/console/cases/{case_number}/decide", decision="grant" if granted else "refuse")
        self._go(f"/console/cases/{case_number}")  # where the redirect leads; its message waits there
        if status >= 400:
            raise Refused(f"status {status}")
        self._raise_if_refused()

    def forge(self, path: str, **fields: str) -> int:
        """Post a form this officer's pages do not have, with the session's real CSRF token; returns the status.

        A redirect is not followed, so its message waits for the next page.
        """
        script = """async ([path, fields]) => {
            const token = document.querySelector('input[name=csrfmiddlewaretoken]').value;
            const body = new URLSearchParams({csrfmiddlewaretoken: token, ...fields});
            const answer = await fetch(path, {method: 'POST', body, redirect: 'manual'});
            return answer.status;
        }"""
        return int(self.page.evaluate(script, [path, fields]))

    def pack(self, case_number: str, size: str) -> str:
        """Seal the result for a compartment of `size` (S, M, L); returns the new parcel's barcode."""
        self.open_case(case_number)
        self._offered("#pack")
        self.page.check(f'input[name=size][value="{size}"]')
        self._act(self.page.locator("#pack"))
        found = [text for text in self.page.locator(_PARCEL).all_inner_texts() if text.startswith("R")]
        return found[-1]

    def scan_in(self, barcode: str) -> None:
        """Scan originals in at the mail room."""
        self._go("/console/mail-room")
        self._offered("#scan-in")
        self.page.fill("#barcode", barcode)
        self._act(self.page.locator("#scan-in"))

    def hand_out(self, barcode: str, courier: str = "") -> None:
        """Hand a sealed result to a courier (by number; the first on the list when empty)."""
        self._go("/console/hand-out")
        self._offered("#hand-out")
        if courier:
            self.page.select_option("#courier", courier)
        else:
            self.page.select_option("#courier", index=1)
        self.page.fill("#barcode", barcode)
        self._act(self.page.locator("#hand-out"))

    def add_terminal(self, terminal_id: str, site: str, district: str = "") -> str:
        """Plan a terminal (a technician) and return its one-time code."""
        self._go("/console/terminals")
        self._offered("#add-terminal")
        self.page.fill("#id", terminal_id)
        self.page.fill("#site", site)
        self.page.fill("#district", district)
        self._press(self.page.locator("#add-terminal"))
        self._raise_if_refused()
        return self.page.locator("#enrolment-code").inner_text().strip()

    def open_history(self, case_number: str) -> list[list[str]]:
        """The whole story on its printable page: one list of cells a line."""
        self._go(f"/console/cases/{case_number}/history")
        rows = self.page.locator("section.card table").first.locator("tbody tr").all()
        return [row.locator("td").all_inner_texts() for row in rows]

    def switch_language(self, language: str) -> None:
        """`zh-hans` or `en`, by the switch on the page."""
        self._press(self.page.locator(f'.language button[value="{language}"]'))

    def screenshot(self, path: Path | str, whole_page: bool = False) -> None:
        """A picture of the window, or of the whole page (Chromium draws a PDF in it too small)."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if self.page.locator("iframe[name=paper]").count() and not whole_page:
            self._wait_until_still()
        self.page.screenshot(path=path, full_page=whole_page)

    def _wait_until_still(self) -> None:
        """The PDF viewer tells nobody when it is done: wait until the picture has not changed for a second."""
        last, still_ms, left_ms = b"", 0, SETTLE_AT_MOST_MS
        while still_ms < STILL_MS and left_ms > 0:
            self.page.wait_for_timeout(LOOK_EVERY_MS)
            now = self.page.screenshot()
            still_ms = still_ms + LOOK_EVERY_MS if now == last else 0
            last, left_ms = now, left_ms - LOOK_EVERY_MS

    def _go(self, path: str) -> None:
        self.page.goto(self.base_url + path)

    def _path(self) -> str:
        return urlsplit(self.page.url).path

    def _press(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()

    def _act(self, button: Locator) -> None:
        if not button.count():
            raise Refused("the page offers no such button to this officer")
        self._press(button)
        self._raise_if_refused()

    def _offered(self, selector: str) -> None:
        """Raises `Refused` with the page's own explanation when the page does not offer this."""
        if self.page.locator(selector).count():
            return
        why = self.page.locator(".message.warning, .message.error").all_inner_texts()
        raise Refused(why[0].strip() if why else "the page offers no such button to this officer")

    def _raise_if_refused(self) -> None:
        errors = self.page.locator("main > .message.error, form .message.error")
        if errors.count():
            raise Refused(errors.first.inner_text().strip())
