"""Applications under way at a counter: begun, answered, given pages, given up. Only who began one may go on with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contract.bodies import Answer
from contract.envelope import new_id
from contract.filed_pdf import Sheet
from contract.life import Role
from hall import store
from hall.accounts.models import Officer
from hall.cases.corrections import open_of
from hall.cases.hands import require
from hall.cases.models import Case, Channel
from hall.catalogues.services import keep_installed, kept
from hall.counter.begun import Application, Begun, first_answers
from hall.counter.models import Draft, DraftPage
from hall.counter.pages import TooManyPages, sheets_of
from hall.fleet.models import Counter

KEPT = timedelta(hours=24)
"""How long nobody may touch one before it is forgotten with its pages: the person has gone home."""
MOST_OPEN = 20  # of one officer
_FOLDER = "drafts"


class TooManyDrafts(Exception):
    """The officer has `MOST_OPEN` under way."""


class NothingAsked(Exception):
    """The case was not taken at a counter, or nothing is asked of it now."""


class NoSlot(Exception):
    """The application has no place for this paper."""


def folder_of(draft_id: UUID) -> str:
    """Where a draft's pages lie in the store."""
    return f"{_FOLDER}/{draft_id.hex}"


@transaction.atomic
def begin(officer: Officer, counter: Counter, begun: Begun, channel: Channel = Channel.COUNTER) -> Draft:
    """A new application; `channel` says whether it was prepared on the web. Raises `NotYourRole`, `TooManyDrafts`."""
    require(officer, Role.ACCEPTOR)
    _room(officer)
    if channel is Channel.COUNTER:
        begun = begun.model_copy(update={"answers": first_answers(Application(begun, kept(begun.version)))})
    return _made(officer, counter, begun, channel, None)


@transaction.atomic
def begin_again(officer: Officer, counter: Counter, case: Case) -> Draft:
    """What an office asked for again of a case that was taken at a counter; one under way is gone on with.

    Raises `NotYourRole`, `NothingAsked`, `TooManyDrafts`.
    """
    require(officer, Role.ACCEPTOR)
    asked = open_of(case)
    if case.counter_id is None or asked is None:
        raise NothingAsked
    known = Draft.objects.filter(officer=officer, case=case).first()
    begun = Begun(
        version=case.judged_by,
        items=[task.item for task in case.items.all()],
        corrections=[one.id for one in asked.lists],
        fields=list(asked.fields),
        materials=list(asked.materials),
    )
    if known is not None and read(known).begun.corrections == begun.corrections:
        return known
    _room(officer)
    return _made(officer, counter, begun, Channel(case.channel), case)


def own(officer: Officer, draft_id: UUID) -> Draft | None:
    """The officer's own draft, or None."""
    return _under_way(officer).filter(pk=draft_id).select_related("counter__terminal", "case").first()


def of_officer(officer: Officer) -> list[Draft]:
    """What the officer has under way."""
    return list(_under_way(officer).select_related("counter", "case"))


def _under_way(officer: Officer) -> QuerySet[Draft]:
    """Not what lies at a counter that was closed: nothing can be done with it, and it goes by itself."""
    return Draft.objects.filter(officer=officer, counter__closed_at=None)


def read(draft: Draft) -> Application:
    """The application of a draft by its catalogue."""
    begun = Begun.model_validate(draft.begun)
    return Application(begun, kept(begun.version))


def save(draft: Draft, answers: Mapping[str, Answer], originals: list[str]) -> Application:
    """Put the answers, and which originals lie on the desk, in the place of those before."""
    begun = Begun.model_validate(draft.begun).model_copy(update={"answers": dict(answers), "originals": originals})
    draft.begun, draft.touched_at = begun.model_dump(mode="json"), timezone.now()
    draft.save(update_fields=["begun", "touched_at"])
    return Application(begun, kept(begun.version))


def add_page(draft: Draft, material: str, data: bytes) -> int:
    """Add a file's pages to a paper and return how many. Raises `NoSlot` and as `hall.counter.pages.sheets_of`."""
    application = read(draft)
    if material not in application.ever:
        raise NoSlot(material)
    most = application.known.materials[material].pages_max
    sheets = sheets_of(data, most - draft.pages.filter(material=material).count())
    for sheet in sheets:
        store.put(f"{folder_of(draft.pk)}/{sheet.sha256}", sheet.jpeg)
    with transaction.atomic():
        Draft.objects.select_for_update().get(pk=draft.pk)
        if draft.pages.filter(material=material).count() + len(sheets) > most:
            raise TooManyPages
        for sheet in sheets:
            draft.pages.create(
                material=material, sha256=sheet.sha256, width_pt=sheet.width_pt, height_pt=sheet.height_pt
            )
        Draft.objects.filter(pk=draft.pk).update(touched_at=timezone.now())
    return len(sheets)


def clear(draft: Draft, material: str) -> None:
    """Take back every page of a paper."""
    draft.pages.filter(material=material).delete()


def counted(draft: Draft) -> dict[str, int]:
    """Pages by material."""
    found: dict[str, int] = {}
    for page in draft.pages.all():
        found[page.material] = found.get(page.material, 0) + 1
    return found


def digests(draft: Draft) -> dict[str, list[str]]:
    """SHA-256 of each page, by material."""
    found: dict[str, list[str]] = {}
    for page in draft.pages.all():
        found.setdefault(page.material, []).append(page.sha256)
    return found


def sheets(draft: Draft) -> dict[str, list[Sheet]]:
    """Every page with its bytes, by material; raises `hall.store.StoreAway`."""
    found: dict[str, list[Sheet]] = {}
    for page in draft.pages.all():
        found.setdefault(page.material, []).append(Sheet(jpeg_of(page), page.width_pt, page.height_pt))
    return found


def jpeg_of(page: DraftPage) -> bytes:
    """One page's picture; raises `hall.store.StoreAway`."""
    return store.get(f"{folder_of(page.draft_id)}/{page.sha256}")


@transaction.atomic
def forget(draft: Draft) -> None:
    """Delete a draft; its pages go with the commit, or with the next `forget_drafts` should the store be away then."""
    Draft.objects.filter(pk=draft.pk).delete()
    transaction.on_commit(partial(store.drop, folder_of(draft.pk)), robust=True)


def forget_drafts(now: datetime) -> int:
    """Delete what nobody has touched for long, and pages that have no draft any more; returns how many drafts.

    Raises `hall.store.StoreAway`: the next time goes on from there.
    """
    gone = Draft.objects.filter(touched_at__lt=now - KEPT).delete()[1].get(Draft._meta.label, 0)
    there = store.folders(_FOLDER)  # before the rows: a draft is there before its first page
    known = {pk.hex for pk in Draft.objects.values_list("pk", flat=True)}
    for name in there:
        if name not in known:
            store.drop(f"{_FOLDER}/{name}")
    return gone


def _room(officer: Officer) -> None:
    if _under_way(officer).count() >= MOST_OPEN:
        raise TooManyDrafts


def _made(officer: Officer, counter: Counter, begun: Begun, channel: Channel, case: Case | None) -> Draft:
    keep_installed()  # a draft may outlive an update of the program, and goes on by the catalogue it names
    said = begun.model_dump(mode="json")
    return Draft.objects.create(
        id=new_id(), officer=officer, counter=counter, channel=channel.value, begun=said, case=case
    )
