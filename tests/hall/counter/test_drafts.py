"""An application under way at the counter: its pages, whose it is, and what becomes of it when nobody goes on."""

import io

import pytest
from django.utils import timezone

from contract.envelope import new_id
from hall import store
from hall.counter import drafts
from hall.counter.drafts import KEPT, folder_of, forget_drafts
from hall.counter.models import Draft
from tests.hall.counter.conftest import KNOWN, scan


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"MZ\x90\x00" + b"\0" * 500, "只能收 JPEG、PNG 图片或 PDF"),
        (b"\x7fELF" + b"\0" * 500, "只能收 JPEG、PNG 图片或 PDF"),
        (b"%PDF-1.7\n" + b"MZ" * 300, "只能收 JPEG、PNG 图片或 PDF"),
        (scan()[:-200], "只能收 JPEG、PNG 图片或 PDF"),
        (scan() + b"\0" * 8_000_000, "超过 8 MB"),
    ],
    ids=["exe", "elf", "exe behind a PDF's first bytes", "cut off", "too large"],
)
def test_what_is_no_paper_is_refused_in_a_sentence_and_not_kept(window, data, sentence):
    draft = window.begin("item", "LONGEVITY")
    answer = window.press(draft, "pages", {"p.name": "测试"}, **{"page.ID": io.BytesIO(data)})
    assert sentence in answer.content.decode()
    assert drafts.counted(draft) == {}
    assert store.names(folder_of(draft.pk)) == []
    draft.refresh_from_db()
    assert drafts.read(draft).answers == {"p.name": "测试"}  # what was filled in is kept all the same


def test_a_good_file_beside_a_bad_one_is_kept_and_the_bad_one_is_named(window):
    draft = window.begin("item", "LONGEVITY")
    both = {"page.ID": [io.BytesIO(scan()), io.BytesIO(b"MZ" + b"\0" * 50)]}
    answer = window.press(draft, "pages", {}, **both)
    assert "居民身份证,第 2 个文件" in answer.content.decode()
    assert drafts.counted(draft) == {"ID": 1}


def test_no_more_pages_than_a_paper_may_have(window):
    draft, most = window.begin("item", "LONGEVITY"), KNOWN.materials["BANK"].pages_max
    files = {"page.BANK": [io.BytesIO(scan(str(n))) for n in range(most + 1)]}
    assert "超过该材料的页数上限" in window.press(draft, "pages", {}, **files).content.decode()
    assert drafts.counted(draft) == {"BANK": most}
    window.press(draft, "clear:BANK", {})
    assert drafts.counted(draft) == {}


def test_a_paper_nobody_asks_for_has_no_place(window):
    draft = window.begin("item", "LONGEVITY")
    answer = window.press(draft, "pages", {}, **{"page.NOPE": io.BytesIO(scan())})
    assert "不需要该材料" in answer.content.decode()


def test_a_page_can_be_looked_at_by_who_scanned_it_and_by_nobody_else(window, new_window):
    draft = window.begin("item", "LONGEVITY")
    window.press(draft, "pages", {}, **{"page.ID": io.BytesIO(scan())})
    where = f"/console/counter/drafts/{draft.pk}/pages/{draft.pages.get().pk}.jpg"
    seen = window.client.get(where)
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    other = new_window()
    assert other.client.get(where).status_code == 404
    assert other.client.get(f"/console/counter/drafts/{draft.pk}").status_code == 404
    assert other.client.post(f"/console/counter/drafts/{draft.pk}/give-up").status_code == 404
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_what_is_given_up_or_left_lying_is_forgotten_with_its_pages(window):
    given_up, left = (window.begin("item", "LONGEVITY") for _ in range(2))
    for draft in (given_up, left):
        window.press(draft, "pages", {"p.name": "测试"}, **{"page.ID": io.BytesIO(scan())})
    window.client.post(f"/console/counter/drafts/{given_up.pk}/give-up")
    assert not Draft.objects.filter(pk=given_up.pk).exists()
    assert store.names(folder_of(given_up.pk)) == []
    forget_drafts(timezone.now())
    assert Draft.objects.filter(pk=left.pk).exists()
    Draft.objects.filter(pk=left.pk).update(touched_at=timezone.now() - KEPT * 2)
    assert forget_drafts(timezone.now()) >= 1
    assert store.names(folder_of(left.pk)) == []


def test_pages_whose_draft_is_gone_are_swept_up(window):
    """As after a power cut between the commit and the store."""
    draft = window.begin("item", "LONGEVITY")
    window.press(draft, "pages", {}, **{"page.ID": io.BytesIO(scan())})
    lost = folder_of(new_id())
    store.put(f"{lost}/0", b"a page")
    forget_drafts(timezone.now())
    assert store.names(lost) == []
    assert store.names(folder_of(draft.pk)) != []


def test_nobody_has_more_than_twenty_under_way(window):
    for _ in range(drafts.MOST_OPEN):
        window.begin("item", "LONGEVITY")
    answer = window.client.post("/console/counter/services/item/LONGEVITY/begin", follow=True)
    assert "未完成的申请太多" in answer.content.decode()
