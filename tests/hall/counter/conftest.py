"""A counter of one's own, an officer who sits at it, and papers as a scanner makes them."""

import io
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from contract import catalogue
from contract.life import Role
from hall.accounts.models import Officer
from hall.accounts.services import add_officer
from hall.cases.models import Case
from hall.counter import drafts
from hall.counter.models import Draft
from hall.fleet import counters
from hall.fleet.models import Counter, Terminal
from tests.hall.conftest import PASSWORD

_numbers = itertools.count(1)
KNOWN = catalogue.load()


def scan(text: str = "SAMPLE", size: tuple[int, int] = (827, 1169), kind: str = "PNG") -> bytes:
    """One page as a scanner gives it; another text is another page."""
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).text((80, 80), text, fill="black", font_size=40)
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()


def posted(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as the page's form sends them."""
    said: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, bool):
            said[f"f.{name}"] = "yes" if value else "no"
        elif isinstance(value, list):
            said[f"f.{name}"] = "\n".join(value)
        else:
            said[f"f.{name}"] = str(value)
    return said


@dataclass
class Window:
    """An officer's browser at a counter."""

    client: Client
    officer: Officer
    counter: Counter

    def begin(self, kind: str, id_: str, **said: str) -> Draft:
        """Choose a service and begin; the draft."""
        answer = self.client.post(f"/console/counter/services/{kind}/{id_}/begin", said)
        assert answer.status_code == 302, answer.content.decode()
        return Draft.objects.get(pk=re.findall(r"drafts/([0-9a-f-]+)", answer["Location"])[0])

    def press(self, draft: Draft, do: str, answers: Mapping[str, Any], **more: Any) -> Any:
        """Send the draft's page; the answer after its redirects."""
        said = posted(answers) | {"do": do} | more
        return self.client.post(f"/console/counter/drafts/{draft.pk}", said, follow=True)

    def page(self, draft: Draft, checked: bool = False) -> str:
        """The draft's page."""
        where = f"/console/counter/drafts/{draft.pk}"
        return str(self.client.get(f"{where}?checked=1" if checked else where).content.decode())

    def filled(self, item: str, without: str = "") -> tuple[Draft, dict[str, Any]]:
        """A draft of an item with its sample's answers, every paper scanned and every original on the desk."""
        draft, answers = self.begin("item", item), dict(KNOWN.items[item].sample)
        self.press(draft, "save", answers)
        draft.refresh_from_db()
        needs = [one for one in drafts.read(draft).needs if one.use.material != without]
        files: dict[str, Any] = {}
        for need in needs:
            if need.use.scan:
                pages = range(KNOWN.materials[need.use.material].pages_min)
                files[f"page.{need.use.material}"] = [io.BytesIO(scan(f"{need.use.material} {n}")) for n in pages]
        originals = [need.use.material for need in needs if need.use.original]
        self.press(draft, "pages", answers, original=originals, **files)
        draft.refresh_from_db()
        return draft, answers

    def hand_in(self, item: str, do: str = "hand_in", **more: Any) -> Case:
        """A whole hand-in of an item's sample; the case."""
        draft, answers = self.filled(item)
        said = {"seen": "id_card", "original": draft.begun["originals"]} | more
        answer = self.press(draft, do, answers, **said)
        assert answer.resolver_match.url_name == "counter_receipt", answer.content.decode()
        return Case.objects.get(pk=draft.pk)


@pytest.fixture
def new_window(box: Any) -> Callable[..., Window]:
    """Makes a counter in a district and seats an officer with these roles at it."""

    def make(district: str = "440103", roles: tuple[Role, ...] = (Role.ACCEPTOR,)) -> Window:
        number = next(_numbers)
        terminal = Terminal.objects.get(pk=box.id)
        counter = counters.add(f"C{number:05d}", f"政务服务中心 {number} 号窗口", terminal, district)
        officer = add_officer(f"t-window-{number}", "窗口员", list(roles), PASSWORD)
        client = Client()
        client.force_login(officer.user)
        client.post("/console/counter/desk", {"counter": counter.pk})
        return Window(client, officer, counter)

    return make


@pytest.fixture
def window(new_window: Callable[..., Window]) -> Window:
    """A window in Liwan."""
    return new_window()
