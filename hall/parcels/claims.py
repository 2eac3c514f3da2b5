"""What terminals report about parcels, from journals that may have waited for days without a network.

The same claim twice changes nothing. A claim that does not fit is kept and put before a person, never silently
applied (domain 2.12, edge case 8).
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from contract.bodies import Custody
from contract.life import Role
from contract.parcel import FOUND_LATER, FREEZING, Holder, ParcelEvent, ParcelKind, ParcelMoveRefused, is_barcode
from hall.cases.models import Case
from hall.cases.story import Actor
from hall.errors import NotYet, Unfit
from hall.fleet.models import StaffMember, Terminal
from hall.intake.refused import check_not_refused
from hall.parcels import moves
from hall.parcels.models import Parcel, ParcelEventRow
from hall.parcels.moves import Happening

WAIT_FOR_EARLIER = timedelta(hours=24)  # ours: after this a gap in the counters is a doubt, no longer patience

_FROM_TERMINALS: dict[ParcelEvent, tuple[ParcelKind | None, Role]] = {
    ParcelEvent.DROPPED: (ParcelKind.ORIGINALS, Role.APPLICANT),
    ParcelEvent.COLLECTED: (ParcelKind.ORIGINALS, Role.COURIER),
    ParcelEvent.LOADED: (ParcelKind.RESULT, Role.COURIER),
    ParcelEvent.TAKEN: (ParcelKind.RESULT, Role.APPLICANT),
    ParcelEvent.DROP_UNDONE: (ParcelKind.ORIGINALS, Role.APPLICANT),
    ParcelEvent.TAKE_UNDONE: (ParcelKind.RESULT, Role.APPLICANT),
    ParcelEvent.RECLAIMED: (ParcelKind.ORIGINALS, Role.APPLICANT),
    ParcelEvent.RECOVERED: (None, Role.STATION),
    ParcelEvent.MISSING: (None, Role.COURIER),
    ParcelEvent.DISPUTED: (None, Role.APPLICANT),
}


_BY_WHO_LOOKED = frozenset({ParcelEvent.RECOVERED, ParcelEvent.TAKE_UNDONE})
"""What may be told of a frozen parcel: staff has opened the box and found it."""
_BY_COURIERS = frozenset({ParcelEvent.COLLECTED, ParcelEvent.LOADED})


def claim(
    terminal: Terminal, envelope_id: UUID, case_id: UUID | None, custody: Custody, earlier_missing: Callable[[], bool]
) -> None:
    """Take one custody event, in the caller's transaction and with the terminal's row locked.

    Raises `NotYet` while what it stands on has not come, `Unfit` for what no terminal can rightly report.
    """
    if custody.event not in _FROM_TERMINALS:
        raise Unfit("not_a_terminals_event", f"{custody.event} happens in the hall")
    if not is_barcode(custody.parcel):
        raise Unfit("bad_barcode")
    happening = _happening(terminal, envelope_id, custody)
    earlier = ParcelEventRow.objects.filter(terminal=terminal, sequence=custody.sequence)
    if earlier.filter(digest=happening.digest(custody.parcel)).exists():
        return
    parcel = _parcel(terminal, case_id, custody)
    misfit = _misfit(parcel, terminal, case_id, custody)
    since = terminal.enrolled_at or custody.at  # a new disk counts from 1 again
    if misfit is None and earlier.filter(recorded_at__gte=since).exists():
        misfit = "the terminal has already reported something else under this number"
    if misfit is not None:
        moves.put_in_doubt(parcel, happening, misfit)
        return
    try:
        moves.apply(parcel, happening)
    except ParcelMoveRefused as refused:
        if timezone.now() - custody.at < WAIT_FOR_EARLIER and earlier_missing():
            raise NotYet("earlier_missing", str(refused)) from refused
        moves.put_in_doubt(parcel, happening, str(refused))


def _happening(terminal: Terminal, envelope_id: UUID, custody: Custody) -> Happening:
    _, role = _FROM_TERMINALS[custody.event]
    member = StaffMember.objects.filter(number=custody.actor).first()
    return Happening(
        event=custody.event,
        actor=Actor(custody.actor, Role(member.role) if member else role, terminal.id),
        authority=custody.authority,
        at=custody.at,
        compartment=custody.compartment,
        reason=custody.reason or "",
        terminal=terminal,
        sequence=custody.sequence,
        envelope_id=envelope_id,
    )


def _parcel(terminal: Terminal, case_id: UUID | None, custody: Custody) -> Parcel:
    """The parcel, locked. Only a resident's drop may bring in one the hall has not heard of."""
    known = Parcel.objects.select_for_update().filter(pk=custody.parcel).first()
    if known is not None:
        return known
    if custody.parcel.startswith("R"):
        raise Unfit("parcel_unknown", "results are made in the hall, and this one was not")
    by = {"pk": case_id} if case_id else {"originals_parcel": custody.parcel}
    case = Case.objects.select_for_update().filter(terminal=terminal, **by).first()
    if case is None:
        check_not_refused(terminal, case_id, custody.parcel)
    if custody.event is not ParcelEvent.DROPPED:
        raise NotYet("parcel_unknown", "the drop of this parcel has not been reported yet")
    if case is None:
        raise NotYet("case_unknown")
    if not case.originals_parcel:
        case.originals_parcel = custody.parcel
        case.save(update_fields=["originals_parcel"])
    return Parcel.objects.create(
        barcode=custody.parcel, kind=ParcelKind.ORIGINALS, case=case, terminal=terminal, holder=Holder.RESIDENT
    )


def _misfit(parcel: Parcel, terminal: Terminal, case_id: UUID | None, custody: Custody) -> str | None:
    """Why a person must look at this claim, apart from who holds the parcel; None when nothing is odd."""
    kind, _ = _FROM_TERMINALS[custody.event]
    if parcel.terminal_id != terminal.id:
        return f"the parcel belongs to terminal {parcel.terminal_id}, not {terminal.id}"
    if case_id is not None and parcel.case_id != case_id:
        return "the parcel belongs to another case"
    if kind is not None and parcel.kind != kind:
        return f"{custody.event} cannot happen to a parcel of {parcel.kind}"
    if custody.event in _BY_COURIERS and (odd := _courier_misfit(parcel, custody)):
        return odd
    if parcel.frozen and custody.event not in _BY_WHO_LOOKED | FREEZING:
        return "the parcel is frozen by an earlier doubt"
    return None


def _courier_misfit(parcel: Parcel, custody: Custody) -> str | None:
    """Only a courier collects, and only the one whom the issuing desk gave it to loads it.

    Station staff who finds inside what was never confirmed as loaded tells of both.
    """
    if custody.event is ParcelEvent.LOADED and custody.reason == FOUND_LATER:
        known = StaffMember.objects.filter(number=custody.actor, role=Role.STATION).exists()
        return None if known else f"{custody.event} by {custody.actor}, who is no courier"
    if not StaffMember.objects.filter(number=custody.actor, role=Role.COURIER).exists():
        return f"{custody.event} by {custody.actor}, who is no courier"
    given_to = parcel.holder_name if parcel.holder == Holder.COURIER else ""
    if custody.event is ParcelEvent.LOADED and given_to and given_to != custody.actor:
        return f"handed to courier {given_to}, {custody.event} by {custody.actor}"
    return None
