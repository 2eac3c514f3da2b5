"""The parcels of invented cases, each with its chain from holder to holder as the ledger would have it.

No pick-up code is made (it would be slow by design), so no terminal is told of these results.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Max

from contract.life import Role
from contract.parcel import Holder, ParcelEvent, ParcelKind, barcode, move
from hall.cases.models import Case
from hall.cases.story import Actor
from hall.fleet.models import Terminal
from hall.parcels.models import Parcel, ParcelEventRow
from hall.parcels.moves import Happening

COURIER = "load-courier"
BOXES = 96  # of an invented terminal
_AT_TERMINAL = frozenset({ParcelEvent.DROPPED, ParcelEvent.COLLECTED, ParcelEvent.LOADED, ParcelEvent.TAKEN})
_BY_COURIER = frozenset({ParcelEvent.COLLECTED, ParcelEvent.LOADED})
_AUTHORITY = {ParcelEvent.TAKEN: "card", ParcelEvent.DROPPED: "card"}
_FIRST_HOLDER = {ParcelKind.ORIGINALS: Holder.RESIDENT, ParcelKind.RESULT: Holder.ISSUING_DESK}


class Counters:
    """The numbers terminals give out: of their envelopes, and of the lines of their journals."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = defaultdict(int)
        last = ParcelEventRow.objects.exclude(terminal=None).values_list("terminal")
        self._lines.update(last.annotate(last=Max("sequence")).order_by())
        self.results = dict(Terminal.objects.values_list("pk", "parcels_made"))
        self._originals: dict[str, int] = defaultdict(int)
        for code in Parcel.objects.filter(kind=ParcelKind.ORIGINALS).values_list("barcode", flat=True):
            terminal = code[1:7].lstrip("0")
            self._originals[terminal] = max(self._originals[terminal], int(code[7:13]))

    def line(self, terminal: str) -> int:
        """The next line of a terminal's journal."""
        self._lines[terminal] += 1
        return self._lines[terminal]

    def parcel(self, kind: ParcelKind, terminal: str) -> int:
        """The next envelope of a terminal."""
        counted = self.results if kind is ParcelKind.RESULT else self._originals
        counted[terminal] += 1
        return counted[terminal]


class Envelope:
    """One parcel of a case, moved by `happened`; `rows` in the order they are to be written."""

    def __init__(self, kind: ParcelKind, case: Case, counters: Counters, made_at: datetime) -> None:
        self._counters, number = counters, counters.parcel(kind, case.terminal_id)
        self.parcel = Parcel(
            barcode=barcode(kind, case.terminal_id, number),
            kind=kind.value,
            case=case,
            terminal_id=case.terminal_id,
            holder=_FIRST_HOLDER[kind].value,
            size="S" if kind is ParcelKind.RESULT else "",
            made_at=made_at,
        )
        self._box = number % BOXES + 1
        self.rows: list[tuple[type[models.Model], dict[str, Any]]] = [(Parcel, self.parcel.__dict__)]

    def happened(self, event: ParcelEvent, at: datetime, actor: Actor) -> None:
        """Write one line of the ledger, and hand the parcel on."""
        parcel, before = self.parcel, self.parcel.holder
        parcel.holder = move(Holder(before), event).value
        here = event in _AT_TERMINAL
        box = self._box if here else None
        said = Happening(event, actor, _AUTHORITY.get(event, "pin" if here else "console"), at, box)
        terminal = parcel.terminal_id if here else None
        row = {
            "parcel_id": parcel.barcode,
            "event": event.value,
            "at": at,
            "recorded_at": at,
            "terminal_id": terminal,
            "sequence": self._counters.line(terminal) if terminal else None,
            "holder_before": before,
            "holder_after": parcel.holder,
            "compartment": box,
            "actor": actor.name,
            "authority": said.authority,
            "applied": True,
            "digest": said.digest(parcel.barcode),
        }
        self.rows.append((ParcelEventRow, row))
        self._now_with(event, at)

    def _now_with(self, event: ParcelEvent, at: datetime) -> None:
        parcel = self.parcel
        parcel.updated_at = at
        parcel.compartment = self._box if parcel.holder == Holder.BOX else None
        parcel.holder_name = COURIER if parcel.holder == Holder.COURIER else ""
        if event is ParcelEvent.LOADED:
            parcel.loaded_at = at


def who_moves(event: ParcelEvent, case: Case, desk: Actor) -> Actor:
    """Who does it: the courier, the resident at the terminal, or `desk`."""
    if event in _BY_COURIER:
        return Actor(COURIER, Role.COURIER, case.terminal_id)
    return Actor("applicant", Role.APPLICANT, case.terminal_id) if event in _AT_TERMINAL else desk
