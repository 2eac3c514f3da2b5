"""The hall's word to one terminal: how its cases stand, which results are coming, who may sign in."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from contract.correction import seal_for
from contract.envelope import digest
from contract.life import ENDED
from contract.orders import HALL_LEVEL, CaseNews, ExpectedParcel, Orders, TaskNews
from contract.orders import StaffMember as StaffOrder
from contract.parcel import Holder, ParcelKind
from contract.pickup import person_tag
from contract.task import told_to_terminals
from hall.cards.services import last_number
from hall.cases.corrections import open_of
from hall.cases.models import Case
from hall.catalogues import packs
from hall.fleet.models import StaffMember, Terminal
from hall.keys import hall_keys
from hall.parcels.models import Parcel

NEWS_KEPT = timedelta(days=30)  # how long an ended case is still told
ON_ITS_WAY = (Holder.ISSUING_DESK, Holder.COURIER)


def orders_for(terminal: Terminal) -> Orders:
    """The whole word; `version` is a digest of everything but the time, so it changes exactly when something does."""
    now = timezone.now()
    cases, expected, staff = _cases(terminal), _expected(terminal), _staff(terminal)
    seal_key, wanted = hall_keys().seal_key_token, packs.wanted(timezone.localdate(now))
    told = last_number()
    parts = [part.model_dump_json() for group in (cases, expected, staff) for part in group]
    version = digest("\n".join([str(HALL_LEVEL), seal_key, *wanted, str(told), *parts]).encode())[:32]
    return Orders(
        hall_time=now,
        version=version,
        cases=cases,
        expected=expected,
        staff=staff,
        seal_key=seal_key,
        level=HALL_LEVEL,
        packs=wanted,
        cards=told,
    )


def told_cases(terminal: Terminal) -> QuerySet[Case]:
    """The cases a terminal is told about: those that are open, and those that changed lately."""
    recent = ~Q(state__in=sorted(state.value for state in ENDED)) | Q(updated_at__gt=timezone.now() - NEWS_KEPT)
    return Case.objects.filter(recent, terminal=terminal).order_by("received_at", "id")


def _cases(terminal: Terminal) -> list[CaseNews]:
    return [
        CaseNews(
            case_id=case.id,
            number=case.number,
            state=case.state,
            promised_by=case.promised_by,
            updated_at=case.updated_at,
            tasks=[TaskNews(item=task.item, state=told_to_terminals(task.state)) for task in case.items.all()],
            **_asked(case, bytes(terminal.person_key)),
        )
        for case in told_cases(terminal).prefetch_related("items", "corrections__task")
    ]


def _asked(case: Case, person_key: bytes) -> dict[str, Any]:
    """What is asked of the resident now, sealed to them (rule 10); nothing when nothing is."""
    asked = open_of(case)
    if asked is None or case.state in ENDED:
        return {}
    sealed = seal_for(case.applicant_id_number, person_key, case.id, asked)
    return {"correction": b64encode(sealed), "correct_by": asked.until}


def _expected(terminal: Terminal) -> list[ExpectedParcel]:
    coming = Parcel.objects.filter(
        terminal=terminal, kind=ParcelKind.RESULT, holder__in=ON_ITS_WAY, frozen=False, code_hash__isnull=False
    )
    return [_expect(parcel, bytes(terminal.person_key)) for parcel in coming.select_related("case").order_by("made_at")]


def _expect(parcel: Parcel, person_key: bytes) -> ExpectedParcel:
    return ExpectedParcel(
        parcel=parcel.barcode,
        case_id=parcel.case.id,
        case_number=parcel.case.number,
        size=parcel.size,
        person_tag=person_tag(parcel.case.applicant_id_number, person_key),
        code_salt=b64encode(bytes(parcel.code_salt or b"")),
        code_hash=b64encode(bytes(parcel.code_hash or b"")),
        keep_days=parcel.keep_days,
        courier=parcel.holder_name if parcel.holder == Holder.COURIER else None,
        proxy_tag=parcel.proxy_tag or None,
        card_needed=parcel.card_needed,
    )


def _staff(terminal: Terminal) -> list[StaffOrder]:
    members = StaffMember.objects.filter(Q(terminals=terminal) | Q(terminals=None)).distinct().order_by("number")
    return [
        StaffOrder(
            number=member.number,
            role=member.role,
            pin_salt=b64encode(bytes(member.pin_salt)),
            pin_hash=b64encode(bytes(member.pin_hash)),
            active=member.active,
        )
        for member in members
    ]
