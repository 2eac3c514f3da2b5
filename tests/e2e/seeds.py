"""Parcels put into a terminal's store and bank by the product's own code, while its window is not running."""

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import numpy as np

from config.settings import load
from contract import form
from contract.envelope import new_id
from contract.form import Known
from contract.orders import ExpectedParcel
from contract.parcel import ParcelKind, barcode
from contract.pickup import hash_secret, person_tag
from contract.prereview import required_materials, review
from drivers.roles import Generation, Identity
from kiosk.clock import Timer, local, utc_now
from kiosk.compose import build
from kiosk.custody import boxes, duty
from kiosk.custody.bank import Size
from kiosk.custody.words import Authority, BoxState, Purpose
from kiosk.filed import Filed
from kiosk.making import make_papers
from kiosk.papers.kept import Kept
from kiosk.steps.sign import bind
from kiosk.terminal.terminal import Terminal
from kiosk.visit import Application, CapturedPage, Visit, Who
from workbench.card import people
from workbench.world import World

ITEM = "OLD-CARD"
_TECHNICIAN = Authority("technician", "4001", "")
_ANSWERS = {
    "p.mobile": "13000000000",
    "p.hukou_kind": "city",
    "p.hukou_addr": "路",
    "p.live_addr": "路",
    "agent.used": False,
    "out.channel": "here",
}


class _RealTime:
    """Wall and steady time; nothing is scheduled."""

    def now(self) -> datetime:
        return utc_now()

    def monotonic(self) -> float:
        return time.monotonic()

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        raise RuntimeError("no session runs here")


@contextmanager
def opened(world: World) -> Iterator[Terminal]:
    """The terminal without its window; it sends nothing."""
    terminal = build(load(world.config), _RealTime())
    try:
        yield terminal
    finally:
        terminal.close()


def filed(terminal: Terminal, person: people.Resident = people.CHEN) -> Filed:
    """An application of `person`, durable, its originals still to be dropped."""
    now = terminal.clock.now()
    identity = Identity(
        Generation.SECOND, "", "", "", "", "", person.number, person.name, person.sex, person.ethnic, birth=person.birth
    )
    items = [terminal.catalogue.items[ITEM]]
    shape = form.build(items, terminal.catalogue)
    prefilled = form.prefill(
        shape, Known(identity.name, identity.id_number, identity.sex, identity.birth, identity.ethnic)
    )
    answers = {field: one.value for field, one in prefilled.items()} | _ANSWERS
    needed = required_materials(items, terminal.catalogue, answers)
    page = CapturedPage(Kept(np.full((800, 566, 3), 255, np.uint8)), b"")
    known = terminal.catalogue.materials
    pages = {use.material: [page] * known[use.material].pages_min for use in needed if use.scan}
    counts = {material: len(one) for material, one in pages.items()}
    verdict = review(
        items, terminal.catalogue, answers, counts, {use.material for use in needed if use.original}, local(now).date()
    )
    application = Application([ITEM], answers=answers, prefilled=prefilled, pages=pages, verdict=verdict)
    application.strokes = [[(1.0, 1.0, 0), (20.0, 9.0, 300)]]
    application.sheets, application.shown_sha256 = bind(application)
    visit = Visit(who=Who.RESIDENT, identity=identity, application=application)
    visit.person_tag = person_tag(person.number, terminal.keys.person_key)
    papers = make_papers(application, terminal.catalogue)
    return terminal.workers.run_on_queue(lambda: terminal.filing.file(visit, papers, now))


def loaded(world: World, terminal: Terminal, person: people.Resident, code: str, serial: int = 1) -> tuple[str, int]:
    """A result of `person` behind a shut door, put there by a courier; its barcode and compartment."""
    parcel, salt, custody = barcode(ParcelKind.RESULT, "HALL", serial), b"s" * 16, terminal.custody
    expected = ExpectedParcel.model_validate(
        {
            "parcel": parcel,
            "case_id": new_id(),
            "case_number": f"C-{serial}",
            "size": "S",
            "person_tag": person_tag(person.number, terminal.keys.person_key),
            "code_salt": base64.b64encode(salt),
            "code_hash": base64.b64encode(hash_secret(code, salt)),
        }
    )

    def load_it() -> int:
        custody.reconcile()
        custody.expect([expected])
        box = custody.reserve(Size.S, False, parcel)
        custody.open(box, Authority("courier", "2001", parcel), Purpose.LOAD, parcel)
        world.bank.put(box, parcel)
        world.bank.push(box)
        custody.loaded(parcel, box, "2001")
        return box

    return parcel, terminal.submit("locker", load_it).result(30)


def occupied(terminal: Terminal) -> list[int]:
    """Set every free compartment aside, as if all were in use; their numbers. Asks no board."""

    def fill() -> list[int]:
        with terminal.store.transaction() as tx:
            numbers = [box.number for box in boxes.every(tx) if box.state is BoxState.FREE]
            for number in numbers:
                duty.set_aside(tx, number, _TECHNICIAN, "test", terminal.clock.now())
            return numbers

    return terminal.workers.run_on_queue(fill)


def freed(terminal: Terminal, numbers: list[int]) -> None:
    """Put them back into service. Asks no board."""

    def free() -> None:
        with terminal.store.transaction() as tx:
            for number in numbers:
                duty.back_in_service(tx, number, _TECHNICIAN, terminal.clock.now())

    terminal.workers.run_on_queue(free)
