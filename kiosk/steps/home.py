"""The signed-in resident's home: what can be done, and where their cases stand."""

from contract.failures import ENTRIES, Failure
from contract.life import STATE_TEXT, CaseState
from contract.people import mask_name
from contract.task import TaskState, summary
from contract.text import Text
from drivers.roles import Credential
from kiosk import rows
from kiosk.cases import CaseRow
from kiosk.clock import local, stamp
from kiosk.custody.words import BoxRow
from kiosk.events import Done, Event, QueueMoved, Returned, Said
from kiosk.screens import Cases, Home, Row, Screen, Section, Tile
from kiosk.step import Back, Begin, End, Here, Outcome, Step

_APPLY = Text(zh="我要办事", en="Apply for something")
_APPLY_SUB = Text(zh="老年人优待卡、居住登记等", en="Senior card, residence registration and more")
_COLLECT = Text(zh="取办理结果", en="Collect a result")
_COLLECT_NONE = Text(zh="目前没有可取的结果", en="Nothing to collect at present")
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

    def enter(self, here: Here) -> None:
        self._load(here)

    def _load(self, here: Here) -> None:
        tag = here.visit.person_tag
        terminal = here.terminal
        here.run("loaded", "queue", lambda: terminal.known_of(tag))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("loaded", (cases, parcels, undropped)):
                self._cases, self._parcels, self._undropped = cases, parcels, undropped
                here.visit.cases = cases
                here.show()
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
            tiles=[*self._tiles(here), *self._correct_tile(here)],
            cases=[
                Tile(str(c.case_id), here.terminal.title_of(c, here.visit.language), state_of(c, here))
                for c in self._cases[:3]
            ],
            message=_about_card(here),
        )

    def _tiles(self, here: Here) -> list[Tile]:
        t, owing, ready = here.visit.t, len(self._owing()), len(self._parcels)
        collect = t(_COLLECT_SUB).format(ready) if ready else t(_COLLECT_NONE)
        deposit = t(_DEPOSIT_SUB).format(owing) if owing else t(_DEPOSIT_NONE)
        return [
            Tile("apply", t(_APPLY), t(_APPLY_SUB), "apply"),
            Tile("collect", t(_COLLECT), collect, "collect", str(ready) if ready else "", bool(ready)),
            Tile("deposit", t(_DEPOSIT), deposit, "deposit", str(owing) if owing else "", bool(owing)),
            Tile("cases", t(_CASES), t(_CASES_SUB), "cases", enabled=bool(self._cases)),
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
    """Every case of the person at this terminal."""

    def on(self, event: Event, here: Here) -> Outcome | None:
        return Back() if isinstance(event, Said) and event.name == "back" else None

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
        return Cases(sections)
