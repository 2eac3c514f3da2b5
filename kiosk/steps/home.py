"""The signed-in resident's home: what can be done, and where their cases stand."""

from contract.failures import ENTRIES, Failure
from contract.life import STATE_TEXT, CaseState
from contract.parcel import ParcelKind
from contract.people import mask_name
from contract.task import TaskState, summary
from contract.text import Text
from drivers.roles import Credential
from kiosk import rows
from kiosk.cases import CaseRow
from kiosk.clock import local, stamp
from kiosk.custody.words import Authority, BoxRow
from kiosk.events import Done, Event, QueueMoved, Returned, Said
from kiosk.screens import Cases, Home, Row, Screen, Section, Tile
from kiosk.step import Back, Begin, End, Here, Outcome, Step
from kiosk.steps.once_more import to_open_again
from kiosk.steps.reclaim import door_to_reclaim

_APPLY = Text(zh="我要办事", en="Apply for something")
_APPLY_SUB = Text(zh="老年人优待卡、居住登记等", en="Senior card, residence registration and more")
_COLLECT = Text(zh="取办理结果", en="Collect a result")
_COLLECT_NONE = Text(zh="目前没有可取的结果", en="Nothing to collect at present")
_AGAIN = Text(zh="门关早了", en="Shut too soon")
_AGAIN_SUB = Text(zh="刚用过的 {0} 号柜可以再开一次", en="Compartment {0}, which you just used, can be opened again")
_RECLAIM = Text(zh="取回原件,撤回申请", en="Take originals back and withdraw")
_COLLECT_SUB = Text(zh="有 {0} 件可以取", en="{0} ready for you")
_DEPOSIT = Text(zh="交纸质原件", en="Hand in originals")
_DEPOSIT_NONE = Text(zh="目前没有要交的原件", en="No originals are asked for")
_DEPOSIT_SUB = Text(zh="{0} 件申请等您交原件", en="{0} of your cases wait for originals")
_CORRECT = Text(zh="补正", en="Correct what is missing")
_CORRECT_SUB = Text(zh="部门要求补正,请在 {0} 前交齐", en="An office asks for something by {0}")
_CASES = Text(zh="查办理进度", en="My cases")
_CASES_SUB = Text(zh="看看办到哪一步", en="See where they stand")
_NUMBER = Text(zh="编号", en="Number")
_STATE = Text(zh="进度", en="State")
_SENT = Text(zh="提交时间", en="Handed in")
_PROMISED = Text(zh="承诺办结", en="Promised by")
_EXPIRED = Text(
    zh="您的身份证已于 {0} 到期。可在本机查件、取件和申请,但审核人员可能要求先换领新证。",
    en="Your identity card expired on {0}. You can go on here, but the officers may ask for a new card first.",
)
_QUEUED = Text(zh="已保存在本机,网络恢复后自动送出", en="Saved here, sent by itself when the network is back")


class HomeStep(Step):
    """Four things to do; each is offered with how many of them wait."""

    def __init__(self) -> None:
        self._cases: list[CaseRow] = []
        self._parcels: list[BoxRow] = []
        self._undropped: set[str] = set()
        self._again: list[tuple[BoxRow, Authority]] = []  # doors that may be opened once more, the last one first

    def enter(self, here: Here) -> None:
        self._load(here)

    def _load(self, here: Here) -> None:
        tag = here.visit.person_tag
        terminal = here.terminal
        here.run("loaded", "queue", lambda: terminal.known_of(tag))
        here.run("again", "queue", lambda: terminal.custody.reopenable(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("loaded", (cases, parcels, undropped)):
                self._cases, self._parcels, self._undropped = cases, parcels, undropped
                here.visit.cases = cases
                here.show()
            case Done("again", again):
                self._again = again
            case Said("choose", {"id": "again"}) if self._reopenable(here):
                return self._once_more(here)
            case Returned() | QueueMoved():
                self._load(here)
            case Said("choose", {"id": "apply"}):
                return Begin(rows.APPLY)
            case Said("choose", {"id": "collect"}) if self._parcels:
                return Begin(rows.COLLECT)
            case Said("choose", {"id": "deposit"}) if self._owing():
                here.visit.begin_deposit(self._owing()[0])
                return Begin(rows.DEPOSIT)
            case Said("open_case", {"id": id_}) if asking := [c for c in self._asking() if str(c.case_id) == id_]:
                return Begin(rows.correct(asking[0]))
            case Said("choose", {"id": "correct"}) if self._asking():
                return Begin(rows.correct(self._asking()[0]))
            case Said("choose", {"id": "cases"}) | Said("open_case"):
                return Begin(rows.CASES)
            case Said("finish"):
                return End()
        return None

    def _owing(self) -> list[CaseRow]:
        return [case for case in self._cases if case.parcel in self._undropped]

    def _asking(self) -> list[CaseRow]:
        return [case for case in self._cases if case.correction is not None]

    def _reopenable(self, here: Here) -> list[tuple[BoxRow, Authority]]:
        """Originals only with their case: the slip tells of it."""
        if here.visit.to_sign_on_again:
            return []
        mine = {case.parcel for case in self._cases}
        return [one for one in self._again if one[0].kind is ParcelKind.RESULT or one[0].parcel in mine]

    def _once_more(self, here: Here) -> Outcome:
        row, authority = self._reopenable(here)[0]
        for case in self._cases:
            if case.parcel == row.parcel:
                here.visit.begin_deposit(case)
        to_open_again(row, authority, here)
        return Begin(rows.AGAIN[here.visit.task.purpose])

    def _again_tile(self, here: Here) -> list[Tile]:
        t = here.visit.t
        return [
            Tile("again", t(_AGAIN), t(_AGAIN_SUB).format(row.compartment), "door-open")
            for row, _ in self._reopenable(here)[:1]
        ]

    def _correct_tile(self, here: Here) -> list[Tile]:
        asking, t = self._asking(), here.visit.t
        if not asking:
            return []
        until = min((case.correct_by for case in asking if case.correct_by), default=None)
        sub = t(_CORRECT_SUB).format(until.isoformat() if until else "")
        return [Tile("correct", t(_CORRECT), sub, "edit", str(len(asking)))]

    def screen(self, here: Here) -> Screen:
        identity = here.visit.identity
        return Home(
            name=mask_name(identity.name) if identity else "",
            tiles=[*self._tiles(here), *self._again_tile(here), *self._correct_tile(here)],
            cases=[
                Tile(str(c.case_id), here.terminal.title_of(c, here.visit.language), state_of(c, here))
                for c in self._cases[:3]
            ],
            message=_about_card(here),
        )

    def _tiles(self, here: Here) -> list[Tile]:
        t, owing, ready = here.visit.t, len(self._owing()), len(self._parcels)
        collect = t(_COLLECT_SUB).format(ready) if ready else t(_COLLECT_NONE)
        can_see = bool(self._cases) or _can_look_up(here)
        deposit = t(_DEPOSIT_SUB).format(owing) if owing else t(_DEPOSIT_NONE)
        return [
            Tile("apply", t(_APPLY), t(_APPLY_SUB), "apply"),
            Tile("collect", t(_COLLECT), collect, "collect", str(ready) if ready else "", bool(ready)),
            Tile("deposit", t(_DEPOSIT), deposit, "deposit", str(owing) if owing else "", bool(owing)),
            Tile("cases", t(_CASES), t(_CASES_SUB), "cases", enabled=can_see),
        ]


def _about_card(here: Here) -> str:
    """An identity card past its day signs on all the same: who the person is has not changed."""
    identity = here.visit.identity
    if identity is None or identity.kind is Credential.SOCIAL_SECURITY_CARD or identity.expires is None:
        return ""
    if not identity.expired_on(local(here.clock.now()).date()):
        return ""
    return here.visit.t(_EXPIRED).format(identity.expires.isoformat())


def state_of(case: CaseRow, here: Here) -> str:
    """Where a case stands, in the visit's language; before the hall has it, that it is kept here."""
    if case.refused:
        return here.visit.t(ENTRIES[Failure.HALL_REFUSED].sentence)
    if not case.number:
        return here.visit.t(_QUEUED)
    state = here.visit.t(STATE_TEXT[CaseState(case.state)])
    if case.state == CaseState.ACCEPTED and (len(case.tasks) > 1 or TaskState.TO_CORRECT in case.tasks):
        return f"{state} · {here.visit.t(summary(case.tasks))}"
    return state


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
            case Said("look_ups") if _can_look_up(here):
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
        return Cases(sections, self._reclaim(here), can_look_up=_can_look_up(here))


def _can_look_up(here: Here) -> bool:
    """Whether the hall can be asked who looked the person up."""
    return here.terminal.online and here.terminal.offices is not None
