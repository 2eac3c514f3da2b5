"""Every case of the person, and the way to withdraw one whose originals still lie here."""

from contract.text import Text
from kiosk import rows
from kiosk.clock import stamp
from kiosk.custody.words import BoxRow
from kiosk.events import Done, Event, Returned, Said
from kiosk.screens.screen import Row, Screen, Section, Tile
from kiosk.screens.services import Cases
from kiosk.step import Back, Begin, Here, Outcome, Step
from kiosk.steps.case_words import state_of
from kiosk.steps.reclaim import door_to_reclaim

_RECLAIM = Text(zh="取回原件,撤回申请", en="Take originals back and withdraw")
_NUMBER = Text(zh="编号", en="Number")
_STATE = Text(zh="进度", en="State")
_SENT = Text(zh="提交时间", en="Handed in")
_PROMISED = Text(zh="承诺办结", en="Promised by")


class CasesStep(Step):
    """Every case of the person at this terminal; one whose originals still lie in the box can be withdrawn here."""

    def __init__(self) -> None:
        self._in_boxes: list[BoxRow] = []
        self._reclaiming = False

    def enter(self, here: Here) -> None:
        custody, tag = here.terminal.custody, here.visit.person_tag
        if not here.visit.to_sign_on_again:
            here.run("in boxes", "queue", lambda: custody.reclaimable(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("in boxes", found):
                self._in_boxes = found
            case Said("reclaim", {"parcel": parcel}) if chosen := [o for o in self._in_boxes if o.parcel == parcel]:
                door_to_reclaim(chosen[0], here)
                self._reclaiming = True
                return Begin(rows.RECLAIM)
            case Said("look_ups") if here.terminal.offices_in_reach:
                return Begin(rows.LOOKED_UP)
            case Returned() if self._reclaiming:
                return Back()  # what is withdrawn is no longer among the cases: home asks anew
            case Said("back"):
                return Back()
        return None

    def _reclaim(self, here: Here) -> list[Tile]:
        cases = {case.parcel: case for case in here.visit.cases}
        return [
            Tile(row.parcel, here.visit.t(_RECLAIM), here.terminal.title_of(cases[row.parcel], here.visit.language))
            for row in self._in_boxes
            if row.parcel in cases
        ]

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        sections = []
        for case in here.visit.cases:
            lines = [
                Row(t(_STATE), state_of(case, here)),
                Row(t(_NUMBER), case.number or case.provisional),
                Row(t(_SENT), stamp(case.submitted_at)),
            ]
            if case.promised_by:
                lines.append(Row(t(_PROMISED), case.promised_by.isoformat()))
            sections.append(Section(here.terminal.title_of(case, here.visit.language), lines))
        return Cases(sections, self._reclaim(here), can_look_up=here.terminal.offices_in_reach is not None)
