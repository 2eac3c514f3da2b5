"""What officers may do to a parcel. Each act is one transaction, one line in the ledger, one in the case's story.

Acts that do not fit who holds the parcel raise `contract.parcel.ParcelMoveRefused`; officers without the role,
`hall.cases.services.NotYourRole`. What terminals report is in `hall.parcels.claims`.
"""

import secrets
from enum import StrEnum, unique

from django.db import transaction
from django.utils import timezone

from contract import pickup
from contract.life import CaseState, Role
from contract.parcel import Holder, ParcelEvent, ParcelKind, ParcelMoveRefused, barcode
from contract.people import fold_id, id_problem, mask_id, mask_name
from hall.accounts.models import Officer
from hall.cases import issuing, story
from hall.cases import services as cases
from hall.cases.models import Case
from hall.cases.story import at_desk
from hall.fleet.models import StaffMember, Terminal
from hall.keys import hall_keys
from hall.parcels import moves
from hall.parcels.models import Doubt, Parcel
from hall.parcels.moves import Happening

AT_DESK = "console"


@unique
class Size(StrEnum):
    """Sizes of compartments, smallest first; the value is the word on the wire."""

    S = "S"
    M = "M"
    L = "L"


class NotACourier(Exception):
    """The staff member is not an active courier."""


class NoSuchNumber(Exception):
    """A proxy needs a name and a valid identity number."""


class AlreadySettled(Exception):
    """Another officer has settled this doubt."""


class EarlierDoubt(Exception):
    """An earlier doubt about the parcel is open: what is said to have happened first is judged first."""


def locked(parcel: Parcel) -> Parcel:
    """The parcel as it is now, locked until the transaction ends."""
    return Parcel.objects.select_for_update().get(pk=parcel.pk)


@transaction.atomic
def pack(case: Case, officer: Officer, size: Size | str, *, card_needed: bool = False) -> Parcel:
    """Seal what is ready for the locker of the case's terminal: all of it, or a part where results do not wait.

    The code exists from here on, but nobody is told yet.

    `card_needed`: an identity document, which only a card opens (domain 2.12, case 12).
    """
    cases.require(officer, Role.ISSUER)
    case = cases.locked(case)
    actor = at_desk(officer, Role.ISSUER)
    contents = issuing.ready(case)
    parcel = _new_result(case, Size(size), officer, card_needed)
    if case.state == CaseState.ACCEPTED and case.as_ready and contents:
        after = {"parcel": parcel.barcode, "items": [task.item for task in contents]}
        story.write(case, "packed_part", actor, {}, after, parcel.barcode)
    else:
        cases.move(case, CaseState.PACKED, actor, "packed", parcel.barcode)
    case.items.filter(pk__in=[task.pk for task in contents]).update(issued_in=parcel.barcode)
    moves.write(parcel, Happening(ParcelEvent.PACKED, actor, AT_DESK), Holder.ISSUING_DESK, applied=True)
    return parcel


def _new_result(case: Case, size: Size, officer: Officer, card_needed: bool) -> Parcel:
    terminal = Terminal.objects.select_for_update().get(pk=case.terminal_id)
    terminal.parcels_made += 1
    terminal.save(update_fields=["parcels_made"])
    number = barcode(ParcelKind.RESULT, terminal.id, terminal.parcels_made)
    code, salt = pickup.new_code(), secrets.token_bytes(16)
    return Parcel.objects.create(
        barcode=number,
        kind=ParcelKind.RESULT,
        case=case,
        terminal=terminal,
        holder=Holder.ISSUING_DESK,
        holder_name=officer.label,
        size=size,
        card_needed=card_needed,
        code_sealed=hall_keys().seal_code(code, number),
        code_salt=salt,
        code_hash=pickup.hash_secret(code, salt),
    )


@transaction.atomic
def hand_out(parcel: Parcel, officer: Officer, courier: StaffMember) -> Parcel:
    """The issuing desk gives a result to a courier, or one that came back to another; raises `NotACourier`."""
    if courier.role != Role.COURIER or not courier.active:
        raise NotACourier(courier.number)
    actor = at_desk(officer, cases.require(officer, Role.ISSUER))
    parcel = _free(locked(parcel))
    if parcel.kind != ParcelKind.RESULT or (parcel.holder, parcel.holder_name) == (Holder.COURIER, courier.number):
        raise ParcelMoveRefused(f"{parcel.barcode} is with {parcel.holder}")  # or scanned twice
    moves.apply(parcel, Happening(ParcelEvent.HANDED_OUT, actor, AT_DESK, reason=f"→ {courier.number}"))
    parcel.holder_name = courier.number
    parcel.save(update_fields=["holder_name"])
    return parcel


@transaction.atomic
def arrive(parcel: Parcel, officer: Officer) -> Parcel:
    """The mail room scans originals in: a case that waited for its paper is ready to be accepted."""
    actor = at_desk(officer, cases.require(officer, Role.ACCEPTOR, Role.ISSUER))
    parcel = _free(locked(parcel))
    if parcel.kind != ParcelKind.ORIGINALS:
        raise ParcelMoveRefused(f"{parcel.barcode} is a result")
    moves.apply(parcel, Happening(ParcelEvent.ARRIVED, actor, AT_DESK))
    return parcel


@transaction.atomic
def name_proxy(parcel: Parcel, officer: Officer, name: str, id_number: str) -> Parcel:
    """Who else may collect this result with their own card (case 12); named before it is in the box.

    Only the keyed hash of the number is kept. Raises `NoSuchNumber`, `ParcelMoveRefused` once it lies in a box.
    """
    actor = at_desk(officer, cases.require(officer, Role.ISSUER))
    parcel = _free(locked(parcel))
    number = fold_id(id_number)
    if not name.strip() or id_problem(number) is not None:
        raise NoSuchNumber
    if parcel.kind != ParcelKind.RESULT or parcel.holder not in (Holder.ISSUING_DESK, Holder.COURIER):
        raise ParcelMoveRefused(f"{parcel.barcode} is with {parcel.holder}: too late to name a proxy")
    parcel.proxy_tag = pickup.person_tag(number, bytes(parcel.terminal.person_key))
    parcel.proxy_masked = f"{mask_name(name.strip())} {mask_id(number)}"
    parcel.save(update_fields=["proxy_tag", "proxy_masked"])
    story.write(cases.locked(parcel.case), "proxy_named", actor, {}, {"parcel": parcel.barcode}, parcel.proxy_masked)
    return parcel


@transaction.atomic
def give_at_window(parcel: Parcel, officer: Officer, proof: str) -> Parcel:
    """What staff took back out of a locker is given to its resident (or proxy) against another proof (cases 10, 13)."""
    actor = at_desk(officer, cases.require(officer, Role.ISSUER))
    if not proof.strip():
        raise cases.ReasonMissing
    parcel = _free(locked(parcel))
    moves.apply(parcel, Happening(ParcelEvent.GIVEN, actor, AT_DESK, reason=proof.strip()[:200]))
    return parcel


@transaction.atomic
def settle(doubt: Doubt, officer: Officer, claim_is_true: bool, outcome: str) -> Doubt:
    """A person has looked: the doubted claim is applied after all, or set aside.

    Raises `AlreadySettled`, `EarlierDoubt`.
    """
    actor = at_desk(officer, cases.require(officer, Role.ACCEPTOR, Role.ISSUER))
    doubt = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if doubt.settled_at is not None:
        raise AlreadySettled
    if not outcome.strip():
        raise cases.ReasonMissing
    parcel = locked(doubt.event.parcel)
    if Doubt.objects.filter(event__parcel=parcel, settled_at=None, pk__lt=doubt.pk).exists():
        raise EarlierDoubt
    if claim_is_true and not doubt.event.applied:
        event = ParcelEvent(doubt.event.event)
        at, number = doubt.event.at, doubt.event.compartment
        said = Happening(event, actor, AT_DESK, at, number, reason=outcome[:200])
        moves.settle(parcel, said, moves.forced_holder(parcel, event))
    doubt.settled_at, doubt.settled_by, doubt.outcome = timezone.now(), officer, outcome[:200]
    doubt.save()
    parcel.frozen = Doubt.objects.filter(event__parcel=parcel, settled_at=None).exists()
    parcel.save()
    return doubt


def _free(parcel: Parcel) -> Parcel:
    if parcel.frozen:
        raise ParcelMoveRefused(f"{parcel.barcode} is frozen until its doubt is settled")
    return parcel
