"""What the home of a signed-in resident shows."""

from collections.abc import Sequence

from contract.people import mask_name
from contract.text import Text
from drivers.roles import Credential
from kiosk.cases import CaseRow
from kiosk.clock import local
from kiosk.custody.words import Authority, BoxRow
from kiosk.screens.screen import Screen, Tile
from kiosk.screens.services import Home
from kiosk.step import Here
from kiosk.steps.case_words import state_of
from kiosk.steps.home_mine import Mine

_APPLY = Text(zh="我要办事", en="Apply for something")
_APPLY_SUB = Text(zh="老年人优待卡、居住登记等", en="Senior card, residence registration and more")
_COLLECT = Text(zh="取办理结果", en="Collect a result")
_COLLECT_NONE = Text(zh="目前没有可取的结果", en="Nothing to collect at present")
_COLLECT_SUB = Text(zh="有 {0} 件可以取", en="{0} ready for you")
_AGAIN = Text(zh="门关早了", en="Shut too soon")
_AGAIN_SUB = Text(zh="刚用过的 {0} 号柜可以再开一次", en="Compartment {0}, which you just used, can be opened again")
_DEPOSIT = Text(zh="交纸质原件", en="Hand in originals")
_DEPOSIT_NONE = Text(zh="目前没有要交的原件", en="No originals are asked for")
_DEPOSIT_SUB = Text(zh="{0} 件申请等您交原件", en="{0} of your cases wait for originals")
_CORRECT = Text(zh="补正", en="Correct what is missing")
_CORRECT_SUB = Text(zh="部门要求补正,请在 {0} 前交齐", en="An office asks for something by {0}")
_CASES = Text(zh="查办理进度", en="My cases")
_CASES_SUB = Text(zh="看看办到哪一步", en="See where they stand")
_EXPIRED = Text(
    zh="您的身份证已于 {0} 到期。可在本机查件、取件和申请,但审核人员可能要求先换领新证。",
    en="Your identity card expired on {0}. You can go on here, but the officers may ask for a new card first.",
)


def home_screen(mine: Mine, again: Sequence[tuple[BoxRow, Authority]], reminders: list[Tile], here: Here) -> Screen:
    """The tiles, with how many of each wait; `again`: doors that may be opened once more."""
    identity = here.visit.identity
    return Home(
        name=mask_name(identity.name) if identity else "",
        tiles=[*_tiles(mine, here), *_again_tile(again, here), *_correct_tile(mine.asking, here)],
        cases=[
            Tile(str(c.case_id), here.terminal.title_of(c, here.visit.language), state_of(c, here))
            for c in mine.cases[:3]
        ],
        message=_about_card(here),
        reminders=reminders,
    )


def _tiles(mine: Mine, here: Here) -> list[Tile]:
    t, owing, ready = here.visit.t, len(mine.owing), len(mine.parcels)
    collect = t(_COLLECT_SUB).format(ready) if ready else t(_COLLECT_NONE)
    deposit = t(_DEPOSIT_SUB).format(owing) if owing else t(_DEPOSIT_NONE)
    can_see = bool(mine.cases) or here.terminal.offices_in_reach is not None
    return [
        Tile("apply", t(_APPLY), t(_APPLY_SUB), "apply"),
        Tile("collect", t(_COLLECT), collect, "collect", str(ready) if ready else "", bool(ready)),
        Tile("deposit", t(_DEPOSIT), deposit, "deposit", str(owing) if owing else "", bool(owing)),
        Tile("cases", t(_CASES), t(_CASES_SUB), "cases", enabled=can_see),
    ]


def _again_tile(again: Sequence[tuple[BoxRow, Authority]], here: Here) -> list[Tile]:
    t = here.visit.t
    return [Tile("again", t(_AGAIN), t(_AGAIN_SUB).format(row.compartment), "door-open") for row, _ in again[:1]]


def _correct_tile(asking: Sequence[CaseRow], here: Here) -> list[Tile]:
    if not asking:
        return []
    t, until = here.visit.t, min((case.correct_by for case in asking if case.correct_by), default=None)
    sub = t(_CORRECT_SUB).format(until.isoformat() if until else "")
    return [Tile("correct", t(_CORRECT), sub, "edit", str(len(asking)))]


def _about_card(here: Here) -> str:
    """An identity card past its day signs on all the same: who the person is has not changed."""
    identity = here.visit.identity
    if identity is None or identity.kind is Credential.SOCIAL_SECURITY_CARD or identity.expires is None:
        return ""
    if not identity.expired_on(local(here.clock.now()).date()):
        return ""
    return here.visit.t(_EXPIRED).format(identity.expires.isoformat())
