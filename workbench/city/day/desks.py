"""What the hall's people do in an hour of work, by the hall's own services; and the hall's books for the evening."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from contract.life import CaseState, Role
from contract.parcel import Holder
from hall.accounts.services import add_officer
from hall.cases import services as cases
from hall.cases import story
from hall.cases.models import Case
from hall.fleet.services import add_staff
from hall.intake.models import TakenEnvelope
from hall.parcels import services as parcels
from hall.parcels.models import Doubt, Parcel
from workbench.city.day.terminal import COURIER

_DESKS = 4
_Done = TypeVar("_Done")


class Office:
    """An acceptor, an approver, an issuer and a courier, each at several desks at once."""

    def __init__(self, password: str, not_accepted_of: int, refused_of: int) -> None:
        roles = (Role.ACCEPTOR, Role.APPROVER, Role.ISSUER)
        self._acceptor, self._approver, self._issuer = (
            add_officer(f"day-{role.value}", "合成人员", [role], password) for role in roles
        )
        self._courier = add_staff(COURIER, "合成人员", Role.COURIER, "270418")
        self._not_accepted_of, self._refused_of = not_accepted_of, refused_of
        self._desks = ThreadPoolExecutor(_DESKS)  # for the whole day: each has its own connection to the database

    def turn(self, brought: list[str]) -> dict[str, Any]:
        """Scan what the courier brought, then clear every desk; the results given to the courier, by terminal."""
        arrived = list(Parcel.objects.filter(pk__in=brought, holder=Holder.COURIER, frozen=False))
        self._each(lambda parcel: parcels.arrive(parcel, self._acceptor), arrived)
        done = self._each(self._accept, Case.objects.filter(state=CaseState.RECEIVED))
        done += self._each(self._decide, Case.objects.filter(state=CaseState.ACCEPTED))
        given = self._each(self._give, Case.objects.filter(state__in=(CaseState.GRANTED, CaseState.REFUSED)))
        return {"arrived": [parcel.pk for parcel in arrived], "given": given, "done": Counter(done)}

    def _each(self, work: Callable[[Any], _Done], rows: Iterable[Any]) -> list[_Done]:
        return list(self._desks.map(work, list(rows)))

    def _decide(self, case: Case) -> str:
        granted = case.pk.int % self._refused_of != 1
        cases.decide(case, self._approver, granted, "" if granted else "合成数据")
        return "granted" if granted else "refused"

    def _give(self, case: Case) -> tuple[str, str]:
        parcel = parcels.pack(case, self._issuer, "S")
        parcels.hand_out(parcel, self._issuer, self._courier)
        return parcel.terminal_id, parcel.pk

    def _accept(self, case: Case) -> str:
        if case.pk.int % self._not_accepted_of == 0:
            cases.not_accept(case, self._acceptor, "合成数据")
            return "not accepted"
        cases.accept(case, self._acceptor)
        return "accepted"

    def books(self) -> dict[str, Any]:
        """All the hall knows at the end of the day; every story and every chain of holders is checked on the way."""
        rows = list(Case.objects.all())
        for case in rows:
            story.verify(case)
        held = Parcel.objects.prefetch_related("events")
        kinds = Counter(TakenEnvelope.objects.values_list("kind", flat=True))
        return {
            "cases": [(str(case.pk), case.provisional_number, case.number, case.state) for case in rows],
            "parcels": {parcel.pk: parcel.holder for parcel in held},
            "broken": [parcel.pk for parcel in held if not _whole(parcel)],
            "envelopes": kinds,
            "doubts": Doubt.objects.filter(settled_at=None).count(),
        }


def _whole(parcel: Parcel) -> bool:
    """Whether every line of its ledger begins with the holder the one before ended with, down to who has it now."""
    lines = [line for line in parcel.events.all() if line.applied]
    after = [line.holder_after for line in lines]
    return bool(lines) and after[-1] == parcel.holder and after[:-1] == [line.holder_before for line in lines[1:]]
