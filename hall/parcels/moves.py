"""Applying one event to one parcel: the ledger's line, the new holder, and what follows for the case.

Everything here runs inside the caller's transaction, with the parcel's row locked.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from contract.envelope import digest
from contract.life import MOVES as CASE_MOVES
from contract.life import OUTLIVES_RECLAIM, CaseState, Move, Role
from contract.parcel import FOUND_LATER, FREEZING, MOVES, Holder, ParcelEvent, ParcelKind
from contract.parcel import move as next_holder
from hall.cases import services as cases
from hall.cases import story
from hall.cases.models import Case
from hall.cases.story import Actor
from hall.fit import fit
from hall.fleet.models import Terminal
from hall.notices.services import notify
from hall.parcels.models import Doubt, Parcel, ParcelEventRow


@dataclass(frozen=True, slots=True)
class Happening:
    """What is said to have happened to a parcel, and by whom; `terminal` None when it happened in the hall."""

    event: ParcelEvent
    actor: Actor
    authority: str
    at: datetime = field(default_factory=timezone.now)
    compartment: int | None = None
    reason: str = ""
    terminal: Terminal | None = None
    sequence: int | None = None
    envelope_id: UUID | None = None

    def digest(self, parcel: str) -> str:
        """SHA-256 of the content: a claim made twice has the same one, whatever envelope brought it."""
        said = [self.event, self.actor.name, self.authority, self.at.timestamp(), self.compartment, self.reason, parcel]
        return digest(json.dumps(said).encode())


def apply(parcel: Parcel, happening: Happening) -> ParcelEventRow:
    """Move the parcel; raises `contract.parcel.ParcelMoveRefused` when the event does not fit the holder."""
    return settle(parcel, happening, next_holder(Holder(parcel.holder), happening.event))


def settle(parcel: Parcel, happening: Happening, after: Holder) -> ParcelEventRow:
    """Give the parcel to `after` and let the case follow; the fit was checked, or a person has decided."""
    row = write(parcel, happening, after, applied=True)
    parcel.holder = after
    parcel.updated_at = timezone.now()
    if happening.event in FREEZING:
        parcel.frozen = True
        Doubt.objects.create(event=row, why=f"{happening.event} {happening.reason}".strip()[:200])
    else:
        named = after in (Holder.COURIER, Holder.STAFF, Holder.COUNTER)
        parcel.holder_name = happening.actor.name if named else ""
        parcel.compartment = happening.compartment if after is Holder.BOX else None
    if happening.event is ParcelEvent.LOADED:
        parcel.loaded_at = _loaded_at(parcel, happening)
    parcel.save()
    _follow(parcel, happening)
    return row


def _loaded_at(parcel: Parcel, happening: Happening) -> datetime:
    """What the keeping time is counted from: not before the desk gave it out, nor in the future.

    A terminal that was cut off may have stamped it by a clock days wrong (domain 2.12, case 9).
    """
    given_out = parcel.events.filter(event=ParcelEvent.HANDED_OUT, applied=True).aggregate(last=Max("at"))["last"]
    return min(max(happening.at, given_out or happening.at), timezone.now())


def put_in_doubt(parcel: Parcel, happening: Happening, why: str) -> ParcelEventRow:
    """Keep a claim that does not fit, freeze the parcel, and leave the rest to a person."""
    row = write(parcel, happening, Holder(parcel.holder), applied=False)
    Doubt.objects.create(event=row, why=why[:200])
    parcel.frozen = True
    parcel.updated_at = timezone.now()
    parcel.save()
    case = cases.locked(parcel.case)
    after = {"parcel": parcel.barcode, "claim": happening.event.value}
    story.write(case, "parcel_in_doubt", happening.actor, {}, after, why)
    return row


def write(parcel: Parcel, happening: Happening, after: Holder, applied: bool) -> ParcelEventRow:
    """One line of the parcel ledger; raises `hall.errors.Unfit` for values no column can hold."""
    row = ParcelEventRow(
        parcel=parcel,
        event=happening.event,
        at=happening.at,
        terminal=happening.terminal,
        sequence=happening.sequence,
        envelope_id=happening.envelope_id,
        holder_before=parcel.holder,
        holder_after=after,
        compartment=happening.compartment,
        actor=happening.actor.name,
        authority=happening.authority,
        reason=happening.reason,
        applied=applied,
        digest=happening.digest(parcel.barcode),
    )
    fit(row).save()
    return row


_CASE_FOLLOWS: dict[tuple[ParcelKind, ParcelEvent], tuple[CaseState, Role]] = {
    (ParcelKind.ORIGINALS, ParcelEvent.DROPPED): (CaseState.AWAITING_PAPER, Role.SYSTEM),
    (ParcelKind.ORIGINALS, ParcelEvent.ARRIVED): (CaseState.RECEIVED, Role.SYSTEM),
    (ParcelKind.ORIGINALS, ParcelEvent.RECLAIMED): (CaseState.WITHDRAWN, Role.APPLICANT),
    (ParcelKind.RESULT, ParcelEvent.LOADED): (CaseState.IN_LOCKER, Role.COURIER),
    (ParcelKind.RESULT, ParcelEvent.TAKEN): (CaseState.COLLECTED, Role.APPLICANT),
    (ParcelKind.RESULT, ParcelEvent.GIVEN): (CaseState.COLLECTED, Role.APPLICANT),
}


def _follow(parcel: Parcel, happening: Happening) -> None:
    """The case's own move where its table allows one, a plain line in its story where not, and the notice."""
    case = cases.locked(parcel.case)
    action = f"{parcel.kind}_{happening.event}"
    actor, note = happening.actor, f"{parcel.barcode} {happening.reason}".strip()
    source = CaseState(case.state)
    target, role = _CASE_FOLLOWS.get((ParcelKind(parcel.kind), happening.event), (None, actor.role))
    if target is not None and _follows(parcel, happening.event, source) and Move(source, target, role) in CASE_MOVES:
        cases.move(case, target, actor, action, note, rule=role)
    else:
        story.write(case, action, actor, {}, {"parcel": parcel.barcode, "holder": parcel.holder}, note)
        if happening.event is ParcelEvent.RECLAIMED:  # the terminal hides the case until it hears later news of it
            case.updated_at = max(timezone.now(), happening.at)
            case.save(update_fields=["updated_at"])
    if happening.reason != FOUND_LATER:  # who found it has it by now
        _tell(case, parcel, happening.event)
    cases.close_if_done(case)


def _follows(parcel: Parcel, event: ParcelEvent, source: CaseState) -> bool:
    """A case with several results follows its last one: loaded when none is on its way, collected when all are."""
    if event is ParcelEvent.RECLAIMED:
        return source not in OUTLIVES_RECLAIM
    if parcel.kind != ParcelKind.RESULT:
        return True
    holders = set(Parcel.objects.filter(case=parcel.case_id, kind=ParcelKind.RESULT).values_list("holder", flat=True))
    on_the_way = {Holder.ISSUING_DESK, Holder.COURIER}
    return not holders & on_the_way if event is ParcelEvent.LOADED else holders == {Holder.RESIDENT}


def _tell(case: Case, parcel: Parcel, event: ParcelEvent) -> None:
    """The code is told only now that the box is closed on the result (domain 2.12, leg C)."""
    if event is ParcelEvent.RECLAIMED:  # so that whoever did not do it themselves learns of it
        notify(case, "reclaimed" if case.state == CaseState.WITHDRAWN else "reclaimed_late")
    if parcel.kind != ParcelKind.RESULT:
        return
    if event is ParcelEvent.LOADED and parcel.code_sealed is not None:
        if parcel.card_needed:
            notify(case, "in_locker_card", parcel.barcode, days=parcel.keep_days)
        else:
            notify(case, "in_locker", parcel.barcode, bytes(parcel.code_sealed), parcel.keep_days)
    elif event is ParcelEvent.RECOVERED:
        notify(case, "taken_back")


def forced_holder(parcel: Parcel, event: ParcelEvent) -> Holder:
    """Who has the parcel if a doubted claim is true after all."""
    return Holder(parcel.holder) if event in FREEZING else MOVES[event][1]
